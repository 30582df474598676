/**
 * Arrival processes: when the next operation is meant to start.
 *
 * One uniform draw per arrival (and one per batch), by inversion, so that a change of rate keeps two variants in step. Knows
 * nothing of who asks or what for.
 */

import { quantile } from '../kernel/distribution.js';
import { invariant } from '../kernel/invariant.js';
import { log1p } from '../kernel/math.js';
import type { Stream } from '../kernel/random.js';
import { type Instant, SECOND } from '../kernel/time.js';
import type { Arrivals, BatchSize } from '../scenario/scenario.js';

/** The arrival after one at `previous`, or `undefined` if there is none. */
export type NextArrival = (previous: Instant) => Instant | undefined;

type OpenLoop = Exclude<Arrivals, { kind: 'closed' }>;

/** Open-loop arrivals from `from` on. The first call takes `from` itself as the previous arrival. */
export function openLoop(arrivals: OpenLoop, draw: Stream): NextArrival {
  switch (arrivals.kind) {
    case 'constant':
      return constant(arrivals.rate);
    case 'poisson': {
      const mean = SECOND / arrivals.rate;
      return (previous) => previous + Math.round(-log1p(-draw()) * mean);
    }
    case 'renewal': {
      const gap = quantile(arrivals.interarrival);
      return (previous) => previous + Math.round(gap(draw()));
    }
    case 'batches':
      return batches(openLoop(arrivals.of, draw), sizes(arrivals.size, draw));
    case 'profile':
      return profile(arrivals.points, draw);
    case 'trace':
      return instants(arrivals.at);
  }
}

/** Evenly spaced, without adding up rounding errors. */
function constant(rate: number): NextArrival {
  let first: Instant | undefined;
  let count = 0;
  return (previous) => {
    first ??= previous;
    return first + Math.round((++count * SECOND) / rate);
  };
}

/** As many at each instant of `next` as `size` says. */
function batches(next: NextArrival, size: () => number): NextArrival {
  let left = 0;
  return (previous) => {
    if (left > 0) {
      left--;
      return previous;
    }
    const at = next(previous);
    left = size() - 1;
    return at;
  };
}

/** One uniform draw per batch, whatever the sizes, so that two kinds of batch see the same instants. */
function sizes(size: BatchSize, draw: Stream): () => number {
  const { kind } = size;
  if (kind === 'fixed' || size.mean === 1) {
    const count = kind === 'fixed' ? size.count : 1;
    return () => {
      draw();
      return count;
    };
  }
  // P(more than k) = (1 - 1/mean)^k, inverted (Law, Simulation Modeling and Analysis, 5th ed., §8.4.5).
  const perStep = log1p(-1 / size.mean);
  return () => 1 + Math.floor(log1p(-draw()) / perStep);
}

/** At these instants, but for those that had passed before it began. */
function instants(at: readonly Instant[]): NextArrival {
  const inOrder = at.slice().sort((a, b) => a - b);
  let i = 0;
  return (previous) => {
    while (i < inOrder.length && inOrder[i]! < previous) i++;
    return inOrder[i++];
  };
}

/**
 * A Poisson process whose rate is linear between the points, and constant before the first and after the
 * last: the integral of the rate is inverted (Law, Simulation Modeling and Analysis, 5th ed., §8.6.2).
 */
function profile(
  points: readonly { readonly at: Instant; readonly rate: number }[],
  draw: Stream,
): NextArrival {
  invariant(points.length > 0, 'a profile has points');
  return (previous) => {
    let need = -log1p(-draw()); // expected arrivals to pass
    let at: number = previous;
    for (const segment of segmentsFrom(points, at)) {
      const seconds = (segment.end - at) / SECOND;
      const area = ((segment.startRate + segment.endRate) / 2) * seconds;
      if (need <= area) return at + Math.round(within(segment, seconds, need) * SECOND);
      need -= area;
      at = segment.end;
    }
    const { rate } = points.at(-1)!;
    return rate > 0 ? at + Math.round((need / rate) * SECOND) : undefined;
  };
}

interface Segment {
  readonly end: number;
  readonly startRate: number;
  readonly endRate: number;
}

/** The pieces of the profile after `at`, the first one cut to begin there. */
function segmentsFrom(
  points: readonly { readonly at: number; readonly rate: number }[],
  at: number,
): Segment[] {
  const segments: Segment[] = [];
  let from = { at: 0, rate: points[0]!.rate };
  for (const to of points) {
    // A piece without length is a step of the rate.
    if (to.at > at && to.at > from.at) {
      const begin = Math.max(at, from.at);
      const share = (begin - from.at) / (to.at - from.at);
      segments.push({ end: to.at, startRate: from.rate + share * (to.rate - from.rate), endRate: to.rate });
    }
    from = to;
  }
  return segments;
}

/** Seconds into a piece of `seconds` until `need` arrivals are expected: the root of a quadratic. */
function within({ startRate, endRate }: Segment, seconds: number, need: number): number {
  if (need <= 0) return 0;
  const slope = (endRate - startRate) / seconds;
  return (2 * need) / (startRate + Math.sqrt(Math.max(0, startRate * startRate + 2 * slope * need)));
}
