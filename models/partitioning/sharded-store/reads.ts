/**
 * Reads without clocks: the owner answers from what is committed, once all others have said that they know no later
 * view.
 *
 * A round of questions that began after the read came proves that no operation was committed elsewhere before it did;
 * many reads share a round. What a new owner inherited may have been committed and answered before: it reads when that
 * is committed, too (the same matter as in Raft, §8: Ongaro and Ousterhout, USENIX ATC 2014). PacificA has leases
 * instead.
 */
import type { Request } from '../../../src/model/index.js';
import { lookUp } from '../../state-machines/key-value.js';
import { leastOf, sendToAll } from './sending.js';
import type { Slot, State, Tenure } from './state.js';
import type { Ctx } from './types.js';

export function read(state: State, number: number, slot: Slot, request: Request, ctx: Ctx): void {
  const tenure = slot.tenure!;
  tenure.reads.push({ request, round: tenure.round + 1 });
  answerReads(state, number, slot, tenure, ctx);
}

/** Answers those whose round is over, and begins the next one if some wait for it and none is under way. */
export function answerReads(state: State, number: number, slot: Slot, tenure: Tenure, ctx: Ctx): void {
  const { peers, reads, inherited } = tenure;
  if (reads.length === 0) return;
  if (confirmedOf(tenure) === tenure.round && reads.at(-1)!.round > tenure.round) {
    tenure.round += 1;
    if (peers.size > 0) ctx.sometimes('a read waits until the other holders have confirmed the view');
    sendToAll(state, number, slot, tenure, ctx);
  }
  if (slot.applied < inherited) return;
  const confirmed = confirmedOf(tenure);
  const done = reads.filter(({ round }) => round <= confirmed);
  tenure.reads = reads.slice(done.length);
  for (const { request } of done) ctx.ok(request, lookUp(slot.machine, request.key ?? null));
  if (done.length > 0) answerReads(state, number, slot, tenure, ctx);
}

/** The latest round that all others have answered. */
const confirmedOf = ({ peers, round }: Tenure): number => leastOf(peers, round, (peer) => peer.round);
