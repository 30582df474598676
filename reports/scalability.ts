/**
 * Throughput against concurrency, with the Universal Scalability Law fitted to it.
 *
 * N. J. Gunther, "Guerrilla Capacity Planning" (2007), chapter 4: X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1)),
 * where sigma is the share of the work that only one can do at a time, and kappa what each pair costs to keep in step.
 */
import type { ScalabilityFit, SweepResult } from '../src/observe/sweep.js';
import { sweptAxis } from './axes.js';
import type { Chart, Spec } from './chart.js';
import { frame } from './frame.js';
import { parameterTitle } from './points.js';
import { INK, OKABE_ITO, textWidth, WIDTH } from './theme.js';
import { counted, number, quantity, short } from './words.js';

const PANELS_MAX = 4;
const LABEL_SIZE = 11;

export const scalability: Chart<SweepResult> = {
  name: 'scalability',
  title: 'Scalability',
  question: 'How much more gets done with more at work, and when is it enough?',
  howToRead: (result) =>
    `Points are simulated${
      drawn(result).some(({ points }) => points.some(({ low }) => low !== null))
        ? ', with the 95 % confidence interval over the runs'
        : ''
    }. The line is the Universal Scalability Law fitted to them; dotted, what there would be if nobody were in anybody’s way. The gap between them is waiting for what is shared, and beyond a peak, keeping each other informed.`,
  needs: 'throughputs at three or more numbers of clients, to which the Universal Scalability Law was fitted',
  applies: (result) => drawn(result).length > 0,
  finding,
  spec,
};

interface Measured {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
}

interface Drawing {
  readonly fit: ScalabilityFit;
  readonly parameter: SweepResult['parameters'][number];
  readonly points: readonly Measured[];
}

function drawn(result: SweepResult): readonly Drawing[] {
  return result.scalability.flatMap((fit): Drawing[] => {
    const index = result.parameters.findIndex(({ path }) => path === fit.parameter);
    const parameter = result.parameters[index];
    if (parameter === undefined) return [];
    const points = result.points.flatMap((point): Measured[] => {
      const x = parameter.values[point.at[index] ?? -1]?.number;
      const row = point.rows.find(
        ({ metric, of, operation }) => metric === 'throughput' && of === fit.of && operation === 'all',
      );
      if (x == null || row === undefined || row.value === null) return [];
      return [{ x, y: row.value, low: row.ciLow, high: row.ciHigh }];
    });
    return points.length === 0 ? [] : [{ fit, parameter, points }];
  });
}

/** `Throughput of workers peaks at 49 workers with 13,900 per s: 3.1 % of the work is serial`. */
function finding(result: SweepResult): string {
  const [first] = drawn(result);
  const { fit, parameter, points } = first!;
  const what = `Throughput of ${short(fit.of, 30)}`;
  const reached = points.reduce((most, { x }) => Math.max(most, x), 0);
  const best = points.reduce((most, { y }) => Math.max(most, y), 0);
  const serial = `${quantity(Math.max(0, fit.sigma), 'ratio')} of the work is serial`;
  if (fit.peak === null) {
    const limit = fit.sigma > 0 ? `, at most ${number(fit.lambda_per_s / fit.sigma)} per s however many` : '';
    return `${what} never falls as ${parameter.label} grows: ${serial}${limit}`;
  }
  const at = `${parameter.label} ≈ ${number(Math.round(fit.peak))}`;
  if (fit.peak > reached)
    return `${what} still grows at ${parameter.label} = ${number(reached)}; by the fit it peaks at ${at}`;
  return `${what} peaks at ${at}, near ${number(best)} per s: ${serial}`;
}

function spec(result: SweepResult): Spec {
  const all = drawn(result);
  const some = all.slice(0, PANELS_MAX);
  const panels = some.map((drawing, i) => panel(drawing, some.length, i === some.length - 1));
  const left = all.length - some.length;
  return frame(
    result,
    {
      title: finding(result),
      subtitle: [
        ...some.slice(0, 2).map((drawing) => laws(drawing, some.length > 1)),
        ...(left > 0 ? [`Not drawn: ${counted(left, 'client group')}.`] : []),
      ],
    },
    panels.length === 1 ? panels[0]! : { vconcat: panels, spacing: 18 },
  );
}

