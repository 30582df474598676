/**
 * What a change of members costs by variant: how much moves, how long it takes, and what requests meet meanwhile.
 *
 * Draws the measures of stores whose keys move, by their names. Knows nothing of how they move.
 */
import type { Row } from '../src/observe/result.js';
import type { SweepPoint, SweepResult } from '../src/observe/sweep.js';
import type { Chart, Spec } from './chart.js';
import { frame } from './frame.js';
import { axisOf, type Variant, variantsOf, variantTitle } from './points.js';
import { OKABE_ITO } from './theme.js';
import { counted, number } from './words.js';

const VARIANTS_MAX = 30;
const ROW_HEIGHT = 34;
const PANEL_WIDTH = 150;
const MOVED = 'keys that moved';

/** In the order in which they are drawn; by name in `rows.csv`. */
const PANELS = [
  { metric: MOVED, title: 'keys that moved' },
  { metric: 'change of members', title: 'time it took (ms)' },
  { metric: 'KiB sent in a change', title: 'KiB sent' },
  { metric: 'requests handed on by old owners in a change', title: 'requests handed on' },
] as const;

export const moves: Chart<SweepResult> = {
  name: 'moves',
  title: 'What moves when members change',
  question: 'How much moves when members change, and for how long?',
  howToRead: () =>
    'Each line is one design. The further left, the less moves, the sooner it is over, and the fewer requests come to an owner that has given their keys away. The bar through a mark is its 95 % confidence interval over the runs, where there are enough of them.',
  needs: 'changes of members in variants that differ in words',
  applies: (result) => movedOf(result).length > 1,
  finding,
  spec,
};

interface Moved {
  readonly told: string;
  readonly value: number;
}

/** Variants that do not differ in a number; none if a number is swept as well. */
function variantsAlone(result: SweepResult): readonly Variant[] {
  const axis = axisOf(result);
  return axis !== undefined && axis.values.length > 1 ? [] : variantsOf(result, axis);
}

const rowOf = ({ rows }: SweepPoint, metric: string): Row | undefined =>
  rows.find((row) => row.metric === metric && row.quantile === undefined && row.value !== null);

/** What moved in each variant that tells, least first. */
const movedOf = (result: SweepResult): readonly Moved[] =>
  variantsAlone(result)
    .flatMap(({ told, points }) => points.map(({ point }) => ({ told, value: rowOf(point, MOVED)?.value })))
    .flatMap(({ told, value }) => (value == null ? [] : [{ told, value }]))
    .sort((a, b) => a.value - b.value || (a.told < b.told ? -1 : 1));

/** `9.8 % of the keys move with partitioner rendezvous, 83 % with partitioner modulo`. */
function finding(result: SweepResult): string {
  const moved = movedOf(result);
  const [least, most] = [moved[0]!, moved.at(-1)!];
  const percent = (value: number) => `${number(100 * value)} %`;
  return `${percent(least.value)} of the keys move with ${least.told}, ${percent(most.value)} with ${most.told}`;
}

function spec(result: SweepResult): Spec {
  const all = variantsAlone(result);
  const drawn = all.slice(0, VARIANTS_MAX);
  const panels = PANELS.flatMap((panel, i) => panelOf(result, drawn, panel, i === 0));
  const left = all.length - drawn.length;
  const subtitle = left > 0 ? [`Not drawn: ${counted(left, 'more variant')}.`] : [];
  return frame(result, { title: finding(result), subtitle }, { hconcat: panels, spacing: 18 });
}

function panelOf(
  result: SweepResult,
  variants: readonly Variant[],
  { metric, title }: (typeof PANELS)[number],
  isFirst: boolean,
): readonly Spec[] {
  const rows = variants.flatMap(({ name, points }) =>
    points.flatMap(({ point }) => {
      const row = rowOf(point, metric);
      return row === undefined
        ? []
        : [{ variant: name, value: row.value, low: row.ciLow, high: row.ciHigh, unit: row.unit }];
    }),
  );
  if (rows.length === 0) return [];
  const isShare = rows[0]!.unit === 'ratio';
  const x = {
    type: 'quantitative',
    title,
    scale: { zero: true, ...(isShare && { domain: [0, 1] }) },
    axis: { tickCount: 5, ...(isShare && { format: '.0%' }) },
  };
  const y = {
    field: 'variant',
    type: 'nominal',
    sort: null,
    scale: { domain: variants.map(({ name }) => name) },
    axis: {
      title: isFirst ? variantTitle(result, axisOf(result)) : null,
      labels: isFirst,
      ticks: false,
      grid: true,
    },
  };
  const known = rows.filter(({ low, high }) => low !== null && high !== null);
  const layer: Spec[] = [
    {
      data: { values: known },
      mark: { type: 'rule', strokeWidth: 3, opacity: 0.45, color: OKABE_ITO.blue },
      encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
    },
    {
      data: { values: rows },
      mark: { type: 'point', filled: true, size: 70, opacity: 1, color: OKABE_ITO.blue },
      encoding: { y, x: { ...x, field: 'value' } },
    },
  ];
  const height = Math.max(80, ROW_HEIGHT * variants.length);
  return [{ width: PANEL_WIDTH, height, layer: known.length === 0 ? layer.slice(1) : layer }];
}
