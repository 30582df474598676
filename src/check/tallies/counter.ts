/**
 * `counter`: each read lies between the sum of what was surely added before it began and that of what may have been
 * added before it ended. After Jepsen, whose counters only grow; of what is taken away the contrary holds: it lowers the
 * lower bound if it began before the read ended, and the upper one if it was acknowledged before that began. Linear time.
 */
import type { Operation } from '../../observe/history.js';
import { inOrder, someOf, type Tally, type TallyChecker, type TallyFailure, tellSome } from './tally.js';

interface Sums {
  up: number;
  /** At most 0. */
  down: number;
}

function add(sums: Sums, amount: number): void {
  if (amount > 0) sums.up += amount;
  else sums.down += amount;
}

interface Read {
  readonly operation: Operation;
  readonly lower: number;
  readonly upper: number;
}

export const counter: TallyChecker = {
  malformed: malformedAmount,
  check(operations): Tally {
    const tried: Sums = { up: 0, down: 0 };
    const done: Sums = { up: 0, down: 0 };
    /** What had been acknowledged when each read began. */
    const doneBefore = new Map<Operation, Sums>();
    const reads: Read[] = [];
    inOrder(operations, {
      started(operation) {
        if (operation.outcome === 'fail') return;
        if (operation.f === 'read') doneBefore.set(operation, { ...done });
        else add(tried, amountOf(operation));
      },
      ended(operation) {
        if (operation.outcome === 'fail') return;
        if (operation.f !== 'read') {
          add(done, amountOf(operation));
          return;
        }
        const before = doneBefore.get(operation)!;
        doneBefore.delete(operation);
        reads.push({ operation, lower: before.up + tried.down, upper: before.down + tried.up });
      },
    });
    const errors = reads.filter(
      ({ operation, lower: low, upper: high }) => answerOf(operation) < low || answerOf(operation) > high,
    );
    return {
      verdict: errors.length === 0 ? 'valid' : 'invalid',
      judged: reads.length,
      map: { reads: reads.map(tripleOf), errors: errors.map(tripleOf) },
      failures: someOf(tellSome(errors, (read) => tellError(read, operations))),
    };
  },
};

const answerOf = ({ output }: Operation): number => output as number;

const tripleOf = ({ operation, lower, upper }: Read) => [lower, answerOf(operation), upper];

/** How much an operation adds, and less than nothing for what it takes away. */
export function amountOf({ f, input }: Operation): number {
  const amount = input ?? (f === 'add' ? Number.NaN : 1);
  if (typeof amount !== 'number') return Number.NaN;
  return f === 'dec' ? -amount : amount;
}

export function malformedAmount(operation: Operation): string | undefined {
  const { f, outcome, output } = operation;
  if (f !== 'read') return Number.isSafeInteger(amountOf(operation)) ? undefined : 'a whole number to add';
  return outcome !== 'ok' || Number.isSafeInteger(output) ? undefined : 'a whole number as its answer';
}

/** The read, and those changes of which nobody can say whether it saw them. */
function tellError({ operation, lower, upper }: Read, operations: readonly Operation[]): TallyFailure {
  const { process, end, start } = operation;
  const meanwhile = operations.filter(
    (one) => one.f !== 'read' && one.outcome !== 'fail' && one.start < end && one.end > start,
  );
  const bound =
    answerOf(operation) < lower
      ? `what had been acknowledged when it began (event ${start}) leaves ${lower} at least`
      : `what had been tried until then comes to ${upper} at most`;
  const explanation = `process ${process} read ${answerOf(operation)} (event ${end}), but ${bound}`;
  return { explanation, window: [operation, ...meanwhile].sort((a, b) => a.start - b.start) };
}
