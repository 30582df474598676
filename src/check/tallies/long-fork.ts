/**
 * `long-fork`: reads of the same keys, each written once, must be one growing sequence. Where one read has x and not
 * y, and another y and not x, two writes were seen in opposite orders, which snapshot isolation forbids and parallel
 * snapshot isolation allows. After Jepsen.
 *
 * Reads form one sequence if each has all that the next smaller one has; that takes sorting, no comparison of all
 * pairs. Only which pairs differ is searched for, under a limit. `unknown` where the history is not of that kind: a
 * key written twice, seen with two values, or reads of another number of keys.
 */
import type { Json, Operation } from '../../observe/history.js';
import { isList, jsonKey, showJson } from '../objects/value.js';
import { forksOf, groupsOf, type Read, stepsOf } from './long-fork/reads.js';
import { eventOf, someOf, type Tally, type TallyChecker, type TallyFailure, tellSome } from './tally.js';

export const longFork: TallyChecker = {
  malformed(operation) {
    const { outcome, output, input } = operation;
    const steps = outcome === 'ok' && output !== null ? output : input;
    const isRight =
      isList(steps) && steps.every((step) => isList(step) && (step.length === 2 || step.length === 3));
    return isRight ? undefined : 'a list of [f, key, value]';
  },
  check(operations, options): Tally {
    const reads = operations
      .filter((operation) => operation.outcome === 'ok' && stepsOf(operation).every(([f]) => f === 'r'))
      .sort((a, b) => a.end - b.end);
    const early = reads.filter((read) => stepsOf(read).every(([, , value = null]) => value === null));
    const late = reads.filter((read) => stepsOf(read).every(([, , value = null]) => value !== null));
    const counts = {
      'reads-count': reads.length,
      'early-read-count': early.length,
      'late-read-count': late.length,
    };
    const judged = reads.length;
    const unknown = (reason: string, error: Json): Tally => ({
      verdict: 'unknown',
      reason,
      judged,
      map: { ...counts, error },
      failures: [],
    });
    const again = writtenTwice(operations);
    if (again !== undefined)
      return unknown(`key ${showJson(again)} is written more than once`, ['multiple-writes', again]);
    const groups = groupsOf(reads, options.groupSize);
    if (groups.kind === 'illegal') {
      const { msg, operations: accused } = groups;
      const event = ['event', 'events'][Math.min(1, accused.length - 1)];
      const reason = `${msg} (${event} ${accused.map(({ end }) => end).join(' and ')})`;
      return unknown(reason, { type: 'illegal-history', msg, ops: accused.map(eventOf) });
    }
    const forks = groups.groups.flatMap(forksOf);
    if (forks.length === 0) return { verdict: 'valid', judged, map: counts, failures: [] };
    forks.sort((a, b) => a[0].operation.end - b[0].operation.end || a[1].operation.end - b[1].operation.end);
    return {
      verdict: 'invalid',
      judged,
      map: { ...counts, forks: forks.map(([a, b]) => [eventOf(a.operation), eventOf(b.operation)]) },
      failures: someOf(tellSome(forks, tellFork)),
    };
  },
};

/** A key that two transactions of a single write are for. */
function writtenTwice(operations: readonly Operation[]): Json | undefined {
  const written = new Set<string | number>();
  for (const operation of operations) {
    const steps = (operation.input ?? []) as readonly (readonly Json[])[];
    const [first] = steps;
    if (steps.length !== 1 || first?.[0] !== 'w') continue;
    const [, key = null] = first;
    if (written.has(jsonKey(key))) return key;
    written.add(jsonKey(key));
  }
  return undefined;
}

function tellFork([a, b]: readonly [Read, Read]): TallyFailure {
  const only = (here: Read, there: Read) =>
    here.keys.find((_, i) => here.seen[i] === '1' && there.seen[i] === '0')!;
  const [x, y] = [only(a, b), only(b, a)].map(showJson);
  const [first, second] = [a, b].map(
    ({ operation: { process, end } }) => `process ${process} (event ${end})`,
  );
  const explanation = `${first} saw the write of key ${x} but not that of ${y}; ${second} saw that of ${y} but not that of ${x}: no order of the two writes explains both`;
  return { explanation, window: [a.operation, b.operation].sort((one, other) => one.start - other.start) };
}
