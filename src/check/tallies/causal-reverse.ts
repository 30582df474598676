/**
 * `causal-reverse`: whoever sees a write sees all that were acknowledged before it began. Values are written once
 * each, and a read answers all that are there. What is strictly serializable never breaks it. After Jepsen.
 *
 * What was acknowledged before a write began is a beginning of the list of acknowledgements, so that of all writes
 * that a read saw only the latest matters. Linear time, but for lists of what is missing, which have a limit.
 */
import type { Json, Operation } from '../../observe/history.js';
import { jsonKey, showJson } from '../objects/value.js';
import { createNumbering } from './numbering.js';
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

interface Wrong {
  readonly read: Operation;
  /** Of what it saw, the write that began last, and how many values had been acknowledged by then. */
  readonly latest: Operation;
  readonly before: number;
  readonly missing: readonly Json[];
}

export const causalReverse: TallyChecker = {
  malformed: malformedRead,
  check(operations): Tally {
    const { values, writes, acknowledged, before, rank } = orderOf(operations);
    const reads = operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
    const seenBy: number[] = [];
    const wrong: Wrong[] = [];
    let count = 0;
    let room = LISTED_MAX;
    for (const [at, read] of reads.entries()) {
      const seen: number[] = [];
      let latest = -1;
      for (const value of listOf(read.output)) {
        const number = values.find(value);
        if (number === -1 || seenBy[number] === at) continue;
        seenBy[number] = at;
        seen.push(number);
        if (latest === -1 || before[number]! > before[latest]!) latest = number;
      }
      const wanted = before[latest] ?? 0;
      if (seen.filter((number) => (rank[number] ?? Infinity) < wanted).length === wanted) continue;
      count++;
      if (room <= 0) continue;
      room -= wanted;
      const missing = acknowledged.slice(0, wanted).filter((number) => seenBy[number] !== at);
      const latestWrite = writes[latest]!;
      const told = missing.map((number) => values.values[number]!);
      wrong.push({ read, latest: latestWrite, before: wanted, missing: told });
    }
    return {
      verdict: count === 0 ? 'valid' : 'invalid',
      judged: reads.length,
      map: { errors: wrong.map(errorOf), 'error-count': count },
      failures: someOf(tellSome(wrong, (one) => tellWrong(one, operations))),
    };
  },
};

/** For each value written, by number: its last write, how many had been acknowledged before that, and its own rank. */
function orderOf(operations: readonly Operation[]) {
  const values = createNumbering();
  const writes: Operation[] = [];
  const before: number[] = [];
  const rank: (number | undefined)[] = [];
  const acknowledged: number[] = [];
  inOrder(operations, {
    started(operation) {
      if (operation.f !== 'write') return;
      const number = values.of(operation.input);
      writes[number] = operation;
      before[number] = acknowledged.length;
    },
    ended({ f, outcome, input }) {
      if (f !== 'write' || outcome !== 'ok') return;
      const number = values.of(input);
      rank[number] ??= acknowledged.push(number) - 1;
    },
  });
  return { values, writes, before, rank, acknowledged };
}

function errorOf({ read, before, missing }: Wrong) {
  const { value: _value, ...event } = eventOf(read);
  return { ...event, missing: sorted(missing), 'expected-count': before };
}

function tellWrong({ read, latest, missing }: Wrong, operations: readonly Operation[]) {
  const [first = null] = missing;
  const key = jsonKey(first);
  const earlier = operations
    .filter(({ f, outcome, input }) => f === 'write' && outcome === 'ok' && jsonKey(input) === key)
    .reduce((a, b) => (b.end < a.end ? b : a));
  const [later, lacking] = [showJson(latest.input), showJson(first)];
  const more = missing.length > 1 ? `, nor ${missing.length - 1} more` : '';
  const explanation = `process ${read.process} read ${later} (event ${read.end}) but not ${lacking}${more}, although ${lacking} had been acknowledged (event ${earlier.end}) before ${later} began to be written (event ${latest.start})`;
  return { explanation, window: [earlier, latest, read].sort((a, b) => a.start - b.start) };
}
