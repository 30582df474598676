/** Hunts of the sharded store: one store whatever goes wrong while slots move and nodes fall, with any number of copies. */
import { describe, expect, test } from 'vitest';
import { hunted } from '../../support/hunted.js';
import { storeWith } from './sharded-store.js';

const FILE = 'partitioning/sharded-hunt.yaml';
const DB = 'nodes.db.params';
const SEEDS = 150;
const TIMEOUT = 120_000;
/** Not in every few hundred seeds. */
const RARE = ['a chunk of an earlier attempt comes late'];
/** With one copy these need somebody who gets one at that moment. */
const WITH_COPIES = [
  'operations that were never committed are forgotten',
  'an owner that is gone is replaced',
  'a holder that is gone is left out',
  'a newcomer without whom nothing is committed is gone',
];

describe('the store is linearizable, and nothing committed is lost', () => {
  test.each([
    ['one copy, by a ring, handed on', { [`${DB}.replicas`]: '1' }, WITH_COPIES],
    ['two, by remainder, sent away', { [`${DB}.partitioner`]: 'modulo', [`${DB}.routing`]: 'redirect' }, []],
    [
      'three, with nothing to do for the server',
      { [`${DB}.replicas`]: '3', [`${DB}.service`]: '0s', [`${DB}.moveService`]: '0s' },
      ['a slot is given away while a request for it waits for the server'],
    ],
  ])('%s', { timeout: TIMEOUT }, (_, settings, idle) => {
    const { failures, unknown, judged, missed } = hunted(FILE, settings, SEEDS);
    expect({ failures, unknown }).toEqual({ failures: {}, unknown: [] });
    expect([...judged]).toEqual(['invariant(db)', 'linearizable(app)']);
    const allowed: readonly string[] = [...RARE, ...idle];
    expect(missed.filter((each) => !allowed.includes(each))).toEqual([]);
  });
});

describe('clients notice', () => {
  const until = 'linearizable(app)';
  const expectation = { expect: '["linearizable(app)"]' };

  test('that writes during the copy stay behind', { timeout: TIMEOUT }, () => {
    const models = storeWith('appended', (state, message, _, right) => {
      const before = new Set(state.copy?.keys);
      right(message);
      for (const key of state.copy?.keys ?? []) if (!before.has(key)) state.copy!.keys.delete(key);
    });
    expect(Object.keys(hunted(FILE, expectation, SEEDS, { until, models }).failures)).toContain(until);
  });

  test('that sessions stay behind', { timeout: TIMEOUT }, () => {
    const models = storeWith('chunk', (_state, message, _ctx, right) => {
      const items = message.chunk.items.filter(({ kind }) => kind === 'key');
      right({ ...message, chunk: { ...message.chunk, items } });
    });
    expect(Object.keys(hunted(FILE, expectation, SEEDS, { until, models }).failures)).toContain(until);
  });
});
