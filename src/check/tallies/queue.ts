/**
 * `queue`: whatever comes out must have been put in before. Every enqueue that began may have taken effect, and only
 * dequeues that were answered did; what stays in is nobody's fault. After Jepsen's checker with an unordered queue.
 */
import type { Json, Operation } from '../../observe/history.js';
import { isList, jsonKey, showJson } from '../objects/value.js';
import { type Bag, countOf, put, valuesOf } from './bag.js';
import { inOrder, type Tally, type TallyChecker, type TallyFailure } from './tally.js';

export const queue: TallyChecker = {
  malformed: malformedDrain,
  check(operations): Tally {
    const held: Bag = new Map();
    let judged = 0;
    let first: { readonly value: Json; readonly by: Operation } | undefined;
    inOrder(operations, {
      started: ({ f, input }) => {
        if (f === 'enqueue') put(held, input, 1);
      },
      ended: (by) => {
        for (const value of takenBy(by)) {
          judged++;
          if (first !== undefined) continue;
          if (countOf(held, value) === 0) first = { value, by };
          else put(held, value, -1);
        }
      },
    });
    if (first === undefined) {
      return { verdict: 'valid', judged, map: { 'final-queue': valuesOf(held) }, failures: [] };
    }
    const error = `can't dequeue ${showJson(first.value)}`;
    const failures = [fromNowhere(first.value, first.by, operations)];
    return { verdict: 'invalid', judged, map: { error }, failures };
  },
};

/** What an operation took out. `null` says that there was nothing. */
export function takenBy({ f, outcome, output }: Operation): readonly Json[] {
  if (outcome !== 'ok' || output === null) return [];
  if (f === 'dequeue') return [output];
  return f === 'drain' && isList(output) ? output : [];
}

export function malformedDrain({ f, outcome, output }: Operation): string | undefined {
  const isWrong = f === 'drain' && outcome === 'ok' && output !== null && !isList(output);
  return isWrong ? 'a list of what came out' : undefined;
}

/** An element that came out once more than it had been put in, and everybody who had it in hand until then. */
function fromNowhere(value: Json, by: Operation, operations: readonly Operation[]): TallyFailure {
  const key = jsonKey(value);
  const isIt = (other: Json) => jsonKey(other) === key;
  const window = operations.filter(
    (one) =>
      one === by ||
      (one.f === 'enqueue' && one.start <= by.end && isIt(one.input)) ||
      (one.end <= by.end && takenBy(one).some(isIt)),
  );
  const puts = window.filter(({ f }) => f === 'enqueue').length;
  const times = puts === 1 ? 'once' : `${puts} times`;
  const had = puts === 0 ? 'nobody had begun to enqueue it' : `it had been enqueued ${times} at most`;
  const more = puts === 0 ? '' : `, and came out ${puts} ${puts === 1 ? 'time' : 'times'} before`;
  const what = `process ${by.process} took ${showJson(value)} out (event ${by.end})`;
  return { explanation: `${what}, but until then ${had}${more}`, window };
}
