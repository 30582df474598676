/**
 * Leaderless replication: every node takes reads and writes, and quorums of replicas decide what they see.
 *
 * Giuseppe DeCandia et al., "Dynamo: Amazon's Highly Available Key-value Store", SOSP 2007: the ring (§4.2), vector
 * clocks (§4.4), quorums (§4.5), hinted handoff and sloppy quorums (§4.6), Merkle trees (§4.7), read repair (§5).
 *
 * What it promises depends on how it is set. With r + w > N, version vectors, `context: quorum`, no sloppy quorums:
 * - `readRepair: blocking`: each key is linearizable (Attiya, Bar-Noy and Dolev, JACM 1995, with any such quorums);
 * - else: reads are regular. A read sees the writes that were acknowledged before it began, so sessions read what
 *   they wrote; but two reads may see a write that is under way in the wrong order, so nothing is monotonic.
 * Any other setting promises only that replicas become equal once they can talk: `converges`, given anti-entropy.
 *
 * Each concept has its file in `leaderless/`. What must survive a crash is written in `store.ts` alone.
 */
import { defineModel } from '../../src/model/index.js';
import { armExchange, onExchange, onLeaves, onTree } from './leaderless/anti-entropy.js';
import { contents } from './leaderless/contents.js';
import { beginRead, onFound, onRequest, onStored, onTimeout } from './leaderless/coordinator.js';
import { armHandoff, onHand, onHanded, onHandoff } from './leaderless/hints.js';
import { monitor } from './leaderless/monitor.js';
import { params } from './leaderless/params.js';
import { quorums } from './leaderless/quorums.js';
import { onGet, onKeep, onLook, onPut, onSynced } from './leaderless/replica.js';
import { onPatience } from './leaderless/silence.js';
import { armPurge, onPurge, start, startSync } from './leaderless/store.js';
import { assumes, sometimes } from './leaderless/testing.js';
import type { Ctx, LeaderlessMessage, State } from './leaderless/types.js';

export const leaderless = defineModel<typeof params, State, LeaderlessMessage>({
  name: 'replication/leaderless',
  about: 'A key-value store without a leader: quorums, read repair, hinted handoff and anti-entropy.',
  source: 'DeCandia et al. 2007 (Dynamo); Bailis et al. 2012 (PBS) for the delays and measures',
  leavesOut:
    'Membership changes and virtual nodes. Clients hand in no context: a write descends from what its coordinator ' +
    'asks for or holds (`context`), so two writes that one coordinator has under way at once count as in the order of ' +
    'its numbers. Requests are not remembered: one that a client sends again (retryAfter) is carried out again.',
  params,
  checkParams: ({ replicas, r, w, patience, timeout, sloppy, hintedHandoff }) => [
    ...(replicas > 0 && r > replicas
      ? [{ param: 'r', problem: `must be at most replicas (${replicas})` }]
      : []),
    ...(replicas > 0 && w > replicas
      ? [{ param: 'w', problem: `must be at most replicas (${replicas})` }]
      : []),
    ...(patience < timeout ? [] : [{ param: 'patience', problem: 'must be shorter than the timeout' }]),
    ...(sloppy && !hintedHandoff
      ? [
          {
            param: 'sloppy',
            problem: 'needs hintedHandoff: true, or what stand-ins hold never reaches the replicas',
          },
        ]
      : []),
  ],
  init(durable, ctx) {
    const state = start(durable, ctx);
    armHandoff(state, ctx);
    armExchange(ctx);
    armPurge(ctx);
    return state;
  },
  on: {
    request: noting(onRequest),
    get: noting((state, { id, slot }, ctx) => onGet(state, id, slot, ctx)),
    look: noting((state, { to, id, slot }, ctx) => onLook(state, to, id, slot, ctx)),
    found: noting((state, { id, versions }, ctx) => onFound(state, id, versions, ctx)),
    put: noting(onPut),
    keep: noting((state, { to, put }, ctx) => onKeep(state, to, put, ctx)),
    synced: noting((state, { upTo }, ctx) => onSynced(state, upTo, ctx)),
    stored: noting((state, { id }, ctx) => onStored(state, id, ctx)),
    depart: noting((_state, { to, message }, ctx) => ctx.send(to, message)),
    hand: noting(onHand),
    handed: noting((state, { name, serial }, ctx) => onHanded(state, name, serial, ctx)),
    tree: noting(onTree),
    leaves: noting(onLeaves),
    patience: noting((state, { id, phase }, ctx) => onPatience(state, id, phase, ctx)),
    timeout: noting((state, { id }, ctx) => onTimeout(state, id, ctx)),
    handoff: noting((state, _message, ctx) => onHandoff(state, ctx)),
    exchange: noting((state, _message, ctx) => onExchange(state, ctx)),
    purge: noting((state, _message, ctx) => onPurge(state, ctx)),
    probe: noting((state, { slot, after }, ctx) =>
      beginRead(state, slot, { request: undefined, probedAfter: after }, ctx),
    ),
  },
  bytes,
  contents,
  assumes,
  quorums,
  sometimes,
  monitor,
});

/** A handler before which the notes of the last one are dropped, and after which the disk starts on what it wrote. */
function noting<M extends LeaderlessMessage>(
  handler: (state: State, message: M, ctx: Ctx) => void,
): (state: State, message: M, ctx: Ctx) => void {
  return (state, message, ctx) => {
    if (state.notes.length > 0) state.notes = [];
    handler(state, message, ctx);
    startSync(state, ctx);
  };
}

/** Rough sizes: a header, and 64 bytes for each version; 12 for each hash. */
function bytes(message: LeaderlessMessage): number {
  if (message.kind === 'tree') return 64 + 12 * message.hashes.length;
  if (message.kind === 'leaves')
    return 64 + 64 * message.share.reduce((sum, [, versions]) => sum + versions.length, 0);
  return 'versions' in message ? 64 + 64 * message.versions.length : 64;
}
