/**
 * Laplace-Stieltjes transforms of the kernel's distributions, as 1 - E exp(-s X): the complement keeps its
 * digits for small s, where queues under heavy traffic ask.
 *
 * Closed forms where there are; else the integral over the quantile function by the tanh-sinh rule
 * (H. Takahasi & M. Mori, Publ. RIMS 9, 1974), which the infinite slopes at its ends do not disturb.
 */
import { cdf, type Distribution, quantile } from '../../kernel/distribution.js';
import { invariant } from '../../kernel/invariant.js';
import { exp, expm1, log, log1p, normalQuantile, pow } from '../../kernel/math.js';

/** s >= 0 to 1 - E exp(-s X). Compile once. */
export function laplaceComplement(d: Distribution): (s: number) => number {
  switch (d.kind) {
    case 'constant':
      return (s) => -expm1(-s * d.value);
    case 'uniform':
      return uniform(d.low, d.high);
    case 'exponential':
      return (s) => (s * d.mean) / (1 + s * d.mean);
    case 'erlang':
      return (s) => -expm1(-d.shape * log1p((s * d.mean) / d.shape));
    case 'hyperexponential':
      return weighted(
        d.branches.map(({ weight, mean }) => ({ weight, of: (s: number) => (s * mean) / (1 + s * mean) })),
      );
    case 'mixture':
      return weighted(d.branches.map((branch) => ({ ...branch, of: laplaceComplement(branch.of) })));
    case 'shifted': {
      const inner = laplaceComplement(d.of);
      return (s) => -expm1(-s * d.by) + exp(-s * d.by) * inner(s);
    }
    case 'empirical':
      return empirical(d.values);
    case 'lognormal':
      return numeric(
        (tail) => exp(d.mu - d.sigma * normalQuantile(tail)),
        (u) => exp(d.mu + d.sigma * normalQuantile(u)),
      );
    case 'pareto':
      return numeric(paretoAbove(d.minimum, d.shape, d.maximum), quantile(d));
    case 'weibull':
      return numeric((tail) => d.scale * pow(-log(tail), 1 / d.shape), quantile(d));
    case 'zipf':
      return ranks(d.count, cdf(d));
  }
}

function uniform(low: number, high: number): (s: number) => number {
  return (s) => -expm1(-s * low) + exp(-s * low) * halved(s * (high - low));
}

/** 1 - (1 - e^-x) / x, which is x/2 - x²/6 + x³/24 - … */
function halved(x: number): number {
  if (x > 0.5) return 1 + expm1(-x) / x;
  let term = x / 2;
  let sum = term;
  for (let n = 3; n < 20; n++) {
    term *= -x / n;
    sum += term;
  }
  return sum;
}

type Branches = readonly { readonly weight: number; readonly of: (s: number) => number }[];

function weighted(branches: Branches): (s: number) => number {
  const total = branches.reduce((sum, { weight }) => sum + weight, 0);
  return (s) => branches.reduce((sum, { weight, of }) => sum + (weight / total) * of(s), 0);
}

/** Uniform between neighbours, each pair as likely. */
function empirical(values: readonly number[]): (s: number) => number {
  if (values.length === 1) return (s) => -expm1(-s * values[0]!);
  const pieces = values.slice(1).map((high, i) => uniform(values[i]!, high));
  return (s) => pieces.reduce((sum, piece) => sum + piece(s), 0) / pieces.length;
}

/** Whole numbers 0 .. size - 1. */
function ranks(size: number, below: (x: number) => number): (s: number) => number {
  const probabilities = Array.from({ length: size }, (_, i) => below(i) - (i === 0 ? 0 : below(i - 1)));
  return (s) => probabilities.reduce((sum, p, i) => sum + p * -expm1(-s * i), 0);
}

/** The value that is exceeded with probability `tail`, of a Pareto distribution. */
function paretoAbove(minimum: number, shape: number, maximum = Infinity): (tail: number) => number {
  const beyond = maximum === Infinity ? 0 : pow(minimum / maximum, shape);
  return (tail) => minimum * pow(tail * (1 - beyond) + beyond, -1 / shape);
}

const LEVELS_MAX = 9;
/** Where the chance beyond is below 1e-100. */
const RANGE = 5;
const PI = Math.PI;

/** From the quantile function of u below 1/2, and that of 1 - u above, whose last digits a heavy tail is made of. */
function numeric(above: (tail: number) => number, below: (u: number) => number): (s: number) => number {
  // u = 1 / (1 + e^(-pi sinh t)); nodes and weights once for all s.
  const node = (t: number) => {
    const e = exp(-PI * ((exp(t) - exp(-t)) / 2));
    const weight = (PI * ((exp(t) + exp(-t)) / 2) * e) / ((1 + e) * (1 + e));
    return { x: t > 0 ? above(e / (1 + e)) : below(1 / (1 + e)), weight };
  };
  const levels: { readonly x: number; readonly weight: number }[][] = [];
  const nodesOf = (level: number) => {
    while (levels.length <= level) {
      const h = 1 / (1 << levels.length);
      const first = levels.length === 0;
      const last = Math.floor(RANGE / h);
      const nodes = [];
      for (let i = -last; i <= last; i++) if (first || i % 2 !== 0) nodes.push(node(i * h));
      levels.push(nodes);
    }
    return levels[level]!;
  };
  return (s) => {
    if (s === 0) return 0;
    let sum = 0;
    let before = NaN;
    for (let level = 0; level <= LEVELS_MAX; level++) {
      for (const { x, weight } of nodesOf(level)) sum += weight * -expm1(-s * x);
      const value = sum / (1 << level);
      if (level > 3 && Math.abs(value - before) <= 1e-13 * value) return value;
      before = value;
    }
    invariant(Number.isFinite(before), 'a Laplace transform is finite');
    return before;
  };
}
