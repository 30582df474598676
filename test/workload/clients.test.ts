/** Clients: open and closed loops, timeouts, redirects, retries, limits, and histories that respect real time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/experiment/simulate.js';
import type { Request } from '../../src/model/index.js';
import type { Operation } from '../../src/observe/history.js';
import type { ClientGroup, Fault, Scenario } from '../../src/scenario/scenario.js';
import { clientGroup, MS, nodeGroup, S, scenario } from '../support/scenario.js';
import { all, type Ctx, constant, fault, modelOf, ofGroup } from '../support/world.js';

interface Setting {
  readonly client?: Partial<ClientGroup>;
  readonly faults?: readonly Fault[];
  readonly servers?: number;
  readonly rest?: Partial<Scenario>;
}

type Answer = (request: Request, ctx: Ctx, nth: number) => void;

/** Runs one client group against servers that answer as told; latency 1 ms each way. */
function run(answer: Answer, { client = {}, faults = [], servers = 1, rest = {} }: Setting = {}) {
  const requests: (Request & { at: number; server: number })[] = [];
  const model = modelOf({
    request(_s: unknown, request: Request, ctx: Ctx) {
      requests.push({ ...request, at: ctx.monotonicClock(), server: ctx.self });
      answer(request, ctx, requests.length);
    },
    later: (_s: unknown, { request }: { request: Request }, ctx: Ctx) => ctx.ok(request, 'late'),
  });
  const s = scenario({
    nodes: [nodeGroup({ name: 'db', model: 'test/probe', count: servers })],
    clients: [clientGroup({ name: 'app', target: 'db', ...client })],
    faults,
    ...rest,
  });
  const { record } = simulate(s, new Map([['test/probe', model]]), { seed: '1', freeze: true });
  expect(record.violations).toEqual([]);
  return { operations: record.clients[0]!.operations, requests, record };
}

const yes: Answer = (request, ctx) => ctx.ok(request, 1);
const silence: Answer = () => {};
const latency = (o: Operation) => o.completedAt! - o.intendedAt!;
const closed = (think: number) => ({ kind: 'closed', think: constant(think) }) as const;

describe('an open loop', () => {
  test('goes on asking while nobody answers: no coordinated omission', () => {
    const pause = fault({ kind: 'pause', nodes: all }, 2 * S, S);
    const { operations } = run(yes, {
      client: { arrivals: { kind: 'constant', rate: 100 }, timeout: 5 * S },
      faults: [pause],
    });
    const during = operations.filter((o) => o.invokedAt >= 2 * S && o.invokedAt < 3 * S - 2 * MS);
    expect(during).toHaveLength(100);
    for (const o of operations) expect(o.intendedAt).toBe(o.invokedAt);
    // Each waits from its own arrival to the end of the pause, and a millisecond more.
    for (const o of during) if (o.invokedAt + MS >= 2 * S) expect(latency(o)).toBe(3 * S + MS - o.invokedAt);
    const mean = during.reduce((sum, o) => sum + latency(o), 0) / during.length;
    expect(mean).toBeGreaterThan(0.4 * S);
  });

  test('a closed loop beside it would hide the wait', () => {
    const pause = fault({ kind: 'pause', nodes: all }, 2 * S, S);
    const { operations } = run(yes, {
      client: { arrivals: closed(8 * MS), timeout: 5 * S },
      faults: [pause],
    });
    expect(operations.filter((o) => latency(o) > 10 * MS)).toHaveLength(1);
  });

  test('has its rate, and stops at its limits', () => {
    const poisson = { arrivals: { kind: 'poisson', rate: 100 } } as const;
    const { operations } = run(yes, { client: { ...poisson, from: 2 * S, until: 7 * S } });
    // Level 1e-3: 500 expected, 3.29 * sqrt(500) = 73.6.
    expect(Math.abs(operations.length - 500)).toBeLessThan(73.6);
    expect(operations[0]!.invokedAt).toBeGreaterThan(2 * S);
    expect(operations.at(-1)!.invokedAt).toBeLessThan(7 * S);
    expect(run(yes, { client: { ...poisson, maxOperations: 17 } }).operations).toHaveLength(17);
  });

  test('sheds what is more than may be under way, as failures that never left', () => {
    const { operations, requests } = run(silence, {
      client: { arrivals: { kind: 'constant', rate: 100 }, maxInFlight: 20, timeout: S },
    });
    const shed = operations.filter((o) => o.outcome === 'fail');
    expect(shed.length).toBeGreaterThan(500);
    for (const o of shed) {
      expect(o.error).toMatch(/^shed/);
      expect([o.end, latency(o)]).toEqual([o.start + 1, 0]);
    }
    expect(requests.length).toBeLessThanOrEqual(operations.length - shed.length);
    for (const o of operations) {
      const open = operations.filter(
        (p) =>
          p.outcome !== 'fail' && p.invokedAt <= o.invokedAt && (p.completedAt ?? Infinity) > o.invokedAt,
      );
      expect(open.length).toBeLessThanOrEqual(20);
    }
  });
});

