/**
 * Maglev: members fill a table in turn, each in an order of its own, and a key looks up its entry.
 *
 * Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI 2016, §3.4: the table has M
 * entries, M a prime; a member prefers entry (offset + j · skip) mod M in its j-th place, with offset and skip from two
 * hashes of its name. Nearly perfectly even; when a member leaves, a few of the others' entries move too. With weights,
 * a member takes a turn as often as its weight says.
 */
import { invariant } from '../../../src/model/index.js';
import { remainder } from '../hash/word.js';
import { HASHES, type HashName } from '../hash.js';
import type { Algorithm, Key, Layout, Partitioner } from '../types.js';

export const maglev: Algorithm = {
  name: 'maglev',
  about: 'a table that nodes fill in turn, each in its own order',
  source: 'Eisenbud et al., NSDI 2016, §3.4',
  weighted: true,
  reads: ['hash', 'tableSize'],
  movesLeast: false,
  build({ members, settings: { hash, tableSize } }: Layout): Partitioner {
    const table = fillTable(
      members.map(({ id }) => preferenceOf(id, hash, tableSize)),
      members.map(({ weight }) => weight),
      tableSize,
    );
    const entry = ({ high, low }: Key) => remainder(high, low, tableSize);
    return {
      members,
      owner: (key) => table[entry(key)]!,
      order: (key) => distinct(table, entry(key), members.length),
      shares() {
        const shares = members.map(() => 0);
        for (const member of table) shares[member]! += 1 / tableSize;
        return shares;
      },
    };
  },
};

/** Which entries a member prefers. */
export interface Preference {
  readonly offset: number;
  readonly skip: number;
}

function preferenceOf(id: string, hash: HashName, size: number): Preference {
  const offset = HASHES[hash].hash(id);
  const skip = HASHES[hash].hash(`skip ${id}`);
  return {
    offset: remainder(offset.high, offset.low, size),
    skip: remainder(skip.high, skip.low, size - 1) + 1,
  };
}

/** Whose each entry is (the paper's procedure Populate). */
export function fillTable(
  preferences: readonly Preference[],
  weights: readonly number[],
  size: number,
): Int32Array {
  invariant(preferences.length <= size, 'there is an entry for every member');
  const table = new Int32Array(size).fill(-1);
  const places = Uint32Array.from(preferences, ({ offset }) => offset);
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight));
  let filled = 0;
  for (let round = 1; ; round++) {
    for (let member = 0; member < preferences.length; member++) {
      // A member whose weight is half of the heaviest one's takes every other turn.
      const share = weights[member]! / heaviest;
      if (Math.floor(round * share) === Math.floor((round - 1) * share)) continue;
      const { skip } = preferences[member]!;
      let place = places[member]!;
      while (table[place] !== -1) place = place + skip >= size ? place + skip - size : place + skip;
      table[place] = member;
      places[member] = place;
      filled += 1;
      if (filled === size) return table;
    }
  }
}

/** The table's members from an entry on, each once. */
function* distinct(table: Int32Array, entry: number, members: number): Iterable<number> {
  const seen = new Set<number>();
  for (let i = 0; i < table.length && seen.size < members; i++) {
    const member = table[(entry + i) % table.length]!;
    if (!seen.has(member)) yield member;
    seen.add(member);
  }
}
