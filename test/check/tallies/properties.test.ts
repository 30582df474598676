/**
 * The checkers that count against their definitions, over small histories that are right and wrong at random; and
 * against objects that really are atomic, which none of them may accuse.
 */
import { describe, expect, test } from 'vitest';
import { checkTally, type TallyOptions } from '../../../src/check/tallies.js';
import type { Json, Operation } from '../../../src/observe/history.js';
import type { TallyName } from '../../../src/observe/tally-names.js';
import {
  type AtomicObject,
  atomicHistory,
  type Random,
  randomFrom,
  withOneAnswerChanged,
} from '../atomic.js';
import { atomicCounter, atomicSequence, atomicSet } from '../atomic-objects.js';
import { DEFINITIONS, elementsOf, fateOf } from './definitions.js';

interface Drawn {
  readonly f: string;
  readonly input: Json;
  /** Drawn when it is answered: anything that such an object might say. */
  readonly answer: () => Json;
}

type Draw = (random: Random, serial: number) => Drawn;

const said = (value: Json) => () => value;
const some = (random: Random, of: number): Json[] =>
  Array.from({ length: of }, (_, i) => i).filter(() => random(3) > 0);

/** Small numbers, so that what is drawn is often right by chance. */
const DRAWS: { readonly [name in TallyName]: Draw } = {
  queue: drawQueue,
  'total-queue': drawQueue,
  set: drawSet(false),
  'set-full': drawSet(true),
  counter: drawCounter,
  'pn-counter': drawCounter,
  'unique-ids': (random) => ({ f: 'generate', input: null, answer: () => random(30) }),
  'long-fork': (random, serial) =>
    serial < 3
      ? { f: 'write', input: [['w', serial, 1]], answer: said([['w', serial, 1]]) }
      : {
          f: 'read',
          input: [0, 1, 2].map((key) => ['r', key, null]),
          answer: () => [0, 1, 2].map((key) => ['r', key, random(3) < 2 ? 1 : null]),
        },
  'causal-reverse': (random, serial) =>
    random(2) === 0
      ? { f: 'write', input: serial, answer: said(serial) }
      : { f: 'read', input: null, answer: () => some(random, serial) },
};

function drawQueue(random: Random): Drawn {
  const value = random(3);
  return random(2) === 0
    ? { f: 'enqueue', input: value, answer: said(value) }
    : { f: 'dequeue', input: null, answer: () => random(3) };
}

function drawSet(twice: boolean): Draw {
  return (random, serial) => {
    // Some elements are tried again.
    const element = random(6) === 0 ? random(serial + 1) : serial;
    if (random(2) === 0) return { f: 'add', input: element, answer: said(element) };
    const answer = () => (twice && random(40) === 0 ? [0, 0] : some(random, serial));
    return { f: 'read', input: null, answer };
  };
}

function drawCounter(random: Random): Drawn {
  const value = random(5) - 1;
  return random(2) === 0
    ? { f: 'add', input: value, answer: said(value) }
    : { f: 'read', input: null, answer: () => random(6) };
}

/** Operations of a few processes that overlap; what is open at the end stays so. */
function historyOf(random: Random, draw: Draw): Operation[] {
  const history: Operation[] = [];
  const open = new Map<number, { readonly drawn: Drawn; readonly at: number }>();
  const length = 4 + random(24);
  for (let position = 0; position < length; position++) {
    const process = random(3);
    const one = open.get(process);
    if (one === undefined) {
      const drawn = draw(random, history.length);
      open.set(process, { drawn, at: history.length });
      const { f, input } = drawn;
      const times = { start: position, end: Infinity, invokedAt: position * 1e6, completedAt: undefined };
      const id = history.length;
      history.push({ id, process, f, key: undefined, input, output: null, outcome: 'info', ...times });
      continue;
    }
    open.delete(process);
    const outcome = random(6) > 0 ? 'ok' : random(2) === 0 ? 'fail' : 'info';
    if (outcome === 'info') continue;
    const output = outcome === 'ok' ? one.drawn.answer() : null;
    const { input } = history[one.at]!;
    history[one.at] = {
      ...history[one.at]!,
      outcome,
      output,
      input: input ?? output,
      end: position,
      completedAt: position * 1e6,
      ...(random(2) === 0 && { final: true }),
    };
  }
  return history;
}

