/**
 * Simpler ways to point at nodes: fewer of them, and by their names.
 *
 * Proposes, the likeliest to be accepted as simplest first; which of them are simpler is the measure's business.
 */
import type { Instant } from '../../../kernel/time.js';
import { groupsOf } from '../../../scenario/expression/selector.js';
import type { Selector } from '../../../scenario/scenario.js';
import { smallerCounts } from './figures.js';

/** Who there is, and when the run ends, if that is known. Every scenario is one. */
export interface Scope {
  readonly duration: Instant | undefined;
  readonly nodes: readonly Members[];
  readonly clients: readonly Members[];
}

interface Members {
  readonly name: string;
  readonly count: number;
}

/** In a larger group nodes are not tried one by one. */
const NAMED_MAX = 9;

export function* simplerSelectors(selector: Selector, scope: Scope): Iterable<Selector> {
  if (selector.kind === 'node' || selector.kind === 'role') return;
  if (selector.kind === 'union') yield* selector.of;
  else yield* namedNodes(selector, scope);
  if (selector.kind === 'random') {
    for (const count of smallerCounts(selector.count)) yield { ...selector, count };
    if (selector.of.kind !== 'group')
      for (const of of simplerSelectors(selector.of, scope)) yield { ...selector, of };
    return;
  }
  yield { kind: 'random', of: selector, count: 1 };
  if (selector.kind === 'majority' || selector.kind === 'minority') {
    yield { kind: 'random', of: selector.of, count: 1 };
    yield { kind: 'minority', of: selector.of };
  }
  if (selector.kind === 'group' || selector.kind === 'all') yield { kind: 'minority', of: selector };
  if (selector.kind === 'all') for (const { name } of scope.nodes) yield { kind: 'group', group: name };
  if (selector.kind === 'union') yield* smallerUnions(selector.of, scope);
}

/** Each node of the groups that the selector speaks of, by name. */
function* namedNodes(selector: Selector, { nodes, clients }: Scope): Iterable<Selector> {
  const groups = selector.kind === 'all' ? nodes.map(({ name }) => name) : groupsOf(selector);
  for (const group of groups) {
    const count = [...nodes, ...clients].find(({ name }) => name === group)?.count ?? 1;
    if (count > NAMED_MAX) continue;
    for (let index = 1; index <= count; index++) yield { kind: 'node', group, index };
  }
}

/** Without one of its parts, or with a simpler one. */
function* smallerUnions(parts: readonly Selector[], scope: Scope): Iterable<Selector> {
  if (parts.length > 2)
    for (let i = 0; i < parts.length; i++) yield { kind: 'union', of: parts.filter((_, at) => at !== i) };
  for (const [i, part] of parts.entries())
    for (const simpler of simplerSelectors(part, scope)) yield { kind: 'union', of: parts.with(i, simpler) };
}
