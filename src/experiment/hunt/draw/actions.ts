/**
 * What faults do: one of each kind, drawn for a group, within what its model and the messages stand.
 *
 * Each is valid wherever it stands. Knows nothing of other faults, but for the clocks, whose drifts add up.
 */

import type { Distribution } from '../../../kernel/distribution.js';
import { type Duration, MILLISECOND } from '../../../kernel/time.js';
import type { AdminRequest } from '../../../model/model.js';
import { groupsOf } from '../../../scenario/expression/selector.js';
import type { Fault, FaultAction, Link, Selector } from '../../../scenario/scenario.js';
import { type Choose, chance, oneOf, some, spread, weighted } from '../choose.js';
import { drawDrift } from './clocks.js';
import type { Cluster, Target } from './cluster.js';
import { drawLatency, drawShare, LATE } from './links.js';
import { drawMembers, drawNode, drawNodes, groupOf, isRandom, nodeOf } from './nodes.js';
import { canCut, drawShape } from './shapes.js';
import { rounded } from './times.js';

export type Kind = FaultAction['kind'];

/** Whether a group stands such a fault, and there is anything that it could do. */
export function canDraw(kind: Kind, cluster: Cluster, { never, driftMax, admin }: Target): boolean {
  switch (kind) {
    case 'partition':
      return canCut(cluster) && !cluster.never.has('message-lost');
    case 'hold':
      return canCut(cluster);
    case 'degrade':
      return linkProperties(cluster).length > 0;
    case 'crash':
    case 'restart':
      return !never.has('crash');
    case 'pause':
    case 'slow':
      return !never.has('pause');
    case 'clock':
      return !never.has('clock-jump') || driftMax >= 1e-6;
    case 'disk':
      return true;
    case 'ask':
      return admin.length > 0;
  }
}

/** When it happens, and what else does. */
export interface Moment {
  readonly at: Fault['at'];
  readonly duration: Fault['duration'];
  /** Whom to hit; anybody if `undefined`. */
  readonly nodes: Selector | undefined;
  readonly others: readonly Omit<Fault, 'text'>[];
}

/** `undefined` if there is nothing left to do at that moment. */
export function drawAction(
  choose: Choose,
  kind: Kind,
  cluster: Cluster,
  group: Target,
  moment: Moment,
): FaultAction | undefined {
  const whom = (all?: number): Selector => moment.nodes ?? drawNodes(choose, group, all);
  switch (kind) {
    case 'partition':
    case 'hold':
      return { kind, shape: drawShape(choose, cluster, group, moment.nodes) };
    case 'crash':
      // Power fails for all at once.
      return { kind, nodes: whom(0.2), disk: oneOf(choose, [undefined, 'lose', 'tear']) };
    case 'restart':
      return { kind, nodes: groupOf(group) };
    case 'pause':
      return { kind, nodes: whom() };
    case 'slow':
      return { kind, nodes: whom(), delay: drawDelay(choose, 0.5, 100) };
    case 'degrade':
      return { kind, nodes: whom(0.15), link: drawLink(choose, cluster) };
    case 'clock':
      return drawClock(choose, group, moment);
    case 'disk':
      return drawDisk(choose, cluster, group, whom(0.15));
    case 'ask':
      return drawAsk(choose, group, oneOf(choose, group.admin));
  }
}

/** Some nodes of one group that a fault hits, if another can hit the same. */
export function victimsOf(
  action: FaultAction,
): { readonly nodes: Selector; readonly group: string } | undefined {
  const nodes = nodesOf(action);
  if (nodes.kind === 'group' || isRandom(nodes)) return undefined;
  const [group, ...more] = groupsOf(nodes);
  return group === undefined || more.length > 0 ? undefined : { nodes, group };
}

function nodesOf(action: FaultAction): Selector {
  if (action.kind === 'ask') return action.node;
  if (action.kind !== 'partition' && action.kind !== 'hold') return action.nodes;
  const { shape } = action;
  if (shape.kind === 'split') return shape.left;
  return shape.kind === 'one-way' ? shape.from : shape.of;
}

/** From `low` to `high` ms. */
function drawDelay(choose: Choose, low: number, high: number): Distribution {
  const value: Duration = rounded(spread(choose, low, high) * MILLISECOND);
  return weighted<Distribution>(choose, [
    [1, { kind: 'constant', value }],
    [1, { kind: 'uniform', low: 0, high: value }],
    [1, { kind: 'exponential', mean: value }],
  ]);
}

/** What of a link may get worse. */
function linkProperties({ never, inOrder, healedAt }: Cluster): readonly (keyof Link)[] {
  const mixed = never.has('message-reordered');
  // What queues for a slow link may come long after it is healed.
  const slow: readonly (keyof Link)[] = healedAt === undefined ? ['bandwidth'] : [];
  // A link that becomes fast again overtakes what is still under way, unless all keep their order.
  const late: readonly (keyof Link)[] = mixed && !inOrder ? [] : ['latency', ...slow];
  const lost: readonly (keyof Link)[] = never.has('message-lost') ? [] : ['loss', 'corrupt'];
  const order: readonly (keyof Link)[] = mixed ? [] : ['order'];
  return [...late, ...lost, ...order, ...(never.has('message-duplicated') ? [] : (['duplicate'] as const))];
}

