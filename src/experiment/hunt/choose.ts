/**
 * Choices: what a random scenario is drawn with, wherever the randomness comes from.
 *
 * A hunt draws from a stream of its seed, a property test from its test runner's generator; both get the same
 * kinds of scenarios, because only this differs.
 */
import { invariant } from '../../kernel/invariant.js';
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
