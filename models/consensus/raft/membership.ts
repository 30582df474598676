/**
 * Membership changes by joint consensus (§6), asked for with `change-membership` and the list of members.
 *
 * New servers first catch up without a vote; then C_old,new is logged, and when that is committed C_new.
 * A configuration holds from the moment it is in the log. A leader that is not in C_new steps down when
 * C_new is committed.
 */
import type { Json, NodeId, Request } from '../../../src/model/index.js';
import { lastIndex } from './log.js';
import { appendCommand, replicate, sendAppend, sendHeartbeats, trackPeers } from './replication.js';
import { becomeFollower } from './role.js';
import { configOf, matchOf, type State } from './state.js';
import type { Config, Ctx } from './types.js';

/** An administrator asks this leader for new members: node numbers, or names such as `db/4`. */
export function onChangeMembership(state: State, request: Request, ctx: Ctx): void {
  const config = configOf(state);
  const voters = membersNamed(request.value ?? null, ctx);
  if (voters === undefined || voters.length === 0) {
    ctx.fail(request, 'members must be a list of nodes of this group, with at least one');
    return;
  }
  if (state.change !== undefined && isSameSet(state.change.voters, voters)) {
    state.change.request = request; // asked again
    return;
  }
  if (state.change !== undefined || config.outgoing.length > 0) {
    ctx.fail(request, 'another membership change is under way');
    return;
  }
  if (isSameSet(config.voters, voters)) {
    ctx.ok(request, voters);
    return;
  }
  state.change = {
    request,
    voters,
    deadline: ctx.monotonicClock() + ctx.params.catchUpTimeout,
    logged: false,
  };
  trackPeers(state, voters, ctx);
  for (const peer of state.peers.values()) if (peer.match === 0) sendAppend(state, peer, ctx);
  advanceChange(state, ctx);
}

/** Goes on with a change when its new servers have caught up; called when a follower made progress. */
export function advanceChange(state: State, ctx: Ctx): void {
  const { change } = state;
  if (change === undefined || change.logged) return;
  if (ctx.monotonicClock() > change.deadline) {
    state.change = undefined;
    ctx.fail(change.request, 'the new servers did not catch up in time');
    trackPeers(state, [], ctx);
    return;
  }
  if (state.commitIndex < state.noopIndex) return; // an entry of this term first, as for reads
  for (const voter of change.voters) if (!hasCaughtUp(state, voter, ctx)) return;
  change.logged = true;
  ctx.sometimes('a membership change is joint');
  // §6: from now on both majorities decide.
  appendConfig(state, { voters: change.voters, outgoing: configOf(state).voters }, ctx);
}

/** §6: servers without a vote catch up first, so that the change does not stop the cluster. */
const hasCaughtUp = (state: State, voter: NodeId, ctx: Ctx): boolean =>
  voter === state.id || lastIndex(state.log) - matchOf(state, voter) <= ctx.params.maxBatch;

/** Goes on with a change when its configuration is committed, also one that an earlier leader began. */
export function onCommitted(state: State, ctx: Ctx): void {
  const { index, config } = state.configs[state.configs.length - 1]!;
  if (index > state.commitIndex) return;
  if (config.outgoing.length > 0) {
    if (state.change === undefined) ctx.sometimes('a leader completes a change that another began');
    appendConfig(state, { voters: config.voters, outgoing: [] }, ctx); // §6: C_new
    return;
  }
  const { change } = state;
  if (change?.logged) {
    state.change = undefined;
    ctx.count('membership-changes');
    ctx.sometimes('a membership change is completed');
    ctx.ok(change.request, config.voters);
  }
  if (!config.voters.includes(state.id)) {
    ctx.sometimes('a leader that is no member any more steps down');
    sendHeartbeats(state, ctx);
    becomeFollower(state, state.term, undefined, ctx); // §6: a leader that is not in C_new steps down
  }
}

function appendConfig(state: State, config: Config, ctx: Ctx): void {
  appendCommand(state, { kind: 'config', config }, ctx);
  trackPeers(state, [], ctx);
  replicate(state, ctx);
}

const isSameSet = (a: readonly NodeId[], b: readonly NodeId[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

/** The nodes meant by a list of numbers or names, in the group's order; `undefined` if it is no such list. */
function membersNamed(value: Json, ctx: Ctx): readonly NodeId[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const wanted: readonly Json[] = value;
  const members = ctx.members.filter((id) => wanted.includes(id) || wanted.includes(ctx.name(id)));
  return members.length === new Set(wanted).size ? members : undefined;
}
