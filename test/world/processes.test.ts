/** Generator processes: waiting, calling, timing out, and replies that come late, twice or to the wrong life. */
import { describe, expect, test } from 'vitest';
import type { CallResult, Reply, Request } from '../../src/model/index.js';
import { crash, pause, resume, start } from '../../src/world/lifecycle.js';
import { at, type Ctx, constant, createWorld, MS, modelOf } from '../support/world.js';

const TIMEOUT = { timeout: 10 * MS };

/** A caller, node 0, whose processes note what they get, and a server, node 1, that keeps requests until told. */
function pair(go: (ctx: Ctx, log: unknown[]) => Generator, extra = {}, link = {}) {
  const world = createWorld({ link: { latency: constant(MS), ...link } });
  const log: unknown[] = [];
  const requests: Request[] = [];
  const caller = modelOf({
    *go(_s: unknown, _m: unknown, ctx: Ctx) {
      yield* go(ctx, log);
    },
    ...extra,
  });
  const server = modelOf({
    request(_s: unknown, request: Request, ctx: Ctx) {
      requests.push(request);
      if (request.f === 'read') ctx.ok(request, `${request.key}`);
      if (request.f === 'write') ctx.fail(request, 'read only');
      if (request.f === 'elsewhere') ctx.redirect(request, 0);
      if (request.f === 'late') ctx.after(15 * MS, { kind: 'answer', request });
    },
    answer: (_s: unknown, { request }: { request: Request }, ctx: Ctx) => ctx.ok(request, 'late'),
  });
  world.addGroup({ name: 'caller', count: 1, model: caller, params: () => ({}) });
  world.addGroup({ name: 'server', count: 1, model: server });
  const begin = () => world.send(0, 0, { kind: 'go' });
  at(world, 0, begin);
  return { world, log, requests, begin, caller: world.nodes[0]! };
}

const call = (ctx: Ctx, f: string, key = 1) => ctx.call(1, { f, key }, TIMEOUT);

describe('calls', () => {
  test('end with a value, a refusal or a timeout, never with an exception', () => {
    const { world, log } = pair(function* (ctx, log) {
      for (const f of ['read', 'write', 'elsewhere', 'silence'])
        log.push([yield* call(ctx, f), world.kernel.now / MS]);
    });
    world.run(50 * MS, 100);
    expect(log).toEqual([
      [{ ok: true, value: '1' }, 2],
      [{ ok: false, error: 'read only' }, 4],
      [{ ok: false, error: 'redirect', to: 0 }, 6],
      [{ ok: false, error: 'timeout' }, 16],
    ]);
  });

  test('made at once come back in their order when all are done', () => {
    const { world, log } = pair(function* (ctx, log) {
      const asks = ['silence', 'read', 'write'].map((f, key) => ({ to: 1, ask: { f, key }, ...TIMEOUT }));
      log.push(yield* ctx.callAll(asks), world.kernel.now / MS, yield* ctx.callAll([]));
    });
    world.run(50 * MS, 100);
    expect(log).toEqual([
      [
        { ok: false, error: 'timeout' },
        { ok: true, value: '1' },
        { ok: false, error: 'read only' },
      ],
      10,
      [],
    ]);
  });

  test('a late reply is dropped, and does not answer the next call', () => {
    const { world, log } = pair(function* (ctx, log) {
      log.push(yield* call(ctx, 'late'));
      log.push(yield* call(ctx, 'silence'));
    });
    world.run(50 * MS, 100);
    expect(log).toEqual(Array(2).fill({ ok: false, error: 'timeout' }));
  });

  test('a reply that comes twice answers once', () => {
    const { world, log } = pair(
      function* (ctx, log) {
        for (let i = 0; i < 3; i++) log.push(yield* call(ctx, 'read', i));
      },
      {},
      { duplicate: 1 },
    );
    world.run(50 * MS, 1000);
    expect(log).toEqual([0, 1, 2].map((i) => ({ ok: true, value: `${i}` })));
  });

  test('a late reply to an earlier incarnation does not answer the next one', () => {
    const { world, log, caller, begin } = pair(function* (ctx, log) {
      log.push(yield* call(ctx, log.length === 0 ? 'late' : 'silence'));
    });
    at(world, 5 * MS, () => crash(world, caller, 0));
    at(world, 6 * MS, () => start(world, caller));
    at(world, 9 * MS, () => {
      log.push('second life');
      begin();
    });
    world.run(50 * MS, 100);
    expect(log).toEqual(['second life', { ok: false, error: 'timeout' }]);
  });

  test('a reply and a timeout that wait side by side at a paused node answer once: the first one', () => {
    for (const [pausedAt, expected] of [
      [1.5 * MS, { ok: true, value: '1' }],
      [0.5 * MS, { ok: true, value: '1' }],
    ] as const) {
      const { world, log, caller } = pair(function* (ctx, log) {
        log.push((yield* call(ctx, 'read')) as CallResult);
        log.push(yield* call(ctx, 'read', 2));
      });
      at(world, pausedAt, () => pause(world, caller));
      at(world, 30 * MS, () => resume(world, caller));
      world.run(60 * MS, 100);
      expect(log).toEqual([expected, { ok: true, value: '2' }]);
    }
  });

  test('and of several calls at once none is counted twice for it', () => {
    const { world, log, caller } = pair(function* (ctx, log) {
      const calls = [
        { to: 1, ask: { f: 'read', key: 1 }, ...TIMEOUT },
        { to: 1, ask: { f: 'late', key: 2 }, timeout: 50 * MS },
      ];
      log.push(yield* ctx.callAll(calls));
    });
    at(world, 1.5 * MS, () => pause(world, caller));
    at(world, 12 * MS, () => resume(world, caller)); // the reply of the first and its timeout have come
    world.run(60 * MS, 100);
    expect(log).toEqual([
      [
        { ok: true, value: '1' },
        { ok: true, value: 'late' },
      ],
    ]);
  });

  test('each call under way has a session of its own; sequences count up; sessions in doubt are not used again', () => {
    const { world, requests } = pair(function* (ctx) {
      yield* ctx.callAll([0, 1].map((key) => ({ to: 1, ask: { f: 'read', key }, ...TIMEOUT })));
      yield* call(ctx, 'silence');
      yield* ctx.callAll([0, 1].map((key) => ({ to: 1, ask: { f: 'read', key }, ...TIMEOUT })));
    });
    world.run(60 * MS, 100);
    const used = requests.map(({ session, sequence }) => [session, sequence]);
    const [a, b] = [used[0]![0], used[1]![0]];
    expect(new Set([a, b]).size).toBe(2);
    expect(used[2]).toEqual([b, 2]); // and retired: it timed out
    expect(used.slice(3).map(([session]) => session)).not.toContain(b);
    expect(used.slice(3)).toContainEqual([a, 2]);
    for (const { session, id } of requests) expect([session < 0, id < 0]).toEqual([true, true]);
  });

  test('a model that sends requests itself gets its own replies, and processes get theirs', () => {
    const own: unknown[] = [];
    const { world, log } = pair(
      function* (ctx, log) {
        ctx.send(1, { kind: 'request', from: 0, id: 1, session: 0, sequence: 1, f: 'read', key: 'own' });
        log.push(yield* call(ctx, 'read'));
        log.push(yield* call(ctx, 'late')); // its reply comes when no process waits
      },
      { reply: (_s: unknown, reply: Reply) => void own.push(reply.value) },
    );
    world.run(60 * MS, 100);
    expect(own).toEqual(['own']);
    expect(log).toEqual([
      { ok: true, value: '1' },
      { ok: false, error: 'timeout' },
    ]);
  });
});

