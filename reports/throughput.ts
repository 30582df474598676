/** Throughput: operations that ended per second, by outcome, one panel per client group. */
import type { ReportData } from '../src/observe/result.js';
import type { Chart, Span, Spec } from './chart.js';
import { colorBy, panel, runFrame, timeScale } from './frame.js';
import { windowStep } from './latency-over-time.js';
import { OUTCOMES } from './theme.js';
import { number, seconds } from './words.js';

const PANELS_MAX = 6;

type Window = ReportData['throughputOverTime'][number];

export const throughput: Chart = {
  name: 'throughput',
  title: 'Throughput',
  question: 'How much got done, and when did it stop?',
  howToRead: () =>
    'The height is the number of operations that ended per second, stacked by what the client was told. A dip to nothing means that nobody was served.',
  needs: 'operations that ended',
  applies: (data) => data.throughputOverTime.length > 0,
  spec,
};

function spec(data: ReportData): Spec {
  const clients = [...new Set(data.throughputOverTime.map((row) => row.client))];
  const drawn = clients.slice(0, PANELS_MAX);
  const step = windowStep(data.throughputOverTime);
  const end = data.throughputOverTime.reduce(
    (max, row) => Math.max(max, row.time_s + step),
    data.detail.duration_s,
  );
  const span: Span = [0, end];
  const panels = drawn.map((client, i) => {
    const rows = data.throughputOverTime.filter((row) => row.client === client);
    const last = i === drawn.length - 1;
    const several = drawn.length > 1;
    const layers = [bars(rows, step, span, last, several ? 'per second' : 'operations per second')];
    const body = panel(data, span, several ? 140 : 220, i === 0, layers);
    return several ? { ...body, title: panelTitle(client, i === 0) } : body;
  });
  const left =
    clients.length > drawn.length
      ? [`${clients.length - drawn.length} more client groups are not drawn.`]
      : [];
  return runFrame(
    data,
    {
      title: `Operations that ended per second, by outcome, in windows of ${seconds(step)}`,
      subtitle: [
        ...drawn.slice(0, 2).map((client) => summary(data.throughputOverTime, client, step)),
        ...left,
      ],
      span,
    },
    { vconcat: panels, spacing: 18 },
  );
}

/** Above the numbers of the faults, which stand on the first panel. */
function panelTitle(client: string, first: boolean): Spec {
  return { text: `clients ${client}`, fontSize: 12, offset: first ? 22 : 6 };
}

/** Of all outcomes together; 1 if nothing ended. */
function highest(rows: readonly Window[]): number {
  const totals = new Map<number, number>();
  for (const row of rows) totals.set(row.time_s, (totals.get(row.time_s) ?? 0) + row.rate_per_s);
  return [...totals.values()].reduce((a, b) => Math.max(a, b), 0) || 1;
}

function bars(rows: readonly Window[], step: number, span: Span, last: boolean, title: string): Spec {
  const kinds = ['ok', 'fail', 'info'] as const;
  const values = rows
    .filter((row) => row.rate_per_s > 0)
    .map((row) => ({
      from_s: row.time_s,
      to_s: Number((row.time_s + step).toPrecision(12)),
      outcome: OUTCOMES[row.outcome].label,
      order: kinds.indexOf(row.outcome),
      rate_per_s: row.rate_per_s,
    }));
  return {
    data: { values },
    mark: { type: 'bar', binSpacing: 0, stroke: null },
    encoding: {
      x: {
        field: 'from_s',
        type: 'quantitative',
        bin: 'binned',
        ...timeScale(span, last ? undefined : null),
      },
      x2: { field: 'to_s' },
      y: {
        field: 'rate_per_s',
        type: 'quantitative',
        stack: 'zero',
        // Stated, since a group of clients may have ended nothing at all.
        scale: { domain: [0, highest(rows)], nice: true },
        axis: { title, tickCount: 5 },
      },
      order: { field: 'order', type: 'quantitative' },
      color: colorBy(
        'outcome',
        kinds.map((kind) => OUTCOMES[kind].label),
        kinds.map((kind) => OUTCOMES[kind].color),
        'outcome',
      ),
    },
  };
}

/** `app: 198 ok per second in the median window; lowest 0 from 10 s on.` */
function summary(all: readonly Window[], client: string, step: number): string {
  const ok = all.filter((row) => row.client === client && row.outcome === 'ok');
  if (ok.length === 0) return `${client}: nothing succeeded.`;
  const sorted = ok.map((row) => row.rate_per_s).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  // The first and last windows are cut short by the start and the end of the load.
  const inner = ok.length > 4 ? ok.slice(1, -2) : ok;
  const low = inner.reduce((a, b) => (b.rate_per_s < a.rate_per_s ? b : a));
  return `${client}: ${number(median)} ok per second in the median window; fewest ${number(low.rate_per_s)}, between ${seconds(low.time_s)} and ${seconds(low.time_s + step)}.`;
}
