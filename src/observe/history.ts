/**
 * Histories: what clients asked and what they were told, as Jepsen records it.
 *
 * Pure data; knows nothing of nodes, models or how it was recorded. `fail` means that the operation did
 * not happen; `info` that nobody knows, and that it may take effect at any time after its invocation.
 */
import type { Json } from '../kernel/json.js';
import type { Instant } from '../kernel/time.js';

export type { Json };

export type Outcome = 'ok' | 'fail' | 'info';

/** One line of a Jepsen history. */
export interface HistoryEvent {
  /** Position in the history. Order in real time is the order of positions, never of times. */
  readonly index: number;
  readonly type: 'invoke' | Outcome;
  readonly process: number | string;
  /** What is done: `read`, `write`, `cas`, `append`, `get`, `put`, … */
  readonly f: string;
  readonly value: Json;
  /** Nanoseconds since the start. */
  readonly time: Instant;
  readonly error?: Json;
  /** Whatever else the line said; kept when the history is written again. */
  readonly extra?: Readonly<Record<string, Json>>;
}

/** An invocation together with its completion. */
export interface Operation {
  /** Ordinal of its invocation among the invocations of the history, from 0. */
  readonly id: number;
  readonly process: number | string;
  readonly f: string;
  /** The key it touches where the history is over many keys; `undefined` where there is only one object. */
  readonly key: Json | undefined;
  /** The invocation's value (without the key). */
  readonly input: Json;
  /** The completion's value (without the key); `null` unless `ok`. */
  readonly output: Json;
  readonly outcome: Outcome;
  /** Position of the invocation in the history. */
  readonly start: number;
  /** Position of the completion; `Infinity` for `info`, which stays open for ever. */
  readonly end: number;
  readonly invokedAt: Instant;
  /** When it was meant to start, where known: latency counts from here. Before `invokedAt` if it had to wait. */
  readonly intendedAt?: Instant;
  /** When the client was told (for `info`: when it gave up); `undefined` if the history ends first. */
  readonly completedAt: Instant | undefined;
  readonly error?: Json;
  /** Name of the node that answered, where known. */
  readonly node?: string;
  /** Whether it was meant as the last look at the object, after all had settled (Jepsen's `final?`). */
  readonly final?: true;
}
