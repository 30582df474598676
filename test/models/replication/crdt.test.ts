/**
 * CRDTs: their laws over histories drawn at random, against what these come to by definition.
 *
 * Each property is shown to fail for a variant with a mistake in it. Seeds are fixed.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addToG, EMPTY_G_COUNTER, mergeG, valueOfG } from '../../../models/replication/crdt/g-counter.js';
import { type LwwRegister, mergeLww } from '../../../models/replication/crdt/lww-register.js';
import { mergeOrSets, type OrSet, type OrSetState } from '../../../models/replication/crdt/or-set.js';
import {
  addToPN,
  EMPTY_PN_COUNTER,
  mergePN,
  valueOfPN,
} from '../../../models/replication/crdt/pn-counter.js';
import { applyToRga, EMPTY_RGA, insertionInto } from '../../../models/replication/crdt/rga.js';
import {
  crdtCounter,
  crdtList,
  crdtRegister,
  crdtSet,
} from '../../../models/replication/multi-leader/crdts.js';
import type { Resolution } from '../../../models/replication/multi-leader/resolution.js';
import type { Json } from '../../../src/model/index.js';
import {
  counterMergedBySum,
  listWithoutOrder,
  mergedBySum,
  registerTiesByArrival,
  setRemovesUnseen,
} from './broken.js';
import {
  addedAndNotRemoved,
  heldAfter,
  inSomeOrder,
  latestOf,
  type Oracle,
  play,
  type Replica,
  seenBy,
  stepsOf,
  sumOf,
  treeInOrder,
} from './histories.js';

const RUNS = { seed: 2011, numRuns: 300 };
/** By what it comes to, not by a slip of the test's own. */
const fails = (property: fc.IProperty<unknown>): boolean => {
  const { failed, errorInstance } = fc.check(property, RUNS);
  return failed && errorInstance instanceof Error && errorInstance.name === 'AssertionError';
};
// biome-ignore lint/suspicious/noExplicitAny: properties of different tuples, of which only the verdict matters
const asProperty = (property: fc.IProperty<any>): fc.IProperty<unknown> => property;

const COUNTER = ['add', 'inc', 'dec'];
const SET = ['add', 'add', 'remove'];
const LIST = ['append', 'insert', 'insert', 'remove'];

/** Operations delivered in any causal order come to what they must, whoever has seen them. */
function converges<S, E>(resolution: Resolution<S, E>, names: readonly string[], oracle: Oracle) {
  const chances = fc.array(fc.nat(100), { minLength: 1, maxLength: 30 });
  return fc.property(stepsOf(names), chances, (steps, order) => {
    const { events, replicas } = play(resolution, steps);
    for (const { content, seen } of replicas)
      expect(resolution.read(content)).toEqual(oracle(seenBy(events, seen)));
    const held = heldAfter(resolution, inSomeOrder(events, order));
    expect(resolution.read(held)).toEqual(oracle(events));
  });
}

/** Merging is commutative, associative and idempotent, and comes to all that either has seen. */
function merges<S, E, T>(
  resolution: Resolution<S, E>,
  names: readonly string[],
  {
    of,
    merge,
    value,
    oracle,
  }: {
    readonly of: (replica: Replica<S>) => T;
    readonly merge: (a: T, b: T) => T;
    readonly value: (state: T) => Json;
    readonly oracle: Oracle;
  },
) {
  return fc.property(stepsOf(names), (steps) => {
    const { events, replicas } = play(resolution, steps);
    const [a, b, c] = replicas.map(of) as [T, T, T];
    expect(merge(a, b)).toEqual(merge(b, a));
    expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
    expect(merge(a, a)).toEqual(a);
    expect(merge(merge(a, b), b)).toEqual(merge(a, b));
    const both = replicas[0]!.seen.map((each, origin) => Math.max(each, replicas[1]!.seen[origin]!));
    expect(value(merge(a, b))).toEqual(oracle(seenBy(events, both)));
  });
}

describe('operations in any causal order converge', () => {
  const cases = [
    [
      'counter',
      asProperty(converges(crdtCounter, COUNTER, sumOf)),
      asProperty(converges(counterMergedBySum, COUNTER, sumOf)),
    ],
    [
      'register',
      asProperty(converges(crdtRegister, ['write'], latestOf)),
      asProperty(converges(registerTiesByArrival, ['write'], latestOf)),
    ],
    [
      'set',
      asProperty(converges(crdtSet, SET, addedAndNotRemoved)),
      asProperty(converges(setRemovesUnseen, SET, addedAndNotRemoved)),
    ],
    [
      'list',
      asProperty(converges(crdtList, LIST, treeInOrder)),
      asProperty(converges(listWithoutOrder, LIST, treeInOrder)),
    ],
  ] as const;
  test.each(cases)('%s', (_name, right, wrong) => {
    fc.assert(right, RUNS);
    expect(fails(wrong)).toBe(true);
  });
});

