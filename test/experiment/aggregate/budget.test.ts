/** Latency budgets: parts along the way that add up to the mean, and none where a hop cannot be told. */
import { expect, test } from 'vitest';
import { parsed, queueText, results, rowIn } from '../queues.js';

const pipeline = queueText({
  station: 'service: exponential(1ms), next: { rank: 100% }',
  arrivals: 'poisson(400/s)',
  latency: '2ms',
  more: 'expect: [ p99(users) < 60ms, p99(users) < 80ms, mean(users) < 1s ]\n',
}).replace(
  'clients:\n',
  `  rank: { model: queueing/station, params: { servers: 2, service: exponential(2ms), next: { auction: 100% } } }
  auction: { model: queueing/fork-join, params: { leaves: bidder } }
  bidder: { model: queueing/station, count: 4, params: { service: exponential(1ms) } }
clients:
`,
);

test('the parts add up to the mean, in the order of the way; what a hop calls by itself is its own time', () => {
  const { latencyBudget, budgetLimits, result } = results(parsed(pipeline), 3);
  expect(latencyBudget.map(({ hop, part }) => `${hop} ${part}`)).toEqual([
    'server wait',
    'server service',
    'rank wait',
    'rank service',
    'auction wait',
    'auction service',
    'network and the rest rest',
  ]);
  const mean = rowIn(result.rows, 'latency mean', 'users')!.value!;
  const sum = latencyBudget.reduce((total, { mean_ms }) => total + mean_ms, 0);
  expect(sum).toBeCloseTo(mean, 9);
  // Four ways of 2 ms: to the server, on to rank, on to the auction, and back; a few were under way at either end.
  expect(Math.abs(latencyBudget.at(-1)!.mean_ms - 8)).toBeLessThan(0.05);
  const part = (hop: string, of: string) =>
    latencyBudget.find((each) => each.hop === hop && each.part === of)!;
  expect(part('server', 'service').mean_ms).toBeCloseTo(1, 1);
  // The slowest of four bidders and the way to them and back: much more than the 1 ms of one.
  expect(part('auction', 'service').mean_ms).toBeGreaterThan(4 + 2);
  expect(budgetLimits).toEqual([{ client: 'users', limit_ms: 60 }]);
});

test('a station that is visited twice counts twice', () => {
  const twice = queueText({ station: 'service: 1ms, next: { server: 50% }', arrivals: 'poisson(100/s)' });
  const { latencyBudget } = results(parsed(twice), 2);
  const service = latencyBudget.find(({ part }) => part === 'service')!;
  expect(Math.abs(service.mean_ms - 2)).toBeLessThan(0.1);
});

test('none where a hop is no station, and none where clients share the way', () => {
  const frontend = `
name: x
question: x?
duration: 5s
nodes:
  web: { model: examples/frontend, params: { profiles: a, recommendations: a } }
  a: { model: queueing/station }
clients:
  users: { target: web, arrivals: poisson(100/s), operations: { request: 100% } }
`;
  expect(results(parsed(frontend), 1).latencyBudget).toEqual([]);
  const shared = `${queueText({})}  others: { target: server, arrivals: poisson(10/s), operations: { request: 100% } }\n`;
  expect(results(parsed(shared), 1).latencyBudget).toEqual([]);
});
