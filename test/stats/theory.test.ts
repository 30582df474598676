/** Which theory is laid beside which station: only what holds there. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../src/kernel/distribution.js';
import { type QueueDescription, theoryOfQueue } from '../../src/stats/theory.js';
import { expectClose, figure } from './theory/figures.js';

const exponential: Distribution = { kind: 'exponential', mean: 1 };
const constant: Distribution = { kind: 'constant', value: 1 };
const lognormal: Distribution = { kind: 'lognormal', mu: -0.5, sigma: 1 };
const poisson = (rate: number) => ({ kind: 'poisson', rate }) as const;

const FIFO: QueueDescription = {
  arrivals: poisson(0.8),
  service: exponential,
  servers: 1,
  queueLimit: Infinity,
  discipline: 'fifo',
};
const theoryOf = (change: Partial<QueueDescription>) => theoryOfQueue({ ...FIFO, ...change }, [0.9]);

describe('each station has its theory', () => {
  const NAMES: readonly [string | undefined, Partial<QueueDescription>][] = [
    ['M/M/1', {}],
    ['M/M/3', { servers: 3 }],
    ['M/M/2/5', { servers: 2, queueLimit: 3 }],
    ['M/M/2/2', { servers: 2, queueLimit: 0 }],
    ['M/G/2/2', { servers: 2, queueLimit: 0, service: lognormal }],
    [undefined, { servers: 2, queueLimit: 3, service: lognormal }],
    ['M/M/inf', { servers: Infinity }],
    ['M/G/inf', { servers: Infinity, service: lognormal }],
    ['M/D/1', { service: constant }],
    ['M/D/4', { service: constant, servers: 4 }],
    ['M/G/1', { service: lognormal }],
    ['GI/G/2 (Allen-Cunneen)', { service: lognormal, servers: 2 }],
    ['GI/M/1', { arrivals: { kind: 'renewal', interarrival: { kind: 'constant', value: 2 } } }],
    ['M/M/1', { arrivals: { kind: 'renewal', interarrival: { kind: 'exponential', mean: 2 } } }],
    [
      'GI/G/1 (Kingman)',
      { arrivals: { kind: 'renewal', interarrival: { kind: 'constant', value: 2 } }, service: lognormal },
    ],
    ['M^X/M/1', { arrivals: { kind: 'poisson', rate: 0.2, batch: 3 } }],
    ['M^X/G/1', { arrivals: { kind: 'poisson', rate: 0.2, batch: 3 }, service: lognormal }],
    [undefined, { arrivals: { kind: 'poisson', rate: 0.2, batch: 3 }, servers: 2 }],
    ['M/M/1+M', { patience: exponential }],
    ['M/M/2/5+M', { patience: exponential, servers: 2, queueLimit: 3 }],
    [undefined, { patience: constant }],
    [undefined, { patience: exponential, discipline: 'lifo' }],
    ['M/G/1-PS', { discipline: 'processor-sharing', service: lognormal }],
    ['M/G/3-PS', { discipline: 'processor-sharing', servers: 3 }],
    ['M/G/1-SRPT', { discipline: 'srpt' }],
    [undefined, { discipline: 'srpt', servers: 2 }],
    ['M/M/1, last come first served', { discipline: 'lifo' }],
    ['M/G/1, random order of service', { discipline: 'random', service: lognormal }],
    [undefined, { discipline: 'priority' }], // of unknown classes
  ];
  for (const [name, change] of NAMES)
    test(`${name ?? 'none'} for ${JSON.stringify(change)}`, () => {
      expect(theoryOf(change)?.name).toBe(name);
    });
});

test('no theory where there is no steady state', () => {
  expect(theoryOf({ arrivals: poisson(1) })).toBeUndefined();
  expect(theoryOf({ arrivals: poisson(0.99) })).toBeDefined();
  expect(theoryOf({ arrivals: poisson(5), patience: exponential })).toBeDefined(); // who waits too long leaves
  expect(theoryOf({ arrivals: poisson(5), queueLimit: 10 })).toBeDefined();
});

test('approximations are marked, exact forms are exact', () => {
  expect(theoryOf({})?.exact).toBe(true);
  expect(theoryOf({ service: lognormal, servers: 2 })?.exact).toBe(false);
});

test('orders that do not look at sizes keep the means and lose the percentiles', () => {
  const [fifo, lifo, random] = (['fifo', 'lifo', 'random'] as const).map(
    (discipline) => theoryOf({ discipline })!,
  );
  for (const theory of [lifo!, random!]) {
    expect(figure(theory, 'wait')).toBe(figure(fifo!, 'wait'));
    expect(theory.predictions.every(({ quantile }) => quantile === undefined)).toBe(true);
    expect(theory.assumes).not.toContain('FIFO');
  }
  expect(fifo!.predictions.some(({ quantile }) => quantile === 0.9)).toBe(true);
});

test('priority classes are told apart by name', () => {
  const classes = [
    { name: 'urgent', rate: 0.3, service: exponential, priority: 1 },
    { name: 'other', rate: 0.5, service: exponential, priority: 2 },
  ];
  const theory = theoryOf({ discipline: 'priority', classes })!;
  expect(figure(theory, 'wait', { of: 'urgent' })).toBeLessThan(figure(theory, 'wait', { of: 'other' }));
  expectClose(figure(theory, 'wait'), figure(theoryOf({})!, 'wait'), 1e-12); // of all together
  const preemptive = theoryOf({ discipline: 'preemptive', classes })!;
  expect(figure(preemptive, 'wait', { of: 'urgent' })).toBeLessThan(figure(theory, 'wait', { of: 'urgent' }));
});

test('properties: whatever is predicted is a number in its bounds and obeys Little’s law', () => {
  const services: readonly Distribution[] = [
    exponential,
    constant,
    lognormal,
    { kind: 'erlang', shape: 3, mean: 1 },
    { kind: 'uniform', low: 0, high: 2 },
    {
      kind: 'hyperexponential',
      branches: [
        { weight: 0.9, mean: 0.5 },
        { weight: 0.1, mean: 5.5 },
      ],
    },
  ];
  const disciplines = ['fifo', 'lifo', 'random', 'processor-sharing', 'srpt'] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...services),
      fc.constantFrom(...disciplines),
      fc.constantFrom(1, 2, 7, Infinity),
      fc.constantFrom(0, 4, Infinity),
      fc.boolean(),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      (service, discipline, servers, queueLimit, impatient, utilisation) => {
        const queue: QueueDescription = {
          arrivals: poisson(utilisation * Math.min(servers, 10)),
          service,
          servers,
          queueLimit,
          discipline,
          ...(impatient ? { patience: exponential } : {}),
        };
        const theory = theoryOfQueue(queue, [0.5, 0.99]);
        if (theory === undefined) return;
        for (const { value, unit } of theory.predictions) {
          expect(Number.isFinite(value) && value >= 0).toBe(true);
          if (unit === 'ratio') expect(value).toBeLessThanOrEqual(1);
        }
        const rate = figure(theory, 'throughput') / (impatient ? 1 - figure(theory, 'abandonment') : 1);
        expectClose(figure(theory, 'in system'), rate * figure(theory, 'sojourn'), 1e-9);
      },
    ),
    { numRuns: 300, seed: 6 },
  );
});
