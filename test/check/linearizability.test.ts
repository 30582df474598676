import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LegalPrefix } from '../../src/check/linearizability.js';
import { checkLinearizable } from '../../src/check/linearizability.js';
import { counter } from '../../src/check/objects/counter.js';
import { kv } from '../../src/check/objects/kv.js';
import { listAppend } from '../../src/check/objects/list-append.js';
import type { ObjectModel } from '../../src/check/objects/model.js';
import { ILLEGAL } from '../../src/check/objects/model.js';
import { multiRegister } from '../../src/check/objects/multi-register.js';
import { mutex } from '../../src/check/objects/mutex.js';
import { queue, unorderedQueue } from '../../src/check/objects/queue.js';
import { casRegister, register } from '../../src/check/objects/register.js';
import { set } from '../../src/check/objects/set.js';
import { stack } from '../../src/check/objects/stack.js';
import type { Json, Operation } from '../../src/observe/history.js';
import type { AtomicObject } from './atomic.js';
import { atomicHistory, randomFrom, withOneAnswerChanged } from './atomic.js';
import {
  atomicCounter,
  atomicKv,
  atomicList,
  atomicMultiRegister,
  atomicMutex,
  atomicRegister,
  atomicSequence,
  atomicSet,
} from './atomic-objects.js';
import { isLinearizable, knownAt } from './oracle.js';

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
  for (let changes = random(3); changes > 0; changes--)
    history = withOneAnswerChanged(history, random, object());
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
      { numRuns: 200, seed: 1 },
    );
  });

  it('agrees with trying all orders without the hints of the model', () => {
    const { name, functions, initial, step, key, describeState, describeCall, tellsWhenFailed } = model();
    const bare = { name, functions, initial, step, key, describeState, describeCall };
    const plain: AnyModel = tellsWhenFailed === undefined ? bare : { ...bare, tellsWhenFailed };
    fc.assert(
      fc.property(fc.integer(), (seed) => agrees(tinyHistory(seed, object), plain, checkLinearizable)),
      { numRuns: 100, seed: 2 },
    );
  });

  it('accepts every history of an atomic object', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const shape = { clients: 4, operations: 40, infoPercent: 10 };
        const history = atomicHistory(shape, randomFrom(seed), object);
        return checkLinearizable(history, model(), { failed: 'observed' }).verdict === 'valid';
      }),
      { numRuns: 20, seed: 3 },
    );
  });
});

describe('negative controls', () => {
  it('a checker that ignores real time is caught', () => {
    const timeless: typeof checkLinearizable = (operations, model, options) =>
      checkLinearizable(
        operations.map((operation) => ({
          ...operation,
          start: operation.id,
          end: operation.outcome === 'info' ? Infinity : 1e6 + operation.id,
        })),
        model,
        options,
      );
    const result = fc.check(
      fc.property(fc.integer(), (seed) =>
        agrees(tinyHistory(seed, atomicRegister(false)), register(), timeless),
      ),
      { numRuns: 400, seed: 1 },
    );
    expect(result.failed).toBe(true);
  });

  it('a checker that drops unfinished operations is caught', () => {
    const forgetful: typeof checkLinearizable = (operations, model, options) =>
      checkLinearizable(
        operations.filter(({ outcome }) => outcome !== 'info'),
        model,
        options,
      );
    const result = fc.check(
      fc.property(fc.integer(), (seed) =>
        agrees(tinyHistory(seed, atomicRegister(false)), register(), forgetful),
      ),
      { numRuns: 400, seed: 1 },
    );
    expect(result.failed).toBe(true);
  });

  it('a hint that is wrong is caught', () => {
    const wrong = { ...queue(), isRead: () => true };
    const result = fc.check(
      fc.property(fc.integer(), (seed) =>
        agrees(tinyHistory(seed, atomicSequence('queue', false)), wrong, checkLinearizable),
      ),
      { numRuns: 400, seed: 1 },
    );
    expect(result.failed).toBe(true);
  });
});

describe('failures', () => {
  const subjects = SUBJECTS.filter(({ name }) => name !== 'mutex');
  it.each(subjects)(
    '$name: names the earliest operation that the definition cannot explain',
    ({ model, object }) => {
      let seen = 0;
      for (let seed = 0; seed < 120; seed++) {
        const history = tinyHistory(seed, object);
        const subject = model();
        const initial = subject.initial(undefined);
        for (const search of WAYS) {
          const { failure } = checkLinearizable(history, subject, { search, failed: 'observed' });
          if (failure === undefined) continue;
          seen++;
          const { stuckAt, window, longestPrefixes } = failure;
          expect(isLinearizable(knownAt(history, stuckAt.end - 1), subject, initial)).toBe(true);
          expect(isLinearizable(knownAt(history, stuckAt.end), subject, initial)).toBe(false);
          expect(window).toContain(stuckAt);
          expect(failure.explanation).toContain(`event ${stuckAt.start}`);
          if (search.frontMax !== 1024) continue;
          expect(longestPrefixes.length).toBeGreaterThan(0);
          const known = knownAt(history, stuckAt.end - 1);
          const completed = known.filter(({ outcome }) => outcome === 'ok').map(({ id }) => id);
          for (const prefix of longestPrefixes) {
            // An order may use what open operations were answered later, or leave that open.
            expect(replays(subject, history, prefix) || replays(subject, known, prefix)).toBe(true);
            expect(prefix.order).toEqual(expect.arrayContaining(completed));
          }
        }
      }
      expect(seen).toBeGreaterThan(20);
    },
  );

  /** Runs an order through the model; whether it is legal, leads to the state told, and misses nothing. */
  function replays(model: AnyModel, history: readonly Operation[], prefix: LegalPrefix): boolean {
    let now = model.initial(undefined);
    for (const id of prefix.order) {
      const operation = history.find((one) => one.id === id);
      now = operation === undefined ? ILLEGAL : model.step(now, operation);
      if (now === ILLEGAL) return false;
    }
    return model.describeState(now) === prefix.state;
  }
});

