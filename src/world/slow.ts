/** A slow node: handles one thing at a time, each after a delay. */
import type { Instant } from '../kernel/time.js';
import type { Draw } from '../model/params.js';

export interface SlowBy {
  readonly delay: Draw;
  busyUntil: Instant;
  /** Messages and timers that it delayed. */
  touched: number;
}
