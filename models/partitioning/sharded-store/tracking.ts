/** What a node tells of its load, for charts: keys, requests, and what it has sent away. Changes nothing else. */
import { type Duration, SECOND } from '../../../src/model/index.js';
import type { State } from './state.js';
import type { Ctx } from './types.js';

const EVERY: Duration = SECOND / 2;
const KIB = 1024;

export function trackLoad(state: State, ctx: Ctx): void {
  const now = ctx.monotonicClock();
  const passed = now - state.toldAt;
  if (passed < EVERY) return;
  let keys = 0;
  for (const { machine } of state.slots.values()) keys += machine.data.size;
  ctx.track('requests/s', Math.round(((state.served - state.toldServed) * SECOND) / passed));
  ctx.track('keys', keys);
  ctx.track('KiB sent in moves', Math.round(state.movedBytes / KIB));
  state.toldAt = now;
  state.toldServed = state.served;
}
