/**
 * Hash functions by name: how a key's text becomes the number that a partitioner places.
 *
 * Standard definitions, seed 0, over the text's UTF-8. A function of 32 bits gives a number below 2^32; of longer ones
 * the leading 64 bits count. Knows nothing of nodes.
 */
import { utf8 } from './hash/bytes.js';
import { crc32 } from './hash/crc32.js';
import { fnv1a32, fnv1a64 } from './hash/fnv.js';
import { md5 } from './hash/md5.js';
import { murmur3x32, murmur3x128 } from './hash/murmur3.js';
import { type Word, word } from './hash/word.js';
import { xxh64 } from './hash/xxh64.js';

interface HashFunction {
  /** How many bits the result has; it is a number below 2^bits. */
  readonly bits: 32 | 64;
  readonly hash: (text: string) => Word;
}

const of32 = (hash: (bytes: Uint8Array) => number): HashFunction => ({
  bits: 32,
  hash: (text) => word(0, hash(utf8(text))),
});

const of64 = (hash: (bytes: Uint8Array) => Word): HashFunction => ({
  bits: 64,
  hash: (text) => hash(utf8(text)),
});

export const HASHES = {
  'murmur3-128': of64((bytes) => murmur3x128(bytes)[0]),
  'murmur3-32': of32((bytes) => murmur3x32(bytes)),
  xxh64: of64((bytes) => xxh64(bytes)),
  'fnv-1a-64': of64(fnv1a64),
  'fnv-1a-32': of32(fnv1a32),
  crc32: of32(crc32),
  // As the digest is printed: the first byte leads.
  md5: of64((bytes) => {
    const [first, second] = md5(bytes);
    return word(swap(first), swap(second));
  }),
  // The first four bytes, the last of them leading: what memcached's clients call by the name of their ring.
  ketama: of32((bytes) => md5(bytes)[0]),
} as const satisfies Record<string, HashFunction>;

export type HashName = keyof typeof HASHES;

/** The bytes of a word of 32 bits in the opposite order. */
const swap = (x: number): number =>
  ((x & 0xff) << 24) | ((x & 0xff00) << 8) | ((x >>> 8) & 0xff00) | (x >>> 24);
