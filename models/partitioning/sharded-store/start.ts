/** What a node finds when it starts again: in the middle of what it was. Notes it, and changes nothing. */
import type { State } from './state.js';
import type { Ctx } from './types.js';

export function noteStart({ slots, config, lead }: State, ctx: Ctx): void {
  const held = [...slots.values()];
  if (held.some(({ status, copying }) => status === 'owned' && copying))
    ctx.sometimes('an owner crashes in the middle of a move');
  if (held.some(({ status }) => status === 'given'))
    ctx.sometimes('whoever gave a slot away crashes before it is taken');
  if (held.some(({ status }) => status === 'taking'))
    ctx.sometimes('whoever takes a slot crashes in the middle of it');
  if (lead !== undefined && !config.complete)
    ctx.sometimes('the coordinator crashes in the middle of a change');
}
