/**
 * What each checker demands, as its definition says it: word by word, over all pairs and subsets, without a thought
 * for time. Shares nothing with the checkers.
 */
import type { Json, Operation } from '../../../src/observe/history.js';
import type { TallyName } from '../../../src/observe/tally-names.js';

type Definition = (operations: readonly Operation[]) => boolean | 'unknown';

const isOk = ({ outcome }: Operation) => outcome === 'ok';
const of = (operations: readonly Operation[], f: string) => operations.filter((one) => one.f === f);
const listOf = (operation: Operation) => (operation.output ?? []) as readonly Json[];
const occurrences = (list: readonly Json[], value: Json) => list.filter((each) => each === value).length;

/** Element by element, read by read: the last reads that have it and lack it, and when it was known. */
export function fateOf(
  element: Json,
  operations: readonly Operation[],
): 'stable' | 'stale' | 'lost' | 'never-read' {
  const add = of(operations, 'add').findLast(({ input }) => input === element)!;
  const reads = of(operations, 'read').filter((read) => isOk(read) && read.end >= add.start);
  const having = reads.filter((read) => listOf(read).includes(element));
  const lacking = reads.filter((read) => !listOf(read).includes(element));
  const acknowledged = of(operations, 'add').filter(
    (one) => one.input === element && isOk(one) && one.end >= add.start,
  );
  const known = Math.min(...[...acknowledged, ...having].map(({ end }) => end));
  const has = Math.max(-1, ...having.map(({ start }) => start));
  const lacks = Math.max(-1, ...lacking.map(({ start }) => start));
  if (has > lacks) return lacks > known ? 'stale' : 'stable';
  return lacks > known && lacks > has ? 'lost' : 'never-read';
}

export const elementsOf = (operations: readonly Operation[]): Json[] => [
  ...new Set(of(operations, 'add').map(({ input }) => input)),
];

const setFull =
  (linearizable: boolean): Definition =>
  (operations) => {
    const fates = elementsOf(operations).map((element) => fateOf(element, operations));
    const isTwice = of(operations, 'read').some(
      (read) => isOk(read) && new Set(listOf(read)).size < listOf(read).length,
    );
    if (fates.includes('lost') || isTwice) return false;
    if (linearizable && fates.includes('stale')) return false;
    return fates.some((fate) => fate === 'stable' || fate === 'stale') || 'unknown';
  };

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const amount = ({ input }: Operation) => input as number;

/** Every prefix of events: nothing came out more often than it had begun to go in. */
const queue: Definition = (operations) =>
  of(operations, 'dequeue').every((dequeue) => {
    if (!isOk(dequeue)) return true;
    const { output, end } = dequeue;
    const before = of(operations, 'enqueue').filter((one) => one.start < end && one.input === output);
    const out = of(operations, 'dequeue').filter(
      (one) => isOk(one) && one.end <= end && one.output === output,
    );
    return out.length <= before.length;
  });

const totalQueue: Definition = (operations) => {
  const tried = of(operations, 'enqueue').map(({ input }) => input);
  const went = of(operations, 'enqueue')
    .filter(isOk)
    .map(({ input }) => input);
  const came = of(operations, 'dequeue')
    .filter(isOk)
    .map(({ output }) => output);
  return (
    came.every((value) => tried.includes(value)) &&
    went.every((value) => occurrences(came, value) >= occurrences(went, value))
  );
};

const set: Definition = (operations) => {
  const reads = of(operations, 'read').filter(isOk);
  if (reads.length === 0) return 'unknown';
  const last = listOf(reads.reduce((a, b) => (b.end > a.end ? b : a)));
  const adds = of(operations, 'add');
  const has = (one: Operation) => last.includes(one.input);
  return adds.filter(isOk).every(has) && last.every((value) => adds.some(({ input }) => input === value));
};

/** Some of the adds that may have happened by the end of a read, and all that had by its beginning, come to it. */
const counter: Definition = (operations) =>
  of(operations, 'read').every((read) => {
    if (!isOk(read)) return true;
    const adds = of(operations, 'add').filter(({ outcome }) => outcome !== 'fail');
    const surely = adds.filter((add) => add.end < read.start);
    const maybe = adds.filter((add) => add.start < read.end && add.end >= read.start);
    const up = maybe.map(amount).filter((each) => each > 0);
    const down = maybe.map(amount).filter((each) => each < 0);
    const value = read.output as number;
    const base = sum(surely.map(amount));
    return value >= base + sum(down) && value <= base + sum(up);
  });

function subsets(numbers: readonly number[]): number[] {
  const [first, ...rest] = numbers;
  return first === undefined ? [0] : subsets(rest).flatMap((each) => [each, each + first]);
}

const pnCounter: Definition = (operations) => {
  const adds = of(operations, 'add');
  const base = sum(adds.filter(isOk).map(amount));
  const open = adds.filter(({ outcome }) => outcome === 'info').map(amount);
  const possible = subsets(open).map((each) => base + each);
  return of(operations, 'read').every(
    (read) => !isOk(read) || read.final !== true || possible.includes(read.output as number),
  );
};

const uniqueIds: Definition = (operations) => {
  const ids = of(operations, 'generate')
    .filter(isOk)
    .map(({ output }) => output);
  return ids.every((id, at) => ids.indexOf(id) === at);
};

const longFork: Definition = (operations) => {
  const reads = of(operations, 'read').filter(isOk);
  const keysSeen = (read: Operation) =>
    (read.output as readonly (readonly Json[])[])
      .filter(([, , value]) => value !== null)
      .map(([, key]) => key);
  return reads.every((a) =>
    reads.every((b) => {
      const [x, y] = [keysSeen(a), keysSeen(b)];
      return x.every((key) => y.includes(key)) || y.every((key) => x.includes(key));
    }),
  );
};

const causalReverse: Definition = (operations) => {
  const writes = of(operations, 'write');
  return of(operations, 'read').every((read) => {
    if (!isOk(read)) return true;
    const seen = listOf(read);
    return writes.every(
      (later) =>
        !seen.includes(later.input) ||
        writes.every(
          (earlier) => !isOk(earlier) || earlier.end > later.start || seen.includes(earlier.input),
        ),
    );
  });
};

export const DEFINITIONS: ReadonlyMap<TallyName | 'set-full --linearizable', Definition> = new Map([
  ['queue', queue],
  ['total-queue', totalQueue],
  ['set', set],
  ['set-full', setFull(false)],
  ['set-full --linearizable', setFull(true)],
  ['counter', counter],
  ['pn-counter', pnCounter],
  ['unique-ids', uniqueIds],
  ['long-fork', longFork],
  ['causal-reverse', causalReverse],
]);
