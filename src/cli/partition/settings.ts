/**
 * Settings of the algorithms as options: `--points`, `--table-size`, …, each with its bounds, and the mistake of giving
 * one to an algorithm that does not read it.
 */
import {
  ALGORITHMS,
  type Algorithm,
  DEFAULTS,
  HASHES,
  type Member,
  type Settings,
} from '../../../models/partitioning/index.js';
import { didYouMean, oneOf } from '../../scenario/suggest.js';
import { UsageError } from '../exit.js';

interface Setting {
  readonly option: string;
  readonly placeholder: string;
  readonly about: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

const whole = (option: string, about: string, min: number, max: number): Setting => ({
  option,
  placeholder: 'n',
  about,
  min,
  max,
  whole: true,
});

/** Those that are numbers. */
export const SETTINGS = {
  points: whole('--points', 'virtual nodes of a node of weight 1', 1, 100_000),
  probes: whole('--probes', 'places at which a key looks', 1, 10_000),
  tableSize: whole('--table-size', 'entries of the table, a prime', 2, 2_097_143),
  capacity: whole('--capacity', 'buckets there can ever be', 1, 1_000_000),
  slots: whole('--slots', 'slots of the table', 1, 131_072),
  shardSize: whole('--shard-size', 'nodes of each tenant', 1, 1000),
  bound: {
    option: '--bound',
    placeholder: 'c',
    about: 'nobody gets more than c times the mean',
    min: 1,
    max: 1e6,
    whole: false,
  },
} as const satisfies Partial<Record<keyof Settings, Setting>>;

/** That of ketama is no choice. */
export const HASH_NAMES: readonly string[] = Object.keys(HASHES).filter((name) => name !== 'ketama');

export type SettingName = keyof typeof SETTINGS;

/** Points on a ring. */
const POINTS_MAX = 5_000_000;
/** Slots times the members among whom they are dealt: some seconds. */
const DEALT_MAX = 1_000_000_000;
/** Members that are asked, for all keys together: some minutes. */
const ASKED_MAX = 20_000_000_000;

/** `texts` are the options as they were given, by the name of the setting. */
export function readSettings(
  algorithm: Algorithm,
  texts: Readonly<Partial<Record<SettingName | 'hash', string>>>,
): Settings {
  const given = Object.entries(texts) as [SettingName | 'hash', string][];
  const settings: Record<string, number | string> = {};
  for (const [name, text] of given) {
    if (!algorithm.reads.includes(name)) throw new UsageError(notRead(algorithm, name));
    settings[name] = name === 'hash' ? readHash(text) : readNumber(SETTINGS[name], text);
  }
  return { ...DEFAULTS, ...algorithm.defaults, ...settings };
}

/** Throws unless these members can be placed. */
export function checkSettings(
  { name, reads }: Algorithm,
  members: readonly Member[],
  settings: Settings,
): void {
  const { points, tableSize, capacity, slots, shardSize } = settings;
  const nodes = members.length;
  const weight = members.reduce((sum, each) => sum + each.weight, 0);
  const refuse = (why: string) => {
    throw new UsageError(why);
  };
  const placed = name === 'ketama' ? nodes : weight;
  if (reads.includes('points') && points * placed > POINTS_MAX)
    refuse(
      `--points: ${points} for each unit of weight, ${placed} in all, is more than ${POINTS_MAX}; take ${placed > POINTS_MAX ? 'lower weights' : `at most ${Math.floor(POINTS_MAX / placed)}`}`,
    );
  if (name === 'ketama' && points % 4 !== 0)
    refuse(`--points: each hash of ketama gives four, so take a multiple of 4, not ${points}`);
  if (reads.includes('tableSize') && tableSize < nodes)
    refuse(`--table-size ${tableSize} is too small for ${nodes} nodes`);
  if (reads.includes('tableSize') && !isPrime(tableSize))
    refuse(`--table-size takes a prime, such as ${nextPrime(tableSize)}, not ${tableSize}`);
  if (reads.includes('slots') && slots < nodes) refuse(`--slots ${slots} are too few for ${nodes} nodes`);
  if (reads.includes('slots') && slots * nodes > DEALT_MAX)
    refuse(
      `--slots: ${slots} are too many to deal to ${nodes} nodes; take at most ${Math.floor(DEALT_MAX / nodes)}`,
    );
  if (reads.includes('capacity') && capacity !== 0 && capacity < nodes)
    refuse(`--capacity ${capacity} is too small for ${nodes} nodes`);
  if (reads.includes('shardSize') && shardSize > nodes)
    refuse(`--shard-size: a shard of ${shardSize} needs as many nodes; there are ${nodes}`);
}

/** Throws if looking up so many keys would take very long. */
export function checkEffort(algorithm: Algorithm, nodes: number, { probes }: Settings, keys: number): void {
  const { name, reads, asksAll = false } = algorithm;
  if (!asksAll && !reads.includes('probes')) return;
  const looks = asksAll ? nodes : probes;
  if (looks * keys > ASKED_MAX)
    throw new UsageError(
      `--keys: ${name} looks at ${looks} places for each key; take at most ${Math.floor(ASKED_MAX / looks)} keys, not ${keys}`,
    );
}

function readHash(text: string): string {
  if (HASH_NAMES.includes(text)) return text;
  throw new UsageError(
    `--hash: there is no ${text}; ${didYouMean(text, HASH_NAMES) ?? `take ${oneOf(HASH_NAMES)}`}`,
  );
}

function readNumber({ option, min, max, whole }: Setting, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= min && value <= max && (!whole || Number.isSafeInteger(value)))
    return value;
  throw new UsageError(
    `${option} takes a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not "${text}"`,
  );
}

function notRead(algorithm: Algorithm, name: SettingName | 'hash'): string {
  const option = name === 'hash' ? '--hash' : SETTINGS[name].option;
  const readers = ALGORITHMS.filter(({ reads }) => reads.includes(name)).map((each) => each.name);
  return `${algorithm.name} has no ${option}; it is for ${oneOf(readers)}`;
}

function isPrime(n: number): boolean {
  for (let by = 2; by * by <= n; by++) if (n % by === 0) return false;
  return n > 1;
}

function nextPrime(n: number): number {
  let prime = n;
  while (!isPrime(prime)) prime++;
  return prime;
}
