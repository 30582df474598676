/** Sizing from made-up runs whose latency follows from the value: the answer, the search, and what is told of it. */
import { expect, test } from 'vitest';
import { seedsOf } from '../../src/experiment/simulate.js';
import { createSizing, type SizingOptions } from '../../src/experiment/size.js';
import { summarise } from '../../src/experiment/summary.js';
import { MS } from '../observe/operations.js';
import { bound, content, many, record, scenario } from './runs.js';

const below10 = bound('mean(app) < 10ms', { kind: 'mean' }, '<', 10 * MS);
const rarely = bound('errors(app) < 20%', { kind: 'errors' }, '<', 0.2);

interface Service {
  /** Mean latency with this value, in ms. */
  readonly took: (value: number) => number;
  /** Share of the 20 operations that fail. */
  readonly failing?: (value: number) => number;
}

/** `jobs` runs are under way at once, and the last that began ends first. */
function size(service: Service, options: Partial<SizingOptions> = {}, expecting = [below10], jobs = 1) {
  const of = scenario(expecting);
  const tried: number[] = [];
  const sizing = createSizing({
    range: { from: 1, to: 64, whole: true, precision: 0.01, open: false },
    goal: undefined,
    goalByDefault: 'smallest',
    seeds: seedsOf('1', 20),
    confidence: 0.95,
    describe: (number) => ({ text: `${number} servers`, number }),
    scenarioAt(number) {
      tried.push(number);
      return of;
    },
    ...options,
  });
  const underWay: { value: number; seed: string }[] = [];
  for (;;) {
    for (
      let next = sizing.next();
      next !== undefined;
      next = underWay.length < jobs ? sizing.next() : undefined
    )
      underWay.push(next);
    const job = underWay.pop();
    if (job === undefined) break;
    const value = tried[job.value]!;
    const noise = (Number(job.seed) % 3) - 1;
    const runs = many(20, (i) => ({
      took: service.took(value) + noise * 0.1,
      outcome: i < 20 * (service.failing?.(value) ?? 0) ? ('fail' as const) : ('ok' as const),
    }));
    const summary = summarise(of, record(job.seed, runs), content);
    sizing.add(job.value, { kind: 'finished', seed: job.seed, summary, span: undefined });
  }
  expect(sizing.over).toBe(true);
  return sizing.result();
}

test('the smallest that meets, why the next cheaper one does not, and everything that was tried', () => {
  const { answer, nextCheaper, steps, goal, unit, bound: limit, notes } = size({ took: (n) => 100 / n });
  expect({ goal, unit, limit, notes }).toEqual({ goal: 'smallest', unit: 'ms', limit: 10, notes: [] });
  expect(answer).toMatchObject({ text: '11 servers', number: 11, verdict: 'meets' });
  expect(answer!.value).toBeCloseTo(100 / 11, 1);
  expect(answer!.sureness).toBeGreaterThanOrEqual(0.95);
  expect(nextCheaper).toMatchObject({ text: '10 servers', verdict: 'undecided', runs: 20 }); // 10 ms is the bound
  expect(steps).toContainEqual(answer);
  expect(steps).toContainEqual(nextCheaper);
  expect(steps[0]).toMatchObject({ number: 1, verdict: 'fails' });
});

test('the largest that meets, where more is worse', () => {
  const { answer, nextCheaper, goal } = size({ took: (n) => n / 2 + 0.3 });
  expect(goal).toBe('largest');
  expect(answer).toMatchObject({ number: 19, verdict: 'meets' });
  expect(nextCheaper).toMatchObject({ number: 20, verdict: 'fails' });
});

test('runs under way at once change nothing', () => {
  const service = { took: (n: number) => 100 / n };
  for (const jobs of [2, 3, 8]) expect(size(service, {}, [below10], jobs)).toEqual(size(service));
  expect(size({ took: (n) => 120 / n })).not.toEqual(size(service)); // it can differ
});

test('with several bounds, figures are those of the one that decides', () => {
  const service = { took: () => 5, failing: (n: number) => (n < 7 ? 0.5 : 0) };
  const { answer, nextCheaper, unit, bound: limit } = size(service, {}, [below10, rarely]);
  expect([answer?.number, nextCheaper?.number, unit, limit]).toEqual([7, 6, 'ratio', 0.2]);
  expect(nextCheaper).toMatchObject({ value: 0.5, verdict: 'fails' });
  expect(nextCheaper!.observed).toMatch(/mean\(app\) < 10ms: .*; errors\(app\) < 20%: 50.0 %/);
});

test('none that meets, and none that could be told', () => {
  const none = size({ took: () => 50 });
  expect(none).toMatchObject({ answer: null, nextCheaper: null, undecided: false });
  expect(none.steps.every(({ verdict }) => verdict === 'fails')).toBe(true);
  expect(size({ took: () => 10 })).toMatchObject({ answer: null, undecided: true });
});

test('a response that is not monotone is told', () => {
  const { notes } = size({ took: (n) => ((n > 4 && n < 9) || n > 40 ? 5 : 20) }, { goal: 'smallest' });
  expect(notes).toEqual([expect.stringMatching(/^8 servers meets though \d+ servers fails: more does not/)]);
});

test('operations that are in no latency are told with the answer', () => {
  const { answer, notes } = size({ took: (n) => 100 / n, failing: () => 0.25 });
  expect(answer?.number).toBe(11);
  expect(notes).toEqual([expect.stringMatching(/25.0 % of the operations of app were not answered/)]);
});
