/** What a node finds when it starts again: in the middle of what it was. Notes it, and changes nothing. */
import type { State } from './state.js';
import type { Ctx } from './types.js';

export function noteStart({ slots, lead }: State, ctx: Ctx): void {
  if ([...slots.values()].some(({ arriving }) => arriving !== undefined))
    ctx.sometimes('whoever is getting a copy crashes in the middle of it');
  if (lead?.durable.config.complete === false)
    ctx.sometimes('the coordinator crashes in the middle of a change');
}
