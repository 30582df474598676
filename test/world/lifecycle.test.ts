import { describe, expect, test } from 'vitest';
import type { AnyModel } from '../../src/model/index.js';
import { crash, start } from '../../src/world/lifecycle.js';
import { type Ctx, constant, MS, modelOf, noting, numbered, numbersOf, pair } from '../support/world.js';

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
    // The third ticket is not of the job that the crash dropped.
    const [first, second, third, fourth, ...rest] = log;
    expect([first, second, third, ...rest]).toEqual([
      'admitted 1',
      'admitted 2',
      'admitted undefined',
      '13 done',
    ]);
    expect(['admitted 1', 'admitted 2', 'admitted undefined']).not.toContain(fourth);
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
