/** The network: shares, latencies, order, bandwidth, corruption, rules per link, and draws that stay in step. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../src/kernel/math.js';
import type { Message, NodeId } from '../../src/model/index.js';
import type { Link } from '../../src/scenario/scenario.js';
import { compileLink, compilePartialLink } from '../../src/world/network.js';
import { kolmogorovSmirnov } from '../kernel/goodness.js';
import {
  type Arrival,
  addListeners,
  constant,
  createWorld,
  MS,
  modelOf,
  numbered,
  numbersOf,
  perfectLink,
} from '../support/world.js';

const SENT = 20_000;
/** Two-sided, for every statement about a share below. */
const LEVEL = 1e-3;

/** Sends numbered messages from node 0 to node 1, one each `gap`, and runs until all have arrived. */
function stream(link: Partial<Link>, count = SENT, gap = 1000, shuffleTies = false): Arrival[] {
  const world = createWorld({ link, shuffleTies });
  const arrivals = addListeners(world, 2);
  const send: number = world.kernel.handler((n) => {
    world.send(0, 1, numbered(n));
    if (n + 1 < count) world.kernel.schedule(world.kernel.now + gap, send, n + 1, 0, undefined);
  });
  world.kernel.schedule(0, send, 0, 0, undefined);
  world.run(1e15, 1e9);
  return arrivals;
}

/** Whether `hits` of `of` is within the normal interval of the binomial around `share`. */
function within(hits: number, of: number, share: number): boolean {
  const sd = Math.sqrt(of * share * (1 - share));
  return Math.abs(hits - of * share) <= normalQuantile(1 - LEVEL / 2) * sd;
}

const uniform = { kind: 'uniform', low: 0, high: 10 * MS } as const;

describe('shares', () => {
  test.each([0.01, 0.2, 0.5])('of losses: %f', (loss) => {
    const lost = SENT - stream({ loss }).length;
    expect(within(lost, SENT, loss)).toBe(true);
    expect(within(lost, SENT, loss * 1.3)).toBe(false); // the interval would tell
  });

  test.each([0.01, 0.2])('of duplicates: %f, and nothing comes three times', (duplicate) => {
    const numbers = numbersOf(stream({ duplicate }));
    expect(within(numbers.length - SENT, SENT, duplicate)).toBe(true);
    const times = new Map<number, number>();
    for (const n of numbers) times.set(n, (times.get(n) ?? 0) + 1);
    expect(times.size).toBe(SENT);
    expect(Math.max(...times.values())).toBe(2);
  });

  test('of corruption: a checksum drops what is altered, without one it is delivered altered', () => {
    const dropped = stream({ corrupt: 0.1 });
    expect(within(SENT - dropped.length, SENT, 0.1)).toBe(true);
    const gap = numbersOf(dropped).every((n, i, all) => i === 0 || n > all[i - 1]!);
    expect(gap).toBe(true); // what arrived is as it was sent
    const altered = stream({ corrupt: 0.1, checksum: false });
    expect(altered).toHaveLength(SENT);
    const changed = numbersOf(altered).filter((n, i) => n !== i).length;
    expect(within(changed, SENT, 0.1)).toBe(true);
  });
});

describe('corruption', () => {
  test('changes a copy: the sender keeps what it sent; kind and sender stay', () => {
    const world = createWorld({ link: { corrupt: 1, checksum: false }, freeze: false });
    const arrivals = addListeners(world, 2);
    const sent = Array.from({ length: 50 }, () => ({
      kind: 'x',
      from: 0,
      text: 'abc',
      yes: true,
      n: 4,
      deep: [1],
    }));
    for (const message of sent) world.send(0, 1, message);
    world.run(MS, 1000);
    for (const message of sent)
      expect(message).toEqual({ kind: 'x', from: 0, text: 'abc', yes: true, n: 4, deep: [1] });
    const different = (field: 'text' | 'yes' | 'n') =>
      arrivals.filter(({ message }) => (message as unknown as (typeof sent)[0])![field] !== sent[0]![field])
        .length;
    expect(different('text') + different('yes') + different('n')).toBe(50); // one field each
    for (const field of ['text', 'yes', 'n'] as const) expect(different(field)).toBeGreaterThan(0);
    for (const { message } of arrivals) expect(message).toMatchObject({ kind: 'x', from: 0, deep: [1] });
  });

  test('has nothing to alter in a message without fields', () => {
    const world = createWorld({ link: { corrupt: 1, checksum: false } });
    const arrivals = addListeners(world, 2);
    world.send(0, 1, { kind: 'bare' });
    world.run(MS, 10);
    expect(arrivals[0]!.message).toEqual({ kind: 'bare' });
  });
});

