/** Faults: what each kind touches and says, waiting for a victim, overlaps, and draws that stay where they are. */
import { describe, expect, test } from 'vitest';
import type { Request } from '../../src/model/index.js';
import type { Fault, FaultAction } from '../../src/scenario/scenario.js';
import { scheduleFaults } from '../../src/world/faults.js';
import type { World } from '../../src/world/world.js';
import {
  addListeners,
  all,
  at,
  type Ctx,
  constant,
  createWorld,
  fault,
  MS,
  modelOf,
  node,
  numbered,
  ofGroup,
  random,
} from '../support/world.js';

const S = 1000 * MS;
const END = 10 * S;

const nobodyLeads = (_id: number, _now: number): boolean => false;

/** Three nodes that greet each other every 100 ms and sync as often; the one whose turn it is leads. */
function town(faults: readonly Fault[], { leads = nobodyLeads, seed = '1' } = {}) {
  const world = createWorld({ seed });
  const requests: Request[] = [];
  const model = modelOf(
    {
      tick(_s: unknown, _m: unknown, ctx: Ctx) {
        ctx.broadcast({ kind: 'hello' });
        ctx.disk.append('log', world.kernel.now);
        ctx.disk.sync({ kind: 'synced' });
        ctx.setTimer({ kind: 'tick' }, 100 * MS);
      },
      hello: () => {},
      synced: () => {},
      numbered: () => {},
      request(_s: unknown, request: Request, ctx: Ctx) {
        requests.push(request);
        answer(request, ctx);
      },
    },
    {
      init: (_d: unknown, ctx: Ctx) => ({ armed: ctx.setTimer({ kind: 'tick' }, 100 * MS) }),
      selectors: {
        leader: (views: readonly { id: number; state: unknown }[]) =>
          views
            .filter(({ id, state }) => state !== undefined && leads(id, world.kernel.now))
            .map(({ id }) => id),
      },
    },
  );
  let answer = (request: Request, ctx: Ctx) => ctx.ok(request, 1);
  const disk = { sync: constant(MS), onCrash: 'lose' } as const;
  world.addGroup({ name: 'db', count: 3, model, disk });
  addListeners(world, 1, 'app');
  const plan = scheduleFaults(world, faults);
  return {
    world,
    requests,
    answerBy: (by: typeof answer) => {
      answer = by;
    },
    run: () => {
      world.run(END, 1e6);
      expect(world.violations).toEqual([]);
      return plan.records(END);
    },
  };
}

const leader = { kind: 'role', role: 'leader', group: 'db' } as const;
const one = node('db', 1);

const EVERY_KIND: readonly [FaultAction, string, number | 'some'][] = [
  [{ kind: 'partition', shape: { kind: 'isolate', of: one } }, 'messages dropped', 40],
  [{ kind: 'hold', shape: { kind: 'isolate', of: one } }, 'messages held', 40],
  [{ kind: 'crash', nodes: one, disk: undefined }, 'nodes crashed', 1],
  [{ kind: 'pause', nodes: random('db', 2) }, 'nodes paused', 2],
  [{ kind: 'slow', nodes: one, delay: constant(MS) }, 'messages and timers delayed', 'some'],
  [{ kind: 'degrade', nodes: one, link: { latency: constant(5 * MS) } }, 'messages on degraded links', 40],
  [{ kind: 'clock', nodes: all, jump: S, drift: 0 }, 'clocks changed', 3],
  [
    { kind: 'disk', nodes: one, sync: constant(5 * MS), full: false, corrupt: 0 },
    'syncs slowed or refused',
    10,
  ],
  [{ kind: 'disk', nodes: one, sync: undefined, full: true, corrupt: 0 }, 'syncs slowed or refused', 10],
  [{ kind: 'ask', node: one, f: 'transfer', value: null, nodes: all }, 'requests carried out', 1],
];

