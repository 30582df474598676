/**
 * The Universal Scalability Law: throughput against concurrency with contention (sigma) and crosstalk (kappa),
 * X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1)); as a function and fitted to measured points.
 *
 * Sources: N. J. Gunther, Guerrilla Capacity Planning (2007), ch. 4-5; the fit is least squares of throughput
 * by K. Levenberg (1944) and D. W. Marquardt (1963), with no coefficient below zero.
 */
import { invariant } from '../../kernel/invariant.js';
import type { Interval } from '../interval.js';
import { studentQuantile } from '../student.js';
import { solve } from './linear.js';
import { count, type Prediction, perSecond, share, type Theory } from './prediction.js';

export interface UslCoefficients {
  /** Throughput of one, 1/s. */
  readonly lambda: number;
  /** Contention: the share of work that is serial. */
  readonly sigma: number;
  /** Crosstalk: the cost of agreeing pair by pair. */
  readonly kappa: number;
}

export interface Measurement {
  readonly concurrency: number;
  /** 1/s */
  readonly throughput: number;
}

export const uslThroughput = ({ lambda, sigma, kappa }: UslCoefficients, n: number): number =>
  (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));

/** The concurrency of the highest throughput: sqrt((1 - sigma) / kappa), at least 1; Infinity if it never falls. */
export function uslPeak({ sigma, kappa }: UslCoefficients): number {
  if (sigma >= 1) return 1;
  return kappa === 0 ? Infinity : Math.max(1, Math.sqrt((1 - sigma) / kappa));
}

export interface UslFit {
  readonly coefficients: UslCoefficients;
  /** Student-t intervals from the curvature at the fit; `undefined` where the points leave nothing to judge by. */
  readonly intervals: { readonly [K in keyof UslCoefficients]: Interval | undefined };
  /** 1 - sum of squares left / sum of squares around the mean. */
  readonly rSquared: number;
}

const NAMES = ['lambda', 'sigma', 'kappa'] as const;
type Vector = readonly [number, number, number];
/** Which of lambda, sigma, kappa are free; the others are 0. */
const SUBSETS: readonly (readonly number[])[] = [[0], [0, 1], [0, 2], [0, 1, 2]];
/** What rounding leaves of a perfect fit, as a share of all squares: no reason for one more coefficient. */
const ROUNDING = 1e-24;

/** Of at least three points with positive throughput. */
export function fitUsl(points: readonly Measurement[]): UslFit {
  invariant(points.length >= 3, 'three coefficients need three points');
  // A bounded minimum lies where the free ones are at an unbounded minimum of their own: try which are free.
  const fits = SUBSETS.map((free) => ({ free, at: minimise(points, free) }))
    .filter(({ at }) => at.every((value) => value >= 0 && Number.isFinite(value)))
    .map((fit) => ({ ...fit, left: squares(points, fit.at) }));
  invariant(fits.length > 0, 'lambda alone always fits');
  const rounding = ROUNDING * points.reduce((sum, { throughput }) => sum + throughput * throughput, 0);
  const best = fits.reduce((a, b) => (b.left + rounding < a.left ? b : a));
  const average = points.reduce((sum, { throughput }) => sum + throughput, 0) / points.length;
  const around = points.reduce(
    (sum, { throughput }) => sum + (throughput - average) * (throughput - average),
    0,
  );
  const [lambda, sigma, kappa] = best.at;
  return {
    coefficients: { lambda, sigma, kappa },
    intervals: intervalsOf(points, best),
    rSquared: around === 0 ? 0 : 1 - best.left / around,
  };
}

const modelAt = ([lambda, sigma, kappa]: Vector, n: number) => uslThroughput({ lambda, sigma, kappa }, n);

const squares = (points: readonly Measurement[], at: Vector): number =>
  points.reduce((sum, { concurrency, throughput }) => {
    const miss = throughput - modelAt(at, concurrency);
    return sum + miss * miss;
  }, 0);

/** Derivatives of the throughput by lambda, sigma, kappa. */
function slopes(at: Vector, n: number): Vector {
  const [lambda, sigma, kappa] = at;
  const below = 1 + sigma * (n - 1) + kappa * n * (n - 1);
  const common = (-lambda * n) / (below * below);
  return [n / below, common * (n - 1), common * n * (n - 1)];
}

const STEPS_MAX = 500;
const DAMPING_MAX = 1e12;
const CONVERGED = 1e-13;

function minimise(points: readonly Measurement[], free: readonly number[]): Vector {
  let at = linearised(points, free);
  let left = squares(points, at);
  let damping = 1e-3;
  for (let step = 0; step < STEPS_MAX && damping < DAMPING_MAX; step++) {
    const { curvature, gradient } = normalEquations(points, at, free);
    const damped = curvature.map((row, i) => row.map((x, j) => (i === j ? x * (1 + damping) : x)));
    const move = solveScaled(damped, gradient);
    const next = move === undefined ? at : moved(at, free, move);
    const nextLeft = squares(points, next);
    if (move === undefined || !(nextLeft < left)) {
      damping *= 10;
      continue;
    }
    const small = free.every((k) => Math.abs(next[k]! - at[k]!) <= CONVERGED * Math.abs(next[k]!));
    [at, left, damping] = [next, nextLeft, damping / 10];
    if (small) break;
  }
  return at;
}

function moved(at: Vector, free: readonly number[], move: readonly number[]): Vector {
  const next: [number, number, number] = [at[0], at[1], at[2]];
  free.forEach((k, i) => {
    next[k] = at[k]! + move[i]!;
  });
  return next;
}

