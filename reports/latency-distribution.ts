/** Latency as a distribution: the share that is answered within a time, and below it the tail, where theory is hardest. */
import type { ReportData } from '../src/observe/result.js';
import type { Chart, Spec } from './chart.js';
import { colorBy, logTicks, runFrame } from './frame.js';
import { INK, SERIES, WIDTH } from './theme.js';
import { counted, number, short } from './words.js';

type Point = ReportData['latencyPercentiles'][number];

/** Latencies that spread over more than this factor are drawn on a logarithmic axis. */
const LOG_FROM = 30;
/** Points of one curve at most. */
const POINTS_MAX = 500;

export const latencyDistribution: Chart = {
  name: 'latency-distribution',
  title: 'Latency distribution',
  question: 'What share is answered in time, and how far does the tail reach?',
  howToRead: (data) => {
    const points = drawable(data);
    const bands = points.some(({ ciLow_ms }) => ciLow_ms !== null)
      ? ' Shaded: the 95 % confidence interval over the runs.'
      : '';
    const theory = points.some(({ theory_ms }) => theory_ms !== undefined)
      ? ' Dashed: what a closed form of queueing theory says.'
      : '';
    return `Above: the share of operations (upwards) that is answered within a time (to the right). Below: the share that takes longer, each line across ten times rarer; a curve that reaches far to the right has a heavy tail.${bands}${theory}`;
  },
  needs: 'operations that were answered, or too few for quantiles',
  applies: (data) => new Set(drawable(data).map(({ quantile }) => quantile)).size > 1,
  finding,
  spec,
};

function drawable(data: ReportData): Point[] {
  return data.latencyPercentiles.filter(({ quantile }) => quantile > 0 && quantile < 1);
}

interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
}

/** A curve for each operation of each client; where a client has but one operation, all of them are that. */
function curvesOf(data: ReportData): Curve[] {
  const all = drawable(data);
  const several = new Set(all.map(({ client }) => client)).size > 1;
  const curves = new Map<string, Point[]>();
  for (const point of all) {
    const own = new Set(
      all.filter(({ client }) => client === point.client).map(({ operation }) => operation),
    );
    if (own.size === 2 && own.has('all') && point.operation !== 'all') continue;
    const name = several ? `${point.client} ${point.operation}` : point.operation;
    curves.set(name, [...(curves.get(name) ?? []), point]);
  }
  return [...curves].map(([name, points]) => ({
    name: short(name, 40),
    points: points.toSorted((a, b) => a.quantile - b.quantile).slice(-POINTS_MAX),
  }));
}

/** `all: half is answered within 1.2 ms, 1 in 100 takes longer than 44 ms and 1 in 1,000 longer than 270 ms`. */
function finding(data: ReportData): string {
  const [curve] = curvesOf(data);
  const at = (quantile: number) => curve!.points.find((point) => point.quantile === quantile)?.latency_ms;
  const parts = [
    [0.99, '1 in 100 takes'],
    [0.999, '1 in 1,000'],
  ] as const;
  const tails = parts.flatMap(([quantile, words]) => {
    const latency = at(quantile);
    return latency === undefined ? [] : [`${words} longer than ${number(latency)} ms`];
  });
  const median = at(0.5);
  const half = median === undefined ? [] : [`half is answered within ${number(median)} ms`];
  const what = curve!.name === 'all' ? 'Latency' : `Latency of ${curve!.name}`;
  const said = [...half, ...tails];
  return said.length === 0 ? `${what}: its distribution` : `${what}: ${said.join(', ')}`;
}