describe('verdicts', () => {
  const op = (
    id: number,
    f: string,
    value: Json,
    start: number,
    end: number,
    more: Partial<Operation> = {},
  ): Operation => ({
    id,
    process: id,
    f,
    key: undefined,
    input: f === 'read' ? null : value,
    output: value,
    outcome: end === Infinity ? 'info' : 'ok',
    start,
    end,
    invokedAt: start,
    completedAt: end,
    ...more,
  });

  // Herlihy and Wing 1990, figure 2 in spirit: a register whose reads swap two writes.
  it('two reads that see overlapping writes in different orders', () => {
    const history = [
      op(0, 'write', 1, 0, 3),
      op(1, 'write', 2, 1, 2),
      op(2, 'read', 1, 4, 5),
      op(3, 'read', 2, 6, 7),
    ];
    expect(checkLinearizable(history.slice(0, 3), register()).verdict).toBe('valid');
    const { verdict, failure } = checkLinearizable(history, register());
    expect(verdict).toBe('invalid');
    expect(failure?.stuckAt.id).toBe(3);
    expect(failure?.explanation).toMatch(/"read 2" of process 3 .* completed at/);
  });

  it('an unfinished write may take effect late, and only once', () => {
    const late = [op(0, 'write', 1, 0, Infinity), op(1, 'read', null, 1, 2), op(2, 'read', 1, 3, 4)];
    expect(checkLinearizable(late, register()).verdict).toBe('valid');
    const again = [...late, op(3, 'write', 5, 5, 6), op(4, 'read', 1, 7, 8)];
    expect(checkLinearizable(again, register()).verdict).toBe('invalid');
  });

  it('nothing at all is valid, and judged nothing', () => {
    expect(checkLinearizable([], register())).toMatchObject({ verdict: 'valid', judged: 0, partitions: [] });
  });

  it('failed operations did not happen, or were refused', () => {
    const history = [op(0, 'write', 1, 0, 1), op(1, 'cas', [1, 2], 2, 3, { outcome: 'fail', output: null })];
    expect(checkLinearizable(history, casRegister())).toMatchObject({
      verdict: 'valid',
      judged: 1,
      skipped: 1,
    });
    expect(checkLinearizable(history, casRegister(), { failed: 'observed' }).verdict).toBe('invalid');
  });

  it('a model that throws is unknown', () => {
    const broken: ObjectModel<Json> = {
      ...register(),
      step: () => {
        throw new Error('out of order');
      },
    };
    const result = checkLinearizable([op(0, 'read', 1, 0, 1)], broken);
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'the model register failed: out of order' });
  });

  it('a budget that ends is unknown, and says how far it came', () => {
    const shape = { clients: 20, operations: 400, infoPercent: 0 };
    const history = atomicHistory(shape, randomFrom(5), atomicSequence('stack', false));
    const result = checkLinearizable(history, stack(), { budget: { steps: 500 } });
    expect(result.verdict).toBe('unknown');
    expect(result.reason).toMatch(/budget of 500 steps ran out: explained \d+ of \d+ events/);
    expect(checkLinearizable(history, stack(), { budget: { entries: 10 } }).reason).toContain(
      'budget of 10 entries',
    );
  });

  it('an easy violation is found beside a key that is too hard', () => {
    const hard = atomicHistory(
      { clients: 40, operations: 400, infoPercent: 0 },
      randomFrom(5),
      atomicSequence('stack', true),
    );
    const bare: ObjectModel<string> = { ...stack() };
    const keyed = hard.map((one) => ({ ...one, key: 'hard' }));
    const wrong = op(1000, 'pop', 77, 10_000, 10_001, { key: 'easy' });
    const budget = { steps: 60_000 };
    expect(checkLinearizable(keyed, bare, { budget }).verdict).toBe('unknown');
    const result = checkLinearizable([...keyed, wrong], bare, { budget });
    expect(result.verdict).toBe('invalid');
    expect(result.failure?.key).toBe('easy');
  });

  it('keys are judged apart, or together if so told', () => {
    const history = [op(0, 'write', 1, 0, 1, { key: 'x' }), op(1, 'read', null, 2, 3, { key: 'y' })];
    expect(checkLinearizable(history, register()).verdict).toBe('valid');
    expect(checkLinearizable(history, register(), { partition: false }).verdict).toBe('invalid');
  });

  it('a first state that is none is unknown', () => {
    expect(checkLinearizable([op(0, 'acquire', null, 0, 1)], mutex(), { initial: 5 }).verdict).toBe(
      'unknown',
    );
  });

  it('renaming values and adding a read that is right change nothing', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const history = tinyHistory(seed, atomicRegister(true));
        const rename = (value: Json): Json =>
          typeof value === 'number' ? `v${value}` : Array.isArray(value) ? value.map(rename) : value;
        const renamed = history.map((one) => ({
          ...one,
          input: rename(one.input),
          output: rename(one.output),
        }));
        const { verdict } = checkLinearizable(history, casRegister());
        expect(checkLinearizable(renamed, casRegister()).verdict).toBe(verdict);
        const first = op(99, 'read', null, -2, -1);
        expect(checkLinearizable([first, ...history], casRegister()).verdict).toBe(verdict);
      }),
      { numRuns: 150, seed: 6 },
    );
  });
});
