/** Durations drawn from a distribution and a stream: the bridge from data to `Draw`. */
import { type Distribution, quantile } from '../kernel/distribution.js';
import { log } from '../kernel/math.js';
import type { Stream } from '../kernel/random.js';
import type { Draw } from '../model/params.js';

/** A distribution compiled once, to be bound to many streams. */
export interface DrawFactory {
  /** Draws from a stream that is made at the first draw; a constant never makes one. */
  bind(stream: () => Stream): Draw;
  /** Turns a uniform draw into a duration, whole ns, never negative. */
  readonly of: (u: number) => number;
  /** True if every draw is the same, so that no uniform is needed. */
  readonly constant: boolean;
}

export function compileDraw(distribution: Distribution): DrawFactory {
  if (distribution.kind === 'constant') {
    const value = Math.max(0, Math.round(distribution.value));
    return { bind: () => () => value, of: () => value, constant: true };
  }
  const inverse = quantile(distribution);
  const of = (u: number) => Math.max(0, Math.round(inverse(u)));
  if (distribution.kind === 'exponential') return { ...exponential(distribution.mean), of };
  return {
    bind(stream) {
      let bound: Stream | undefined;
      return () => {
        bound ??= stream();
        return of(bound());
      };
    },
    of,
    constant: false,
  };
}

/** The hottest draw of every queue, so its closures become one. The same values as by the quantile. */
function exponential(mean: number): Pick<DrawFactory, 'bind' | 'constant'> {
  return {
    bind(stream) {
      let bound: Stream | undefined;
      return () => {
        bound ??= stream();
        return Math.round(0 - mean * log(1 - bound()));
      };
    },
    constant: false,
  };
}
