/**
 * How fast histories are judged by counting: a million operations each, and the seconds that it took.
 *
 * Objects are atomic and clients overlap at random, so that nothing is wrong; of each kind there is a second history
 * in which many answers are. Under 5 s is wanted. Run with
 * `node dist/bench/tallies.js [operations [checker]]`.
 */
import { checkTally } from '../src/check/tallies.js';
import type { Json, Operation } from '../src/observe/history.js';
import type { TallyName } from '../src/observe/tally-names.js';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const CLIENTS = 20;

type Kind = 'set' | 'queue' | 'counter' | 'totals' | 'ids' | 'keys' | 'log';

interface Answer {
  readonly f: string;
  readonly input: Json;
  readonly output: Json;
}

/** A fixed sequence (mulberry32): every run of this program judges the same histories. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** An object that answers at once; wrong in so many of a thousand answers. */
function objectOf(kind: Kind, wrongPerMille: number): (serial: number) => Answer {
  const random = numbers(3);
  const isWrong = () => random(1000) < wrongPerMille;
  const held: Json[] = [];
  let sum = 0;
  let last = -1;
  switch (kind) {
    case 'set':
    case 'log': {
      const f = kind === 'set' ? 'add' : 'write';
      // Reads answer all there is, so there are few of them.
      return (serial) => {
        if (serial % 50_000 === 49_999) {
          const output = wrongPerMille === 0 ? [...held] : held.filter(() => !isWrong());
          return { f: 'read', input: null, output };
        }
        held.push(serial);
        return { f, input: serial, output: serial };
      };
    }
    case 'queue':
      return (serial) => {
        if (held.length === 0 || (serial < COUNT / 2 && random(2) === 0) || serial < COUNT / 4) {
          held.push(serial);
          return { f: 'enqueue', input: serial, output: serial };
        }
        const output = isWrong() ? held.at(-1)! : held.pop()!;
        return { f: 'dequeue', input: null, output };
      };
    case 'counter':
      return () => {
        if (random(2) === 0) return { f: 'read', input: null, output: isWrong() ? sum + 1000 : sum };
        const amount = random(10);
        sum += amount;
        return { f: 'add', input: amount, output: amount };
      };
    case 'totals':
      return (serial) => {
        if (serial > COUNT / 2) return { f: 'read', input: null, output: isWrong() ? sum + 1 : sum };
        const amount = random(10) - 5;
        sum += amount;
        return { f: 'add', input: amount, output: amount };
      };
    case 'ids':
      return () => ({ f: 'generate', input: null, output: isWrong() ? last : ++last });
    case 'keys':
      return (serial) => {
        const group = Math.floor(serial / 8) * 4;
        if (serial % 2 === 0)
          return { f: 'write', input: [['w', group + ((serial % 8) >> 1), 1]], output: null };
        const seen = (place: number) => (isWrong() || place > (serial % 8) >> 1 ? null : 1);
        const output = [0, 1, 2, 3].map((place) => ['r', group + place, seen(place)]);
        return { f: 'read', input: null, output };
      };
  }
}

/** Clients that overlap: each answer takes effect at its end. */
function historyOf(kind: Kind, wrongPerMille: number): Operation[] {
  const random = numbers(5);
  const answer = objectOf(kind, wrongPerMille);
  const starts: (number | undefined)[] = Array.from({ length: CLIENTS }, () => undefined);
  const history: Operation[] = [];
  for (let position = 0; history.length < COUNT; position++) {
    const process = random(CLIENTS);
    const start = starts[process];
    starts[process] = start === undefined ? position : undefined;
    if (start === undefined) continue;
    const { f, input, output } = answer(history.length);
    const times = { start, end: position, invokedAt: start * 1000, completedAt: position * 1000 };
    const id = history.length;
    const told = { input: input ?? output, output, outcome: 'ok', final: true } as const;
    history.push({ id, process, f, key: undefined, ...told, ...times });
  }
  return history.sort((a, b) => a.start - b.start);
}

const KINDS: readonly [TallyName, Kind][] = [
  ['queue', 'queue'],
  ['total-queue', 'queue'],
  ['set', 'set'],
  ['set-full', 'set'],
  ['counter', 'counter'],
  ['pn-counter', 'totals'],
  ['unique-ids', 'ids'],
  ['long-fork', 'keys'],
  ['causal-reverse', 'log'],
];

const ONLY = process.argv[3];

for (const [name, kind] of KINDS.filter(([each]) => ONLY === undefined || each === ONLY))
  for (const wrong of [0, 10]) {
    const history = historyOf(kind, wrong);
    const began = performance.now();
    const { verdict } = checkTally(history, name);
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    const label = wrong === 0 ? 'all right' : '1 % wrong';
    console.log(`${name.padEnd(15)} ${label.padEnd(10)} ${seconds.padStart(6)} s   ${verdict}`);
  }
