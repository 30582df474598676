/**
 * `causal-reverse`: whoever sees a write sees all that were acknowledged before it began. Values are written once
 * each, and a read answers all that are there. What is strictly serializable never breaks it. After Jepsen.
 *
 * What was acknowledged before a write began is a beginning of the list of acknowledgements, so that of all writes
 * that a read saw only the latest matters. Linear time, but for lists of what is missing, which have a limit.
 */
import type { Json, Operation } from '../../observe/history.js';
import { jsonKey, showJson } from '../objects/value.js';
import { malformedRead } from './set.js';
import {
  eventOf,
  inOrder,
  listOf,
  someOf,
  sorted,
  type Tally,
  type TallyChecker,
  tellSome,
} from './tally.js';

/** How many missing values are listed over all reads; further reads are only counted. */
const LISTED_MAX = 100_000;

interface Write {
  readonly operation: Operation;
  /** How many values had been acknowledged when it began. */
  readonly before: number;
}

interface Wrong {
  readonly read: Operation;
  /** Of what it saw, the write that began last. */
  readonly seen: Write;
  readonly missing: readonly Json[];
}

export const causalReverse: TallyChecker = {
  functions: ['write', 'read'],
  malformed: malformedRead,
  check(operations): Tally {
    const { writes, acknowledged, rank } = orderOf(operations);
    const reads = operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
    const wrong: Wrong[] = [];
    let count = 0;
    let room = LISTED_MAX;
    for (const read of reads) {
      const seen = new Set(listOf(read.output).map(jsonKey));
      let last: Write | undefined;
      for (const key of seen) {
        const write = writes.get(key);
        if (write !== undefined && write.before > (last?.before ?? 0)) last = write;
      }
      if (last === undefined) continue;
      let present = 0;
      for (const key of seen) if ((rank.get(key) ?? Infinity) < last.before) present++;
      if (present === last.before) continue;
      count++;
      if (room <= 0) continue;
      const expected = acknowledged.slice(0, last.before);
      const missing = expected.filter(({ input }) => !seen.has(jsonKey(input))).map(({ input }) => input);
      room -= last.before;
      wrong.push({ read, seen: last, missing });
    }
    return {
      verdict: count === 0 ? 'valid' : 'invalid',
      judged: reads.length,
      map: { errors: wrong.map(errorOf), 'error-count': count },
      failures: someOf(tellSome(wrong, (one) => tellWrong(one, acknowledged))),
    };
  },
};

/** For each value its write, and the values in the order in which they were acknowledged first. */
function orderOf(operations: readonly Operation[]) {
  const writes = new Map<string | number, Write>();
  const rank = new Map<string | number, number>();
  const acknowledged: Operation[] = [];
  inOrder(operations, {
    started(operation) {
      if (operation.f === 'write')
        writes.set(jsonKey(operation.input), { operation, before: acknowledged.length });
    },
    ended(operation) {
      const key = jsonKey(operation.input);
      if (operation.f !== 'write' || operation.outcome !== 'ok' || rank.has(key)) return;
      rank.set(key, acknowledged.push(operation) - 1);
    },
  });
  return { writes, acknowledged, rank };
}

function errorOf({ read, seen, missing }: Wrong) {
  const { value: _value, ...event } = eventOf(read);
  return { ...event, missing: sorted(missing), 'expected-count': seen.before };
}

function tellWrong({ read, seen, missing }: Wrong, acknowledged: readonly Operation[]) {
  const [first = null] = missing;
  const { operation: later } = seen;
  const earlier = acknowledged.find(({ input }) => jsonKey(input) === jsonKey(first))!;
  const more = missing.length > 1 ? `, nor ${missing.length - 1} more` : '';
  const explanation = `process ${read.process} read ${showJson(later.input)} (event ${read.end}) but not ${showJson(first)}${more}, although ${showJson(first)} had been acknowledged (event ${earlier.end}) before ${showJson(later.input)} began to be written (event ${later.start})`;
  return { explanation, window: [earlier, later, read].sort((a, b) => a.start - b.start) };
}
