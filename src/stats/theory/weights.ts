/**
 * Probabilities that sum to 1, built from ratios of neighbours: steady states of birth-death processes,
 * Poisson and negative binomial weights. Only products and sums of positive terms, so nothing cancels, and
 * scaled as they grow, so nothing overflows.
 *
 * Knows no queue.
 */
import { invariant } from '../../kernel/invariant.js';

/** States of a birth-death process: beyond these an answer would take minutes. */
export const STATES_MAX = 4_000_000;
const LARGE = 1e250;
/** Terms below this share of the largest are left out. */
const NEGLIGIBLE = 1e-40;

/**
 * The steady state of a birth-death process on 0 .. `last`: p(n) birth(n) = p(n+1) death(n+1). Ends early where
 * the rest is negligible and still shrinking (births over deaths must not rise again beyond such a state); so
 * `last` may be Infinity where deaths win in the end. Source: Kleinrock, Queueing Systems vol. 1, eq. 3.11.
 */
export function birthDeath(
  birth: (n: number) => number,
  death: (n: number) => number,
  last: number,
): readonly number[] {
  const weights = [1];
  let weight = 1;
  let greatest = 1;
  for (let n = 0; n < last; n++) {
    invariant(n < STATES_MAX, 'a birth-death process has at most so many states');
    const ratio = birth(n) / death(n + 1);
    weight *= ratio;
    if (ratio < 1 && weight < NEGLIGIBLE * greatest) break;
    weights.push(weight);
    greatest = Math.max(greatest, weight);
    if (weight > LARGE) {
      for (let i = 0; i < weights.length; i++) weights[i] = weights[i]! / LARGE;
      weight /= LARGE;
      greatest /= LARGE;
    }
  }
  return normalised(weights);
}

/** Consecutive probabilities: `values[i]` is that of `from + i`; what is left out on either side is negligible. */
export interface Weights {
  readonly from: number;
  readonly values: readonly number[];
}

/**
 * Poisson probabilities of mean `x`, from the mode outwards. After B. L. Fox & P. W. Glynn, "Computing Poisson
 * probabilities", Communications of the ACM 31 (1988).
 */
export const poisson = (x: number): Weights =>
  fromMode(
    Math.floor(x),
    (n) => x / (n + 1),
    (n) => n / x,
  );

/**
 * Negative binomial probabilities: (shape)_n / n! · y^n (1 - y)^shape for n = 0, 1, …, where `y` in [0, 1) and
 * shape > 0 is real.
 */
export function negativeBinomial(shape: number, y: number): Weights {
  const mode = Math.max(0, Math.floor(((shape - 1) * y) / (1 - y)));
  return fromMode(
    mode,
    (n) => (y * (shape + n)) / (n + 1),
    (n) => n / (y * (shape + n - 1)),
  );
}

/** `up(n)` is p(n+1) / p(n), `down(n)` is p(n-1) / p(n); both fall on their way from the mode. */
function fromMode(mode: number, up: (n: number) => number, down: (n: number) => number): Weights {
  invariant(Number.isSafeInteger(mode), 'a mode is a whole number');
  const below: number[] = [];
  for (let n = mode, weight = 1; n > 0; n--) {
    weight *= down(n);
    if (!(weight > NEGLIGIBLE)) break;
    below.push(weight);
  }
  const above: number[] = [];
  for (let n = mode, weight = 1; n < mode + STATES_MAX; n++) {
    weight *= up(n);
    if (!(weight > NEGLIGIBLE)) break;
    above.push(weight);
  }
  return { from: mode - below.length, values: normalised([...below.reverse(), 1, ...above]) };
}

/** Sums from both ends towards the largest, so that the small ones count. */
function normalised(weights: readonly number[]): readonly number[] {
  const total = weights.toSorted((a, b) => a - b).reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** tails[n] = p(n) + p(n+1) + …, one more than there are probabilities; the last is 0. */
export function tailsOf(probabilities: readonly number[]): readonly number[] {
  const tails = [...probabilities, 0];
  for (let n = probabilities.length - 1; n >= 0; n--) tails[n] = tails[n + 1]! + probabilities[n]!;
  return tails;
}

/** The mean of `f` over states. */
export const meanOf = (probabilities: readonly number[], f: (n: number) => number): number =>
  probabilities.reduce((sum, p, n) => sum + p * f(n), 0);
