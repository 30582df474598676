import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLinearizable } from '../../../src/check/linearizability.js';
import { decideFifo } from '../../../src/check/objects/fifo/decide.js';
import type { Pattern } from '../../../src/check/objects/fifo/patterns.js';
import { FIFO_PATTERNS } from '../../../src/check/objects/fifo/patterns.js';
import { ILLEGAL } from '../../../src/check/objects/model.js';
import { queue } from '../../../src/check/objects/queue.js';
import { createValueCodes } from '../../../src/check/objects/value.js';
import type { Json, Operation } from '../../../src/observe/history.js';
import { atomicHistory, randomFrom, withOneAnswerChanged } from '../atomic.js';
import { atomicSequence } from '../atomic-objects.js';
import { isLinearizable, knownAt } from '../oracle.js';
import type { WildHistory } from '../wild-queue.js';
import { wildQueueHistory } from '../wild-queue.js';

const RUNS = { numRuns: 4000, seed: 11 };

function decide({ operations, initial }: WildHistory, patterns: readonly Pattern[] = FIFO_PATTERNS) {
  const codes = createValueCodes();
  return decideFifo(operations, codes.codes(initial), codes, patterns);
}

/** What trying all orders says. */
function isLegal({ operations, initial }: WildHistory): boolean {
  const model = queue();
  return isLinearizable(operations, model, model.initial(initial) as string);
}

function agrees(history: WildHistory, judge: typeof decide): boolean {
  const decision = judge(history);
  return decision === undefined || (decision.kind === 'legal') === isLegal(history);
}

describe('the decision', () => {
  it('agrees with trying all orders', () => {
    const seen = { legal: 0, illegal: 0, undecided: 0 };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const history = wildQueueHistory(seed);
        seen[decide(history)?.kind ?? 'undecided']++;
        return agrees(history, decide);
      }),
      RUNS,
    );
    expect(seen.legal).toBeGreaterThan(1000);
    expect(seen.illegal).toBeGreaterThan(1000);
    expect(seen.undecided).toBeGreaterThan(100);
  });

  it('gives a legal order of all that completed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const history = wildQueueHistory(seed);
        const decision = decide(history);
        if (decision?.kind !== 'legal') return;
        expectLegalOrder(history, decision.order(Infinity).operations);
      }),
      RUNS,
    );
  });

  it.each(FIFO_PATTERNS.map((pattern) => [pattern.name, pattern] as const))(
    'is caught when it does not look for "%s"',
    (_, dropped) => {
      const patterns = FIFO_PATTERNS.filter((pattern) => pattern !== dropped);
      const careless = (history: WildHistory) => decide(history, patterns);
      const property = fc.property(fc.integer(), (seed) => agrees(wildQueueHistory(seed), careless));
      expect(fc.check(property, RUNS).failed).toBe(true);
    },
  );

  it.each(['enqueue', 'dequeue'])('is caught when it ignores what an unfinished %s may have done', (f) => {
    const forgetful = ({ operations, initial }: WildHistory) =>
      decide({ operations: operations.filter((one) => one.f !== f || one.outcome !== 'info'), initial });
    const property = fc.property(fc.integer(), (seed) => agrees(wildQueueHistory(seed), forgetful));
    expect(fc.check(property, RUNS).failed).toBe(true);
  });

  it('agrees with the search on histories too long for trying all orders', () => {
    const seen = { valid: 0, invalid: 0, unknown: 0 };
    const { decide: _, ...searched } = queue();
    for (let seed = 0; seed < 200; seed++) {
      const random = randomFrom(seed);
      const shape = { clients: 2 + random(4), operations: 15, infoPercent: random(3) * 10 };
      const object = atomicSequence('queue', true);
      let history: readonly Operation[] = atomicHistory(shape, random, object);
      if (seed % 2 === 0) history = withOneAnswerChanged(history, random, object());
      const { verdict } = checkLinearizable(history, searched);
      expect(checkLinearizable(history, queue())).toMatchObject({ verdict, steps: 0 });
      seen[verdict]++;
    }
    expect(seen.unknown).toBe(0);
    expect(seen.invalid).toBeGreaterThan(40);
  });

  it('leaves to the search what may have come from several enqueues', () => {
    const again = ops('enqueue 1 0-1', 'enqueue 1 2-3', 'dequeue 1 4-5');
    expect(decide({ operations: again, initial: [] })).toBeUndefined();
    expect(decide({ operations: again.slice(1), initial: [1] })).toBeUndefined();
    expect(checkLinearizable(again, queue()).verdict).toBe('valid');
    // Nobody asks which of two it is that stays.
    expect(decide({ operations: again.slice(0, 2), initial: [] })?.kind).toBe('legal');
  });

  it('a value that was there from the start may be enqueued again', () => {
    const operations = ops(
      'enqueue 9 0-10',
      'enqueue 2 1-2',
      'enqueue 1 3-4',
      'dequeue 1 5-6',
      'dequeue 2 7-8',
    );
    expect(checkLinearizable(operations, queue(), { initial: [1] }).verdict).toBe('valid');
    expect(checkLinearizable(operations, queue()).verdict).toBe('invalid');
  });
});

