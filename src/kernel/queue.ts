/**
 * The event queue's interface: a priority queue of integer items ordered by `(at, seq)`.
 *
 * It knows nothing of what an item stands for, of cancellation or of time's passing.
 * Implementations: `queue/reference.ts` (heap-js, the oracle) and `queue/fast.ts` (the default).
 */
import type { Instant } from './time.js';

export interface EventQueue {
  /** Entries not yet popped. */
  readonly size: number;
  /** Instant of the entry that was popped last; 0 before the first. */
  readonly at: Instant;
  /** Sequence number of the entry that was popped last. */
  readonly seq: number;
  /**
   * Adds `item` (a non-negative int32) at `(at, seq)`.
   * `at` is a safe integer, not before {@link at}; `seq` is a safe integer, unique per queue. It mostly
   * grows from push to push, but need not: timers that re-arm and shuffled ties push older or arbitrary ones.
   */
  push(at: Instant, seq: number, item: number): void;
  /** Removes and returns the item with the least `(at, seq)` if its instant is at most `limit`, else -1. */
  popUntil(limit: Instant): number;
}
