/**
 * `--keys`: which keys are looked up: those of a list or a file, or so many numbered ones.
 *
 * Knows no partitioner.
 */
import { existsSync } from 'node:fs';
import { type Key, type Keys, keyOf, rawKey, type Settings } from '../../../models/partitioning/index.js';

import { readText } from '../../files/read-write.js';
import { UsageError } from '../exit.js';

/** Keys are read whole. */
const BYTES_MAX = 200 * 2 ** 20;
const COUNT_MAX = 10_000_000;

/**
 * A whole number is a count, and the keys are 0, 1, 2, …; a file has a key on each line; all else is a list with
 * commas. A comma behind a single word makes it a list of one; so is a number too large to be a count.
 */
export function readKeys(text: string, { raw, hash }: Settings): Keys {
  const toKey = raw
    ? (key: string) => readRaw(key, hash === 'ketama' ? 32 : 64)
    : (key: string) => keyOf(key, hash);
  if (/^\d+$/.test(text) && Number(text) <= COUNT_MAX) {
    const count = Number(text);
    if (count === 0) throw new UsageError('--keys takes at least one key');
    // Made when they are asked for: ten million of them would fill the memory.
    return { length: count, at: (index) => toKey(`${index}`) };
  }
  const keys = wordsOf(text).map(toKey);
  return { length: keys.length, at: (index) => keys[index]! };
}

function wordsOf(text: string): readonly string[] {
  if (text.includes(',') || (!existsSync(text) && !/[./\\]/.test(text)))
    return some(text, text.replace(/,$/, '').split(','));
  const lines = readText(text, BYTES_MAX).split(/\r?\n/);
  return some(text, lines.at(-1) === '' ? lines.slice(0, -1) : lines);
}

function some(text: string, words: readonly string[]): readonly string[] {
  if (words.length > COUNT_MAX) throw new UsageError(`--keys: ${text} has more than ${COUNT_MAX} keys`);
  if (words.some((word) => word !== '')) return words;
  throw new UsageError(`--keys takes a file, keys with commas between them, or a count, not "${text}"`);
}

function readRaw(text: string, bits: 32 | 64): Key {
  const key = rawKey(text.trim());
  if (key !== undefined && (bits === 64 || key.high === 0)) return key;
  throw new UsageError(
    `--raw takes keys that are hashes: numbers below 2^${bits}, decimal or such as 0xdeadbeef, not "${text}"`,
  );
}