/** What the fit means, and how good it is. */
function laws({ fit }: Drawing, named: boolean): string {
  const { sigma, kappa, lambda_per_s, rSquared } = fit;
  const cost =
    kappa > 0
      ? `keeping in step costs ${number(100 * kappa)} % more for each pair (kappa ${number(kappa)})`
      : 'keeping in step costs nothing (kappa 0)';
  return `${named ? `${fit.of}: alone` : 'Alone'}, one does ${number(lambda_per_s)} per s; ${quantity(Math.max(0, sigma), 'ratio')} of the work only one can do at a time (sigma ${number(sigma)}); ${cost}. The fit explains ${quantity(Math.max(0, rSquared), 'ratio')} of the spread (R²).`;
}

function panel({ fit, parameter, points }: Drawing, count: number, last: boolean): Spec {
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const [low, high] = [xs[0]!, xs.at(-1)!];
  const curve = fit.curve.filter(({ n }) => n >= low && n <= high);
  const top = [...points.map(({ y, high: end }) => end ?? y), ...curve.map((it) => it.throughput_per_s)];
  const ceiling = 1.12 * top.reduce((a, b) => Math.max(a, b), 0) || 1;
  // The law's shape is seen on an even axis only.
  const axis = sweptAxis(xs, last ? parameterTitle(parameter) : null, parameter.unit, true);
  const x = { field: 'x', type: 'quantitative', ...axis };
  const y = {
    type: 'quantitative',
    scale: { domain: [0, Number(ceiling.toPrecision(6))], nice: false },
    axis: { title: 'operations per second', tickCount: 5 },
  };
  const reach = Math.min(high, ceiling / fit.lambda_per_s);
  const ideal = [low, reach].map((n) => ({ x: n, y: n * fit.lambda_per_s }));
  const layers: Spec[] = [
    ...(reach > low ? [line(ideal, x, y, { strokeWidth: 1.5, strokeDash: [2, 3], color: INK.line })] : []),
    ...peak(fit, [low, high], ceiling, x, y),
    line(
      curve.map(({ n, throughput_per_s }) => ({ x: n, y: throughput_per_s })),
      x,
      y,
      { strokeWidth: 2, color: OKABE_ITO.vermillion },
    ),
    ...whiskers(points, x, y),
    {
      data: { values: points.map((point) => ({ x: point.x, y: point.y })) },
      mark: { type: 'point', filled: true, size: 60, opacity: 1, color: OKABE_ITO.blue },
      encoding: { x, y: { ...y, field: 'y' } },
    },
  ];
  const title = count > 1 ? { title: { text: fit.of, fontSize: 12, frame: 'group', offset: 6 } } : {};
  return { ...title, width: WIDTH, height: count > 1 ? 220 : 340, layer: layers };
}

function line(values: readonly { x: number; y: number }[], x: Spec, y: Spec, style: Spec): Spec {
  return {
    data: { values: values.map((value) => ({ ...value })) },
    mark: { type: 'line', ...style },
    encoding: { x, y: { ...y, field: 'y' } },
  };
}

function whiskers(points: readonly Measured[], x: Spec, y: Spec): Spec[] {
  const values = points.flatMap((point) =>
    point.low === null || point.high === null ? [] : [{ x: point.x, low: point.low, high: point.high }],
  );
  if (values.length === 0) return [];
  return [
    {
      data: { values },
      mark: { type: 'rule', strokeWidth: 2, color: OKABE_ITO.blue },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
    },
  ];
}

/** Where the curve is highest, if that was reached. */
function peak(
  { peak: n, curve }: ScalabilityFit,
  [low, high]: readonly [number, number],
  ceiling: number,
  x: Spec,
  y: Spec,
): Spec[] {
  if (n === null || n < low || n > high || curve.length === 0) return [];
  const most = curve.reduce((best, it) => (it.throughput_per_s > best.throughput_per_s ? it : best));
  const label = `peak of the fit: ${number(Math.round(n))}, ${number(most.throughput_per_s)} per s`;
  const room = textWidth(label, LABEL_SIZE) / WIDTH;
  const share = (n - low) / (high - low || 1);
  const align = share + room < 1 ? 'left' : 'right';
  const values = [{ x: n, y: most.throughput_per_s, top: ceiling, label }];
  return [
    {
      data: { values },
      mark: { type: 'rule', strokeWidth: 1, strokeDash: [2, 3], color: INK.soft },
      encoding: { x },
    },
    {
      data: { values },
      mark: {
        type: 'text',
        align,
        baseline: 'bottom',
        dx: align === 'left' ? 4 : -4,
        fontSize: LABEL_SIZE,
        color: INK.soft,
      },
      encoding: { x, y: { value: -4 }, text: { field: 'label' } },
    },
    {
      data: { values },
      mark: { type: 'point', shape: 'circle', size: 150, strokeWidth: 1.8, color: INK.text, filled: false },
      encoding: { x, y: { ...y, field: 'y' } },
    },
  ];
}
