/**
 * Laplace-Stieltjes transforms of the kernel's distributions, as 1 - E exp(-s X): the complement keeps its
 * digits for small s, where queues under heavy traffic ask.
 *
 * Closed forms where there are; else the integral over the quantile function by the tanh-sinh rule
 * (H. Takahasi & M. Mori, Publ. RIMS 9, 1974), which the infinite slopes at its ends do not disturb.
 */
import { cdf, type Distribution, quantile } from '../../kernel/distribution.js';
import { invariant } from '../../kernel/invariant.js';
import { exp, expm1, log1p } from '../../kernel/math.js';

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
    case 'pareto':
    case 'weibull':
      return numeric(quantile(d));
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

const LEVELS_MAX = 9;
const RANGE = 3.9;
const PI = Math.PI;

function numeric(at: (u: number) => number): (s: number) => number {
  // u = 1 / (1 + e^(-pi sinh t)); nodes and weights once for all s.
  const node = (t: number) => {
    const e = exp(-PI * ((exp(t) - exp(-t)) / 2));
    const weight = (PI * ((exp(t) + exp(-t)) / 2) * e) / ((1 + e) * (1 + e));
    return { x: at(Math.min(1 / (1 + e), 1 - Number.EPSILON / 2)), weight };
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
