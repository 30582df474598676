/** Hunts of leader and followers: what is promised holds over many seeds, and what is not breaks within as many. */
import { describe, expect, test } from 'vitest';
import { hunted, P } from './leader-chain-hunted.js';

const SEEDS = 300;
const TIMEOUT = 120_000;

describe('with fencing and enough copies the store is linearizable, and no acknowledged write is lost', () => {
  test.each([
    ['sync', {}],
    ['semi-sync, one follower of two', { [`${P}.replication`]: 'semi-sync' }],
    ['suspected by phi', { [`${P}.detector`]: 'phi', [`${P}.threshold`]: '3' }],
  ])('%s', { timeout: TIMEOUT }, (_, settings) => {
    const { failures, unknown, judged, missed } = hunted('leader-hunt', settings, SEEDS);
    expect({ failures, unknown }).toEqual({ failures: {}, unknown: [] });
    expect([...judged]).toEqual(['invariant(db)', 'linearizable(app)']);
    expect(missed).toEqual([]);
  });
});

test('tokens keep all session guarantees over asynchronous followers', { timeout: TIMEOUT }, () => {
  const { failures, unknown, judged, missed } = hunted('leader-tokens-hunt', {}, SEEDS);
  expect({ failures, unknown, missed }).toEqual({ failures: {}, unknown: [], missed: [] });
  expect(judged.size).toBe(5);
});

describe('what is not promised breaks', () => {
  test.each([
    ['without fencing', 'leader-hunt', { [`${P}.fencing`]: 'false' }, 'linearizable(app)'],
    ['asynchronously', 'leader-hunt', { [`${P}.replication`]: 'async' }, 'linearizable(app)'],
    ['if the first is promoted', 'leader-hunt', { [`${P}.promote`]: 'in-order' }, 'linearizable(app)'],
    ['with reads anywhere', 'leader-hunt', { [`${P}.reads`]: 'any' }, 'linearizable(app)'],
    [
      'for a session without tokens',
      'leader-tokens-hunt',
      { [`${P}.reads`]: 'any' },
      'read-your-writes(app)',
    ],
    [
      'with one copy among five beside the leader',
      'leader-hunt',
      { 'nodes.db.count': '5', [`${P}.replication`]: 'semi-sync' },
      'linearizable(app)',
    ],
  ])('%s', { timeout: TIMEOUT }, (_, file, settings, claim) => {
    const { failures } = hunted(file, settings, SEEDS, claim);
    expect(Object.keys(failures)).toContain(claim);
  });
});