describe('a closed loop', () => {
  test('waits for its answer, thinks, and asks again', () => {
    const { operations } = run(yes, { client: { arrivals: closed(8 * MS), count: 1 } });
    expect(operations.slice(0, 3).map((o) => o.invokedAt)).toEqual([8 * MS, 18 * MS, 28 * MS]);
    expect(new Set(operations.map((o) => o.process)).size).toBe(1);
  });

  test('goes on after failures and timeouts, and without think time virtual time still passes', () => {
    const answer: Answer = (request, ctx, nth) => {
      if (nth % 3 === 0) ctx.fail(request, 'no');
      if (nth % 3 === 1) ctx.ok(request, 1);
    };
    const { operations } = run(answer, { client: { arrivals: closed(0), timeout: 10 * MS, until: S } });
    expect(new Set(operations.map((o) => o.outcome))).toEqual(new Set(['ok', 'fail', 'info']));
    expect(operations.length).toBeGreaterThan(150);
    const instant = run(yes, {
      client: { arrivals: closed(0), maxOperations: 50 },
      rest: { network: { ...scenario({}).network, latency: constant(0) } },
    });
    expect(instant.operations).toHaveLength(50);
  });

  test('stops at until and at maxOperations', () => {
    const limits = { arrivals: closed(8 * MS), count: 3 };
    expect(run(yes, { client: { ...limits, maxOperations: 10 } }).operations).toHaveLength(10);
    const { operations } = run(yes, { client: { ...limits, until: S } });
    expect(operations.at(-1)!.invokedAt).toBeLessThan(S);
    expect(operations.length).toBeGreaterThan(250);
  });
});

