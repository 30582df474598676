/**
 * What happened, in the order in which it happened, told from the data of one run: faults, who took charge,
 * when nobody was served, the failing operations.
 */
import { period } from '../../reports/frame.js';
import { number, operationText, processName, seconds } from '../../reports/words.js';
import type { OutageRow, ReportData, RunDetail } from '../observe/result.js';
import { IN_CHARGE } from '../observe/roles.js';
import type { StoryLine } from './page.js';

const LINES_MAX = 40;
const OUTAGES_MAX = 10;
const FAILING_MAX = 12;
/** Nodes hit by a fault, and others in charge at the same time, that are named. */
const NAMED_MAX = 6;

export interface Story {
  readonly lines: readonly StoryLine[];
  /** Lines that did not fit. */
  readonly dropped: number;
}

/** Ordered by time. If there is too much to tell: what failed, the outages, and of all else what came first. */
export function tellStory(data: ReportData): Story {
  const { detail } = data;
  const [started, ended] = [faults(detail, 'start'), faults(detail, 'end')];
  const events = [...leaders(detail), ...started, ...ended].sort((a, b) => a.time_s - b.time_s);
  const byWeight = [...failing(detail), ...outages(detail), ...events];
  const lines = byWeight.slice(0, LINES_MAX).map((line, i) => ({ line, i }));
  lines.sort((a, b) => a.line.time_s - b.line.time_s || b.i - a.i);
  return { lines: lines.map(({ line }) => line), dropped: byWeight.length - lines.length };
}

function faults(detail: RunDetail, which: 'start' | 'end'): StoryLine[] {
  if (which === 'end') {
    const ended = detail.faults.filter((fault) => fault.to_s > fault.from_s);
    return ended.map((fault) => ({
      time_s: fault.to_s,
      text: `End of fault: ${fault.text}.`,
      tone: 'fault',
    }));
  }
  return detail.faults.map((fault) => {
    const hit = fault.nodes.length === 0 ? '' : ` It hit ${named(fault.nodes)}.`;
    const touched =
      fault.touched === 0 ? 'It touched nothing.' : `${sentence(fault.unit)}: ${number(fault.touched)}.`;
    return {
      time_s: fault.from_s,
      text: `Fault: ${fault.text}, ${period(fault)}.${hit} ${touched}`,
      tone: 'fault',
    };
  });
}

/** The first few, and how many more. */
function named(items: readonly string[]): string {
  const more = items.length - NAMED_MAX;
  return more > 0 ? `${items.slice(0, NAMED_MAX).join(', ')} and ${number(more)} more` : items.join(', ');
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

function leaders(detail: RunDetail): StoryLine[] {
  return detail.series
    .filter((row) => IN_CHARGE.includes(String(row.value)) && row.to_s > row.from_s)
    .map((row) => {
      const others = detail.series.filter(
        (other) =>
          other !== row &&
          groupOf(other.node) === groupOf(row.node) &&
          other.series === row.series &&
          other.value === row.value &&
          other.from_s < row.from_s &&
          other.to_s > row.from_s,
      );
      const also = named(
        others.map((other) => `${other.node} takes itself for ${other.value} until ${seconds(other.to_s)}`),
      );
      return {
        time_s: row.from_s,
        text: `${row.node} becomes ${row.value}${also === '' ? '' : `, while ${also}`}.`,
        tone: 'plain',
      };
    });
}

/** `db` of `db/3`. */
function groupOf(node: string): string {
  return node.slice(0, Math.max(0, node.lastIndexOf('/')));
}

/**
 * When nobody was served, with what that meant for each kind of operation; and when one kind was not served though
 * others were.
 */
function outages({ outages: all }: RunDetail): StoryLine[] {
  const groups = new Set(all.map((row) => row.client));
  const who = (row: OutageRow) => (groups.size > 1 ? ` of ${row.client}` : '');
  const [total, single] = [
    all.filter((row) => row.operation === 'all'),
    all.filter((row) => row.operation !== 'all'),
  ];
  const within = (own: OutageRow) =>
    total.find((row) => row.client === own.client && shared(own, row) > 0.5 * (own.to_s - own.from_s));
  const line = (row: OutageRow, text: string): StoryLine => ({ time_s: row.from_s, text, tone: 'plain' });
  const lines = [
    ...total.map((row) => {
      const parts = single
        .filter((own) => within(own) === row)
        .map((own) => `no ${own.operation} for ${millis(own)}`);
      const details = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
      return { row, said: line(row, `Nobody${who(row)} is served ${lasted(row)}${details}.`) };
    }),
    ...single
      .filter((own) => within(own) === undefined)
      .map((row) => ({ row, said: line(row, `Nobody${who(row)} can ${row.operation} ${lasted(row)}.`) })),
  ];
  const length = (row: OutageRow) => row.to_s - row.from_s;
  return lines
    .sort((a, b) => length(b.row) - length(a.row))
    .slice(0, OUTAGES_MAX)
    .map(({ said }) => said);
}

/** `for 329 ms (10.02 s to 10.35 s)`. */
function lasted({ from_s, to_s }: Pick<OutageRow, 'from_s' | 'to_s'>): string {
  return `for ${millis({ from_s, to_s })} (${seconds(from_s)} to ${seconds(to_s)})`;
}

function millis({ from_s, to_s }: Pick<OutageRow, 'from_s' | 'to_s'>): string {
  return `${number((to_s - from_s) * 1000)} ms`;
}

function shared(a: OutageRow, b: OutageRow): number {
  return Math.max(0, Math.min(a.to_s, b.to_s) - Math.max(a.from_s, b.from_s));
}

function failing(detail: RunDetail): StoryLine[] {
  return detail.operations
    .filter((row) => row.failing)
    .slice(0, FAILING_MAX)
    .map((row) => {
      const by = row.node === null ? '' : `, answered by ${row.node}`;
      return {
        time_s: row.from_s,
        text: `${processName(row)}: ${operationText(row)}, until ${seconds(row.to_s, 4)}${by}. Part of the failing window.`,
        tone: 'failing',
      };
    });
}
