/**
 * A node's disk: values and logs, with writes that are pending until a sync completes.
 *
 * The node sees its own writes at once (`current`); a crash goes back to what was synced (`durable`), plus,
 * on a disk that tears, a random prefix of the pending writes in their order. Knows nothing of the model;
 * syncs are served one after the other, and completions are handed to `complete`.
 */
import type { Instant } from '../kernel/time.js';
import type { Draw } from '../model/params.js';

type Write =
  | { readonly kind: 'write'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'append'; readonly name: string; readonly record: unknown }
  | { readonly kind: 'truncate'; readonly name: string; readonly length: number }
  | { readonly kind: 'discard'; readonly name: string; readonly records: number };

interface Content {
  values: Map<string, unknown>;
  logs: Map<string, unknown[]>;
}

export interface NodeDisk {
  write(name: string, value: unknown): void;
  read(name: string): unknown;
  append(name: string, record: unknown): void;
  truncate(name: string, length: number): void;
  discard(name: string, records: number): void;
  log(name: string): readonly unknown[];
  /** Starts a sync of all writes so far; returns when it completes, or `undefined` if the disk is full. */
  startSync(now: Instant): { readonly at: Instant; readonly upTo: number } | undefined;
  /** The sync up to this write has completed. */
  completeSync(upTo: number): void;
  /** Goes back to what survives. `keep`: share of the pending writes that survive a tear, 0..1. */
  crash(keep: number): { readonly lost: number };
  /** Loses each record of each log with this chance; a log ends before its first lost record. */
  corrupt(share: number, draw: () => number): number;
  /** Overrides how long a sync takes; `undefined` restores. A full disk completes no sync. */
  override(sync: Draw | undefined, full: boolean): void;
  pendingWrites(): number;
  /** Syncs that were slowed or refused because of an override. */
  affected(): number;
}

const NO_RECORDS: readonly unknown[] = [];

export function createDisk(syncTime: Draw): NodeDisk {
  const current: Content = { values: new Map(), logs: new Map() };
  const durable: Content = { values: new Map(), logs: new Map() };
  let pending: Write[] = [];
  /** Ordinal of the first pending write. */
  let firstPending = 0;
  let busyUntil: Instant = 0;
  let overridden: Draw | undefined;
  let full = false;
  let affected = 0;

  const record = (write: Write) => {
    apply(current, write);
    pending.push(write);
  };
  const harden = (count: number) => {
    for (let i = 0; i < count; i++) apply(durable, pending[i]!);
    pending = count === pending.length ? [] : pending.slice(count);
    firstPending += count;
  };

  return {
    write: (name, value) => record({ kind: 'write', name, value }),
    read: (name) => current.values.get(name),
    append: (name, entry) => record({ kind: 'append', name, record: entry }),
    truncate: (name, length) => record({ kind: 'truncate', name, length }),
    discard: (name, records) => record({ kind: 'discard', name, records }),
    log: (name) => current.logs.get(name) ?? NO_RECORDS,
    startSync(now) {
      if (full || overridden !== undefined) affected++;
      if (full) return undefined;
      busyUntil = Math.max(now, busyUntil) + (overridden ?? syncTime)();
      return { at: busyUntil, upTo: firstPending + pending.length };
    },
    completeSync(upTo) {
      if (upTo > firstPending) harden(upTo - firstPending);
    },
    crash(keep) {
      const survive = Math.floor(keep * (pending.length + 1));
      harden(Math.min(survive, pending.length));
      const lost = pending.length;
      firstPending += lost;
      pending = [];
      busyUntil = 0;
      current.values = new Map(durable.values);
      current.logs = new Map([...durable.logs].map(([name, log]) => [name, log.slice()]));
      return { lost };
    },
    corrupt(share, draw) {
      let lost = 0;
      for (const [name, log] of current.logs) {
        const keep = firstCorrupt(log.length, share, draw);
        lost += log.length - keep;
        log.length = keep;
        durable.logs.set(name, log.slice());
      }
      return lost;
    },
    override(sync, isFull) {
      overridden = sync;
      full = isFull;
    },
    pendingWrites: () => pending.length,
    affected: () => affected,
  };
}

function apply(content: Content, write: Write): void {
  if (write.kind === 'write') {
    content.values.set(write.name, write.value);
    return;
  }
  let log = content.logs.get(write.name);
  if (log === undefined) {
    log = [];
    content.logs.set(write.name, log);
  }
  if (write.kind === 'append') log.push(write.record);
  else if (write.kind === 'truncate') log.length = Math.min(log.length, write.length);
  else log.splice(0, write.records);
}

/** Index of the first record that the draws spoil, or `length`. */
function firstCorrupt(length: number, share: number, draw: () => number): number {
  for (let i = 0; i < length; i++) if (draw() < share) return i;
  return length;
}
