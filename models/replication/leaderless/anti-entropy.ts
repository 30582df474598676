/**
 * Anti-entropy: two nodes compare Merkle trees of what both should hold, and exchange what differs.
 *
 * DeCandia et al., SOSP 2007, §4.7. They take turns, one level of the tree a message; at the leaves the one who sees
 * a difference sends its versions, and gets the other's. Tombstones whose grace is over do not count.
 */
import type { NodeId } from '../../../src/model/index.js';
import { childrenOf, isLeaf, leafOf, merkleTree, ROOT } from './merkle.js';
import { preference } from './ring.js';
import { keep, remembered } from './store.js';
import type { Ctx, LeaderlessMessage, Share, State } from './types.js';

export function armExchange(ctx: Ctx): void {
  const { antiEntropy } = ctx.params;
  if (antiEntropy < Infinity && ctx.members.length > 1) ctx.setTimer({ kind: 'exchange' }, antiEntropy);
}

export function onExchange(state: State, ctx: Ctx): void {
  const peer = ctx.randomPeer();
  const tree = merkleTree(shared(state, peer, ctx));
  ctx.send(peer, { kind: 'tree', hashes: [[ROOT, tree[ROOT]!]] });
  armExchange(ctx);
}

/** What both hold. */
function shared(state: State, peer: NodeId, ctx: Ctx): Share {
  const { replicas } = ctx.params;
  return [...state.entries]
    .map(([slot, versions]) => [slot, remembered(versions, ctx)] as const)
    .filter(
      ([slot, versions]) =>
        versions.length > 0 && preference(slot, ctx.members, replicas).owners.includes(peer),
    );
}

export function onTree(
  state: State,
  { hashes }: Extract<LeaderlessMessage, { kind: 'tree' }>,
  ctx: Ctx,
): void {
  const share = shared(state, ctx.from, ctx);
  const tree = merkleTree(share);
  const differing = hashes.filter(([index, hash]) => tree[index] !== hash).map(([index]) => index);
  if (differing.length === 0) return;
  if (isLeaf(differing[0]!)) sendLeaves(share, differing, true, ctx);
  else {
    const children = differing.flatMap(childrenOf).map((index) => [index, tree[index]!] as const);
    ctx.send(ctx.from, { kind: 'tree', hashes: children });
  }
}

function sendLeaves(share: Share, leaves: readonly number[], answer: boolean, ctx: Ctx): void {
  const inLeaves = share.filter(([slot]) => leaves.includes(leafOf(slot)));
  ctx.send(ctx.from, { kind: 'leaves', leaves, share: inLeaves, answer });
}

export function onLeaves(
  state: State,
  { leaves, share, answer }: Extract<LeaderlessMessage, { kind: 'leaves' }>,
  ctx: Ctx,
): void {
  if (answer) sendLeaves(shared(state, ctx.from, ctx), leaves, false, ctx);
  ctx.sometimes('anti-entropy finds a difference');
  for (const [slot, versions] of share)
    keep(state, { slot, owner: ctx.self }, versions, ctx.self, { kind: 'reconciled' }, ctx);
}