describe('latency', () => {
  const latencies = (arrivals: readonly Arrival[]) =>
    arrivals.map(({ at, message }) => at - (message as { n?: number }).n! * 1000);

  test('has its distribution', () => {
    const drawn = latencies(stream({ latency: uniform }, 5000));
    expect(kolmogorovSmirnov(drawn, (x) => Math.min(1, Math.max(0, x / (10 * MS))))).toBeGreaterThan(LEVEL);
    expect(kolmogorovSmirnov(drawn, (x) => Math.min(1, Math.max(0, x / (11 * MS))))).toBeLessThan(LEVEL);
  });

  test('of duplicates is drawn anew', () => {
    const arrivals = stream({ latency: uniform, duplicate: 1 }, 100);
    const byNumber = new Map<number, number[]>();
    for (const { at, message } of arrivals) {
      const { n } = message as unknown as { n: number };
      byNumber.set(n, [...(byNumber.get(n) ?? []), at]);
    }
    expect([...byNumber.values()].filter(([a, b]) => a !== b).length).toBeGreaterThan(95);
  });
});

describe('order', () => {
  const inOrder = (arrivals: readonly Arrival[]) =>
    numbersOf(arrivals).every((n, i, all) => i === 0 || n >= all[i - 1]!);

  test('fifo keeps it, with shuffled ties, duplicates and equal latencies too', () => {
    for (const latency of [uniform, constant(0), constant(MS)]) {
      for (const gap of [0, 1000]) {
        expect(inOrder(stream({ latency, order: 'fifo', duplicate: 0.1 }, 500, gap, true))).toBe(true);
      }
    }
  });

  test('any does not: sometimes a later message overtakes', () => {
    expect(inOrder(stream({ latency: uniform }, 500))).toBe(false);
    expect(inOrder(stream({ latency: constant(MS) }, 500, 0, true))).toBe(false); // ties, shuffled
    expect(inOrder(stream({ latency: constant(MS) }, 500, 0))).toBe(true); // ties, in order
  });

  test('fifo is per pair: another receiver does not wait', () => {
    const world = createWorld({ link: { latency: constant(MS), order: 'fifo' } });
    const arrivals = addListeners(world, 3);
    for (let n = 0; n < 100; n++) world.send(0, 1, numbered(n));
    world.send(0, 2, numbered(0));
    world.run(10 * MS, 1000);
    expect(arrivals.find(({ to }) => to === 2)!.at).toBe(MS);
    expect(arrivals.filter(({ to }) => to === 1).map(({ at }) => at)).toEqual(
      Array.from({ length: 100 }, (_, i) => MS + i),
    );
  });
});

describe('bandwidth', () => {
  test('spaces messages by their size; each pair has a line of its own', () => {
    const world = createWorld({ link: { latency: constant(5), bandwidth: 1e6 } }); // 1 byte per µs
    const model = modelOf(
      {
        go: (_s, _m, ctx) => {
          for (const bytes of [100, 300, 50]) ctx.send(1, { kind: 'pad', bytes });
        },
        pad: () => {},
      },
      { bytes: (message: { bytes?: number }) => message.bytes ?? 1 },
    );
    world.addGroup({ name: 'm', count: 1, model });
    const arrivals = addListeners(world, 2);
    world.send(2, 0, { kind: 'go' }); // 256 bytes: listeners have no model that could tell
    world.send(2, 1, { kind: 'go' });
    world.run(10 * MS, 1000);
    const start = 256_000 + 5;
    expect(arrivals.filter(({ from }) => from === 0).map(({ at }) => at)).toEqual([
      start + 100_000 + 5,
      start + 400_000 + 5,
      start + 450_000 + 5,
    ]);
    expect(arrivals.find(({ from }) => from === 2)!.at).toBe(start);
  });

  test('a line that was idle starts at once', () => {
    const arrivals = stream({ latency: constant(0), bandwidth: 256e6 }, 10, 1000); // 1000 ns each: no wait
    expect(arrivals.map(({ at }) => at)).toEqual(Array.from({ length: 10 }, (_, i) => (i + 1) * 1000));
  });

  test("does not ask a model for the size of other models' messages", () => {
    const world = createWorld({ link: { latency: constant(0), bandwidth: 256e9 } });
    const model = modelOf(
      { request: (_s, request, ctx) => ctx.ok(request, 1) },
      { bytes: (message: Message) => (message.kind === 'request' ? 1 : Number.NaN) },
    );
    world.addGroup({ name: 'm', count: 1, model });
    const arrivals = addListeners(world, 1);
    world.send(1, 0, { kind: 'request', from: 1, id: 7 } as Message);
    world.run(MS, 10);
    expect(arrivals).toHaveLength(1);
  });
});

