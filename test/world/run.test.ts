/** Whole runs: the same bytes again, with either queue, watched or not, frozen or not; and how they end early. */
import { describe, expect, test } from 'vitest';
import { frontend } from '../../models/examples/frontend.js';
import { station } from '../../models/examples/station.js';
import { type SimulateOptions, simulate } from '../../src/experiment/simulate.js';
import type { AnyModel } from '../../src/model/index.js';
import { clientGroup, MS, nodeGroup, S, scenario } from '../support/scenario.js';
import { all, type Ctx, constant, fault, modelOf, ofGroup, random } from '../support/world.js';

const models = new Map<string, AnyModel>([station, frontend].map((m) => [m.name, m]));
const exponential = (mean: number) => ({ distribution: { kind: 'exponential', mean } as const });

/** A service that calls two others over a bad network, with every kind of fault. */
function everything() {
  const params = { servers: 2, service: exponential(MS), queueLimit: 10, answer: true };
  return scenario({
    duration: 6 * S,
    nodes: [
      nodeGroup({
        name: 'web',
        model: 'examples/frontend',
        count: 2,
        clock: { offset: { kind: 'uniform', low: 0, high: S }, drift: constant(1e-4) },
        params: {
          profiles: { nodes: ['a'] },
          recommendations: { nodes: ['b'] },
          timeout: 50 * MS,
          render: exponential(MS),
        },
      }),
      nodeGroup({ name: 'a', model: 'examples/station', params }),
      nodeGroup({ name: 'b', model: 'examples/station', count: 2, params }),
    ],
    network: {
      ...scenario({}).network,
      latency: { kind: 'exponential', mean: MS },
      loss: 0.01,
      duplicate: 0.01,
      corrupt: 0.01,
      links: [
        {
          ...scenario({}).network,
          from: ofGroup('web'),
          to: ofGroup('a'),
          both: true,
          order: 'fifo',
          bandwidth: 1e6,
          latency: constant(MS),
        },
      ],
    },
    clients: [
      clientGroup({
        name: 'app',
        target: 'web',
        count: 3,
        arrivals: { kind: 'poisson', rate: 300 },
        timeout: 200 * MS,
      }),
      clientGroup({
        name: 'loop',
        target: 'web',
        arrivals: { kind: 'closed', think: { kind: 'exponential', mean: 10 * MS } },
      }),
    ],
    faults: [
      fault({ kind: 'crash', nodes: random('b', 1), disk: 'tear' }, S, S),
      fault({ kind: 'pause', nodes: ofGroup('a') }, 2 * S, S / 2),
      fault(
        { kind: 'slow', nodes: random('web', 1), delay: { kind: 'exponential', mean: 3 * MS } },
        2.2 * S,
        S,
      ),
      fault({ kind: 'partition', shape: { kind: 'halves', of: all } }, 3 * S, S),
      fault({ kind: 'hold', shape: { kind: 'isolate', of: ofGroup('a') } }, 3.5 * S, S),
      fault({ kind: 'degrade', nodes: all, link: { loss: 0.2 } }, 5 * S, S / 2),
    ],
  });
}

const run = (options: Partial<SimulateOptions> = {}) =>
  simulate(everything(), models, { seed: '1', ...options }).record;

describe('one scenario and one seed make one record', () => {
  const reference = run();

  test('that has everything in it', () => {
    expect(reference.faults.map(({ touched }) => touched > 0)).toEqual(Array(6).fill(true));
    for (const { operations } of reference.clients)
      expect(new Set(operations.map((o) => o.outcome)).size).toBeGreaterThan(1);
  });

  test.each<[string, Partial<SimulateOptions>]>([
    ['again', {}],
    ['with the other queue', { queue: 'heap' }],
    ['with messages frozen', { freeze: true }],
    ['while it is traced', { trace: { from: S, to: 2 * S } }],
  ])('%s', (_how, options) => {
    expect(run(options)).toEqual(reference);
  });

  test('and another seed another; shuffled ties a third, by either queue', () => {
    expect(run({ seed: '2' }).digest).not.toBe(reference.digest);
    const shuffled = run({ shuffleTies: true });
    expect(shuffled.digest).not.toBe(reference.digest);
    expect(run({ shuffleTies: true, queue: 'heap' })).toEqual(shuffled);
  });
});

describe('a run that ends early says why', () => {
  const ends = (model: AnyModel, parts = {}) => {
    const s = scenario({
      nodes: [nodeGroup({ name: 'db', model: 'test/probe' })],
      clients: [clientGroup({ name: 'app', target: 'db' })],
      ...parts,
    });
    return simulate(s, new Map([['test/probe', model]]), { seed: '1' }).record;
  };

  test('by the limit of events', () => {
    const { stopped, events, endedAt } = ends(modelOf({ request: () => {} }), { maxEvents: 50 });
    expect(stopped).toContain('50 events');
    expect(events).toBe(50);
    expect(endedAt).toBeLessThan(10 * S);
  });

  test('by an exception of a model', () => {
    const { stopped, violations, endedAt } = ends(
      modelOf({
        request: () => {
          throw new Error('boom');
        },
      }),
    );
    expect([stopped, violations.map(({ rule }) => rule)]).toEqual([
      'a model threw an exception',
      ['no-exception'],
    ]);
    expect(endedAt).toBe(101 * MS);
  });

  test('or not at all', () => {
    const { stopped, endedAt } = ends(modelOf({ request: () => {} }));
    expect([stopped, endedAt]).toEqual([undefined, 10 * S]);
  });

  test('points of series beyond the maximum are counted', () => {
    const model = modelOf(
      {
        request(state: { n: number }, _m: unknown, ctx: Ctx) {
          for (let i = 0; i < 3000; i++) ctx.track('n', state.n++);
        },
      },
      { init: () => ({ n: 0 }) },
    );
    const { series, counters } = ends(model);
    expect(series).toHaveLength(200_000);
    const asked = 99 * 3000;
    expect(counters).toMatchObject([
      { node: 'db/1', name: expect.stringContaining('not kept'), value: asked - 200_000 },
    ]);
  });
});
