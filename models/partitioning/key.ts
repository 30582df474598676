/** Keys: from texts by a hash function, or hashes as they are. Knows no partitioner. */
import { HASHES, type HashName } from './hash.js';
import type { Key, Settings } from './types.js';

const TWO_32 = 4294967296n;
const TWO_64 = TWO_32 * TWO_32;

export function keyOf(text: string, hash: HashName): Key {
  const { high, low } = HASHES[hash].hash(text);
  return { text, high, low };
}

/** A hash written as a decimal or hexadecimal number below 2^64; `undefined` if it is no such thing. */
export function rawKey(text: string): Key | undefined {
  if (/^\d{1,15}$/.test(text)) {
    const value = Number(text);
    return { text, high: Math.floor(value / 4294967296), low: value >>> 0 };
  }
  if (!/^(\d{1,40}|0[xX][0-9a-fA-F]{1,40})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value < TWO_64 ? { text, high: Number(value / TWO_32), low: Number(value % TWO_32) } : undefined;
}

/** How many bits keys have. */
export const bitsOf = ({ hash, raw }: Settings): 32 | 64 => (raw ? 64 : HASHES[hash].bits);
