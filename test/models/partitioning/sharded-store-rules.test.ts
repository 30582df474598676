/** The monitor of the sharded store: silent where all is right, and each rule broken by a store that breaks it. */
import { describe, expect, test } from 'vitest';
import { RULES } from '../../../models/partitioning/sharded-store/monitor.js';
import type { Models } from '../../../src/experiment/simulate.js';
import { JOIN, P, runOf, storeWith } from './sharded-store.js';

/**
 * Two copies, sent a key at a time, so that there is always a middle of a move; and an owner that the coordinator cannot
 * reach, and everybody else can: it is replaced, and does not know.
 */
const SMALL = {
  ...JOIN,
  duration: '6s',
  [`${P}.slots`]: '16',
  [`${P}.chunk`]: '1',
  [`${P}.replicas`]: '2',
  [`${P}.goneAfter`]: '300ms',
  faults:
    "[{ at: 1s, for: 1s, partition: 'split(store/1, store/3)' }, { at: 3s, ask: coordinator(store), f: change-membership, nodes: 'others(store/1)' }]",
};

const BROKEN: readonly (readonly [rule: string, how: string, models: Models])[] = [
  [
    'one-owner',
    'a holder answers in views that are over',
    storeWith('append', (state, message, _, right) => {
      const slot = state.slots.get(message.slot);
      if (slot !== undefined && message.view < slot.view) slot.view = message.view;
      right(message);
    }),
  ],
  [
    'one-log',
    'a holder writes down something else',
    storeWith('append', (_state, message, _ctx, right) =>
      right({ ...message, operations: message.operations.map((each) => ({ ...each, client: -1 })) }),
    ),
  ],
  [
    'copies-whole',
    'sessions are not taken along',
    storeWith('chunk', (_state, message, _ctx, right) => {
      const items = message.chunk.items.filter(({ kind }) => kind === 'key');
      right({ ...message, chunk: { ...message.chunk, items } });
    }),
  ],
  [
    'one-view-per-number',
    'a node mistakes the last holder of a slot for its owner',
    storeWith('config', (_state, message, _ctx, right) => {
      const { config } = message;
      const views = config.views.map((view, slot) =>
        slot === 0 ? { ...view, owner: view.holders.at(-1)! } : view,
      );
      right({ ...message, config: { ...config, views } });
    }),
  ],
  [
    'complete-means-held',
    'a change is complete as soon as it is decided',
    storeWith('report', (state, message, _, right) => {
      right(message);
      const { lead } = state;
      if (lead?.durable.config.complete === false)
        lead.durable = { ...lead.durable, config: { ...lead.durable.config, complete: true } };
    }),
  ],
  [
    'deleted-when-left',
    'a node does not find itself among the holders',
    storeWith('config', (state, message, _, right) => {
      const { config } = message;
      const views = config.views.map((view) => ({
        ...view,
        holders: view.holders.filter((id) => id !== state.id),
      }));
      right({ ...message, config: { ...config, views } });
    }),
  ],
];

describe('each rule', () => {
  test('is put to the test by a change of members and a replaced owner, and kept', () => {
    const record = runOf(SMALL);
    expect(record.violations).toEqual([]);
    const judged = record.rules.filter((each) => each.judged > 0).map(({ rule }) => rule);
    expect(judged).toEqual(expect.arrayContaining([...RULES]));
  });

  test.each(BROKEN)('%s is broken where %s', (rule, _, models) => {
    const { violations } = runOf(SMALL, '1', models);
    expect(violations.map((each) => each.rule)).toContain(rule);
  });

  test('has such a store', () => {
    expect(BROKEN.map(([rule]) => rule)).toEqual([...RULES]);
  });
});
