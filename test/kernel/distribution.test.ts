/** Distributions: pinned draws, fit to their own cumulative distribution, moments, monotone inversion. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describe as inWords } from '../../src/kernel/distribution/describe.js';
import {
  cdf,
  type Distribution,
  lognormalFromMoments,
  mean,
  quantile,
  sampler,
  variance,
} from '../../src/kernel/distribution.js';
import { invariant } from '../../src/kernel/invariant.js';
import { exp, gammaP, normalQuantile } from '../../src/kernel/math.js';
import { createStreams } from '../../src/kernel/random.js';
import { ALL, CONTINUOUS, DISCRETE } from './distribution-samples.js';
import { chiSquare, kolmogorovSmirnov } from './goodness.js';

const STEP = 2 ** -53;
/** What a stream can draw: multiples of 2^-53 in [0, 1), with the tails and the middle visited often. */
const uniforms = fc.oneof(
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }).map((u) => Math.floor(u / STEP) * STEP),
  fc
    .tuple(fc.nat(52), fc.nat(1000))
    .map(([octave, k]) => Math.floor((2 ** octave * (1000 + k)) / 2000) * STEP),
  fc
    .tuple(fc.nat(52), fc.nat(1000))
    .map(([octave, k]) => 1 - Math.ceil((2 ** octave * (1000 + k)) / 2000) * STEP),
);
const draws = (d: Distribution, name: string, n: number): number[] => {
  const draw = sampler(d, createStreams('fit').named(name));
  return Array.from({ length: n }, draw);
};

