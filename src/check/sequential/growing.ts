/**
 * Lists that nobody can tell the elements of apart, made quicker to search: an append that leads away from the
 * longest answer of its key is refused, as nothing is ever taken out again. Knows no order.
 */
import type { Json, Operation } from '../../observe/history.js';
import { ILLEGAL, type ObjectModel } from '../objects/model.js';
import { isList, jsonKey } from '../objects/value.js';

/** Elements of the longest answers for which it is worth it. */
const ELEMENTS_MAX = 20_000;

/** The step of the model, but for what no longest answer allows. Every answer must be a beginning of the longest. */
export function growingStep<S>(
  operations: readonly Operation[],
  model: ObjectModel<S>,
  initial: S,
): (state: S, call: Operation) => S | typeof ILLEGAL {
  const longest = new Map<string | number | undefined, readonly Json[]>();
  for (const { key, output, outcome, f } of operations) {
    const name = key === undefined ? undefined : jsonKey(key);
    if (outcome !== 'ok' || f === 'append' || !isList(output)) continue;
    if (output.length > (longest.get(name)?.length ?? 0)) longest.set(name, output);
  }
  const { step } = model;
  if ([...longest.values()].reduce((sum, { length }) => sum + length, 0) > ELEMENTS_MAX) return step;
  /** Per key: the states on the way to the longest answer, by how many elements they have. */
  const ways = new Map(
    [...longest].map(([name, list]) => [name, { way: wayTo(list, model, initial), length: list.length }]),
  );
  return (state, call) => {
    const next = step(state, call);
    const known = ways.get(call.key === undefined ? undefined : jsonKey(call.key));
    if (next === ILLEGAL || call.f !== 'append' || known === undefined) return next;
    const before = known.way.get(model.key(state));
    if (before === undefined || before === known.length) return next;
    return known.way.has(model.key(next)) ? next : ILLEGAL;
  };
}

function wayTo<S>(list: readonly Json[], model: ObjectModel<S>, initial: S): Map<string | number, number> {
  const way = new Map([[model.key(initial), 0]]);
  let state = initial;
  for (const [i, input] of list.entries()) {
    const next = model.step(state, { f: 'append', input, output: null, outcome: 'ok' });
    if (next === ILLEGAL) break;
    state = next;
    way.set(model.key(state), i + 1);
  }
  return way;
}
