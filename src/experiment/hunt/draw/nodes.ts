/**
 * Whom a fault hits: selectors drawn for a group, and who of it they can point at.
 *
 * Roles above all: most protocols have one node that matters more than others. Knows nothing of faults.
 */
import type { Selector } from '../../../scenario/scenario.js';
import { type Choose, chance, oneOf, some, weighted } from '../choose.js';
import type { Target } from './cluster.js';

type Named = Pick<Target, 'name' | 'count' | 'roles'>;

export const groupOf = ({ name }: Pick<Target, 'name'>): Selector => ({ kind: 'group', group: name });

export const nodeOf = ({ name }: Pick<Target, 'name'>, index: number): Selector => ({
  kind: 'node',
  group: name,
  index,
});

/** One of these alone, or all of them together. */
export const union = (of: readonly Selector[]): Selector =>
  of.length === 1 ? of[0]! : { kind: 'union', of };

/** Any nodes of the group, at least one. `all`: how likely it is the whole group. */
export function drawNodes(choose: Choose, group: Named, all = 0.05): Selector {
  const { count, roles } = group;
  const of = groupOf(group);
  if (count === 1) return chance(choose, 0.5) ? of : nodeOf(group, 1);
  const several = count > 2 ? 1 : 0;
  const kind = weighted(choose, [
    [roles.length > 0 ? 0.35 : 0, 'role'],
    [0.2, 'random'],
    [0.15, 'node'],
    [0.07, 'majority'],
    [0.07 * several, 'minority'],
    [0.06, 'others'],
    [0.08, 'union'],
    [all, 'group'],
  ] as const);
  switch (kind) {
    case 'role':
      return drawRole(choose, group);
    case 'random':
      return { kind, of, count: Math.min(choose.integer(1, count), choose.integer(1, count)) };
    case 'node':
      return drawNode(choose, group);
    case 'majority':
    case 'minority':
      return { kind, of };
    case 'others':
      return { kind, of, but: drawAnchor(choose, group) };
    case 'union':
      return { kind, of: [drawAnchor(choose, group), { kind: 'random', of, count: 1 }] };
    case 'group':
      return of;
  }
}

export const drawNode = (choose: Choose, group: Named): Selector =>
  nodeOf(group, choose.integer(1, group.count));

function drawRole(choose: Choose, group: Named): Selector {
  const role = roleOf(choose, group);
  return chance(choose, 0.25) ? { kind: 'random', of: role, count: 1 } : role;
}

const roleOf = (choose: Choose, { name, roles }: Named): Selector => ({
  kind: 'role',
  role: oneOf(choose, roles),
  group: name,
});

/** Nodes that stay the same however often one asks at an instant: two sides can be made from them. */
export function drawAnchor(choose: Choose, group: Named): Selector {
  const { count, roles } = group;
  if (roles.length > 0 && chance(choose, 0.6)) return roleOf(choose, group);
  if (count < 4 || chance(choose, 0.5)) return drawNode(choose, group);
  return drawMembers(choose, group, choose.integer(2, count - 2));
}

/** So many nodes by name. */
export function drawMembers(choose: Choose, group: Named, count: number): Selector {
  const all = Array.from({ length: group.count }, (_, i) => i + 1);
  return union(some(choose, all, count).map((index) => nodeOf(group, index)));
}

/** Whether it points at others when it is asked again at the same instant. */
export function isRandom(selector: Selector): boolean {
  if (selector.kind === 'union') return selector.of.some(isRandom);
  if (selector.kind === 'others') return isRandom(selector.of) || isRandom(selector.but);
  return selector.kind === 'random' || selector.kind === 'majority' || selector.kind === 'minority';
}

/** Whether the selector can point at this node; true where that shows only in a run. */
export function mayHit(selector: Selector, name: string, index: number): boolean {
  switch (selector.kind) {
    case 'group':
    case 'role':
      return selector.group === name;
    case 'node':
      return selector.group === name && selector.index === index;
    case 'random':
    case 'majority':
    case 'minority':
      return mayHit(selector.of, name, index);
    case 'others':
      return mayHit(selector.of, name, index) && !surelyHits(selector.but, name, index);
    case 'union':
      return selector.of.some((one) => mayHit(one, name, index));
    case 'all':
      return true;
  }
}

const surelyHits = (selector: Selector, name: string, index: number): boolean =>
  selector.kind === 'union'
    ? selector.of.some((one) => surelyHits(one, name, index))
    : (selector.kind === 'group' || selector.kind === 'node') && mayHit(selector, name, index);
