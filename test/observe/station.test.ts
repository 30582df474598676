/** What is measured of stations: windows, warm-up, classes, why customers were dropped, and merging. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countOf, meanOf, minOf } from '../../src/observe/histogram.js';
import { createStationRecorders } from '../../src/observe/station/recorder.js';
import { emptyStation, mergeStation, type StationMetrics } from '../../src/observe/station.js';
import { windowCount, windowStep } from '../../src/observe/windows.js';
import { type Ctx, createWorld, MS, modelOf } from '../support/world.js';
import { drive, type Job } from '../world/resource/drive.js';

const UNTIL = 600;
const job = fc.record({ at: fc.nat(99).map((n) => 4 * n), work: fc.nat(60) });
const lists = fc
  .array(job, { minLength: 1, maxLength: 12 })
  .map((jobs): Job[] => jobs.toSorted((a, b) => a.at - b.at));
const spec = { servers: 1, queueLimit: Number.POSITIVE_INFINITY };

/** How much of [from, to) lies in [low, high). */
const overlap = (from: number, to: number, low: number, high: number) =>
  Math.max(0, Math.min(to, high) - Math.max(from, low));

describe('the numbers of one run are those of its customers', () => {
  const property = (skew: number) =>
    fc.property(
      lists,
      fc.nat(99).map((n) => 4 * n + 1),
      (jobs, warmUp) => {
        const { fates, metrics } = drive(spec, jobs, { until: UNTIL, warmUp });
        const customers = jobs.map(({ at, work }, n) => {
          const [how, left] = fates[n]!;
          const to = how === 'done' ? left : Infinity;
          return { at, to, begun: how === 'done' ? left - work : Infinity };
        });
        // The last one may be in service at the end: begun when the one before left.
        customers.forEach((each, n) => {
          const before = n === 0 ? 0 : customers[n - 1]!.to;
          if (each.to === Infinity) each.begun = Math.max(before, each.at);
        });
        const sum = (of: (customer: (typeof customers)[number]) => number) =>
          customers.reduce((total, customer) => total + of(customer), 0);
        const areas = (low: number, high: number) => ({
          waiting: sum(({ at, begun }) => overlap(at, begun, low, high)),
          busy: sum(({ to, begun }) => overlap(begun, to, low, high)),
          present: sum(({ at, to }) => overlap(at, to, low, high)),
        });
        expect(metrics.areas).toEqual(areas(warmUp + skew, UNTIL));
        const step = windowStep(UNTIL);
        expect(metrics.windows.length).toBe(windowCount({ duration: UNTIL, step }));
        metrics.windows.forEach((window, i) => {
          const began = customers.filter(({ at, to }) => Math.floor(at / step) === i && to <= UNTIL);
          expect(window).toEqual({
            ...areas(i * step, (i + 1) * step),
            customers: began.length,
            waitSum: began.reduce((total, { at, begun }) => total + begun - at, 0),
            sojournSum: began.reduce((total, { at, to }) => total + to - at, 0),
          });
        });
        const counted = customers.filter(({ at }) => at > warmUp);
        const left = counted.filter(({ to }) => to <= UNTIL);
        expect([metrics.time, metrics.arrivals]).toEqual([UNTIL - warmUp, counted.length]);
        expect([metrics.completed, countOf(metrics.all.wait)]).toEqual([left.length, left.length]);
        if (left.length > 0)
          expect(meanOf(metrics.all.sojourn)).toBe(
            left.reduce((t, { at, to }) => t + to - at, 0) / left.length,
          );
      },
    );

  test('areas, windows, warm-up, histograms', () => fc.assert(property(0), { numRuns: 150, seed: 7 }));
  test('and no others', () => expect(fc.check(property(1), { numRuns: 150, seed: 7 }).failed).toBe(true));
});

test('who was delayed, who left why, and under which class', () => {
  const jobs: Job[] = [
    { at: 0, work: 100, class: 'read' },
    { at: 10, work: 20, class: 'write' }, // waits 90
    { at: 20, work: 20, patience: 30, class: 'read' },
    { at: 30, work: 20, cancel: 5 },
    { at: 40, work: 20 }, // finds two waiting
    { at: 45, work: 20 }, // full
    { at: 300, work: 20, class: 'read' },
    { at: 590, work: 20, class: 'read' }, // still there at the end
  ];
  const { metrics } = drive({ servers: 1, queueLimit: 3 }, jobs, { until: UNTIL });
  expect([metrics.arrivals, metrics.completed]).toEqual([8, 4]);
  expect([...metrics.dropped]).toEqual([
    ['cancelled', 1],
    ['full', 1],
    ['reneged', 1],
  ]);
  expect([countOf(metrics.all.wait), metrics.all.delayed]).toEqual([6, 4]);
  const of = (name: string) => {
    const { wait, sojourn, delayed } = metrics.classes.get(name)!;
    return [countOf(wait), meanOf(wait), meanOf(sojourn), minOf(sojourn), delayed];
  };
  expect([...metrics.classes.keys()]).toEqual(['read', 'write']);
  expect(of('read')).toEqual([3, 10, 50, 20, 1]); // waits 0, 30, 0; there 100, 30, 20
  expect(of('write')).toEqual([1, 90, 110, 110, 1]);
});

