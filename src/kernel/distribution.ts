/**
 * Distributions as data, and what is computed from them: draws, quantiles, moments, probabilities.
 *
 * Knows no units (durations come as nanoseconds, keys as ranks) and no syntax; every value is a number >= 0.
 *
 * Every draw is by inversion, X = F^-1(U), from exactly one uniform, constants included. Two variants that
 * draw from the same stream therefore stay in step, and a larger uniform never gives a smaller draw; that is
 * what common random numbers and antithetic pairs need (A. M. Law, "Simulation Modeling and Analysis", §8.2.1
 * and §11.2; R. Jain, "The Art of Computer Systems Performance Analysis", §28.1).
 */
import { checkStructure, type DistributionIssue } from './distribution/check.js';
import { constantLaw, exponentialLaw, lognormalLaw, uniformLaw, weibullLaw } from './distribution/closed.js';
import { empiricalLaw, zipfLaw } from './distribution/discrete.js';
import { erlangLaw } from './distribution/erlang.js';
import type { Law } from './distribution/law.js';
import { mixtureLaw, shiftedLaw } from './distribution/mixture.js';
import { paretoLaw } from './distribution/pareto.js';
import { invariant } from './invariant.js';
import { log, log1p, normalQuantile } from './math.js';
import type { Stream } from './random.js';

export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  /** The sum of `shape` exponentials that have `mean` together. */
  | { readonly kind: 'erlang'; readonly shape: number; readonly mean: number }
  /** exp of a normal variate with mean `mu` and deviation `sigma`. */
  | { readonly kind: 'lognormal'; readonly mu: number; readonly sigma: number }
  /** P(X > x) = (minimum / x)^shape, conditioned on X <= maximum if there is one. */
  | { readonly kind: 'pareto'; readonly minimum: number; readonly shape: number; readonly maximum?: number }
  /** P(X > x) = exp(-(x / scale)^shape). */
  | { readonly kind: 'weibull'; readonly scale: number; readonly shape: number }
  /** Ranks 0 .. count - 1, rank i with probability proportional to (i + 1)^-exponent. */
  | { readonly kind: 'zipf'; readonly count: number; readonly exponent: number }
  /** A mixture of exponentials. */
  | {
      readonly kind: 'hyperexponential';
      readonly branches: readonly { readonly weight: number; readonly mean: number }[];
    }
  | {
      readonly kind: 'mixture';
      readonly branches: readonly { readonly weight: number; readonly of: Distribution }[];
    }
  /**
   * What was measured: samples in ascending order, interpolated linearly between neighbours (Law §6.2.4;
   * definition 7 of Hyndman & Fan 1996). Never leaves the range of the samples, so it has no tail beyond them.
   */
  | { readonly kind: 'empirical'; readonly values: readonly number[] }
  /** `of` plus the constant `by`: a propagation delay and its jitter. */
  | { readonly kind: 'shifted'; readonly by: number; readonly of: Distribution };

/**
 * The inverse cumulative distribution, compiled: for u in [0, 1) the least x with P(X <= x) >= u (at u = 0 the
 * least value there is). Finite, and never decreasing in u. Compile once and share where many streams draw
 * from one distribution: zipf builds a table of `count`, numeric inversion one of 20 kB.
 */
export function quantile(d: Distribution): (u: number) => number {
  return compile(d).quantile;
}

/** Draws from `d`, one uniform of `stream` each. */
export function sampler(d: Distribution, stream: Stream): () => number {
  if (d.kind === 'exponential') {
    // The hottest path of every simulation, so the two closures become one. The same values as `quantile`.
    const { mean } = d;
    assertSound(d);
    return () => 0 - mean * log(1 - stream());
  }
  const { quantile } = compile(d);
  return () => quantile(stream());
}

/** P(X <= x). */
export function cdf(d: Distribution): (x: number) => number {
  return compile(d).below;
}

/** Infinity where it does not exist. */
export function mean(d: Distribution): number {
  return compile(d).mean;
}

/** Infinity where it does not exist. */
export function variance(d: Distribution): number {
  return compile(d).variance;
}

/** The lognormal whose median is `p50` and whose 99th percentile is `p99`; 0 < p50 <= p99. */
export function lognormalFromPercentiles(of: { readonly p50: number; readonly p99: number }): Distribution {
  const mu = log(of.p50);
  return { kind: 'lognormal', mu, sigma: log(of.p99 / of.p50) / normalQuantile(0.99) };
}

/** The lognormal of this mean and standard deviation; mean > 0, sd >= 0. */
export function lognormalFromMoments(of: { readonly mean: number; readonly sd: number }): Distribution {
  const ratio = of.sd / of.mean;
  const sigmaSquared = log1p(ratio * ratio);
  return { kind: 'lognormal', mu: log(of.mean) - sigmaSquared / 2, sigma: Math.sqrt(sigmaSquared) };
}

/** The largest uniform that a stream can draw. */
const LARGEST_UNIFORM = 1 - 1.1102230246251565e-16;

/** What is wrong with `d`, everything at once; empty when it can be drawn from. */
export function checkDistribution(d: Distribution): readonly DistributionIssue[] {
  const issues = checkStructure(d);
  if (issues.length > 0) return issues;
  const { quantile, mean } = law(d);
  if (Number.isFinite(quantile(LARGEST_UNIFORM)) && !Number.isNaN(mean)) return [];
  return [{ path: '', expected: 'draws within the range of a number', received: 'draws that exceed it' }];
}

function assertSound(d: Distribution): void {
  const [issue] = checkStructure(d);
  invariant(issue === undefined, `a distribution is checked before it is used: ${d.kind}, ${issue?.path}`);
}

function compile(d: Distribution): Law {
  assertSound(d);
  return law(d);
}

function law(d: Distribution): Law {
  switch (d.kind) {
    case 'constant':
      return constantLaw(d.value);
    case 'uniform':
      return uniformLaw(d.low, d.high);
    case 'exponential':
      return exponentialLaw(d.mean);
    case 'erlang':
      return d.shape === 1 ? exponentialLaw(d.mean) : erlangLaw(d.shape, d.mean);
    case 'lognormal':
      return lognormalLaw(d.mu, d.sigma);
    case 'pareto':
      return paretoLaw(d.minimum, d.shape, d.maximum ?? Infinity);
    case 'weibull':
      return weibullLaw(d.scale, d.shape);
    case 'zipf':
      return zipfLaw(d.count, d.exponent);
    case 'hyperexponential':
      return mixtureLaw(
        d.branches.map((branch) => ({ weight: branch.weight, of: exponentialLaw(branch.mean) })),
      );
    case 'mixture':
      return mixtureLaw(d.branches.map((branch) => ({ weight: branch.weight, of: law(branch.of) })));
    case 'empirical':
      return empiricalLaw(d.values);
    case 'shifted':
      return shiftedLaw(d.by, law(d.of));
  }
}
