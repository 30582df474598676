/** The inbox's queue: in order, and nothing is held on to. */
import { expect, test } from 'vitest';
import { Fifo } from '../../src/world/fifo.js';

test('a queue keeps its order over many thousands of items, and lets go of what was taken', () => {
  const queue = new Fifo<number>();
  let taken = 0;
  for (let n = 0; n < 10_000; n++) {
    queue.push(n);
    if (n % 3 > 0) expect(queue.shift()).toBe(taken++);
  }
  expect(queue.length).toBe(10_000 - taken);
  while (queue.length > 0) expect(queue.shift()).toBe(taken++);
  expect([taken, queue.shift()]).toEqual([10_000, undefined]);
  queue.push(1);
  queue.clear();
  expect([queue.length, queue.shift()]).toEqual([0, undefined]);
});
