/** Queues that are Markov chains, against those chains solved numerically. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  batches,
  equalBatches,
  erlangA,
  finiteSource,
  geometricBatches,
  mg1,
  mmc,
  mmck,
  retrial,
} from '../../../src/stats/theory.js';
import { average, explore, type Step, steady, survival } from './chain.js';
import { expectClose, figure, relativeError } from './figures.js';

const QUANTILES = [0.5, 0.9, 0.99];

/** A customer at place k of the queue (0: in service, -1: gone) of a FIFO station whose servers are all busy. */
const follow =
  (service: number, servers: number, until: 'served' | 'gone'): Step<number> =>
  (place) => {
    if (place < 0 || (until === 'served' && place === 0)) return [];
    return place > 0 ? [[place - 1, servers / service]] : [[-1, 1 / service]];
  };

/** P(wait > t) and P(sojourn > t) of who finds n with the weights given. */
function tails(found: readonly number[], service: number, servers: number) {
  const starts = found.map((p, n) => [Math.max(0, n - servers + 1), p] as const);
  return {
    wait: (t: number) => survival(starts, follow(service, servers, 'served'), t),
    sojourn: (t: number) => survival(starts, follow(service, servers, 'gone'), t),
  };
}

describe('M/M/c/K', () => {
  for (const station of [
    { arrivals: 1.6, service: 1, servers: 2, capacity: 10 },
    { arrivals: 30, service: 0.1, servers: 3, capacity: 3 },
    { arrivals: 9, service: 0.5, servers: 1, capacity: 7 },
    { arrivals: 60, service: 1, servers: 50, capacity: 90 },
  ]) {
    const { arrivals, service, servers, capacity } = station;
    const step: Step<number> = (n) => [
      [n + 1, n < capacity ? arrivals : 0],
      [n - 1, Math.min(n, servers) / service],
    ];
    test(`${arrivals}/s at ${servers} servers with room for ${capacity}`, () => {
      const theory = mmck(station, QUANTILES);
      const mean = (f: (n: number) => number) => average(0, step, f);
      const lost = mean((n) => (n === capacity ? 1 : 0));
      expectClose(figure(theory, 'loss probability'), lost);
      expectClose(
        figure(theory, 'in system'),
        mean((n) => n),
      );
      expectClose(
        figure(theory, 'queue length'),
        mean((n) => Math.max(0, n - servers)),
      );
      expectClose(figure(theory, 'utilisation'), mean((n) => Math.min(n, servers)) / servers);
      expectClose(figure(theory, 'sojourn'), mean((n) => n) / (arrivals * (1 - lost)));
      expectClose(
        figure(theory, 'all busy'),
        mean((n) => (n >= servers ? 1 : 0)),
      );
      const found = steady(explore(0, step)).slice(0, capacity);
      const { wait, sojourn } = tails(found, service, servers);
      for (const quantile of QUANTILES) {
        expectClose(sojourn(figure(theory, 'sojourn', { quantile })), 1 - quantile);
        const w = figure(theory, 'wait', { quantile });
        if (w > 0) expectClose(wait(w), 1 - quantile);
        else expect(wait(1e-12)).toBeLessThanOrEqual(1 - quantile + 1e-12);
      }
    });
  }

  test('with much room it is M/M/c; a queue that counts from the wrong place is found out', () => {
    const station = { arrivals: 1.6, service: 1, servers: 2 };
    const open = mmc(station, QUANTILES);
    const roomy = mmck({ ...station, capacity: 400 }, QUANTILES);
    for (const metric of ['wait', 'sojourn', 'queue length'])
      expectClose(figure(roomy, metric), figure(open, metric));
    for (const quantile of QUANTILES)
      expectClose(figure(roomy, 'sojourn', { quantile }), figure(open, 'sojourn', { quantile }));
    const wrong = mmck({ ...station, capacity: 11 }, []); // room for 10 behind one of the two servers
    const right = mmck({ ...station, capacity: 10 }, []);
    expect(relativeError(figure(wrong, 'wait'), figure(right, 'wait'))).toBeGreaterThan(0.01);
  });

  test('ten thousand servers, far above capacity, do not overflow', () => {
    const theory = mmck({ arrivals: 20_000, service: 1, servers: 10_000, capacity: 12_000 }, [0.5]);
    expectClose(figure(theory, 'throughput'), 10_000, 1e-6);
    expectClose(figure(theory, 'loss probability'), 0.5, 1e-6);
  });
});

