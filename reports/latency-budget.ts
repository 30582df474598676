/**
 * Latency budget: where the time of an operation goes, hop by hop.
 *
 * Mean times add up, so they are drawn as a waterfall; 99th percentiles do not, so each stands alone beside it.
 */
import type { ReportData } from '../src/observe/result.js';
import type { Chart, Spec } from './chart.js';
import { runFrame } from './frame.js';
import { INK, OKABE_ITO, textWidth } from './theme.js';
import { counted, number, quantity, shortNames } from './words.js';

type Part = ReportData['latencyBudget'][number];

const PARTS = {
  wait: { label: 'waiting', color: OKABE_ITO.orange },
  service: { label: 'service', color: OKABE_ITO.blue },
  rest: { label: 'network and the rest', color: INK.line },
};
const CLIENTS_MAX = 3;
const HOPS_MAX = 14;
const ROW_HEIGHT = 34;
const [LEFT, RIGHT, NAMES] = [420, 270, 180];
const LABEL_SIZE = 11;
const WHOLE = 'the whole';

export const latencyBudget: Chart = {
  name: 'latency-budget',
  title: 'Latency budget',
  question: 'Where does the time go, and which hop has to get faster?',
  howToRead: (data) => {
    const limit = limits(data).length > 0 ? ' Dashed: the limit that was set for the whole.' : '';
    return `Left: the mean time of an operation, each hop beginning where the one before it ends; the parts add up to the whole. Right: the 99th percentile of each hop alone. Those do not add up, since an operation is rarely unlucky everywhere at once.${limit}`;
  },
  needs: 'operations whose time can be told apart by hops',
  applies: (data) => data.latencyBudget.length > 0,
  finding,
  spec,
};

interface Hop {
  readonly name: string;
  readonly parts: readonly { readonly part: Part['part']; readonly from: number; readonly to: number }[];
  readonly from: number;
  readonly to: number;
  readonly p99: number | null;
  /** Whether a percentile is to be expected: of what is left over there is none. */
  readonly measured: boolean;
}

interface Budget {
  readonly client: string;
  readonly hops: readonly Hop[];
  readonly mean: number;
  readonly p99: number | null;
  readonly limit: number | null;
}

function limits(data: ReportData): NonNullable<ReportData['budgetLimits']> {
  return data.budgetLimits ?? [];
}

function budgets(data: ReportData): readonly Budget[] {
  const clients = [...new Set(data.latencyBudget.map(({ client }) => client))];
  return clients.map((client): Budget => {
    const own = data.latencyBudget.filter((row) => row.client === client);
    const named = [...new Set(own.map(({ hop }) => hop))];
    const names = shortNames(named, 26);
    let at = 0;
    const hops = named.map((hop, i): Hop => {
      const from = at;
      const rows = own.filter((row) => row.hop === hop);
      const parts = rows.map(({ part, mean_ms }) => {
        const start = at;
        at += Math.max(0, mean_ms);
        return { part, from: start, to: at };
      });
      const p99 = rows.find(({ p99_ms }) => p99_ms !== null)?.p99_ms ?? null;
      const measured = rows.some(({ part }) => part !== 'rest');
      return { name: names[i]!, parts, from, to: at, p99, measured };
    });
    const whole = data.latencyPercentiles.find(
      (row) => row.client === client && row.operation === 'all' && row.quantile === 0.99,
    );
    const limit = limits(data).find((row) => row.client === client)?.limit_ms ?? null;
    return { client, hops, mean: at, p99: whole?.latency_ms ?? null, limit };
  });
}

/** `An operation of app takes 21 ms on average, 46 % of it in ranking; p99 48 ms, within the limit of 60 ms`. */
function finding(data: ReportData): string {
  const { client, hops, mean, p99, limit } = budgets(data)[0]!;
  const most = hops.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  const share =
    mean > 0
      ? `, ${quantity(Number(((most.to - most.from) / mean).toFixed(2)), 'ratio')} of it in ${most.name}`
      : '';
  const against =
    limit === null || p99 === null
      ? ''
      : `, ${p99 < limit ? 'within' : 'beyond'} the limit of ${number(limit)} ms`;
  const rare = p99 === null ? '' : `; its p99 is ${number(p99)} ms${against}`;
  return `An operation of ${client} takes ${number(mean)} ms on average${share}${rare}`;
}

