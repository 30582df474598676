/** A shard's memory: which keys are in it, how often a read finds its own, and that its answers are fresh. */
import { describe, expect, test } from 'vitest';
import { createMemory, load, recall } from '../../../models/partitioning/shard/memory.js';
import { createStreams } from '../../../src/kernel/random.js';
import { runHotKeys } from './hot-keys.js';

test('what was read last stays, and what was not read for longest goes', () => {
  const memory = createMemory(2);
  const read = (key: string) => {
    const found = recall(memory, key);
    load(memory, key);
    return found;
  };
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(read)).toEqual([false, false, true, false, true, false]);
  expect([memory.reads, memory.hits]).toEqual([6, 2]);
  expect(recall(createMemory(0), 'a')).toBe(false);
});

// Where every key is as likely as any other, c of n keys are there whichever they are: a share of c / n is found. Hits are
// nearly independent; at 4 standard errors of the proportion, a level below 1e-4.
test.each([5, 20])('of 40 keys that are as likely, %i are found as often as they are many', (capacity) => {
  const draw = createStreams('memory').named('keys');
  const memory = createMemory(capacity);
  const share = (count: number) => {
    const before = memory.hits;
    for (let i = 0; i < count; i++) {
      const key = `${Math.floor(draw() * 40)}`;
      recall(memory, key);
      load(memory, key);
    }
    return (memory.hits - before) / count;
  };
  share(1000);
  const apart = (p: number, found: number) => Math.abs(found - p) / Math.sqrt((p * (1 - p)) / 20_000);
  const found = share(20_000);
  expect(apart(capacity / 40, found)).toBeLessThan(4);
  expect(apart((capacity + 2) / 40, found)).toBeGreaterThan(4);
});

describe('in a run', () => {
  const run = (memory: number) =>
    runHotKeys({
      params: 'mitigation: none',
      shard: `servers: 1, memory: ${memory}, remembered: exponential(50us)`,
      keys: 'hot(1000, 5, 60%)',
    });
  test('its answers are fresh, and reads are quicker', () => {
    const [without, with20] = [run(0), run(20)];
    for (const { linearizable, invariant } of [without, with20])
      expect({ linearizable, invariant }).toEqual({ linearizable: 'valid', invariant: 'valid' });
    expect(without.figure('reads served from memory', 'shard')).toBe(0);
    expect(with20.figure('reads served from memory', 'shard')).toBeGreaterThan(0.55);
    // The shard does less; it is asked as often.
    expect(with20.figure('utilisation', 'shard')).toBeLessThan(0.8 * without.figure('utilisation', 'shard'));
    expect(with20.figure('busiest shard over the mean')).toBeCloseTo(
      without.figure('busiest shard over the mean'),
      1,
    );
  });
});
