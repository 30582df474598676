/**
 * Which keys are hot: those that both sketches give more than a share of all requests, until they have much less.
 *
 * Space-Saving names candidates, and tells too much of those that came late; Count-Min knows all keys, but no names.
 * Neither is ever too low, so the smaller of both is the better estimate; less its error, it is never too high. A key is
 * hot when it surely has its share, and cold when it surely has not. Knows nothing of what is done about them.
 */
import { countIn, countOf } from '../sketches/count-min.js';
import { hashOf } from '../sketches/hashed.js';
import { offer } from '../sketches/space-saving.js';
import type { Ctx, Heat, State } from './state.js';

/** Counts a request, and notes if its key is hot by now. */
export function notice(state: State, key: string, ctx: Ctx): void {
  const { sketch, frequent, hot, book } = state;
  const estimate = countIn(sketch, hashOf(key));
  const now = ctx.monotonicClock();
  offer(frequent, key, 1, now);
  book.requests += 1;
  const heat = hot.get(key);
  if (heat !== undefined) book.hotRequests += 1;
  const { count, error, since } = frequent.counters.get(key)!;
  if (tooFew(state, ctx) || Math.min(estimate, count - error) <= ctx.params.hotAbove * sketch.total) return;
  if (heat !== undefined) {
    heat.hotAt = now;
    return;
  }
  state.spells += 1;
  hot.set(key, { spell: state.spells, hotAt: now, cooling: false, writes: 0, reads: 0, merging: false });
  book.foundAfter.push(now - since);
  track(state, ctx);
  ctx.count('keys found hot');
  ctx.sometimes('a key is found hot');
}

/** Hot keys whose share is below the lower of the two. */
export function cooled(state: State, ctx: Ctx): readonly (readonly [string, Heat])[] {
  const { sketch, frequent, hot } = state;
  if (tooFew(state, ctx)) return [];
  return [...hot].filter(([key]) => {
    const estimate = Math.min(countOf(sketch, hashOf(key)), frequent.counters.get(key)?.count ?? Infinity);
    return estimate < ctx.params.coldBelow * ctx.params.hotAbove * sketch.total;
  });
}

const tooFew = ({ sketch }: State, { params }: Ctx): boolean => sketch.total < params.requestsMin;

export function track({ hot }: State, ctx: Ctx): void {
  ctx.track('hot keys', [...hot.keys()].join(', ') || 'none');
}
