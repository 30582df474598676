/** Conditions that tests should reach: counted from 0, with the faults that were active, and what befalls disks. */
import { describe, expect, test } from 'vitest';
import type { Request } from '../../src/model/index.js';
import type { ConditionRecord } from '../../src/observe/run-record.js';
import type { Fault, FaultAction } from '../../src/scenario/scenario.js';
import { Conditions } from '../../src/world/conditions.js';
import { scheduleFaults } from '../../src/world/faults.js';
import type { World } from '../../src/world/world.js';
import { at, type Ctx, constant, createWorld, fault, MS, modelOf, node, ofGroup } from '../support/world.js';

const S = 1000 * MS;
const one = node('db', 1);
const two = node('db', 2);

const ACTIONS: Readonly<Record<FaultAction['kind'], FaultAction>> = {
  partition: { kind: 'partition', shape: { kind: 'isolate', of: one } },
  hold: { kind: 'hold', shape: { kind: 'isolate', of: one } },
  crash: { kind: 'crash', nodes: one, disk: undefined },
  restart: { kind: 'restart', nodes: one },
  pause: { kind: 'pause', nodes: one },
  slow: { kind: 'slow', nodes: one, delay: constant(MS) },
  degrade: { kind: 'degrade', nodes: one, link: { loss: 0.5 } },
  clock: { kind: 'clock', nodes: one, jump: S, drift: 0.1 },
  disk: { kind: 'disk', nodes: one, sync: undefined, full: true, corrupt: 0 },
  ask: { kind: 'ask', node: one, f: 'x', value: null, nodes: undefined },
};
const { crash, restart, pause, partition } = ACTIONS;
const jump: FaultAction = { kind: 'clock', nodes: one, jump: S, drift: 0 };

/** Three nodes that answer whatever is asked. */
function town(): World {
  const world = createWorld();
  const request = (_s: unknown, message: Request, ctx: Ctx) => ctx.ok(message, null);
  world.addGroup({ name: 'db', count: 3, model: modelOf({ request }) });
  return world;
}

/** The kinds of faults that are active at each of these instants. */
function activeAt(faults: readonly Fault[], seconds: readonly number[]): readonly (readonly string[])[] {
  const world = town();
  world.conditions.declare('watch', seconds.map(String));
  const plan = scheduleFaults(world, faults);
  for (const second of seconds)
    at(world, second * S, () => world.conditions.reached('watch', String(second)));
  world.run(10 * S, 1e6);
  expect(world.violations).toEqual([]);
  for (const { nodes } of plan.records(10 * S)) expect(nodes.length).toBeGreaterThan(0);
  const records = world.conditions.records().filter(({ group }) => group === 'watch');
  expect(records.map(({ times }) => times)).toEqual(seconds.map(() => 1));
  return records.map(({ during }) => during);
}

describe('a fault is active', () => {
  const lasting = Object.values(ACTIONS).filter(({ kind }) => kind !== 'restart');

  test.each(lasting)('$kind: from its beginning to its end', (action) => {
    const active = activeAt([fault(action, S, S)], [0.5, 1.5, 2.5]);
    expect(active).toEqual([[], [action.kind], []]);
  });

  test.each(lasting.filter(({ kind }) => kind !== 'ask'))('$kind: to the end of the run', (action) => {
    expect(activeAt([fault(action, S)], [0.5, 1.5, 9.5])).toEqual([[], [action.kind], [action.kind]]);
  });

  test('not after the instant that is all it takes', () => {
    const ask = fault(ACTIONS.ask, S);
    expect(activeAt([ask, fault(jump, S)], [1, 1.5, 9])).toEqual([[], [], []]);
    expect(activeAt([fault(crash, S, 5 * S), fault(restart, 2 * S)], [1.5, 2.5])).toEqual([['crash'], []]);
  });

  test('as long as it says, though its effect is a jump', () => {
    expect(activeAt([fault(jump, S, S)], [0.5, 1.5, 2.5])).toEqual([[], ['clock'], []]);
  });

  test('only until another fault has restarted all its nodes, and ends no more after that', () => {
    const both: FaultAction = { kind: 'crash', nodes: { kind: 'union', of: [one, two] }, disk: undefined };
    const plan = (duration?: number) => [
      fault(both, S, duration),
      fault(restart, 2 * S),
      fault({ kind: 'restart', nodes: two }, 3 * S),
      fault(crash, 5 * S, 3 * S),
    ];
    const seconds = [1.5, 2.5, 3.5, 5.5, 7.5, 8.5];
    const expected = [['crash'], ['crash'], [], ['crash'], ['crash'], []];
    expect(activeAt(plan(), seconds)).toEqual(expected);
    expect(activeAt(plan(6 * S), seconds)).toEqual(expected); // would have ended at 7
  });

  test('only until a crash has ended the pause', () => {
    const plan = [fault(pause, S, 5 * S), fault(crash, 2 * S, S)];
    expect(activeAt(plan, [1.5, 2.5, 3.5])).toEqual([['pause'], ['crash'], []]);
  });

  test('while any of its kind is', () => {
    const other: FaultAction = { kind: 'partition', shape: { kind: 'isolate', of: two } };
    const plan = [fault(partition, S, 2 * S), fault(other, 2 * S, 2 * S), fault(pause, 2 * S, S)];
    expect(activeAt(plan, [1.5, 2.5, 3.5, 4.5])).toEqual([
      ['partition'],
      ['partition', 'pause'],
      ['partition'],
      [],
    ]);
  });

  test('not while it looks for its victim', () => {
    const waits = fault(crash, 1.5 * S, S); // until the node is up again
    expect(activeAt([fault(crash, S, S), waits], [1.2, 1.8, 2.5, 3.1])).toEqual([
      ['crash'],
      ['crash'],
      ['crash'],
      [],
    ]);
    expect(activeAt([fault(restart, S, 2 * S), fault(crash, 2 * S, 2 * S)], [1.5, 2.5])[0]).toEqual([]);
  });
});

