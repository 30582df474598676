import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLinearizable } from '../../src/check/linearizability.ts';
import { counter } from '../../src/check/objects/counter.ts';
import { kv } from '../../src/check/objects/kv.ts';
import { listAppend } from '../../src/check/objects/list-append.ts';
import type { ObjectModel } from '../../src/check/objects/model.ts';
import { ILLEGAL } from '../../src/check/objects/model.ts';
import { multiRegister } from '../../src/check/objects/multi-register.ts';
import { mutex } from '../../src/check/objects/mutex.ts';
import { queue, unorderedQueue } from '../../src/check/objects/queue.ts';
import { casRegister, register } from '../../src/check/objects/register.ts';
import { set } from '../../src/check/objects/set.ts';
import { stack } from '../../src/check/objects/stack.ts';
import type { Operation } from '../../src/observe/history.ts';
import type { AtomicObject } from './atomic.ts';
import { atomicHistory, randomFrom, withOneAnswerChanged } from './atomic.ts';
import {
  atomicCounter,
  atomicKv,
  atomicList,
  atomicMultiRegister,
  atomicMutex,
  atomicRegister,
  atomicSequence,
  atomicSet,
} from './atomic-objects.ts';
import { isLinearizable } from './oracle.ts';

/** A model whose type of state does not matter here. */
// biome-ignore lint/suspicious/noExplicitAny: a list of models of different states
type AnyModel = ObjectModel<any>;

const SUBJECTS: readonly { name: string; model: () => AnyModel; object: () => AtomicObject }[] = [
  { name: 'register', model: register, object: atomicRegister(false) },
  { name: 'register, distinct values', model: register, object: atomicRegister(false, true) },
  { name: 'cas-register', model: casRegister, object: atomicRegister(true) },
  { name: 'kv', model: kv, object: atomicKv },
  { name: 'list-append', model: listAppend, object: atomicList },
  { name: 'set', model: set, object: atomicSet(false) },
  { name: 'set with removals', model: set, object: atomicSet(true) },
  { name: 'queue', model: queue, object: atomicSequence('queue', false) },
  { name: 'queue, distinct values', model: queue, object: atomicSequence('queue', true) },
  { name: 'unordered-queue', model: unorderedQueue, object: atomicSequence('unordered-queue', false) },
  { name: 'stack', model: stack, object: atomicSequence('stack', false) },
  { name: 'mutex', model: mutex, object: () => atomicMutex() },
  { name: 'counter', model: counter, object: atomicCounter },
  { name: 'multi-register', model: multiRegister, object: atomicMultiRegister },
];

const SHAPES = [
  { clients: 3, operations: 6, infoPercent: 20 },
  { clients: 5, operations: 7, infoPercent: 30 },
  { clients: 6, operations: 6, infoPercent: 0 },
];

/** Walking with all configurations, diving at once, and (as a mixture) diving early. */
const WAYS = [{ frontMax: 1024 }, { frontMax: 0 }, { frontMax: 2 }];

function tinyHistory(seed: number, object: () => AtomicObject): readonly Operation[] {
  const random = randomFrom(seed);
  const shape = SHAPES[random(SHAPES.length)] as (typeof SHAPES)[number];
  let history: readonly Operation[] = atomicHistory(shape, random, object);
  for (let changes = random(3); changes > 0; changes--) history = withOneAnswerChanged(history, random, object());
  return history;
}

function agrees(history: readonly Operation[], model: AnyModel, check: typeof checkLinearizable): boolean {
  const expected = isLinearizable(history, model, model.initial(undefined)) ? 'valid' : 'invalid';
  return WAYS.every((search) => check(history, model, { search, failed: 'observed' }).verdict === expected);
}

