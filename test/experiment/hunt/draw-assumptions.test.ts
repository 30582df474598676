/** Drawn scenarios stay within what models assume; told from the plans and, where it depends on the run, from runs. */
import { describe, expect, test } from 'vitest';
import { simulate } from '../../../src/experiment/simulate.js';
import { quantile } from '../../../src/kernel/distribution.js';
import type { AnyModel } from '../../../src/model/index.js';
import type { Mishap } from '../../../src/model/model.js';
import type { FaultRecord } from '../../../src/observe/run-record.js';
import { faultText } from '../../../src/scenario/fault-text.js';
import type { Fault, FaultAction, Scenario, Selector } from '../../../src/scenario/scenario.js';
import { clientGroup, MS, nodeGroup, S } from '../../support/scenario.js';
import {
  casesOf,
  drawn,
  file,
  frail,
  mishapsOf,
  models,
  modelThat,
  punctual,
  silent,
  sturdy,
  TWICE,
  without,
} from './draw-support.js';

/** Faults that have an end, unless they are there for good. */
const ENDING: readonly string[] = ['crash', 'partition', 'hold', 'pause', 'slow', 'degrade', 'disk'];
const MANY = { faults: { min: 2, max: 9 } };
const db: Selector = { kind: 'group', group: 'db' };
const fault = (at: number, duration: number | undefined, action: FaultAction): Fault => {
  const data = { at, duration, action };
  return { text: faultText(data), ...data };
};

/** What the model does not stand and the scenario does to it nevertheless. */
function breaches({ faults, network }: Scenario, never: readonly Mishap[]): readonly Mishap[] {
  const happens: readonly Mishap[] = [
    ...faults.flatMap((each) => mishapsOf(each, network)),
    ...(network.loss > 0 ? ['message-lost' as const] : []),
    ...(network.duplicate > TWICE ? ['message-duplicated' as const] : []),
    ...(network.order === 'any' ? ['message-reordered' as const] : []),
  ];
  return never.filter((mishap) => happens.includes(mishap));
}

describe.each(without)('a model that does not stand %s', (mishap, model) => {
  test('never gets it, and others do', () => {
    const own = drawn(casesOf(file(model), MANY), 150);
    const others = drawn(casesOf(file(sturdy), MANY), 150);
    expect(own.flatMap((each) => breaches(each, [mishap]))).toEqual([]);
    expect(others.flatMap((each) => breaches(each, [mishap]))).not.toEqual([]); // the checker can fail
  });

  test('nor do messages that pass through the group of another', () => {
    const groups = [sturdy, model].map(({ name }, i) =>
      nodeGroup({ name: i === 0 ? 'db' : 'log', model: name, count: 3 }),
    );
    const own = drawn(casesOf(file(sturdy, { nodes: groups }), { ...MANY, targets: ['db'] }), 100);
    if (mishap.startsWith('message')) expect(own.flatMap((each) => breaches(each, [mishap]))).toEqual([]);
  });
});

test('who stands nothing at all still gets what breaks no assumption', () => {
  const kinds = drawn(casesOf(file(frail), MANY), 200).flatMap(({ faults }) =>
    faults.map(({ action }) => action.kind),
  );
  expect([...new Set(kinds)].toSorted()).toEqual(['disk', 'hold']);
});

test('messages come twice only where the file says that they may', () => {
  const { network } = file(sturdy);
  const once = file(sturdy, { network: { ...network, duplicate: 0 } });
  expect(drawn(casesOf(once, MANY), 150).flatMap((each) => breaches(each, ['message-duplicated']))).toEqual(
    [],
  );
});

test('clients ask again only where they do in the file', () => {
  const base = file(sturdy);
  const patient = { ...base, clients: [{ ...base.clients[0]!, retryAfter: undefined }] };
  const asked = (of: Scenario) =>
    new Set(drawn(casesOf(of), 30).map(({ clients }) => clients[0]!.retryAfter));
  expect([...asked(patient)]).toEqual([undefined]);
  expect(asked(base).size).toBeGreaterThan(10);
  expect(asked(base).has(undefined)).toBe(false);
});

test('whoever says nothing does not get altered messages nor lost records', () => {
  const plans = drawn(casesOf(file(silent), MANY), 200);
  expect(plans.flatMap((each) => breaches(each, ['message-altered', 'record-lost']))).toEqual([]);
});

