/**
 * The earliest completion that cannot be explained, without knowing what came later.
 *
 * The search looks ahead and may give up long before the contradiction shows. Here the history is cut
 * where the search gave up, and then further and further back, until what is left has no explanation.
 */
import type { Operation } from '../../observe/history.js';
import type { ObjectModel } from '../objects/model.js';
import type { Stuck } from './prefix.js';
import type { Search, SearchOptions } from './search.js';
import { createSearch, openAt } from './search.js';

/** Spends about `stepsMax` model steps at most; past them the best answer so far stands. */
export function earliestStuck<S>(
  model: ObjectModel<S>,
  initial: S,
  operations: readonly Operation[],
  first: Stuck<S>,
  options: SearchOptions,
  stepsMax: number,
): Stuck<S> {
  const ends = operations
    .filter(({ end }) => end >= first.operation.end && end !== Infinity)
    .sort((a, b) => a.end - b.end);
  let left = stepsMax;
  let explained: Search<S> | undefined;
  // Up to `low` all can be explained; up to `high` it cannot, for that is the whole history.
  let low = -1;
  let high = ends.length - 1;
  const isSettledAt = (index: number): boolean => {
    if (index <= low || index >= high) return true;
    const known = cutAt(operations, (ends[index] as Operation).end);
    const search = createSearch(model, initial, known, options);
    const outcome = search.run(left);
    left -= search.steps();
    if (outcome === 'found') {
      low = index;
      explained = search;
    } else if (outcome === 'exhausted') high = index;
    return outcome !== 'running';
  };
  narrow();
  // The orders that explain everything up to a completion before, with whatever was open then.
  if (explained === undefined) return first;
  const operation = ends[high] as Operation;
  return { ...first, operation, ...explained.prefixes(), open: openAt(operations, operation.end) };

  /** Brings `low` and `high` together, or at least nearer, as far as the steps last. */
  function narrow(): void {
    for (let index = 0, distance = 1; index < high; index += distance, distance *= 4) {
      // Without a suspect it is probably not far ahead.
      if (!isSettledAt(index)) return;
      if (first.suspects.length > 0) break;
    }
    const suspects = first.suspects.map(({ id }) => ends.findIndex((one) => one.id === id));
    for (let from = 0, to = suspects.length; from < to; ) {
      const middle = (from + to) >> 1;
      const index = suspects[middle] as number;
      if (!isSettledAt(index)) return;
      if (index <= low) from = middle + 1;
      else to = middle;
    }
    if (suspects.includes(high) && !isSettledAt(high - 1)) return;
    while (high - low > 1) if (!isSettledAt((low + high) >> 1)) return;
  }
}

/** What was known at a position: completions after it have not been told yet. */
export function cutAt(operations: readonly Operation[], position: number): Operation[] {
  const known: Operation[] = [];
  for (const operation of operations) {
    if (operation.start > position) break;
    if (operation.end <= position || operation.outcome === 'info') known.push(operation);
    // One that will be refused never takes effect, and will not be missed.
    else if (operation.outcome === 'ok') {
      known.push({ ...operation, outcome: 'info', output: null, end: Infinity });
    }
  }
  return known;
}
