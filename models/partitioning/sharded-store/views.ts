/**
 * What a node makes of the configuration: it takes up the views of which it is the owner, gives up those that are over,
 * deletes what it is not to hold, and says which views should be next.
 *
 * Only the coordinator decides. What an owner proposes has no holder without whom it commits anything, so that whoever
 * decides for it, and when, nothing is lost (Vertical Paxos: the new configuration has all that the old one committed).
 * An owner that crashed does not know what it said in its view, nor whom it proposed: it asks for a new one.
 */
import type { NodeId } from '../../../src/model/index.js';
import { isAt } from './assignment.js';
import { goOn } from './copying.js';
import { answerReads } from './reads.js';
import { leave, release } from './routing.js';
import { sendToAll } from './sending.js';
import { isWhole, lengthOf, type Peer, type Slot, type State, type Tenure } from './state.js';
import { tell, write } from './storage.js';
import type { Config, Ctx, Proposal, View } from './types.js';

/** A configuration counts if it is newer than what is known. */
export function onConfig(state: State, config: Config, ctx: Ctx): void {
  if (config.version <= state.config.version) return;
  state.config = config;
  for (const [number, view] of config.views.entries()) {
    follow(state, number, view, ctx);
    if (state.waiting.has(number)) release(state, number, ctx);
  }
  goOn(state, ctx);
  if (proposalsOf(state, ctx).length > 0) report(state, ctx);
}

function follow(state: State, number: number, view: View, ctx: Ctx): void {
  const slot = state.slots.get(number);
  if (slot === undefined || view.number <= slot.view) return;
  const isHolder = view.holders.includes(state.id);
  if (!isHolder) write(state, { kind: 'dropped', slot: number }, ctx);
  if (isHolder && view.owner === state.id && isWhole(slot)) takeUp(state, number, slot, view, ctx);
  else if (slot.tenure !== undefined) leave(state, number, slot, ctx);
}

/** PacificA: a new primary has its whole prepared list committed first. */
function takeUp(state: State, number: number, slot: Slot, view: View, ctx: Ctx): void {
  const after = lengthOf(slot);
  const entries = { slot: number, view: view.number, after, operations: [], committed: slot.applied };
  write(state, { kind: 'entries', ...entries }, ctx);
  const others = view.holders.filter((id) => id !== state.id);
  // Everything committed is on disk at every holder.
  const peerOf = (): Peer => ({ acked: slot.applied, round: 0, whole: true });
  const before = slot.tenure;
  slot.tenure = {
    view,
    since: state.records,
    inherited: after,
    peers: new Map(others.map((id) => [id, peerOf()])),
    requests: before?.requests ?? new Map(),
    round: 0,
    reads: before?.reads.map(({ request }) => ({ request, round: 1 })) ?? [],
  };
  state.open.add(number);
  state.left.delete(number);
  state.events.push({ kind: 'owns', slot: number });
  if (slot.pending.length > 0) sendToAll(state, number, slot, slot.tenure, ctx);
  answerReads(state, number, slot, slot.tenure, ctx);
}

/** Tells the coordinator that this node is there, and what it would have be next. */
export function report(state: State, ctx: Ctx): void {
  const proposals = proposalsOf(state, ctx);
  tell(state, state.coordinator, { kind: 'report', version: state.config.version, proposals }, 0, ctx);
}

function proposalsOf(state: State, ctx: Ctx): readonly Proposal[] {
  const proposals: Proposal[] = [];
  for (const [number, slot] of state.slots) {
    const view = state.config.views[number]!;
    if (view.owner !== state.id || view.number !== slot.view || !isWhole(slot)) continue;
    if (slot.tenure === undefined) ctx.sometimes('an owner starts again in its own view');
    const next = nextView(state.config, view, state.config.targets[number]!, slot.tenure, ctx);
    if (next !== undefined) proposals.push({ slot: number, view: next });
  }
  return proposals;
}

/** The view that should come after this one, if any. */
function nextView(
  { gone }: Config,
  view: View,
  target: readonly NodeId[],
  tenure: Tenure | undefined,
  ctx: Ctx,
): View | undefined {
  const { owner, holders } = view;
  const number = view.number + 1;
  if (tenure === undefined) return { number, owner, holders };
  const newcomers = [...tenure.peers].filter(([id]) => !holders.includes(id));
  const whole = newcomers.flatMap(([id, peer]) => (peer.whole && !gone.includes(id) ? [id] : []));
  const have = [...holders, ...whole];
  const isReached = target.every((id) => have.includes(id));
  if (isReached && !isAt(view, target)) return { number, owner: target[0]!, holders: target };
  // Who was to come and is gone is waited for in this view, and in the next no more.
  const isStuck = newcomers.some(([id]) => gone.includes(id));
  if (isStuck) ctx.sometimes('a newcomer without whom nothing is committed is gone');
  return whole.length > 0 || isStuck ? { number, owner, holders: have } : undefined;
}
