/**
 * Nodes that stamp: each clock keeps what it promises, and a clock with a mistake in it breaks the rule whose business
 * that is. Seeds are fixed.
 */
import { describe, expect, test } from 'vitest';
import {
  CLOCKS,
  type Clock,
  type ClockName,
  clockNamed,
  RULES,
  type Stamp,
} from '../../../models/clocks/stamps/clocks.js';
import { stamps, stampsWith } from '../../../models/clocks/stamps.js';
import { type Models, simulate } from '../../../src/experiment/simulate.js';
import type { AnyModel } from '../../../src/model/index.js';
import { assertHolds, loadScenario } from '../../../src/testing/index.js';
import { hunted } from '../../support/hunted.js';
import { MS } from '../../support/scenario.js';
import { FOLDER, models, type Settings, scenarioOf } from '../../support/small-scenario.js';

const P = 'nodes.node.params';
/** Clocks that are up to 20 ms off, for which TrueTime allows. */
const APART: Settings = {
  duration: '2s',
  'clients.app.until': '1.9s',
  'nodes.node.clock.offset': 'uniform(0ms, 20ms)',
  [`${P}.uncertainty`]: '20ms',
};

const withModel = (model: AnyModel): Models => new Map(models).set(stamps.name, model);
const runOf = (clock: ClockName, settings: Settings = {}, using: Models = models) =>
  simulate(scenarioOf('clocks/stamps.yaml', { ...APART, [`${P}.clock`]: clock, ...settings }), using, {
    seed: '1',
    freeze: true,
  }).record;
type Run = ReturnType<typeof runOf>;

const measure = ({ measures }: Run, key: string) => measures.find((each) => each.key === key)!;
const mean = ({ values }: { readonly values: readonly number[] }) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const NAMES = Object.keys(CLOCKS) as readonly ClockName[];
const KEPT = NAMES.filter((name) => name !== 'wall');

describe('each clock', () => {
  test.each(NAMES)('%s is asked for what it promises, and keeps it', (name) => {
    const { violations, rules } = runOf(name);
    expect(violations).toEqual([]);
    const judged = rules.filter((each) => each.judged > 100).map(({ rule }) => rule);
    expect(judged.toSorted()).toEqual(clockNamed(name).keeps.toSorted());
  });

  test('each rule is somebody’s promise', () => {
    expect(new Set(NAMES.flatMap((name) => clockNamed(name).keeps))).toEqual(new Set(RULES));
  });
});

// ---- planted mistakes

const NOWHERE = { self: 0, wall: 0, uncertainty: 0 };

/** The model with parts of one clock replaced. */
const withClock = <N extends ClockName>(
  name: N,
  parts: (typeof CLOCKS)[N] extends Clock<infer S> ? Partial<Clock<S>> : never,
): AnyModel => {
  const broken: Clock<Stamp> = { ...clockNamed(name), ...(parts as Partial<Clock<Stamp>>) };
  return stampsWith((asked) => (asked === name ? broken : clockNamed(asked)));
};

const right = stampsWith(clockNamed);
/** A node that is back knows how many events it had, but stamps as if there had been none. */
const forgetful = (name: ClockName): AnyModel => ({
  ...right,
  init(durable, ctx) {
    const state = right.init(durable, ctx);
    return state.last === undefined
      ? state
      : { ...state, last: { ...state.last, stamp: clockNamed(name).start } };
  },
});

const BROKEN: readonly (readonly [rule: string, clock: ClockName, how: string, model: AnyModel])[] = [
  [
    'clock-condition',
    'lamport',
    'does not witness',
    withClock('lamport', { receipt: (last) => CLOCKS.lamport.event(last, NOWHERE) }),
  ],
  [
    'clock-condition',
    'hybrid',
    'does not take the largest time',
    withClock('hybrid', { receipt: (_last, _seen, { wall }) => ({ time: wall, count: 0 }) }),
  ],
  [
    'clock-condition',
    'hybrid',
    'does not count',
    withClock('hybrid', {
      event: (last, { wall }) => ({ time: Math.max(last.time, wall), count: 0 }),
    }),
  ],
  [
    'clock-condition',
    'vector',
    'does not join',
    withClock('vector', { receipt: (last, _seen, reading) => CLOCKS.vector.event(last, reading) }),
  ],
  [
    'concurrency',
    'vector',
    'counts all under one node',
    withClock('vector', {
      event: (last) => CLOCKS.vector.event(last, NOWHERE),
      receipt: (last, seen) => CLOCKS.vector.receipt(last, seen, NOWHERE),
    }),
  ],
  [
    'near-clocks',
    'hybrid',
    'counts on in its time',
    withClock('hybrid', {
      receipt: (last, seen, { wall }) => ({
        time: Math.max(last.time + 1, seen.time + 1, wall),
        count: 0,
      }),
    }),
  ],
  ['external-consistency', 'true-time', 'does not wait', withClock('true-time', { wait: () => 0 })],
  [
    'external-consistency',
    'true-time',
    'stamps in the middle',
    withClock('true-time', {
      event: (last, { wall }) => Math.max(last + 1, wall),
      receipt: (last, _seen, { wall }) => Math.max(last + 1, wall),
    }),
  ],
];

