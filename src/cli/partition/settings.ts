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

export type SettingName = keyof typeof SETTINGS;

/** `texts` are the options as they were given, by the name of the setting. */
export function readSettings(
  algorithm: Algorithm,
  members: readonly Member[],
  texts: Readonly<Partial<Record<SettingName | 'hash', string>>>,
): Partial<Settings> {
  const given = Object.entries(texts) as [SettingName | 'hash', string][];
  const settings: Record<string, number | string> = {};
  for (const [name, text] of given) {
    if (!algorithm.reads.includes(name)) throw new UsageError(notRead(algorithm, name));
    settings[name] = name === 'hash' ? readHash(text) : readNumber(SETTINGS[name], text);
  }
  const read = settings as Partial<Settings>;
  checkTogether(algorithm, members, read);
  return read;
}

const POINTS_MAX = 5_000_000;

function checkTogether(algorithm: Algorithm, members: readonly Member[], given: Partial<Settings>): void {
  const { points, tableSize, capacity, slots, shardSize } = { ...DEFAULTS, ...algorithm.defaults, ...given };
  const nodes = members.length;
  const reads = (name: keyof Settings) => algorithm.reads.includes(name);
  const weight = members.reduce((sum, each) => sum + each.weight, 0);
  const refuse = (why: string) => {
    throw new UsageError(why);
  };
  const placed = algorithm.name === 'ketama' ? nodes : weight;
  if (reads('points') && points * placed > POINTS_MAX)
    refuse(`--points: ${points} for each unit of weight, ${placed} in all, is more than ${POINTS_MAX}`);
  if (algorithm.name === 'ketama' && points % 4 !== 0)
    refuse(`--points: each hash of ketama gives four, so take a multiple of 4, not ${points}`);
  if (reads('tableSize') && tableSize < nodes)
    refuse(`--table-size ${tableSize} is too small for ${nodes} nodes`);
  if (reads('tableSize') && !isPrime(tableSize))
    refuse(`--table-size takes a prime, such as ${nextPrime(tableSize)}, not ${tableSize}`);
  if (reads('slots') && slots < nodes) refuse(`--slots ${slots} are too few for ${nodes} nodes`);
  if (reads('capacity') && capacity !== 0 && capacity < nodes)
    refuse(`--capacity ${capacity} is too small for ${nodes} nodes`);
  if (reads('shardSize') && shardSize > nodes)
    refuse(`--shard-size: a shard of ${shardSize} needs as many nodes; there are ${nodes}`);
}

function readHash(text: string): string {
  if (text in HASHES && text !== 'ketama') return text;
  const names = Object.keys(HASHES).filter((name) => name !== 'ketama');
  throw new UsageError(`--hash: there is no ${text}; ${didYouMean(text, names) ?? `take ${oneOf(names)}`}`);
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
