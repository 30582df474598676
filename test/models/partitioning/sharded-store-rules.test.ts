/** The monitor of the sharded store: silent where all is right, and each rule broken by a store that breaks it. */
import { describe, expect, test } from 'vitest';
import { RULES } from '../../../models/partitioning/sharded-store/monitor.js';
import type { Models } from '../../../src/experiment/simulate.js';
import { JOIN, P, runOf, storeWith } from './sharded-store.js';

/** A key at a time, so that there is always a middle of a move. */
const SMALL = { ...JOIN, duration: '5s', [`${P}.chunk`]: '1' };

const BROKEN: readonly (readonly [rule: string, how: string, models: Models])[] = [
  [
    'one-owner',
    'who has given a slot away takes it for its own again',
    storeWith('took', (state, message, _, right) => {
      const slot = state.slots.get(message.slot);
      if (message.owned && slot?.status === 'given') Object.assign(slot, { status: 'owned' });
      if (message.owned) state.hands += 1;
      else right(message);
    }),
  ],
  [
    'handed-over-whole',
    'sessions are not taken along',
    storeWith('chunk', (_state, message, _ctx, right) => {
      const items = message.chunk.items.filter(({ kind }) => kind === 'key');
      right({ ...message, chunk: { ...message.chunk, items } });
    }),
  ],
  [
    'deleted-when-taken',
    'a slot is deleted when the other has its first chunk',
    storeWith('took', (_state, message, _ctx, right) => right({ ...message, owned: true })),
  ],
  [
    'one-config-per-epoch',
    'a node turns round what it is told',
    storeWith('config', (_state, message, _ctx, right) => {
      const { config } = message;
      right({ ...message, config: { ...config, owners: [...config.owners].reverse() } });
    }),
  ],
  [
    'complete-means-owned',
    'nodes have nothing to wait for, they say',
    storeWith('report', (_state, message, _ctx, right) => right({ ...message, missing: 0 })),
  ],
];

describe('each rule', () => {
  test('is put to the test by a change of members, and kept', () => {
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
