/**
 * Silent replicas: after `patience` a coordinator asks others, has others stand in, or keeps a hint.
 *
 * DeCandia et al., SOSP 2007, §4.6. A stand-in holds what it gets for the owner it stands in for, and hands it over
 * (`hints.ts`). Nobody knows whether a silent replica is down, cut off or slow.
 */
import type { NodeId } from '../../../src/model/index.js';
import { askNodes, putNodes } from './operation.js';
import { repairAnswered } from './repair.js';
import { keep } from './store.js';
import type { Ctx, Operation, Phase, State } from './types.js';

export function onPatience(state: State, id: number, phase: Phase, ctx: Ctx): void {
  const operation = state.operations.get(id);
  if (operation === undefined) return;
  if (phase === 'read' && operation.phase === 'settle') repairAnswered(state, operation, ctx);
  if (operation.phase !== phase) return;
  if (phase === 'read' || phase === 'context') askOthers(operation, ctx);
  else if (phase === 'write' || phase === 'repair') storeElsewhere(state, operation, ctx);
}

function askOthers(operation: Operation, ctx: Ctx): void {
  const { asked, owners, found } = operation;
  const silent = asked.filter((node) => !found.some((each) => each.node === node)).length;
  const unasked = owners.filter((node) => !asked.includes(node)).slice(0, silent);
  if (unasked.length > 0) askNodes(operation, unasked, ctx);
  if (ctx.params.sloppy) askNodes(operation, standIns(operation, silent - unasked.length), ctx);
}

function storeElsewhere(state: State, operation: Operation, ctx: Ctx): void {
  const { owners, stored, asked, slot, versions, answered, id } = operation;
  const unasked = owners.filter((node) => !asked.includes(node) && !stored.includes(node));
  const silent = owners.filter((node) => asked.includes(node) && !stored.includes(node));
  if (unasked.length > 0 && !answered) putNodes(operation, unasked.slice(0, silent.length), ctx);
  const { sloppy, hintedHandoff } = ctx.params;
  if (sloppy) {
    const substitutes = standIns(operation, silent.length);
    const ownerOf = new Map<NodeId, NodeId>(substitutes.map((node, i) => [node, silent[i]!]));
    if (substitutes.length > 0) ctx.sometimes('a node stands in for a replica');
    putNodes(operation, substitutes, ctx, (node) => ownerOf.get(node)!);
  } else if (hintedHandoff && operation.phase === 'write') {
    // Not counted for w: it is kept for the owner, but none of the replicas has it.
    for (const owner of silent)
      if (owner !== ctx.self) keep(state, { slot, owner }, versions, ctx.self, undefined, ctx);
  }
  if (answered) state.operations.delete(id);
}

/** The next nodes on the ring that were not asked yet. */
const standIns = ({ others, asked }: Operation, count: number): readonly NodeId[] =>
  others.filter((node) => !asked.includes(node)).slice(0, Math.max(0, count));
