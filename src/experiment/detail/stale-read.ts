/**
 * Stale reads: a read that returned what had been overwritten for good before it asked, and for how long.
 *
 * Looks at histories only, and only where values tell writes apart: each value is written once per key. What it
 * finds is proof by itself; what it does not find may still be wrong in some other way.
 */
import type { Duration } from '../../kernel/time.js';
import { formatDuration, formatInstant } from '../../observe/format.js';
import type { Json, Operation } from '../../observe/history.js';
import type { RunRecord } from '../../observe/run-record.js';

export interface Owned {
  readonly client: string;
  readonly operation: Operation;
}

export interface StaleRead {
  readonly read: Owned;
  /** The first write that was acknowledged before the read asked and began after what was read was in place. */
  readonly overwrittenBy: Owned;
  /** How long the overwriting had been acknowledged when the read began. */
  readonly staleBy: Duration;
}

/** The stalest read among `suspects`, which are of this run. */
export function findStaleRead(
  record: Pick<RunRecord, 'clients'>,
  suspects: readonly Owned[],
): StaleRead | undefined {
  const found = suspects.flatMap((read): StaleRead[] => {
    const { operation } = read;
    if (operation.f !== 'read' || operation.outcome !== 'ok') return [];
    const overwrittenBy = overwriterOf(record, operation);
    if (overwrittenBy === undefined) return [];
    return [{ read, overwrittenBy, staleBy: operation.invokedAt - overwrittenBy.operation.completedAt! }];
  });
  return found.reduce<StaleRead | undefined>(
    (worst, each) => (worst === undefined || each.staleBy > worst.staleBy ? each : worst),
    undefined,
  );
}

/** `app/7 read 471 from key 3 at 10.413 s, 56.0 ms after app/5 had been told that 502 was written. The answer …` */
export function tellStaleRead({ read, overwrittenBy, staleBy }: StaleRead): string {
  const { operation } = read;
  const key = operation.key === undefined ? '' : ` from key ${JSON.stringify(operation.key)}`;
  const what = operation.output === null ? 'nothing' : JSON.stringify(operation.output);
  const over = JSON.stringify(written(overwrittenBy.operation)?.value ?? null);
  const by = `${overwrittenBy.client}#${overwrittenBy.operation.process}`;
  const answered = operation.node === undefined ? '' : ` The answer came from ${operation.node}.`;
  return (
    `${read.client}#${operation.process} read ${what}${key}: it asked at ${formatInstant(operation.invokedAt)}, ` +
    `${formatDuration(staleBy)} after ${by} had been told that ${over} was written.${answered}`
  );
}

function overwriterOf({ clients }: Pick<RunRecord, 'clients'>, read: Operation): Owned | undefined {
  const key = JSON.stringify(read.key ?? null);
  const writes = clients.flatMap(({ name, operations }) =>
    operations
      .filter((each) => written(each) !== undefined && JSON.stringify(each.key ?? null) === key)
      .map((operation): Owned => ({ client: name, operation })),
  );
  const value = JSON.stringify(read.output);
  const writers = writes.filter(({ operation }) => JSON.stringify(written(operation)!.value) === value);
  // Nobody wrote the initial value, so it was in place from the start.
  if (writers.length > 1 || (writers.length === 0 && read.output !== null)) return undefined;
  const inPlace = writers[0]?.operation.end ?? -1;
  return writes
    .filter(
      ({ operation }) =>
        operation.outcome === 'ok' && operation.start > inPlace && operation.end < read.start,
    )
    .reduce<Owned | undefined>(
      (first, each) => (first === undefined || each.operation.end < first.operation.end ? each : first),
      undefined,
    );
}

/** What the operation leaves behind if it takes effect; `undefined` if it is not a write of a whole value. */
function written({ f, input }: Operation): { readonly value: Json } | undefined {
  if (f === 'write') return { value: input };
  if (f === 'cas' && Array.isArray(input) && input.length === 2) return { value: input[1]! };
  return undefined;
}