describe('M/M/c//N', () => {
  for (const source of [
    { customers: 20, think: 10, service: 1, servers: 2 },
    { customers: 5, think: 0.3, service: 1, servers: 1 },
    { customers: 4, think: 2, service: 1, servers: 4 },
  ]) {
    const { customers, think, service, servers } = source;
    const step =
      (n: number): Step<number> =>
      (busy) => [
        [busy + 1, (n - busy) / think],
        [busy - 1, Math.min(busy, servers) / service],
      ];
    test(`${customers} customers at ${servers} servers`, () => {
      const theory = finiteSource(source, QUANTILES);
      const mean = (f: (n: number) => number) => average(0, step(customers), f);
      const throughput = mean((n) => (customers - n) / think);
      expectClose(figure(theory, 'throughput'), throughput);
      expectClose(
        figure(theory, 'in system'),
        mean((n) => n),
      );
      expectClose(figure(theory, 'sojourn'), mean((n) => n) / throughput);
      expectClose(figure(theory, 'wait'), mean((n) => Math.max(0, n - servers)) / throughput);
      // What those who come find, weighted by how often they come from each state.
      const chain = explore(0, step(customers));
      const p = steady(chain);
      const found: number[] = [];
      chain.states.forEach((n, i) => {
        found[n] = (p[i]! * (customers - n)) / think / throughput;
      });
      const { wait, sojourn } = tails(found, service, servers);
      for (const quantile of QUANTILES) {
        expectClose(sojourn(figure(theory, 'sojourn', { quantile })), 1 - quantile);
        const w = figure(theory, 'wait', { quantile });
        if (w > 0) expectClose(wait(w), 1 - quantile);
      }
    });
  }
});

