/** The deterministic math, against high-precision integers, against the engine's own, and at the edges. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  erf,
  erfc,
  exp,
  expm1,
  gamma,
  gammaP,
  gammaQ,
  lgamma,
  log,
  log1p,
  normalCdf,
  normalQuantile,
  pow,
} from '../../src/kernel/math.js';
import { createStreams } from '../../src/kernel/random.js';
import {
  fixed,
  ONE,
  oracleErf,
  oracleErlang,
  oracleExp,
  oracleLog,
  oracleLogOf,
  ulpError,
} from './oracle.js';

const POINTS = 300;

/** The worst error in ulp over `POINTS` points made from uniforms of a fixed seed. */
function worst(
  name: string,
  point: (u: () => number) => number,
  f: (x: number) => number,
  exact: (x: number) => bigint,
) {
  const u = createStreams('math').named(name);
  let worst = { error: 0, x: NaN };
  for (let i = 0; i < POINTS; i++) {
    const x = point(u);
    const error = ulpError(f(x), exact(x));
    if (error > worst.error) worst = { error, x };
  }
  return worst;
}

const between = (low: number, high: number) => (u: () => number) => low + u() * (high - low);
const magnitude = (low: number, high: number) => (u: () => number) => 10 ** (low + u() * (high - low));
const MINUS_LOG_OF = (x: number): bigint => oracleExp(fixed(x));

describe('error in units in the last place, against 1024-bit integers', () => {
  test.each([
    ['log', magnitude(-300, 300), log, oracleLogOf, 0.9],
    ['log near 1', between(0.5, 2), log, (x: number) => oracleLog(fixed(x)), 0.9],
    ['log of 1 - u', between(0, 1), (x: number) => log(1 - x), (x: number) => oracleLog(ONE - fixed(x)), 0.9],
    ['log1p', between(-1, 3), log1p, (x: number) => oracleLog(ONE + fixed(x)), 0.9],
    ['log1p near 0', magnitude(-20, 0), log1p, (x: number) => oracleLog(ONE + fixed(x)), 0.9],
    ['log1p below 0', (u) => -magnitude(-20, 0)(u), log1p, (x: number) => oracleLog(ONE + fixed(x)), 0.9],
    ['exp', between(-40, 700), exp, MINUS_LOG_OF, 0.9],
    ['exp near 0', between(-2, 2), exp, MINUS_LOG_OF, 0.9],
    ['expm1', between(-40, 700), expm1, (x: number) => oracleExp(fixed(x)) - ONE, 0.9],
    ['expm1 near 0', magnitude(-20, 0), expm1, (x: number) => oracleExp(fixed(x)) - ONE, 0.9],
    ['expm1 below 0', (u) => -magnitude(-20, 0)(u), expm1, (x: number) => oracleExp(fixed(x)) - ONE, 0.9],
    ['erf', between(-6, 6), erf, (x: number) => oracleErf(fixed(x)), 1],
    ['erfc', between(-6, 10), erfc, (x: number) => ONE - oracleErf(fixed(x)), 3],
  ] as [string, (u: () => number) => number, (x: number) => number, (x: number) => bigint, number][])(
    '%s',
    (name, point, f, exact, bound) => {
      const { error, x } = worst(name, point, f, exact);
      expect(error, `at ${x}`).toBeLessThan(bound);
      expect(error, 'the measure is not blind: nothing rounds perfectly').toBeGreaterThan(0.3);
    },
  );

  test('pow', () => {
    const u = createStreams('math').named('pow');
    let worst = 0;
    for (let i = 0; i < POINTS; i++) {
      const x = magnitude(i % 2 ? -1 : -30, i % 2 ? 1 : 30)(u);
      const y = between(-8, 20)(u) / (i % 2 ? 0.5 : 10);
      const exact = oracleExp((fixed(y) * oracleLog(fixed(x))) / ONE);
      worst = Math.max(worst, ulpError(pow(x, y), exact));
    }
    expect(worst).toBeLessThan(0.9);
    expect(worst).toBeGreaterThan(0.3);
  });

  test('a polynomial with one wrong digit is caught', () => {
    const spoilt = (x: number): number => exp(x) * (1 + 4e-16);
    expect(worst('exp', between(-2, 2), spoilt, MINUS_LOG_OF).error).toBeGreaterThan(0.9);
  });
});

describe('against the engine, within 1 ulp', () => {
  const near = (a: number, b: number): boolean =>
    Object.is(a, b) || Math.abs(a - b) <= Math.abs(b) * 2.3e-16 || Math.abs(a - b) <= 5e-324;
  const cases: [string, (x: number) => number, (x: number) => number][] = [
    ['log', log, Math.log],
    ['log1p', log1p, Math.log1p],
    ['exp', exp, Math.exp],
    ['expm1', expm1, Math.expm1],
  ];
  test.each(cases)('%s of any double', (_, ours, theirs) => {
    fc.assert(
      fc.property(fc.double(), (x) => near(ours(x), theirs(x))),
      { numRuns: 20_000, seed: 1 },
    );
  });
  test('pow of any two doubles', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (x, y) => near(pow(x, y), x ** y)),
      { numRuns: 20_000, seed: 1 },
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3 }), fc.double({ min: -300, max: 300 }), (x, y) =>
        near(pow(x, y), x ** y),
      ),
      { numRuns: 20_000, seed: 1 },
    );
  });
});

