/**
 * Theory beside the simulation: where a scenario has a closed form, that it agrees, and that nothing is claimed
 * where the assumptions do not hold.
 */
import { describe, expect, test } from 'vitest';
import { ROW_QUANTILES } from '../../src/experiment/aggregate/figures.js';
import { theoryOf } from '../../src/experiment/theory.js';
import type { Row } from '../../src/observe/result.js';
import { models, parsed, type QueueText, queueText, results, rowIn } from './queues.js';

const RUNS = 10;
/** From a 95 % interval of ten runs to one of 99.9 %: Student's t with 9 degrees of freedom, 4.781 / 2.262. */
const WIDER = 2.114;

/** How many 99.9 % half-widths the figure is off; an interval that is a point has to hit. */
function off({ value, ciLow, ciHigh }: Row, theory: number): number {
  const half = Math.max(ciHigh! - value!, value! - ciLow!);
  const apart = Math.abs(theory - value!);
  return apart === 0 ? 0 : apart / (WIDER * half);
}

const QUEUES: readonly (readonly [string, QueueText])[] = [
  ['M/M/1', {}],
  ['M/M/3', { station: 'servers: 3, service: exponential(3ms)' }],
  [
    'M/M/2/5',
    { station: 'servers: 2, queueLimit: 3, service: exponential(2ms)', arrivals: 'poisson(900/s)' },
  ],
  ['M/D/1', { station: 'service: 1ms' }],
  ['M/D/3', { station: 'servers: 3, service: 3ms' }],
  ['M/G/1', { station: 'service: "lognormal(p50=500us, p99=4ms)"' }],
  ['GI/M/1', { arrivals: 'renewal(uniform(0ms, 2.8ms))' }],
  ['GI/M/1', { arrivals: 'constant(700/s)' }],
  [
    'M/M/5+M',
    {
      station: 'servers: 5, service: exponential(5ms), patience: exponential(10ms)',
      arrivals: 'poisson(1000/s)',
    },
  ],
  ['M/M/inf', { station: 'servers: unlimited, service: exponential(9ms)' }],
  ['M/G/4/4', { station: 'servers: 4, queueLimit: 0, service: "uniform(1ms, 5ms)"' }],
  ['M^X/M/1', { arrivals: 'poisson(120/s, batch=5)' }],
  [
    'M/M/2//8',
    {
      station: 'servers: 2, service: exponential(5ms)',
      arrivals: 'closed(think=exponential(20ms))',
      clients: ', count: 8',
    },
  ],
];

describe('figures of a simulated queue are those of its closed form, at a level of 0.001 each', () => {
  test.each(QUEUES)('%s %j', (name, text) => {
    const { result, theories } = results(parsed(queueText(text)), RUNS);
    expect(theories).toMatchObject([{ of: 'server', name }]);
    const known = result.rows.filter(({ theory, ciLow }) => theory !== undefined && ciLow !== null);
    expect(known.length).toBeGreaterThan(5);
    for (const row of known) expect([row, off(row, row.theory!) < 1]).toEqual([row, true]);
  });

  test('by class, where some go before others', () => {
    const text = {
      station: 'discipline: priority, priorities: [gold, silver], service: exponential(1ms)',
      operations: 'gold: 30%, silver: 70%',
    };
    const { result } = results(parsed(queueText(text)), RUNS);
    const [gold, silver] = ['gold', 'silver'].map(
      (operation) => rowIn(result.rows, 'wait', 'server', { operation })!,
    );
    // Cobham: W0 / (1 - 0.21) and W0 / ((1 - 0.21) (1 - 0.7)), with W0 = 0.7 ms.
    expect(gold!.theory).toBeCloseTo(0.7 / 0.79, 9);
    expect(silver!.theory).toBeCloseTo(0.7 / 0.79 / 0.3, 9);
    for (const row of [gold!, silver!]) expect(off(row, row.theory!)).toBeLessThan(1);
  });

  test('control: not those of a queue with a little more work', () => {
    const { result } = results(parsed(queueText({ station: 'service: exponential(1.1ms)' })), RUNS);
    const claimed = theoryOf(parsed(queueText({})), models, ROW_QUANTILES);
    const rows = result.rows.flatMap((row) => {
      const theory = claimed.predict(row);
      return theory === undefined || row.ciLow === null ? [] : [{ row, theory }];
    });
    const utilisation = rows.find(({ row }) => row.metric === 'utilisation')!;
    expect(off(utilisation.row, utilisation.theory)).toBeGreaterThan(1);
    expect(rows.filter(({ row, theory }) => off(row, theory) > 1).length).toBeGreaterThan(rows.length / 2);
  });
});

