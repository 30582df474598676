/**
 * The window that a space-time diagram shows: where the failure is, or else where the first fault strikes.
 *
 * Chooses the span, and turns a trace of it into rows. Never runs anything.
 */
import type { Judgement } from '../../check/judgement.js';
import { type Duration, type Instant, MILLISECOND, SECOND } from '../../kernel/time.js';
import { formatDuration } from '../../observe/format.js';
import type { Operation } from '../../observe/history.js';
import type { RunDetail } from '../../observe/result.js';
import type { RunRecord } from '../../observe/run-record.js';
import type { Trace, TracedMessage } from '../../world/trace.js';
import { chooseLifelines } from './lifelines.js';

export interface Span {
  readonly from: Instant;
  readonly to: Instant;
  readonly why: string;
  /** Operations whose clients are shown, with marks where they begin and end. */
  readonly operations: readonly Shown[];
  /** True if its end is what matters most, false if its beginning is. */
  readonly leadsUp: boolean;
  /** Names of the nodes that it is about, most important first. */
  readonly focus: readonly string[];
}

interface Shown {
  readonly client: string;
  readonly operation: Operation;
}

const MARGIN: Duration = 20 * MILLISECOND;
const LONGEST: Duration = 2 * SECOND;
/** After a fault: long enough for a failover. */
const AFTERMATH: Duration = 600 * MILLISECOND;
/** More arrows than this nobody can read; the window is then shorter. */
const MAX_ARROWS = 300;

/** What to look at in this run, if anything happened in it. */
export function spanToShow(record: RunRecord, judgements: readonly Judgement[]): Span | undefined {
  const failing = judgements.find(({ window }) => window.length > 0)?.window ?? [];
  if (failing.length > 0) return spanOfOperations(record, failing);
  const violation = record.violations[0];
  if (violation !== undefined) {
    const why = `${violation.node} broke ${violation.rule} at ${formatDuration(0 + violation.at, 6)}`;
    const [from, to] = [violation.at - AFTERMATH / 2, violation.at + MARGIN];
    return { ...span(record, from, to, why, true), focus: [violation.node] };
  }
  const late = judgements.find(({ at }) => at !== undefined)?.at;
  if (late !== undefined) {
    const why = `too late at ${formatDuration(0 + late, 6)}`;
    return { ...span(record, late - AFTERMATH / 2, late + MARGIN, why, true), focus: [] };
  }
  const fault = record.faults.find(({ touched }) => touched > 0);
  if (fault === undefined) return undefined;
  const why = `the first fault strikes: ${fault.text}`;
  return {
    ...span(record, fault.from - MARGIN, fault.from + AFTERMATH, why, false),
    focus: fault.nodes,
  };
}

function spanOfOperations(record: RunRecord, failing: Judgement['window']): Span {
  const operations = failing.map(({ client, id }) => ({
    client,
    operation: record.clients.find(({ name }) => name === client)!.operations[id]!,
  }));
  const last = Math.max(...operations.map(({ operation }) => operation.completedAt ?? operation.invokedAt));
  const first = Math.min(...operations.map(({ operation }) => operation.invokedAt));
  const why = 'the operations that no order explains';
  return {
    ...span(record, Math.max(first, last - LONGEST) - MARGIN, last + MARGIN / 4, why, true),
    operations,
    focus: operations.flatMap(({ operation }) => operation.node ?? []).reverse(),
  };
}

function span(record: RunRecord, from: number, to: number, why: string, leadsUp: boolean): Span {
  const within = { from: Math.max(0, Math.floor(from)), to: Math.min(record.endedAt, Math.ceil(to)) };
  return { ...within, why, leadsUp, operations: [], focus: [] };
}

/** The second half of a window that leads up to something: what to look at when the whole is more than a trace keeps. */
export function secondHalf(shown: Span): Span {
  return { ...shown, from: Math.floor((shown.from + shown.to) / 2) };
}

