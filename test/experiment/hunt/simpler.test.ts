/** Simpler scenarios: valid, smaller, and never without end, whatever one begins with. */
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  changedParams,
  isSmaller,
  measureOf,
  measureOfPlan,
} from '../../../src/experiment/hunt/simpler/measure.js';
import type { Simpler } from '../../../src/experiment/hunt/simpler/step.js';
import { PASSES, simplerPlans } from '../../../src/experiment/hunt/simpler.js';
import { faultText } from '../../../src/scenario/fault-text.js';
import { parseScenario } from '../../../src/scenario/parse.js';
import { printScenario } from '../../../src/scenario/print.js';
import { defaultSettings } from '../../../src/scenario/read/params.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import { base, parsed, scenarios } from '../../scenario/arbitrary.js';
import { models } from '../../scenario/models.js';

const candidates = (scenario: Scenario, failedAt?: number): readonly Simpler[] =>
  PASSES.flatMap(({ propose }) => [...propose(scenario, { models, failedAt, first: scenario })]);

const measure = (scenario: Scenario) =>
  measureOf(scenario, ({ model }) => defaultSettings(models.get(model)!));

/** Open brackets within the words of an administrator's request are not read back. */
const survivesPrinting = (scenario: Scenario): boolean => {
  const text = printScenario(scenario, models);
  const result = parseScenario(text, { file: 'x.yaml', models, readFile: () => undefined });
  return result.ok && isDeepStrictEqual(result.scenario.faults, scenario.faults);
};

/** Every so many of a long list, from somewhere on. */
const some = <T>(items: readonly T[], count: number, from: number): readonly T[] => {
  const step = Math.max(1, Math.floor(items.length / count));
  return items.filter((_, i) => i % step === from % step);
};

test('every candidate prints and reads back as the same scenario', () => {
  fc.assert(
    fc.property(scenarios, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (scenario, from, part) => {
      fc.pre(survivesPrinting(scenario));
      const simpler = candidates(scenario, Math.floor(scenario.duration * part));
      for (const { scenario: candidate } of some(simpler, 12, from))
        expect(parsed(printScenario(candidate, models))).toEqual(candidate);
    }),
    { numRuns: 20, seed: 1 },
  );
});

test('every candidate is smaller, keeps the seed and says what became simpler', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const before = measure(scenario);
      for (const { scenario: candidate, what } of candidates(scenario)) {
        expect(isSmaller(measure(candidate), before)).toBe(true);
        expect(isSmaller(before, measure(candidate))).toBe(false);
        expect(candidate.seed).toBe(scenario.seed);
        expect(what).not.toBe('');
        for (const fault of candidate.faults) expect(fault.text).toBe(faultText(fault));
      }
    }),
    { numRuns: 60, seed: 2 },
  );
});

test('following candidates ends, whichever one takes', () => {
  fc.assert(
    fc.property(scenarios, fc.infiniteStream(fc.nat()), (start, choices) => {
      let scenario = start;
      let steps = 0;
      for (const choice of choices) {
        const simpler = candidates(scenario);
        if (simpler.length === 0) break;
        scenario = simpler[choice % simpler.length]!.scenario;
        expect(++steps).toBeLessThan(1000);
      }
      expect(scenario.faults).toEqual([]);
      expect(scenario.nodes.every(({ count }) => count === 1)).toBe(true);
      expect(scenario.clients).toMatchObject([
        { count: 1, maxOperations: 1, retryAfter: undefined, route: 'sticky' },
      ]);
      for (const group of scenario.nodes)
        expect(changedParams(group, defaultSettings(models.get(group.model)!))).toEqual([]);
    }),
    { numRuns: 25, seed: 3 },
  );
});

test('clients that stop asking soon after a fault do so wherever the fault moves to', () => {
  const MS = 1e6;
  const [group] = base.clients;
  const [fault] = base.faults;
  const clients = [{ ...group!, from: 0, until: 2500 * MS }];
  const faults = [{ ...fault!, at: 2400 * MS, duration: 10 * MS }];
  const late: Scenario = { ...base, duration: 4000 * MS, clients, faults };
  const gaps = (scenario: Scenario) =>
    candidates(scenario)
      .filter(({ what }) => what.includes(' earlier, from '))
      .map(({ scenario: { duration, clients: moved, faults: plan } }) => ({
        at: plan[0]!.at / MS,
        until: moved[0]!.until / MS,
        end: duration / MS,
      }));
  expect(gaps(late)).toContainEqual({ at: 400, until: 500, end: 2000 });
  for (const { at, until, end } of gaps(late)) expect([until - at, end - at]).toEqual([100, 1600]);
  // Those who ask to the end go on asking to the end.
  const toTheEnd = { ...late, clients: [{ ...group!, from: 0, until: late.duration }] };
  for (const { until, end } of gaps(toTheEnd)) expect(until).toBe(end);
});

test('plans alone: each one smaller, the boldest first, made when asked for', () => {
  fc.assert(
    fc.property(scenarios, ({ faults }) => {
      for (const plan of simplerPlans(faults))
        expect(isSmaller(measureOfPlan(plan, 1e15), measureOfPlan(faults, 1e15))).toBe(true);
    }),
    { numRuns: 40, seed: 4 },
  );
  const plan = base.faults;
  const [first, second] = [...simplerPlans(plan)];
  expect(first).toEqual([]);
  expect(second).toEqual(plan.slice(1));
  const many = Array.from({ length: 10_000 }, () => plan[0]!);
  for (const empty of simplerPlans(many)) {
    expect(empty).toEqual([]);
    break;
  }
});

test('control: nothing is smaller than itself, and more faults are not smaller than fewer', () => {
  expect(isSmaller(measure(base), measure(base))).toBe(false);
  const fewer = { ...base, faults: base.faults.slice(1), duration: base.duration * 100 };
  expect(isSmaller(measure(fewer), measure(base))).toBe(true);
  expect(isSmaller(measure(base), measure(fewer))).toBe(false);
});
