/**
 * Replicas: answer what they hold, and store what they are sent, each after the delays of the WARS model.
 *
 * Bailis et al., "Probabilistically Bounded Staleness for Practical Partial Quorums", VLDB 2012, §5.1: the write
 * request (W), its acknowledgement (A), the read request (R) and its response (S). The network's latency comes on top.
 */
import type { Duration, NodeId } from '../../../src/model/index.js';
import { armHandoff } from './hints.js';
import { keep, lookUp, showKept, takeSynced } from './store.js';
import type { Ctx, LeaderlessMessage, Put, Slot, State } from './types.js';

export function onGet(state: State, id: number, slot: Slot, ctx: Ctx): void {
  const delay = ctx.params.readDelay();
  if (delay > 0) ctx.after(delay, { kind: 'look', to: ctx.from, id, slot });
  else onLook(state, ctx.from, id, slot, ctx);
}

export function onLook(state: State, to: NodeId, id: number, slot: Slot, ctx: Ctx): void {
  sendAfter(ctx.params.responseDelay(), to, { kind: 'found', id, versions: lookUp(state, slot) }, ctx);
}

export function onPut(state: State, put: Put, ctx: Ctx): void {
  const delay = ctx.params.writeDelay();
  if (delay > 0) ctx.after(delay, { kind: 'keep', to: ctx.from, put });
  else onKeep(state, ctx.from, put, ctx);
}

export function onKeep(state: State, to: NodeId, { id, slot, owner, versions }: Put, ctx: Ctx): void {
  keep(state, { slot, owner }, versions, to, { kind: 'stored', id }, ctx);
}

export function onSynced(state: State, upTo: number, ctx: Ctx): void {
  for (const filing of takeSynced(state, upTo)) {
    showKept(state, filing, ctx);
    const { receipt, to } = filing;
    if (receipt !== undefined && receipt.kind !== 'reconciled')
      sendAfter(ctx.params.ackDelay(), to, receipt, ctx);
  }
  armHandoff(state, ctx);
}

function sendAfter(delay: Duration, to: NodeId, message: LeaderlessMessage, ctx: Ctx): void {
  if (delay > 0) ctx.after(delay, { kind: 'depart', to, message });
  else ctx.send(to, message);
}
