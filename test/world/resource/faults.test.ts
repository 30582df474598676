/** Pauses and crashes, for each discipline. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Discipline } from '../../../src/model/index.js';
import { crash, pause, resume, start } from '../../../src/world/lifecycle.js';
import { drive, type Event, type Job } from './drive.js';

const ALL: readonly Discipline[] = [
  'fifo',
  'lifo',
  'random',
  'priority',
  'preemptive',
  'processor-sharing',
  'srpt',
];
const job = fc.record({ at: fc.nat(99), work: fc.nat(60), priority: fc.nat(2) });
const lists = fc
  .array(job, { minLength: 1, maxLength: 10 })
  .map((jobs): Job[] => jobs.toSorted((a, b) => a.at - b.at));
const spec = (discipline: Discipline) => ({ servers: 2, queueLimit: Number.POSITIVE_INFINITY, discipline });

describe.each(ALL)('%s', (discipline) => {
  test('a pause makes everything later by as long as it lasts', () => {
    const gaps = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 50 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(lists, gaps, (jobs, list) => {
        let t = 100;
        const pauses = list.map(([up, down]) => {
          const from = t + up;
          t = from + down;
          return { from, to: t };
        });
        const events = pauses.flatMap(({ from, to }): Event[] => [
          [from, ({ world, db }) => pause(world, db)],
          [to, ({ world, db }) => resume(world, db)],
        ]);
        const later = (at: number) =>
          pauses.reduce((now, { from, to }) => (now < from ? now : now + to - from), at);
        const { fates } = drive(spec(discipline), jobs, { until: 5000, events });
        const undisturbed = drive(spec(discipline), jobs, { until: 5000 }).fates;
        fates.forEach(([how, at], n) => {
          expect(how).toBe('done');
          // Shares end between two ns, and which of the two it is may differ where they are cut up differently.
          const rounding = discipline === 'processor-sharing' ? jobs.length / 2 : 0;
          expect(Math.abs(at - later(undisturbed[n]![1]))).toBeLessThanOrEqual(rounding);
        });
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  test('a crash drops whoever is there, and nobody else', () => {
    fc.assert(
      fc.property(lists, fc.nat(150), (jobs, at) => {
        const events: Event[] = [
          [at, ({ world, db }) => crash(world, db, 0)],
          [at + 10, ({ world, db }) => start(world, db)],
        ];
        const { fates, metrics } = drive(spec(discipline), jobs, { until: 5000, events });
        const before = drive(spec(discipline), jobs, { until: 5000 }).fates;
        const later = jobs.filter((each) => each.at > at + 9);
        const after = drive(spec(discipline), later, { until: 5000, seed: 'of another life' }).fates;
        const dropped = jobs.filter((each, n) => each.at < at && before[n]![1] >= at).length;
        expect(metrics.dropped.get('crash') ?? 0).toBe(dropped);
        jobs.forEach((each, n) => {
          if (each.at < at) expect(fates[n]![0]).toBe(before[n]![1] < at ? 'done' : 'never');
          else if (each.at <= at + 9) expect(fates[n]![0]).toBe('never');
        });
        expect(fates.slice(jobs.length - later.length).map(([how]) => how)).toEqual(
          after.map(([how]) => how),
        );
        if (discipline !== 'random') expect(fates.slice(jobs.length - later.length)).toEqual(after);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

test('patience goes on during a pause', () => {
  const jobs = [
    { at: 0, work: 50 },
    { at: 1, work: 50, patience: 20 },
  ];
  const events: Event[] = [
    [10, ({ world, db }) => pause(world, db)],
    [90, ({ world, db }) => resume(world, db)],
  ];
  // Left at 21; the node hears of it when it goes on.
  const { fates, metrics } = drive(spec('fifo'), [...jobs.slice(0, 1), ...jobs], { events });
  expect(fates).toEqual([
    ['done', 130],
    ['done', 130],
    ['reneged', 90],
  ]);
  expect(metrics.areas.waiting).toBe(20);
});
