/** Pauses and slow stretches: nothing is lost, nothing overtakes, and frozen work takes that much longer. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyModel } from '../../src/model/index.js';
import { crash, pause, resume, slowDown, speedUp, start } from '../../src/world/lifecycle.js';
import type { World } from '../../src/world/world.js';
import { type Ctx, constant, MS, modelOf, noting, numbered, pair } from '../support/world.js';

const effect = (delay: number) => ({ delay: () => delay, touched: 0 });

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
