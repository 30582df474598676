/** Chain replication: one store whatever goes wrong, by its conditions, and what its length costs. */
import { describe, expect, test } from 'vitest';
import { answeredOk, hunted, MS, medianMs, P, recordOf, S } from './leader-chain-hunted.js';

const SEEDS = 300;
const TIMEOUT = 120_000;

describe('a chain is linearizable, and each node has what its successor has', () => {
  test.each(['tail', 'any'])('reads: %s', { timeout: TIMEOUT }, (reads) => {
    const { failures, unknown, judged, missed } = hunted('chain-hunt', { [`${P}.reads`]: reads }, SEEDS);
    expect({ failures, unknown, missed }).toEqual({ failures: {}, unknown: [], missed: [] });
    expect([...judged]).toEqual(['invariant(db)', 'linearizable(app)']);
  });

  // Leases last as long as clocks are within the bound (`assumes`); far beyond it a dropped tail answers on.
  test('but not if clocks drift far beyond the bound', { timeout: TIMEOUT }, () => {
    const faults = (drift: string) =>
      `[{ at: 1s, for: 1500ms, clock: [db/2, db/3, db/4], drift: ${drift} }, { at: 1300ms, for: 1s, partition: 'split(db/4, [db/1, db/2, db/3])' }]`;
    const invalid = (drift: string) => {
      const settings = { [`${P}.driftBound`]: '1%', 'nodes.db.clock.drift': '0%', faults: faults(drift) };
      return hunted('chain-hunt', { ...settings, 'clients.app.route': 'random' }, 60).failures;
    };
    expect(Object.keys(invalid('-80%'))).toContain('linearizable(app)');
    expect(invalid('0.5%')).toEqual({});
  });
});

describe('the chain', () => {
  const crash = (node: string) => recordOf('chain-hunt', { faults: `[{ at: 1s, for: 1s, crash: ${node} }]` });
  const writtenAfter = (record: ReturnType<typeof crash>, from: number) =>
    answeredOk(record, 'write').filter(({ completedAt }) => completedAt > from).length;

  test.each(['db/2', 'db/3', 'db/4'])('goes on without its member %s, and takes it back', (node) => {
    const record = crash(node);
    const times = (condition: string) =>
      record.conditions.find((each) => each.condition === condition)?.times ?? 0;
    expect(record.violations).toEqual([]);
    expect(times('a silent node is dropped from the chain')).toBe(1);
    expect(times('a node has joined the chain')).toBe(1);
    expect(writtenAfter(record, 1.6 * S)).toBeGreaterThan(10);
    expect(writtenAfter(record, 2.5 * S)).toBeGreaterThan(5);
  });

  test('stays as it is while its master is down, and answers no reads when the leases are over', () => {
    const record = recordOf('chain-hunt', { faults: '[{ at: 1s, for: 2s, crash: db/1 }]' });
    const reads = answeredOk(record, 'read').filter(
      ({ completedAt }) => completedAt > 1.4 * S && completedAt < 3 * S,
    );
    expect(reads).toEqual([]);
    expect(
      answeredOk(record, 'read').filter(({ completedAt }) => completedAt > 3.1 * S).length,
    ).toBeGreaterThan(0);
  });
});

test('all reads go to the tail, or are spread over the chain (CRAQ)', () => {
  const nodes = (reads: string) =>
    new Set(
      answeredOk(
        recordOf('chain-hunt', { [`${P}.reads`]: reads, 'clients.app.route': 'random' }),
        'read',
      ).map(({ node }) => node),
    );
  expect([...nodes('tail')]).toEqual(['db/4']);
  expect([...nodes('any')].sort()).toEqual(['db/2', 'db/3', 'db/4']);
});

test('a write down the chain takes longer than one to all followers at once, and a longer chain longer', () => {
  const write = (client: number, count: string) =>
    medianMs(
      answeredOk(recordOf('chain-latency', { 'nodes.chain.count': count }), 'write', client).map(
        ({ completedAt, invokedAt }) => completedAt - invokedAt,
      ),
    );
  expect(write(0, '4')).toBeGreaterThan(write(1, '4') + 1);
  // Each node more is one disk of 1 ms and one link with a median of 1 ms more.
  expect(write(0, '6') - write(0, '4')).toBeGreaterThan(3);
  expect(write(0, '6') - write(0, '4')).toBeLessThan(3 * MS);
});
