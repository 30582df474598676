/**
 * What is told of a violation that an object's own decision found: the earliest completion that cannot be
 * explained, by judging beginnings of the history; what contradicts; and an order that explains the rest.
 *
 * Knows no object and no search.
 */
import { invariant } from '../kernel/invariant.js';
import type { Json, Operation } from '../observe/history.js';
import { explainContradiction } from './explain.js';
import type { LinearizabilityFailure } from './linearizability.js';
import type { Decision, ObjectModel } from './objects/model.js';
import { ILLEGAL } from './objects/model.js';
import { cutAt } from './search/earliest.js';

/** At most this many operations at the end of a legal order are told. */
const ORDER_SHOWN = 256;

type Illegal<S> = Extract<Decision<S>, { kind: 'illegal' }>;
type Legal<S> = Extract<Decision<S>, { kind: 'legal' }>;

/** The failure of a history that the model decided to be illegal. */
export function decidedFailure<S>(
  model: ObjectModel<S>,
  initial: S,
  key: Json | undefined,
  operations: readonly Operation[],
  whole: Illegal<S>,
): LinearizabilityFailure {
  const { stuckAt, illegal, legal } = earliest(model, initial, operations, whole);
  const { window, because } = illegal.tell(operations, stuckAt);
  const ids = new Set(window.map(({ id }) => id).concat(stuckAt.id));
  return {
    key,
    stuckAt,
    window: operations.filter(({ id }) => ids.has(id)),
    explanation: explainContradiction(model, key, operations, stuckAt, because),
    ...longestPrefix(model, initial, legal),
  };
}

/** Narrows down the completions between those up to which all is legal and those up to which it is not. */
function earliest<S>(model: ObjectModel<S>, initial: S, operations: readonly Operation[], whole: Illegal<S>) {
  const ends = operations.filter(({ end }) => end !== Infinity).sort((a, b) => a.end - b.end);
  let illegal = whole;
  let legal: Legal<S> | undefined;
  let low = -1;
  let high = ends.length - 1;
  /** `undefined` from a model that cannot judge a beginning after all: then what is known stands. */
  const judge = (index: number): Decision<S>['kind'] | undefined => {
    const decision = model.decide?.(cutAt(operations, (ends[index] as Operation).end), initial);
    if (decision?.kind === 'legal') {
      low = index;
      legal = decision;
    } else if (decision?.kind === 'illegal') {
      high = index;
      illegal = decision;
    }
    return decision?.kind;
  };
  // Most often it is the last to complete of those that contradict each other in the whole history.
  const final = ends[high] as Operation;
  const shown = whole
    .tell(operations, final)
    .window.filter(({ id, end }) => id !== final.id && end !== Infinity);
  const last = shown.reduce((latest, { end }) => Math.max(latest, end), -Infinity);
  let index = ends.findIndex(({ end }) => end >= last);
  for (let distance = 1; low < index && index < high; distance *= 4) {
    const kind = judge(index);
    if (kind === undefined) break;
    index += kind === 'legal' ? distance : -distance;
  }
  while (high - low > 1 && judge((low + high) >> 1) !== undefined);
  const stuckAt = ends[high];
  invariant(stuckAt !== undefined, 'a history without completions must be legal');
  return { stuckAt, illegal, legal };
}

function longestPrefix<S>(model: ObjectModel<S>, initial: S, legal: Legal<S> | undefined) {
  // Where the first completion is wrong already, nothing had to be explained before it.
  const before = legal?.order(ORDER_SHOWN) ?? { since: 0, from: initial, operations: [] };
  const { since, from, operations } = before;
  let state = from;
  for (const operation of operations) {
    const next = model.step(state, operation);
    invariant(next !== ILLEGAL, 'an order that was decided to be legal must be legal');
    state = next;
  }
  const order = operations.map(({ id }) => id);
  const prefix = { from: model.describeState(from), order, state: model.describeState(state) };
  return { since, longestPrefixes: [prefix] };
}
