/** Each discipline against a slow reference simulator, for any list of jobs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Discipline, Resource } from '../../../src/model/index.js';
import { drive, type Job } from './drive.js';
import { fluid, stepByStep } from './reference.js';

const UNTIL = 700;
const STEPPED = ['fifo', 'lifo', 'priority', 'preemptive', 'srpt'] as const;

/**
 * Arrivals and work in fours, patience ends one after, cancelling is two after: so arrivals, departures and those
 * who are cancelled meet often, and the end of patience never meets any.
 */
const fours = (max: number) => fc.nat(max).map((n) => 4 * n);
const stepped = fc.record(
  {
    at: fours(20),
    work: fc.oneof(fours(10), fc.constant(Number.POSITIVE_INFINITY)),
    priority: fc.integer({ min: -1, max: 2 }),
    patience: fours(10).map((n) => n + 1),
    cancel: fours(30).map((n) => n + 2),
  },
  { requiredKeys: ['at', 'work'] },
);
const jobsOf = (job: fc.Arbitrary<Job>, maxLength: number) =>
  fc.array(job, { minLength: 1, maxLength }).map((jobs) => jobs.toSorted((a, b) => a.at - b.at));
const size = fc.record({
  servers: fc.integer({ min: 1, max: 3 }),
  queueLimit: fc.constantFrom(0, 1, 3, Infinity),
});

/** The same fates as those of the reference with `likely` for the discipline. */
const agrees = (discipline: Discipline, likely: Discipline = discipline) =>
  fc.property(size, jobsOf(stepped, 12), (numbers, jobs) => {
    const { fates } = drive({ ...numbers, discipline }, jobs, { until: UNTIL });
    expect(fates).toEqual(stepByStep({ ...numbers, discipline: likely }, jobs, UNTIL));
  });

describe('the same fate for every job as step by step', () => {
  for (const discipline of STEPPED)
    test(discipline, () => fc.assert(agrees(discipline), { numRuns: 200, seed: 7 }));

  test('and not that of another discipline', () => {
    for (const a of STEPPED)
      for (const b of STEPPED)
        if (a !== b)
          expect(fc.check(agrees(a, b), { numRuns: 200, seed: 7, endOnFailure: true }).failed).toBe(true);
  });

  test('random: with one in the queue at most, and with equal works as a crowd', () => {
    const crowd = fc.property(jobsOf(fc.record({ at: fours(20), work: fours(10) }), 12), (jobs) => {
      const { fates } = drive({ servers: 1, queueLimit: 1, discipline: 'random' }, jobs, { until: UNTIL });
      expect(fates).toEqual(stepByStep({ servers: 1, queueLimit: 1 }, jobs, UNTIL));
      const same = jobs.map(({ at }) => ({ at, work: 8 }));
      const times = (discipline: Discipline) =>
        drive({ servers: 2, queueLimit: Infinity, discipline }, same, { until: UNTIL })
          .fates.map(([, at]) => at)
          .toSorted((a, b) => a - b);
      expect(times('random')).toEqual(times('fifo'));
    });
    fc.assert(crowd, { numRuns: 100, seed: 7 });
  });
});

/** Rounding moves each departure by half a ns at most, and each moves the later ones by no more than that. */
const close = (fates: readonly (readonly [string, number])[], expected: readonly number[], scale: number) =>
  fates.forEach(([how, at], n) => {
    expect(how).toBe('done');
    expect(Math.abs(at - expected[n]!)).toBeLessThanOrEqual(fates.length / 2 + 1e-12 * scale);
  });

describe('the same departures as a fluid, to the nanosecond', () => {
  const jobs = (most: number) => jobsOf(fc.record({ at: fc.nat(most), work: fc.nat(most) }), 20);
  const paces = [undefined, (n: number) => 1 / (1 + 0.3 * (n - 1)), (n: number) => 2 - 1 / n] as const;
  for (const [name, scale] of [
    ['of microseconds', 10_000],
    ['of hours, beyond where the attained work starts anew', 2_000_000_000],
  ] as const)
    for (const discipline of ['processor-sharing', 'fifo'] as const)
      for (const [i, pace] of paces.entries())
        test(`${discipline}, pace ${i}, jobs ${name}`, () => {
          fc.assert(
            fc.property(size, jobs(scale), ({ servers }, list) => {
              const spec: Resource = { servers, queueLimit: Infinity, discipline, ...(pace && { pace }) };
              const { fates } = drive(spec, list, { until: 1000 * scale });
              close(fates, fluid(spec, list), 1000 * scale);
            }),
            { numRuns: 60, seed: 7 },
          );
        });

  test('and not those of another number of servers', () => {
    const property = fc.property(jobs(10_000), (list) => {
      const spec = { queueLimit: Infinity, discipline: 'processor-sharing' } as const;
      const { fates } = drive({ ...spec, servers: 1 }, list, { until: 1e7 });
      close(fates, fluid({ ...spec, servers: 2 }, list), 1e7);
    });
    expect(fc.check(property, { numRuns: 50, seed: 7, endOnFailure: true }).failed).toBe(true);
  });
});

describe('whatever the discipline', () => {
  const ALL = [...STEPPED, 'random', 'processor-sharing'] as const;
  const list = jobsOf(fc.record({ at: fours(20), work: fours(10), priority: fc.nat(2) }), 12);

  test('a single server works just as long, window by window', () => {
    fc.assert(
      fc.property(list, (jobs) => {
        const busy = ALL.map((discipline) => {
          const { metrics } = drive({ servers: 1, queueLimit: Infinity, discipline }, jobs, { until: UNTIL });
          expect(metrics.completed).toBe(jobs.length);
          return metrics.windows.map((window) => window.busy);
        });
        for (const each of busy.slice(0, -1)) expect(each).toEqual(busy[0]);
        const total = (windows: readonly number[]) => windows.reduce((a, b) => a + b, 0);
        expect(total(busy[0]!)).toBe(jobs.reduce((sum, { work }) => sum + work, 0));
        expect(Math.abs(total(busy.at(-1)!) - total(busy[0]!))).toBeLessThanOrEqual(jobs.length);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  test('the order of nobody-knows-how-long leaves the number there as it is', () => {
    fc.assert(
      fc.property(list, (jobs) => {
        const same = jobs.map(({ at }) => ({ at, work: 12 }));
        const present = (['fifo', 'lifo', 'random'] as const).map((discipline) =>
          drive({ servers: 2, queueLimit: Infinity, discipline }, same, { until: UNTIL }).metrics.windows.map(
            (window) => window.present,
          ),
        );
        expect(present[1]).toEqual(present[0]);
        expect(present[2]).toEqual(present[0]);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  test('both queues give the same, and shuffled ties lose nobody', () => {
    fc.assert(
      fc.property(list, fc.constantFrom(...ALL), (jobs, discipline) => {
        const spec = { servers: 2, queueLimit: 4, discipline };
        const digest = (heap: boolean) => drive(spec, jobs, { heap }).world.kernel.digest.hex();
        expect(digest(true)).toBe(digest(false));
        drive(spec, jobs, { shuffleTies: true });
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