function spec(data: ReportData): Spec {
  const all = curvesOf(data);
  const curves = all.slice(0, SERIES.length);
  const latencies = curves.flatMap(({ points }) =>
    points.flatMap(({ latency_ms, ciLow_ms, ciHigh_ms, theory_ms }) =>
      [latency_ms, ciLow_ms, ciHigh_ms, theory_ms].filter((value) => typeof value === 'number' && value > 0),
    ),
  ) as number[];
  const log = latencies.length > 0 && Math.max(...latencies) > LOG_FROM * Math.min(...latencies);
  const floor = latencies.length === 0 ? 0 : Math.min(...latencies);
  const place = (value: number) => (log && value <= 0 ? floor : value);
  const left = all.length - curves.length;
  const theory = curves.some(({ points }) => points.some(({ theory_ms }) => theory_ms !== undefined));
  const names = curves.map(({ name }) => name);
  const x = (last: boolean): Spec => ({ type: 'quantitative', ...latencyAxis(latencies, log, last) });
  const [cdf, tail] = [shareAxis(), tailAxis(curves)];
  const layers = (last: boolean, y: Spec, share: (quantile: number) => number): Spec[] => {
    const rows = curves.flatMap(({ name, points }) =>
      points.map((point) => ({
        series: name,
        share: share(point.quantile),
        latency_ms: place(point.latency_ms),
        low: point.ciLow_ms === null ? null : place(point.ciLow_ms),
        high: point.ciHigh_ms,
        theory: point.theory_ms === undefined ? null : place(point.theory_ms),
      })),
    );
    const bands = rows.filter(({ low, high }) => low !== null && high !== null);
    const color = colorBy('series', names, SERIES, 'operation');
    const order = { field: 'share', type: 'quantitative' };
    return [
      ...(bands.length === 0
        ? []
        : [
            {
              data: { values: bands },
              mark: { type: 'area', orient: 'horizontal', opacity: 0.2 },
              encoding: { y, x: { ...x(last), field: 'low' }, x2: { field: 'high' }, color },
            },
          ]),
      {
        data: { values: rows },
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { y, x: { ...x(last), field: 'latency_ms' }, color, order },
      },
      ...(theory
        ? [
            {
              data: { values: rows.filter((row) => row.theory !== null) },
              mark: { type: 'line', strokeWidth: 1.6, strokeDash: [5, 4], color: INK.text },
              encoding: {
                y,
                x: { ...x(last), field: 'theory' },
                detail: { field: 'series', type: 'nominal' },
                order,
              },
            },
          ]
        : []),
    ];
  };
  // One in so many, with the digits that floating-point subtraction adds taken off again.
  const beyond = (quantile: number) => Number((1 - quantile).toPrecision(6));
  return runFrame(
    data,
    {
      title: finding(data),
      subtitle: [
        ...(theory ? ['Dashed: theory, from a closed form.'] : []),
        ...(left > 0 ? [`Not drawn: ${counted(left, 'more operation')}.`] : []),
      ],
    },
    {
      vconcat: [
        { width: WIDTH, height: 200, layer: layers(false, cdf, (quantile) => quantile) },
        { width: WIDTH, height: 220, layer: layers(true, tail, beyond) },
      ],
      spacing: 18,
    },
  );
}

function latencyAxis(latencies: readonly number[], log: boolean, last: boolean): Spec {
  const title = last ? (log ? 'latency (ms), log scale' : 'latency (ms)') : null;
  if (!log) {
    const high = latencies.reduce((a, b) => Math.max(a, b), 0) || 1;
    return {
      scale: { domain: [0, Number((1.04 * high).toPrecision(6))], nice: false },
      axis: { title, tickCount: 10 },
    };
  }
  const [low, high] = [Math.min(...latencies), Math.max(...latencies)];
  const domain = [low / 1.1, high * 1.1].map((value) => Number(value.toPrecision(6)));
  const ticks = logTicks(low, high).filter((tick) => tick >= domain[0]! && tick <= domain[1]!);
  return {
    scale: { type: 'log', domain, nice: false },
    axis: { title, values: ticks, format: ',.12~g', labelOverlap: 'greedy' },
  };
}

function shareAxis(): Spec {
  return {
    field: 'share',
    type: 'quantitative',
    scale: { domain: [0, 1] },
    axis: { title: 'share answered', format: '.0%', tickCount: 5 },
  };
}

/** Powers of ten, the rarest at the bottom. */
function tailAxis(curves: readonly Curve[]): Spec {
  const rarest = curves.reduce(
    (min, { points }) => Math.min(min, ...points.map(({ quantile }) => 1 - quantile)),
    0.1,
  );
  const ticks = [1];
  while (ticks.at(-1)! > rarest * 1.000001 && ticks.length < 13)
    ticks.push(Number((ticks.at(-1)! / 10).toPrecision(3)));
  return {
    field: 'share',
    type: 'quantitative',
    scale: { type: 'log', domain: [ticks.at(-1)!, 1], nice: false },
    axis: {
      title: 'takes longer, log scale',
      values: ticks,
      labelExpr: "datum.value === 1 ? 'all' : '1 in ' + format(1 / datum.value, ',.0f')",
    },
  };
}
