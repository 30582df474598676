/**
 * The steps that every operation of a coordinator is made of: ask nodes, have nodes store, answer.
 *
 * Knows nothing of when to take which.
 */
import type { NodeId } from '../../../src/model/index.js';
import type { Ctx, Operation, Phase, Slot, State } from './types.js';
import { liveValues, winningValue } from './versions.js';

/** A phase begins: nobody was asked in it yet, and silence is noticed anew. */
export function enter(operation: Operation, phase: Phase, ctx: Ctx): void {
  operation.phase = phase;
  operation.asked = [];
  ctx.after(ctx.params.patience, { kind: 'patience', id: operation.id, phase });
}

export function askNodes(operation: Operation, nodes: readonly NodeId[], ctx: Ctx): void {
  const { id, slot } = operation;
  operation.asked.push(...nodes);
  for (const node of nodes) ctx.send(node, { kind: 'get', id, slot });
}

/** Has nodes hold the operation's versions, for themselves or for an owner. */
export function putNodes(
  operation: Operation,
  nodes: readonly NodeId[],
  ctx: Ctx,
  ownerOf: (node: NodeId) => NodeId = (node) => node,
): void {
  const { id, slot, versions } = operation;
  operation.asked.push(...nodes);
  for (const node of nodes) ctx.send(node, { kind: 'put', id, slot, versions, owner: ownerOf(node) });
}

/** Tells the client; the operation may go on for the sake of the replicas. */
export function answer(state: State, operation: Operation, ctx: Ctx): void {
  const { request, probedAfter, slot, versions, id } = operation;
  operation.answered = true;
  if (operation.phase === 'write') {
    const { w } = ctx.params;
    state.notes.push({ kind: 'acknowledged', slot, version: versions[0]!, need: w });
    ctx.ok(request!, null);
    armProbe(state, slot, ctx);
    return;
  }
  state.notes.push({ kind: 'read', id, slot, versions, probedAfter });
  if (request === undefined) return;
  ctx.ok(request, ctx.params.answers === 'one' ? winningValue(versions) : liveValues(versions));
}

/** A read of one's own, later, to measure what it sees: after the times of `probeAfter` in turn. */
function armProbe(state: State, slot: Slot, ctx: Ctx): void {
  const { probeAfter } = ctx.params;
  const delay = probeAfter[state.probes++ % probeAfter.length];
  if (delay !== undefined) ctx.after(delay, { kind: 'probe', slot, after: delay });
}
