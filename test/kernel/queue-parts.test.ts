/**
 * The parts of the fast queue where a mistake would hide: bucket edges, and rungs that must become finer.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rung, Spread } from '../../src/kernel/queue-rung.js';
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

  it('is at least seven times finer than the stretch that its entries take', () => {
    fc.assert(
      fc.property(layout, (input) => {
        const { rung, spread } = layOut(input);
        fc.pre(spread.max > spread.min);
        expect(rung.width).toBeLessThanOrEqual(Math.max(1, (spread.max - spread.min + 1) / 7));
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
