/**
 * A node's disk: values and logs, with writes that are pending until a sync completes.
 *
 * The node sees its own writes at once (`current`); a crash goes back to what was synced (`durable`), plus,
 * on a disk that tears, a random prefix of the pending writes in their order. Syncs are served one after the
 * other. Knows nothing of the model, and of time only what it is told.
 */
import type { Stream } from '../kernel/random.js';
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

/** What a fault does to a disk while it lasts. */
export interface DiskTrouble {
  /** How long a sync takes instead; `undefined` leaves that as it is. The fault that came last decides. */
  readonly sync: Draw | undefined;
  /** A full disk completes no sync. */
  readonly full: boolean;
  /** The chance of each record of a log to be lost when the node starts again. */
  readonly corrupt: number;
  readonly draw: Stream;
  /** Syncs that it slowed or refused. */
  syncs: number;
  /** Records that were lost by it. */
  records: number;
}

export interface NodeDisk {
  /** Under way, in the order they began; the fault adds and removes its own. */
  readonly troubles: DiskTrouble[];

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
  crash(keep: number): { readonly kept: number; readonly lost: number };
  /** The node starts: where the disk corrupts, a log ends before its first lost record. Returns how many are lost. */
  restart(): number;
  pendingWrites(): number;
}

const NO_RECORDS: readonly unknown[] = [];

export function createDisk(syncTime: Draw): NodeDisk {
  const current: Content = { values: new Map(), logs: new Map() };
  const durable: Content = { values: new Map(), logs: new Map() };
  let pending: Write[] = [];
  /** Ordinal of the first pending write. */
  let firstPending = 0;
  let busyUntil: Instant = 0;
  let lastDone: Instant = -1;
  const troubles: DiskTrouble[] = [];

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
    troubles,
    write: (name, value) => record({ kind: 'write', name, value }),
    read: (name) => current.values.get(name),
    append: (name, entry) => record({ kind: 'append', name, record: entry }),
    truncate: (name, length) => record({ kind: 'truncate', name, length }),
    discard: (name, records) => record({ kind: 'discard', name, records }),
    log: (name) => current.logs.get(name) ?? NO_RECORDS,
    startSync(now) {
      const sync = syncIn(troubles, syncTime);
      if (sync === undefined) return undefined;
      busyUntil = Math.max(now, busyUntil) + sync();
      // A nanosecond apart, so that completions come in order even where ties are shuffled.
      lastDone = Math.max(busyUntil, lastDone + 1);
      return { at: lastDone, upTo: firstPending + pending.length };
    },
    completeSync(upTo) {
      if (upTo > firstPending) harden(upTo - firstPending);
    },
    crash(keep) {
      const kept = Math.min(Math.floor(keep * (pending.length + 1)), pending.length);
      harden(kept);
      const lost = pending.length;
      firstPending += lost;
      pending = [];
      busyUntil = 0;
      lastDone = -1;
      current.values = new Map(durable.values);
      current.logs = new Map([...durable.logs].map(([name, log]) => [name, log.slice()]));
      return { kept, lost };
    },
    restart() {
      let lost = 0;
      for (const trouble of troubles) {
        if (trouble.corrupt === 0) continue;
        for (const [name, log] of current.logs) {
          const keep = firstLost(log.length, trouble);
          trouble.records += log.length - keep;
          lost += log.length - keep;
          log.length = keep;
          durable.logs.set(name, log.slice());
        }
      }
      return lost;
    },
    pendingWrites: () => pending.length,
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

/** How long a sync takes at present; `undefined` on a full disk. Whatever trouble had a say counts it. */
function syncIn(troubles: readonly DiskTrouble[], byDefault: Draw): Draw | undefined {
  let sync = byDefault;
  let decided: DiskTrouble | undefined;
  let full = false;
  for (const trouble of troubles) {
    if (trouble.full) {
      full = true;
      trouble.syncs++;
    } else if (trouble.sync !== undefined) {
      sync = trouble.sync;
      decided = trouble;
    }
  }
  if (full) return undefined;
  if (decided !== undefined) decided.syncs++;
  return sync;
}

/** Index of the first record that is lost, or `length`. */
function firstLost(length: number, { corrupt, draw }: DiskTrouble): number {
  for (let i = 0; i < length; i++) if (draw() < corrupt) return i;
  return length;
}
