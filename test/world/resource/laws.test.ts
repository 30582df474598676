/**
 * Laws of queues that the disciplines must obey, by long runs with fixed seeds.
 *
 * Each mean comes from 24 runs with seeds of their own, from the end of a warm-up on, and must lie within its
 * Student-t interval at 99.9 % (23 degrees of freedom: 3.768). Each law has a wrong value that must not.
 */
import { expect, test } from 'vitest';
import { type Distribution, quantile } from '../../../src/kernel/distribution.js';
import { createStreams } from '../../../src/kernel/random.js';
import type { Discipline } from '../../../src/model/index.js';
import { meanOf } from '../../../src/observe/histogram.js';
import type { StationMetrics } from '../../../src/observe/station.js';
import { drive, type Job } from './drive.js';

const RUNS = 24;
const T_999 = 3.768;
const CUSTOMERS = 1800;
const US = 1000;
const exponential = (mean: number): Distribution => ({ kind: 'exponential', mean });

interface Class {
  readonly gap: Distribution;
  readonly service: Distribution;
  readonly priority: number;
  readonly class: string;
}

function jobsOf({ gap, service, priority, class: of }: Class, seed: string): readonly Job[] {
  const streams = createStreams(seed);
  const [gaps, services] = [streams.named(`${of} gaps`), streams.named(`${of} services`)];
  let at = 0;
  return Array.from({ length: CUSTOMERS }, () => {
    at += Math.round(quantile(gap)(gaps()));
    return { at, work: Math.round(quantile(service)(services())), priority, class: of };
  });
}

/** The mean over runs of a figure of each, and half the width of its interval. */
function estimate(discipline: Discipline, classes: readonly Class[], figure: (of: StationMetrics) => number) {
  const values = Array.from({ length: RUNS }, (_, i) => {
    const lists = classes.map((each) => jobsOf(each, `law ${i}`));
    const until = Math.min(...lists.map((list) => list.at(-1)!.at));
    const jobs = lists.flat().toSorted((a, b) => a.at - b.at);
    const spec = { servers: 1, queueLimit: Number.POSITIVE_INFINITY, discipline };
    return figure(drive(spec, jobs, { until, warmUp: Math.floor(until / 10) }).metrics);
  });
  const mean = values.reduce((a, b) => a + b, 0) / RUNS;
  const variance = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (RUNS - 1);
  return { mean, half: T_999 * Math.sqrt(variance / RUNS) };
}

const covers = ({ mean, half }: { mean: number; half: number }, value: number) =>
  Math.abs(mean - value) <= half;
const sojourn = (metrics: StationMetrics) => meanOf(metrics.all.sojourn)!;

test('processor sharing does not care for more than the mean of the service (insensitivity)', () => {
  // Kleinrock, Queueing Systems, volume 2, section 4.4 (1976): E[T] = E[S] / (1 - rho).
  const of = (service: Distribution) => [{ gap: exponential(100 * US), service, priority: 0, class: 'all' }];
  const always: Distribution = { kind: 'constant', value: 50 * US };
  const uniform: Distribution = { kind: 'uniform', low: 0, high: 100 * US };
  for (const service of [always, uniform, exponential(50 * US)]) {
    const shared = estimate('processor-sharing', of(service), sojourn);
    expect(covers(shared, 100 * US)).toBe(true);
    expect(covers(shared, 112 * US)).toBe(false);
  }
  // First come first served does care (Pollaczek-Khinchine): 75 us for constant service.
  const queued = estimate('fifo', of(always), sojourn);
  expect(covers(queued, 75 * US)).toBe(true);
  expect(covers(queued, 100 * US)).toBe(false);
});

test('whom the others give way to has an M/M/1 of his own', () => {
  const classes: readonly Class[] = [
    { gap: exponential(200 * US), service: exponential(80 * US), priority: 0, class: 'high' },
    { gap: exponential(200 * US), service: exponential(80 * US), priority: 1, class: 'low' },
  ];
  const high = (metrics: StationMetrics) => meanOf(metrics.classes.get('high')!.sojourn)!;
  const low = (metrics: StationMetrics) => meanOf(metrics.classes.get('low')!.sojourn)!;
  // 1 / (mu - lambda) of the high class alone.
  const alone = (80 * US) / (1 - 0.4);
  expect(covers(estimate('preemptive', classes, high), alone)).toBe(true);
  // Without preemption it waits for whoever is in service: E[T] = S + rho S / (1 - rho_1), Cobham (1954).
  const cobham = 80 * US + (0.8 * 80 * US) / (1 - 0.4);
  const patient = estimate('priority', classes, high);
  expect(covers(patient, cobham)).toBe(true);
  expect(covers(patient, alone)).toBe(false);
  // The low class in a preemptive queue: S / (1 - rho_1) + (rho_1 + rho_2) S / ((1 - rho_1) (1 - rho)).
  const slow = (80 * US) / 0.6 + (0.8 * 80 * US) / (0.6 * 0.2);
  expect(covers(estimate('preemptive', classes, low), slow)).toBe(true);
});

test('the order of service does not change the mean sojourn, unless it looks at the work', () => {
  const of = [{ gap: exponential(100 * US), service: exponential(70 * US), priority: 0, class: 'all' }];
  const expected = (70 * US) / 0.3;
  for (const discipline of ['fifo', 'lifo', 'random'] as const)
    expect(covers(estimate(discipline, of, sojourn), expected)).toBe(true);
  expect(covers(estimate('srpt', of, sojourn), expected)).toBe(false);
});

test('random chooses each of those who wait as often as any other', () => {
  // Ten jobs wait while one is served; who is served next, over many rounds, by chi-squared at 99.9 %.
  const chosen = new Array<number>(10).fill(0);
  const rounds = 2000;
  for (let i = 0; i < rounds; i++) {
    const jobs = [{ at: 0, work: 5 }, ...Array.from({ length: 10 }, () => ({ at: 1, work: 100 }))];
    const { fates } = drive({ servers: 1, queueLimit: 99, discipline: 'random' }, jobs, {
      until: 110,
      seed: `${i}`,
    });
    chosen[fates.slice(1).findIndex(([how]) => how === 'done')]!++;
  }
  const expected = rounds / 10;
  const chi = chosen.reduce((sum, count) => sum + ((count - expected) * (count - expected)) / expected, 0);
  expect(chi).toBeLessThan(27.88); // 9 degrees of freedom
});
