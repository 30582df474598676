/** Queues with general times, against chains of phases, integral equations and closed cases. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../../src/kernel/distribution.js';
import { mdcWait } from '../../../src/stats/theory/mdc.js';
import { gim1, laplaceComplement, mdc, mg1, mmc } from '../../../src/stats/theory.js';
import { average, explore, type Step, steady, survival } from './chain.js';
import { expectClose, figure, relativeError } from './figures.js';

const QUANTILES = [0.5, 0.9, 0.99, 0.999];
const exponential = (mean: number): Distribution => ({ kind: 'exponential', mean });

describe('M/G/1', () => {
  const LONGEST = 250;

  test('of constant service is M/D/1, of exponential M/M/1, percentiles too', () => {
    const constant = mg1({ arrivals: 0.9, service: { kind: 'constant', value: 1 } }, QUANTILES);
    const crommelin = mdc({ arrivals: 0.9, service: 1, servers: 1 }, QUANTILES);
    expectClose(figure(constant, 'wait'), figure(crommelin, 'wait'), 1e-12);
    for (const quantile of QUANTILES)
      expectClose(
        figure(constant, 'sojourn', { quantile }),
        figure(crommelin, 'sojourn', { quantile }),
        1e-12,
      );
    const phases = mg1({ arrivals: 0.9, service: exponential(1) }, QUANTILES);
    const markov = mmc({ arrivals: 0.9, service: 1, servers: 1 }, QUANTILES);
    for (const metric of ['wait', 'sojourn']) {
      expectClose(figure(phases, metric), figure(markov, metric), 1e-12);
      for (const quantile of QUANTILES)
        expectClose(figure(phases, metric, { quantile }), figure(markov, metric, { quantile }), 1e-11);
    }
  });

  test('M/E2/1: mean and percentiles of its chain of phases', () => {
    // State: phases of work left, two to a customer, each of rate 2.
    const arrivals = 0.7;
    const step: Step<number> = (work) => [
      [work + 2, work < LONGEST ? arrivals : 0],
      [work - 1, work > 0 ? 2 : 0],
    ];
    const theory = mg1({ arrivals, service: { kind: 'erlang', shape: 2, mean: 1 } }, QUANTILES);
    expectClose(
      figure(theory, 'wait'),
      average(0, step, (work) => work / 2),
    );
    const chain = explore(0, step);
    const found = steady(chain);
    const finish: Step<number> = (work) => (work > 0 ? [[work - 1, 2]] : []);
    for (const quantile of QUANTILES) {
      const starts = (more: number) => chain.states.map((work, i) => [work + more, found[i]!] as const);
      expectClose(survival(starts(0), finish, figure(theory, 'wait', { quantile })), 1 - quantile, 1e-8);
      expectClose(survival(starts(2), finish, figure(theory, 'sojourn', { quantile })), 1 - quantile, 1e-8);
    }
  });

  test('M/H2/1: mean and percentiles of its chain of branches', () => {
    const arrivals = 0.5;
    const branches = [
      { weight: 0.8, mean: 0.5 },
      { weight: 0.2, mean: 3 },
    ];
    // State: customers, and the branch of the one in service.
    const next = (n: number, rate: number): (readonly [readonly [number, number], number])[] =>
      n === 0 ? [[[0, 0], rate]] : branches.map(({ weight }, b) => [[n, b], rate * weight] as const);
    const step: Step<readonly [number, number]> = ([n, b]) => {
      const comes =
        n === 0 ? next(1, arrivals) : [[[n + 1, b] as const, n < LONGEST ? arrivals : 0] as const];
      return n === 0 ? comes : [...comes, ...next(n - 1, 1 / branches[b]!.mean)];
    };
    const theory = mg1({ arrivals, service: { kind: 'hyperexponential', branches } }, QUANTILES);
    expectClose(
      figure(theory, 'in system'),
      average([0, 0], step, ([n]) => n),
    );
    const chain = explore<readonly [number, number]>([0, 0], step);
    const found = steady(chain);
    const finish: Step<readonly [number, number]> = ([n, b]) =>
      n === 0 ? [] : next(n - 1, 1 / branches[b]!.mean);
    const starts = chain.states.map((state, i) => [state, found[i]!] as const);
    for (const quantile of QUANTILES)
      expectClose(survival(starts, finish, figure(theory, 'wait', { quantile })), 1 - quantile, 1e-8);
  });

  test('published: the Pollaczek-Khinchine mean of a lognormal service; a wrong one is found out', () => {
    // E S = e^(1/2), E S² = e² for mu = 0, sigma = 1.
    const arrivals = 0.5 / Math.exp(0.5);
    const theory = mg1({ arrivals, service: { kind: 'lognormal', mu: 0, sigma: 1 } }, QUANTILES);
    const truth = (arrivals * Math.exp(2)) / (2 * 0.5);
    expectClose(figure(theory, 'wait'), truth, 1e-12);
    expect(relativeError(figure(theory, 'wait'), (0.5 / 0.5) * Math.exp(0.5))).toBeGreaterThan(0.1); // as M/M/1
    expect(() => figure(theory, 'wait', { quantile: 0.5 })).toThrow(); // none is known
  });
});

describe('M/D/c', () => {
  /** Erlang's P(W <= t) of M/D/1: alternating terms, so that plain doubles do for small t only. */
  const alternating = (load: number, t: number): number => {
    let sum = 0;
    for (let k = 0; k <= Math.floor(t); k++) {
      let term = Math.exp(-load * (k - t));
      for (let i = 1; i <= k; i++) term *= (load * (k - t)) / i;
      sum += term;
    }
    return (1 - load) * sum;
  };

  test('M/D/1: mean by Pollaczek and Khinchine, percentiles by Erlang’s alternating sum', () => {
    for (const load of [0.01, 0.3, 0.5, 0.8, 0.9]) {
      const theory = mdc({ arrivals: load, service: 1, servers: 1 }, QUANTILES);
      expectClose(figure(theory, 'wait'), load / (2 * (1 - load)), 1e-12);
      for (const quantile of QUANTILES) {
        const wait = figure(theory, 'wait', { quantile });
        if (wait > 0 && wait < 8) expectClose(1 - alternating(load, wait), 1 - quantile, 1e-9);
      }
    }
  });

  test('heavy traffic keeps its digits', () => {
    for (const load of [0.99, 0.999, 0.9999])
      expectClose(
        figure(mdc({ arrivals: load, service: 1, servers: 1 }, []), 'wait'),
        load / (2 * (1 - load)),
        1e-10,
      );
  });

  for (const [servers, load] of [
    [2, 1.6],
    [5, 3],
    [20, 17],
  ] as const) {
    test(`${servers} servers at ${load}: the queue is what its recursion leads to`, () => {
      // Queue after one service time = (queue + Poisson arrivals - servers)+, iterated from empty.
      const size = 400;
      const arrivals = [Math.exp(-load)];
      for (let n = 1; n < size; n++) arrivals.push((arrivals[n - 1]! * load) / n);
      let queue = new Float64Array(size);
      queue[0] = 1;
      for (let round = 0; round < 600; round++) {
        const next = new Float64Array(size);
        queue.forEach((p, n) => {
          if (p > 1e-18)
            for (let k = 0; k < 120; k++) {
              const to = Math.min(size - 1, Math.max(0, n + k - servers));
              next[to] = next[to]! + p * arrivals[k]!;
            }
        });
        queue = next;
      }
      const theory = mdcWait(servers, load);
      expectClose(
        theory.queue.mean,
        queue.reduce((sum, p, n) => sum + n * p, 0),
      );
      for (const j of [0, 1, 3, 10]) {
        const longer = queue.reduce((sum, p, n) => sum + (n > j ? p : 0), 0);
        expectClose(theory.queue.longer(j), longer);
      }
    });

    test(`${servers} servers at ${load}: the wait solves Erlang’s integral equation`, () => {
      // F(y) = integral over x of F(x + y - 1) times the density of `servers` arrivals taking x.
      const { tail } = mdcWait(servers, load);
      const F = (t: number) => (t < 0 ? 0 : 1 - tail(t));
      const density = (x: number) => {
        let value = load * Math.exp(-load * x);
        for (let i = 1; i < servers; i++) value *= (load * x) / i;
        return value;
      };
      for (const y of [0, 0.3, 1.2, 2.7]) {
        // Piece by piece between the kinks of F, by Simpson's rule.
        let sum = 0;
        const pieces = 300;
        const longest = (servers + 6 * Math.sqrt(servers) + 40) / load; // of `servers` times between arrivals
        for (let from = Math.max(0, 1 - y); from < longest; from = Math.floor(from + y + 1e-9) + 1 - y) {
          const to = Math.floor(from + y + 1e-9) + 1 - y;
          const h = (to - from) / pieces;
          for (let i = 0; i <= pieces; i++) {
            const weight = i === 0 || i === pieces ? 1 : i % 2 === 0 ? 2 : 4;
            const x = from + i * h;
            const at = i === pieces ? x - 1e-12 : x;
            sum += (weight * h * F(at + y - 1 + (i === 0 ? 1e-12 : 0)) * density(x)) / 3;
          }
        }
        expectClose(sum, F(y), 1e-8);
      }
    });
  }

  test('published: M/D/c waits about half as long as M/M/c, and less so with more servers', () => {
    // K. Cosmetatos' approximation (1975) of the ratio, good to some percent.
    for (const [servers, utilisation] of [
      [2, 0.8],
      [5, 0.9],
      [10, 0.95],
    ] as const) {
      const station = { arrivals: utilisation * servers, service: 1, servers };
      const ratio = figure(mdc(station, []), 'wait') / figure(mmc(station, []), 'wait');
      const more =
        ((1 - utilisation) * (servers - 1) * (Math.sqrt(4 + 5 * servers) - 2)) / (16 * utilisation * servers);
      expectClose(ratio, (1 + more) / 2, 0.02);
    }
  });

  test('any servers and load: in bounds, in order, by Little’s law', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(100, 1000)),
        fc.double({ min: 0.05, max: 0.9999, noNaN: true }),
        (servers, utilisation) => {
          const station = { arrivals: servers * utilisation, service: 1, servers };
          const theory = mdc(station, [0.5, 0.99]);
          const markov = mmc(station, []);
          expectClose(figure(theory, 'queue length'), figure(theory, 'wait') * station.arrivals, 1e-12);
          expect(figure(theory, 'wait')).toBeLessThanOrEqual(figure(markov, 'wait')); // both may be below any double
          expect(figure(theory, 'wait probability')).toBeLessThanOrEqual(
            figure(markov, 'wait probability') + 1e-12,
          );
          expect(figure(theory, 'wait', { quantile: 0.5 })).toBeLessThanOrEqual(
            figure(theory, 'wait', { quantile: 0.99 }),
          );
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });
});

