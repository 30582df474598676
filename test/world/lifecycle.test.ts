/** Life and death: what a crash drops, what a restart gets back, how pauses and slow stretches keep the order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyModel, Request } from '../../src/model/index.js';
import { crash, pause, resume, slowDown, speedUp, start } from '../../src/world/lifecycle.js';
import type { World } from '../../src/world/world.js';
import {
  addListeners,
  at,
  type Ctx,
  constant,
  createWorld,
  MS,
  modelOf,
  numbered,
  numbersOf,
} from '../support/world.js';

/** A world with one modelled node, number 0, and a listener, number 1. */
function pair(model: AnyModel, options = {}, group = {}) {
  const world = createWorld({ link: { latency: constant(MS) }, ...options });
  world.addGroup({ name: 'db', count: 1, model, ...group });
  const arrivals = addListeners(world, 1, 'ear');
  const db = world.nodes[0]!;
  const when = (instant: number, run: () => void) => at(world, instant, run);
  return { world, arrivals, db, when };
}

/** Notes `kind n` of whatever it gets, with the instant in ms. */
function noting(log: string[], extra = {}): AnyModel {
  const note = (_s: unknown, message: { kind: string; n?: number }, ctx: Ctx) => {
    log.push(`${ctx.monotonicClock() / MS} ${message.kind} ${message.n ?? ''}`.trim());
  };
  return modelOf({ numbered: note, timer: note, later: note, done: note, synced: note, ...extra });
}

const effect = (delay: number) => ({ delay: () => delay, touched: 0 });

describe('a crash', () => {
  test('drops state, timers, delayed messages, jobs, processes and what one told oneself', () => {
    const log: string[] = [];
    const model = noting(log, {
      go(state: { n: number }, _m: unknown, ctx: Ctx) {
        state.n = 1;
        ctx.setTimer({ kind: 'timer' }, 5 * MS);
        ctx.after(5 * MS, { kind: 'later' });
        ctx.serve('cpu', 5 * MS, { kind: 'done' });
        ctx.disk.sync({ kind: 'synced' });
        ctx.send(1, numbered(1)); // on its way: the network has it
      },
      *proc(_s: unknown, _m: unknown, ctx: Ctx) {
        yield* ctx.sleep(5 * MS);
        ctx.send(1, numbered(2));
      },
      ask(state: { n: number }, _m: unknown, ctx: Ctx) {
        ctx.send(1, numbered(10 + state.n));
      },
    });
    const run = (withCrash: boolean) => {
      log.length = 0;
      const whole = {
        ...model,
        init: () => ({ n: 0 }),
        resources: () => ({ cpu: { servers: 1, queueLimit: 9 } }),
      };
      const disk = { sync: constant(5 * MS), onCrash: 'lose' };
      const { world, arrivals, db, when } = pair(whole as AnyModel, {}, { disk });
      for (const kind of ['go', 'proc']) world.send(1, 0, { kind });
      when(2 * MS, () => {
        if (!withCrash) return;
        crash(world, db, 0);
        start(world, db);
      });
      when(19 * MS, () => world.send(1, 0, { kind: 'ask' }));
      world.run(30 * MS, 1000);
      return { numbers: numbersOf(arrivals), log: log.slice() };
    };
    expect(run(true)).toEqual({ numbers: [1, 10], log: [] });
    // Without the crash all of it comes.
    expect(run(false)).toEqual({ numbers: [1, 2, 11], log: ['6 timer', '6 later', '6 done', '6 synced'] });
  });

  test('while down nothing is handled; after the restart, messages from before still arrive', () => {
    const log: string[] = [];
    const { world, db, when } = pair(noting(log));
    const send = (instant: number, n: number) => when(instant, () => world.send(1, 0, numbered(n)));
    send(0, 1);
    when(2 * MS, () => crash(world, db, 0));
    send(3 * MS, 2); // comes while it is down
    send(4.5 * MS, 3); // sent while it is down, comes after
    when(5 * MS, () => start(world, db));
    send(6 * MS, 4);
    world.run(10 * MS, 100);
    expect(log).toEqual(['1 numbered 1', '0.5 numbered 3', '2 numbered 4']); // the clock starts again, too
  });

  test('init gets what was persisted, as it was then, and cannot change it', () => {
    const got: unknown[] = [];
    const model = modelOf(
      {
        save(state: { list: number[] }, _m: unknown, ctx: Ctx) {
          ctx.persist(state);
          state.list.push(99); // after the fact
        },
      },
      {
        init(durable: { list: number[] } | undefined) {
          got.push(JSON.parse(JSON.stringify(durable ?? null)));
          durable?.list.push(77);
          return durable ?? { list: [1] };
        },
      },
    );
    for (const freeze of [true, false]) {
      got.length = 0;
      const { world, db, when } = pair(model, { freeze });
      world.send(1, 0, { kind: 'save' });
      for (const t of [2 * MS, 3 * MS])
        when(t, () => {
          crash(world, db, 0);
          start(world, db);
        });
      world.run(5 * MS, 100);
      expect(world.violations).toEqual([]);
      expect(got).toEqual([null, { list: [1] }, { list: [1] }]);
    }
  });

  test('empties resources and their queues', () => {
    const log: string[] = [];
    const work = (_s: unknown, _m: unknown, ctx: Ctx) => {
      log.push(`admitted ${ctx.serve('cpu', 10 * MS, { kind: 'done' })}`);
    };
    const model = {
      ...noting(log, { work }),
      resources: () => ({ cpu: { servers: 1, queueLimit: 1 } }),
    } as AnyModel;
    const { world, db, when } = pair(model);
    const ask = () => world.send(1, 0, { kind: 'work' });
    for (const t of [0, 0, 0, 5 * MS]) when(t, ask);
    when(3 * MS, () => {
      crash(world, db, 0);
      start(world, db);
    });
    world.run(100 * MS, 100);
    expect(log).toEqual(['admitted true', 'admitted true', 'admitted false', 'admitted true', '13 done']);
  });

  test('tells the monitor and the series', () => {
    const crashed: number[][] = [];
    const track = (_s: unknown, _m: unknown, ctx: Ctx) => ctx.track('role', 'leader');
    const monitor = () => ({
      rules: [],
      after: () => undefined,
      crashed: (node: number, now: number) => crashed.push([node, now]),
      judged: () => 0,
    });
    const { world, db, when } = pair(modelOf({ track }, { monitor }));
    world.send(1, 0, { kind: 'track' });
    when(2 * MS, () => crash(world, db, 0));
    world.run(3 * MS, 100);
    expect(crashed).toEqual([[0, 2 * MS]]);
    expect(world.series.map(({ at: t, value }) => [t, value])).toEqual([
      [MS, 'leader'],
      [2 * MS, 'down'],
    ]);
  });
});

