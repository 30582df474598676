/** Clocks: offset, drift, jumps, and what a timer makes of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/world/clock.js';
import { scheduleFaults } from '../../src/world/faults.js';
import { all, constant, createWorld, fault, MS, modelOf } from '../support/world.js';

const S = 1000 * MS;

describe('a clock', () => {
  test('is ahead by its offset, and fast by its drift', () => {
    const clock = createClock(500, 0.25);
    expect([clock.wall(0), clock.monotonic(0)]).toEqual([500, 0]);
    expect([clock.wall(1000), clock.monotonic(1000)]).toEqual([1750, 1250]);
    expect(createClock(0, -0.25).monotonic(1000)).toBe(750);
  });

  test('a wait takes less virtual time on a fast clock, more on a slow one, never too little', () => {
    expect(createClock(0, 0).inVirtualTime(1000)).toBe(1000);
    expect(createClock(0, 0.25).inVirtualTime(1000)).toBe(800);
    expect(createClock(0, -0.2).inVirtualTime(1000)).toBe(1250);
    expect(createClock(0, 0).inVirtualTime(0.5)).toBe(1); // whole nanoseconds
    fc.assert(
      fc.property(fc.double({ min: -0.4, max: 0.9, noNaN: true }), fc.nat(1e9), (drift, wait) => {
        const clock = createClock(0, drift);
        const took: number = clock.inVirtualTime(wait);
        expect(clock.monotonic(took)).toBeGreaterThanOrEqual(wait - 1); // a rounding error
        expect(clock.monotonic(took)).toBeLessThanOrEqual(wait + 2);
      }),
      { seed: 1 },
    );
  });

  test('jumps move the wall clock only', () => {
    const clock = createClock(0, 0);
    clock.jump(-300);
    expect([clock.wall(1000), clock.monotonic(1000)]).toEqual([700, 1000]);
  });

  test('a restart begins the monotonic clock anew and leaves the wall clock', () => {
    const clock = createClock(10, 0.5);
    clock.restart(1000);
    expect([clock.monotonic(1000), clock.wall(1000)]).toEqual([0, 1510]);
    expect(clock.monotonic(1100)).toBe(150);
  });

  test('a rate has bounds, and taking drifts away again restores it', () => {
    const clock = createClock(0, 0.0625);
    clock.addDrift(30, 0);
    expect(clock.inVirtualTime(1000)).toBe(500);
    clock.addDrift(-40, 0);
    expect(clock.inVirtualTime(1000)).toBe(2000);
    clock.addDrift(10, 0);
    expect(clock.monotonic(1600)).toBe(1700);
  });

  type Act = readonly ['drift' | 'jump' | 'look', number];
  const acts = fc.array(
    fc.oneof(
      fc.tuple(fc.constant('drift' as const), fc.double({ min: -0.9, max: 2, noNaN: true })),
      fc.tuple(fc.constant('jump' as const), fc.integer({ min: -1000, max: 1000 })),
      fc.tuple(fc.constant('look' as const), fc.nat(1000)),
    ),
    { maxLength: 50 },
  );
  /** Readings of a clock after each act; a `look` lets that much time pass. */
  function readings(script: readonly Act[], read: 'monotonic' | 'wall'): number[] {
    const clock = createClock(0, 0.1);
    let now = 0;
    return script.map(([what, by]) => {
      if (what === 'drift') clock.addDrift(by, now);
      else if (what === 'jump') clock.jump(by);
      else now += by;
      return clock[read](now);
    });
  }
  const forward = (values: readonly number[]) => values.every((v, i) => i === 0 || v >= values[i - 1]!);

  test('the monotonic clock never goes back, whatever happens', () => {
    fc.assert(
      fc.property(acts, (script) => forward(readings(script, 'monotonic'))),
      { seed: 1 },
    );
  });

  test('negative control: the wall clock does', () => {
    const property = fc.property(acts, (script) => forward(readings(script, 'wall')));
    expect(fc.check(property, { seed: 1 }).failed).toBe(true);
  });
});

describe("a node's timers", () => {
  /** When three timers of a second each fire, one set after the other, and what the clocks then say. */
  function firings(drift: number, faults = {}) {
    const world = createWorld();
    const fired: number[][] = [];
    const model = modelOf(
      {
        tick: (_s, _m, ctx) => {
          fired.push([world.kernel.now, ctx.monotonicClock(), ctx.wallClock()]);
          ctx.setTimer({ kind: 'tick' }, S);
        },
      },
      {
        init: (_d: unknown, ctx: { setTimer(m: object, after: number): void }) =>
          ctx.setTimer({ kind: 'tick' }, S),
      },
    );
    const clock = { offset: constant(0), drift: constant(drift) };
    world.addGroup({ name: 'n', count: 1, model, clock });
    if ('kind' in faults) scheduleFaults(world, [fault(faults as never, 1.5 * S, S)]);
    world.run(3.5 * S, 1000);
    return fired;
  }

  test('fire early on a fast clock and late on a slow one; the sign is drawn', () => {
    const instants = firings(0.25).map(([at]) => at);
    expect([
      [0.8 * S, 1.6 * S, 2.4 * S, 3.2 * S],
      [1333333334, 2666666668],
    ]).toContainEqual(instants);
    expect(firings(0).map(([at]) => at)).toEqual([S, 2 * S, 3 * S]);
  });

  test('keep their instant when the drift changes; the next one runs at the new rate', () => {
    const drift = { kind: 'clock', nodes: all, jump: 0, drift: 0.25 };
    expect(firings(0, drift).map(([at]) => at)).toEqual([S, 2 * S, 2.8 * S]);
  });

  test('do not notice a jump', () => {
    const jump = { kind: 'clock', nodes: all, jump: -10 * S, drift: 0 };
    expect(firings(0, jump)).toEqual([
      [S, S, S],
      [2 * S, 2 * S, -8 * S],
      [3 * S, 3 * S, -7 * S],
    ]);
  });
});

test('each node draws its own offset and drift, of either sign', () => {
  const world = createWorld();
  const clock = { offset: { kind: 'uniform', low: 0, high: S }, drift: constant(1 / 1024) } as const;
  world.addGroup({ name: 'n', count: 200, model: modelOf({}), clock });
  const offsets = world.nodes.map((node) => node.clock.wall(0));
  expect(new Set(offsets).size).toBeGreaterThan(190);
  expect(offsets.filter((o) => o < 0).length).toBeGreaterThan(60);
  expect(offsets.filter((o) => o > 0).length).toBeGreaterThan(60);
  const elapsed = world.nodes.map((node) => node.clock.monotonic(1_024_000));
  expect([...new Set(elapsed)].sort((a, b) => a - b)).toEqual([1_023_000, 1_025_000]);
});
