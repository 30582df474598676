/**
 * Failover: who misses the leader asks the others for an epoch and what they have, and one of them is promoted.
 *
 * With fencing an epoch needs the grants of a majority, and whoever grants one obeys no lower one ever again, also
 * after a crash (fencing tokens: M. Kleppmann, "How to do distributed locking", 2016; Gray and Cheriton, SOSP
 * 1989, for leases before them). Without, whoever answers in time is enough, be it nobody: split brain. Every
 * epoch has one owner, since epochs are dealt out by node.
 */
import type { NodeId } from '../../../src/model/index.js';
import { watch } from './detector.js';
import { enterEpoch } from './follower.js';
import { lead, stepDown } from './leader.js';
import { isBehind, majorityOf, positionOf, type State, storeEpochs } from './state.js';
import type { Ctx, Position } from './types.js';

/** The leader is missed. A short random wait, so that not all claim at once. */
export function onSuspect(state: State, ctx: Ctx): void {
  if (state.role === 'leader') return;
  ctx.setTimer({ kind: 'claiming' }, Math.round(ctx.random() * ctx.params.collect));
  watch(state, ctx);
}

export function onClaiming(state: State, ctx: Ctx): void {
  if (state.role === 'leader') return;
  const epoch = nextEpoch(state, ctx);
  enterEpoch(state, epoch, ctx);
  state.role = 'claimant';
  state.leader = undefined;
  ctx.track('role', 'claimant');
  state.grants.clear();
  state.grants.set(state.id, positionOf(state));
  ctx.broadcast({ kind: 'claim', epoch });
  ctx.setTimer({ kind: 'decide' }, ctx.params.collect);
  watch(state, ctx);
}

/** The next epoch of this node's own. */
function nextEpoch({ highest, id }: State, { members }: Ctx): number {
  const count = members.length;
  return (Math.floor(highest / count) + 1) * count + members.indexOf(id);
}

/** The first leader, of a group that starts for the first time, needs nobody's grant. */
export function startLeading(state: State, ctx: Ctx): void {
  enterEpoch(state, ctx.members.length, ctx);
  beginToLead(state, ctx);
}

export function onClaim(state: State, epoch: number, ctx: Ctx): void {
  const isRefused = state.fencing ? epoch <= state.epoch : state.role === 'leader';
  if (isRefused) {
    ctx.send(ctx.from, { kind: 'fenced', epoch: state.epoch });
    return;
  }
  if (state.fencing) {
    enterEpoch(state, epoch, ctx);
    watch(state, ctx);
  }
  ctx.cancelTimer('claiming');
  ctx.send(ctx.from, { kind: 'granted', epoch, position: positionOf(state) });
}

export function onGranted(state: State, epoch: number, position: Position, ctx: Ctx): void {
  if (state.role !== 'claimant' || epoch !== state.epoch) return;
  state.grants.set(ctx.from, position);
  if (state.grants.size === ctx.members.length) onDecide(state, ctx);
}

/** Promotes one of those who answered, if they are enough. */
export function onDecide(state: State, ctx: Ctx): void {
  if (state.role !== 'claimant') return;
  ctx.cancelTimer('decide');
  if (state.fencing && state.grants.size < majorityOf(ctx.members.length)) {
    ctx.sometimes('a claim has no majority');
    stepDown(state, undefined, ctx);
    return;
  }
  const chosen = choose(state.grants, ctx);
  if (chosen === state.id) {
    beginToLead(state, ctx);
    return;
  }
  ctx.sometimes('another node than the one that asked is promoted');
  ctx.send(chosen, { kind: 'promote', epoch: state.epoch });
  stepDown(state, undefined, ctx);
}

function choose(grants: ReadonlyMap<NodeId, Position>, ctx: Ctx): NodeId {
  const answered = ctx.members.filter((id) => grants.has(id));
  if (ctx.params.promote === 'in-order') return answered[0]!;
  return answered.reduce((best, id) => (isBehind(grants.get(best)!, grants.get(id)!) ? id : best));
}

/** With fencing it has granted this very epoch, and has not led it before: a promotion is good once. */
export function onPromote(state: State, epoch: number, ctx: Ctx): void {
  const isLate = state.fencing
    ? epoch !== state.epoch || state.leader !== undefined
    : state.role === 'leader';
  if (isLate || epoch <= state.led) return;
  enterEpoch(state, epoch, ctx);
  beginToLead(state, ctx);
}

function beginToLead(state: State, ctx: Ctx): void {
  if (state.highest > ctx.members.length) ctx.sometimes('a follower is promoted');
  state.led = state.epoch;
  storeEpochs(state, ctx);
  lead(state, ctx);
}

/** There is a later epoch, or (without fencing) a leader after all. */
export function onFenced(state: State, epoch: number, ctx: Ctx): void {
  if (state.fencing || state.role === 'leader') {
    if (epoch <= state.epoch) return;
    enterEpoch(state, epoch, ctx);
  } else if (state.role === 'claimant') stepDown(state, undefined, ctx);
  watch(state, ctx);
}