describe('a pause', () => {
  test('keeps messages, timers and syncs, and handles them in order when it ends, before what comes then', () => {
    for (const shuffleTies of [false, true]) {
      const log: string[] = [];
      const set = (_s: unknown, _m: unknown, ctx: Ctx) => {
        ctx.setTimer({ kind: 'timer' }, 3 * MS); // due at 4
        ctx.after(5 * MS, { kind: 'later' }); // due at 6
      };
      const { world, db, when } = pair(noting(log, { set }), { shuffleTies });
      world.send(1, 0, { kind: 'set' });
      when(2 * MS, () => pause(world, db));
      // Messages 1 to 30 arrive while it is paused, a millisecond apart, the last one as it goes on.
      for (let n = 1; n <= 30; n++) when((1 + n) * MS + 1000, () => world.send(1, 0, numbered(n)));
      when(32 * MS + 1000, () => resume(world, db));
      world.run(40 * MS, 1000);
      const kinds = log.map((line) => line.split(' ').slice(1).join(' '));
      const numbers = kinds.filter((kind) => kind.startsWith('numbered'));
      expect(numbers).toEqual(Array.from({ length: 30 }, (_, i) => `numbered ${i + 1}`));
      // The timer is due at 4, message 2 comes at 4.001; what comes later is due at 6, message 4 comes at 6.001.
      expect(kinds.indexOf('timer')).toBe(kinds.indexOf('numbered 2') - 1);
      expect(kinds.indexOf('later')).toBe(kinds.indexOf('numbered 4') - 1);
      expect(log.every((line) => line.startsWith('32.001 '))).toBe(true);
    }
  });

  test('a timer that came up meanwhile does not fire if it is set or cancelled first', () => {
    const log: string[] = [];
    const model = noting(log, {
      set: (_s: unknown, _m: unknown, ctx: Ctx) => ctx.setTimer({ kind: 'timer' }, 6 * MS), // due at 7
      cancel: (_s: unknown, _m: unknown, ctx: Ctx) => ctx.cancelTimer('timer'),
      move: (_s: unknown, _m: unknown, ctx: Ctx) => ctx.setTimer({ kind: 'timer' }, 4 * MS),
    });
    const firings = (meanwhile: string | undefined) => {
      log.length = 0;
      const { world, db, when } = pair(model);
      world.send(1, 0, { kind: 'set' });
      when(2 * MS, () => pause(world, db));
      if (meanwhile !== undefined) when(3 * MS, () => world.send(1, 0, { kind: meanwhile }));
      when(20 * MS, () => resume(world, db));
      world.run(40 * MS, 1000);
      return log.slice();
    };
    expect(firings(undefined)).toEqual(['20 timer']);
    expect(firings('cancel')).toEqual([]);
    expect(firings('move')).toEqual(['24 timer']);
  });

  test('a crash while paused loses what waited; the next incarnation is up', () => {
    const log: string[] = [];
    const { world, db, when } = pair(noting(log));
    when(MS, () => pause(world, db));
    when(2 * MS, () => world.send(1, 0, numbered(1)));
    when(5 * MS, () => crash(world, db, 0));
    when(6 * MS, () => start(world, db));
    when(7 * MS, () => world.send(1, 0, numbered(2)));
    world.run(10 * MS, 100);
    expect(log).toEqual(['2 numbered 2']);
    expect(db.mode).toBe('up');
  });

  test('freezes work in service, however often it happens', () => {
    const pauses = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(pauses, fc.integer({ min: 1, max: 60 }), (gaps, service) => {
        const log: string[] = [];
        const work = (_s: unknown, _m: unknown, ctx: Ctx) => {
          ctx.serve('cpu', service * MS, { kind: 'done' });
          ctx.serve('cpu', service * MS, { kind: 'done' });
        };
        const model = { ...noting(log, { work }), resources: () => ({ cpu: { servers: 1, queueLimit: 9 } }) };
        const { world, db, when } = pair(model as AnyModel);
        world.send(1, 0, { kind: 'work' }); // starts at 1 ms
        let t = MS;
        const intervals = gaps.map(([up, down]) => {
          const from = t + up * MS;
          t = from + down * MS;
          when(from, () => pause(world, db));
          when(t, () => resume(world, db));
          return [from, t] as const;
        });
        world.run(1000 * MS, 1000);
        // Work of `need` ns is done when that much time has passed outside the pauses.
        const doneAt = (need: number) => {
          let now = MS;
          for (const [from, to] of intervals) {
            if (now + need < from) break; // done before it begins
            need -= from - now;
            now = to;
          }
          return now + need;
        };
        // Work that is done in the very instant in which a pause begins may come before or after it.
        const instants = log.map((line) => Number(line.split(' ')[0]) * MS);
        expect(instants).toEqual([doneAt(service * MS), doneAt(2 * service * MS)]);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("freezes a process's work, but not its sleep", () => {
    const log: string[] = [];
    const model = {
      ...modelOf({
        *work(_s: unknown, _m: unknown, ctx: Ctx) {
          yield* ctx.work('cpu', 10 * MS);
          log.push(`worked ${ctx.monotonicClock() / MS}`);
        },
        *sleep(_s: unknown, _m: unknown, ctx: Ctx) {
          yield* ctx.sleep(10 * MS);
          log.push(`slept ${ctx.monotonicClock() / MS}`);
        },
      }),
      resources: () => ({ cpu: { servers: 1, queueLimit: 9 } }),
    } as AnyModel;
    const { world, db, when } = pair(model);
    for (const kind of ['work', 'sleep']) world.send(1, 0, { kind });
    when(6 * MS, () => pause(world, db));
    when(26 * MS, () => resume(world, db));
    world.run(100 * MS, 100);
    expect(log).toEqual(['slept 26', 'worked 31']);
  });
});

describe('a slow stretch', () => {
  const sends = (world: World, when: (t: number, run: () => void) => void, instants: readonly number[]) =>
    instants.forEach((t, i) => {
      when(t * MS, () => world.send(1, 0, numbered(i + 1)));
    });

  test('delays each message, one after the other, in order', () => {
    for (const shuffleTies of [false, true]) {
      const log: string[] = [];
      const { world, db, when } = pair(noting(log), { shuffleTies });
      const slow = effect(10 * MS);
      when(MS / 2, () => slowDown(db, slow));
      sends(world, when, [0, 1, 2, 50]);
      world.run(100 * MS, 100);
      expect(log).toEqual(['11 numbered 1', '21 numbered 2', '31 numbered 3', '61 numbered 4']);
      expect(slow.touched).toBe(4);
    }
  });

  test('when it ends, what waits is handled at once, before anything new', () => {
    const log: string[] = [];
    const { world, db, when } = pair(noting(log));
    when(MS / 2, () => slowDown(db, effect(10 * MS)));
    sends(world, when, [0, 1, 2, 12]);
    when(13 * MS, () => speedUp(world, db));
    world.run(100 * MS, 100);
    expect(log).toEqual(['11 numbered 1', '13 numbered 2', '13 numbered 3', '13 numbered 4']);
  });

  test('is interrupted by a pause, and nothing overtakes', () => {
    const log: string[] = [];
    const { world, db, when } = pair(noting(log));
    const slow = effect(10 * MS);
    when(MS / 2, () => slowDown(db, slow));
    sends(world, when, [0, 5, 7]); // arrive at 1, 6 and 8
    when(4 * MS, () => pause(world, db)); // 3 of the first 10 ms have passed
    when(20 * MS, () => resume(world, db));
    world.run(100 * MS, 100);
    expect(log).toEqual(['27 numbered 1', '37 numbered 2', '47 numbered 3']);
    expect(slow.touched).toBe(3);
  });

  test('a crash during a delay drops it; the next incarnation is still slow', () => {
    const log: string[] = [];
    const { world, db, when } = pair(noting(log));
    when(MS / 2, () => slowDown(db, effect(10 * MS)));
    sends(world, when, [0, 0, 20]);
    when(5 * MS, () => crash(world, db, 0));
    when(10 * MS, () => start(world, db));
    world.run(100 * MS, 100);
    expect(log).toEqual(['21 numbered 3']); // arrived at 21 of virtual time, and the node began at 10
  });

  test('any mixture of pauses and slow stretches keeps the order and loses nothing', () => {
    const acts = fc.array(fc.tuple(fc.constantFrom('send', 'pause', 'slow'), fc.nat(6)), { maxLength: 60 });
    fc.assert(
      fc.property(acts, fc.boolean(), (script, shuffleTies) => {
        const log: string[] = [];
        const { world, db, when } = pair(noting(log), {
          shuffleTies,
          link: { latency: constant(MS), order: 'fifo' },
        });
        let t = 0;
        let sent = 0;
        for (const [what, gap] of script) {
          t += gap * MS;
          if (what === 'send') {
            const n = ++sent;
            when(t, () => world.send(1, 0, numbered(n)));
          } else if (what === 'pause')
            when(t, () => (db.mode === 'up' ? pause(world, db) : resume(world, db)));
          else when(t, () => (db.slow === undefined ? slowDown(db, effect(3 * MS)) : speedUp(world, db)));
          t += 1; // so that sends of one instant are not shuffled before they are sent
        }
        when(t + MS, () => {
          if (db.mode === 'paused') resume(world, db);
          if (db.slow !== undefined) speedUp(world, db);
        });
        world.run(10_000 * MS, 1e5);
        expect(log.map((line) => Number(line.split(' ')[2]))).toEqual(
          Array.from({ length: sent }, (_, i) => i + 1),
        );
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('maxima and mistakes', () => {
  test('more waiting at a paused node than fits ends the run and says so', () => {
    const { world, db, when } = pair(noting([]), { freeze: false });
    when(0, () => pause(world, db));
    when(1, () => {
      for (let n = 0; n < 100_001; n++) world.send(1, 0, numbered(n));
    });
    world.run(10 * MS, 1e6);
    expect(world.stopped).toMatch(/db\/1 .* more than 100000 messages wait/);
  });

  const blamed = (model: AnyModel, trigger: Parameters<typeof pair>[1] = {}) => {
    const { world } = pair(model, trigger);
    world.send(1, 0, { kind: 'go' });
    world.run(10 * MS, 100);
    return {
      violations: world.violations.map(({ node, rule, explanation }) => [node, rule, explanation]),
      stopped: world.stopped,
    };
  };
  const boom = () => {
    throw new RangeError('boom');
  };

  test.each([
    ['a handler', modelOf({ go: boom })],
    ['init', modelOf({}, { init: boom })],
    ['resources', modelOf({}, { resources: boom })],
    [
      'a monitor',
      modelOf({ go: () => {} }, { monitor: () => ({ rules: [], after: boom, judged: () => 0 }) }),
    ],
    [
      'a process after a sleep',
      modelOf({
        *go(_s: unknown, _m: unknown, ctx: Ctx) {
          yield* ctx.sleep(MS);
          boom();
        },
      }),
    ],
    [
      'a process after a reply',
      modelOf({
        request: (_s: unknown, request: Request, ctx: Ctx) => ctx.ok(request, 1),
        *go(_s: unknown, _m: unknown, ctx: Ctx) {
          yield* ctx.call(0, { f: 'read' }, { timeout: 5 * MS });
          boom();
        },
      }),
    ],
  ])("an exception in %s is the model's, and ends the run", (_where, model) => {
    expect(blamed(model)).toEqual({
      violations: [['db/1', 'no-exception', 'db/1 threw RangeError: boom']],
      stopped: 'a model threw an exception',
    });
  });

  test('so are a message that nobody handles, a send to no node, and a resource that is none', () => {
    expect(blamed(modelOf({})).violations[0]![2]).toContain('handles no messages of kind go');
    const lost = modelOf({ go: (_s: unknown, _m: unknown, ctx: Ctx) => ctx.send(17, { kind: 'x' }) });
    expect(blamed(lost).violations[0]![2]).toContain('17, which is no node');
    const idle = modelOf({ go: (_s: unknown, _m: unknown, ctx: Ctx) => ctx.serve('gpu', 1, { kind: 'x' }) });
    expect(blamed(idle).violations[0]![2]).toContain('no resource "gpu"');
  });

  test('our own bugs outside a model are not blamed on one', () => {
    const { world, db, when } = pair(noting([]));
    when(MS, () => resume(world, db));
    expect(() => world.run(10 * MS, 100)).toThrow('only a node that is paused');
    expect(world.violations).toEqual([]);
  });

  test('going past the end of time stops the run without a violation', () => {
    const far = modelOf({ go: (_s: unknown, _m: unknown, ctx: Ctx) => ctx.setTimer({ kind: 'go' }, 1e16) });
    const { violations, stopped } = blamed(far);
    expect(violations).toEqual([]);
    expect(stopped).toMatch(/^db\/1: virtual time ends/);
  });

  test('freezing catches a model that changes what it sent or wrote', () => {
    const acts: ((ctx: Ctx, m: object) => void)[] = [
      (ctx, m) => ctx.send(1, m as never),
      (ctx, m) => ctx.send(0, m as never),
      (ctx, m) => ctx.after(MS, m as never),
      (ctx, m) => ctx.disk.write('x', m),
      (ctx, m) => ctx.disk.append('x', m),
    ];
    for (const act of acts) {
      const fresh = { kind: 'x', list: [1] };
      const model = modelOf({
        x: () => {},
        go(_s: unknown, _m: unknown, ctx: Ctx) {
          act(ctx, fresh);
          fresh.list.push(2);
        },
      });
      expect(blamed(model).violations[0]![2]).toContain('TypeError');
      const lax = { kind: 'x', list: [1] };
      const unfrozen = modelOf({
        x: () => {},
        go(_s: unknown, _m: unknown, ctx: Ctx) {
          act(ctx, lax);
          lax.list.push(2);
        },
      });
      expect(blamed(unfrozen, { freeze: false }).violations).toEqual([]); // that is what freezing is for
    }
  });
});