describe('M/M/c+M', () => {
  for (const station of [
    { arrivals: 2.2, service: 1, servers: 2, patience: 1.5, capacity: Infinity },
    { arrivals: 12, service: 1, servers: 10, patience: 0.2, capacity: Infinity },
    { arrivals: 0.8, service: 1, servers: 1, patience: 30, capacity: Infinity },
    { arrivals: 5, service: 1, servers: 3, patience: 2, capacity: 8 },
  ]) {
    const { arrivals, service, servers, patience, capacity } = station;
    const last = Math.min(capacity, 150);
    const step: Step<number> = (n) => [
      [n + 1, n < last ? arrivals : 0],
      [n - 1, Math.min(n, servers) / service + Math.max(0, n - servers) / patience],
    ];
    test(`${arrivals}/s at ${servers} servers, patience ${patience} s, room for ${capacity}`, () => {
      const theory = erlangA(station, QUANTILES);
      const mean = (f: (n: number) => number) => average(0, step, f);
      const enter = arrivals * (1 - (capacity === Infinity ? 0 : mean((n) => (n === capacity ? 1 : 0))));
      const queue = mean((n) => Math.max(0, n - servers));
      expectClose(figure(theory, 'queue length'), queue);
      expectClose(figure(theory, 'wait'), queue / enter);
      expectClose(figure(theory, 'abandonment'), queue / patience / enter);
      expectClose(figure(theory, 'throughput'), mean((n) => Math.min(n, servers)) / service);
      // A customer who waits: those before it are served or leave, and so may it.
      const found = steady(explore(0, step)).slice(0, capacity);
      const starts = found.map((p, n) => [Math.max(0, n - servers + 1), p] as const);
      const waiting: Step<number> = (place) =>
        place <= 0
          ? []
          : [
              [place - 1, servers / service + (place - 1) / patience],
              [-1, 1 / patience],
            ];
      // Who left goes round for ever, so that survival is not yet being served.
      const unserved: Step<number> = (place) =>
        place === 0 ? [] : place === -1 ? [[-2, 1]] : place === -2 ? [[-1, 1]] : waiting(place);
      const served = 1 - figure(theory, 'abandonment');
      for (const quantile of QUANTILES) {
        const w = figure(theory, 'wait', { quantile });
        if (w > 0) expectClose(survival(starts, waiting, w), 1 - quantile);
        const s = figure(theory, 'wait of served', { quantile });
        if (s > 0) expectClose((survival(starts, unserved, s) - (1 - served)) / served, 1 - quantile, 1e-8);
      }
    });
  }

  test('the mean wait of the served is that of its percentiles', () => {
    const grid = Array.from({ length: 2000 }, (_, i) => (i + 0.5) / 2000);
    const theory = erlangA(
      { arrivals: 2.2, service: 1, servers: 2, patience: 1.5, capacity: Infinity },
      grid,
    );
    const mean =
      grid.reduce((sum, quantile) => sum + figure(theory, 'wait of served', { quantile }), 0) / 2000;
    expectClose(mean, figure(theory, 'wait of served'), 1e-3);
  });

  test('with endless patience it is M/M/c, with none Erlang’s loss', () => {
    const station = { arrivals: 8, service: 1, servers: 10, capacity: Infinity };
    const patient = erlangA({ ...station, patience: 1e9 }, [0.99]);
    const open = mmc(station, [0.99]);
    expectClose(figure(patient, 'wait'), figure(open, 'wait'), 1e-6);
    expectClose(figure(patient, 'wait', { quantile: 0.99 }), figure(open, 'wait', { quantile: 0.99 }), 1e-6);
    const gone = erlangA({ ...station, patience: 1e-9 }, []);
    expectClose(
      figure(gone, 'abandonment'),
      figure(mmck({ ...station, capacity: 10 }, []), 'loss probability'),
      1e-6,
    );
  });

  test('ten thousand servers', () => {
    const theory = erlangA(
      { arrivals: 10_100, service: 1, servers: 10_000, patience: 10, capacity: Infinity },
      [0.99],
    );
    // Fluid limit: a hundred too many leave, so a thousand wait.
    expectClose(figure(theory, 'queue length'), 1000, 0.02);
    expect(figure(theory, 'wait', { quantile: 0.99 })).toBeGreaterThan(figure(theory, 'wait'));
  });
});

describe('retrials', () => {
  const LONGEST = 500;
  for (const orbit of ['each', 'first'] as const)
    for (const [arrivals, retry] of [
      [0.5, 1],
      [0.3, 4],
      [0.8, 0.1],
    ] as const)
      test(`${orbit} tries, ${arrivals}/s, ${retry} s between tries`, () => {
        const step: Step<readonly [boolean, number]> = ([busy, n]) => {
          const tries = (orbit === 'each' ? n : Math.min(n, 1)) / retry;
          if (busy)
            return [
              [[false, n], 1],
              [[true, n + 1], n < LONGEST ? arrivals : 0],
            ];
          return [
            [[true, n], arrivals],
            [[true, n - 1], tries],
          ];
        };
        const theory = retrial({ arrivals, service: 1, retry, orbit });
        expectClose(
          figure(theory, 'queue length'),
          average([false, 0], step, ([, n]) => n),
        );
        expectClose(
          figure(theory, 'utilisation'),
          average([false, 0], step, ([busy]) => (busy ? 1 : 0)),
        );
      });

  test('a constant rate that is too slow has no steady state though the server would', () => {
    expect(retrial({ arrivals: 0.5, service: 1, retry: 2, orbit: 'first' })).toHaveProperty('unstable');
    expect(retrial({ arrivals: 0.5, service: 1, retry: 1.9, orbit: 'first' })).not.toHaveProperty('unstable');
    expect(retrial({ arrivals: 0.5, service: 1, retry: 2, orbit: 'each' })).not.toHaveProperty('unstable');
  });
});