function spec(data: ReportData): Spec {
  const all = budgets(data);
  const drawn = all.slice(0, CLIENTS_MAX);
  const panels = drawn.map((budget) => panel(budget, drawn.length > 1));
  const left = all.length - drawn.length;
  const cut = drawn.reduce((sum, { hops }) => sum + Math.max(0, hops.length - HOPS_MAX), 0);
  return runFrame(
    data,
    {
      title: finding(data),
      subtitle: [
        ...drawn.flatMap(waits),
        ...(left > 0 ? [`Not drawn: ${counted(left, 'more client group')}.`] : []),
        ...(cut > 0 ? [`Not drawn: ${counted(cut, 'hop')} with the smallest part.`] : []),
      ],
    },
    panels.length === 1 ? panels[0]! : { vconcat: panels, spacing: 22 },
  );
}

/** How much of the time is spent in queues, which more servers would shorten. */
function waits({ client, hops, mean }: Budget): string[] {
  const parts = hops.flatMap((hop) => hop.parts);
  if (!(mean > 0) || !parts.some(({ part }) => part === 'wait')) return [];
  const waiting = parts
    .filter(({ part }) => part === 'wait')
    .reduce((sum, { from, to }) => sum + to - from, 0);
  return [
    `Of the mean of ${client}, ${quantity(Number((waiting / mean).toFixed(3)), 'ratio')} is waiting in queues.`,
  ];
}

function panel(budget: Budget, named: boolean): Spec {
  const hops = mostOf(budget.hops);
  const names = [...hops.map(({ name }) => name), WHOLE];
  const height = ROW_HEIGHT * names.length;
  // The title of the right panel stands above the label of the limit; that of the left one in line with it.
  const heading = (text: string, offset: number): Spec => ({ text, fontSize: 12, frame: 'group', offset });
  const who = named ? `${budget.client}: mean time (ms)` : 'mean time (ms)';
  return {
    hconcat: [
      {
        title: heading(who, budget.limit === null ? 6 : 21),
        width: LEFT,
        height,
        layer: waterfall(budget, hops, names),
      },
      {
        title: heading('p99 of each alone (ms)', 6),
        width: RIGHT,
        height,
        layer: percentiles(budget, hops, names),
      },
    ],
    spacing: 24,
  };
}

/** The hops with the largest parts, in order. */
function mostOf(hops: readonly Hop[]): readonly Hop[] {
  const sorted = hops.toSorted((a, b) => b.to - b.from - (a.to - a.from));
  const kept = new Set(sorted.slice(0, HOPS_MAX));
  return hops.filter((hop) => kept.has(hop));
}

function rowAxis(names: readonly string[], labels: boolean): Spec {
  const axis = labels
    ? { title: null, ticks: false, grid: false, minExtent: NAMES, maxExtent: NAMES, labelLimit: NAMES }
    : { title: null, ticks: false, grid: false, labels: false };
  return { field: 'name', type: 'nominal', scale: { domain: [...names], padding: 0.25 }, axis };
}