describe('each kind', () => {
  test.each(EVERY_KIND)('%o reports what it touched', (action, unit, touched) => {
    const [record] = town([fault(action, S + MS / 2, S)]).run();
    expect(record).toMatchObject({ kind: action.kind, from: S + MS / 2, to: 2 * S + MS / 2, unit });
    expect(record!.nodes.length).toBeGreaterThan(0);
    if (touched === 'some') expect(record!.touched).toBeGreaterThan(10);
    else expect(record!.touched).toBe(touched);
  });

  test('restart touches nodes that are down; corruption the records that a restart finds lost', () => {
    const records = town([
      fault({ kind: 'disk', nodes: one, sync: undefined, full: false, corrupt: 0.5 }, 0, 5 * S),
      fault({ kind: 'crash', nodes: one, disk: 'lose' }, 2 * S),
      fault({ kind: 'restart', nodes: all }, 3 * S),
    ]).run();
    expect(records.map(({ unit }) => unit)).toEqual(['records lost', 'nodes crashed', 'nodes restarted']);
    expect(records[0]!.touched).toBeGreaterThan(0);
    expect(records[2]).toMatchObject({ touched: 1, nodes: ['db/1'], from: 3 * S, to: 3 * S });
    expect(records[1]).toMatchObject({ from: 2 * S, to: 3 * S }); // it was over when the other restarted it
  });

  test('without a duration it lasts to the end, but for what is over in an instant', () => {
    const to = (action: FaultAction) => town([fault(action, S)]).run()[0]!.to;
    expect(to({ kind: 'pause', nodes: one })).toBe(END);
    expect(to({ kind: 'clock', nodes: one, jump: S, drift: 0 })).toBe(S);
    expect(to({ kind: 'clock', nodes: one, jump: 0, drift: 0.1 })).toBe(END);
    expect(to({ kind: 'ask', node: one, f: 'x', value: null, nodes: undefined })).toBe(S);
  });

  test('what it changes is undone when it ends', () => {
    const { world, run } = town(EVERY_KIND.map(([action], i) => fault(action, (0.5 + i / 10) * S, S)));
    run();
    expect(world.network.rules).toEqual([]);
    expect(world.network.overrides).toEqual([]);
    for (const each of world.nodes.slice(0, 3)) {
      expect([each.mode, each.slow, each.disk.troubles.length]).toEqual(['up', undefined, 0]);
      expect(each.clock.inVirtualTime(S)).toBe(S);
    }
  });
});

describe('a fault that finds nobody', () => {
  test('touches nothing and says so', () => {
    const nobody = { kind: 'others', of: all, but: all } as const;
    for (const action of [
      { kind: 'crash', nodes: nobody, disk: undefined },
      { kind: 'pause', nodes: leader },
      { kind: 'restart', nodes: all },
      { kind: 'partition', shape: { kind: 'isolate', of: leader } },
      { kind: 'clock', nodes: ofGroup('app'), jump: S, drift: 0 },
      { kind: 'disk', nodes: ofGroup('app'), sync: constant(1), full: false, corrupt: 0 },
      { kind: 'ask', node: leader, f: 'x', value: null, nodes: undefined },
    ] satisfies FaultAction[]) {
      const [record] = town([fault(action, S, S)]).run();
      expect(record).toMatchObject({ touched: 0, unit: 'nothing found to hit', nodes: [], from: S, to: S });
    }
  });

  test('waits for its victim, and then lasts as long as it was to', () => {
    const { run } = town([fault({ kind: 'crash', nodes: leader, disk: undefined }, S, 2 * S)], {
      leads: (id, now) => id === 1 && now > 1.5 * S,
    });
    const [record] = run();
    expect(record).toMatchObject({ touched: 1, nodes: ['db/2'] });
    expect(record!.from - 1.5 * S).toBeLessThanOrEqual(10 * MS);
    expect(record!.to).toBe(record!.from + 2 * S);
  });

  test('does not wait for ever', () => {
    const { run } = town([fault({ kind: 'crash', nodes: leader, disk: undefined }, S, S / 2)], {
      leads: (_, now) => now > 2 * S,
    });
    expect(run()[0]!.touched).toBe(0);
  });

  test('looks a bounded number of times, however long it lasts', () => {
    const events = (duration: number) => {
      const { world, run } = town([fault({ kind: 'pause', nodes: leader }, 0, duration)]);
      run();
      return world.kernel.events;
    };
    expect(events(1e15) - events(1)).toBeLessThan(2100);
  });

  test('one that is still to come when the run ends is over before it began', () => {
    expect(town([fault({ kind: 'pause', nodes: all }, END + S, S)]).run()[0]).toMatchObject({
      touched: 0,
      from: END,
      to: END,
    });
  });
});

