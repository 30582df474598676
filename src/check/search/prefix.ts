/**
 * From dead ends to what can be told about them: the operation that cannot be explained, and the orders
 * that explain everything before it.
 */
import { invariant } from '../../kernel/invariant.js';
import type { Operation } from '../../observe/history.js';
import type { ObjectModel } from '../objects/model.js';
import { ILLEGAL } from '../objects/model.js';
import type { Configuration, Path } from './configuration.js';

export interface Prefix<S> {
  /** The state at position `since`. */
  readonly from: S;
  /** The operations since then in order, each with the state it leaves. */
  readonly steps: readonly { readonly operation: Operation; readonly state: S }[];
  readonly state: S;
}

/** Why no order explains the history, seen at the earliest completion that cannot be explained. */
export interface Stuck<S> {
  /** The operation whose completion cannot be explained. */
  readonly operation: Operation;
  /** Position in the history from which the orders are told. */
  readonly since: number;
  /** The longest orders that explain everything before, one per state they lead to. */
  readonly prefixes: readonly Prefix<S>[];
  /** Later operations that may be impossible and made the search give up, in the order of completions. */
  readonly suspects: readonly Operation[];
  /** Operations that were open when the operation completed, itself among them. */
  readonly open: readonly Operation[];
}

/** At most this many orders are told. */
const PREFIXES_MAX = 8;

/** The longest of the orders that lead to the given configurations, one per state. */
export function prefixesOf<S>(
  model: ObjectModel<S>,
  operations: readonly Operation[],
  begins: readonly S[],
  configurations: readonly Configuration[],
): Prefix<S>[] {
  const prefixes = new Map<string | number, Prefix<S>>();
  for (const configuration of configurations) {
    const prefix = prefixOf(model, operations, begins, configuration);
    const key = model.key(prefix.state);
    const known = prefixes.get(key);
    if (known !== undefined ? known.steps.length < prefix.steps.length : prefixes.size < PREFIXES_MAX) {
      prefixes.set(key, prefix);
    }
  }
  return [...prefixes.values()].sort((a, b) => b.steps.length - a.steps.length);
}

/** Writes a path out from its beginning, putting hidden operations where they are hidden, and replays it. */
function prefixOf<S>(
  model: ObjectModel<S>,
  operations: readonly Operation[],
  begins: readonly S[],
  configuration: Configuration,
): Prefix<S> {
  const path: Path[] = [];
  for (let node = configuration.path; node !== undefined; node = node.before) path.push(node);
  const root = path.pop();
  invariant(root !== undefined && root.operation < 0, 'a recorded path must have a beginning');
  const order: Operation[] = [];
  for (const node of path.reverse()) {
    const operation = operations[node.operation] as Operation;
    if (!node.hidden) order.push(operation);
    else {
      const cover = order.findLastIndex((other) => model.isBlind?.(other) === true);
      // Hidden behind an overwrite before the beginning of the path: nothing to show.
      if (cover !== -1) order.splice(cover, 0, operation);
    }
  }
  const from = begins[-1 - root.operation] as S;
  let state = from;
  const steps = order.map((operation) => {
    const next = model.step(state, operation);
    invariant(next !== ILLEGAL, 'an order that was found must be legal');
    state = next;
    return { operation, state };
  });
  return { from, steps, state };
}