describe('failures', () => {
  it('names the earliest completion without explanation, and operations that have none by themselves', () => {
    let seen = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const history = wildQueueHistory(seed);
      const { operations, initial } = history;
      if (decide(history)?.kind !== 'illegal') continue;
      seen++;
      const { failure } = checkLinearizable(operations, queue(), { initial });
      if (failure === undefined) throw new Error(`seed ${seed}: illegal, but without failure`);
      const { stuckAt, window, longestPrefixes } = failure;
      const before = knownAt(operations, stuckAt.end - 1);
      expect(isLegal({ operations: before, initial })).toBe(true);
      expect(isLegal({ operations: knownAt(operations, stuckAt.end), initial })).toBe(false);
      expect(window).toContain(stuckAt);
      expect(isLegal({ operations: knownAt(window, stuckAt.end), initial })).toBe(false);
      const order = longestPrefixes[0]?.order.map((id) => before.find((one) => one.id === id) as Operation);
      expectLegalOrder({ operations: before, initial }, order ?? []);
    }
    expect(seen).toBeGreaterThan(400);
  });

  const explain = (...lines: string[]) => checkLinearizable(ops(...lines), queue()).failure?.explanation;

  it('of each kind are told', () => {
    expect(explain('dequeue 1 0-1')).toMatchInlineSnapshot(
      `"No order of the operations explains "dequeue 1" of process 0 (event 0) which completed at event 1. Nobody ever enqueued 1."`,
    );
    expect(explain('dequeue 1 0-1', 'enqueue 1 2-3')).toMatchInlineSnapshot(
      `"No order of the operations explains "dequeue 1" of process 0 (event 0) which completed at event 1. Nobody had enqueued 1 by then: "enqueue 1" of process 1 (event 2) was invoked only at event 2."`,
    );
    expect(explain('enqueue 1 0-1', 'dequeue 1 2-5', 'dequeue 1 3-4')).toMatchInlineSnapshot(
      `"No order of the operations explains "dequeue 1" of process 1 (event 2) which completed at event 5. 1 was enqueued once, and taken by both "dequeue 1" of process 1 (event 2) and "dequeue 1" of process 2 (event 3)."`,
    );
    expect(explain('enqueue 3 0-1', 'enqueue 5 2-3', 'dequeue 5 4-5')).toMatchInlineSnapshot(
      `"No order of the operations explains "dequeue 5" of process 2 (event 4) which completed at event 5. 3 was in front of 5, for "enqueue 3" of process 0 (event 0) completed at event 1, before "enqueue 5" of process 1 (event 2) was invoked at event 2. It was still there when "dequeue 5" of process 2 (event 4) completed at event 5, having taken the other: no unfinished dequeue can have taken it by then, and none is known to have taken it later."`,
    );
    expect(explain('enqueue 3 0-1', 'enqueue 5 2-3', 'dequeue 5 4-5', 'dequeue 3 6-7')).toMatchInlineSnapshot(
      `"No order of the operations explains "dequeue 5" of process 2 (event 4) which completed at event 5. 3 was in front of 5, for "enqueue 3" of process 0 (event 0) completed at event 1, before "enqueue 5" of process 1 (event 2) was invoked at event 2. It was still there when "dequeue 5" of process 2 (event 4) completed at event 5, having taken the other: no unfinished dequeue can have taken it by then, and "dequeue 3" of process 3 (event 6), which took it, was invoked only at event 6."`,
    );
    expect(
      explain('enqueue 1 0-1', 'dequeue null 4-11', 'enqueue 2 5-6', 'dequeue 1 7-8', 'dequeue 2 12-13'),
    ).toMatchInlineSnapshot(
      `"No order of the operations explains "dequeue null" of process 1 (event 4) which completed at event 11. The queue was not empty at any moment of it: 1 was in it since "enqueue 1" of process 0 (event 0) completed at event 1 until "dequeue 1" of process 3 (event 7) was invoked at event 7; 2 was in it since "enqueue 2" of process 2 (event 5) completed at event 6, and no unfinished dequeue can have taken it by then."`,
    );
  });

  it('with unfinished operations are told', () => {
    const one = 'dequeue ? 0-';
    const rest = ['enqueue 1 1-2', 'enqueue 2 3-4', 'enqueue 3 5-6', 'dequeue 3 7-8'];
    expect(explain(one, one.replace('0', '0.5'), ...rest)).toBeUndefined();
    expect(explain(one, ...rest)).toMatchInlineSnapshot(
      `"No order of the operations explains "dequeue 3" of process 4 (event 7) which completed at event 8. 2 was in front of 3, for "enqueue 2" of process 2 (event 3) completed at event 4, before "enqueue 3" of process 3 (event 5) was invoked at event 5. It was still there when "dequeue 3" of process 4 (event 7) completed at event 8, having taken the other: of it and one value no further back, the only dequeue that was unfinished then can have taken only 1."`,
    );
    expect(
      explain('enqueue 1 0-1', 'dequeue null 2-9', 'enqueue 2 3-4', 'dequeue 2 5-6'),
    ).toMatchInlineSnapshot(
      `"No order of the operations explains "dequeue null" of process 1 (event 2) which completed at event 9. 1 was in front of 2, for "enqueue 1" of process 0 (event 0) completed at event 1, before "enqueue 2" of process 2 (event 3) was invoked at event 3. It was still there when "dequeue 2" of process 3 (event 5) completed at event 6, having taken the other: no unfinished dequeue can have taken it by then, and none is known to have taken it later. Until it answered, "dequeue null" of process 1 (event 2) might have taken it."`,
    );
  });
});

