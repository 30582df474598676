/** Sharing, preemption and pace, by examples worked out by hand. */
import { expect, test } from 'vitest';
import type { Resource } from '../../../src/model/index.js';
import { MS } from '../../support/world.js';
import { done, driven, type Options } from './bench.js';

/** Jobs as [at, work, options] in ms; returns when each was done, in ms. */
function doneAt(spec: Partial<Resource>, jobs: readonly (readonly [number, number, Options?])[]) {
  const station = driven(spec);
  jobs.forEach(([at, work, options], n) => {
    station.at(at, (ctx) => ctx.serve('cpu', work * MS, done(n), options));
  });
  const at = station.run(10_000).map((line) => line.split(' '));
  return jobs.map((_, n) => Number(at.find(([, , job]) => job === String(n))?.[0]));
}

test('processor sharing: everybody gets the same, nobody more than one server', () => {
  const jobs = [
    [0, 10],
    [0, 10],
    [0, 10],
  ] as const;
  expect(doneAt({ discipline: 'processor-sharing' }, jobs)).toEqual([30, 30, 30]);
  expect(doneAt({ discipline: 'processor-sharing', servers: 2 }, jobs)).toEqual([15, 15, 15]);
  expect(doneAt({ discipline: 'processor-sharing', servers: 3 }, jobs)).toEqual([10, 10, 10]);
  expect(doneAt({ discipline: 'processor-sharing', servers: Number.POSITIVE_INFINITY }, jobs)).toEqual([
    10, 10, 10,
  ]);
  // Alone for 6 ms, then by halves: the short one has its 2 ms after 4, and the long one 2 ms left.
  expect(
    doneAt({ discipline: 'processor-sharing' }, [
      [0, 10],
      [6, 2],
    ]),
  ).toEqual([12, 10]);
});

test('preemptive: the urgent take over, and the others go on where they stopped', () => {
  const jobs = [
    [0, 10, { priority: 2 }],
    [3, 4, { priority: 1 }],
    [4, 1, { priority: 0 }],
    [5, 2, { priority: 1 }],
  ] as const;
  expect(doneAt({ discipline: 'preemptive' }, jobs)).toEqual([17, 8, 5, 10]);
  expect(doneAt({ discipline: 'priority' }, jobs)).toEqual([10, 15, 11, 17]);
});

test('shortest remaining time first', () => {
  const jobs = [
    [0, 10],
    [3, 8],
    [4, 1],
    [6, 2],
  ] as const;
  expect(doneAt({ discipline: 'srpt' }, jobs)).toEqual([13, 21, 5, 8]);
});

test('a pace slows down whoever is in service', () => {
  const pace = (inService: number) => 1 / inService;
  const jobs = [
    [0, 10],
    [5, 10],
  ] as const;
  expect(doneAt({ servers: 2, pace }, jobs)).toEqual([15, 20]);
  expect(doneAt({ servers: 1, pace }, jobs)).toEqual([10, 20]);
  expect(doneAt({ servers: 2, discipline: 'processor-sharing', pace }, jobs)).toEqual([15, 20]);
});