describe('timeouts', () => {
  const answer: Answer = (request, ctx, nth) => {
    if (nth === 2) ctx.after(500 * MS, { kind: 'later', request });
    else if (nth === 4) ctx.unknown(request, 'crashed half way');
    else ctx.ok(request, nth);
  };
  const { operations, requests } = run(answer, { client: { arrivals: closed(8 * MS), timeout: 100 * MS } });

  test('are recorded as info when the client gives up, and stay open; a late answer changes nothing', () => {
    expect(operations[1]).toMatchObject({ outcome: 'info', output: null, error: 'timeout', end: Infinity });
    expect(latency(operations[1]!)).toBe(100 * MS);
    expect(operations[3]).toMatchObject({ outcome: 'info', error: 'crashed half way', end: Infinity });
  });

  test('retire the session: another one goes on', () => {
    expect(operations.slice(0, 6).map((o) => o.process)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(requests.slice(0, 6).map(({ session, sequence }) => [session, sequence])).toEqual([
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ]);
  });
});

describe('routes', () => {
  const redirectTo =
    (target: number | undefined): Answer =>
    (request, ctx) =>
      ctx.self === 2 ? ctx.ok(request, 1) : ctx.redirect(request, target);
  const client = { arrivals: closed(8 * MS), maxOperations: 5 } as const;

  test('sticky: whoever a request was only passed on to is not asked the next time', () => {
    const asked: number[] = [];
    const front = modelOf({
      request(_s: unknown, request: Request, ctx: Ctx) {
        asked.push(ctx.self);
        // The second group answers in the name of the first.
        if (ctx.self === 0) ctx.send(1, request);
        else ctx.ok(request, 'from behind');
      },
    });
    const group = (name: string) => nodeGroup({ name, model: 'test/probe', count: 1 });
    const s = scenario({
      nodes: [group('front'), group('back')],
      clients: [clientGroup({ name: 'app', target: 'front', arrivals: closed(8 * MS), maxOperations: 5 })],
    });
    simulate(s, new Map([['test/probe', front]]), { seed: '1' });
    expect(asked).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
  });

  test('sticky: a redirect is followed and remembered', () => {
    const { operations, requests } = run(redirectTo(2), { client, servers: 3 });
    expect(operations.map((o) => [o.outcome, o.node])).toEqual(Array(5).fill(['ok', 'db/3']));
    expect(requests.length).toBeLessThanOrEqual(6);
    expect(requests.slice(1).every(({ server }) => server === 2)).toBe(true);
  });

  test('one that knows nobody is left after a while for the next', () => {
    const { operations } = run(redirectTo(undefined), { client, servers: 3 });
    expect(operations.every((o) => o.outcome === 'ok')).toBe(true);
  });

  test('pinned: each client keeps to its own, also after a redirect', () => {
    const answer: Answer = (request, ctx, nth) => (nth === 1 ? ctx.redirect(request, 2) : ctx.ok(request, 1));
    const { requests } = run(answer, { client: { ...client, route: 'pinned' }, servers: 3 });
    expect(requests.map(({ server }) => server)).toEqual([0, 2, 0, 0, 0, 0]);
  });

  test('round-robin asks each in turn, random all of them', () => {
    const servers = (route: ClientGroup['route']) =>
      run(yes, { client: { ...client, route, maxOperations: 60 }, servers: 3 }).requests.map(
        ({ server }) => server,
      );
    expect(servers('round-robin').slice(0, 6)).toEqual([0, 1, 2, 0, 1, 2]);
    const drawn = servers('random');
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2]));
    expect(drawn).not.toEqual(servers('round-robin'));
  });

  test('a redirect to no server, or in a circle, ends with the timeout and not with the run', () => {
    for (const to of [99, 1]) {
      const answer: Answer = (request, ctx) => ctx.redirect(request, ctx.self === 1 && to === 1 ? 0 : to);
      const { operations } = run(answer, { client: { ...client, timeout: 100 * MS }, servers: 2 });
      expect(operations.map((o) => o.outcome)).toEqual(Array(5).fill('info'));
    }
  });
});

describe('retries', () => {
  test('ask again elsewhere in the same session with the same sequence, and answer once', () => {
    const answer: Answer = (request, ctx) => {
      if (ctx.self === 1) ctx.ok(request, 1);
    };
    const { operations, requests } = run(answer, {
      client: { arrivals: closed(8 * MS), retryAfter: 50 * MS, maxOperations: 4, route: 'round-robin' },
      servers: 2,
    });
    expect(operations.every((o) => o.outcome === 'ok')).toBe(true);
    expect(requests.length).toBe(6); // two operations began with the silent one
    const byOperation = new Map<number, Request[]>();
    for (const r of requests) byOperation.set(r.sequence, [...(byOperation.get(r.sequence) ?? []), r]);
    expect(byOperation.size).toBe(4);
    for (const same of byOperation.values()) {
      const [first] = same;
      for (const { id, session, f, key, value } of same)
        expect([id, session, f, key, value]).toEqual([
          first!.id,
          first!.session,
          first!.f,
          first!.key,
          first!.value,
        ]);
    }
  });

  test('end with the timeout', () => {
    const { operations, requests } = run(silence, {
      client: { arrivals: closed(8 * MS), retryAfter: 30 * MS, timeout: 100 * MS, maxOperations: 2 },
    });
    expect(operations.map((o) => [o.outcome, latency(o)])).toEqual(Array(2).fill(['info', 100 * MS]));
    expect(requests).toHaveLength(8);
  });
});