describe('many clients', () => {
  const many = { clients: 50, operations: 20_000, infoPercent: 5 };
  const busy = atomicHistory(many, randomFrom(3), atomicSequence('queue', true));

  it('are judged without a search', () => {
    expect(checkLinearizable(busy, queue())).toMatchObject({ verdict: 'valid', judged: 20_000, steps: 0 });
    const keyed = atomicHistory({ ...many, keys: 10 }, randomFrom(4), atomicSequence('queue', true));
    expect(checkLinearizable(keyed, queue())).toMatchObject({ verdict: 'valid', judged: 20_000, steps: 0 });
  });

  it('one wrong answer near the end is found, and the order before it told', () => {
    const late = busy.findLast(({ start, output }) => start < 35_000 && output === null) as Operation;
    const early = busy.find(
      ({ f, outcome, output }) => f === 'dequeue' && outcome === 'ok' && output !== null,
    );
    const wrong = busy.map((one) =>
      one === late ? { ...one, ...okDequeue(late, early?.output ?? 0) } : one,
    );
    const { verdict, failure, steps } = checkLinearizable(wrong, queue());
    expect({ verdict, steps }).toEqual({ verdict: 'invalid', steps: 0 });
    expect(failure?.stuckAt.id).toBe(late.id);
    expect(failure?.window.map(({ id }) => id)).toEqual([early?.id, late.id]);
    expect(failure?.longestPrefixes[0]?.order).toHaveLength(256);
    expect(failure?.since).toBeGreaterThan(30_000);
  });

  const okDequeue = (one: Operation, output: Json): Partial<Operation> => ({
    f: 'dequeue',
    input: null,
    output,
    outcome: 'ok',
    end: one.end === Infinity ? one.start + 0.5 : one.end,
  });
});

/** An order that is legal, keeps to real time, and misses nothing that completed. */
function expectLegalOrder({ operations, initial }: WildHistory, order: readonly Operation[]): void {
  const model = queue();
  let state = model.initial(initial);
  const places = new Map<number, number>();
  for (const [place, operation] of order.entries()) {
    state = state === ILLEGAL ? ILLEGAL : model.step(state, operation);
    places.set(operation.id, place);
  }
  expect(state).not.toBe(ILLEGAL);
  expect(places.size).toBe(order.length);
  const completed = operations.filter(({ outcome }) => outcome === 'ok');
  expect(completed.filter(({ id }) => !places.has(id))).toEqual([]);
  for (const one of order) {
    const late = order.filter((other) => one.end < other.start);
    for (const { id } of late) expect(places.get(one.id)).toBeLessThan(places.get(id) as number);
  }
}

/** One process per operation; `dequeue ? 3-` never completed. */
function ops(...lines: string[]): Operation[] {
  return lines
    .map((line, id): Operation => {
      const [, f = '', value = '', start = '', end = ''] = /^(\w+) (\S+) ([\d.]+)-(\d*)$/.exec(line) ?? [];
      const json = value === '?' ? null : (JSON.parse(value) as Json);
      const known = end !== '';
      return {
        id,
        process: id,
        f,
        key: undefined,
        input: f === 'enqueue' ? json : null,
        output: known ? json : null,
        outcome: known ? 'ok' : 'info',
        start: Number(start),
        end: known ? Number(end) : Infinity,
        invokedAt: 0,
        completedAt: known ? 0 : undefined,
      };
    })
    .sort((a, b) => a.start - b.start);
}
