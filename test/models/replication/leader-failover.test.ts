/** What failovers cost, and that the monitor's figures are those that clients see. */
import { describe, expect, test } from 'vitest';
import { answeredOk, MS, medianMs, P, recordOf, S } from './leader-chain-hunted.js';

type Record = ReturnType<typeof recordOf>;

const measure = ({ measures }: Record, name: string): readonly number[] =>
  measures.find((each) => each.name.includes(name))!.values;
const rpo = (record: Record) => measure(record, 'RPO');
const rto = (record: Record) => measure(record, 'RTO');
const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

describe('the writes that an asynchronous failover loses', () => {
  const record = recordOf('leader-async-failover');
  const ofOldLeader = answeredOk(record, 'write').filter(({ node }) => node === 'db/1');

  test('are those that the old leader acknowledged while it was cut off', () => {
    const between = (from: number, to: number) =>
      ofOldLeader.filter(({ completedAt }) => completedAt > from && completedAt < to).length;
    // Cut off from 5 s to 8 s; what it acknowledged a moment before may have reached nobody, too.
    expect(between(5.02 * S, 8 * S)).toBeGreaterThan(20);
    expect(sum(rpo(record))).toBeGreaterThanOrEqual(between(5.02 * S, 8 * S));
    expect(sum(rpo(record))).toBeLessThanOrEqual(between(4.95 * S, 8.1 * S));
  });

  test('are none with a copy elsewhere, under the same faults', () => {
    const safe = recordOf('leader-semi-sync-failover');
    expect(rpo(safe).length).toBeGreaterThanOrEqual(2);
    expect(sum(rpo(safe))).toBe(0);
    expect(safe.violations).toEqual([]);
  });
});

test('the recovery time after a crash is what clients wait for', () => {
  const record = recordOf('leader-semi-sync-failover');
  const crashed = record.faults.find(({ kind }) => kind === 'crash')!;
  const times = answeredOk(record, 'write').map(({ completedAt }) => completedAt);
  const next = Math.min(...times.filter((at) => at > crashed.from + 20 * MS));
  // The answer takes a message's time to its client.
  const beyond = next - crashed.from - rto(record).at(-1)!;
  expect(beyond).toBeGreaterThan(0);
  expect(beyond).toBeLessThan(20 * MS);
});

describe('the recovery time', () => {
  const recoveryMs = (settings: { readonly [path: string]: string }) =>
    rto(recordOf('leader-semi-sync-failover', settings)).at(-1)! / MS;

  test('grows with the timeout', () => {
    const short = recoveryMs({ [`${P}.timeout`]: '100ms' });
    const long = recoveryMs({ [`${P}.timeout`]: '1s', [`${P}.heartbeat`]: '50ms' });
    expect(short).toBeGreaterThan(50);
    expect(short).toBeLessThan(200);
    expect(long).toBeGreaterThan(900);
  });

  test('grows with the threshold of phi', () => {
    const phi = (threshold: string) =>
      recoveryMs({ [`${P}.detector`]: 'phi', [`${P}.threshold`]: threshold });
    expect(phi('2')).toBeLessThan(phi('14'));
  });
});

test('more copies cost more time', () => {
  const writeMs = (replication: string) =>
    medianMs(
      answeredOk(
        recordOf('leader-semi-sync-failover', { [`${P}.replication`]: replication, faults: '[]' }),
        'write',
      ).map(({ completedAt, invokedAt }) => completedAt - invokedAt),
    );
  const [async, semi, sync] = [writeMs('async'), writeMs('semi-sync'), writeMs('sync')] as const;
  expect(semi - async).toBeGreaterThan(1);
  expect(sync - semi).toBeGreaterThan(0.3);
});

test('sync: a follower that is gone holds writes up until it no longer counts', () => {
  const record = recordOf('leader-semi-sync-failover', {
    [`${P}.replication`]: 'sync',
    faults: '[{ at: 5s, for: 5s, crash: db/3 }]',
  });
  const times = answeredOk(record, 'write')
    .map(({ completedAt }) => completedAt)
    .sort((a, b) => a - b);
  const longest = Math.max(...times.slice(1).map((at, i) => at - times[i]!));
  expect(longest).toBeGreaterThan(400 * MS);
  expect(longest).toBeLessThan(700 * MS);
  expect(times.filter((at) => at > 6 * S && at < 10 * S).length).toBeGreaterThan(100);
});

describe('split brain', () => {
  const leaders = (record: Record) =>
    new Set(
      answeredOk(record, 'write')
        .filter(({ completedAt }) => completedAt > 6 * S && completedAt < 9 * S)
        .map(({ node }) => node),
    ).size;

  test('both sides acknowledge writes without fencing, and one does with it', () => {
    expect(leaders(recordOf('leader-split-brain'))).toBe(2);
    expect(leaders(recordOf('leader-split-brain', { [`${P}.fencing`]: 'true' }))).toBe(1);
  });
});

test('all nodes hold the same after a failover, what the old leader had alone is gone', () => {
  const settings = { expect: '["converges(db) within 2s"]', 'clients.app.until': '17s' };
  const { contents } = recordOf('leader-async-failover', settings);
  const ends = contents[0]!.members.map(({ last }) => JSON.stringify(last));
  expect(ends).toHaveLength(3);
  expect(new Set(ends).size).toBe(1);
  expect(ends[0]!.length).toBeGreaterThan(20);
});