describe('overlapping faults', () => {
  const modes = (world: World, instants: readonly number[]) => {
    const seen: string[] = [];
    for (const t of instants) at(world, t * S, () => seen.push(world.nodes[0]!.mode));
    return seen;
  };
  const crashOne = (from: number, duration?: number) =>
    fault({ kind: 'crash', nodes: one, disk: undefined }, from * S, duration && duration * S);

  test('a crash does not end the crash of another fault', () => {
    const { world, run } = town([
      crashOne(1, 4), // would restart it at 5
      fault({ kind: 'restart', nodes: one }, 2 * S),
      crashOne(3, 5), // until 8
    ]);
    const seen = modes(world, [1.5, 2.5, 3.5, 6, 8.5]);
    expect(run().map(({ touched }) => touched)).toEqual([1, 1, 1]);
    expect(seen).toEqual(['down', 'up', 'down', 'down', 'up']);
  });

  test('a node that is down already is crashed when it is up again', () => {
    const { world, run } = town([crashOne(1, 2), crashOne(2.001, 3)]);
    const seen = modes(world, [1.5, 2.9, 3.0005, 3.1, 6.1]);
    expect(run().map(({ touched }) => touched)).toEqual([1, 1]);
    expect(seen).toEqual(['down', 'down', 'up', 'down', 'up']);
  });

  test('a pause does not end the pause of the next incarnation', () => {
    const { world, run } = town([
      fault({ kind: 'pause', nodes: one }, S, 4 * S),
      crashOne(2, 1),
      fault({ kind: 'pause', nodes: one }, 4 * S, 4 * S),
    ]);
    const seen = modes(world, [1.5, 2.5, 3.5, 4.5, 6, 8.5]);
    expect(run().map(({ touched }) => touched)).toEqual([1, 1, 1]);
    expect(seen).toEqual(['paused', 'down', 'up', 'paused', 'paused', 'up']);
  });

  test('disks and drifts: each ends its own', () => {
    const slowDisk = (sync: number) =>
      ({ kind: 'disk', nodes: one, sync: constant(sync), full: false, corrupt: 0 }) as const;
    const drift = (by: number) => ({ kind: 'clock', nodes: one, jump: 0, drift: by }) as const;
    const { world, run } = town([
      fault(slowDisk(5 * MS), S, 3 * S),
      fault(slowDisk(7 * MS), 2 * S, 4 * S),
      fault(drift(0.25), S, 3 * S),
      fault(drift(3), 2 * S, 4 * S), // beyond the bound, which must not outlast it
    ]);
    const seen: number[][] = [];
    for (const t of [1.5, 3, 5, 7]) {
      at(world, t * S, () => {
        const { disk, clock } = world.nodes[0]!;
        seen.push([disk.troubles.length, clock.inVirtualTime(1000)]);
      });
    }
    run();
    expect(seen).toEqual([
      [1, 800],
      [2, 500],
      [1, 500],
      [0, 1000],
    ]);
  });
});