describe('special values', () => {
  const EDGES = [
    0,
    -0,
    1,
    -1,
    2,
    -2,
    0.5,
    -0.5,
    3,
    -3,
    2.5,
    Infinity,
    -Infinity,
    NaN,
    5e-324,
    -5e-324,
    1e-310,
    2 ** -1022,
  ];
  const MORE = [
    1.7976931348623157e308,
    -1e308,
    709.782712893384,
    709.7827128933841,
    -745.1332191019411,
    -745.2,
    2 ** 53 - 1,
  ];
  const edges = [...EDGES, ...MORE];

  test.each([
    ['log', log, Math.log],
    ['log1p', log1p, Math.log1p],
    ['exp', exp, Math.exp],
    ['expm1', expm1, Math.expm1],
  ] as [string, (x: number) => number, (x: number) => number][])('%s', (_, ours, theirs) => {
    for (const x of edges) {
      const [a, b] = [ours(x), theirs(x)];
      if (Number.isFinite(b) && b !== 0) expect(Math.abs(a / b - 1), `${x}`).toBeLessThan(2.3e-16);
      else expect(a, `${x}`).toBe(b); // toBe tells -0 from 0
    }
  });

  test('pow', () => {
    for (const x of edges) {
      for (const y of edges) {
        const [a, b] = [pow(x, y), x ** y];
        if (Number.isFinite(b) && b !== 0) expect(Math.abs(a / b - 1), `${x} ** ${y}`).toBeLessThan(2.3e-16);
        else expect(a, `${x} ** ${y}`).toBe(b);
      }
    }
  });

  test('pow gives whole powers of whole numbers exactly', () => {
    expect(pow(10, 15)).toBe(1e15);
    expect(pow(3, 33)).toBe(5559060566555523);
    expect(pow(2, -1074)).toBe(5e-324);
    expect(pow(2, -1075)).toBe(0);
    expect(pow(2, 1023)).toBe(2 ** 1023);
  });

  test('erf, erfc, normal', () => {
    expect([erf(0), erf(Infinity), erf(-Infinity), erf(NaN)]).toEqual([0, 1, -1, NaN]);
    expect([erfc(0), erfc(Infinity), erfc(-Infinity), erfc(NaN), erfc(28)]).toEqual([1, 0, 2, NaN, 0]);
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(0.5)]).toEqual([-Infinity, Infinity, 0]);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN)]).toEqual([NaN, NaN, NaN]);
    expect([normalCdf(0), normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0.5, 0, 1]);
  });

  test('gamma and its kin', () => {
    expect([gamma(0), gamma(-1), gamma(NaN), gamma(Infinity), gamma(172)]).toEqual([
      NaN,
      NaN,
      NaN,
      Infinity,
      Infinity,
    ]);
    expect(lgamma(5e-324)).toBe(-log(5e-324));
    expect([lgamma(0), lgamma(1), lgamma(2), lgamma(Infinity)]).toEqual([NaN, 0, 0, Infinity]);
    expect([gammaP(2, 0), gammaP(2, Infinity), gammaQ(2, 0), gammaQ(2, Infinity)]).toEqual([0, 1, 1, 0]);
    expect([gammaP(0, 1), gammaP(1, -1), gammaQ(NaN, 1)]).toEqual([NaN, NaN, NaN]);
  });
});

describe('functions of probability', () => {
  test('the normal quantile inverts the normal distribution to 1e-15 of the probability, in both tails', () => {
    const u = createStreams('math').named('normal');
    for (let i = 0; i < POINTS; i++) {
      const p = i % 2 ? u() : 10 ** (-300 * u());
      const z = normalQuantile(p);
      // dP = density · dz, and in the tail density ~ |z| P: an error of 1e-16 · |z| in z is 1e-16 · z² of P.
      expect(Math.abs(normalCdf(z) / p - 1)).toBeLessThan(2e-15 * (1 + z * z));
    }
  });

  test('the normal quantile at published points (Wichura 1988, table of test values)', () => {
    const points = [
      [0.25, -0.6744897501960817],
      [0.001, -3.0902323061678136],
      [1e-20, -9.262340089798409],
    ] as const;
    for (const [p, z] of points) expect(Math.abs(normalQuantile(p) / z - 1)).toBeLessThan(4.5e-16);
  });

  test('gamma: factorials exactly, half-integers by Γ(x+1) = x Γ(x) from sqrt(pi), logarithm by Stirling', () => {
    let factorial = 1;
    for (let n = 1; n <= 18; n++) {
      expect(gamma(n)).toBeCloseTo(factorial, 0);
      expect(Math.abs(gamma(n) / factorial - 1)).toBeLessThan(5e-15);
      factorial *= n;
    }
    let half = Math.sqrt(Math.PI);
    for (let x = 0.5; x < 170; x++) {
      expect(Math.abs(gamma(x) / half - 1), `Γ(${x})`).toBeLessThan(2e-14);
      expect(Math.abs(lgamma(x) - Math.log(half))).toBeLessThan(4e-15 * Math.max(5, Math.abs(lgamma(x))));
      half *= x;
    }
  });

  test('P(k, x) against the finite sum in 1024-bit integers, from shape 1 to 300', () => {
    const u = createStreams('math').named('gammaP');
    for (const k of [1, 2, 3, 5, 9, 10, 11, 30, 100, 300]) {
      for (let i = 0; i < 20; i++) {
        const x = k * (0.2 + 1.8 * u());
        const exact = oracleErlang(k, fixed(x));
        const p = Number((exact * 10n ** 60n) / ONE) / 1e60;
        const q = Number(((ONE - exact) * 10n ** 60n) / ONE) / 1e60;
        if (p > 1e-40) expect(Math.abs(gammaP(k, x) / p - 1), `P(${k}, ${x})`).toBeLessThan(1e-12);
        if (q > 1e-40) expect(Math.abs(gammaQ(k, x) / q - 1), `Q(${k}, ${x})`).toBeLessThan(1e-12);
      }
    }
  });
});
