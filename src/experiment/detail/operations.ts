/**
 * Operations of one run as rows for the report: all of them, or the stretch that matters most.
 *
 * Knows histories only; times become seconds and latencies milliseconds.
 */
import type { OperationRef } from '../../check/judgement.js';
import type { Operation } from '../../observe/history.js';
import type { OperationRow } from '../../observe/result.js';
import type { RunRecord } from '../../observe/run-record.js';

/** As many as a page can draw. */
export const OPERATIONS_MAX = 3000;
/** Share of the sample that shows what was before the first fault. */
const LEAD = 1 / 3;
const NS_PER_S = 1e9;
const NS_PER_MS = 1e6;

interface Owned {
  readonly client: string;
  readonly operation: Operation;
  readonly failing: boolean;
}

/**
 * The operations of all clients in order of invocation. If there are more than a page can show: the failing
 * ones and what surrounds them, or else a contiguous stretch around the start of the first fault.
 */
export function operationRows(
  record: RunRecord,
  failing: readonly OperationRef[],
): { readonly rows: readonly OperationRow[]; readonly sampled: boolean } {
  const wanted = new Set(failing.map(({ client, id }) => JSON.stringify([client, id])));
  const isWanted = (client: string, id: number) =>
    wanted.size > 0 && wanted.has(JSON.stringify([client, id]));
  const all = record.clients
    .flatMap(({ name, operations }) =>
      operations.map(
        (operation): Owned => ({
          client: name,
          operation,
          failing: isWanted(name, operation.id),
        }),
      ),
    )
    .sort((a, b) => a.operation.start - b.operation.start);
  const shown = all.length <= OPERATIONS_MAX ? all : sample(all, record);
  const processes = numberProcesses(all);
  return {
    rows: shown.map((owned) => rowOf(owned, processes, 0 + record.endedAt)),
    sampled: shown.length < all.length,
  };
}

function sample(all: readonly Owned[], { faults }: RunRecord): readonly Owned[] {
  const first = all.findIndex((owned) => owned.failing);
  const last = all.findLastIndex((owned) => owned.failing);
  const span = last - first + 1;
  if (first >= 0 && span <= OPERATIONS_MAX)
    return stretch(all, first - Math.floor((OPERATIONS_MAX - span) / 2), OPERATIONS_MAX);
  const around = first >= 0 ? first : firstAt(all, faults);
  if (first < 0) return stretch(all, around - Math.floor(OPERATIONS_MAX * LEAD), OPERATIONS_MAX);
  // Failing operations too far apart for one stretch: all of them, and what surrounds the first.
  const apart = all.filter((owned) => owned.failing).slice(0, OPERATIONS_MAX);
  const room = OPERATIONS_MAX - apart.length;
  const near = new Set([...stretch(all, first - Math.floor(room / 2), room), ...apart]);
  return all.filter((owned) => near.has(owned));
}

/** Ordinal of the first operation that began with or after the first fault; 0 if there is no fault. */
function firstAt(all: readonly Owned[], faults: RunRecord['faults']): number {
  const from = faults.reduce((least, fault) => Math.min(least, fault.from), Infinity);
  const found = all.findIndex(({ operation }) => operation.invokedAt >= from);
  if (found >= 0) return found;
  return faults.length === 0 ? 0 : all.length;
}

function stretch(all: readonly Owned[], from: number, length: number): readonly Owned[] {
  const start = Math.max(0, Math.min(from, all.length - length));
  return all.slice(start, start + length);
}

/** Processes of generated histories are numbers; of foreign ones they may be names. Those get numbers of their own. */
function numberProcesses(all: readonly Owned[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const { operation } of all)
    if (typeof operation.process === 'string' && !numbers.has(operation.process))
      numbers.set(operation.process, numbers.size);
  return numbers;
}

function rowOf(owned: Owned, processes: ReadonlyMap<string, number>, endedAt: number): OperationRow {
  const { client, operation, failing } = owned;
  const { id, process, f, key, input, output, outcome, invokedAt, completedAt, node, error } = operation;
  const intended = operation.intendedAt ?? invokedAt;
  return {
    id,
    client,
    process: typeof process === 'number' ? process : processes.get(process)!,
    operation: f,
    key: key ?? null,
    input,
    output,
    outcome,
    from_s: invokedAt / NS_PER_S,
    to_s: (completedAt ?? Math.max(endedAt, invokedAt)) / NS_PER_S,
    latency_ms: outcome === 'ok' && completedAt !== undefined ? (completedAt - intended) / NS_PER_MS : null,
    node: node ?? null,
    error:
      error === undefined || error === null
        ? null
        : typeof error === 'string'
          ? error
          : JSON.stringify(error),
    failing,
  };
}
