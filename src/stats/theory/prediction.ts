/**
 * What a theory says: figures with units, how exact they are, where they come from and what they assume.
 *
 * Inside this folder times are seconds and rates are per second; a prediction of a time is in milliseconds, as
 * every result is. Knows no particular queue.
 */
import type { Interval } from '../interval.js';

export interface Prediction {
  /** `utilisation`, `wait`, `sojourn`, …: what a simulation reports under the same name. */
  readonly metric: string;
  /** In (0, 1); a mean or a share has none. */
  readonly quantile?: number;
  readonly value: number;
  readonly unit: 'ms' | 'ratio' | 'count' | '1/s';
  /** Class or station, where there are several. */
  readonly of?: string;
  /** 95 % confidence interval, of what was fitted to measurements. */
  readonly interval?: Interval;
}

export interface Theory {
  /** In Kendall's notation where it has one: `M/M/2`. */
  readonly name: string;
  /** False for approximations and limits. */
  readonly exact: boolean;
  /** Author, work, section or equation. */
  readonly source: string;
  /** In one line, what must hold. */
  readonly assumes: string;
  /** Reasons to doubt it, of what was fitted to measurements. */
  readonly warnings?: readonly string[];
  readonly predictions: readonly Prediction[];
}

/** No steady state (the backlog grows for ever), or none that can be computed. In words a person can act on. */
export interface Unstable {
  readonly unstable: string;
}

export type Steady = Theory | Unstable;

export const isStable = (result: Steady): result is Theory => 'predictions' in result;

const of = (name: string | undefined) => (name === undefined ? {} : { of: name });

/** A mean time, given in seconds. */
export const time = (metric: string, seconds: number, name?: string): Prediction => ({
  metric,
  value: seconds * 1000,
  unit: 'ms',
  ...of(name),
});

/** A time's percentiles, from the quantile function in seconds. */
export const percentiles = (
  metric: string,
  quantiles: readonly number[],
  seconds: (q: number) => number,
  name?: string,
): readonly Prediction[] =>
  quantiles.map((quantile) => ({
    metric,
    quantile,
    value: seconds(quantile) * 1000,
    unit: 'ms',
    ...of(name),
  }));

export const share = (metric: string, value: number, name?: string): Prediction => ({
  metric,
  value,
  unit: 'ratio',
  ...of(name),
});

export const count = (metric: string, value: number, name?: string): Prediction => ({
  metric,
  value,
  unit: 'count',
  ...of(name),
});

export const perSecond = (metric: string, value: number, name?: string): Prediction => ({
  metric,
  value,
  unit: '1/s',
  ...of(name),
});

/** What is said of a station whose load does not fit its servers. */
export function overload(load: number, servers: number): Unstable {
  const shown = Number(load.toPrecision(6));
  const had = `${servers} ${servers === 1 ? 'server' : 'servers'}`;
  const grows =
    load === servers
      ? 'fully used, and the queue grows without bound'
      : 'not enough, and the queue grows without bound';
  return {
    unstable: `arrivals times service time make a load of ${shown}, which needs more than ${shown} servers: ${had} would be ${grows}`,
  };
}