/** The rows of the diagram. `nodes`: how many have a model; they are numbered first. Clients are shown only where their operations are what it is about. */
export function windowRows(
  shown: Span,
  trace: Trace,
  names: readonly string[],
  nodes: number,
): RunDetail['window'] {
  const clients = shown.operations.map((of) => clientNode(of, trace, names)).filter((id) => id !== undefined);
  const numbers = new Map(names.slice(0, nodes).map((name, id) => [name, id]));
  const focus = shown.focus.flatMap((name) => numbers.get(name) ?? []);
  const models = chooseLifelines(nodes, focus, trace);
  const lifelines = [...new Set([...models, ...clients])].sort((a, b) => a - b);
  const drawn = new Set(lifelines);
  const between = trace.messages.filter((m) => drawn.has(m.from) && drawn.has(m.to) && m.from !== m.to);
  const { from, to, messages } = readable(shown, trace, between);
  const marks = [...trace.marks.filter(({ node }) => drawn.has(node)), ...operationMarks(shown, trace, names)]
    .filter(({ at }) => at >= from && at <= to)
    .sort((a, b) => a.at - b.at || a.node - b.node);
  return {
    from_s: from / SECOND,
    to_s: to / SECOND,
    why: shown.why,
    nodes: lifelines.map((id) => names[id]!),
    nodesLeftOut: nodes - models.length,
    messages: messages.map((m) => ({
      from: names[m.from]!,
      to: names[m.to]!,
      kind: m.kind,
      sent_s: m.sentAt / SECOND,
      received_s: m.receivedAt === undefined ? null : m.receivedAt / SECOND,
      fate: m.fate,
    })),
    marks: marks.map((mark) => ({ node: names[mark.node]!, time_s: mark.at / SECOND, text: mark.text })),
  };
}

/** So much of the window as can be read: its end if it leads up to a failure, its beginning if a fault starts it. */
function readable(
  { from, to: end, leadsUp }: Span,
  trace: Trace,
  messages: readonly TracedMessage[],
): { readonly from: Instant; readonly to: Instant; readonly messages: readonly TracedMessage[] } {
  // A full trace knows nothing of what came after.
  const to = trace.left > 0 ? Math.min(end, trace.messages.at(-1)?.sentAt ?? end) : end;
  if (messages.length <= MAX_ARROWS) return { from, to, messages };
  if (!leadsUp) return { from, to: messages[MAX_ARROWS]!.sentAt, messages: messages.slice(0, MAX_ARROWS) };
  const last = messages.slice(-MAX_ARROWS);
  return { from: last[0]!.sentAt, to, messages: last };
}

/** The client node that sent the operation's request: of its group, at the instant it was invoked. */
function clientNode(
  { client, operation }: Shown,
  trace: Trace,
  names: readonly string[],
): number | undefined {
  return trace.messages.find(
    (m) =>
      m.kind === 'request' && m.sentAt === operation.invokedAt && names[m.from]!.startsWith(`${client}/`),
  )?.from;
}

function operationMarks(
  shown: Span,
  trace: Trace,
  names: readonly string[],
): { node: number; at: Instant; text: string }[] {
  return shown.operations.flatMap((of) => {
    const { operation } = of;
    const node = clientNode(of, trace, names);
    if (node === undefined) return [];
    const what = `${operation.f}${operation.input === null ? '' : ` ${JSON.stringify(operation.input)}`}`;
    const result = operation.output === null ? '' : ` ${JSON.stringify(operation.output)}`;
    const begin = { node, at: operation.invokedAt, text: `invoke ${what} (process ${operation.process})` };
    if (operation.completedAt === undefined || operation.completedAt > shown.to) return [begin];
    const end =
      operation.f === 'read' ? `${operation.outcome} read${result}` : `${operation.outcome} ${what}`;
    return [begin, { node, at: operation.completedAt, text: end }];
  });
}
