/**
 * Operations arrive: each takes effect once, after those that it rests on (K. Birman and T. Joseph, "Reliable
 * communication in the presence of failures", TOCS 1987: causal delivery; with version vectors as in M. Ahamad et
 * al., "Causal memory", 1995).
 *
 * Knows nothing of who sent them or of who gets them next.
 */
import { perform } from './perform.js';
import type { Resolution } from './resolution.js';
import type { Ctx, Op, State } from './types.js';
import { covers, seenOf } from './version-vector.js';

export function deliver(
  state: State,
  ops: readonly Op[],
  resolution: Resolution<unknown, unknown>,
  ctx: Ctx,
): void {
  for (const op of ops) {
    if (isKnown(state, op)) ctx.sometimes('an operation comes twice');
    else if (isReady(state, op)) takeEffect(state, op, resolution, ctx);
    else {
      ctx.sometimes('an operation waits for another');
      state.waiting.push(op);
    }
  }
  for (let at = nextReady(state); at !== -1; at = nextReady(state))
    takeEffect(state, state.waiting.splice(at, 1)[0]!, resolution, ctx);
}

/** Also of a member's own operation. */
export function takeEffect(state: State, op: Op, resolution: Resolution<unknown, unknown>, ctx: Ctx): void {
  const { isConflict, loss } = perform(state, op, resolution);
  ctx.count('operations-applied');
  if (isConflict) {
    ctx.count('conflicts');
    ctx.sometimes('two members write the same key without knowing of each other');
  }
  if (loss === undefined) return;
  ctx.sometimes('a write is lost to another');
  if (loss.isKnowing && ctx.params.stamps === 'wall')
    ctx.sometimes('a write is lost to one that it had seen');
}

const isKnown = ({ seen, waiting }: State, { stamp }: Op): boolean =>
  stamp.number <= seenOf(seen, stamp.origin) ||
  waiting.some((each) => each.stamp.origin === stamp.origin && each.stamp.number === stamp.number);

const isReady = ({ seen, delivery }: State, { stamp, deps }: Op): boolean =>
  stamp.number === seenOf(seen, stamp.origin) + 1 && (delivery === 'fifo' || covers(seen, deps));

const nextReady = (state: State): number => state.waiting.findIndex((op) => isReady(state, op));
