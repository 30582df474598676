/**
 * The definitions of the session guarantees, tried out: every order of the writes, one by one.
 *
 * For histories of a few operations only, with written values that are all different. Shares nothing with the
 * checker: what a session wrote and read is looked up by values, and servers are sets of writes.
 */
import type { GuaranteeName } from '../../../src/observe/guarantee-names.js';
import type { Json, Operation } from '../../../src/observe/history.js';

type Write = Operation;

const isWrite = ({ f, outcome }: Operation) => f !== 'read' && outcome !== 'fail';
const written = ({ f, input }: Write): Json => (f === 'cas' ? (input as readonly Json[])[1]! : input);
const sameKey = (a: Operation, b: Operation) => a.key === b.key;
const sameSession = (a: Operation, b: Operation) => a.process === b.process;
/** Acknowledged before the other began. */
const before = (a: Operation, b: Operation) => a.outcome === 'ok' && a.end < b.start;

/** What an answer shows: the last write only (`undefined`: the first value), or all of them in order. */
type Shown = { readonly last: Write | undefined } | { readonly all: readonly Write[] };

export function oracle(operations: readonly Operation[], isList: boolean) {
  const writes = operations.filter(isWrite);
  const write = (key: Operation['key'], value: Json): Write | undefined =>
    writes.find((each) => each.key === key && written(each) === value);
  const shown = (read: Operation): Shown | undefined => {
    if (read.outcome !== 'ok') return undefined;
    if (isList && read.f === 'read')
      return { all: ((read.output ?? []) as readonly Json[]).map((value) => write(read.key, value)!) };
    if (read.f === 'read') return { last: write(read.key, read.output) };
    return read.f === 'cas' ? { last: write(read.key, (read.input as readonly Json[])[0]!) } : undefined;
  };
  const answers = operations.flatMap((read) => {
    const what = shown(read);
    return what === undefined ? [] : [{ read, what }];
  });

  /** An order in which everything stands that is known whatever the guarantee. */
  const known = (place: (write: Write) => number): boolean => {
    const ordered = (a: Write | undefined, b: Write) => a === undefined || place(a) < place(b);
    const replaced = writes.every((each) => {
      const expected = each.f === 'cas' ? write(each.key, (each.input as readonly Json[])[0]!) : undefined;
      return ordered(expected, each);
    });
    const listed = answers.every(
      ({ what }) =>
        'last' in what || what.all.every((each, i) => i === 0 || place(what.all[i - 1]!) < place(each)),
    );
    if (!replaced || !listed) return false;
    if (isList) return true;
    return writes.every(
      (each) =>
        writes.every(
          (a) => !(sameSession(a, each) && sameKey(a, each) && before(a, each)) || ordered(a, each),
        ) &&
        answers.every(
          ({ read, what }) =>
            !(sameSession(read, each) && sameKey(read, each) && before(read, each) && 'last' in what) ||
            ordered(what.last, each),
        ),
    );
  };

  /** Whether the answer can have come from whoever has seen these writes. */
  const explains = (
    read: Operation,
    what: Shown,
    seen: ReadonlySet<Write>,
    place: (write: Write) => number,
  ) => {
    const own = [...seen].filter((each) => each.key === read.key).sort((a, b) => place(a) - place(b));
    if ('last' in what) return own.at(-1) === what.last;
    return own.length === what.all.length && own.every((each, i) => each === what.all[i]);
  };

  /** The same for the least that must have been seen: for registers, whatever came earlier may have been, too. */
  const sees = (read: Operation, what: Shown, must: readonly Write[], place: (write: Write) => number) => {
    if ('all' in what) return must.every((each) => each.key !== read.key || what.all.includes(each));
    return must.every(
      (each) => each.key !== read.key || (what.last !== undefined && place(each) <= place(what.last)),
    );
  };

  const keeps = (guarantee: GuaranteeName | 'nothing', place: (write: Write) => number): boolean => {
    if (guarantee === 'read-your-writes')
      return answers.every(({ read, what }) =>
        sees(
          read,
          what,
          writes.filter((each) => sameSession(each, read) && before(each, read)),
          place,
        ),
      );
    if (guarantee === 'monotonic-reads')
      return answers.every(({ read, what }) => {
        const earlier = answers.filter((each) => sameSession(each.read, read) && before(each.read, read));
        const seen = earlier.flatMap((each) =>
          'last' in each.what ? (each.what.last ?? []) : each.what.all,
        );
        return sees(read, what, seen, place);
      });
    const needs = (each: Write): Write[] => {
      if (guarantee === 'nothing') return [];
      return guarantee === 'monotonic-writes'
        ? writes.filter((a) => sameSession(a, each) && before(a, each))
        : answers
            .filter(({ read }) => sameSession(read, each) && before(read, each))
            .flatMap(({ what }) => ('last' in what ? (what.last ?? []) : what.all));
    };
    if (!writes.every((each) => needs(each).every((a) => place(a) < place(each)))) return false;
    // Each session asks one server, which grows.
    const servers = new Map<Json, Set<Write>>();
    return answers.every(({ read, what }) => {
      const has = servers.get(read.process) ?? new Set<Write>();
      servers.set(read.process, has);
      const add = (each: Write) => {
        if (has.has(each)) return;
        has.add(each);
        needs(each).forEach(add);
      };
      ('last' in what ? (what.last === undefined ? [] : [what.last]) : what.all).forEach(add);
      return explains(read, what, has, place);
    });
  };

  const places = orders(writes).map((order) => (each: Write) => order.indexOf(each));
  return {
    /**
     * `senseless`: what is known contradicts itself, or (of guarantees about servers) no servers that grow can have
     * answered so, whatever they promise.
     */
    verdict(guarantee: GuaranteeName): 'kept' | 'broken' | 'senseless' {
      const possible = places.filter((place) => known(place));
      if (possible.some((place) => keeps(guarantee, place))) return 'kept';
      const aboutServers = guarantee === 'monotonic-writes' || guarantee === 'writes-follow-reads';
      const sense = aboutServers ? possible.some((place) => keeps('nothing', place)) : possible.length > 0;
      return sense ? 'broken' : 'senseless';
    },
  };
}

function orders<T>(items: readonly T[]): (readonly T[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) =>
    orders(items.filter((each) => each !== first)).map((rest) => [first, ...rest]),
  );
}
