/**
 * Who takes part in a scenario: the names of node and client groups, and whether a selector's nodes exist.
 *
 * Knows models only by their names, roles and counts.
 */
import type { AnyModel } from '../model/model.js';
import type { Node } from './document.js';
import type { Door } from './door.js';
import type { Partition, Selector } from './scenario.js';
import { didYouMean, oneOf } from './suggest.js';

/** A group as far as it could be read; what had a problem of its own is `undefined` and not judged again. */
export interface Group {
  readonly name: string;
  readonly kind: 'nodes' | 'clients';
  readonly count: number | undefined;
  readonly model: AnyModel | undefined;
  readonly operations: readonly string[] | undefined;
  /** Of clients: the node group that they ask. */
  readonly target: string | undefined;
  /** Of clients: what each key is, where they say so. */
  readonly object: string | undefined;
  /** Of clients: whether every operation is kept. */
  readonly history: boolean | undefined;
}

export type Groups = ReadonlyMap<string, Group>;

/** What a selector may point at in the place where it stands. */
interface Allowed {
  /** Client groups, whose nodes can be cut off but not crash. */
  readonly clients: boolean;
  /** Roles, which only mean something while the run goes on. */
  readonly roles: boolean;
}

export const namesOf = (groups: Groups, kind?: Group['kind']): readonly string[] =>
  [...groups.values()].filter((group) => kind === undefined || group.kind === kind).map(({ name }) => name);

/** Reports everything in a selector that does not exist. */
export function checkSelector(
  door: Door,
  selector: Selector,
  groups: Groups,
  allowed: Allowed,
  node: Node,
  path: string,
): void {
  for (const one of partsOf(selector, groups)) checkSelector(door, one, groups, allowed, node, path);
  if ('group' in selector) checkNamed(door, selector, groups, allowed, node, path);
}

/** Selectors inside a selector. */
function partsOf(selector: Selector, groups: Groups): readonly Selector[] {
  switch (selector.kind) {
    case 'random':
    case 'majority':
    case 'minority':
      return [selector.of];
    case 'others': {
      // `others(leader(db))` means `others(db, leader(db))`: a group that is missing is reported once.
      const missing = selector.of.kind === 'group' && !groups.has(selector.of.group);
      return missing ? [selector.of] : [selector.of, selector.but];
    }
    case 'union':
      return selector.of;
    default:
      return [];
  }
}

/** The selectors of a partition's shape. */
export const selectorsIn = (shape: Partition): readonly Selector[] => {
  if (shape.kind === 'split') return [shape.left, shape.right];
  return shape.kind === 'one-way' ? [shape.from, shape.to] : [shape.of];
};

function checkNamed(
  door: Door,
  selector: Extract<Selector, { group: string }>,
  groups: Groups,
  allowed: Allowed,
  node: Node,
  path: string,
): void {
  const group = groups.get(selector.group);
  const report = (word: string, expected: string, received: string, hint?: string): void =>
    door.report(node, path, { expected, received, hint, offset: offsetOf(word, node) });
  const eligible = namesOf(groups, allowed.clients && selector.kind !== 'role' ? undefined : 'nodes');
  if (group === undefined) {
    const hint = didYouMean(selector.group, eligible);
    report(selector.group, `a node group: ${oneOf(eligible)}`, selector.group, hint);
  } else if (group.kind === 'clients' && (!allowed.clients || selector.kind === 'role')) {
    const hint = 'clients can be cut off with partition, hold and degrade, nothing else';
    report(group.name, `a node group: ${oneOf(eligible)}`, `the client group ${group.name}`, hint);
  } else if (selector.kind === 'node' && group.count !== undefined && selector.index > group.count) {
    const written = `${group.name}/${selector.index}`;
    report(written, `a node of ${group.name}: ${rangeOf(group.name, group.count)}`, written);
  } else if (selector.kind === 'role') checkRole(selector, group, allowed, report);
}

const rangeOf = (name: string, count: number): string =>
  count === 1 ? `${name}/1` : `${name}/1 to ${name}/${count}`;

function checkRole(
  { role }: Extract<Selector, { kind: 'role' }>,
  { model, name }: Group,
  allowed: Allowed,
  report: (word: string, expected: string, received: string, hint?: string) => void,
): void {
  if (!allowed.roles) {
    report(role, 'nodes that stay the same', `${role}(${name})`, 'use a degrade fault for those');
    return;
  }
  if (model === undefined) return;
  const roles = Object.keys(model.selectors ?? {});
  if (roles.includes(role)) return;
  const general = ['random', 'majority', 'minority', 'others'];
  const known = [...roles, ...general];
  const has =
    roles.length === 0 ? `${model.name} has no roles` : `roles of ${model.name}: ${roles.join(', ')}`;
  report(
    role,
    `one of ${known.map((word) => `${word}(…)`).join(', ')}`,
    role,
    didYouMean(role, known) ?? has,
  );
}

/** Where a word stands in an expression, so that the caret points at it. */
function offsetOf(word: string, node: Node): number {
  if (node.kind !== 'scalar') return 0;
  const escaped = word.replace(/[^\w]/g, '\\$&');
  return Math.max(0, node.text.search(new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`)));
}
