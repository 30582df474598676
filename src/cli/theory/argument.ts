/**
 * Arguments of theories: how `--arrivals 1.6/s` or `--service 'erlang(3, 20ms)'` becomes a number or a
 * distribution in seconds, and what is said when it does not.
 *
 * Knows quantities and distributions, no theory.
 */

import { readText } from '../../files/read-write.js';
import { inSeconds } from '../../kernel/distribution/in-seconds.js';
import { type Distribution, mean } from '../../kernel/distribution.js';
import { parseQuantity, type QuantityKind } from '../../model/quantity.js';
import { parseDistribution } from '../../scenario/expression/distribution.js';
import { SERVERS_MAX } from '../../stats/theory/erlang.js';
import { UsageError } from '../exit.js';

/** One argument: everything that help, listing and parsing need. */
export interface Argument<T> {
  /** `rate`, `time`, `n`, …: what stands behind the option in the help. */
  readonly placeholder: string;
  readonly about: string;
  readonly required: boolean;
  /** May be given several times; `read` gets all of them. */
  readonly repeats: boolean;
  /** Throws a UsageError that says what is wrong, without naming the option. */
  readonly read: (texts: readonly string[]) => T;
}

/** Measured values from a file are read whole. */
const MAX_DATA_BYTES = 50 * 2 ** 20;
const COUNT_MAX = 10_000_000;

/** Given once; the last counts if it is given again. */
export const single = <T>(placeholder: string, about: string, read: (text: string) => T): Argument<T> => ({
  placeholder,
  about,
  required: true,
  repeats: false,
  read: (texts) => read(texts.at(-1) ?? ''),
});

/** Left out, it is `undefined`. */
export const optional = <T>(argument: Argument<T>): Argument<T | undefined> => ({
  ...argument,
  required: false,
  read: (texts) => (texts.length === 0 ? undefined : argument.read(texts)),
});

export const many = <T>(
  placeholder: string,
  about: string,
  read: (text: string) => T,
): Argument<readonly T[]> => ({
  placeholder,
  about,
  required: true,
  repeats: true,
  read: (texts) => texts.map(read),
});

/** Customers, jobs or requests per second, more than none. */
export const rate = (about: string) => single('rate', about, positiveRate);

/** A mean time in seconds. `3/s` is the mean 1/3 s, which no decimal fraction of a second is. */
export const meanTime = (about: string) => single('time', about, readMeanTime);

export const distribution = (about: string) => single('distribution', about, readDistribution);

export const ratio = (about: string) => single('share', about, (text) => quantity('ratio', text));

export const whole = (about: string, min = 1, max = COUNT_MAX) =>
  single('n', about, (text) => readWhole(text, min, max));

export const servers = (about = 'how many serve at once') => whole(about, 1, SERVERS_MAX);

/** A plain number that is at least `min`. */
export const number = (about: string, min = 0) =>
  single('x', about, (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= min) return value;
    const bound = min === Number.MIN_VALUE ? 'above 0' : `of at least ${min}`;
    throw new UsageError(`takes a number ${bound}, not "${text}"`);
  });

export const choice = <const T extends string>(about: string, options: readonly T[]): Argument<T> =>
  single(options.join('|'), about, (text) => {
    const found = options.find((option) => option === text);
    if (found !== undefined) return found;
    throw new UsageError(`takes ${options.join(' or ')}, not "${text}"`);
  });

export const dataFile = (about: string) => single('file', about, (path) => path);

export const positiveRate = (text: string): number => positive(quantity('rate', text), 'a rate');

export function readMeanTime(text: string): number {
  if (parseQuantity('rate', text).ok) return 1 / positive(quantity('rate', text), 'a rate');
  if (!text.includes('(')) return positive(quantity('duration', text) / 1e9, 'a time');
  const read = readDistribution(text);
  if (read.kind === 'exponential') return read.mean;
  throw new UsageError(`takes a mean time: these times are exponential, not ${read.kind}`);
}

export function readDistribution(text: string): Distribution {
  const readFile = (path: string) => readText(path, MAX_DATA_BYTES);
  const read = parseDistribution(text, { of: 'duration', readFile });
  if (read.ok) {
    positive(mean(read.value), 'a time');
    return inSeconds(read.value);
  }
  const { expected, received, hint } = read.problem;
  throw new UsageError(`takes ${expected}, not ${received}${hint === undefined ? '' : `; ${hint}`}`);
}

export function quantity(kind: QuantityKind, text: string): number {
  const read = parseQuantity(kind, text);
  if (read.ok) return read.value;
  const { expected, received, hint } = read.problem;
  throw new UsageError(`takes ${expected}, not "${received}"${hint === undefined ? '' : `; ${hint}`}`);
}

export function readWhole(text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`takes a whole number from ${min} to ${max}, not "${text}"`);
}

function positive(value: number, what: string): number {
  if (value > 0) return value;
  throw new UsageError(`takes ${what} above zero`);
}
