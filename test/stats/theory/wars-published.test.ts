/**
 * The WARS model beside table 4 of Bailis et al., PVLDB 5(8), 2012: latencies, and what their t-visibility is.
 *
 * Their simulator draws 50,000 new trials for each t, in steps of 0.01, 0.1 or 1 ms, and takes the first t at which
 * 99.9 % of them are consistent. The share of the others scatters by 14 %, so the first of many steps comes early: their
 * figures lie below the quantile, and where such a first step should lie. Both are tested, at 1 in 1000 for each entry.
 *
 * The fits are read where they lie, beside the repository; where they are not, there is nothing to test.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../../src/kernel/distribution.js';
import { exp } from '../../../src/kernel/math.js';
import { type WarsResult, wars } from '../../../src/stats/theory.js';

const TABLE = new URL('../../../../shared/conformance/distributions_table3.csv', import.meta.url);
const TRIALS = 300_000;
const drawn = new Map<string, WarsResult>();

function fitted(config: string, leg: string): Distribution {
  const rows = readFileSync(TABLE, 'utf8').split('\n');
  const row = rows.map((line) => line.split(',')).find(([name, of]) => name === config && of === leg)!;
  const [, , share, minimum, shape, , rate] = row.map(Number) as number[];
  return {
    kind: 'mixture',
    branches: [
      { weight: share!, of: { kind: 'pareto', minimum: minimum!, shape: shape! } },
      { weight: 1 - share!, of: { kind: 'exponential', mean: 1 / rate! } },
    ],
  };
}

/** Drawn once, however many tests look at it. */
function model(config: string, r: number, w: number): WarsResult {
  const key = `${config} ${r} ${w}`;
  const of = config === 'WAN' ? 'LNKD-DISK' : config;
  const alike = config === 'LNKD-SSD';
  const fast = fitted(of, alike ? 'W=A=R=S' : 'A=R=S');
  const legs = { write: alike ? fast : fitted(of, 'W'), ack: fast, read: fast, response: fast };
  const remote = config === 'WAN' ? 75 : 0;
  const result = drawn.get(key) ?? wars({ replicas: 3, r, w, ...legs, remote, trials: TRIALS });
  drawn.set(key, result);
  return result;
}

/** Config, R, W; p99.9 of reads and of writes; t; the step between the t that were tried. All in ms. */
const ENTRIES = [
  ['LNKD-SSD', 1, 1, 0.66, 0.66, 1.85, 0.01],
  ['LNKD-DISK', 1, 1, 0.66, 10.99, 45.5, 0.1],
  ['LNKD-DISK', 1, 2, 0.65, 20.97, 43.3, 0.1],
  ['YMMR', 1, 1, 5.58, 10.83, 1364, 1],
  ['WAN', 1, 1, 3.4, 55.12, 113, 1],
] as const;

/** P(at most 50 of 50,000 trials are stale), if each is with this chance; they are rare. */
function passes(stale: number): number {
  const mean = 50_000 * stale;
  let [term, sum] = [exp(-mean), 0];
  for (let k = 0; k <= 50; k++) {
    sum += term;
    term *= mean / (k + 1);
  }
  return sum;
}

/** Between which steps the first that passes lies, with all but this doubt on either side. */
function firstStep(stale: (t: number) => number, step: number, doubt: number): readonly [number, number] {
  let [none, low] = [1, 0];
  for (let t = 0; ; t += step) {
    none *= 1 - passes(stale(t));
    if (low === 0 && 1 - none >= doubt) low = t;
    if (none <= doubt) return [low, t];
  }
}

describe.skipIf(!existsSync(TABLE))('table 4', () => {
  test.each(ENTRIES)('%s, R = %i, W = %i', { timeout: 120_000 }, (config, r, w, read, write, t, step) => {
    const { readLatency, writeLatency, visibility, consistentAt } = model(config, r, w);
    // Of theirs, 1,000 of a million trials lie beyond; of ours, 300 of 300,000. 6.3 %: 3.3 standard errors of the two.
    const beyond = (latency: (q: number) => { readonly value: number }, published: number) =>
      [0.001 * exp(-0.21), 0.001 * exp(0.21)].map((p) => latency(1 - p).value - published);
    for (const [latency, published] of [
      [readLatency, read],
      [writeLatency, write],
    ] as const) {
      const [above, below] = beyond(latency, published);
      // Their read latencies are rounded to 10 us. YMMR's W has the shape 3.5 in their program and 3.35 in their paper.
      const slack = 0.006 + (config === 'YMMR' ? 0.05 * published : 0);
      expect(above, `${published}`).toBeGreaterThan(-slack);
      expect(below, `${published}`).toBeLessThan(slack);
    }
    const [low, high] = firstStep((at) => 1 - consistentAt(at).value, step, 0.0005);
    expect(t).toBeGreaterThanOrEqual(low);
    expect(t).toBeLessThanOrEqual(high);
    // The quantile itself lies beyond, and is told from theirs.
    expect(visibility(0.999).value).toBeGreaterThan(t);
  });

  test('another leg is told apart: W without its heavy tail', { timeout: 120_000 }, () => {
    const fast = fitted('LNKD-DISK', 'A=R=S');
    const slow: Distribution = { kind: 'exponential', mean: 1 / 0.183 };
    const legs = { write: slow, ack: fast, read: fast, response: fast };
    const wrong = wars({ replicas: 3, r: 1, w: 1, ...legs, trials: 100_000 });
    const [low, high] = firstStep((at) => 1 - wrong.consistentAt(at).value, 0.1, 0.0005);
    expect(45.5 < low || 45.5 > high).toBe(true);
  });

  // §5.5 of the paper, immediately and 10 ms after a write; their shares are those of 10,000 writes or more.
  test.each([
    ['LNKD-SSD', 0.975, 1],
    ['LNKD-DISK', 0.439, 0.925],
    ['YMMR', 0.893, 0.939],
  ])('%s at once and after 10 ms', { timeout: 60_000 }, (config, atOnce, soon) => {
    const { consistentAt } = model(config, 1, 1);
    const four = 4 * Math.sqrt((atOnce * (1 - atOnce)) / 10_000) + 0.0005;
    const slack = config === 'YMMR' ? 0.007 : four; // its W, as above
    expect(Math.abs(consistentAt(0).value - atOnce)).toBeLessThan(slack);
    expect(Math.abs(consistentAt(10).value - soon)).toBeLessThan(slack);
    expect(Math.abs(consistentAt(3).value - atOnce)).toBeGreaterThan(slack);
  });
});