describe('GI/M/1', () => {
  test('of exponential times between arrivals is M/M/1, also at 99.99 %', () => {
    for (const load of [0.1, 0.8, 0.9999]) {
      const theory = gim1({ interarrival: exponential(1 / load), service: 1 }, QUANTILES);
      const markov = mmc({ arrivals: load, service: 1, servers: 1 }, QUANTILES);
      for (const metric of ['wait probability', 'wait', 'sojourn'])
        expectClose(figure(theory, metric), figure(markov, metric), 1e-9);
      expectClose(
        figure(theory, 'wait', { quantile: 0.999 }),
        figure(markov, 'wait', { quantile: 0.999 }),
        1e-9,
      );
    }
  });

  test('E3/M/1: its chain of phases', () => {
    const phases = 3;
    const rate = 0.8 * phases;
    const LONGEST = 200;
    const step: Step<readonly [number, number]> = ([n, phase]) => [
      [phase + 1 < phases ? [n, phase + 1] : [Math.min(LONGEST, n + 1), 0], rate],
      [[n - 1, phase], n > 0 ? 1 : 0],
    ];
    const theory = gim1({ interarrival: { kind: 'erlang', shape: 3, mean: 1 / 0.8 }, service: 1 }, []);
    expectClose(
      figure(theory, 'in system'),
      average([0, 0], step, ([n]) => n),
    );
    const arrives = ([n, phase]: readonly [number, number]) => (phase === phases - 1 && n > 0 ? 1 : 0);
    expectClose(figure(theory, 'wait probability'), average([0, 0], step, arrives) * phases);
  });

  test('published: D/M/1 at 50 % finds the server busy with 0.2032', () => {
    const theory = gim1({ interarrival: { kind: 'constant', value: 2 }, service: 1 }, []);
    const sigma = figure(theory, 'wait probability');
    expect(sigma).toBeCloseTo(0.2032, 4); // Kleinrock vol. 1, problem 6.1: the root of sigma = e^(-2 (1 - sigma))
    expectClose(sigma, Math.exp(-2 * (1 - sigma)), 1e-13);
  });

  test('heavy traffic: the wait approaches Kingman’s', () => {
    const load = 0.9999;
    const theory = gim1({ interarrival: { kind: 'uniform', low: 0, high: 2 / load }, service: 1 }, []);
    expectClose(figure(theory, 'wait') * (1 - load), (1 / 3 + 1) / 2, 1e-3);
  });
});