describe('what befalls a disk', () => {
  /** One node that writes ten records and syncs them if told to; it crashes at 1 s. */
  function misfortunes({ syncs = false, keep = 'lose' as 'lose' | 'tear', corrupt = 0 }) {
    const kept = new Set<string>();
    for (const seed of ['1', '2', '3', '4', '5']) {
      const world = createWorld({ seed });
      const model = modelOf(
        { synced: () => {} },
        {
          init: (_d: unknown, { disk }: Ctx) => {
            for (let i = 0; i < 10; i++) disk.append('log', i);
            if (syncs) disk.sync({ kind: 'synced' });
            return {};
          },
        },
      );
      world.addGroup({
        name: 'db',
        count: 1,
        model,
        disk: { sync: constant(MS), onCrash: 'lose' },
        conditions: ['it is listed and never reached'],
      });
      scheduleFaults(world, [
        fault({ kind: 'disk', nodes: one, sync: undefined, full: false, corrupt }, 0),
        fault({ kind: 'crash', nodes: one, disk: keep }, S, S),
      ]);
      world.run(3 * S, 1e6);
      const [first, ...rest] = world.conditions.records();
      expect(first).toMatchObject({ group: 'db', times: 0 });
      for (const { condition } of rest) kept.add(condition);
    }
    return [...kept].sort();
  }

  test('is told of if it happened', () => {
    expect(misfortunes({})).toEqual(['a crash loses unsynced writes']);
    expect(misfortunes({ keep: 'tear' })).toEqual([
      'a crash loses unsynced writes',
      'a crash tears unsynced writes',
    ]);
    expect(misfortunes({ syncs: true, corrupt: 0.5 })).toEqual(['a record is lost from the disk']);
  });

  test('and of nothing otherwise', () => {
    expect(misfortunes({ syncs: true })).toEqual([]);
    expect(misfortunes({ syncs: true, keep: 'tear' })).toEqual([]);
  });
});

describe('conditions of a model', () => {
  const runOf = (
    condition: string,
  ): { readonly world: World; readonly records: readonly ConditionRecord[] } => {
    const world = createWorld();
    const model = modelOf({}, { init: (_d: unknown, ctx: Ctx) => ({ noted: ctx.sometimes(condition) }) });
    world.addGroup({ name: 'db', count: 3, model, conditions: ['it starts', 'it ends'] });
    world.run(S, 100);
    return { world, records: world.conditions.records() };
  };

  test('count from 0', () => {
    expect(runOf('it starts').records).toEqual([
      { group: 'db', condition: 'it starts', times: 3, during: [] },
      { group: 'db', condition: 'it ends', times: 0, during: [] },
    ]);
  });

  test('must be listed: a slip of the pen would be one that is never reached', () => {
    expect(runOf('it strats').world.violations[0]!.explanation).toContain(
      '"it strats" is not among what the model of db lists as sometimes',
    );
  });

  test('end no fault that has not begun', () => {
    const conditions = new Conditions();
    conditions.faultBegins('crash');
    conditions.faultEnds('crash');
    expect(() => conditions.faultEnds('crash')).toThrow('ends once');
  });
});

test('noting conditions changes nothing that happens', () => {
  const digest = (notes: boolean) => {
    const world = createWorld();
    const model = modelOf(
      {
        tick(_s: unknown, _m: unknown, ctx: Ctx) {
          if (notes) ctx.sometimes('it ticks');
          ctx.broadcast({ kind: 'tick' });
        },
      },
      { init: (_d: unknown, ctx: Ctx) => ({ armed: ctx.after(MS, { kind: 'tick' }) }) },
    );
    world.addGroup({ name: 'db', count: 2, model, conditions: ['it ticks'] });
    scheduleFaults(world, [fault({ kind: 'pause', nodes: ofGroup('db') }, S, S)]);
    world.run(3 * S, 1e5);
    return [world.kernel.digest.hex(), world.kernel.events];
  };
  expect(digest(true)).toEqual(digest(false));
});