describe.each(SUBJECTS)('$name', ({ model, object }) => {
  it('agrees with trying all orders', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => agrees(tinyHistory(seed, object), model(), checkLinearizable)),
      { numRuns: 400, seed: 1 },
    );
  });

  it('agrees with trying all orders without the hints of the model', () => {
    const { name, functions, initial, step, key, describeState, describeCall, tellsWhenFailed } = model();
    const bare = { name, functions, initial, step, key, describeState, describeCall };
    const plain = tellsWhenFailed === undefined ? bare : { ...bare, tellsWhenFailed };
    fc.assert(
      fc.property(fc.integer(), (seed) => agrees(tinyHistory(seed, object), plain, checkLinearizable)),
      { numRuns: 150, seed: 2 },
    );
  });

  it('accepts every history of an atomic object', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const shape = { clients: 4, operations: 60, infoPercent: 10 };
        const history = atomicHistory(shape, randomFrom(seed), object);
        return checkLinearizable(history, model(), { failed: 'observed' }).verdict === 'valid';
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});

describe('negative controls', () => {
  it('a checker that ignores real time is caught', () => {
    const timeless: typeof checkLinearizable = (operations, model, options) =>
      checkLinearizable(
        operations.map((operation) => ({ ...operation, start: operation.id, end: operation.outcome === 'info' ? Infinity : 1e6 + operation.id })),
        model,
        options,
      );
    const result = fc.check(
      fc.property(fc.integer(), (seed) => agrees(tinyHistory(seed, atomicRegister(false)), register(), timeless)),
      { numRuns: 400, seed: 1 },
    );
    expect(result.failed).toBe(true);
  });

  it('a checker that drops unfinished operations is caught', () => {
    const forgetful: typeof checkLinearizable = (operations, model, options) =>
      checkLinearizable(operations.filter(({ outcome }) => outcome !== 'info'), model, options);
    const result = fc.check(
      fc.property(fc.integer(), (seed) => agrees(tinyHistory(seed, atomicRegister(false)), register(), forgetful)),
      { numRuns: 400, seed: 1 },
    );
    expect(result.failed).toBe(true);
  });

  it('a hint that is wrong is caught', () => {
    const wrong = { ...queue(), isRead: () => true };
    const result = fc.check(
      fc.property(fc.integer(), (seed) => agrees(tinyHistory(seed, atomicSequence('queue', false)), wrong, checkLinearizable)),
      { numRuns: 400, seed: 1 },
    );
    expect(result.failed).toBe(true);
  });
});

describe('failures', () => {
  const subjects = SUBJECTS.filter(({ name }) => name !== 'mutex');
  it.each(subjects)('$name: names an operation and orders that the definition confirms', ({ model, object }) => {
    let seen = 0;
    for (let seed = 0; seed < 150; seed++) {
      const history = tinyHistory(seed, object);
      for (const search of WAYS) {
        const { failure } = checkLinearizable(history, model(), { search, failed: 'observed' });
        if (failure === undefined) continue;
        seen++;
        const { stuckAt } = failure;
        const until = (position: number) =>
          history
            .filter(({ start }) => start <= position)
            .map((one) => (one.end > position ? { ...one, end: Infinity, outcome: 'info' as const, output: null } : one));
        // Everything up to just before its completion can be explained, and with it not.
        const initial = model().initial(undefined);
        expect(isLinearizable(until(stuckAt.end - 1), model(), initial)).toBe(true);
        const judged = history.filter(({ start, end }) => start <= stuckAt.end && (end <= stuckAt.end || end === Infinity));
        const open = until(stuckAt.end).filter(({ end }) => end === Infinity);
        expect(isLinearizable([...new Set([...judged, ...open])], model(), initial)).toBe(false);
        expect(failure.window).toContainEqual(stuckAt);
        expect(failure.explanation).toContain(`event ${stuckAt.start}`);
        replay(model(), history, failure.longestPrefixes);
      }
    }
    expect(seen).toBeGreaterThan(20);
  });

  function replay(model: AnyModel, history: readonly Operation[], prefixes: readonly { order: readonly number[]; state: string }[]) {
    for (const { order, state } of prefixes) {
      let now = model.initial(undefined);
      for (const id of order) now = model.step(now, history.find((one) => one.id === id));
      expect(now).not.toBe(ILLEGAL);
      expect(model.describeState(now)).toBe(state);
    }
  }
});
