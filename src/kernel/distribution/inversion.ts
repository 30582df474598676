/**
 * Numeric inversion of a cumulative distribution, for the quantiles that have no closed form.
 *
 * Knows no particular distribution: it asks for P(X <= x), P(X > x) and a bracket.
 *
 * Works on the smaller of the two tails, v = min(u, 1 - u), where probabilities keep their relative accuracy.
 * A table of knots, filled as draws first need them, brackets the answer within 1/32 octave of v; from there
 * Chandrupatla's method (inverse quadratic interpolation with bisection as its safeguard; T. R. Chandrupatla,
 * Advances in Engineering Software 28, 1997) takes three evaluations on average. The table only saves
 * time: any point of the accepted accuracy could have come out of the bracket alone.
 *
 * Never decreasing in u, though found by iteration: v is first rounded to 40 significant bits, and a result is
 * accepted only when its probability is within 2^-43 of v, relatively; so the results for two neighbouring v,
 * 2^-40 apart, can not change places. Where no double comes that close (a jump: an atom of probability), the
 * bracket closes down to two neighbouring doubles and the upper one is the answer.
 */
import { invariant } from '../invariant.js';
import { highWord, powerOfTwo } from '../math/bits.js';

export interface Invertible {
  /** The infimum of the distribution. */
  readonly least: number;
  /** P(X <= x), relatively accurate where it is below 1/2. */
  below(x: number): number;
  /** P(X > x), relatively accurate where it is below 1/2. */
  above(x: number): number;
  /** Values around the quantile of u in (0, 1). */
  bracket(u: number): { readonly low: number; readonly high: number };
}

const OCTAVES = 21; // draws with min(u, 1 - u) below 2^-21 start from `bracket`
const CELLS_PER_OCTAVE = 32;
const KNOTS = OCTAVES * CELLS_PER_OCTAVE; // index of v = 2^0; 1/2 is one octave below
/** Biased exponent and 5 bits of fraction of 2^-OCTAVES: what knot 0 has in its high word above bit 15. */
const KNOT_ZERO = (1023 - OCTAVES) * CELLS_PER_OCTAVE;
const ACCEPTED = 1.1368683772161603e-13; // 2^-43
/** Bisection alone needs 1074 + 53 steps at the very worst, from a bracket that starts at zero. */
const STEPS_MAX = 1200;

/** The probability at knot i. */
function knot(i: number): number {
  return (
    (CELLS_PER_OCTAVE + (i & (CELLS_PER_OCTAVE - 1))) * powerOfTwo(((i / CELLS_PER_OCTAVE) | 0) - OCTAVES - 5)
  );
}

/** One tail: where its knots lie. NaN marks a knot that is not yet known. */
interface Tail {
  readonly upper: boolean;
  readonly at: Float64Array;
  /** How far the probability at `at` is past the knot's own: 0 but for rounding, positive at an atom. */
  readonly excess: Float64Array;
}

/** The quantile function of `of`. */
export function invertNumerically(of: Invertible): (u: number) => number {
  const { least, below, above } = of;
  const tails: Tail[] = [];

  /** Negative left of the quantile of v, and not negative from there on. */
  function past(x: number, v: number, upper: boolean): number {
    return upper ? v - above(x) : below(x) - v;
  }

  function fromBracket(v: number, upper: boolean): number {
    const { low, high } = of.bracket(upper ? 1 - v : v);
    const pastLow = past(low, v, upper);
    if (pastLow >= 0) return low;
    const pastHigh = past(high, v, upper);
    return pastHigh <= 0 ? high : refine(v, upper, low, pastLow, high, pastHigh);
  }

  /** Chandrupatla's method on [low, high], whose ends have opposite signs. */
  function refine(v: number, upper: boolean, low: number, pastLow: number, high: number, pastHigh: number) {
    const accepted = ACCEPTED * v;
    let a = high;
    let fa = pastHigh;
    let b = low;
    let fb = pastLow;
    let t = fa / (fa - fb);
    for (let step = 0; step < STEPS_MAX; step++) {
      let x = a + t * (b - a);
      if (x === a || x === b) {
        x = a + 0.5 * (b - a);
        if (x === a || x === b) return fa >= 0 ? a : b;
      }
      const fx = past(x, v, upper);
      if (fx <= accepted && fx >= -accepted) return x;
      let c: number;
      let fc: number;
      if (fx > 0 === fa > 0) {
        c = a;
        fc = fa;
      } else {
        c = b;
        fc = fb;
        b = a;
        fb = fa;
      }
      a = x;
      fa = fx;
      t = interpolate(a, fa, b, fb, c, fc);
    }
    return fa >= 0 ? a : b;
  }

  function fill(tail: Tail, i: number): void {
    const v = knot(i);
    const x = v < 1 ? fromBracket(v, tail.upper) : NaN;
    tail.at[i] = x;
    tail.excess[i] = past(x, v, tail.upper);
  }

  return (u) => {
    let v = u > 0.5 ? 1 - u : u;
    if (v === 0) return least;
    const spread = v * 8193; // 2^13 + 1: Veltkamp's split, which leaves 40 bits
    v = spread - (spread - v);
    const upper = u > 0.5 && v < 0.5; // what rounds to 1/2 has one answer, whichever side it came from
    const i = (highWord(v) >> 15) - KNOT_ZERO;
    if (i < 0) return fromBracket(v, upper);
    if (tails.length === 0) tails.push(emptyTail(false), emptyTail(true));
    const tail = tails[upper ? 1 : 0]!;
    const { at, excess } = tail;
    if (Number.isNaN(at[i]!)) fill(tail, i);
    if (Number.isNaN(at[i + 1]!)) fill(tail, i + 1);
    const low = upper ? i + 1 : i;
    const high = upper ? i : i + 1;
    // A knot is a quantile: at[low] <= answer <= at[high]. Its own excess says what `past` would.
    const toLow = knot(low) - v;
    const pastLow = excess[low]! + (upper ? -toLow : toLow);
    if (pastLow >= 0 || at[low]! >= at[high]!) return at[low]!;
    const toHigh = knot(high) - v;
    const pastHigh = excess[high]! + (upper ? -toHigh : toHigh);
    if (pastHigh <= 0) return at[high]!;
    return refine(v, upper, at[low]!, pastLow, at[high]!, pastHigh);
  };
}

function emptyTail(upper: boolean): Tail {
  const size = KNOTS - CELLS_PER_OCTAVE + 2;
  return { upper, at: new Float64Array(size).fill(NaN), excess: new Float64Array(size) };
}

/** Where between a (0) and b (1) to look next: inverse quadratic interpolation where that is safe, else halfway. */
function interpolate(a: number, fa: number, b: number, fb: number, c: number, fc: number): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
  const t = (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
  invariant(!Number.isNaN(t), 'interpolation runs between distinct probabilities');
  return t > 0 && t < 1 ? t : 0.5;
}
