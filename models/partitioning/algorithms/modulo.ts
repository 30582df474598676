/**
 * Modulo: the hash divided by the number of members, and the remainder tells whose it is.
 *
 * What everything else here is measured against: even, quick, and nearly every key moves when a member comes or goes.
 */
import { remainder } from '../hash/word.js';
import type { Algorithm, Key, Layout, Partitioner } from '../types.js';

export const modulo: Algorithm = {
  name: 'modulo',
  about: 'the remainder of the hash by the number of nodes',
  source: 'folklore; Karger et al., STOC 1997, §1 says what is wrong with it',
  weighted: false,
  reads: ['hash'],
  movesLeast: false,
  build({ members }: Layout): Partitioner {
    const count = members.length;
    const owner = ({ high, low }: Key) => remainder(high, low, count);
    return { members, owner, order: (key) => inTurn(owner(key), count) };
  },
};

/** From `first` on, and round. */
export function* inTurn(first: number, count: number): Iterable<number> {
  for (let i = 0; i < count; i++) yield (first + i) % count;
}
