/**
 * What happened, in the order in which it happened, told from the data of one run: faults, who took charge,
 * when nobody was served, the failing operations.
 */
import { period } from '../../reports/frame.js';
import { IN_CHARGE } from '../../reports/leadership.js';
import { number, operationText, processName, seconds } from '../../reports/words.js';
import type { OperationRow, ReportData, RunDetail } from '../observe/result.js';
import type { StoryLine } from './page.js';

const LINES_MAX = 40;
const OUTAGES_MAX = 5;
const FAILING_MAX = 12;
/** A pause is an outage if it is this many times longer than the typical one … */
const OUTAGE_FACTOR = 20;
/** … and longer than this. */
const OUTAGE_MIN_S = 0.05;

export interface Story {
  readonly lines: readonly StoryLine[];
  /** Lines that did not fit. */
  readonly dropped: number;
}

/** Ordered by time. If there is too much to tell, ends of faults go first, and failing operations last. */
export function tellStory(data: ReportData): Story {
  const { detail } = data;
  const [started, ended] = [faults(detail, 'start'), faults(detail, 'end')];
  const byWeight = [...failing(detail), ...outages(detail), ...leaders(detail), ...started, ...ended];
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
    const hit = fault.nodes.length === 0 ? '' : ` It hit ${fault.nodes.join(', ')}.`;
    const touched =
      fault.touched === 0 ? 'It touched nothing.' : `${sentence(fault.unit)}: ${number(fault.touched)}.`;
    return {
      time_s: fault.from_s,
      text: `Fault: ${fault.text}, ${period(fault)}.${hit} ${touched}`,
      tone: 'fault',
    };
  });
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

function leaders(detail: RunDetail): StoryLine[] {
  return detail.series
    .filter((row) => IN_CHARGE.includes(String(row.value)) && row.to_s > row.from_s)
    .map((row) => {
      const others = detail.series.filter(
        (other) =>
          other !== row &&
          other.series === row.series &&
          other.value === row.value &&
          other.from_s < row.from_s &&
          other.to_s > row.from_s,
      );
      const also = others
        .map((other) => `${other.node} takes itself for ${other.value} until ${seconds(other.to_s)}`)
        .join(', ');
      return {
        time_s: row.from_s,
        text: `${row.node} becomes ${row.value}${also === '' ? '' : `, while ${also}`}.`,
        tone: 'plain',
      };
    });
}

interface Outage {
  readonly from_s: number;
  readonly to_s: number;
}

/** When nobody was served, and when one kind of operation was not though others were. */
function outages(detail: RunDetail): StoryLine[] {
  // A sample of a history cannot tell.
  if (detail.sampled) return [];
  const all = pauses(detail.operations);
  const names = [...new Set(detail.operations.map((row) => row.operation))];
  const line = (who: string, { from_s, to_s }: Outage): StoryLine => ({
    time_s: from_s,
    text: `${who} for ${number((to_s - from_s) * 1000)} ms, until ${seconds(to_s)}.`,
    tone: 'plain',
  });
  const single = names.flatMap((name) =>
    pauses(detail.operations.filter((row) => row.operation === name))
      .filter((own) => !all.some((whole) => shared(own, whole) > 0.5 * (own.to_s - own.from_s)))
      .map((own) => line(`No ${name} succeeds`, own)),
  );
  return [...all.map((whole) => line('Nobody is served', whole)), ...single];
}

function shared(a: Outage, b: Outage): number {
  return Math.max(0, Math.min(a.to_s, b.to_s) - Math.max(a.from_s, b.from_s));
}

/** The longest pauses between successes that are far longer than usual. */
function pauses(rows: readonly OperationRow[]): Outage[] {
  const ends = rows.filter((row) => row.outcome === 'ok').map((row) => row.to_s);
  ends.sort((a, b) => a - b);
  const between = ends.slice(1).map((to_s, i): Outage => ({ from_s: ends[i]!, to_s }));
  const lengths = between.map(({ from_s, to_s }) => to_s - from_s).sort((a, b) => a - b);
  const typical = lengths[Math.floor(lengths.length / 2)] ?? 0;
  return between
    .filter(({ from_s, to_s }) => to_s - from_s > Math.max(OUTAGE_MIN_S, OUTAGE_FACTOR * typical))
    .sort((a, b) => b.to_s - b.from_s - (a.to_s - a.from_s))
    .slice(0, OUTAGES_MAX);
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
