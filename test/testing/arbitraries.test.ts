/** Arbitraries: all they draw is valid, they print in words, and they shrink to what is smallest. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAULT_KINDS } from '../../src/scenario/fields.js';
import { parseScenario } from '../../src/scenario/parse.js';
import { printScenario } from '../../src/scenario/print.js';
import type { Fault, Scenario } from '../../src/scenario/scenario.js';
import {
  faultPlans,
  type Loaded,
  loadScenario,
  networks,
  scenarios,
  workloads,
} from '../../src/testing/index.js';

const raft = loadScenario('scenarios/consensus/raft-leader-partition.yaml', {
  set: { faults: '[]', duration: '10s' },
});
const FIXED = { seed: 1, numRuns: 200 };

/** The same scenario, if it is a valid one. */
function readAgain(scenario: Scenario, { models }: Loaded): Scenario {
  const text = printScenario(scenario, models);
  const parsed = parseScenario(text, { file: 'drawn.yaml', models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(`${JSON.stringify(parsed.problems, null, 1)}\n${text}`);
  return parsed.scenario;
}

/** Everything that is a step simpler. */
const stepsOf = <T>(arbitrary: fc.Arbitrary<T>, value: T): readonly T[] =>
  [...arbitrary.shrink(value, undefined)].map((step) => step.value);

/** The smallest value that fast-check finds for which this is true. */
function smallest<T>(arbitrary: fc.Arbitrary<T>, isBad: (value: T) => boolean): T {
  const details = fc.check(
    fc.property(arbitrary, (value) => !isBad(value)),
    { ...FIXED, numRuns: 2000 },
  );
  expect(details.failed).toBe(true);
  return details.counterexample![0];
}

describe('fault plans', () => {
  const plans = faultPlans(raft);

  test('are valid, and so is every simpler one', () => {
    fc.assert(
      fc.property(plans, fc.nat(), (faults, which) => {
        const steps = stepsOf(plans, faults);
        for (const plan of [faults, ...(steps.length === 0 ? [] : [steps[which % steps.length]!])]) {
          const scenario = { ...raft.scenario, faults: plan };
          expect(readAgain(scenario, raft)).toEqual(scenario);
        }
      }),
      FIXED,
    );
    // It can tell: a plan for a cluster that is not there.
    const stranger = {
      ...raft.scenario,
      nodes: raft.scenario.nodes.map((group) => ({ ...group, name: 'other' })),
    };
    const drawn = fc.sample(faultPlans(raft, { faults: { min: 1, max: 1 } }), { seed: 1, numRuns: 1 })[0]!;
    expect(() => readAgain({ ...stranger, faults: drawn }, raft)).toThrow();
  });

  test('have as many faults as they are told, of the kinds they are told', () => {
    const few = faultPlans(raft, { faults: { min: 1, max: 2 }, kinds: ['crash'] });
    fc.assert(
      fc.property(few, (faults) => {
        expect([1, 2]).toContain(faults.length);
        expect(new Set(faults.map(({ action }) => action.kind))).toEqual(new Set(['crash']));
      }),
      FIXED,
    );
  });

  test('have faults of every kind that the model stands', () => {
    const drawn = fc.sample(plans, { seed: 1, numRuns: 1000 }).flat();
    const kinds = new Set(drawn.map(({ action }) => action.kind));
    expect([...kinds].sort()).toEqual([...FAULT_KINDS].sort());
  });

  test('print as their faults, in words', () => {
    const [plan] = fc.sample(faultPlans(raft, { faults: { min: 2, max: 2 } }), { seed: 1, numRuns: 1 });
    const words = plan!.map(({ text }) => text).join('; ');
    expect(fc.stringify(plan)).toBe(words);
    expect(`${plan}`).toBe(words);
    expect([...plan!]).toEqual(plan); // and are plain data otherwise
    expect(fc.stringify(fc.sample(faultPlans(raft, { faults: { min: 0, max: 0 } }), 1)[0])).toBe('no faults');
  });

  test('shrink to the smallest that fails, for known predicates', () => {
    expect(smallest(plans, (faults) => faults.length >= 2)).toHaveLength(2);
    const crashes = (faults: readonly Fault[]) => faults.filter(({ action }) => action.kind === 'crash');
    const [crash, ...others] = smallest(plans, (faults) => crashes(faults).length > 0);
    expect(others).toEqual([]);
    expect(crash!.action.kind).toBe('crash');
    const long = smallest(plans, (faults) => faults.some(({ duration = 0 }) => duration >= 0.5e9));
    expect(long).toHaveLength(1);
    expect(long[0]!.duration).toBeGreaterThanOrEqual(0.5e9);
    expect(long[0]!.duration).toBeLessThan(1.1e9);
  });

  test('written by hand shrink, too', () => {
    const [plan] = fc.sample(faultPlans(raft, { faults: { min: 3, max: 3 } }), { seed: 1, numRuns: 1 });
    expect(plans.canShrinkWithoutContext(plan)).toBe(true);
    expect(plans.canShrinkWithoutContext(['crash'])).toBe(false);
    const details = fc.check(
      fc.property(plans, (faults) => faults.length < 1),
      { ...FIXED, examples: [[plan!]] },
    );
    expect(details.counterexample![0]).toHaveLength(1);
  });

  test('end, whatever way of shrinking is followed', () => {
    fc.assert(
      fc.property(faultPlans(raft, { faults: { min: 4, max: 4 } }), fc.nat(), (first, which) => {
        let plan = first;
        let steps = 0;
        for (let simpler = stepsOf(plans, plan); simpler.length > 0; simpler = stepsOf(plans, plan)) {
          plan = simpler[which % simpler.length]!;
          steps += 1;
          expect(steps).toBeLessThan(2000);
        }
        expect(plan).toEqual([]);
      }),
      { seed: 1, numRuns: 5 },
    );
  });
});

describe('cases', () => {
  const drawn = scenarios(raft);

  test('are valid, and so is what they shrink to; their seed stays', () => {
    fc.assert(
      fc.property(drawn, fc.nat(), (first, which) => {
        expect(readAgain(first.scenario, raft)).toEqual(first.scenario);
        const steps = stepsOf(drawn, first);
        for (const { scenario } of steps) expect(scenario.seed).toBe(first.scenario.seed);
        if (steps.length === 0) return;
        const { scenario } = steps[which % steps.length]!;
        expect(readAgain(scenario, raft)).toEqual(scenario);
      }),
      { ...FIXED, numRuns: 50 },
    );
  });

  test('print as their seed and faults', () => {
    const [one] = fc.sample(scenarios(raft, { faults: { min: 1, max: 1 } }), { seed: 1, numRuns: 1 });
    const { seed, faults } = one!.scenario;
    expect(fc.stringify(one)).toBe(`seed ${seed}: ${faults[0]!.text}`);
  });

  test('are the same for the same seed of fast-check, and others for another', () => {
    const seedsOf = (seed: number) =>
      fc.sample(drawn, { seed, numRuns: 5 }).map(({ scenario }) => scenario.seed);
    expect(seedsOf(1)).toEqual(seedsOf(1));
    expect(seedsOf(1)).not.toEqual(seedsOf(2));
  });

  test('keep network and workload as the file has them, if told', () => {
    const plain = scenarios(raft, { network: false, workload: false });
    for (const { scenario } of fc.sample(plain, FIXED)) {
      expect(scenario.network).toEqual(raft.scenario.network);
      expect(scenario.clients).toEqual(raft.scenario.clients);
    }
  });
});

describe.each([
  ['networks', (loaded: Loaded) => networks(loaded).map((network) => ({ network }))],
  ['workloads', (loaded: Loaded) => workloads(loaded).map((clients) => ({ clients }))],
] as const)('%s', (_, partsOf) => {
  test('are valid, and differ', () => {
    const drawn = fc.sample(partsOf(raft) as fc.Arbitrary<Partial<Scenario>>, { ...FIXED, numRuns: 50 });
    for (const parts of drawn) {
      const scenario = { ...raft.scenario, ...parts };
      expect(readAgain(scenario, raft)).toEqual(scenario);
    }
    expect(new Set(drawn.map((parts) => JSON.stringify(parts))).size).toBeGreaterThan(40);
  });
});
