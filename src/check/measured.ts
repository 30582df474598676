/**
 * Bounds on what models measured themselves: `max(db.rto) < 5s`, `mean(db.stale) < 1%`.
 *
 * Works on the figures of one run or of all runs together. Never sees nodes.
 */
import {
  formatBeside,
  formatCount,
  formatDuration,
  formatNumber,
  formatQuantile,
  formatRatio,
} from '../observe/format.js';
import type { MeasureRecord } from '../observe/run-record.js';
import type { Expectation } from '../scenario/scenario.js';
import { mean } from '../stats/interval.js';
import { holds } from './holds.js';
import { type Judgement, judgedNothing, judgement } from './judgement.js';

export type Measured = Extract<Expectation, { kind: 'measured' }>;

/** A percentile needs this many figures beyond it, as those of latencies. */
const BEYOND_MIN = 5;
const FORMATS = { duration: formatDuration, ratio: formatRatio, count: formatNumber };

/** Figures of the measure in one run. */
export const figuresIn = (
  { group, measure }: Measured,
  measures: readonly MeasureRecord[],
): readonly number[] =>
  measures.filter((each) => each.group === group && each.key === measure).flatMap(({ values }) => values);

/** @param halfWidth half the confidence interval of a figure, to be shown beside it; the verdict does not use it */
export function judgeMeasured(
  expectation: Measured,
  figures: readonly number[],
  halfWidth: (value: number) => number | undefined = () => undefined,
): Judgement {
  const { group, measure, metric, unit, bound } = expectation;
  const count = figures.length;
  if (count === 0) return judgedNothing(`${group}.${measure} was never measured`);
  if (metric.kind === 'quantile' && count * Math.min(metric.quantile, 1 - metric.quantile) < BEYOND_MIN) {
    const reason = `too few figures (${formatCount(count)}) for ${formatQuantile(metric.quantile)}`;
    return judgement('unknown', reason, count, { reason });
  }
  const value = figureOf(metric, figures);
  const format = FORMATS[unit];
  const half = halfWidth(value);
  const figure = formatBeside(value, bound, format);
  const spread = half === undefined || half === 0 ? '' : ` ± ${format(half, half < value / 10 ? 2 : 3)}`;
  const observed = `${figure}${spread} (${formatCount(count, 'figure')})`;
  return holds(expectation, value)
    ? judgement('valid', observed, count, { value })
    : judgement('invalid', observed, count, { value, reason: `observed ${observed}` });
}

function figureOf(metric: Measured['metric'], figures: readonly number[]): number {
  if (metric.kind === 'mean') return mean(figures);
  const ascending = figures.toSorted((a, b) => a - b);
  const share = metric.kind === 'max' ? 1 : metric.quantile;
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)]!;
}
