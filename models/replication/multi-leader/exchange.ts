/**
 * How operations get about: sent once to each member downstream, again until it has them, and whenever two that
 * compare find a difference (anti-entropy: Demers et al., PODC 1987, §1.3).
 *
 * Nobody keeps a list of messages: what a member has, as it last said, tells what it lacks. Only what is durable
 * is sent or acknowledged. Knows nothing of what operations do.
 */
import { linksOf } from './topology.js';
import type { Ctx, Op, Peer, State } from './types.js';
import { covers, join, seenOf, type VersionVector } from './version-vector.js';

/** Sends what became durable to whoever is downstream and has not been sent it. */
export function sendNew(state: State, ctx: Ctx): void {
  const { downstream, relays } = linksOf(ctx.params.topology, state.self, ctx.members.length);
  for (const index of downstream) {
    const peer = state.peers.get(index)!;
    const from = join(peer.sent, peer.acked);
    peer.sent = join(from, state.durableSeen);
    const origins = relays ? all(state) : [state.self];
    sendBatches(missing(state, origins, index, from), index, ctx);
    if (relays) notePassedOn(state, index, from, ctx);
  }
}

/** What was sent a while ago and is still not acknowledged is sent again, one batch at a time. */
export function sendAgain(state: State, ctx: Ctx): void {
  const { downstream, relays } = linksOf(ctx.params.topology, state.self, ctx.members.length);
  for (const index of downstream) {
    const peer = state.peers.get(index)!;
    const origins = (relays ? all(state) : [state.self]).filter(
      (origin) => origin !== index && seenOf(peer.acked, origin) < seenOf(peer.sentBefore, origin),
    );
    peer.sentBefore = peer.sent;
    const ops = missing(state, origins, index, peer.acked).slice(0, ctx.params.maxBatch);
    if (ops.length === 0) continue;
    ctx.sometimes('an operation is sent again');
    ctx.count('operations-resent', ops.length);
    ctx.send(ctx.members[index]!, { kind: 'ops', ops, again: true });
  }
  ctx.setTimer({ kind: 'resend' }, ctx.params.resendAfter);
}

/** Owes the sender of operations a word about what has arrived. */
export function owe(state: State, again: boolean, ctx: Ctx): void {
  const peer = peerOf(state, ctx);
  if (peer !== undefined && peer.owed !== 'more') peer.owed = again ? 'more' : 'ack';
}

/** Says what is durable now to those who wait for it. */
export function acknowledge(state: State, ctx: Ctx): void {
  if (state.durable < state.log.length) return;
  for (const [index, peer] of state.peers) {
    if (peer.owed === 'nothing') continue;
    const again = peer.owed === 'more';
    peer.owed = 'nothing';
    ctx.send(ctx.members[index]!, { kind: 'ack', seen: state.durableSeen, again });
  }
}

/** Somebody says what it has. It is sent more only if it asks and got further, so that nobody goes in circles. */
export function onAck(state: State, seen: VersionVector, again: boolean, ctx: Ctx): void {
  const peer = peerOf(state, ctx);
  if (peer === undefined) return;
  const isFurther = !covers(peer.acked, seen);
  peer.acked = join(peer.acked, seen);
  if (again && isFurther) fillUp(state, peer, ctx);
}

/** Says what it has to one of its neighbours. */
export function compareWithOne(state: State, ctx: Ctx): void {
  const { neighbours } = linksOf(ctx.params.topology, state.self, ctx.members.length);
  const index = neighbours[Math.floor(ctx.random() * neighbours.length)];
  if (index === undefined) return;
  ctx.send(ctx.members[index]!, { kind: 'compare', seen: state.durableSeen, answer: false });
  armAntiEntropy(ctx);
}

export function armAntiEntropy(ctx: Ctx): void {
  const { antiEntropy } = ctx.params;
  if (antiEntropy !== Number.POSITIVE_INFINITY) ctx.setTimer({ kind: 'antiEntropy' }, antiEntropy);
}

export function onCompare(state: State, seen: VersionVector, isAnswer: boolean, ctx: Ctx): void {
  const peer = peerOf(state, ctx);
  if (peer === undefined) return;
  peer.acked = join(peer.acked, seen);
  fillUp(state, peer, ctx);
  if (isAnswer || covers(state.seen, seen)) return;
  ctx.sometimes('members that compare find that one lacks something');
  ctx.send(ctx.from, { kind: 'compare', seen: state.durableSeen, answer: true });
}

/** Sends one batch of what the other lacks, of anybody's operations; its answer asks for the next. */
function fillUp(state: State, peer: Peer, ctx: Ctx): void {
  const ops = missing(state, all(state), undefined, peer.acked).slice(0, ctx.params.maxBatch);
  if (ops.length === 0) return;
  ctx.sometimes('members that compare find that one lacks something');
  ctx.count('operations-filled-in', ops.length);
  ctx.send(ctx.from, { kind: 'ops', ops, again: true });
}

/** Durable operations of these origins, but not of `but`, beyond `from`, in the order in which they took effect here. */
function missing(
  state: State,
  origins: readonly number[],
  but: number | undefined,
  from: VersionVector,
): readonly Op[] {
  const found = origins
    .filter((origin) => origin !== but)
    .map((origin) => state.byOrigin[origin]!.slice(seenOf(from, origin), seenOf(state.durableSeen, origin)))
    .filter((ops) => ops.length > 0);
  return found.length > 1 ? inCausalOrder(found) : found.flat();
}

/** Merges lists so that no operation comes before one that its writer had seen. */
function inCausalOrder(lists: readonly (readonly Op[])[]): readonly Op[] {
  // A writer that had seen more had seen all that those had seen that it had seen.
  const weight = ({ deps }: Op) => deps.reduce((sum, number) => sum + number, 0);
  return lists.flat().sort((a, b) => weight(a) - weight(b) || a.stamp.origin - b.stamp.origin);
}

function sendBatches(ops: readonly Op[], index: number, ctx: Ctx): void {
  const { maxBatch } = ctx.params;
  for (let at = 0; at < ops.length; at += maxBatch)
    ctx.send(ctx.members[index]!, { kind: 'ops', ops: ops.slice(at, at + maxBatch), again: false });
}

function notePassedOn(state: State, index: number, from: VersionVector, ctx: Ctx): void {
  const isPassedOn = all(state).some(
    (origin) =>
      origin !== state.self && origin !== index && seenOf(from, origin) < seenOf(state.durableSeen, origin),
  );
  if (isPassedOn) ctx.sometimes('an operation is passed on');
}

const all = ({ byOrigin }: State): readonly number[] => byOrigin.map((_, origin) => origin);

const peerOf = (state: State, ctx: Ctx): Peer | undefined => state.peers.get(ctx.members.indexOf(ctx.from));