function normalEquations(points: readonly Measurement[], at: Vector, free: readonly number[]) {
  const curvature = free.map(() => free.map(() => 0));
  const gradient = free.map(() => 0);
  for (const { concurrency, throughput } of points) {
    const slope = slopes(at, concurrency);
    const miss = throughput - modelAt(at, concurrency);
    free.forEach((k, i) => {
      gradient[i] = gradient[i]! + slope[k]! * miss;
      free.forEach((l, j) => {
        curvature[i]![j] = curvature[i]![j]! + slope[k]! * slope[l]!;
      });
    });
  }
  return { curvature, gradient };
}

/** Solves with every unknown scaled to its diagonal, since lambda and kappa may be 1e10 apart. */
function solveScaled(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const scale = matrix.map((row, i) => (row[i]! > 0 ? Math.sqrt(row[i]!) : 1));
  const scaled = matrix.map((row, i) => row.map((x, j) => x / scale[i]! / scale[j]!));
  const solved = solve(
    scaled,
    right.map((x, i) => x / scale[i]!),
  );
  return solved?.map((x, i) => x / scale[i]!);
}

/** N / X = 1/lambda + sigma/lambda (N - 1) + kappa/lambda N (N - 1) is linear: where the search begins. */
function linearised(points: readonly Measurement[], free: readonly number[]): Vector {
  const matrix = free.map(() => free.map(() => 0));
  const right = free.map(() => 0);
  for (const { concurrency: n, throughput } of points) {
    const row = [1, n - 1, n * (n - 1)];
    const y = n / throughput;
    const weight = (throughput * throughput) / n;
    free.forEach((k, i) => {
      right[i] = right[i]! + weight * weight * row[k]! * y;
      free.forEach((l, j) => {
        matrix[i]![j] = matrix[i]![j]! + weight * weight * row[k]! * row[l]!;
      });
    });
  }
  const solved = solveScaled(matrix, right);
  const start: [number, number, number] = [points[0]!.throughput / points[0]!.concurrency, 0, 0];
  if (solved === undefined || !(solved[0]! > 0)) return start;
  free.forEach((k, i) => {
    start[k] = k === 0 ? 1 / solved[0]! : solved[i]! / solved[0]!;
  });
  return start;
}

function intervalsOf(
  points: readonly Measurement[],
  { free, at, left }: { readonly free: readonly number[]; readonly at: Vector; readonly left: number },
): UslFit['intervals'] {
  const spare = points.length - free.length;
  const { curvature } = normalEquations(points, at, free);
  const interval = (k: number): Interval | undefined => {
    const i = free.indexOf(k);
    if (spare < 1 || i === -1) return undefined;
    const column = solveScaled(
      curvature,
      free.map((_, j) => (i === j ? 1 : 0)),
    );
    if (column === undefined) return undefined;
    const half = studentQuantile(0.975, spare) * Math.sqrt((Math.max(0, column[i]!) * left) / spare);
    return { low: at[k]! - half, high: at[k]! + half };
  };
  return { lambda: interval(0), sigma: interval(1), kappa: interval(2) };
}

/** Below this share of variation explained, the law is not what the points follow. */
const GOOD_FIT = 0.9;
/** Fewer points than this say little (Gunther 2007, §5.3, asks for six). */
const ENOUGH_POINTS = 6;

/** Coefficients, the peak, and the law beside each point. */
export function usl(points: readonly Measurement[]): Theory {
  const { coefficients, intervals, rSquared } = fitUsl(points);
  const { lambda, sigma, kappa } = coefficients;
  const peak = uslPeak(coefficients);
  const shown = (k: (typeof NAMES)[number]) => (intervals[k] === undefined ? {} : { interval: intervals[k] });
  return {
    name: 'Universal Scalability Law',
    exact: false,
    source: 'Gunther, Guerrilla Capacity Planning (2007), ch. 4-5; least squares by Levenberg & Marquardt',
    assumes: 'one workload, measured in a steady state; intervals hold where errors are small and alike',
    warnings: warningsOf(points, coefficients, rSquared),
    predictions: [
      { ...perSecond('lambda', lambda), ...shown('lambda') },
      { ...share('sigma', sigma), ...shown('sigma') },
      { ...share('kappa', kappa), ...shown('kappa') },
      share('r squared', rSquared),
      ...(peak === Infinity
        ? []
        : [count('peak concurrency', peak), perSecond('peak throughput', uslThroughput(coefficients, peak))]),
      ...points.flatMap(({ concurrency, throughput }): readonly Prediction[] => [
        perSecond('throughput', uslThroughput(coefficients, concurrency), `${concurrency}`),
        perSecond('measured throughput', throughput, `${concurrency}`),
      ]),
    ],
  };
}

function warningsOf(
  points: readonly Measurement[],
  coefficients: UslCoefficients,
  rSquared: number,
): readonly string[] {
  const warnings: string[] = [];
  if (rSquared < GOOD_FIT)
    warnings.push(
      `the law explains ${Math.max(0, Math.round(rSquared * 100))} % of how throughput varies: these points do not follow it`,
    );
  if (points.length < ENOUGH_POINTS)
    warnings.push(`${points.length} points are few: measure at six concurrencies or more`);
  const peak = uslPeak(coefficients);
  const largest = points.reduce((most, { concurrency }) => Math.max(most, concurrency), 0);
  if (peak !== Infinity && peak > largest)
    warnings.push(`the peak lies beyond the highest concurrency measured, ${largest}: it is a guess`);
  return warnings;
}
