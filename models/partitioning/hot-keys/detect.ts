/**
 * Which keys are hot: those that both sketches give more than a share of all requests.
 *
 * Space-Saving names candidates, and tells too much of those that came late; Count-Min knows all keys, but no names.
 * Neither is ever too low, so the smaller of both is the better estimate. Knows nothing of what is done about them.
 */
import { countIn } from '../sketches/count-min.js';
import { hashOf } from '../sketches/hashed.js';
import { offer } from '../sketches/space-saving.js';
import type { Ctx, State } from './state.js';

/** With fewer requests a share says nothing. */
const REQUESTS_MIN = 200;

export function notice({ sketch, frequent, hot, book }: State, key: string, ctx: Ctx): void {
  const estimate = countIn(sketch, hashOf(key));
  offer(frequent, key);
  book.requests += 1;
  if (hot.has(key)) book.hotRequests += 1;
  else if (sketch.total >= REQUESTS_MIN) {
    const { count, error } = frequent.counters.get(key)!;
    const least = Math.min(estimate, count - error);
    if (least <= ctx.params.hotAbove * sketch.total) return;
    hot.add(key);
    book.foundAfter.push(ctx.monotonicClock());
    ctx.count('keys found hot');
    ctx.sometimes('a key is found hot');
  }
}

export const isHot = ({ hot }: State, key: string): boolean => hot.has(key);
