/** How hands share seeds: each run once, bounded distance, a second try, and errors that name their seed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AHEAD_MAX, createCrew } from '../../../src/experiment/executors/crew.js';
import { type Job, type JobOutcome, jobsAt, jobsOf } from '../../../src/experiment/executors/executor.js';
import type { Died, Hand } from '../../../src/experiment/executors/hand.js';
import { createInProcess } from '../../../src/experiment/executors/in-process.js';
import type { FinishedRun } from '../../../src/experiment/run-one.js';
import { seedsOf } from '../../../src/experiment/simulate.js';

const finished = (seed: string) => ({ kind: 'finished', seed }) as FinishedRun;
const died = (why: string): Died => ({ kind: 'died', why });
const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

type Answering = (seed: string, hand: number) => ReturnType<Hand['ask']>;

/** Hands that answer as told; counts those that were hired and ended. */
function crewOf(jobs: number, answer: Answering) {
  const staff = { hired: 0, ended: 0 };
  const hire = async (): Promise<Hand> => {
    const number = ++staff.hired;
    return { ask: ({ seed }) => answer(seed, number), end: async () => void staff.ended++ };
  };
  return { staff, executor: createCrew(hire, jobs) };
}

test('every seed is run once, begun in order, by no more hands than jobs or seeds', async () => {
  const delays = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(delays, fc.integer({ min: 1, max: 5 }), async (ticks, jobs) => {
      const seeds = seedsOf('1', ticks.length);
      const begun: string[] = [];
      const ended: string[] = [];
      const { staff, executor } = crewOf(jobs, async (seed) => {
        begun.push(seed);
        await turns(ticks[Number(seed) - 1]!);
        return finished(seed);
      });
      await executor.run(jobsAt(0, seeds), ({ seed }) => ended.push(seed));
      expect(begun).toEqual(seeds);
      expect(ended.toSorted((a, b) => Number(a) - Number(b))).toEqual(seeds);
      expect(staff.hired).toBe(Math.min(jobs, seeds.length));
      expect(staff.ended).toBe(staff.hired);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('nobody runs further ahead of the oldest run than outcomes may wait', async () => {
  const seeds = seedsOf('1', 3 * AHEAD_MAX);
  let release = () => {};
  const stuck = new Promise<void>((resolve) => {
    release = resolve;
  });
  const ended: string[] = [];
  const { executor } = crewOf(2, async (seed) => {
    if (seed === '1') await stuck;
    return finished(seed);
  });
  const all = executor.run(jobsAt(0, seeds), ({ seed }) => ended.push(seed));
  await turns(20 * seeds.length);
  expect(ended).toEqual(seeds.slice(1, AHEAD_MAX));
  release();
  await all;
  expect(ended.length).toBe(seeds.length);
});

test('a seed that ends its hand gets a second one, and is lost if that dies too', async () => {
  const outcomes: JobOutcome[] = [];
  const tries: string[] = [];
  const { staff, executor } = crewOf(2, async (seed, hand) => {
    tries.push(seed);
    const again = tries.filter((each) => each === seed).length > 1;
    if (seed === '3') return died('exit code 3');
    if (seed === '5') return died(`exit code ${again ? 7 : 6}`);
    if (seed === '6' && !again) return died(`hand ${hand} was weak`);
    return finished(seed);
  });
  await executor.run(jobsAt(0, seedsOf('1', 8)), (outcome) => outcomes.push(outcome));
  expect(outcomes.filter(({ kind }) => kind === 'lost')).toEqual([
    { kind: 'lost', seed: '3', why: 'exit code 3, twice' },
    { kind: 'lost', seed: '5', why: 'exit code 6; then exit code 7' },
  ]);
  expect(outcomes.length).toBe(8);
  expect(tries.filter((each) => each === '3').length).toBe(2);
  expect(staff.hired).toBeLessThanOrEqual(2 + 5);
});

test('stopping ends no run that is under way and begins none', async () => {
  const ended: string[] = [];
  const { staff, executor } = crewOf(3, async (seed) => {
    await turns(5);
    return finished(seed);
  });
  await executor.run(jobsAt(0, seedsOf('1', 50)), ({ seed }) => {
    ended.push(seed);
    if (seed === '10') executor.stop();
  });
  expect(ended).toEqual(seedsOf('1', 12));
  expect(staff.ended).toBe(3);
});

test('an error of our own ends it and names the seed, from either executor', async () => {
  const bug = new RangeError('out of cheese');
  const { staff, executor } = crewOf(2, async (seed) =>
    seed === '3' ? { kind: 'threw', error: bug } : finished(seed),
  );
  await expect(executor.run(jobsAt(0, seedsOf('1', 50)), () => {})).rejects.toThrow('seed 3: out of cheese');
  expect(staff.ended).toBe(staff.hired);
  const here = createInProcess(({ seed }) => {
    if (seed === '3') throw bug;
    return finished(seed);
  });
  await expect(here.run(jobsAt(0, seedsOf('1', 50)), () => {})).rejects.toThrow('seed 3: out of cheese');
});

test('a hand that cannot be hired ends it', async () => {
  const executor = createCrew(() => Promise.reject(new Error('no threads left')), 2);
  await expect(executor.run(jobsAt(0, ['1', '2']), () => {})).rejects.toThrow('no threads left');
});

test('in this thread, runs go in order and can be stopped between two of them', async () => {
  const ended: string[] = [];
  const executor = createInProcess(({ seed }) => finished(seed));
  setTimeout(() => executor.stop(), 5); // noticed only because the event loop gets its turn
  await executor.run(jobsAt(0, seedsOf('1', 1e6)), ({ seed }) => ended.push(seed));
  expect(ended.length).toBeLessThan(1e6);
  expect(ended).toEqual(seedsOf('1', ended.length));
});

test('jobs of several points are begun in order, and a lost run is told with its point', async () => {
  const jobs = [0, 1, 2].flatMap((point) => seedsOf('1', 3).map((seed): Job => ({ point, seed })));
  const begun: Job[] = [];
  const lost: Job[] = [];
  const hire = async (): Promise<Hand> => ({
    async ask(job) {
      begun.push(job);
      await turns(begun.length % 4);
      return job.point === 1 && job.seed === '2' ? died('exit code 3') : finished(job.seed);
    },
    end: async () => undefined,
  });
  let ended = 0;
  await createCrew(hire, 2).run(jobsOf(jobs), (outcome, job) => {
    ended += 1;
    expect(outcome.seed).toBe(job.seed);
    if (outcome.kind === 'lost') lost.push(job);
  });
  expect(lost).toEqual([{ point: 1, seed: '2' }]);
  expect(ended).toBe(jobs.length);
  expect(begun.filter((job, i) => begun.indexOf(job) === i)).toEqual(jobs);
});

test('hands wait for jobs that follow from runs under way, and leave when there are none', async () => {
  // Each run asks for the next point once it is over, as a search does.
  let next: Job | undefined = { point: 0, seed: '1' };
  const jobs = {
    next() {
      const job = next;
      next = undefined;
      return job;
    },
  };
  const ended: number[] = [];
  const { staff, executor } = crewOf(3, async (seed) => {
    await turns(10);
    return finished(seed);
  });
  await executor.run(jobs, (_, { point, seed }) => {
    ended.push(point);
    if (point < 5) next = { point: point + 1, seed };
  });
  expect(ended).toEqual([0, 1, 2, 3, 4, 5]);
  expect(staff.ended).toBe(staff.hired);
});

test('a bug at a later point names it', async () => {
  const { executor } = crewOf(1, async () => ({ kind: 'threw', error: new Error('out of cheese') }));
  await expect(executor.run(jobsAt(6, ['3']), () => {})).rejects.toThrow('point 7, seed 3: out of cheese');
});
