/**
 * Bloom filters: whether an item is in a set, with some that seem to be and are not, and none that are and do not seem so.
 *
 * Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", CACM 13(7), 1970. With m bits, n items and k hashes
 * about (1 - e^(-kn/m))^k of the others seem to be in it, which is least for k = (m/n) ln 2.
 */
import { invariant, log } from '../../../src/model/index.js';
import { placeOf, type Word } from './hashed.js';

const { LN2: LN_2 } = Math;

export interface Bloom {
  readonly bits: number;
  readonly hashes: number;
  /** 32 bits each. */
  readonly words: number[];
}

export function createBloom(bits: number, hashes: number): Bloom {
  invariant(bits > 0 && hashes > 0, 'there are bits to set');
  return { bits, hashes, words: new Array<number>(Math.ceil(bits / 32)).fill(0) };
}

/** The smallest that takes so many items and is wrong for this share of the others. */
export function bloomFor(items: number, falsePositives: number): Bloom {
  const bits = Math.ceil((-items * log(falsePositives)) / (LN_2 * LN_2));
  return createBloom(bits, optimalHashes(bits, items));
}

export const optimalHashes = (bits: number, items: number): number =>
  Math.max(1, Math.round((bits / items) * LN_2));

export function addTo({ bits, hashes, words }: Bloom, item: Word): void {
  for (let i = 0; i < hashes; i++) {
    const bit = placeOf(item, i, bits);
    words[bit >>> 5]! |= 1 << (bit & 31);
  }
}

export function mayHave({ bits, hashes, words }: Bloom, item: Word): boolean {
  for (let i = 0; i < hashes; i++) {
    const bit = placeOf(item, i, bits);
    if ((words[bit >>> 5]! & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}