function waterfall({ mean }: Budget, hops: readonly Hop[], names: readonly string[]): Spec[] {
  const ceiling = Number((1.18 * (mean || 1)).toPrecision(6));
  const x = {
    type: 'quantitative',
    scale: { domain: [0, ceiling], nice: false },
    axis: { title: null, tickCount: 6 },
  };
  const y = rowAxis(names, true);
  const kinds = ['wait', 'service', 'rest'] as const;
  const used = kinds.filter((kind) => hops.some(({ parts }) => parts.some(({ part }) => part === kind)));
  const bars = hops.flatMap(({ name, parts }) =>
    parts.map(({ part, from, to }) => ({ name, from, to, part: PARTS[part].label })),
  );
  const whole = [{ name: WHOLE, from: 0, to: mean }];
  const texts = [
    ...hops.map(({ name, from, to }) => ({ name, to, text: number(to - from) })),
    { name: WHOLE, to: mean, text: number(mean) },
  ];
  // From the end of each hop down to the beginning of the next.
  const steps = hops.map(({ name, to }, i) => ({ name, at: to, next: names[i + 1]! }));
  const color = {
    field: 'part',
    type: 'nominal',
    scale: { domain: used.map((kind) => PARTS[kind].label), range: used.map((kind) => PARTS[kind].color) },
    legend: { title: null },
  };
  return [
    {
      data: { values: steps },
      mark: { type: 'rule', strokeWidth: 1, strokeDash: [2, 2], color: INK.line },
      encoding: { x: { ...x, field: 'at' }, y, y2: { field: 'next' } },
    },
    {
      data: { values: bars },
      mark: { type: 'bar', stroke: 'white', strokeWidth: 0.5 },
      encoding: { y, x: { ...x, field: 'from' }, x2: { field: 'to' }, color },
    },
    {
      data: { values: whole },
      mark: { type: 'bar', color: INK.soft },
      encoding: { y, x: { ...x, field: 'from' }, x2: { field: 'to' } },
    },
    {
      data: { values: texts },
      mark: { type: 'text', align: 'left', dx: 4, fontSize: LABEL_SIZE, color: INK.text },
      encoding: { y, x: { ...x, field: 'to' }, text: { field: 'text' } },
    },
  ];
}

function percentiles({ p99, limit }: Budget, hops: readonly Hop[], names: readonly string[]): Spec[] {
  const rows = [...hops, { name: WHOLE, p99, measured: true }];
  const known = rows.flatMap((row) => (row.p99 === null ? [] : [row.p99]));
  const ceiling = 1.25 * [...known, limit ?? 0].reduce((a, b) => Math.max(a, b), 0) || 1;
  const x = {
    type: 'quantitative',
    scale: { domain: [0, Number(ceiling.toPrecision(6))], nice: false },
    axis: { title: null, tickCount: 5 },
  };
  const y = rowAxis(names, false);
  const bars = rows.flatMap((row) => (row.p99 === null ? [] : [{ name: row.name, from: 0, p99: row.p99 }]));
  const texts = rows
    .filter((row) => row.p99 !== null || row.measured)
    .map((row) => ({
      name: row.name,
      p99: row.p99 ?? 0,
      text: row.p99 === null ? 'too few' : number(row.p99),
    }));
  const mark = { type: 'text', align: 'left', dx: 4, fontSize: LABEL_SIZE };
  const outline = { stroke: 'white', strokeWidth: 3, strokeJoin: 'round' };
  return [
    ...(bars.length === 0
      ? []
      : [
          {
            data: { values: bars },
            mark: { type: 'bar', color: OKABE_ITO.sky },
            encoding: { y, x: { ...x, field: 'from' }, x2: { field: 'p99' } },
          },
        ]),
    ...limitLine(limit, ceiling, x),
    ...[outline, { color: INK.text }].map((style) => ({
      data: { values: texts },
      mark: { ...mark, ...style },
      encoding: { y, x: { ...x, field: 'p99' }, text: { field: 'text' } },
    })),
  ];
}

function limitLine(limit: number | null, ceiling: number, x: Spec): Spec[] {
  if (limit === null) return [];
  const text = `limit ${number(limit)} ms`;
  const values = [{ limit, text }];
  const right = limit / ceiling + textWidth(text, LABEL_SIZE) / 2 / RIGHT > 1;
  return [
    {
      data: { values },
      mark: { type: 'rule', strokeDash: [5, 4], strokeWidth: 1.5, color: INK.text },
      encoding: { x: { ...x, field: 'limit' } },
    },
    {
      data: { values },
      mark: {
        type: 'text',
        align: right ? 'right' : 'center',
        baseline: 'bottom',
        fontSize: LABEL_SIZE,
        color: INK.text,
      },
      encoding: { x: { ...x, field: 'limit' }, y: { value: -4 }, text: { field: 'text' } },
    },
  ];
}
