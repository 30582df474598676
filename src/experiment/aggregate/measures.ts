/**
 * What models measured themselves, over all runs: quantiles of figures, and shares.
 *
 * Figures of all runs are pooled before a quantile is taken; the interval comes from how runs differ.
 */
import type { MeasureRow, Row } from '../../observe/result.js';
import type { MeasureRecord } from '../../observe/run-record.js';
import { mean, sectionedInterval } from '../../stats/interval.js';
import { afterName } from '../theory/row-key.js';

/** What one run measured. */
export type Measured = readonly MeasureRecord[];

/** Points of a distribution's curve; dense enough that it draws as a curve. */
const CURVE = Array.from({ length: 99 }, (_, i) => (i + 1) / 100).concat([0.995, 0.999]);
const TABLE: readonly number[] = [0.5, 0.9, 0.99];
/** A quantile needs this many figures beyond it, as for latencies. */
const BEYOND = 5;
const NS_PER_MS = 1e6;

/** Per measure: its mean (quantile `null`), and its quantiles unless it is a share. */
export function measureRows(runs: readonly Measured[]): readonly MeasureRow[] {
  return series(runs).flatMap(({ of, measure, unit, perRun, theory, after }) => {
    const pooled = sorted(perRun.flat());
    if (pooled.length === 0) return [];
    const some = perRun.filter((values) => values.length > 0);
    const row = (quantile: number | null, take: (values: readonly number[]) => number): MeasureRow => {
      const value = take(pooled);
      const interval = some.length === runs.length ? sectionedInterval(value, some.map(take)) : undefined;
      return {
        of,
        measure,
        unit,
        quantile,
        value,
        ciLow: interval ? Math.max(0, interval.low) : null,
        ciHigh: interval ? Math.min(unit === 'ratio' ? 1 : Infinity, interval.high) : null,
        figures: pooled.length,
        ...after,
      };
    };
    const quantiles =
      unit === 'ratio' ? [] : CURVE.filter((q) => pooled.length * Math.min(q, 1 - q) >= BEYOND);
    const whole = { ...row(null, mean), ...(theory === undefined ? {} : { theory }) };
    return [whole, ...quantiles.map((q) => row(q, (values) => orderStatistic(sorted(values), q)))];
  });
}

/** The ones that belong into the table of figures. */
export function tableRows(measures: readonly MeasureRow[], runs: number): readonly Row[] {
  return measures
    .filter(({ quantile }) => quantile === null || TABLE.includes(quantile))
    .map(({ of, measure, unit, quantile, value, ciLow, ciHigh, theory, after_ms }) => ({
      metric: measure,
      of,
      operation: 'all',
      ...(quantile !== null && { quantile }),
      value,
      unit,
      ciLow,
      ciHigh,
      runs,
      ...(theory !== undefined && { theory }),
      measured: true,
      ...(after_ms !== undefined && { after_ms }),
    }));
}

interface Series {
  readonly of: string;
  readonly measure: string;
  readonly unit: MeasureRow['unit'];
  /** Figures of each run that has the measure, in their unit. */
  readonly perRun: readonly (readonly number[])[];
  /** The mean over the runs, where each has one. */
  readonly theory: number | undefined;
  readonly after: Pick<MeasureRow, 'after_ms'>;
}

/** In the order of the first run that has them; a run without one has no figures of it. */
function series(runs: readonly Measured[]): readonly Series[] {
  const all = new Map(runs.flat().map((each) => [keyOf(each), each]));
  const known = runs.map((measured) => new Map(measured.map((each) => [keyOf(each), each])));
  return [...all].map(([key, { group, name, unit, after }]) => ({
    of: group,
    measure: after === undefined ? name : afterName(name, after),
    unit: unit === 'duration' ? 'ms' : unit === 'share' ? 'ratio' : 'count',
    perRun: known.map((measured) => {
      const values = measured.get(key)?.values ?? [];
      return unit === 'duration' ? values.map((ns) => ns / NS_PER_MS) : values;
    }),
    after: after === undefined ? {} : { after_ms: after / NS_PER_MS },
    theory: theoryOf(
      known.map((measured) => measured.get(key)?.theory),
      unit === 'duration' ? NS_PER_MS : 1,
    ),
  }));
}

const keyOf = ({ group, name, after }: MeasureRecord): string => JSON.stringify([group, name, after ?? null]);

function theoryOf(perRun: readonly (number | undefined)[], scale: number): number | undefined {
  const known = perRun.filter((theory) => theory !== undefined);
  return known.length < perRun.length ? undefined : mean(known) / scale;
}

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

/** The smallest figure that at least the share `q` of them do not exceed. */
const orderStatistic = (ascending: readonly number[], q: number): number =>
  ascending[Math.max(0, Math.ceil(q * ascending.length) - 1)]!;
