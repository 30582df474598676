/**
 * Hinted handoff: what was kept for another node is handed over until that node says that it has it.
 *
 * DeCandia et al., SOSP 2007, §4.6. It is handed over as it is, so that twice is as good as once, and late does no
 * harm. Knows nothing of how hints come about.
 */
import { forgetHint, keep } from './store.js';
import type { Ctx, LeaderlessMessage, State } from './types.js';

/** Sees to it that hints are handed over, if there are any. */
export function armHandoff(state: State, ctx: Ctx): void {
  if (state.hints.size === 0 || state.isHandoffArmed) return;
  state.isHandoffArmed = true;
  ctx.setTimer({ kind: 'handoff' }, ctx.params.handoffEvery);
}

export function onHandoff(state: State, ctx: Ctx): void {
  state.isHandoffArmed = false;
  for (const [name, { owner, slot, versions, serial }] of state.hints)
    ctx.send(owner, { kind: 'hand', name, serial, slot, versions });
  armHandoff(state, ctx);
}

export function onHand(
  state: State,
  { name, serial, slot, versions }: Extract<LeaderlessMessage, { kind: 'hand' }>,
  ctx: Ctx,
): void {
  keep(state, { slot, owner: ctx.self }, versions, ctx.from, { kind: 'handed', name, serial }, ctx);
}

export function onHanded(state: State, name: string, serial: number, ctx: Ctx): void {
  const hint = state.hints.get(name);
  if (hint?.serial !== serial) return; // more has come for that node meanwhile
  if (!forgetHint(state, name, hint, ctx)) return;
  ctx.sometimes('a hint is handed over');
  state.notes.push({ kind: 'handed over', waited: ctx.wallClock() - hint.since });
}
