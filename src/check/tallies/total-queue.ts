/**
 * `total-queue`: what goes in must come out. Every acknowledged enqueue has a dequeue, and nothing comes out that
 * nobody tried to put in. Holds only of a queue that was emptied in the end, by dequeues or a `drain`. After Jepsen.
 */
import type { Json, Operation } from '../../observe/history.js';
import { jsonKey, showJson } from '../objects/value.js';
import { bagOf, common, entriesOf, minus, sizeOf, strangers, valuesOf } from './bag.js';
import { malformedDrain, takenBy } from './queue.js';
import { eventOf, someOf, type Tally, type TallyChecker, type TallyFailure, tellSome } from './tally.js';

export const totalQueue: TallyChecker = {
  malformed: malformedDrain,
  check(operations): Tally {
    const judged = operations.filter(({ outcome }) => outcome === 'ok').length;
    // What a drain that was never answered took, nobody knows: all of it could seem lost.
    const crashed = operations.find(({ f, outcome }) => f === 'drain' && outcome === 'info');
    if (crashed !== undefined) {
      const reason = `a drain was never answered (event ${crashed.start}): nobody knows what it took out`;
      return { verdict: 'unknown', reason, judged, map: { error: eventOf(crashed) }, failures: [] };
    }
    const puts = operations.filter(({ f }) => f === 'enqueue');
    const attempts = bagOf(puts.map(({ input }) => input));
    const enqueues = bagOf(puts.filter(({ outcome }) => outcome === 'ok').map(({ input }) => input));
    const dequeues = bagOf(operations.flatMap(takenBy));
    const ok = common(dequeues, attempts);
    const unexpected = strangers(dequeues, attempts);
    const duplicated = minus(minus(dequeues, attempts), unexpected);
    const lost = minus(enqueues, dequeues);
    const recovered = minus(ok, enqueues);
    return {
      verdict: lost.size === 0 && unexpected.size === 0 ? 'valid' : 'invalid',
      judged,
      map: {
        'attempt-count': sizeOf(attempts),
        'acknowledged-count': sizeOf(enqueues),
        'ok-count': sizeOf(ok),
        'unexpected-count': sizeOf(unexpected),
        'duplicated-count': sizeOf(duplicated),
        'lost-count': sizeOf(lost),
        'recovered-count': sizeOf(recovered),
        lost: valuesOf(lost),
        unexpected: valuesOf(unexpected),
        duplicated: valuesOf(duplicated),
        recovered: valuesOf(recovered),
      },
      failures: someOf(
        tellSome(entriesOf(lost), ({ value, count }) => tellLost(value, count, operations)),
        tellSome(entriesOf(unexpected), ({ value }) => tellUnexpected(value, operations)),
      ),
    };
  },
};

function tellLost(value: Json, count: number, operations: readonly Operation[]): TallyFailure {
  const key = jsonKey(value);
  const window = operations.filter(
    (one) =>
      (one.f === 'enqueue' && one.outcome === 'ok' && jsonKey(one.input) === key) ||
      takenBy(one).some((taken) => jsonKey(taken) === key),
  );
  const put = window.find(({ f }) => f === 'enqueue')!;
  const never =
    count === window.length
      ? 'never came out'
      : `came out ${count} ${count === 1 ? 'time' : 'times'} too rarely`;
  const explanation = `${showJson(value)} was enqueued by process ${put.process} and acknowledged (event ${put.end}), but ${never}`;
  return { explanation, window };
}

function tellUnexpected(value: Json, operations: readonly Operation[]): TallyFailure {
  const key = jsonKey(value);
  const by = operations.find((one) => takenBy(one).some((taken) => jsonKey(taken) === key))!;
  const explanation = `process ${by.process} took ${showJson(value)} out (event ${by.end}), which nobody ever tried to enqueue`;
  return { explanation, window: [by] };
}
