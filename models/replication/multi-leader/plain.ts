/**
 * Objects as plain values: what a client's operation makes of one, and what becomes of several.
 *
 * For those who replicate whole values. Knows nothing of replication.
 */
import type { Ask, Json } from '../../../src/model/index.js';
import type { Prepared } from './resolution.js';
import type { Params } from './types.js';

type ObjectName = Params['object'];

const EMPTY: Readonly<Record<ObjectName, Json>> = { register: null, counter: 0, set: [], 'list-append': [] };

export const emptyOf = (object: ObjectName): Json => EMPTY[object];

/** The whole value after an operation. `chance` says where an insertion goes that names no place. */
export function changed(object: ObjectName, value: Json, ask: Ask, chance: () => number): Prepared<Json> {
  const given = ask.value ?? null;
  const list = listOf(value);
  switch (`${object} ${ask.f}`) {
    case 'register write':
      return { effect: given };
    case 'counter add':
    case 'counter inc':
    case 'counter dec': {
      const amount = amountOf(ask);
      return amount === undefined
        ? { refused: `${ask.f} needs a number` }
        : { effect: Number(value) + amount };
    }
    case 'set add':
      return { effect: union([list, [given]]) };
    case 'set remove':
      return { effect: list.filter((element) => !same(element, given)) };
    case 'list-append append':
      return { effect: [...list, given] };
    case 'list-append insert': {
      const place = placeFor(list.length, chance);
      return { effect: [...list.slice(0, place), given, ...list.slice(place)] };
    }
    case 'list-append remove': {
      const at = list.findIndex((element) => same(element, given));
      return { effect: list.filter((_, index) => index !== at) };
    }
    default:
      return refusal(object, ask);
  }
}

/**
 * One value of several that did not know of each other, the same in whatever order they come. A register keeps
 * the greatest, a counter too (and loses what was added to the others), a set all that any has (and so brings
 * back what was removed from one), a list all of one and then what only the others have.
 */
export function mergedValue(object: ObjectName, values: readonly Json[]): Json {
  if (values.length === 0) return emptyOf(object);
  if (values.length === 1) return values[0]!;
  const inOrder = [...values].sort(compare);
  if (object === 'set') return union(inOrder.map(listOf));
  if (object !== 'list-append') return inOrder.at(-1)!;
  return inOrder.map(listOf).reduce((list, other) => list.concat(without(other, list)));
}

/** What `add`, `inc` and `dec` add to a counter; `undefined` if that is no number. */
export function amountOf({ f, value }: Ask): number | undefined {
  const amount = value ?? (f === 'add' ? undefined : 1);
  if (typeof amount !== 'number') return undefined;
  return f === 'dec' ? -amount : amount;
}

/** Where an insertion goes that names no place. */
export const placeFor = (length: number, chance: () => number): number => Math.floor(chance() * (length + 1));

export const refusal = (object: ObjectName, { f }: Ask): { readonly refused: string } => ({
  refused: `a ${object} has no operation ${f}`,
});

/** In the order of their JSON text, each once. */
function union(lists: readonly (readonly Json[])[]): readonly Json[] {
  const all = lists.flat().sort(compare);
  return all.filter((element, index) => index === 0 || !same(element, all[index - 1]!));
}

const without = (list: readonly Json[], those: readonly Json[]): readonly Json[] =>
  list.filter((element) => !those.some((each) => same(each, element)));

const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : []);
const same = (a: Json, b: Json): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

function compare(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
