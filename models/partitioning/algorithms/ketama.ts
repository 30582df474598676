/**
 * Ketama: the ring of memcached's clients, point by point the same.
 *
 * Richard Jones, libketama, 2007: member i of n has ⌊40 n w_i / Σw⌋ hashes, in single precision as there; hash k is the
 * MD5 of "ID-k", and gives four points, each four bytes with the last one leading. A key is placed by the first four
 * bytes of its MD5 in the same way, and belongs to the next point at or behind it.
 *
 * With equal weights that is 160 points each, but for a few numbers of members (61, 122, 237, …) where single precision
 * makes it 156. Others differ: libmemcached and twemproxy round another way, so that some weights give a hash more or less;
 * spymemcached has 160 points whatever the weights; Python's hash_ring takes three of the four points.
 */
import { utf8 } from '../hash/bytes.js';
import { md5 } from '../hash/md5.js';
import type { Algorithm, Layout } from '../types.js';
import type { Point } from './ring/points.js';
import { ringPartitioner } from './ring.js';

const POINTS_PER_HASH = 4;

export const ketama: Algorithm = {
  name: 'ketama',
  about: 'the ring of libketama and memcached’s clients',
  source: 'Jones, libketama, 2007',
  weighted: true,
  reads: ['points'],
  defaults: { hash: 'ketama', points: 160 },
  // How many points somebody has depends on everybody's weights, and on rounding.
  movesLeast: false,
  build: (layout) => ringPartitioner(layout.members, ketamaPoints(layout), 32),
};

export function ketamaPoints({ members, settings }: Layout): readonly Point[] {
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  const hashesEach = settings.points / POINTS_PER_HASH;
  return members.flatMap(({ id, weight }, member) => {
    const share = Math.fround(weight / total);
    const hashes = Math.floor(Math.fround(share * hashesEach * members.length));
    return Array.from({ length: hashes }, (_, k) => md5(utf8(`${id}-${k}`)))
      .flat()
      .map((high): Point => ({ high, low: 0, member }));
  });
}
