/**
 * A run's history in Jepsen's form: every client's invocations and completions in the order they happened.
 *
 * Values of operations on a key are pairs `[key, value]`, as Jepsen's independent keys are.
 */
import type { Json } from '../kernel/json.js';
import { writeEdnHistory } from './edn.js';
import type { HistoryEvent, Operation } from './history.js';
import { writeJsonlHistory } from './jsonl.js';
import type { RunRecord } from './run-record.js';

/** All events of the run, numbered from 0. */
export function recordEvents(record: Pick<RunRecord, 'clients'>): readonly HistoryEvent[] {
  const placed = record.clients.flatMap(({ name, operations }) =>
    operations.flatMap((op) => eventsOf(name, op)),
  );
  placed.sort((a, b) => a.event.time - b.event.time || a.position - b.position);
  return placed.map(({ event }, index) => ({ ...event, index }));
}

/** The same as JSON lines. */
export const historyJsonl = (record: Pick<RunRecord, 'clients'>): string =>
  writeJsonlHistory(recordEvents(record));

/** The same as EDN, one operation map per line. */
export const historyEdn = (record: Pick<RunRecord, 'clients'>): string =>
  writeEdnHistory(recordEvents(record));

interface Placed {
  readonly event: HistoryEvent;
  /** Where it stands among events of the same instant. Timeouts come last: nothing depends on their order. */
  readonly position: number;
}

function eventsOf(client: string, op: Operation): Placed[] {
  const keyed = (value: Json): Json => (op.key === undefined ? value : [op.key, value]);
  const common = { index: 0, process: op.process, f: op.f };
  const invoke: Placed = {
    event: { ...common, type: 'invoke', value: keyed(op.input), time: op.invokedAt, extra: { client } },
    position: op.start,
  };
  if (op.completedAt === undefined) return [invoke];
  const complete: HistoryEvent = {
    ...common,
    type: op.outcome,
    value: keyed(op.outcome === 'ok' ? completedValue(op) : op.input),
    time: op.completedAt,
    ...(op.error !== undefined && { error: op.error }),
    extra: { client, ...(op.node !== undefined && { node: op.node }) },
  };
  return [invoke, { event: complete, position: op.end }];
}

/** What was read is the completion's value; what was written is the invocation's, as Jepsen's clients do. */
const completedValue = ({ f, input, output }: Operation): Json =>
  f === 'read' || input === null ? output : input;
