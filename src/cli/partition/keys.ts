/**
 * `--keys`: which keys are looked up: those of a list or a file, or so many numbered ones.
 *
 * All are hashed at once and kept as numbers, for ten million keys as objects would fill the memory. Knows no partitioner.
 */
import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { HASHES, type Keys, rawKey, type Settings } from '../../../models/partitioning/index.js';
import { readBytes } from '../../files/read-write.js';
import { clip } from '../../report/terminal-text.js';
import { UsageError } from '../exit.js';

/** Keys are read whole. */
const BYTES_MAX = 200 * 2 ** 20;
const COUNT_MAX = 10_000_000;
/** Characters of a key in a message. */
const SHOWN_MAX = 40;

interface Texts {
  readonly length: number;
  readonly at: (index: number) => string;
  /** Where a text is, for messages. */
  readonly place: (index: number) => string;
}

/**
 * A whole number is a count, and the keys are 0, 1, 2, …; a file has a key on each line, and empty lines do not count; all
 * else is a list with commas. A comma behind a single word makes it a list of one.
 */
export function readKeys(text: string, settings: Settings): Keys {
  const texts = textsOf(text, settings.raw);
  if (texts.length > COUNT_MAX)
    throw new UsageError(`--keys: ${text} has ${texts.length} keys; at most ${COUNT_MAX} are looked up`);
  const { length, at } = texts;
  const highs = new Uint32Array(length);
  const lows = new Uint32Array(length);
  const hash = settings.raw ? undefined : HASHES[settings.hash].hash;
  const bits = settings.hash === 'ketama' ? 32 : 64;
  for (let i = 0; i < length; i++) {
    const { high, low } = hash === undefined ? readRaw(texts, i, bits) : hash(at(i));
    highs[i] = high;
    lows[i] = low;
  }
  let current = 0;
  const key = {
    high: 0,
    low: 0,
    get text() {
      return at(current);
    },
  };
  return {
    length,
    at(index) {
      current = index;
      key.high = highs[index]!;
      key.low = lows[index]!;
      return key;
    },
  };
}

function textsOf(text: string, raw: boolean): Texts {
  if (/^\d+$/.test(text) && (Number(text) <= COUNT_MAX || !raw)) return counted(text);
  if (text.includes(',')) return listed(text);
  if (existsSync(text)) return linesOf(text);
  if (!raw && /^[-+]?[\d._]+(e[-+]?\d+)?$/i.test(text))
    throw new UsageError(
      `--keys: ${text} is neither a whole number nor a file; if it is a key, put a comma behind it: ${text},`,
    );
  return /[./\\]/.test(text) ? linesOf(text) : listed(text);
}

function counted(text: string): Texts {
  const length = Number(text);
  if (length === 0) throw new UsageError('--keys takes at least one key');
  if (length > COUNT_MAX)
    throw new UsageError(
      `--keys: at most ${COUNT_MAX} keys are looked up, not ${text}; if it is a key, put a comma behind it: ${text},`,
    );
  return { length, at: (index) => `${index}`, place: () => '--keys' };
}

function listed(text: string): Texts {
  const words = text.replace(/,$/, '').split(',');
  if (words.includes(''))
    throw new UsageError(
      `--keys takes a file, keys with commas between them, or a count; ${
        words.every((word) => word === '') ? 'there is no key' : 'there is nothing between two commas'
      } in "${clip(text, SHOWN_MAX)}"`,
    );
  return { length: words.length, at: (index) => words[index]!, place: () => '--keys' };
}

function linesOf(path: string): Texts {
  const bytes = readBytes(path, BYTES_MAX);
  if (!isUtf8(bytes))
    throw new UsageError(`${path}: keys are texts in UTF-8, and this file is something else`);
  // Some editors put a byte order mark in front; it is no part of the first key.
  const lines = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  const words = lines.filter((line) => line !== '');
  if (words.length === 0) throw new UsageError(`${path}: there is no key; each line holds one`);
  return {
    length: words.length,
    at: (index) => words[index]!,
    place(index) {
      let seen = -1;
      const line = lines.findIndex((each) => each !== '' && ++seen === index);
      return `${path}:${line + 1}`;
    },
  };
}

function readRaw(texts: Texts, index: number, bits: 32 | 64) {
  const text = texts.at(index).trim();
  const key = rawKey(text);
  if (key !== undefined && (bits === 64 || key.high === 0)) return key;
  throw new UsageError(
    `${texts.place(index)}: with --raw, keys are hashes: numbers below 2^${bits}, decimal or such as 0xdeadbeef, not "${clip(text, SHOWN_MAX)}"`,
  );
}