// ---- clocks

/** The most that any node's clock drifted by at any time, the group's own drift included, from what happened. */
function worstDrift(scenario: Scenario): number {
  const { record } = simulate(scenario, models, { seed: scenario.seed });
  const drifts = record.faults.flatMap((each, i) => {
    const { action } = scenario.faults[i]!;
    return action.kind === 'clock' && each.touched > 0 ? [{ ...each, drift: Math.abs(action.drift) }] : [];
  });
  const own = scenario.nodes[0]!.clock.drift;
  const base = own.kind === 'uniform' ? own.high : 0;
  const sums = drifts.flatMap(({ from, nodes }) =>
    nodes.map((node) =>
      drifts
        .filter((each) => each.nodes.includes(node) && each.from <= from && from < each.to)
        .reduce((sum, { drift }) => sum + drift, base),
    ),
  );
  return Math.max(0, ...sums);
}

const drifting = {
  drift: { kind: 'uniform', low: 0, high: 4e-4 },
  offset: { kind: 'constant', value: 0 },
} as const;
const clocks = { kinds: ['clock', 'crash', 'pause'] as const, faults: { min: 6, max: 9 } };
const ofDrift = (drift: number): FaultAction => ({ kind: 'clock', nodes: db, jump: 0, drift });

describe('clocks', () => {
  const nodes = [nodeGroup({ name: 'db', model: punctual.name, count: 5, clock: drifting })];
  const limit = 1e-3 + 1e-12;

  test('all that makes them drift together stays within what leases allow for, and comes close', () => {
    const worst = drawn(casesOf(file(punctual, { nodes }), clocks), 120).map(worstDrift);
    expect(Math.max(...worst)).toBeLessThanOrEqual(limit);
    expect(Math.max(...worst)).toBeGreaterThan(0.99 * limit);
  });

  test('faults of the file count, too', () => {
    const faults = [fault(0, undefined, ofDrift(-3e-4))];
    const worst = drawn(casesOf(file(punctual, { nodes, faults }), clocks), 60).map(worstDrift);
    expect(Math.max(...worst)).toBeLessThanOrEqual(limit);
    expect(Math.max(...worst)).toBeGreaterThan(0.99 * limit);
  });

  test('two nodes drift apart, each as far as it may', () => {
    const plans = drawn(casesOf(file(punctual), { ...clocks, kinds: ['clock'] }), 100);
    const signs = plans.map(
      ({ faults }) => new Set(faults.map(({ action }) => action.kind === 'clock' && Math.sign(action.drift))),
    );
    expect(signs.some((each) => each.has(1) && each.has(-1))).toBe(true);
  });

  test('without a limit they drift wildly', () => {
    const worst = drawn(casesOf(file(sturdy), clocks), 20).map(worstDrift);
    expect(Math.max(...worst)).toBeGreaterThan(0.1);
  });

  test('control: too much drift is seen', () => {
    const faults = [fault(S, S, ofDrift(4e-4)), fault(1.5 * S, S, ofDrift(-4e-4))];
    expect(worstDrift(file(punctual, { nodes, faults }))).toBeGreaterThan(limit);
    expect(worstDrift(file(punctual, { faults }))).toBeLessThanOrEqual(limit);
  });
});

// ---- two phases

const HEALED = 2.5 * S;
const PROGRESS = 1.2 * S; // a quarter more is the calm phase

/** Faults that were under way in the calm phase, and all nodes that they had hit. */
function lingering(
  scenario: Scenario,
  known = models,
): { readonly faults: readonly FaultRecord[]; readonly nodes: ReadonlySet<string> } {
  const { record } = simulate(scenario, known, { seed: scenario.seed });
  const faults = record.faults.filter(({ from, to, touched, kind }, i) => {
    const { action } = scenario.faults[i]!;
    const instant = kind === 'ask' || kind === 'restart' || (action.kind === 'clock' && action.drift === 0);
    return !instant && to > HEALED && (touched > 0 || from < to);
  });
  return { faults, nodes: new Set(faults.flatMap(({ nodes }) => nodes)) };
}

