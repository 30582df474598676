/**
 * When a run had healed: the end of the last fault that ended, and the arrival of what it had delayed. Faults that
 * last until the end of the run do not count; they are what a minority suffers. Sees what became of faults, nothing
 * else.
 */
import type { Instant } from '../kernel/time.js';
import type { FaultRecord, RunRecord } from '../observe/run-record.js';

export interface Healing {
  readonly at: Instant;
  /** The fault that ended last, as the scenario states it; `undefined`: there was none, and `at` is the start. */
  readonly last: string | undefined;
}

export function healingOf({ faults, endedAt }: Pick<RunRecord, 'faults' | 'endedAt'>): Healing {
  let healed: Healing = { at: 0, last: undefined };
  for (const fault of faults) {
    const at = overAt(fault);
    if (fault.nodes.length > 0 && at < endedAt && at >= healed.at) healed = { at, last: fault.text };
  }
  return healed;
}

export const overAt = ({ to, settledAt = to }: FaultRecord): Instant => Math.max(to, settledAt);
