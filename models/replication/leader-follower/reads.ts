/**
 * Reads at the leader. With fencing they wait for a majority to say that there is no later epoch, and for the
 * first entry of its own to be applied; without, for the latter alone.
 *
 * The check is Raft's ReadIndex (Ongaro 2014, §6.4). In `async` it would promise nothing that writes do not break.
 */
import type { Request } from '../../../src/model/index.js';
import { lookUp } from '../../state-machines/key-value.js';
import { tokenOf } from './apply.js';
import { beginRound } from './sending.js';
import type { State } from './state.js';
import type { Ctx } from './types.js';

/** Reads that may wait at once; beyond that clients are told to ask again. */
const READS_MAX = 10_000;

export function waitForRead(state: State, request: Request, ctx: Ctx): void {
  if (state.reads.length >= READS_MAX) {
    ctx.redirect(request, state.id);
    return;
  }
  const { fencing, replication, reads } = ctx.params;
  const isChecked = fencing && replication !== 'async' && reads === 'leader';
  const index = Math.max(state.startIndex, state.commitIndex, indexOf(request));
  // A round that began before the read came proves nothing for it.
  state.reads.push({ request, index, round: isChecked ? state.round + 1 : 0 });
  if (isChecked && state.confirmedRound === state.round) beginRound(state, false, ctx);
  answerReads(state, ctx);
}

export function answerReads(state: State, ctx: Ctx): void {
  if (state.reads.length === 0) return;
  const waiting = state.reads.filter(({ request, round, index }) => {
    if (round > state.confirmedRound || index > state.lastApplied) return true;
    ctx.ok(request, lookUp(state.machine, request.key ?? null), tokenOf(state, ctx));
    return false;
  });
  state.reads = waiting;
  const wantsRound = waiting.some(({ round }) => round > state.round);
  if (wantsRound && state.confirmedRound === state.round) beginRound(state, false, ctx);
}

/** The entry that the session's token names. */
const indexOf = ({ token }: Request): number => (Array.isArray(token) ? (token[1] as number) : 0);
