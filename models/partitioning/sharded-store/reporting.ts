/** What a node tells the coordinator: how many slots it still misses. Knows nothing of what follows from it. */
import { missingOf, type State } from './state.js';
import { tell } from './storage.js';
import type { Ctx } from './types.js';

/** As of now, and once that is durable. */
export function report(state: State, ctx: Ctx): void {
  const { config, coordinator, records } = state;
  tell(state, coordinator, { kind: 'report', epoch: config.epoch, missing: missingOf(state) }, records, ctx);
}
