/** The sharded store: who answers, what a change of members moves, how fast, and what it does to requests. */
import { describe, expect, test } from 'vitest';
import { JOIN, meanOf, measured, P, runOf, S } from './sharded-store.js';

const TIMEOUT = 60_000;
const NOTHING = { ...JOIN, duration: '2s', faults: '[]' };

/** The nodes that answered for each key. */
function answeredBy(record: ReturnType<typeof runOf>): ReadonlyMap<string, ReadonlySet<string>> {
  const nodes = new Map<string, Set<string>>();
  for (const { key, outcome, node } of record.clients[0]!.operations) {
    if (outcome !== 'ok' || node === undefined) continue;
    const name = JSON.stringify(key);
    nodes.set(name, (nodes.get(name) ?? new Set<string>()).add(node));
  }
  return nodes;
}

describe('while nothing moves', () => {
  test.each(['forward', 'redirect'])('each key is answered by one node (%s)', (routing) => {
    const nodes = answeredBy(runOf({ ...NOTHING, [`${P}.routing`]: routing }));
    expect(nodes.size).toBeGreaterThan(250);
    expect([...nodes.values()].every((each) => each.size === 1)).toBe(true);
    const all = new Set([...nodes.values()].flatMap((each) => [...each]));
    expect([...all].sort()).toEqual(['store/2', 'store/3', 'store/4', 'store/5', 'store/6']);
  });

  test('clients that are told whom to ask wait longer for it than those whose request is handed on', () => {
    const meanMs = (routing: string) =>
      meanOf(
        runOf({ ...NOTHING, [`${P}.routing`]: routing }).clients[0]!.operations.flatMap(
          ({ outcome, completedAt, invokedAt }) =>
            outcome === 'ok' && completedAt !== undefined ? [(completedAt - invokedAt) / 1e6] : [],
        ),
      );
    // One way more: half a millisecond and a bit.
    const difference = meanMs('redirect') - meanMs('forward');
    expect(difference).toBeGreaterThan(0.3);
    expect(difference).toBeLessThan(2);
  });

  test('one node alone is a store, too', () => {
    const record = runOf({ ...NOTHING, 'nodes.store.count': '1', [`${P}.members`]: '0' });
    expect(record.violations).toEqual([]);
    expect(new Set([...answeredBy(record).values()].flatMap((each) => [...each]))).toEqual(
      new Set(['store/1']),
    );
  });
});

describe('a node that joins', { timeout: TIMEOUT }, () => {
  const joined = (partitioner: string, settings = {}) =>
    runOf({ ...JOIN, [`${P}.partitioner`]: partitioner, ...settings });

  // Five in six by remainder; a sixth with whatever moves least, and as much less or more as 128 slots leave room for.
  test.each([
    ['modulo', 0.75, 0.92],
    ['ring', 0.05, 0.3],
    ['rendezvous', 0.08, 0.26],
    ['jump', 0.08, 0.26],
    ['maglev', 0.1, 0.32],
    ['anchor', 0.08, 0.26],
    ['multi-probe', 0.08, 0.26],
    ['directory', 0.12, 0.22],
    ['bounded', 0.05, 0.45],
  ])('moves the keys that %s says, and no more', (partitioner, low, high) => {
    const record = joined(partitioner);
    expect(record.violations).toEqual([]);
    expect(measured(record, 'change')).toHaveLength(1);
    expect(meanOf(measured(record, 'moved'))).toBeGreaterThan(low);
    expect(meanOf(measured(record, 'moved'))).toBeLessThan(high);
    const late = record.clients[0]!.operations.filter(({ invokedAt }) => invokedAt > 7 * S);
    const owners = new Set(late.flatMap(({ node }) => node ?? []));
    expect(owners.has('store/7')).toBe(true);
  });

  test('has its keys the sooner, the more of them are sent per second', () => {
    const seconds = (moveRate: string) =>
      meanOf(measured(joined('modulo', { [`${P}.moveRate`]: moveRate }), 'change')) / S;
    const [slow, fast] = [seconds('20KiB/s'), seconds('200KiB/s')];
    // 5/6 of some 250 keys from five nodes at once: 40 keys each.
    expect(slow).toBeGreaterThan(1.6);
    expect(slow).toBeLessThan(4);
    expect(fast).toBeLessThan(slow / 3);
  });

  test('is found by clients that look keys up: old owners tell them, the more of them the more moves', () => {
    const byKey = { [`${P}.routing`]: 'redirect', 'clients.app.route': 'by-key' };
    const [many, few] = ['modulo', 'ring'].map((each) => meanOf(measured(joined(each, byKey), 'handed')));
    expect(many).toBeGreaterThan(20);
    expect(few).toBeLessThan(many! / 2);
  });

  test('takes slots over without leaving them to nobody', () => {
    expect(Math.max(...measured(joined('modulo'), 'ownerless')) / 1e6).toBeLessThan(50);
  });
});

test('nodes that leave hand over everything first', { timeout: TIMEOUT }, () => {
  const faults = '[{ at: 2s, ask: coordinator(store), f: change-membership, nodes: [store/3, store/4] }]';
  const record = runOf({ ...JOIN, faults });
  expect(record.violations).toEqual([]);
  const late = record.clients[0]!.operations.filter(({ invokedAt }) => invokedAt > 7 * S);
  expect(new Set(late.flatMap(({ node }) => node ?? []))).toEqual(new Set(['store/3', 'store/4']));
});

test('the coordinator alone cannot hold keys, and who asks for it is told', () => {
  const faults = '[{ at: 200ms, ask: coordinator(store), f: change-membership, nodes: [store/1] }]';
  const record = runOf({ ...NOTHING, faults });
  expect(record.faults.map(({ touched }) => touched)).toEqual([0]);
  expect(record.violations).toEqual([]);
});