describe('draws', () => {
  const plan = (): Fault[] => [
    fault({ kind: 'pause', nodes: random('db', 1) }, S, S),
    fault({ kind: 'crash', nodes: random('db', 1), disk: 'tear' }, 3 * S, S),
    fault({ kind: 'crash', nodes: random('db', 1), disk: 'tear' }, 5 * S, S),
    fault({ kind: 'partition', shape: { kind: 'halves', of: ofGroup('db') } }, 7 * S, S),
  ];
  const hit = (faults: readonly Fault[], seed: string) =>
    new Map(
      town(faults, { seed })
        .run()
        .map(({ text, nodes }) => [text, nodes]),
    );

  test('of a fault do not depend on which others there are', () => {
    const seeds = ['1', '2', '3', '4', '5'];
    for (const seed of seeds) {
      const whole = hit(plan(), seed);
      for (let without = 0; without < 4; without++) {
        const rest = hit(
          plan().filter((_, i) => i !== without),
          seed,
        );
        for (const [text, nodes] of rest) expect(nodes).toEqual(whole.get(text));
      }
    }
    const choices = seeds.map((seed) => JSON.stringify([...hit(plan(), seed)]));
    expect(new Set(choices).size).toBeGreaterThan(1); // chance decides something
  });

  test('of faults that are alike differ', () => {
    const alike = (i: number) =>
      fault({ kind: 'crash', nodes: random('db', 1), disk: undefined }, (1 + i) * S, S / 2);
    const victims = town(Array.from({ length: 8 }, (_, i) => alike(i)))
      .run()
      .map(({ nodes }) => nodes[0]);
    expect(new Set(victims).size).toBeGreaterThan(1);
  });

  test('a plan is plain data: written and read again it does the same', () => {
    const faults = [...plan(), ...EVERY_KIND.map(([action], i) => fault(action, i * S, S / 2))];
    const again = JSON.parse(JSON.stringify(faults)) as Fault[];
    const digest = (f: readonly Fault[]) => {
      const { world, run } = town(f);
      return [run(), world.kernel.digest.hex()];
    };
    expect(digest(again)).toEqual(digest(faults));
    expect(digest(faults.slice(1))).not.toEqual(digest(faults));
  });
});

describe('the administrator', () => {
  const ask = fault({ kind: 'ask', node: one, f: 'change', value: null, nodes: ofGroup('db') }, S);

  test('asks with the nodes it was given, once if that does it', () => {
    const { requests, run } = town([ask]);
    expect(run()[0]!.touched).toBe(1);
    expect(requests).toMatchObject([{ f: 'change', value: [0, 1, 2] }]);
  });

  test('follows a redirect, and asks anew after a failure', () => {
    const { requests, run, answerBy } = town([ask]);
    const asked: number[] = [];
    answerBy((request, ctx) => {
      asked.push(ctx.self);
      if (ctx.self !== 2) ctx.redirect(request, 2);
      else if (request.sequence < 3) ctx.fail(request, 'not now');
      else ctx.ok(request, null);
    });
    expect(run()[0]!.touched).toBe(1);
    expect(asked.slice(0, 2)).toEqual([0, 2]);
    expect(new Set(requests.map(({ session }) => session)).size).toBe(1);
    expect(requests.at(-1)!.sequence).toBe(3);
  });

  test('gives up some time, and then it touched nothing', () => {
    const { requests, run, answerBy } = town([ask]);
    answerBy((request, ctx) => ctx.redirect(request, ctx.self === 0 ? 1 : 0)); // round in a circle
    const [record] = run();
    expect(record).toMatchObject({ touched: 0, unit: 'requests carried out' });
    expect(requests.length).toBeLessThanOrEqual(50);
    expect(requests.length).toBeGreaterThan(10);
  });

  test('two errands at once are two sessions', () => {
    const { requests, run } = town([ask, { ...ask, text: 'again', at: S + 1 }]);
    expect(run().map(({ touched }) => touched)).toEqual([1, 1]);
    expect(new Set(requests.map(({ session }) => session)).size).toBe(2);
  });
});

test('what comes to a paused client waits, too', () => {
  const world = createWorld();
  const arrivals = addListeners(world, 2);
  scheduleFaults(world, [fault({ kind: 'pause', nodes: node('n', 2) }, S, S)]);
  at(world, 1.5 * S, () => world.send(0, 1, numbered(1)));
  world.run(END, 100);
  expect(arrivals.map(({ at: t }) => t)).toEqual([2 * S]);
});
