/** What the tests of statistics share: seeded variates, queues with known answers, and how often truth is met. */
import { log, normalQuantile } from '../../src/kernel/math.js';
import { createStreams, type Stream } from '../../src/kernel/random.js';
import type { Interval } from '../../src/stats/interval.js';

export const stream = (name: string): Stream => createStreams('statistics').named(name);
export const times = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i));

/** By inversion; half a step of the stream away from 0, where the quantile would be infinite. */
export const normal = (next: Stream): number => normalQuantile(next() + 2 ** -54);
export const exponential = (next: Stream): number => -log(1 - next());

/**
 * Waits in an M/M/1 queue (service rate 1, first in first out) by Lindley's recursion W' = max(0, W + S - A).
 * S - A takes one uniform: it is above x with probability load/(1+load) e^-x, below -x with 1/(1+load) e^-(load x).
 * It falls as the uniform grows, whatever the load, so that queues on the same stream share their luck.
 */
export function lindley(next: Stream, load: number, start = 0): () => number {
  let wait = start;
  const up = load / (1 + load);
  return () => {
    const now = wait;
    const u = next() + 2 ** -54;
    wait = Math.max(0, wait + (u < up ? -log(u / up) : log((1 - u) / (1 - up)) / load));
    return now;
  };
}

/** The mean wait of M/M/1 with service rate 1. */
export const meanWait = (load: number): number => load / (1 - load);

/** A wait as a customer finds it in the steady state: 0 with probability 1 - load, else exponential. */
export const steadyWait = (next: Stream, load: number): number =>
  next() < 1 - load ? 0 : exponential(next) / (1 - load);

/** Autoregressive: x' = carry x + noise, standard deviation 1 / sqrt(1 - carry^2) once it is steady. */
export function autoregressive(next: Stream, carry: number, start: number): () => number {
  let x = start;
  return () => {
    const now = x;
    x = carry * x + normal(next);
    return now;
  };
}

/** The share of experiments whose interval holds the truth; an experiment without one throws. */
export function coverage(truth: number, experiments: number, experiment: () => Interval): number {
  return (
    times(experiments, experiment).filter(({ low, high }) => low <= truth && truth <= high).length /
    experiments
  );
}

/**
 * How far the observed share of `experiments` may lie from a true probability `p`: 3.29 standard deviations of a
 * binomial share, beyond which it falls with probability 0.001. For p = 0.95 and 1,000 experiments: 0.0227.
 */
export const slack = (experiments: number, p = 0.95): number => 3.29 * Math.sqrt((p * (1 - p)) / experiments);
