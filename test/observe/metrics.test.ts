import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countOf, maxOf, quantileOf } from '../../src/observe/histogram.js';
import {
  createMetrics,
  emptyMetrics,
  type Metrics,
  mergeMetrics,
  tallyOf,
  timeOf,
  windowsOf,
} from '../../src/observe/metrics.js';
import { windowStep } from '../../src/observe/windows.js';
import { type Brief, MS, operation, operations } from './operations.js';

const OPTIONS = { duration: 1000 * MS, warmUp: 100 * MS, faults: [{ from: 400 * MS, to: 600 * MS }] };

const metricsOf = (briefs: readonly Brief[], options = OPTIONS): Metrics => {
  const recorder = createMetrics(options);
  briefs.forEach((brief, i) => {
    recorder.record('app', operation(brief, i));
  });
  return recorder.metrics;
};
const outcomes = (metrics: Metrics, share: 'always' | 'outside faults' | 'during faults', f?: string) => {
  const { ok, fail, info } = tallyOf(metrics, 'app', f, share);
  return { ok, fail, info };
};

describe('latency', () => {
  test('counts from the intended start, so that waiting in line is not omitted', () => {
    const metrics = metricsOf([{ at: 200, invokedAt: 290, took: 100 }]);
    expect(maxOf(tallyOf(metrics, 'app', 'read', 'always').latency)).toBe(100 * MS);
  });

  test('is that of operations that ended ok, and of no others', () => {
    const metrics = metricsOf([
      { at: 200, took: 5 },
      { at: 200, took: 50, outcome: 'fail' },
      { at: 200, took: 500, outcome: 'info' },
    ]);
    const tally = tallyOf(metrics, 'app', undefined, 'always');
    expect(countOf(tally.latency)).toBe(1);
    expect(maxOf(tally.latency)).toBe(5 * MS);
    expect(outcomes(metrics, 'always')).toEqual({ ok: 1, fail: 1, info: 1 });
  });
});

