/**
 * The definitions of sequential and causal consistency tried out: every order, one by one. For a few operations
 * only, with written values that are all different. Shares nothing with the checkers.
 */
import type { Json, Operation } from '../../../src/observe/history.js';

const isRead = ({ f }: Operation) => f === 'read';
const pair = ({ input }: Operation) => input as readonly Json[];
const written = (one: Operation): Json => (one.f === 'cas' ? pair(one)[1]! : one.input);
const same = (a: Json, b: Json) => JSON.stringify(a ?? []) === JSON.stringify(b ?? []) || a === b;

/** What the key holds after the operation; `undefined` if it cannot be. */
function after(value: Json, one: Operation, isList: boolean): Json | undefined {
  if (one.f === 'append') return [...((value ?? []) as readonly Json[]), one.input];
  if (one.f === 'write') return one.input;
  if (one.f === 'cas') return value === pair(one)[0] ? pair(one)[1]! : undefined;
  if (one.outcome !== 'ok') return value;
  return (isList ? same(value, one.output) : value === one.output) ? value : undefined;
}

/** Whether one order explains everything; what was never answered may be left out, or come at any time later. */
export function isSequential(operations: readonly Operation[], isList: boolean): boolean {
  const all = operations.filter(({ outcome }) => outcome !== 'fail');
  const follows = (a: Operation, b: Operation) =>
    a.process === b.process && a.outcome === 'ok' && a.start < b.start;
  const go = (done: ReadonlySet<Operation>, state: ReadonlyMap<Json, Json>): boolean => {
    if (all.every((one) => done.has(one) || one.outcome === 'info')) return true;
    return all.some((one) => {
      if (done.has(one) || all.some((other) => follows(other, one) && !done.has(other))) return false;
      const next = after(state.get(one.key ?? 0) ?? null, one, isList);
      if (next === undefined) return false;
      return go(new Set([...done, one]), new Map([...state, [one.key ?? 0, next]]));
    });
  };
  return go(new Set(), new Map());
}

/** Whether each answer is explained by some order of its past. */
export function isCausal(operations: readonly Operation[], isList: boolean): boolean {
  const writer = (key: Operation['key'], value: Json) =>
    operations.find(
      (one) => !isRead(one) && one.outcome !== 'fail' && one.key === key && written(one) === value,
    );
  const shown = (one: Operation): readonly Json[] => {
    if (one.f === 'cas') return [pair(one)[0]!];
    if (!isRead(one) || one.outcome !== 'ok') return [];
    return isList ? ((one.output ?? []) as readonly Json[]) : [one.output];
  };
  const causes = (one: Operation): (Operation | undefined)[] => [
    ...operations.filter(
      (other) => other.process === one.process && other.outcome === 'ok' && other.start < one.start,
    ),
    ...shown(one)
      .filter((value) => value !== null)
      .map((value) => writer(one.key, value)),
  ];
  const past = (one: Operation, found = new Set<Operation>()): ReadonlySet<Operation> => {
    for (const cause of causes(one))
      if (cause !== undefined && !found.has(cause)) {
        found.add(cause);
        past(cause, found);
      }
    return found;
  };
  const told = operations.filter((one) => one.outcome === 'ok' && (isRead(one) || one.f === 'cas'));
  const counted = operations.filter(
    (one) => one.outcome === 'ok' || told.some((answer) => past(answer).has(one)),
  );
  // A compare-and-set whose value was seen did replace what it expected, though nobody was told.
  const answers = counted.filter((one) => isRead(one) || one.f === 'cas');
  if (counted.some((one) => past(one).has(one) || causes(one).includes(undefined))) return false;
  return answers.every((answer) => {
    const writes = [...past(answer)].filter((one) => !isRead(one) && one.key === answer.key);
    return orders(writes, (a, b) => past(b).has(a)).some((order) => {
      // Only the answer itself must be explained: what others were told is for their own pasts to explain.
      const held = order.reduce<Json>(
        (value, one) => (isList ? [...((value ?? []) as readonly Json[]), one.input] : written(one)),
        null,
      );
      return after(held, answer, isList) !== undefined;
    });
  });
}

function orders<T>(items: readonly T[], before: (a: T, b: T) => boolean): (readonly T[])[] {
  if (items.length === 0) return [[]];
  return items
    .filter((first) => !items.some((other) => before(other, first)))
    .flatMap((first) =>
      orders(
        items.filter((each) => each !== first),
        before,
      ).map((rest) => [first, ...rest]),
    );
}