describe('rules per link', () => {
  const rule = (from: NodeId, to: NodeId, latency: number) => {
    const compiled = compileLink({ ...perfectLink, latency: constant(latency) });
    return (a: NodeId, b: NodeId) => (a === from && b === to ? compiled : undefined);
  };

  test('the first that matches decides, else the default', () => {
    const world = createWorld({ linkRules: [rule(0, 1, 5), rule(0, 1, 7), rule(1, 0, 9)] });
    const arrivals = addListeners(world, 3);
    world.send(0, 1, numbered(0));
    world.send(1, 0, numbered(0));
    world.send(0, 2, numbered(0));
    world.run(10 * MS, 10);
    expect(arrivals.map(({ from, to, at }) => [from, to, at])).toEqual([
      [0, 1, 5],
      [1, 0, 9],
      [0, 2, MS],
    ]);
  });

  test('overrides change only what they state, the last one wins, and they can be taken away', () => {
    const world = createWorld({ linkRules: [rule(0, 1, 5)] });
    const arrivals = addListeners(world, 2);
    const { overrides } = world.network;
    const override = (link: Partial<Link>) => ({
      applies: () => true,
      link: compilePartialLink(link),
      touched: 0,
      arrives: 0,
    });
    const slower = override({ latency: constant(50) });
    const lossy = override({ loss: 1 });
    const send = () => world.send(0, 1, numbered(0));
    overrides.push(slower);
    send();
    overrides.push(lossy);
    send();
    overrides.splice(1, 1);
    overrides.push(override({ latency: { kind: 'uniform', low: 60, high: 61 } }));
    send();
    overrides.length = 0;
    send();
    world.run(1000, 10);
    expect(arrivals.map(({ at }) => at)).toEqual([5, 50, arrivals[2]!.at]);
    expect(arrivals[2]!.at).toBeGreaterThanOrEqual(60);
    expect([slower.touched, lossy.touched]).toEqual([3, 1]);
    expect([slower.arrives, lossy.arrives]).toEqual([arrivals[2]!.at, 0]);
  });
});

describe('draws stay in step', () => {
  /** Arrival instants of the messages that each of the first nodes sends to its neighbour, by number. */
  function arrivalsOf(
    link: Partial<Link>,
    turns: readonly number[],
    extraNodes: number,
  ): Map<string, number> {
    const world = createWorld({ link: { latency: uniform, ...link } });
    const arrivals = addListeners(world, 4);
    addListeners(world, extraNodes + 1, 'extra');
    const sent = [0, 0, 0, 0];
    for (const turn of turns) {
      // Turns beyond the first nodes are traffic of the extra ones.
      if (turn < 4) world.send(turn, (turn + 1) % 4, numbered(sent[turn]!++));
      else if (extraNodes > 0) world.send(4 + (turn % extraNodes), 0, { kind: 'noise' });
    }
    world.run(1e12, 1e6);
    return new Map(
      arrivals
        .filter(({ message }) => message.kind === 'numbered')
        .map(({ from, at, message }) => [`${from} ${(message as unknown as { n: number }).n}`, at]),
    );
  }

  const turns = fc.array(fc.nat(7), { minLength: 1, maxLength: 80 });

  test('other nodes and their traffic never move a latency', () => {
    fc.assert(
      fc.property(turns, (t) => {
        expect(arrivalsOf({}, t, 3)).toEqual(arrivalsOf({}, t, 0));
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('loss, corruption and duplication never move the latency of what arrives', () => {
    fc.assert(
      fc.property(turns, fc.constantFrom<Partial<Link>>({ loss: 0.3 }, { corrupt: 0.3 }), (t, trouble) => {
        const whole = arrivalsOf({}, t, 0);
        for (const [which, at] of arrivalsOf(trouble, t, 0)) expect(whole.get(which)).toBe(at);
      }),
      { numRuns: 50, seed: 1 },
    );
    const t = Array.from({ length: 40 }, (_, i) => i % 4);
    expect(arrivalsOf({ loss: 0.3 }, t, 0).size).toBeLessThan(40); // something was lost
  });

  test('negative control: a sender that sends more moves its own', () => {
    const more = arrivalsOf({}, [0, 0, 0], 0);
    const less = arrivalsOf({}, [0, 0], 0);
    expect(more.get('0 1')).toBe(less.get('0 1'));
    expect(arrivalsOf({}, [1], 0).get('1 0')).not.toBe(less.get('0 0')); // streams differ by sender
  });
});
