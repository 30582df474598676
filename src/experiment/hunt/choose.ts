/**
 * Choices: what a random scenario is drawn with, wherever the randomness comes from.
 *
 * A hunt draws from a stream of its seed, a property test from its test runner's generator; both get the same
 * kinds of scenarios, because only this differs.
 */
import { invariant } from '../../kernel/invariant.js';
import { exp, log } from '../../kernel/math.js';
import type { Stream } from '../../kernel/random.js';

export interface Choose {
  /** A whole number from `min` to `max`, both included, each as likely. */
  integer(min: number, max: number): number;
  /** A share from 0 up to but not including 1. */
  share(): number;
}

export const chooseBy = (draw: Stream): Choose => ({
  integer(min, max) {
    invariant(Number.isSafeInteger(min) && max >= min, 'a choice is among at least one');
    return min + Math.floor(draw() * (max - min + 1));
  },
  share: draw,
});

/** One of these, each as likely. */
export function oneOf<T>(choose: Choose, options: readonly T[]): T {
  invariant(options.length > 0, 'a choice is among at least one');
  return options[choose.integer(0, options.length - 1)]!;
}

/** True with this probability. */
export const chance = (choose: Choose, probability: number): boolean => choose.share() < probability;

/** One of these, as likely as its weight. */
export function weighted<T>(choose: Choose, options: readonly (readonly [weight: number, option: T])[]): T {
  const total = options.reduce((sum, [weight]) => sum + weight, 0);
  let left = choose.share() * total;
  for (const [weight, option] of options) {
    if (left < weight) return option;
    left -= weight;
  }
  return oneOf(choose, options)[1]; // the weights are zero, or rounding ate the last one
}

/** Between the two, each order of magnitude as likely; `low` if the two are no range. */
export const spread = (choose: Choose, low: number, high: number): number =>
  high > low ? low * exp(choose.share() * log(high / low)) : low;

/** So many of these, each set of them as likely, in their order. */
export function some<T>(choose: Choose, options: readonly T[], count: number): readonly T[] {
  const picked = new Set<number>();
  const wanted = Math.min(count, options.length);
  // Floyd's way to sample: one choice for each that is picked.
  for (let last = options.length - wanted; last < options.length; last++) {
    const at = choose.integer(0, last);
    picked.add(picked.has(at) ? last : at);
  }
  return options.filter((_, index) => picked.has(index));
}
