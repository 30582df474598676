/**
 * `counter`: each read lies between the sum of what was surely added before it began and that of what may have been
 * added before it ended. After Jepsen, whose counters only grow; here what is taken away lowers the lower bound when
 * it begins, and the upper one when it is acknowledged. Linear time.
 */
import type { Operation } from '../../observe/history.js';
import { inOrder, someOf, type Tally, type TallyChecker, type TallyFailure, tellSome } from './tally.js';

interface Read {
  readonly operation: Operation;
  readonly lower: number;
  readonly upper: number;
}

export const counter: TallyChecker = {
  malformed: malformedAmount,
  check(operations): Tally {
    let lower = 0;
    let upper = 0;
    const lowers = new Map<Operation, number>();
    const reads: Read[] = [];
    inOrder(operations, {
      started(operation) {
        if (operation.outcome === 'fail') return;
        if (operation.f === 'read') {
          lowers.set(operation, lower);
          return;
        }
        const amount = amountOf(operation);
        if (amount > 0) upper += amount;
        else lower += amount;
      },
      ended(operation) {
        if (operation.outcome === 'fail') return;
        if (operation.f === 'read') {
          reads.push({ operation, lower: lowers.get(operation)!, upper });
          lowers.delete(operation);
          return;
        }
        const amount = amountOf(operation);
        if (amount > 0) lower += amount;
        else upper += amount;
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
      ? `what had been acknowledged when it began (event ${start}) comes to ${lower} at least`
      : `what had been tried when it ended comes to ${upper} at most`;
  const explanation = `process ${process} read ${answerOf(operation)} (event ${end}), but ${bound}`;
  return { explanation, window: [operation, ...meanwhile].sort((a, b) => a.start - b.start) };
}
