/** What models measured themselves, group by group: how often each figure stays below a value, and shares. */
import type { MeasureRow, ReportData } from '../src/observe/result.js';
import type { Chart, Spec } from './chart.js';
import { colorBy, runFrame } from './frame.js';
import { OKABE_ITO, SERIES, WIDTH } from './theme.js';
import { number } from './words.js';

export const measures: Chart = {
  name: 'measures',
  title: 'What the models measured',
  question: 'How do the groups compare?',
  howToRead: () =>
    'A curve shows which share of the figures lies at or below each value: the further left, the smaller. Dots are shares, with the 95 % confidence interval over the runs.',
  needs: 'measures of a model, or too few figures of them',
  applies: (data) => data.measures.some((row) => row.quantile !== null || row.unit === 'ratio'),
  spec,
};

function spec(data: ReportData): Spec {
  const names = [...new Set(data.measures.map((row) => row.measure))];
  const panels = names.flatMap((name) => panel(data.measures.filter((row) => row.measure === name)));
  return runFrame(
    data,
    {
      title: 'What the models measured, by group of nodes',
      subtitle: names.map((name) => finding(data.measures, name)),
    },
    { vconcat: panels, resolve: { scale: { color: 'independent' } } },
  );
}

function panel(rows: readonly MeasureRow[]): Spec[] {
  if (rows[0]?.unit === 'ratio') return [shares(rows)];
  const curve = rows.filter((row) => row.quantile !== null);
  return curve.length === 0 ? [] : [distribution(curve)];
}

/** The empirical distribution function of each group. */
function distribution(rows: readonly MeasureRow[]): Spec {
  const groups = [...new Set(rows.map((row) => row.of))].slice(0, SERIES.length);
  const { measure, unit } = rows[0]!;
  return {
    width: WIDTH,
    height: 300,
    data: {
      values: rows
        .filter((row) => groups.includes(row.of))
        .map(({ of, quantile, value }) => ({ group: of, share: quantile, value })),
    },
    mark: { type: 'line', strokeWidth: 2, interpolate: 'step-after' },
    encoding: {
      x: {
        field: 'value',
        type: 'quantitative',
        scale: { type: 'log', domain: logDomain(rows.map((row) => row.value)), nice: false },
        title: unit === 'ms' ? `${measure} (ms), log scale` : `${measure}, log scale`,
        axis: { tickCount: 10, format: '~g' },
      },
      y: {
        field: 'share',
        type: 'quantitative',
        title: 'share at or below',
        axis: { format: '.0%' },
        scale: { domain: [0, 1] },
      },
      color: colorBy('group', groups, SERIES, 'group'),
      order: { field: 'share' },
    },
  };
}

/** One dot per group with its interval. */
function shares(rows: readonly MeasureRow[]): Spec {
  const values = rows.map(({ of, value, ciLow, ciHigh }) => ({ group: of, value, ciLow, ciHigh }));
  const x = { field: 'group', type: 'nominal', sort: null, title: 'group', axis: { labelAngle: 0 } };
  const y = {
    type: 'quantitative',
    title: rows[0]!.measure,
    axis: { format: '.0%' },
    scale: {
      domain: [0, rows.reduce((max, row) => Math.max(max, row.value, row.ciHigh ?? 0), 0) || 1],
      nice: true,
    },
  };
  const whiskers: Spec = {
    data: { values: values.filter((row) => row.ciLow !== null) },
    mark: { type: 'rule', strokeWidth: 2, color: OKABE_ITO.blue },
    encoding: { x, y: { ...y, field: 'ciLow' }, y2: { field: 'ciHigh' } },
  };
  const dots: Spec = {
    data: { values },
    mark: { type: 'point', filled: true, size: 80, color: OKABE_ITO.blue },
    encoding: { x, y: { ...y, field: 'value' } },
  };
  return {
    width: WIDTH,
    height: 260,
    layer: values.some((row) => row.ciLow !== null) ? [whiskers, dots] : [dots],
  };
}

function finding(rows: readonly MeasureRow[], measure: string): string {
  const of = rows.filter((row) => row.measure === measure);
  const typical = of.filter((row) => row.quantile === (row.unit === 'ratio' ? null : 0.5)).slice(0, 8);
  if (typical.length === 0) return '';
  const show = (row: MeasureRow) =>
    row.unit === 'ratio'
      ? `${number(row.value * 100)} %`
      : `${number(row.value)}${row.unit === 'ms' ? ' ms' : ''}`;
  const parts = typical.map((row) => `${row.of} ${show(row)}`).join(', ');
  const name = typical[0]!.unit === 'ratio' ? measure : `median ${measure}`;
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}: ${parts}.`;
}

/** A little room on either side, so that no curve runs along the frame. What is nothing has no place on a log scale. */
function logDomain(values: readonly number[]): [number, number] {
  const positive = values.filter((value) => value > 0);
  const low = positive.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = positive.reduce((a, b) => Math.max(a, b), 0);
  return high === 0 ? [0.1, 1] : [Number((low / 1.1).toPrecision(3)), Number((high * 1.1).toPrecision(3))];
}
