/**
 * Roots of functions of one variable, and quantiles from tails: how percentiles are found where no formula
 * gives them.
 *
 * Knows no queue.
 */
import { invariant } from '../../kernel/invariant.js';
import { log } from '../../kernel/math.js';

/** Bisection alone, from any bracket of doubles, ends within this many steps. */
const STEPS_MAX = 2200;
const DOUBLINGS_MAX = 1100;

/**
 * The root of a continuous `f` between `low` and `high`, where its signs differ (or it is zero). To the last
 * bits of x. Inverse quadratic interpolation safeguarded by bisection: T. R. Chandrupatla, Advances in
 * Engineering Software 28 (1997).
 */
export function rootBetween(f: (x: number) => number, low: number, high: number): number {
  let [a, fa] = [high, f(high)];
  let [b, fb] = [low, f(low)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  invariant(fa > 0 !== fb > 0, 'a root is bracketed');
  let t = 0.5;
  for (let step = 0; step < STEPS_MAX; step++) {
    let x = a + t * (b - a);
    if (x === a || x === b) x = a + 0.5 * (b - a);
    if (x === a || x === b) return Math.abs(fa) < Math.abs(fb) ? a : b;
    const fx = f(x);
    if (fx === 0) return x;
    let [c, fc] = [a, fa];
    if (fx > 0 !== fa > 0) {
      [c, fc] = [b, fb];
      [b, fb] = [a, fa];
    }
    [a, fa] = [x, fx];
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const tolerance = (2 * Number.EPSILON * Math.abs(best)) / Math.abs(b - a);
    if (tolerance > 0.5) return best;
    t = Math.min(Math.max(interpolate(a, fa, b, fb, c, fc), tolerance), 1 - tolerance);
  }
  invariant(false, 'a bracketed root is found');
}

function interpolate(a: number, fa: number, b: number, fb: number, c: number, fc: number): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
  return (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
}

/**
 * The quantile at `q` of a time that is at least 0 and whose continuous tail is P(T > t) = `tail(t)`: the
 * least t with tail(t) <= 1 - q. Near exponential tails are nearly straight on the logarithmic scale that it
 * works on. `scale` is any time of the right order.
 */
export function quantileOfTail(tail: (t: number) => number, q: number, scale: number): number {
  invariant(q > 0 && q < 1, 'a quantile lies between 0 and 1');
  invariant(scale > 0 && Number.isFinite(scale), 'a time scale is positive');
  const target = 1 - q;
  if (tail(0) <= target) return 0;
  let [low, high] = [0, scale];
  for (let i = 0; tail(high) > target; i++) {
    invariant(i < DOUBLINGS_MAX, 'a tail falls below every probability');
    [low, high] = [high, 2 * high];
  }
  const goal = log(target);
  return rootBetween((t) => log(Math.max(tail(t), Number.MIN_VALUE)) - goal, low, high);
}