function drawLink(choose: Choose, cluster: Cluster): Partial<Link> {
  const properties = linkProperties(cluster);
  const picked = some(choose, properties, chance(choose, 0.6) ? 1 : 2);
  return Object.assign(
    {},
    ...LINK_ORDER.filter((key) => picked.includes(key)).map((key) => drawProperty(choose, key, cluster)),
  );
}

/** As they are printed. */
const LINK_ORDER = ['latency', 'loss', 'duplicate', 'corrupt', 'order', 'bandwidth'] as const;

function drawProperty(
  choose: Choose,
  key: (typeof LINK_ORDER)[number],
  { never, healedAt }: Cluster,
): Partial<Link> {
  switch (key) {
    case 'latency':
      return healedAt === undefined
        ? { latency: drawLatency(choose, spread(choose, 1, 200) * MILLISECOND, LATE) }
        : { latency: drawLatency(choose, spread(choose, 1, 20) * MILLISECOND, 0) };
    case 'loss':
      return { loss: drawShare(choose, 0.02, 0.9) };
    case 'duplicate':
      return { duplicate: drawShare(choose, 0.05, 0.9) };
    case 'corrupt':
      return {
        corrupt: drawShare(choose, 0.02, 0.5),
        checksum: never.has('message-altered') || chance(choose, 0.3),
      };
    case 'order':
      return { order: chance(choose, 0.7) ? 'fifo' : 'any' };
    case 'bandwidth':
      // In bytes per second: a message of some hundred bytes takes from a millisecond to seconds.
      return { bandwidth: choose.integer(1, 9) * oneOf(choose, [100, 1000, 10_000, 100_000]) };
  }
}

function drawClock(
  choose: Choose,
  group: Target,
  { others, nodes: given, ...when }: Moment,
): FaultAction | undefined {
  // One node against the others is what leases fear.
  const one = drawNode(choose, group);
  const nodes =
    given ??
    weighted<Selector>(choose, [
      [2, one],
      [group.count > 1 ? 1 : 0, { kind: 'others', of: groupOf(group), but: one }],
      [2, drawNodes(choose, group)],
    ]);
  const jumps = !group.never.has('clock-jump');
  const drift = jumps && chance(choose, 0.4) ? 0 : drawDrift(choose, group, { ...when, nodes }, others);
  const jumping = jumps && (drift === 0 || chance(choose, 0.3));
  const jump = jumping
    ? rounded(spread(choose, 1, 10_000) * MILLISECOND) * (chance(choose, 0.5) ? 1 : -1)
    : 0;
  return jump === 0 && drift === 0 ? undefined : { kind: 'clock', nodes, jump, drift };
}

function drawDisk(choose: Choose, { healedAt }: Cluster, group: Target, nodes: Selector): FaultAction {
  const trouble = weighted(choose, [
    [0.6, 'slow'],
    // Whoever waits for a sync that never comes may wait for ever, which is not to be held against it.
    [healedAt === undefined ? 0.25 : 0, 'full'],
    [group.never.has('record-lost') ? 0 : 0.4, 'corrupt'],
  ] as const);
  const sync = trouble === 'slow' ? drawDelay(choose, 2, 500) : undefined;
  const corrupt = trouble === 'corrupt' ? drawShare(choose, 0.005, 0.5) : 0;
  return { kind: 'disk', nodes, sync, full: trouble === 'full', corrupt };
}

function drawAsk(choose: Choose, group: Target, { f, of, nodesMin }: AdminRequest): FaultAction {
  const node: Selector =
    of === undefined ? drawAnyone(choose, group) : { kind: 'role', role: of, group: group.name };
  const nodes = nodesMin === undefined ? undefined : drawMemberSet(choose, group, nodesMin);
  return { kind: 'ask', node, f, value: null, nodes };
}

const drawAnyone = (choose: Choose, group: Target): Selector =>
  chance(choose, 0.5) ? drawNode(choose, group) : { kind: 'random', of: groupOf(group), count: 1 };

/** All, all but one, a majority or any number of them: most changes keep most of the members. */
function drawMemberSet(choose: Choose, group: Target, min: number): Selector {
  const { count } = group;
  const least = Math.min(count, Math.max(1, min));
  const most = Math.max(least, Math.min(count, Math.floor(count / 2) + 1));
  switch (
    weighted(choose, [
      [0.3, 'all'],
      [count > least ? 0.3 : 0, 'but one'],
      [0.3, 'most'],
      [0.1, 'any'],
    ] as const)
  ) {
    case 'all':
      return groupOf(group);
    case 'but one':
      return { kind: 'others', of: groupOf(group), but: nodeOf(group, choose.integer(1, count)) };
    case 'most':
      return drawMembers(choose, group, choose.integer(most, count));
    case 'any':
      return drawMembers(choose, group, choose.integer(least, count));
  }
}
