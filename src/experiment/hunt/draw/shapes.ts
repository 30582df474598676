/**
 * Shapes of partitions and holds: who cannot reach whom.
 *
 * Clients reach every node unless a shape names them, so some do: an answer that is lost on its way is asked
 * for again. Knows nothing of how messages are kept away.
 */
import type { Partition, Selector } from '../../../scenario/scenario.js';
import { type Choose, chance, oneOf, weighted } from '../choose.js';
import type { Cluster, Target } from './cluster.js';
import { drawAnchor, drawNodes, groupOf } from './nodes.js';

/** Whether anybody could be cut off from anybody. */
export const canCut = ({ groups, clients }: Cluster): boolean =>
  groups.some(({ count }) => count > 1) || groups.length + clients.length > 1;

/** @param given whom it is about, the same whenever one asks; anybody if `undefined` */
export function drawShape(
  choose: Choose,
  cluster: Cluster,
  group: Target,
  given: Selector | undefined,
): Partition {
  const neighbours = cluster.groups.length > 1 || group.count > 1;
  const crowd = neighbours ? 1 : 0;
  const kind = weighted(choose, [
    [0.35 * crowd, 'isolate'],
    [0.2, 'split'],
    [0.2, 'one-way'],
    [0.12 * crowd, 'halves'],
    [0.08, 'ring'],
    [0.08, 'bridge'],
  ] as const);
  if (kind === 'isolate') return { kind, of: given ?? drawCutOff(choose, cluster, group) };
  if (kind === 'halves' && given === undefined) return { kind, of: drawCrowd(choose, cluster, group, 2) };
  // A ring of three, or a bridge between none, cuts nothing.
  if (kind === 'ring' && given === undefined && sizeOfAll(cluster) > 3)
    return { kind, of: drawCrowd(choose, cluster, group, 4) };
  if (kind === 'bridge' && given === undefined && sizeOfAll(cluster) > 2)
    return { kind, of: drawCrowd(choose, cluster, group, 3) };
  const [left, right] = drawSides(choose, cluster, group, given);
  if (kind === 'split') return { kind, left, right };
  const [from, to] = chance(choose, 0.5) ? [left, right] : [right, left];
  return { kind: 'one-way', from, to };
}

/** Nodes to be cut off from all others, clients of theirs perhaps with them. */
function drawCutOff(choose: Choose, { groups, clients }: Cluster, group: Target): Selector {
  const nodes = drawNodes(choose, group, groups.length > 1 ? 0.1 : 0);
  const clientsToo = clients.length > 0 && nodes.kind !== 'union' && chance(choose, 0.15);
  return clientsToo ? { kind: 'union', of: [nodes, groupOf({ name: oneOf(choose, clients) })] } : nodes;
}

/** As many as it takes: the group, or several, clients among them. */
function drawCrowd(choose: Choose, { groups, clients }: Cluster, group: Target, least: number): Selector {
  const others = [...groups.map(({ name }) => name), ...clients].filter((name) => name !== group.name);
  const alone = group.count >= least && (others.length === 0 || chance(choose, 0.75));
  return alone || others.length === 0
    ? groupOf(group)
    : { kind: 'union', of: [groupOf(group), groupOf({ name: oneOf(choose, others) })] };
}

const sizeOfAll = ({ groups, clients }: Cluster): number =>
  groups.reduce((sum, { count }) => sum + count, clients.length);

/** Two sides without a node in common. */
function drawSides(
  choose: Choose,
  { groups, clients }: Cluster,
  group: Target,
  given: Selector | undefined,
): readonly [Selector, Selector] {
  const others = [...groups.map(({ name }) => name).filter((name) => name !== group.name), ...clients];
  const left = given ?? (group.count > 1 ? drawAnchor(choose, group) : groupOf(group));
  const far = others.length > 0 && (group.count === 1 || chance(choose, 0.25));
  if (far) return [chance(choose, 0.5) ? groupOf(group) : left, groupOf({ name: oneOf(choose, others) })];
  if (group.count === 1) return [left, left];
  const rest: Selector = { kind: 'others', of: groupOf(group), but: left };
  return [left, chance(choose, 0.5) ? rest : { kind: 'random', of: rest, count: 1 }];
}