describe('waiting', () => {
  test('sleeps run on the clock of the node', () => {
    const { world, log } = pair(function* (ctx, log) {
      for (let i = 0; i < 3; i++) {
        yield* ctx.sleep(5 * MS);
        log.push(world.kernel.now / MS, ctx.monotonicClock() / MS);
      }
    });
    world.nodes[0]!.clock.addDrift(0.25, 0);
    world.run(60 * MS, 100);
    expect(log).toEqual([4, 5, 8, 10, 12, 15]);
  });

  test('work waits for its turn; a full queue says so at once, as an event of its own', () => {
    const model = {
      ...modelOf({
        *job(_s: unknown, { n }: { n: number }, ctx: Ctx) {
          const admitted = yield* ctx.work('cpu', 10 * MS);
          log.push([n, admitted, world.kernel.now / MS]);
        },
        burst(_s: unknown, _m: unknown, ctx: Ctx) {
          for (let n = 0; n < 3; n++) ctx.send(0, { kind: 'job', n });
        },
      }),
      resources: () => ({ cpu: { servers: 1, queueLimit: 1 } }),
    };
    const world = createWorld();
    const log: unknown[] = [];
    world.addGroup({ name: 'm', count: 1, model: model as never });
    at(world, 0, () => world.send(0, 0, { kind: 'burst' }));
    world.run(60 * MS, 100);
    expect(log).toEqual([
      [2, false, 0],
      [0, true, 10],
      [1, true, 20],
    ]);
  });

  test('a monitor looks after each step of a process', () => {
    const seen: unknown[] = [];
    const model = modelOf(
      {
        *go(state: { n: number }, _m: unknown, ctx: Ctx) {
          for (; state.n < 3; state.n++) yield* ctx.sleep(MS);
        },
      },
      {
        init: () => ({ n: 0 }),
        monitor: () => ({
          rules: ['small'],
          after: (_n: number, state: { n: number }) => {
            seen.push(state.n);
            return state.n === 2 ? { rule: 'small', explanation: 'it is 2' } : undefined;
          },
          judged: () => seen.length,
        }),
      },
    );
    const world = createWorld();
    world.addGroup({ name: 'm', count: 1, model });
    at(world, 0, () => world.send(0, 0, { kind: 'go' }));
    world.run(10 * MS, 100);
    expect(seen).toEqual([0, 0, 1, 2, 3]);
    expect(world.violations).toMatchObject([
      { rule: 'small', at: 2 * MS, node: 'm/1', explanation: 'it is 2' },
    ]);
  });
});
