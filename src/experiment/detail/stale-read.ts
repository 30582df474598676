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
  /** A write that began after what was read was in place, and was in place itself before the read asked. */
  readonly overwrittenBy: Owned;
  /** Who was told so first: whoever wrote it, or a read that returned it. */
  readonly toldBy: Owned;
  /** How long that had been known when the read began. */
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
    const overwriter = overwriterOf(record, operation);
    if (overwriter === undefined) return [];
    const { write: overwrittenBy, toldBy } = overwriter;
    return [{ read, overwrittenBy, toldBy, staleBy: operation.invokedAt - toldBy.operation.completedAt! }];
  });
  return found.reduce<StaleRead | undefined>(
    (worst, each) => (worst === undefined || each.staleBy > worst.staleBy ? each : worst),
    undefined,
  );
}

/** `app/7 read 471 from key 3 at 10.413 s, 56.0 ms after app/5 had been told that 502 was written. The answer …` */
export function tellStaleRead({ read, overwrittenBy, toldBy, staleBy }: StaleRead): string {
  const { operation } = read;
  const key = operation.key === undefined ? '' : ` from key ${JSON.stringify(operation.key)}`;
  const what = operation.output === null ? 'nothing' : JSON.stringify(operation.output);
  const over = JSON.stringify(written(overwrittenBy.operation)?.value ?? null);
  const by = `${toldBy.client}#${toldBy.operation.process}`;
  const told = toldBy === overwrittenBy ? `been told that ${over} was written` : `read ${over}`;
  const answered = operation.node === undefined ? '' : ` The answer came from ${operation.node}.`;
  return (
    `${read.client}#${operation.process} read ${what}${key}: it asked at ${formatInstant(operation.invokedAt)}, ` +
    `${formatDuration(staleBy)} after ${by} had ${told}.${answered}`
  );
}

/** A write, and the operation by which it was first known to be in place. */
interface Known {
  readonly write: Owned;
  readonly toldBy: Owned;
}

/** The first write that was known to be in place before the read asked, and began after what was read was. */
function overwriterOf({ clients }: Pick<RunRecord, 'clients'>, read: Operation): Known | undefined {
  const key = JSON.stringify(read.key ?? null);
  const all = clients.flatMap(({ name, operations }) =>
    operations
      .filter((each) => JSON.stringify(each.key ?? null) === key)
      .map((operation): Owned => ({ client: name, operation })),
  );
  const writes = all.filter(({ operation }) => written(operation) !== undefined);
  const firstRead = firstReads(all);
  const writersOf = (value: string) =>
    writes.filter(({ operation }) => JSON.stringify(written(operation)!.value) === value);
  /** A read tells of a write only if no other wrote the same, and nobody could find it there at first. */
  const toldBy = (write: Owned): Owned | undefined => {
    const { outcome, end } = write.operation;
    const value = JSON.stringify(written(write.operation)!.value);
    const acknowledged = outcome === 'ok' ? write : undefined;
    if (outcome === 'fail' || value === 'null' || writersOf(value).length > 1) return acknowledged;
    const seen = firstRead.get(value);
    return seen !== undefined && (acknowledged === undefined || seen.operation.end < end)
      ? seen
      : acknowledged;
  };
  const writers = writersOf(JSON.stringify(read.output));
  // Nobody wrote the initial value, so it was in place from the start.
  if (writers.length > 1 || (writers.length === 0 && read.output !== null)) return undefined;
  const inPlace = writers[0] === undefined ? -1 : (toldBy(writers[0])?.operation.end ?? Infinity);
  return writes
    .flatMap((write): readonly Known[] => {
      const known = write.operation.start > inPlace ? toldBy(write) : undefined;
      return known !== undefined && known.operation.end < read.start ? [{ write, toldBy: known }] : [];
    })
    .reduce<Known | undefined>(
      (first, each) =>
        first === undefined || each.toldBy.operation.end < first.toldBy.operation.end ? each : first,
      undefined,
    );
}

/** By value, the read that was the first to be over of those that returned it. */
function firstReads(all: readonly Owned[]): ReadonlyMap<string, Owned> {
  const first = new Map<string, Owned>();
  for (const owned of all) {
    const { f, outcome, output, end } = owned.operation;
    if (f !== 'read' || outcome !== 'ok') continue;
    const value = JSON.stringify(output);
    if (end < (first.get(value)?.operation.end ?? Infinity)) first.set(value, owned);
  }
  return first;
}

/** What the operation leaves behind if it takes effect; `undefined` if it is not a write of a whole value. */
function written({ f, input }: Operation): { readonly value: Json } | undefined {
  if (f === 'write') return { value: input };
  if (f === 'cas' && Array.isArray(input) && input.length === 2) return { value: input[1]! };
  return undefined;
}