test('the first draws of a stream and of every distribution', async () => {
  const stream = createStreams('golden').named('uniform');
  const lines = ['First five draws of each, seed "golden", one stream per line named as the line is.', ''];
  lines.push('uniform stream', ...Array.from({ length: 5 }, () => `  ${stream()}`));
  for (const [name, d] of Object.entries(ALL)) {
    const draw = sampler(d, createStreams('golden').named(name));
    lines.push('', `${name}: ${inWords(d, String)}`, ...Array.from({ length: 5 }, () => `  ${draw()}`));
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../golden/first-draws.txt');
});

describe.each(Object.entries(ALL))('%s', (name, d) => {
  const q = quantile(d);
  const below = cdf(d);

  test('draws are finite, not negative, and never decrease in u', () => {
    fc.assert(
      fc.property(uniforms, uniforms, (a, b) => {
        const [low, high] = [q(Math.min(a, b)), q(Math.max(a, b))];
        return low >= 0 && low <= high && high < Infinity;
      }),
      { numRuns: 1500, seed: 1 },
    );
  });

  test('nor between neighbouring uniforms, wherever they are and around the joins of the formulas', () => {
    const step = (u: number): boolean => q(u) <= q(Math.min(1 - STEP, u + STEP));
    fc.assert(fc.property(uniforms, step), { numRuns: 1500, seed: 1 });
    // 1/2 joins the tails of numeric inversion; 0.075, 0.925, e^-25 and 1 - e^-25 the ranges of AS 241.
    for (const join of [0.5, 0.075, 0.925, Math.exp(-25), 1 - Math.exp(-25)]) {
      const at = Math.round(join / STEP);
      for (let k = at - 300; k < at + 300; k++)
        if (!step(k * STEP)) expect.fail(`steps back after ${k * STEP}`);
    }
    if (name.startsWith('lognormal')) {
      // Where AS 241 alone would: about one pair in 100,000.
      const u = createStreams('neighbours').named(name);
      for (let i = 0; i < 300_000; i++) if (!step(u())) expect.fail('steps back');
    }
  });

  test('the quantile is the generalised inverse of the distribution', () => {
    fc.assert(
      fc.property(uniforms, (u) => {
        const x = q(u);
        if (name in CONTINUOUS) expect(Math.abs(below(x) - u)).toBeLessThan(1e-12);
        expect(below(x)).toBeGreaterThanOrEqual(u - 1e-12);
        if (u > 0) expect(below(x * (1 - 1e-9) - 1e-9)).toBeLessThanOrEqual(u + 1e-12);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test('its own quantiles give back mean and variance (midpoint rule over u)', () => {
    const [m, v] = [mean(d), variance(d)];
    const n = 20_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = q((i + 0.5) / n);
      sum += x / n;
      squares += (x - m) ** 2 / n;
    }
    // The rule cuts the last 1/40,000 off the tail: heavy ones (pareto 2.2) lose a few per cent of the variance.
    expect(sum / m).toBeCloseTo(1, 2);
    const heavy = name === 'pareto' || name === 'mixture';
    if (v > 0) expect(squares / v).toBeGreaterThan(heavy ? 0.5 : 0.97);
    expect(squares).toBeLessThanOrEqual(v * 1.001);
  });
});

test('negative control: from all 53 bits of u, the lognormal quantile does step back', () => {
  const d = ALL['lognormal by percentiles']!;
  invariant(d.kind === 'lognormal', 'the sample is a lognormal');
  const bare = (u: number): number => exp(d.mu + d.sigma * normalQuantile(u));
  const u = createStreams('neighbours').named('lognormal by percentiles');
  let back = 0;
  for (let i = 0; i < 300_000; i++) {
    const at = u();
    if (bare(at) > bare(Math.min(1 - STEP, at + STEP))) back++;
  }
  expect(back).toBeGreaterThan(0);
});

describe('goodness of fit at level 0.001, fixed seed, 4000 draws', () => {
  const LEVEL = 0.001;
  const N = 4000;

  test.each(Object.entries(CONTINUOUS))('%s (Kolmogorov-Smirnov)', (name, d) => {
    expect(kolmogorovSmirnov(draws(d, name, N), cdf(d))).toBeGreaterThan(LEVEL);
  });

  test.each(Object.entries(DISCRETE).filter(([name]) => name.startsWith('zipf')))(
    '%s (chi-square)',
    (name, d) => {
      const size = d.kind === 'zipf' ? d.count : 0;
      const below = cdf(d);
      const counts = new Array<number>(size).fill(0);
      for (const rank of draws(d, name, N)) counts[rank]!++;
      expect(
        chiSquare(
          counts,
          counts.map((_, i) => below(i) - below(i - 1)),
        ),
      ).toBeGreaterThan(LEVEL);
    },
  );

  /** The same draws judged against a parameter that is 10 to 15 % off. */
  const WRONG: [string, Distribution, Distribution][] = [
    ['exponential', CONTINUOUS.exponential!, { kind: 'exponential', mean: 1.1e6 }],
    ['erlang', CONTINUOUS.erlang!, { kind: 'erlang', shape: 4, mean: 1e6 }],
    ['weibull', CONTINUOUS.weibull!, { kind: 'weibull', scale: 1e6, shape: 0.8 }],
    ['pareto', CONTINUOUS.pareto!, { kind: 'pareto', minimum: 1e6, shape: 2.8 }],
    ['uniform', CONTINUOUS.uniform!, { kind: 'uniform', low: 1e6, high: 3.2e6 }],
    ['lognormal', CONTINUOUS['lognormal by moments']!, lognormalFromMoments({ mean: 2.2e6, sd: 1e6 })],
    ['empirical', CONTINUOUS.empirical!, { kind: 'empirical', values: [1e6, 2e6, 2.5e6, 5e6, 9e6] }],
    [
      'hyperexponential',
      CONTINUOUS.hyperexponential!,
      {
        kind: 'hyperexponential',
        branches: [
          { weight: 8, mean: 1e6 },
          { weight: 2, mean: 20e6 },
        ],
      },
    ],
  ];
  test.each(WRONG)('negative control: %s is told from its neighbour', (name, d, wrong) => {
    expect(kolmogorovSmirnov(draws(d, name, N), cdf(wrong))).toBeLessThan(LEVEL);
  });

  test('negative control: zipf is told from a flatter one', () => {
    const counts = new Array<number>(20).fill(0);
    for (const rank of draws(DISCRETE.zipf!, 'zipf', N)) counts[rank]!++;
    const flatter = cdf({ kind: 'zipf', count: 20, exponent: 0.9 });
    expect(
      chiSquare(
        counts,
        counts.map((_, i) => flatter(i) - flatter(i - 1)),
      ),
    ).toBeLessThan(LEVEL);
  });
});

describe('known values', () => {
  test('moments', () => {
    expect(mean({ kind: 'pareto', minimum: 1, shape: 1 })).toBe(Infinity);
    expect(variance({ kind: 'pareto', minimum: 1, shape: 2 })).toBe(Infinity);
    expect(mean({ kind: 'pareto', minimum: 2, shape: 3 })).toBeCloseTo(3, 12);
    expect(variance({ kind: 'pareto', minimum: 2, shape: 3 })).toBeCloseTo(3, 12);
    // shape = 1 is the logarithmic case of the truncated mean: L ln(H/L) / (1 - L/H)
    expect(mean({ kind: 'pareto', minimum: 1, shape: 1, maximum: 10 })).toBeCloseTo(Math.log(10) / 0.9, 12);
    expect(variance({ kind: 'erlang', shape: 4, mean: 8 })).toBeCloseTo(16, 12);
    expect(mean({ kind: 'weibull', scale: 3, shape: 0.5 })).toBeCloseTo(6, 12);
    expect(mean({ kind: 'zipf', count: 2, exponent: 1 })).toBeCloseTo(1 / 3, 12);
    expect(variance({ kind: 'zipf', count: 2, exponent: 1 })).toBeCloseTo(2 / 9, 12);
    expect(mean(ALL['lognormal by moments']!)).toBeCloseTo(2e6, 3);
    expect(Math.sqrt(variance(ALL['lognormal by moments']!))).toBeCloseTo(1e6, 3);
    expect(
      mean({ kind: 'mixture', branches: [{ weight: 1, of: { kind: 'pareto', minimum: 1, shape: 1 } }] }),
    ).toBe(Infinity);
  });

  test('erlang by its short sums is the incomplete gamma, on both sides of the limit of shape 40', () => {
    const u = createStreams('erlang').named('x');
    for (const shape of [2, 3, 10, 39, 40, 41]) {
      const below = cdf({ kind: 'erlang', shape, mean: shape });
      for (let i = 0; i < 50; i++) {
        const x = shape * 2 * u();
        expect(Math.abs(below(x) / gammaP(shape, x) - 1), `P(${shape}, ${x})`).toBeLessThan(1e-13);
      }
    }
  });

  test('percentiles', () => {
    const q = quantile(ALL['lognormal by percentiles']!);
    expect(q(0.5) / 1e6).toBeCloseTo(1, 14);
    expect(q(0.99) / 5e6).toBeCloseTo(1, 13);
    expect(quantile(ALL.empirical!)(0.5)).toBe(2.5e6);
    expect(quantile(ALL['mixture with an atom']!)(0.1)).toBe(1e6);
    expect(quantile({ kind: 'erlang', shape: 1, mean: 5 })(0.3)).toBe(
      quantile({ kind: 'exponential', mean: 5 })(0.3),
    );
  });

  test('every kind draws exactly one uniform, constants included', () => {
    for (const [name, d] of Object.entries(ALL)) {
      let uniforms = 0;
      const draw = sampler(d, () => {
        uniforms++;
        return 0.3;
      });
      for (let i = 0; i < 3; i++) expect(draw(), name).toBe(quantile(d)(0.3));
      expect(uniforms, name).toBe(3);
    }
  });
});