describe('states merge', () => {
  const contents = <S>({ content }: Replica<S>): S => content;

  test('PN-counter', () => {
    const way = { of: contents, value: valueOfPN, oracle: sumOf };
    const zeroed = ({ content }: Replica<{ up: readonly number[]; down: readonly number[] }>) => ({
      up: [0, 1, 2].map((index) => content.up[index] ?? 0),
      down: [0, 1, 2].map((index) => content.down[index] ?? 0),
    });
    fc.assert(merges(crdtCounter, COUNTER, { ...way, of: zeroed, merge: mergePN }), RUNS);
    expect(fails(asProperty(merges(crdtCounter, COUNTER, { ...way, of: zeroed, merge: mergedBySum })))).toBe(
      true,
    );
  });

  test('LWW-register', () => {
    const value = (register: LwwRegister<Json> | undefined) => register?.value ?? null;
    const way = { of: contents, value, oracle: latestOf };
    fc.assert(merges(crdtRegister, ['write'], { ...way, merge: mergeLww<LwwRegister<Json>> }), RUNS);
    const byArrival = (a: LwwRegister<Json> | undefined, b: typeof a) =>
      a === undefined || (b !== undefined && b.stamp.time >= a.stamp.time) ? b : a;
    const broken = { ...way, merge: byArrival };
    expect(fails(asProperty(merges(crdtRegister, ['write'], broken)))).toBe(true);
  });

  test('OR-set', () => {
    const of = ({ content, seen }: Replica<OrSet>): OrSetState => ({ set: content, seen });
    const value = ({ set }: OrSetState) => crdtSet.read(set);
    const way = { of, value, oracle: addedAndNotRemoved };
    fc.assert(merges(crdtSet, SET, { ...way, merge: mergeOrSets }), RUNS);
    // Without what was seen a removed element comes back from whoever has it still.
    const forgetful = (a: OrSetState, b: OrSetState) =>
      mergeOrSets({ ...a, seen: [0, 0, 0] }, { ...b, seen: [0, 0, 0] });
    const blind = (a: OrSetState, b: OrSetState) => ({ ...forgetful(a, b), seen: mergeOrSets(a, b).seen });
    expect(fails(asProperty(merges(crdtSet, SET, { ...way, merge: blind })))).toBe(true);
  });
});

describe('what is right by the definitions', () => {
  test('a G-counter only grows', () => {
    const a = addToG(EMPTY_G_COUNTER, 0, 3);
    const b = addToG(addToG(EMPTY_G_COUNTER, 2, 4), 2, 1);
    expect(valueOfG(mergeG(a, b))).toBe(8);
    expect(mergeG(mergeG(a, b), b)).toEqual([3, 0, 5]);
    expect(() => addToG(a, 0, -1)).toThrow('cannot add -1');
  });

  test('a PN-counter goes below zero', () => {
    const a = addToPN(EMPTY_PN_COUNTER, 0, 3);
    const b = addToPN(EMPTY_PN_COUNTER, 1, -5);
    expect(valueOfPN(mergePN(a, b))).toBe(-2);
  });

  test('an addition wins over a removal that did not know of it', () => {
    const ask = (f: string) => ({ kind: 'ask', ask: { f, value: 1 } }) as const;
    const steps = [
      { ...ask('add'), at: 0 },
      { kind: 'deliver', from: 0, to: 1 },
      { ...ask('remove'), at: 1 },
      { ...ask('add'), at: 0 },
    ] as const;
    const { events } = play(crdtSet, steps);
    expect(crdtSet.read(heldAfter(crdtSet, events))).toEqual([1]);
    expect(crdtSet.read(heldAfter(crdtSet, events.slice(0, 2)))).toEqual([]);
  });

  test('an insertion whose place has not arrived is refused, not misplaced', () => {
    const id = { time: 1, origin: 0, number: 1 };
    const first = applyToRga(EMPTY_RGA, insertionInto(EMPTY_RGA, 0, 'a', id));
    const second = insertionInto(first, 1, 'b', { ...id, time: 2, number: 2 });
    expect(() => applyToRga(EMPTY_RGA, second)).toThrow('out of causal order');
  });
});
