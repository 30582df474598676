/**
 * Read repair: what a read found newer is sent to the replicas that are behind.
 *
 * DeCandia et al., SOSP 2007, §5. In the background it costs reads nothing. Blocking, it is the second phase of a
 * read in Attiya, Bar-Noy and Dolev, "Sharing memory robustly in message-passing systems", JACM 1995: what one read
 * returned no later one can miss.
 */
import type { NodeId } from '../../../src/model/index.js';
import { answer, enter, putNodes } from './operation.js';
import type { Ctx, Operation, State } from './types.js';
import { mergeAll, sameVersions } from './versions.js';

/** All who were asked have answered, or will not: those that are behind get the rest. */
export function repairAnswered(state: State, operation: Operation, ctx: Ctx): void {
  state.operations.delete(operation.id);
  const { found, owners } = operation;
  operation.versions = mergeAll(
    state.rule,
    found.map(({ versions }) => versions),
  );
  const behind = found.filter(({ versions }) => !sameVersions(versions, operation.versions));
  if (behind.length === 0) return;
  ctx.sometimes('a read repairs a replica');
  const nodes = behind.map(({ node }) => node).filter((node) => owners.includes(node));
  putNodes(operation, nodes, ctx);
}

/** Answers as soon as w replicas hold what was read. */
export function spread(state: State, operation: Operation, ctx: Ctx): void {
  const { found, versions, owners } = operation;
  const holders = found.filter((each) => sameVersions(each.versions, versions)).map(({ node }) => node);
  operation.stored = holders;
  if (versions.length === 0 || holders.length >= ctx.params.w) {
    answer(state, operation, ctx);
    state.operations.delete(operation.id);
    return;
  }
  ctx.sometimes('a read repairs a replica');
  enter(operation, 'repair', ctx);
  const behind = (node: NodeId) => !holders.includes(node);
  putNodes(operation, owners.filter(behind), ctx);
}
