/** Rows of results by what they are of: how a prediction finds the figure that it is beside. */
import { formatDuration } from '../../model/quantity-format.js';
import type { Prediction } from '../../stats/theory.js';

export interface RowName {
  readonly metric: string;
  readonly of: string;
  readonly operation: string;
  readonly quantile?: number;
}

export const rowKey = ({ metric, of, operation, quantile }: RowName): string =>
  JSON.stringify([metric, of, operation, quantile ?? null]);

/** A point of a curve over time: `reads that see a write after 5 ms`. */
export const afterName = (metric: string, after: number): string =>
  `${metric} after ${after === 0 ? '0 ms' : formatDuration(after)}`;

/** What results call the same thing. */
const NAMES: Readonly<Record<string, string>> = { 'loss probability': 'dropped', abandonment: 'dropped' };
const OF_CLASSES: readonly string[] = ['wait', 'sojourn'];

/**
 * The row that a prediction is about, if there is one. `of`: the station, or `undefined` where the prediction is of a
 * network and names its station itself; else what it names is a class of customers.
 */
export function rowOf(of: string | undefined, prediction: Prediction): RowName | undefined {
  const { metric, quantile } = prediction;
  const name = NAMES[metric] ?? metric;
  const part = quantile === undefined ? {} : { quantile };
  if (of === undefined)
    return prediction.of === undefined
      ? undefined
      : { metric: name, of: prediction.of, operation: 'all', ...part };
  if (prediction.of === undefined) return { metric: name, of, operation: 'all', ...part };
  return OF_CLASSES.includes(name) ? { metric: name, of, operation: prediction.of, ...part } : undefined;
}
