/**
 * Selectors and partition shapes as text: `db/2`, `random(db, 2)`, `others(leader(db))`, `isolate(db/1)`.
 *
 *     all, db, db/2, [db/1, db/3]                    everybody, a group, one node (from 1), several
 *     random(X), random(X, 2), majority(X), minority(X)
 *     others(X)                                      the rest of X's group
 *     others(X, X')                                  those of X that are not in X'
 *     leader(db)                                     any other word asks the group's model
 *
 *     split(X, Y), isolate(X), halves(X), majority(X), ring(X), bridge(X), one-way(from, to)
 *
 * Reads syntax only; whether the nodes exist is checked where the whole scenario is known.
 */

import { type Expression, fail, ok, parseExpression, show } from '../expression.js';
import type { Read } from '../problem.js';
import type { Partition, Selector } from '../scenario.js';
import { didYouMean } from '../suggest.js';
import { all, andThen, bind, type Call, wholeOf } from './arguments.js';

/** What groups and clients may be called. */
export const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
/** The most nodes a group can have. */
export const MOST_NODES = 1_000_000;

export const parseSelector = (text: string): Read<Selector> => andThen(parseExpression(text), selectorOf);

export const parsePartition = (text: string): Read<Partition> => andThen(parseExpression(text), partitionOf);

function selectorOf(expression: Expression): Read<Selector> {
  switch (expression.kind) {
    case 'word':
      return nodesOf(expression.text, expression);
    case 'quoted':
      return selectorWithin(expression);
    case 'list':
      return expression.items.length === 0
        ? fail(expression, 'at least one node', '[]')
        : andThen(all(expression.items, selectorOf), (of) => ok({ kind: 'union', of }));
    case 'call':
      return chosenOf(expression);
  }
}

const selectorWithin = (expression: Expression): Read<Selector> =>
  fail(expression, 'nodes, such as db, db/1 or leader(db)', show(expression));

function nodesOf(text: string, at: Expression): Read<Selector> {
  if (text === 'all') return ok({ kind: 'all' });
  const [group = '', index, more] = text.split('/');
  if (!NAME.test(group) || more !== undefined) return selectorWithin(at);
  if (index === undefined) return ok({ kind: 'group', group });
  const number = /^\d{1,7}$/.test(index) ? Number(index) : 0;
  return number >= 1 && number <= MOST_NODES
    ? ok({ kind: 'node', group, index: number })
    : fail(at, `one node of ${group}, counted from 1, such as ${group}/1`, text);
}

function chosenOf(call: Call): Read<Selector> {
  const { name } = call;
  if (name === 'random')
    return andThen(bind(call, ['of', 'count'], 1, 'random(db) or random(db, 2)'), (bound) => {
      const count = bound.get('count');
      return andThen(selectorOf(bound.get('of') as Expression), (of) =>
        andThen(count === undefined ? ok(1) : wholeOf(count, 'a number of nodes', 1, MOST_NODES), (n) =>
          ok({ kind: 'random', of, count: n }),
        ),
      );
    });
  if (name === 'majority' || name === 'minority')
    return andThen(bind(call, ['of'], 1, `${name}(db)`), (bound) =>
      andThen(selectorOf(bound.get('of') as Expression), (of) => ok({ kind: name, of })),
    );
  if (name === 'others') return othersOf(call);
  return roleOf(call);
}

function othersOf(call: Call): Read<Selector> {
  return andThen(bind(call, ['of', 'but'], 1, 'others(leader(db)) or others(all, leader(db))'), (bound) =>
    andThen(selectorOf(bound.get('of') as Expression), (first) => {
      const second = bound.get('but');
      if (second !== undefined)
        return andThen(selectorOf(second), (but) => ok({ kind: 'others', of: first, but }));
      const groups = groupsOf(first);
      const [group] = groups;
      if (group === undefined || groups.size > 1)
        return fail(call, 'nodes of one group, or two arguments: others(all, db)', show(call));
      return ok({ kind: 'others', of: { kind: 'group', group }, but: first });
    }),
  );
}

function roleOf(call: Call): Read<Selector> {
  const example = `${call.name}(db)`;
  if (!NAME.test(call.name)) return fail(call, 'a role such as leader(db)', call.name);
  return andThen(bind(call, ['group'], 1, example), (bound) => {
    const group = bound.get('group') as Expression;
    return group.kind === 'word' && NAME.test(group.text) && group.text !== 'all'
      ? ok({ kind: 'role', role: call.name, group: group.text })
      : fail(group, `a node group, as in ${example}`, show(group));
  });
}

/** The groups that a selector speaks of. */
export function groupsOf(selector: Selector): ReadonlySet<string> {
  switch (selector.kind) {
    case 'all':
      return new Set();
    case 'group':
    case 'node':
    case 'role':
      return new Set([selector.group]);
    case 'random':
    case 'majority':
    case 'minority':
      return groupsOf(selector.of);
    case 'others':
      return new Set([...groupsOf(selector.of), ...groupsOf(selector.but)]);
    case 'union':
      return new Set(selector.of.flatMap((one) => [...groupsOf(one)]));
  }
}

const SHAPES: ReadonlyMap<string, string> = new Map([
  ['split', 'split(db/1, db/2)'],
  ['isolate', 'isolate(leader(db))'],
  ['halves', 'halves(db)'],
  ['majority', 'majority(db)'],
  ['minority', 'minority(db)'],
  ['ring', 'ring(db)'],
  ['bridge', 'bridge(db)'],
  ['one-way', 'one-way(db/1, db/2)'],
]);

/** Every partition shape with an example, for documentation. */
export const partitionExamples: ReadonlyMap<string, string> = SHAPES;

function partitionOf(expression: Expression): Read<Partition> {
  const known = [...SHAPES.keys()];
  const expected = `a shape of partition: ${known.join(', ')}`;
  if (expression.kind !== 'call') {
    const text = show(expression);
    return fail(
      expression,
      expected,
      text,
      SHAPES.get(text) ?? didYouMean(text, known) ?? `isolate(${text})?`,
    );
  }
  const { name } = expression;
  const example = SHAPES.get(name);
  if (example === undefined) {
    const hint = didYouMean(name, known) ?? `isolate(${show(expression)})?`;
    return fail(expression, expected, name, hint);
  }
  const names = name === 'split' ? ['left', 'right'] : name === 'one-way' ? ['from', 'to'] : ['of'];
  return andThen(bind(expression, names, names.length, example), (bound) =>
    andThen(
      all(names, (argument) => selectorOf(bound.get(argument) as Expression)),
      (ends) => ok(shapeOf(name, ends)),
    ),
  );
}

/** `majority(db)` cuts a minority chosen at random off from the majority, which is to isolate it. */
function shapeOf(name: string, ends: readonly Selector[]): Partition {
  const [first = { kind: 'all' }, second = { kind: 'all' }] = ends;
  switch (name) {
    case 'split':
      return { kind: 'split', left: first, right: second };
    case 'one-way':
      return { kind: 'one-way', from: first, to: second };
    case 'majority':
    case 'minority':
      return { kind: 'isolate', of: { kind: 'minority', of: first } };
    case 'halves':
    case 'ring':
    case 'bridge':
      return { kind: name, of: first };
    default:
      return { kind: 'isolate', of: first };
  }
}
