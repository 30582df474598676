/** Resources: servers, first come first served, a limit on the queue; nothing is lost on the way. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fifo } from '../../src/world/fifo.js';
import { createResource, type Job } from '../../src/world/resource.js';

const job = (n: number): Job => ({ service: n, done: { kind: 'done' } });

describe('a resource', () => {
  test('starts as many as it has servers, queues as many as it may, refuses the rest', () => {
    const resource = createResource({ servers: 2, queueLimit: 1 });
    expect([1, 2, 3, 4].map((n) => resource.arrive(job(n)))).toEqual([
      'started',
      'started',
      'queued',
      'full',
    ]);
    expect([resource.busy(), resource.waiting()]).toEqual([2, 1]);
    expect(resource.depart()?.service).toBe(3);
    expect([resource.busy(), resource.waiting()]).toEqual([2, 0]);
    expect([resource.depart(), resource.depart()]).toEqual([undefined, undefined]);
    expect(() => resource.depart()).toThrow('served none');
  });

  test('behaves like a plain list, for any arrivals and departures', () => {
    const spec = fc.record({ servers: fc.integer({ min: 1, max: 3 }), queueLimit: fc.nat(4) });
    fc.assert(
      fc.property(spec, fc.array(fc.boolean(), { maxLength: 60 }), ({ servers, queueLimit }, script) => {
        const resource = createResource({ servers, queueLimit });
        const waiting: number[] = [];
        let busy = 0;
        script.forEach((arrives, n) => {
          if (arrives) {
            const expected = busy < servers ? 'started' : waiting.length < queueLimit ? 'queued' : 'full';
            if (expected === 'started') busy++;
            if (expected === 'queued') waiting.push(n);
            expect(resource.arrive(job(n))).toBe(expected);
          } else if (busy > 0) {
            const next = waiting.shift();
            if (next === undefined) busy--;
            expect(resource.depart()?.service).toBe(next);
          }
          expect([resource.busy(), resource.waiting()]).toEqual([busy, waiting.length]);
          expect(busy === servers || waiting.length === 0).toBe(true); // no server idles while one waits
        });
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('needs at least one server', () => {
    expect(() => createResource({ servers: 0, queueLimit: 1 })).toThrow('a resource has servers');
  });
});

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