describe('networks', () => {
  const network = (arrivals: string, clients = '') =>
    queueText({
      station: 'service: exponential(1ms), next: { disk: 40%, server: 10% }',
      arrivals,
      clients,
    }).replace(
      'clients:\n',
      '  disk: { model: queueing/station, params: { service: exponential(2ms), next: { server: 100% } } }\nclients:\n',
    );

  test('an open one is Jackson’s', () => {
    const { result, theories } = results(parsed(network('poisson(300/s)')), RUNS);
    expect(theories[0]!.name).toBe('Jackson network');
    // Half of all visits to the server are the last: 600 visits a second there and 240 to the disk.
    expect(rowIn(result.rows, 'utilisation', 'server')!.theory).toBeCloseTo(0.6, 9);
    expect(rowIn(result.rows, 'utilisation', 'disk')!.theory).toBeCloseTo(0.48, 9);
    for (const of of ['server', 'disk'])
      for (const metric of ['utilisation', 'queue length', 'sojourn', 'throughput']) {
        const row = rowIn(result.rows, metric, of)!;
        expect([row, off(row, row.theory!) < 1]).toEqual([row, true]);
      }
  });

  test('a closed one is that of mean value analysis', () => {
    const scenario = parsed(
      network('closed(think=constant(5ms))'.replace('constant(5ms)', '5ms'), ', count: 10'),
    );
    const { result, theories } = results(scenario, RUNS);
    expect(theories[0]!.name).toBe('closed network');
    for (const of of ['server', 'disk'])
      for (const metric of ['utilisation', 'in system', 'sojourn']) {
        const row = rowIn(result.rows, metric, of)!;
        expect([row, off(row, row.theory!) < 1]).toEqual([row, true]);
      }
  });
});

describe('nothing is claimed', () => {
  const nothing = (text: QueueText) => theoryOf(parsed(queueText(text)), models, ROW_QUANTILES).theories;
  test.each([
    ['under faults', { more: 'faults: [ { at: 5s, for: 1s, crash: server/1 } ]\n' }],
    ['where messages are lost', { latency: '0ms, loss: 1%' }],
    ['where the queue grows for ever', { arrivals: 'poisson(1100/s)' }],
    ['of retries', { station: 'queueLimit: 2, retries: 3, service: exponential(1ms)' }],
    ['of balking', { station: 'balking: discouraged, service: exponential(1ms)' }],
    ['where clients start late', { clients: ', from: 1s' }],
    ['where clients stick to nodes', { count: 2 }],
    ['of renewals that jitter on the way', { arrivals: 'constant(700/s)', latency: 'exponential(1ms)' }],
    [
      'of batches that jitter on the way',
      { arrivals: 'poisson(100/s, batch=5)', latency: 'exponential(1ms)' },
    ],
    ['of profiles', { arrivals: 'profile(0s: 100/s, 20s: 500/s)' }],
  ] satisfies readonly (readonly [string, QueueText])[])('%s', (_, text) => {
    expect(nothing(text)).toEqual([]);
  });

  test('control: of the same queue without any of it, something is', () => {
    expect(nothing({})).toHaveLength(1);
    expect(nothing({ count: 2, clients: ', route: random' })).toHaveLength(1);
  });

  test('of clients whose patience may end before the answer comes', () => {
    const patient = theoryOf(parsed(queueText({})), models, ROW_QUANTILES);
    const hasty = theoryOf(
      parsed(queueText({}).replace('timeout: 1000s', 'timeout: 10ms')),
      models,
      ROW_QUANTILES,
    );
    const row = { metric: 'latency', of: 'users', operation: 'all', quantile: 0.5 };
    expect(patient.predict(row)).toBeCloseTo(Math.log(2) / 0.3, 9);
    expect(hasty.predict(row)).toBeUndefined();
  });
});

test('clients see the time in the station and the way there and back', () => {
  const claimed = theoryOf(parsed(queueText({ latency: '3ms' })), models, ROW_QUANTILES);
  const name = { of: 'users', operation: 'all' };
  expect(claimed.predict({ metric: 'latency mean', ...name })).toBeCloseTo(6 + 1 / 0.3, 9);
  expect(claimed.predict({ metric: 'latency', quantile: 0.99, ...name })).toBeCloseTo(
    6 + Math.log(100) / 0.3,
    9,
  );
});

test('nodes that share the clients at random are queues of their own', () => {
  const text = queueText({ count: 2, clients: ', route: random', arrivals: 'poisson(1400/s)' });
  const claimed = theoryOf(parsed(text), models, ROW_QUANTILES);
  const of = (metric: string) => claimed.predict({ metric, of: 'server', operation: 'all' });
  expect(of('utilisation')).toBeCloseTo(0.7, 9);
  expect(of('queue length')).toBeCloseTo(0.49 / 0.3, 9);
  expect(of('throughput')).toBeCloseTo(1400, 6); // of both together, as in the results
});