const TRIED = 3000;

describe('the definitions and the checkers', () => {
  test.each([...DEFINITIONS.keys()])('agree on %s', (title) => {
    const name = title.split(' ')[0] as TallyName;
    const options: TallyOptions = { linearizable: title.endsWith('linearizable') };
    const random = randomFrom(title.length);
    const counts = { true: 0, false: 0, unknown: 0 };
    for (let n = 0; n < TRIED; n++) {
      const history = historyOf(random, DRAWS[name]);
      const right = DEFINITIONS.get(title)!(history);
      counts[`${right}`]++;
      const expected = right === 'unknown' ? 'unknown' : right ? 'valid' : 'invalid';
      const { verdict, failures } = checkTally(history, name, options);
      if (verdict !== expected)
        expect.fail(`${verdict}, not ${expected}: ${JSON.stringify(history, null, 1)}`);
      expect(failures.length > 0).toBe(verdict === 'invalid');
    }
    // Neither answer is rare, so that one who always says the same would be found out.
    expect(Math.min(counts.true, counts.false)).toBeGreaterThan(TRIED / 50);
  });

  test('agree on what became of every element', () => {
    const random = randomFrom(9);
    const fates = new Map<string, number>();
    for (let n = 0; n < TRIED; n++) {
      const history = historyOf(random, DRAWS['set-full']);
      const { map } = checkTally(history, 'set-full');
      for (const element of elementsOf(history)) {
        const fate = fateOf(element, history);
        fates.set(fate, (fates.get(fate) ?? 0) + 1);
        const has = (list: string) => (map[list] as readonly Json[]).includes(element);
        const told = has('lost')
          ? 'lost'
          : has('never-read')
            ? 'never-read'
            : has('stale')
              ? 'stale'
              : 'stable';
        if (told !== fate)
          expect.fail(`${element} ${told}, not ${fate}: ${JSON.stringify(history, null, 1)}`);
      }
    }
    expect([...fates.keys()].sort()).toEqual(['lost', 'never-read', 'stable', 'stale']);
  });
});

/** The failures of a wrong history hold of their windows alone: less would not show it. */
describe('what shows a failure', () => {
  const alone: readonly TallyName[] = [
    'queue',
    'set',
    'set-full',
    'unique-ids',
    'long-fork',
    'causal-reverse',
  ];
  test.each(alone)('of %s is wrong by itself', (name) => {
    const random = randomFrom(3);
    let tried = 0;
    for (let n = 0; n < TRIED / 3; n++) {
      const [failure] = checkTally(historyOf(random, DRAWS[name]), name).failures;
      if (failure === undefined) continue;
      tried++;
      const { verdict } = checkTally(failure.window, name);
      if (verdict !== 'invalid') expect.fail(`${verdict}: ${JSON.stringify(failure, null, 1)}`);
    }
    expect(tried).toBeGreaterThan(20);
  });
});

describe('objects that are atomic', () => {
  const objects: readonly [TallyName, () => AtomicObject, readonly string[]][] = [
    ['queue', atomicSequence('unordered-queue', false), ['enqueue', 'dequeue']],
    ['set-full', atomicSet(false), ['add', 'read']],
    ['counter', () => atomicCounter(), ['add', 'inc', 'dec', 'read']],
  ];
  test.each(objects)('are never accused by %s', (name, object, functions) => {
    const random = randomFrom(5);
    const shape = { clients: 4, operations: 60, infoPercent: 10 };
    let [judged, accused] = [0, 0];
    for (let n = 0; n < 200; n++) {
      const history = atomicHistory(shape, random, object).filter(({ f }) => functions.includes(f));
      const { verdict, judged: seen } = checkTally(history, name, { linearizable: true });
      expect(verdict).not.toBe('invalid');
      judged += seen;
      const changed = withOneAnswerChanged(history, random, object());
      if (checkTally(changed, name, { linearizable: true }).verdict === 'invalid') accused++;
    }
    expect(judged).toBeGreaterThan(200);
    expect(accused).toBeGreaterThan(10);
  });
});