describe('shares of a run', () => {
  test('an operation is during faults if its span touches one', () => {
    const metrics = metricsOf([
      { f: 'before', at: 390, took: 9.9 },
      { f: 'into', at: 390, took: 10 },
      { f: 'inside', at: 450, took: 1 },
      { f: 'around', at: 300, took: 400 },
      { f: 'out of', at: 600, took: 1 },
      { f: 'after', at: 600.1, took: 1 },
    ]);
    const during = ['before', 'into', 'inside', 'around', 'out of', 'after'].filter(
      (f) => outcomes(metrics, 'during faults', f).ok === 1,
    );
    expect(during).toEqual(['into', 'inside', 'around', 'out of']);
    expect(outcomes(metrics, 'outside faults')).toEqual({ ok: 2, fail: 0, info: 0 });
  });

  test('warm-up is left out by the intended start', () => {
    const metrics = metricsOf([
      { at: 99.9, invokedAt: 150, took: 100 },
      { at: 100, took: 1 },
    ]);
    expect(outcomes(metrics, 'always').ok).toBe(1);
    expect(windowsOf(metrics, 'app', undefined).reduce((sum, window) => sum + window.ok, 0)).toBe(1);
  });

  test('measured time is split by the union of the faults', () => {
    const overlapping = [
      { from: 500 * MS, to: 700 * MS },
      { from: 400 * MS, to: 600 * MS },
      { from: 50 * MS, to: 150 * MS },
      { from: 800 * MS, to: 800 * MS },
    ];
    const metrics = metricsOf([], { ...OPTIONS, faults: overlapping });
    expect(timeOf(metrics, 'always')).toBe(900 * MS);
    expect(timeOf(metrics, 'during faults')).toBe(350 * MS);
    expect(timeOf(metrics, 'outside faults')).toBe(550 * MS);
  });

  test('a run that was stopped measures the time that it had, and cuts operations off there', () => {
    const recorder = createMetrics({ ...OPTIONS, endedAt: 350 * MS });
    recorder.record('app', operation({ at: 340, open: true }));
    expect(timeOf(recorder.metrics, 'always')).toBe(250 * MS);
    expect(timeOf(recorder.metrics, 'during faults')).toBe(0);
    expect(outcomes(recorder.metrics, 'outside faults')).toEqual({ ok: 0, fail: 0, info: 1 });
  });

  test('the search for a fault agrees with looking at every one', () => {
    const faults = fc.array(
      fc.record({ from: fc.integer({ min: 0, max: 900 }), length: fc.integer({ min: 0, max: 200 }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(faults, operations(1000), (list, some) => {
        const spans = list.map(({ from, length }) => ({ from: from * MS, to: (from + length) * MS }));
        const recorder = createMetrics({ duration: 1000 * MS, warmUp: 0, faults: spans });
        for (const each of some) recorder.record('app', each);
        const hit = some.filter((each) =>
          spans.some((span) => each.intendedAt! <= span.to && each.completedAt! >= span.from),
        );
        const { ok, fail, info } = tallyOf(recorder.metrics, 'app', undefined, 'during faults');
        expect(ok + fail + info).toBe(hit.length);
      }),
    );
  });
});

describe('windows', () => {
  test('hold latency by intended start and outcomes by when the client was told', () => {
    const metrics = metricsOf([{ at: 200, took: 300 }]);
    expect(metrics.step).toBe(20 * MS);
    const windows = windowsOf(metrics, 'app', 'read');
    expect(windows.length).toBe(50);
    expect(windows.map((w) => countOf(w.latency)).indexOf(1)).toBe(10);
    expect(windows.map((w) => w.ok).indexOf(1)).toBe(25);
  });

  test('steps are ones that people count in, and at most 60 to a run', () => {
    const ms = (n: number) => windowStep(n * MS) / MS;
    expect([ms(1000), ms(30_000), ms(60_000), ms(90_000)]).toEqual([20, 500, 1000, 2000]);
    expect([ms(3_600_000), ms(86_400_000)]).toEqual([60_000, 1_800_000]);
    fc.assert(
      fc.property(fc.maxSafeNat(), (n) => {
        const duration = n + 1;
        const count = Math.ceil(duration / windowStep(duration));
        expect(count).toBeLessThanOrEqual(60);
        if (duration > 60 * MS) expect(count).toBeGreaterThanOrEqual(20);
      }),
    );
  });
});

describe('merging', () => {
  const recorded = (list: ReturnType<typeof operation>[]) => {
    const recorder = createMetrics(OPTIONS);
    for (const each of list) recorder.record('app', each);
    return recorder.metrics;
  };
  const figures = (metrics: Metrics) =>
    (['always', 'outside faults', 'during faults'] as const).flatMap((share) =>
      [undefined, 'read', 'write'].map((f) => tallyOf(metrics, 'app', f, share)),
    );

  test('equals recording all of it at once', () => {
    fc.assert(
      fc.property(operations(1000), operations(1000), (a, b) => {
        const merged = emptyMetrics(OPTIONS);
        mergeMetrics(merged, recorded(a));
        mergeMetrics(merged, recorded(b));
        const together = recorded([...a, ...b]);
        expect(figures(merged)).toEqual(figures(together));
        for (const f of [undefined, 'read', 'write'])
          expect(windowsOf(merged, 'app', f)).toEqual(windowsOf(together, 'app', f));
        expect(merged.runs).toBe(2);
        expect(timeOf(merged, 'always')).toBe(1800 * MS);
      }),
      { numRuns: 40 },
    );
  });

  test('pooled is not averaged: the negative control', () => {
    // 100 operations of 1 ms in one run, 900 of 100 ms in another: the pooled median is 100 ms.
    const slow = metricsOf(Array.from({ length: 900 }, () => ({ at: 200, took: 100 })));
    const quick = metricsOf(Array.from({ length: 100 }, () => ({ at: 200, took: 1 })));
    const p50 = (metrics: Metrics) => quantileOf(tallyOf(metrics, 'app', undefined, 'always').latency, 0.5)!;
    const averaged = (p50(slow) + p50(quick)) / 2;
    mergeMetrics(slow, quick);
    expect(p50(slow) / MS).toBeCloseTo(100, 0);
    expect(averaged / MS).not.toBeCloseTo(100, 0);
  });

  test('survives a structured clone, as threads need', () => {
    const metrics = metricsOf([{ at: 200 }, { at: 500, outcome: 'fail' }]);
    expect(structuredClone(metrics)).toEqual(metrics);
  });

  test('refuses runs of another shape', () => {
    const other = emptyMetrics({ duration: 5, warmUp: 0 });
    expect(() => mergeMetrics(other, metricsOf([]))).toThrow(/same duration/);
  });
});
