/** The checkers of sequential and causal consistency against their definitions tried out. */
import { describe, expect, test } from 'vitest';
import { checkCausal } from '../../../src/check/causal.js';
import { checkSequential } from '../../../src/check/sequential.js';
import type { Operation } from '../../../src/observe/history.js';
import { atomicHistory, type Random, randomFrom, withOneAnswerChanged } from '../atomic.js';
import { atomicList } from '../atomic-objects.js';
import { randomHistory } from '../sessions/random.js';
import { isCausal, isSequential } from './oracle.js';

/** One order of all operations, of which each session then is asked in another; nothing is answered in real time. */
function sequentialHistory(random: Random, isList: boolean): Operation[] {
  const state = new Map<number, readonly number[]>();
  const order = Array.from({ length: 4 + random(5) }, (_, id): Operation => {
    const key = random(2);
    const held = state.get(key) ?? [];
    const f = random(2) === 0 ? 'read' : isList ? 'append' : random(3) === 0 ? 'cas' : 'write';
    const input = f === 'read' ? null : f === 'cas' ? [held.at(-1) ?? null, id + 1] : id + 1;
    if (f !== 'read') state.set(key, [...held, id + 1]);
    const output = f !== 'read' ? input : isList ? held : (held.at(-1) ?? null);
    const outcome = random(8) === 0 ? 'info' : 'ok';
    return {
      ...{ id, process: random(3), f, key, input, outcome, output: outcome === 'ok' ? output : null },
      ...{
        start: 2 * id,
        end: outcome === 'ok' ? 2 * id + 1 : Infinity,
        invokedAt: id,
        completedAt: undefined,
      },
    };
  });
  // Sessions one after the other: what came first in the order may come last in time.
  return order
    .sort((a, b) => Number(a.process) - Number(b.process) || a.id - b.id)
    .map((each, i) => ({ ...each, id: i, start: 2 * i, end: each.end === Infinity ? Infinity : 2 * i + 1 }));
}

const verdicts = { sequential: checkSequential, causal: checkCausal } as const;
const definitions = { sequential: isSequential, causal: isCausal } as const;

describe.each([
  ['registers', 'cas-register', false],
  ['lists', 'list-append', true],
] as const)('%s', (_, object, isList) => {
  test.each([
    ['sequential', randomHistory],
    ['causal', randomHistory],
    ['sequential', sequentialHistory],
    ['causal', sequentialHistory],
  ] as const)('%s: exactly as defined (%o)', (guarantee, create) => {
    const counts = { valid: 0, invalid: 0 };
    const wrong: number[] = [];
    for (let seed = 0; seed < 1500; seed++) {
      const operations = create(randomFrom(seed), isList);
      const expected = definitions[guarantee](operations, isList) ? 'valid' : 'invalid';
      counts[expected]++;
      if (verdicts[guarantee](operations, { object }).verdict !== expected) wrong.push(seed);
    }
    expect(wrong).toEqual([]);
    expect(counts.valid).toBeGreaterThan(100);
    if (create === randomHistory) expect(counts.invalid).toBeGreaterThan(100);
    else expect(counts.invalid).toBe(0);
  });

  test('what is sequential is causal, and not the other way round', () => {
    let weaker = 0;
    for (let seed = 0; seed < 1500; seed++) {
      const operations = randomHistory(randomFrom(seed), isList);
      const sequential = checkSequential(operations, { object }).verdict;
      const causal = checkCausal(operations, { object }).verdict;
      if (sequential === 'valid') expect({ seed, causal }).toEqual({ seed, causal: 'valid' });
      else if (causal === 'valid') weaker++;
    }
    expect(weaker).toBeGreaterThan(20);
  });
});

describe('linearizable histories', () => {
  const shape = { clients: 4, operations: 80, infoPercent: 10, keys: 3 };

  test('are sequential and causal; with one answer changed some are neither', () => {
    const broken = { sequential: 0, causal: 0 };
    for (let seed = 0; seed < 150; seed++) {
      const random = randomFrom(seed);
      const operations = atomicHistory(shape, random, atomicList);
      const changed = withOneAnswerChanged(operations, random, atomicList());
      for (const guarantee of ['sequential', 'causal'] as const) {
        const check = (history: readonly Operation[]) =>
          verdicts[guarantee](history, { object: 'list-append' }).verdict;
        expect({ seed, guarantee, verdict: check(operations) }).toEqual({
          seed,
          guarantee,
          verdict: 'valid',
        });
        if (check(changed) === 'invalid') broken[guarantee]++;
      }
    }
    expect(broken.sequential).toBeGreaterThan(20);
    expect(broken.causal).toBeGreaterThan(20);
  });
});
