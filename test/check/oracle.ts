/**
 * The definition of linearizability, tried out: every order that real time allows, one by one.
 *
 * For histories of a few operations only. Shares the step function of a model with the checker, and
 * nothing else: none of the hints, and none of the search.
 */
import type { ObjectModel } from '../../src/check/objects/model.js';
import { ILLEGAL } from '../../src/check/objects/model.js';
import type { Operation } from '../../src/observe/history.js';

export function isLinearizable<S>(
  operations: readonly Operation[],
  model: ObjectModel<S>,
  initial: S,
): boolean {
  const rest = operations.filter(
    (operation) => operation.outcome !== 'fail' || model.tellsWhenFailed?.(operation) === true,
  );
  return canFinish(rest, model, initial);
}

function canFinish<S>(rest: readonly Operation[], model: ObjectModel<S>, state: S): boolean {
  if (rest.every((operation) => operation.outcome === 'info')) return true;
  // Nothing may come before an operation that had completed when it was invoked.
  const firstEnd = Math.min(...rest.map((operation) => operation.end));
  for (const next of rest) {
    if (next.start > firstEnd) continue;
    const after = model.step(state, next);
    if (after === ILLEGAL) continue;
    const others = rest.filter((operation) => operation !== next);
    if (canFinish(others, model, after)) return true;
  }
  return false;
}

/** What was known at a position: later completions have not been told yet. */
export function knownAt(history: readonly Operation[], position: number): Operation[] {
  return history
    .filter(({ start, end, outcome }) => start <= position && (outcome !== 'fail' || end <= position))
    .map((one) => (one.end > position ? { ...one, outcome: 'info', output: null, end: Infinity } : one));
}