describe('Laplace transforms', () => {
  /** 1 - E e^(-s X) by the midpoint rule over the density. */
  const byDensity = (density: (x: number) => number, low: number, high: number, s: number): number => {
    const n = 420_000; // a multiple of 3, so that the jump of the empirical density falls between cells
    const h = (high - low) / n;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const x = low + (i + 0.5) * h;
      sum += density(x) * h * -Math.expm1(-s * x);
    }
    return sum;
  };
  const lognormal = (x: number) => Math.exp(-(Math.log(x) ** 2) / 2) / x / Math.sqrt(2 * Math.PI);
  const CASES: readonly [Distribution, (x: number) => number, number, number][] = [
    [{ kind: 'uniform', low: 1, high: 3 }, () => 0.5, 1, 3],
    [
      { kind: 'weibull', scale: 2, shape: 1.5 },
      (x) => 0.75 * Math.sqrt(x / 2) * Math.exp(-((x / 2) ** 1.5)),
      0,
      40,
    ],
    [{ kind: 'pareto', minimum: 1, shape: 3, maximum: 9 }, (x) => 3 / x ** 4 / (1 - 1 / 729), 1, 9],
    [{ kind: 'shifted', by: 2, of: exponential(1) }, (x) => Math.exp(2 - x), 2, 40],
    [{ kind: 'empirical', values: [1, 2, 4] }, (x) => (x < 2 ? 0.5 : 0.25), 1, 4],
  ];
  for (const [d, density, low, high] of CASES)
    test(`${d.kind}`, () => {
      for (const s of [1e-4, 0.3, 2])
        expectClose(laplaceComplement(d)(s), byDensity(density, low, high, s), 1e-8);
    });

  test('lognormal, over its logarithm', () => {
    // Substituting x = e^y, where the density is normal.
    for (const s of [1e-6, 0.1, 1, 30]) {
      const truth = byDensity((y) => lognormal(Math.exp(y)) * Math.exp(y), -12, 12, 0);
      expect(truth).toBe(0);
      let sum = 0;
      for (let y = -10; y <= 10; y += 1e-3)
        sum += (1e-3 * Math.exp((-y * y) / 2) * -Math.expm1(-s * Math.exp(y))) / Math.sqrt(2 * Math.PI);
      expectClose(laplaceComplement({ kind: 'lognormal', mu: 0, sigma: 1 })(s), sum, 1e-11);
    }
  });

  test('of mixtures and ranks, term by term; small s keeps its digits', () => {
    const mixture: Distribution = {
      kind: 'mixture',
      branches: [
        { weight: 0.25, of: exponential(2) },
        { weight: 0.75, of: { kind: 'constant', value: 3 } },
      ],
    };
    expectClose(laplaceComplement(mixture)(0.5), 0.25 * 0.5 + 0.75 * -Math.expm1(-1.5), 1e-14);
    const ranks: Distribution = { kind: 'zipf', count: 2, exponent: 1 };
    expectClose(laplaceComplement(ranks)(0.5), -Math.expm1(-0.5) / 3, 1e-13);
    expectClose(laplaceComplement({ kind: 'uniform', low: 0, high: 2 })(1e-12), 1e-12, 1e-11);
    expectClose(
      laplaceComplement({ kind: 'weibull', scale: 1, shape: 2 })(1e-9),
      1e-9 * (Math.sqrt(Math.PI) / 2),
      1e-8,
    );
  });
});