describe('two phases', () => {
  const cases = casesOf(file(sturdy), { ...MANY, progress: PROGRESS });
  const plans = drawn(cases, 400);
  const left = plans.map((each) => lingering(each));

  test('when the calm begins only a minority is gone, in some runs', () => {
    for (const { nodes } of left) expect(nodes.size).toBeLessThanOrEqual(2);
    expect(left.filter(({ nodes }) => nodes.size > 0).length).toBeGreaterThan(20);
    expect(left.filter(({ nodes }) => nodes.size === 0).length).toBeGreaterThan(100);
    const kinds = new Set(left.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...kinds].toSorted()).toEqual(['crash', 'partition', 'pause']);
  });

  test('nobody is asked to change members while some are gone for good', () => {
    for (const [i, { faults }] of plans.entries())
      if (left[i]!.nodes.size > 0) expect(faults.some(({ action }) => action.kind === 'ask')).toBe(false);
  });

  test('clients ask until the end', () => {
    for (const { clients, duration } of plans) {
      const [{ arrivals, maxOperations } = clients[0]!] = clients;
      const batch = arrivals.kind === 'batches' && arrivals.size.kind === 'fixed' ? arrivals.size.count : 1;
      const of = arrivals.kind === 'batches' ? arrivals.of : arrivals;
      expect('rate' in of && (of.rate * batch * duration) / S).toBeLessThanOrEqual(maxOperations);
    }
  });

  test('every client group is promised an answer, without two phases none', () => {
    for (const { expect: claims } of plans) expect(claims.map(({ kind }) => kind)).toEqual(['progress']);
    const [one] = drawn(casesOf(file(sturdy)), 1);
    expect(one!.expect).toEqual([]);
  });

  test('nobody is gone where clients stay with one node, or where the model cannot spare any', () => {
    const pinned = clientGroup({ name: 'app', target: 'db', route: 'pinned' });
    const indispensable = modelThat('test/indispensable', { never: [], goneMax: 0 });
    const known = new Map<string, AnyModel>([...models, [indispensable.name, indispensable]]);
    for (const base of [file(sturdy, { clients: [pinned] }), file(indispensable)]) {
      const all = drawn(casesOf(base, { ...MANY, progress: PROGRESS }), 100, known);
      expect(all.flatMap((each) => lingering(each, known).faults)).toEqual([]);
    }
  });

  test('nobody stays away who cannot be spared, where the file expects that all comes right again', () => {
    const indispensable = modelThat('test/indispensable', { never: [], goneMax: 0 });
    const known = new Map<string, AnyModel>([...models, [indispensable.name, indispensable]]);
    const converges = { kind: 'converges', text: 'converges(db) within 1s', group: 'db', within: S } as const;
    const endless = (base: Scenario) =>
      drawn(casesOf(base, MANY), 100, known)
        .flatMap(({ faults }) => faults)
        .filter(({ duration, action }) => duration === undefined && ENDING.includes(action.kind));
    expect(endless(file(indispensable, { expect: [converges] }))).toEqual([]);
    // Who never said so is judged by a majority; safety is asked of everybody.
    expect(endless(file(sturdy, { expect: [converges] }))).not.toEqual([]);
    expect(endless(file(indispensable))).not.toEqual([]);
  });

  test('no message comes so late that it blocks the calm phase', () => {
    const latest = (all: readonly Scenario[]) =>
      Math.max(
        ...all.flatMap(({ network, faults }) => {
          const worse = faults.flatMap(({ action }) => (action.kind === 'degrade' ? [action.link] : []));
          const late = [network, ...worse].map(({ latency }) => (latency ? quantile(latency)(0.999) : 0));
          return [...late, ...worse.map(({ bandwidth }) => (bandwidth === undefined ? 0 : Infinity))];
        }),
      );
    expect(latest(plans)).toBeLessThan(PROGRESS / 2);
    expect(latest(drawn(casesOf(file(sturdy), MANY), 100))).toBeGreaterThan(PROGRESS); // it can
  });

  test('a fault of the file puts the calm off', () => {
    const own = fault(2 * S, 400 * MS, { kind: 'pause', nodes: db });
    const all = drawn(casesOf(file(sturdy, { faults: [own] }), { ...MANY, progress: PROGRESS }), 100);
    expect(Math.max(...all.flatMap(({ faults }) => faults.map(({ at }) => at)))).toBeGreaterThan(HEALED);
  });

  test('control: without a second phase faults linger, on more than a minority', () => {
    const all = drawn(casesOf(file(sturdy), MANY), 100).map((each) => lingering(each));
    expect(all.some(({ nodes }) => nodes.size > 2)).toBe(true);
  });
});
