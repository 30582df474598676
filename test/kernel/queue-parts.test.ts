/**
 * The parts of the fast queue where a mistake would hide: bucket edges, and rungs that must become finer.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntryHeap } from '../../src/kernel/queue/heap.js';
import { Ladder } from '../../src/kernel/queue/ladder.js';
import { PresentRing } from '../../src/kernel/queue/present.js';
import { EntryRun } from '../../src/kernel/queue/run.js';
import { Rung, Spread } from '../../src/kernel/queue/rung.js';
import { END_OF_TIME } from '../../src/kernel/time.js';

const instant = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.integer({ min: 0, max: END_OF_TIME }),
  fc.integer({ min: END_OF_TIME - 1000, max: END_OF_TIME }),
);

/** Instants to lay a rung out for, and how far past the greatest it ends: null is the end of all. */
const layout = fc.record({
  instants: fc.array(instant, { minLength: 2, maxLength: 2000 }),
  past: fc.option(fc.integer({ min: 1, max: 2 ** 40 })),
});

type Layout = { readonly instants: readonly number[]; readonly past: number | null };

function layOut({ instants, past }: Layout): { rung: Rung; spread: Spread } {
  const spread = new Spread();
  for (const at of instants) spread.add(at);
  const rung = new Rung();
  rung.layOut(spread, past === null ? Number.POSITIVE_INFINITY : spread.max + past);
  return { rung, spread };
}

describe('rung', () => {
  it('puts the first instant of each bucket into it and the one before into an earlier one', () => {
    fc.assert(
      fc.property(layout, (input) => {
        const { rung } = layOut(input);
        for (let bucket = 0; bucket <= rung.last; bucket++) {
          const first = rung.start + bucket * rung.width;
          if (first > END_OF_TIME) break;
          expect(rung.bucketOf(first)).toBe(bucket);
          if (bucket > 0) expect(rung.bucketOf(first - 1)).toBe(bucket - 1);
          if (bucket > 0) expect(rung.endOf(bucket - 1)).toBe(first);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('covers every instant it is laid out for, and no bucket reaches past its end', () => {
    fc.assert(
      fc.property(layout, (input) => {
        const { rung } = layOut(input);
        for (const at of input.instants) {
          const bucket = rung.bucketOf(at);
          expect(bucket).toBeGreaterThanOrEqual(0);
          expect(bucket).toBeLessThanOrEqual(rung.last);
          expect(at).toBeGreaterThanOrEqual(rung.start + bucket * rung.width);
          expect(at).toBeLessThan(rung.endOf(bucket));
        }
        expect(rung.endOf(rung.last)).toBe(rung.end);
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it('is at least eight times finer than the stretch that its entries take', () => {
    fc.assert(
      fc.property(layout, (input) => {
        const { rung, spread } = layOut(input);
        fc.pre(spread.max > spread.min);
        expect(rung.width).toBeLessThanOrEqual(Math.max(1, (spread.max - spread.min + 1) / 8));
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('takes most of what it is laid out for into buckets of equal width', () => {
    fc.assert(
      fc.property(layout, (input) => {
        const { rung } = layOut(input);
        const rest = rung.start + rung.last * rung.width;
        const inRest = input.instants.filter((at) => at >= rest + rung.width);
        expect(inRest.length).toBeLessThanOrEqual(input.instants.length / 4);
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});

describe('run', () => {
  it('keeps its order when it grows while it wraps around its end', () => {
    const run = new EntryRun();
    const room = run.item.length;
    const taken: number[] = [];
    const take = (count: number): void => {
      for (; count > 0; count--) {
        taken.push(run.item[run.head]!);
        run.head = (run.head + 1) & run.mask;
      }
    };
    for (let i = 0; i < room - 1; i++) expect(run.tryAppend(i, i, i)).toBe(true);
    take(room / 2);
    for (let i = room - 1; i < 3 * room; i++) expect(run.tryAppend(i, i, i)).toBe(true);
    expect(run.tryAppend(3 * room - 1, 0, -1)).toBe(false);
    take(run.length);
    expect(taken).toEqual(Array.from({ length: 3 * room }, (_, i) => i));
  });
});

describe('ring of the present', () => {
  it('keeps its order when it grows while it wraps around its end', () => {
    const ring = new PresentRing();
    const room = ring.item.length;
    const taken: number[] = [];
    const take = (count: number): void => {
      for (; count > 0; count--) {
        taken.push(ring.item[ring.head]!);
        ring.head = (ring.head + 1) & ring.mask;
      }
    };
    for (let i = 0; i < room - 1; i++) expect(ring.tryAppend(i, i)).toBe(true);
    take(room / 2);
    for (let i = room - 1; i < 2 * room; i++) expect(ring.tryAppend(i, i)).toBe(true);
    expect(ring.tryAppend(0, -1)).toBe(false);
    take(2 * room - room / 2);
    expect(taken).toEqual(Array.from({ length: 2 * room }, (_, i) => i));
  });
});

describe('ladder', () => {
  const bottom = (ats: readonly number[]): { run: EntryRun; heap: EntryHeap } => {
    const run = new EntryRun();
    const heap = new EntryHeap();
    for (const [i, at] of ats.entries()) heap.push(at, i, i);
    return { run, heap };
  };

  it('absorbs a bottom and gives it back in order, bucket by bucket', () => {
    const ladder = new Ladder();
    const { run, heap } = bottom(Array.from({ length: 1000 }, (_, i) => 50 + ((i * 7919) % 1000) * 1000));
    ladder.absorb(run, heap);
    expect([run.length, heap.size, ladder.frontier]).toEqual([0, 0, 50]);
    const popped: number[] = [];
    while (ladder.refill(run, heap)) {
      for (; run.head !== run.tail; run.head++) popped.push(run.at[run.head]!);
      expect(popped.at(-1)).toBeLessThan(ladder.frontier);
    }
    expect(popped).toEqual(Array.from({ length: 1000 }, (_, i) => 50 + i * 1000));
    expect(ladder.frontier).toBe(Number.POSITIVE_INFINITY);
  });

  it('leaves a bottom alone that is one instant, since moving it again and again would be quadratic', () => {
    const ladder = new Ladder();
    ladder.frontier = 1001;
    const { run, heap } = bottom(Array.from({ length: 100 }, () => 1000));
    ladder.absorb(run, heap);
    expect([heap.size, ladder.frontier]).toEqual([100, 1001]);
  });
});
