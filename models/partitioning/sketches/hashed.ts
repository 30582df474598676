/**
 * What sketches keep of an item: its hash of 64 bits, and from it as many places as they need.
 *
 * Kirsch & Mitzenmacher, "Less Hashing, Same Performance: Building a Better Bloom Filter", ESA 2006: place i is
 * h1 + i h2, which costs one hash for any number of places, and loses nothing that can be measured. Knows no sketch.
 */
import { utf8 } from '../hash/bytes.js';
import { murmur3x128 } from '../hash/murmur3.js';
import type { Word } from '../hash/word.js';

export type { Word } from '../hash/word.js';

/** Another seed is another hash function. */
export const hashOf = (item: string, seed = 0): Word => murmur3x128(utf8(item), seed)[0];

/** The place of a hash in row `row` of `width`. */
export const placeOf = ({ high, low }: Word, row: number, width: number): number =>
  ((high + Math.imul(row, low | 1)) >>> 0) % width;
