/**
 * Theories of quorums, by name.
 *
 * Data and wiring only; the formulas are in `src/stats`.
 */
import { kStalenessTheory, quorumDelays } from '../../stats/theory.js';
import { UsageError } from '../exit.js';
import { distribution, many, number, optional, quantity, single, whole } from './argument.js';
import { type Definition, define } from './definition.js';

const REPLICAS_MAX = 1000;
const VERSIONS_MAX = 1000;
const TRIALS_MAX = 10_000_000;

const quorum = {
  n: whole('N: replicas of each key', 1, REPLICAS_MAX),
  r: whole('R: replicas that must answer a read', 1, REPLICAS_MAX),
  w: whole('W: replicas that must have stored a write', 1, REPLICAS_MAX),
};

/** Also none. */
const time = (about: string) => single('time', about, (text) => quantity('duration', text) / 1e9);

export const QUORUMS: readonly Definition[] = [
  define({
    name: 'wars',
    aliases: ['pbs', 't-visibility'],
    about: 'quorums: how long reads and writes take, and how soon a write is seen',
    example: "wars --n 3 --r 1 --w 1 --write 'exponential(10ms)' --ack 'exponential(1ms)' --at 10ms",
    arguments: {
      ...quorum,
      write: distribution('W: delay from a coordinator to the storing of a write at a replica'),
      ack: distribution('A: delay back'),
      read: optional(distribution('R: delay of a read on the way to a replica; that of --ack by default')),
      response: optional(distribution('S: delay of its response; that of --ack by default')),
      remote: optional(
        time('added to each delay but those of one replica at random, which is beside its coordinator'),
      ),
      at: optional(
        many('time', 'share of reads so long after an acknowledgement that see the write', (text) => ({
          name: text.trim(),
          after: quantity('duration', text) / 1e9,
        })),
      ),
      visibility: optional(
        many('share', 'time until so many reads see a write: 99.9% by default', readShare),
      ),
      trials: optional(whole('trials to draw: 1000000 by default', 1, TRIALS_MAX)),
    },
    compute: ({ n, r, w, write, ack, read, response, remote, at, visibility, trials }, quantiles) =>
      quorumDelays(
        {
          ...replicated(n, r, w),
          write,
          ack,
          read: read ?? ack,
          response: response ?? ack,
          remote: remote ?? 0,
          at: at ?? [{ name: '0ms', after: 0 }],
          visibility: visibility ?? [0.999],
          trials: trials ?? 1_000_000,
        },
        quantiles,
      ),
  }),
  define({
    name: 'k-staleness',
    aliases: [],
    about: 'quorums at random: how many versions a read may be behind',
    example: 'k-staleness --n 3 --r 1 --w 1 --k 5',
    arguments: {
      ...quorum,
      k: optional(whole('versions up to which it is told: 5 by default', 1, VERSIONS_MAX)),
      writes: optional(number('writes to a key between two reads of a client, for monotonic reads')),
    },
    compute: ({ n, r, w, k, writes }) => kStalenessTheory({ ...replicated(n, r, w), k: k ?? 5, writes }),
  }),
];

function replicated(n: number, r: number, w: number) {
  for (const [name, value] of [
    ['--r', r],
    ['--w', w],
  ] as const)
    if (value > n) throw new UsageError(`${name} ${value} is more than the ${n} replicas of --n`);
  return { replicas: n, r, w };
}

function readShare(text: string): number {
  const value = quantity('ratio', text);
  if (value > 0 && value < 1) return value;
  throw new UsageError(`takes a share between 0% and 100%, not "${text}"`);
}
