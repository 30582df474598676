/**
 * Reads that do not go through the log: ReadIndex (§8, dissertation §6.4), leases (§6.4.1), and stale
 * reads on purpose.
 *
 * Knows nothing of how heartbeat rounds are counted, only what a finished one proves.
 */
import type { Request } from '../../../src/model/index.js';
import { lookUp } from '../../state-machines/key-value.js';
import { beginRound, leaseHolds } from './rounds.js';
import type { State } from './state.js';
import type { Ctx } from './types.js';

/** Reads that may wait for their round at once; beyond that clients are told to ask again later. */
const READS_MAX = 10_000;

/** Answers from this node's own state, whatever its role: may be out of date. */
export function readStale(state: State, request: Request, ctx: Ctx): void {
  ctx.ok(request, lookUp(state.machine, request.key ?? null));
}

/** The leader answers under its lease, or after a round of heartbeats. */
export function readAsLeader(state: State, request: Request, ctx: Ctx): void {
  if (ctx.params.reads === 'lease' && knowsCommits(state) && leaseHolds(state, ctx)) {
    ctx.count('reads-under-lease');
    ctx.sometimes('a read is answered under a lease');
    readStale(state, request, ctx);
    return;
  }
  if (state.reads.length >= READS_MAX) {
    ctx.redirect(request, state.id);
    return;
  }
  ctx.sometimes('a read waits for a round of heartbeats');
  // §8: no read before an entry of this term is committed: only then the leader knows what is committed.
  const index = Math.max(state.commitIndex, state.noopIndex);
  state.reads.push({ request, index, round: state.round + 1 });
  // A round that began before the read came proves nothing for it; reads that come meanwhile share the next.
  if (state.confirmedRound === state.round) beginRound(state, ctx);
  answerReads(state, ctx);
}

/** An entry of this leader's term is committed and applied (§8). */
const knowsCommits = (state: State): boolean => state.lastApplied >= state.noopIndex;

/** Answers the reads whose round was answered by a quorum and whose entry is applied. */
export function answerReads(state: State, ctx: Ctx): void {
  const { reads } = state;
  let done = 0;
  while (done < reads.length) {
    const read = reads[done]!;
    if (read.round > state.confirmedRound) break; // dissertation §6.4: proof that no other leader was elected
    if (read.index > state.lastApplied) break; // dissertation §6.4: the state must be as new as the read
    readStale(state, read.request, ctx);
    done += 1;
  }
  if (done > 0) reads.splice(0, done);
  const waitsForNext = reads.length > 0 && reads[0]!.round > state.round;
  if (waitsForNext && state.confirmedRound === state.round) beginRound(state, ctx);
}
