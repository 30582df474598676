/** What a model asks of a resource: tickets, refusals, patience, release, and processes that hold a server. */
import { describe, expect, test } from 'vitest';
import { type Ctx, MS } from '../../support/world.js';
import { done, driven, told } from './bench.js';

describe('serve', () => {
  test('hands out tickets, queues, refuses when the queue is full, and says when each began and was done', () => {
    const station = driven({ servers: 2, queueLimit: 1 });
    const tickets: unknown[] = [];
    station.at(0, (ctx) => {
      for (const n of [1, 2, 3, 4]) tickets.push(ctx.serve('cpu', 10 * MS, done(n), told(n)));
      tickets.push(ctx.occupancy('cpu'));
    });
    expect(station.run(100)).toEqual([
      '0 began 1',
      '0 began 2',
      '10 done 1',
      '10 done 2',
      '10 began 3', // after the events that were there before
      '20 done 3',
    ]);
    expect(tickets).toEqual([1, 2, 3, undefined, { waiting: 1, inService: 2 }]);
    expect(station.world.stations.audits()).toEqual([
      expect.objectContaining({ arrivals: 4, completed: 3, dropped: 1, inSystem: 0 }),
    ]);
  });

  test('who runs out of patience leaves, and is told of it; who began by then stays', () => {
    const station = driven({});
    station.at(0, (ctx) => {
      ctx.serve('cpu', 10 * MS, done(1), told(1, 0));
      ctx.serve('cpu', 10 * MS, done(2), told(2, 9));
      ctx.serve('cpu', 10 * MS, done(3), told(3, 11));
      ctx.serve('cpu', 10 * MS, done(4), { patience: MS }); // says nothing
    });
    expect(station.run(100)).toEqual(['0 began 1', '9 gaveUp 2', '10 done 1', '10 began 3', '20 done 3']);
  });

  test('refuses work that is no amount of time, in the name of the model', () => {
    for (const [work, options] of [
      [-1, {}],
      [Number.NaN, {}],
      [1, { priority: Number.NaN }],
      [1, { patience: Number.NaN }],
      [1, { patience: -1 }],
    ] as const) {
      const station = driven({});
      station.at(0, (ctx) => ctx.serve('cpu', work, done(1), options));
      expect(() => station.run(1)).toThrow('no-exception');
    }
  });
});

describe('release', () => {
  test('takes back who waits and who is served; the next one begins; a stale ticket does nothing', () => {
    const station = driven({});
    const log: unknown[] = [];
    station.at(0, (ctx) => {
      for (const n of [1, 2, 3, 4]) ctx.serve('cpu', 10 * MS, done(n), told(n));
    });
    station.at(4, (ctx) => {
      log.push(ctx.release('cpu', 2, 'cancelled'), ctx.release('cpu', 1, 'cancelled'));
      log.push(ctx.release('cpu', 1, 'cancelled'), ctx.release('cpu', 99, 'finished'));
    });
    station.at(6, (ctx) => log.push(ctx.release('cpu', 3, 'finished')));
    expect(station.run(100)).toEqual(['0 began 1', '4 began 3', '6 began 4', '16 done 4']);
    expect(log).toEqual([true, true, false, false, true]);
    expect(station.world.stations.audits()).toEqual([
      expect.objectContaining({ arrivals: 4, completed: 2, dropped: 2, inSystem: 0 }),
    ]);
  });

  test('of infinite work: a server is held until then', () => {
    const station = driven({});
    station.at(0, (ctx) => {
      ctx.serve('cpu', Number.POSITIVE_INFINITY, done(1), told(1));
      ctx.serve('cpu', 5 * MS, done(2), told(2));
    });
    station.at(50, (ctx) => ctx.release('cpu', 1, 'finished'));
    expect(station.run(100)).toEqual(['0 began 1', '50 began 2', '55 done 2']);
  });
});

test('customers who are turned away are counted', () => {
  const station = driven({});
  station.at(0, (ctx) => ctx.turnAway('cpu', 'balked'));
  station.run(10);
  expect(station.world.stations.audits()).toEqual([
    expect.objectContaining({ arrivals: 1, completed: 0, dropped: 1, inSystem: 0 }),
  ]);
});

test('a process holds a server between acquire and release', () => {
  const station = driven({ queueLimit: 1 });
  const hold = (n: number) =>
    function* (ctx: Ctx) {
      const ticket = yield* ctx.acquire('cpu');
      station.log.push(`${station.world.kernel.now / MS} has ${n} ${ticket !== undefined}`);
      if (ticket === undefined) return;
      yield* ctx.sleep(10 * MS);
      station.log.push(
        `${station.world.kernel.now / MS} gives ${n} ${ctx.release('cpu', ticket, 'finished')}`,
      );
    };
  for (const n of [1, 2, 3])
    station.when(0, () => station.world.send(0, 0, { kind: 'go', run: hold(n) } as never));
  expect(station.run(100)).toEqual([
    '0 has 1 true',
    '0 has 3 false',
    '10 gives 1 true',
    '10 has 2 true',
    '20 gives 2 true',
  ]);
});

test('a pace that is no number ends the run in the name of the model, with no books to judge', () => {
  for (const pace of [() => Number.NaN, () => -1, () => Number.POSITIVE_INFINITY]) {
    const station = driven({ pace });
    station.at(0, (ctx) => ctx.serve('cpu', 1, done(1)));
    expect(() => station.run(1)).toThrow('the pace of 1 jobs in service is');
    expect(station.world.stations.audits()).toEqual([]);
  }
});

test('what is given to a resource is frozen where messages are', () => {
  const mine = { kind: 'done', n: { deep: [1] } };
  const station = driven({}, { freeze: true });
  station.at(0, (ctx) => {
    ctx.serve('cpu', 1, mine, { started: { kind: 'began', n: 1 } });
    mine.n.deep.push(2);
  });
  expect(() => station.run(1)).toThrow('not extensible');
});

test('processes work with a priority and under a class', () => {
  const station = driven({ discipline: 'priority' });
  const work = (n: number, priority: number) =>
    function* (ctx: Ctx) {
      yield* ctx.work('cpu', 10 * MS, { priority, class: 'batch' });
      station.log.push(`${station.world.kernel.now / MS} worked ${n}`);
    };
  [2, 1, 0].forEach((priority, n) => {
    station.when(0, () => station.world.send(0, 0, { kind: 'go', run: work(n, priority) } as never));
  });
  expect(station.run(100)).toEqual(['10 worked 0', '20 worked 2', '30 worked 1']);
});