describe('a clock with a mistake breaks', () => {
  test.each(BROKEN)('%s: %s %s', (rule, clock, _how, model) => {
    expect(runOf(clock, {}, withModel(model)).violations.map((each) => each.rule)).toContain(rule);
  });

  test('every rule', () => {
    expect(new Set(BROKEN.map(([rule]) => rule))).toEqual(new Set(RULES));
  });

  test('what it promised when its clock is further off than it says', () => {
    const { violations } = runOf('true-time', { [`${P}.uncertainty`]: '5ms' });
    expect(violations.map(({ rule }) => rule)).toContain('external-consistency');
  });
});

describe('measured', () => {
  test('a commit wait is twice the uncertainty and a nanosecond', () => {
    const wait = measure(runOf('true-time'), 'wait');
    expect(wait.values.length).toBeGreaterThan(100);
    expect(new Set(wait.values)).toEqual(new Set([40 * MS + 1]));
    expect(wait.theory).toBe(40 * MS);
    expect(new Set(measure(runOf('hybrid'), 'wait').values)).toEqual(new Set([0]));
  });

  test('wall clocks turn cause and effect round where they are apart, and only there', () => {
    expect(mean(measure(runOf('wall'), 'inverted'))).toBeGreaterThan(0.3);
    expect(mean(measure(runOf('wall', { 'nodes.node.clock.offset': '0ms' }), 'inverted'))).toBe(0);
    for (const name of KEPT) expect(mean(measure(runOf(name), 'inverted'))).toBe(0);
  });

  test('only TrueTime tells the order of writes that know nothing of each other', () => {
    expect(mean(measure(runOf('true-time'), 'misordered'))).toBe(0);
    for (const name of ['wall', 'lamport', 'hybrid', 'vector'] as const)
      expect(mean(measure(runOf(name), 'misordered'))).toBeGreaterThan(0.1);
  });

  // Kulkarni et al. 2014, corollary 1: l is at most the error of clocks from the node's own.
  test('hybrid stamps are as near to true time as clocks are', () => {
    const { values } = measure(runOf('hybrid'), 'off');
    expect(Math.max(...values)).toBeLessThanOrEqual(20 * MS);
    expect(Math.max(...values)).toBeGreaterThan(5 * MS);
    expect(measure(runOf('lamport'), 'off').values).toEqual([]);
  });

  test.each([3, 6])('vectors of %i nodes have as many pairs of numbers, others as many as ever', (nodes) => {
    const largest = (name: ClockName) =>
      Math.max(...measure(runOf(name, { 'nodes.node.count': String(nodes) }), 'bytes').values);
    expect(largest('vector')).toBe(16 * nodes);
    expect([largest('lamport'), largest('hybrid')]).toEqual([8, 16]);
  });
});

describe('hunted', () => {
  const FILE = 'clocks/stamps-hunt.yaml';
  /** One of the clocks that the file varies. */
  const only = (clock: ClockName): Settings => ({ [`${P}.clock`]: clock });

  test.each(KEPT)('%s keeps its promises, and what tests should reach is reached', (clock) => {
    const { failures, unknown, missed } = hunted(FILE, only(clock), 100);
    expect({ failures, unknown, missed }).toEqual({ failures: {}, unknown: [], missed: [] });
  });

  const broken = (clock: ClockName, model: AnyModel, settings: Settings) => () =>
    assertHolds(
      loadScenario(new URL(FILE, FOLDER), {
        set: { ...only(clock), ...settings },
        models: { [stamps.name]: model },
      }),
      { runs: 60, shrinkTries: 0 },
    );

  test.each(['lamport', 'hybrid', 'vector'] as const)(
    'a node that forgets its %s stamp is found',
    (clock) => {
      // A hybrid stamp that is forgotten is missed only while the node's clock has not caught up.
      const settings = { 'hunt.kinds': '[restart]', 'nodes.node.clock.offset': 'uniform(0ms, 1s)' };
      expect(broken(clock, forgetful(clock), settings)).toThrow(/clock-condition/);
    },
  );

  test('TrueTime would be accused if its clocks might jump', () => {
    const settings = { 'hunt.kinds': '[clock]' };
    const unassuming: AnyModel = { ...stamps, assumes: () => ({}) };
    expect(broken('true-time', unassuming, settings)).toThrow(/external-consistency/);
  });
});
