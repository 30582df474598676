/** The three example models pull the API in different directions; all three run end to end. */
import { expect, test } from 'vitest';
import { frontend } from '../../models/examples/frontend.js';
import { gossip } from '../../models/examples/gossip.js';
import { station } from '../../models/examples/station.js';
import { simulate } from '../../src/experiment/simulate.js';
import type { AnyModel } from '../../src/model/index.js';
import { clientGroup, MS, nodeGroup, S, scenario } from '../support/scenario.js';

const models = new Map<string, AnyModel>([station, frontend, gossip].map((m) => [m.name, m]));
const exponential = (mean: number) => ({ distribution: { kind: 'exponential', mean } as const });

test('a station under half load answers everything, at about twice the service time', () => {
  const s = scenario({
    duration: 100 * S,
    nodes: [
      nodeGroup({
        name: 'q',
        model: 'examples/station',
        params: { servers: 1, service: exponential(10 * MS), queueLimit: 1000, answer: true },
      }),
    ],
    clients: [clientGroup({ name: 'app', target: 'q', arrivals: { kind: 'poisson', rate: 50 } })],
  });
  const { record } = simulate(s, models, { seed: '1', freeze: true });
  const { operations } = record.clients[0]!;
  expect(operations.length).toBeGreaterThan(4500);
  const done = operations.filter((o) => o.outcome === 'ok');
  expect(operations.length - done.length).toBeLessThan(20);
  const meanMs = done.reduce((sum, o) => sum + (o.completedAt! - o.invokedAt), 0) / done.length / MS;
  // M/M/1: W = 1 / (mu - lambda) = 20 ms, and 2 ms on the network.
  expect(meanMs).toBeGreaterThan(19);
  expect(meanMs).toBeLessThan(25);
});

test('a front end degrades while one of its services is down, and fails without the other', () => {
  const s = scenario({
    nodes: [
      nodeGroup({
        name: 'web',
        model: 'examples/frontend',
        params: {
          profiles: { nodes: ['profiles'] },
          recommendations: { nodes: ['rec'] },
          timeout: 50 * MS,
          render: exponential(MS),
        },
      }),
      ...['profiles', 'rec'].map((name) =>
        nodeGroup({
          name,
          model: 'examples/station',
          params: { servers: 4, service: exponential(MS), queueLimit: 10, answer: true },
        }),
      ),
    ],
    clients: [
      clientGroup({
        name: 'app',
        target: 'web',
        operations: [{ f: 'request', weight: 1 }],
        timeout: 200 * MS,
      }),
    ],
    faults: [crash('rec', 2 * S), crash('profiles', 6 * S)],
  });
  const { record } = simulate(s, models, { seed: '1', freeze: true });
  const during = (from: number, to: number) =>
    record.clients[0]!.operations.filter((o) => o.invokedAt >= from && o.invokedAt < to).map(
      (o) => o.output ?? o.error,
    );
  expect(new Set(during(0, 1.9 * S))).toEqual(new Set(['full']));
  expect(new Set(during(2.1 * S, 3.9 * S))).toEqual(new Set(['poor']));
  expect(new Set(during(6.1 * S, 7.8 * S))).toEqual(new Set(['profile: timeout']));
  expect(record.faults.map((f) => f.touched)).toEqual([1, 1]);
});

test('a rumour reaches ten thousand peers in the logarithm of their number', () => {
  const interval = { distribution: { kind: 'uniform', low: 90 * MS, high: 110 * MS } as const };
  const s = scenario({
    duration: 3 * S,
    nodes: [nodeGroup({ name: 'peers', model: 'examples/gossip', count: 10_000, params: { interval } })],
    clients: [
      clientGroup({
        name: 'app',
        target: 'peers',
        arrivals: { kind: 'trace', at: [100 * MS] },
        operations: [{ f: 'write', weight: 1 }],
      }),
    ],
  });
  const { record } = simulate(s, models, { seed: '1' });
  const heard = record.series.filter((p) => p.series === 'version');
  expect(heard.length).toBe(10_000);
  // Push-pull needs about log3(n) + O(log log n) rounds of 100 ms each (Karp et al., FOCS 2000).
  expect(Math.max(...heard.map((p) => p.at))).toBeLessThan(2 * S);
});

test('the same seed gives the same digest with either queue; another seed another', () => {
  const s = scenario({
    nodes: [
      nodeGroup({
        name: 'q',
        model: 'examples/station',
        params: { servers: 1, service: exponential(10 * MS), queueLimit: 1000, answer: true },
      }),
    ],
    clients: [clientGroup({ name: 'app', target: 'q', arrivals: { kind: 'poisson', rate: 50 } })],
  });
  const digest = (seed: string, queue: 'fast' | 'heap') => simulate(s, models, { seed, queue }).record.digest;
  expect(digest('1', 'fast')).toBe(digest('1', 'heap'));
  expect(digest('1', 'fast')).not.toBe(digest('2', 'fast'));
});

function crash(group: string, at: number) {
  return {
    text: `crash ${group} at ${at / S}s for 2s`,
    at,
    duration: 2 * S,
    action: { kind: 'crash', nodes: { kind: 'group', group }, disk: undefined },
  } as const;
}