describe('batches', () => {
  const LONGEST = 600;
  const chainOf =
    (arrivals: number, sizes: readonly number[]): Step<number> =>
    (n) => [
      [n - 1, n > 0 ? 1 : 0] as const,
      ...sizes.map((p, size) => [Math.min(LONGEST, n + size), arrivals * p] as const),
    ];
  const exponential = { kind: 'exponential', mean: 1 } as const;

  test('of three: means, and percentiles of who is first, second or third of them', () => {
    const theory = batches({ arrivals: 0.2, service: exponential, sizes: equalBatches(3) }, QUANTILES);
    const chain = chainOf(0.2, [0, 0, 0, 1]);
    expectClose(
      figure(theory, 'in system'),
      average(0, chain, (n) => n),
    );
    // The first of three waits if somebody is there, the others always.
    const busy = average(0, chain, (n) => (n > 0 ? 1 : 0));
    expectClose(figure(theory, 'wait probability'), (busy + 2) / 3);
    const explored = explore(0, chain);
    const p = steady(explored);
    const starts = [0, 1, 2].flatMap((mates) =>
      explored.states.map((n, i) => [n + mates, p[i]! / 3] as const),
    );
    for (const quantile of QUANTILES) {
      const w = figure(theory, 'wait', { quantile });
      if (w > 0) expectClose(survival(starts, follow(1, 1, 'served'), w), 1 - quantile);
    }
  });

  test('of geometric size', () => {
    const theory = batches({ arrivals: 0.3, service: exponential, sizes: geometricBatches(2) }, QUANTILES);
    const sizes = Array.from({ length: 60 }, (_, n) => (n === 0 ? 0 : 0.5 * 0.5 ** (n - 1)));
    expectClose(
      figure(theory, 'in system'),
      average(0, chainOf(0.3, sizes), (n) => n),
      1e-8,
    );
  });

  test('of one are M/M/1; of general service, the mean that Pollaczek and Khinchine give batches as one', () => {
    const one = batches({ arrivals: 0.7, service: exponential, sizes: equalBatches(1) }, QUANTILES);
    const markov = mmc({ arrivals: 0.7, service: 1, servers: 1 }, QUANTILES);
    expectClose(figure(one, 'wait'), figure(markov, 'wait'), 1e-12);
    for (const quantile of QUANTILES)
      expectClose(figure(one, 'sojourn', { quantile }), figure(markov, 'sojourn', { quantile }), 1e-11);
    // Batches of two services of constant length are customers of twice that; the second waits one service more.
    const constant = { kind: 'constant', value: 1 } as const;
    const two = batches({ arrivals: 0.3, service: constant, sizes: equalBatches(2) }, []);
    const whole = mg1({ arrivals: 0.3, service: { kind: 'constant', value: 2 } }, []);
    expectClose(figure(two, 'wait'), figure(whole, 'wait') + 0.5, 1e-12);
  });
});

test('properties: Little’s law holds in every one of them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 30 }),
      fc.double({ min: 0.05, max: 3, noNaN: true }),
      fc.double({ min: 0.01, max: 10, noNaN: true }),
      (servers, room, load, patience) => {
        const station = { arrivals: load * servers, service: 1, servers };
        const limited = mmck({ ...station, capacity: servers + room }, []);
        expectClose(
          figure(limited, 'in system'),
          figure(limited, 'throughput') * figure(limited, 'sojourn'),
          1e-12,
        );
        expectClose(figure(limited, 'sojourn'), figure(limited, 'wait') + 1, 1e-9);
        const impatient = erlangA({ ...station, patience, capacity: Infinity }, []);
        expectClose(figure(impatient, 'queue length'), figure(impatient, 'wait') * station.arrivals, 1e-12);
        const gone = figure(impatient, 'abandonment') * station.arrivals;
        expectClose(figure(impatient, 'throughput') + gone, station.arrivals, 1e-9);
      },
    ),
    { numRuns: 200, seed: 2 },
  );
});