test('preempted customers wait as long as they are not in service', () => {
  const jobs: Job[] = [
    { at: 0, work: 100, priority: 1, class: 'low' },
    { at: 10, work: 20, priority: 0 },
    { at: 50, work: 30, priority: 0 },
  ];
  const { metrics } = drive({ ...spec, discipline: 'preemptive' }, jobs, { until: UNTIL });
  const { wait, sojourn } = metrics.classes.get('low')!;
  expect([meanOf(wait), meanOf(sojourn)]).toEqual([50, 150]);
  expect(metrics.areas).toEqual({ waiting: 50, busy: 150, present: 200 });
});

test('sharing: all are in service, and no more servers work than there are', () => {
  const jobs: Job[] = [0, 0, 0].map((at) => ({ at, work: 20 }));
  const { metrics } = drive({ ...spec, servers: 2, discipline: 'processor-sharing' }, jobs, { until: UNTIL });
  expect(metrics.areas).toEqual({ waiting: 0, busy: 60, present: 90 });
  expect([meanOf(metrics.all.wait), metrics.all.delayed]).toEqual([0, 1]);
});

test('the nodes of a group share one recorder, each of their resources has its own', () => {
  const recorders = createStationRecorders(100 * MS);
  const world = createWorld({ watch: recorders.watch });
  const model = modelOf(
    {
      go(_s: unknown, _m: unknown, ctx: Ctx) {
        ctx.serve('cpu', 10 * MS, { kind: 'done' });
        ctx.serve('disk', 20 * MS, { kind: 'done' });
        ctx.turnAway('disk', 'balked');
      },
      done() {},
    },
    {
      init: (_: unknown, ctx: Ctx) => ctx.after(0, { kind: 'go' }),
      resources: () => ({ cpu: { servers: 2, queueLimit: 9 }, disk: { servers: 1, queueLimit: 9 } }),
    },
  );
  world.addGroup({ name: 'web', count: 3, model });
  world.addGroup({ name: 'db', count: 1, model });
  world.beginMeasuring();
  world.run(100 * MS, 1000);
  const seen = recorders
    .finish()
    .map((station) => [
      `${station.group} ${station.resource}`,
      station.nodes,
      station.servers,
      station.completed,
      station.areas.busy / MS,
      station.dropped.get('balked') ?? 0,
    ]);
  expect(seen).toEqual([
    ['web cpu', 3, 6, 3, 30, 0],
    ['web disk', 3, 3, 3, 60, 3],
    ['db cpu', 1, 2, 1, 10, 0],
    ['db disk', 1, 1, 1, 20, 1],
  ]);
  expect(world.stations.audits().map(({ node, resource }) => `${node} ${resource}`)).toHaveLength(8);
});

describe('merging', () => {
  const merged = (parts: readonly StationMetrics[]) => {
    const total = emptyStation(parts[0]!);
    for (const part of parts) mergeStation(total, part);
    return total;
  };
  const plain = (metrics: StationMetrics) => ({
    ...metrics,
    dropped: [...metrics.dropped].toSorted(),
    classes: [...metrics.classes].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  });
  const classed = fc.array(
    fc.record({
      at: fc.nat(400),
      work: fc.nat(60),
      patience: fc.nat(40),
      class: fc.constantFrom('read', 'write'),
    }),
    { minLength: 1, maxLength: 12 },
  );
  const run = (jobs: readonly Job[]) =>
    drive(
      { servers: 1, queueLimit: 3 },
      jobs.toSorted((a, b) => a.at - b.at),
      { until: UNTIL },
    ).metrics;

  test('is in no order, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(classed, { minLength: 2, maxLength: 4 }), (lists) => {
        const parts = lists.map(run);
        const total = merged(parts);
        expect(plain(merged(parts.toReversed()))).toEqual(plain(total));
        expect(plain(merged([merged(parts.slice(0, 1)), merged(parts.slice(1))]))).toEqual(plain(total));
        const sum = (of: (part: StationMetrics) => number) => parts.reduce((n, part) => n + of(part), 0);
        expect(total.arrivals).toBe(sum((part) => part.arrivals));
        expect(total.time).toBe(parts.length * UNTIL);
        expect(total.areas.present).toBe(sum((part) => part.windows.reduce((n, w) => n + w.present, 0)));
        expect(countOf(total.all.sojourn)).toBe(sum((part) => countOf(part.all.sojourn)));
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  test('takes the same station alone', () => {
    const of = (group: string) => emptyStation({ group, resource: 'cpu', servers: 1, nodes: 1 });
    expect(() => mergeStation(of('web'), of('db'))).toThrow('only numbers of the same station');
  });
});
