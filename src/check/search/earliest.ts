/**
 * The earliest completion that cannot be explained, without knowing what came later.
 *
 * The search looks ahead and may give up long before the contradiction shows. Here the history is cut
 * where the search gave up, and then further and further back, until what is left has no explanation.
 */
import type { Operation } from '../../observe/history.js';
import type { ObjectModel } from '../objects/model.js';
import type { Stuck } from './prefix.js';
import type { SearchOptions } from './search.js';
import { createSearch, openAt } from './search.js';

/** Model steps that one cut history is worth; past them the first answer stands. */
const STEPS_MAX = 2_000_000;

export function earliestStuck<S>(
  model: ObjectModel<S>,
  initial: S,
  operations: readonly Operation[],
  first: Stuck<S>,
  options: SearchOptions,
): Stuck<S> {
  const ends = operations
    .filter(({ end }) => end >= first.operation.end && end !== Infinity)
    .sort((a, b) => a.end - b.end);
  const judge = (index: number) => {
    const search = createSearch(model, initial, cutAt(operations, (ends[index] as Operation).end), options);
    return { search, outcome: search.run(STEPS_MAX) };
  };
  let outcome = judge(0).outcome;
  if (outcome !== 'found') return first;
  // Before `low` all can be explained; up to `high` it cannot.
  let low = 0;
  let high = ends.length - 1;
  for (let ahead = 1; ahead < high; ahead *= 2) {
    outcome = judge(ahead).outcome;
    if (outcome === 'running') return first;
    if (outcome === 'exhausted') {
      high = ahead;
      break;
    }
    low = ahead;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    outcome = judge(middle).outcome;
    if (outcome === 'running') return first;
    if (outcome === 'exhausted') high = middle;
    else low = middle;
  }
  const operation = ends[high] as Operation;
  // Everything up to the completion before, with whatever was open then.
  const explained = judge(low);
  if (explained.outcome !== 'found') return first;
  return { operation, ...explained.search.prefixes(), open: openAt(operations, operation.end) };
}

/** What was known at a position: completions after it have not been told yet. */
function cutAt(operations: readonly Operation[], position: number): Operation[] {
  const known: Operation[] = [];
  for (const operation of operations) {
    if (operation.start > position) break;
    if (operation.end <= position || operation.outcome === 'info') known.push(operation);
    // One that will be refused never takes effect, and will not be missed.
    else if (operation.outcome === 'ok')
      known.push({ ...operation, outcome: 'info', output: null, end: Infinity });
  }
  return known;
}
