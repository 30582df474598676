/**
 * An operation takes effect at a member: on its key, and on what the member knows.
 *
 * Whether two operations are in conflict is told by version vectors alone, whatever is then done about it.
 */
import type { Json } from '../../../src/model/index.js';
import type { Loss, Resolution } from './resolution.js';
import type { Entry, Op, State } from './types.js';
import { includes, join } from './version-vector.js';

/** The operation is the next one of its origin. Says what it met, if anything. */
export function perform(state: State, op: Op, resolution: Resolution<unknown, unknown>): Met {
  const { origin, number, time } = op.stamp;
  const entry = entryOf(state, op.key, resolution);
  const heads = headsWith(entry.heads, op);
  const loss = resolution.loss?.(entry.content, op);
  state.entries.set(nameOf(op.key), {
    key: op.key,
    heads,
    content: resolution.apply(entry.content, op, heads),
  });
  state.log.push(op);
  state.byOrigin[origin]!.push(op);
  state.seen = state.seen.map((seen, index) => (index === origin ? number : seen));
  state.past = join(join(state.past, op.deps), state.seen);
  state.latest = Math.max(state.latest, time);
  state.sessions.set(op.client, Math.max(op.sequence, state.sessions.get(op.client) ?? 0));
  const isConflict = heads.length > 1 && heads.includes(op);
  if (isConflict) state.met.push(op);
  return { isConflict, loss };
}

export interface Met {
  readonly isConflict: boolean;
  readonly loss: Loss | undefined;
}

export const entryOf = (state: State, key: Json, { empty }: Resolution<unknown, unknown>): Entry =>
  state.entries.get(nameOf(key)) ?? { key, heads: [], content: empty };

const nameOf = (key: Json): string => JSON.stringify(key);

/** Without those that it has seen, and with it, unless one of them has seen it. */
function headsWith(heads: readonly Op[], op: Op): readonly Op[] {
  const left = heads.filter((head) => !includes(op.deps, head.stamp));
  return left.some((head) => includes(head.deps, op.stamp)) ? left : [...left, op];
}