describe('histories', () => {
  const setting = fc.record({
    open: fc.boolean(),
    count: fc.integer({ min: 1, max: 4 }),
    retry: fc.boolean(),
    loss: fc.constantFrom(0, 0.1, 0.4),
    duplicate: fc.constantFrom(0, 0.2),
    crash: fc.boolean(),
  });

  /** What must hold of any history; throws if it does not. */
  function check(operations: readonly Operation[]) {
    const positions = operations.flatMap(({ start, end }) => [start, end]).filter(Number.isFinite);
    expect(new Set(positions).size).toBe(positions.length);
    operations.forEach((o, i) => {
      expect(o.id).toBe(i);
      if (i > 0) expect(o.start).toBeGreaterThan(operations[i - 1]!.start);
      expect(o.end).toBeGreaterThan(o.start);
      if (o.completedAt !== undefined) expect(o.completedAt).toBeGreaterThanOrEqual(o.invokedAt);
    });
    // Positions respect real time: what ended before another began stands before it.
    const events = operations.flatMap((o) => [
      { position: o.start, at: o.invokedAt },
      ...(Number.isFinite(o.end) ? [{ position: o.end, at: o.completedAt! }] : []),
    ]);
    events.sort((a, b) => a.position - b.position);
    events.forEach(({ at: t }, i) => {
      if (i > 0) expect(t).toBeGreaterThanOrEqual(events[i - 1]!.at);
    });
    // A session does one thing at a time, and nothing after it came to nobody-knows.
    const last = new Map<number | string, number>();
    for (const { process, start, end } of operations) {
      expect(last.get(process) ?? -1).toBeLessThan(start);
      last.set(process, end);
    }
  }

  test('respect real time, and a session has one operation under way, whatever happens', () => {
    fc.assert(
      fc.property(setting, ({ open, count, retry, loss, duplicate, crash }) => {
        const client = {
          count,
          arrivals: open ? ({ kind: 'poisson', rate: 200 } as const) : closed(5 * MS),
          operations: [
            { f: 'read', weight: 0.5 },
            { f: 'cas', weight: 0.5 },
          ],
          timeout: 20 * MS,
          retryAfter: retry ? 6 * MS : undefined,
        };
        const faults = crash
          ? [fault({ kind: 'crash', nodes: ofGroup('db'), disk: undefined }, S / 4, S / 4)]
          : [];
        const network = { ...scenario({}).network, loss, duplicate };
        const { operations } = run(yes, { client, faults, rest: { network, duration: S }, servers: 2 });
        expect(operations.length).toBeGreaterThan(20);
        check(operations);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  test('negative control: a session with two operations under way, or a swapped position, is found out', () => {
    const { operations } = run(yes, { client: { arrivals: closed(5 * MS), count: 3 } });
    check(operations);
    expect(() => check(operations.map((o) => ({ ...o, process: 0 })))).toThrow();
    expect(() =>
      check(operations.map((o, i) => (i === 5 ? { ...o, start: o.end, end: o.start } : o))),
    ).toThrow();
  });

  test('survive a network that corrupts whatever it carries', () => {
    const network = { ...scenario({}).network, corrupt: 0.5, checksum: false };
    const answer: Answer = (request, ctx, nth) =>
      nth % 4 === 0 ? ctx.redirect(request, 1) : ctx.ok(request, 1);
    const { operations, record } = run(answer, {
      client: { timeout: 50 * MS },
      rest: { network },
      servers: 2,
    });
    expect(record.stopped).toBeUndefined();
    check(operations);
    expect(new Set(operations.map((o) => o.outcome))).toContain('info');
  });
});
