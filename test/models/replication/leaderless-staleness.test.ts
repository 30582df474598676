/**
 * The simulated store beside the WARS model: the share of reads that see a write t after it was acknowledged, and
 * how long reads and writes take.
 *
 * Both are samples of the same distribution, so shares are compared at 3.5 standard errors of their difference: with
 * the 30 comparisons below, 1.4 % by chance, and seeds are fixed.
 */
import { describe, expect, test } from 'vitest';
import { simulate } from '../../../src/experiment/simulate.js';
import type { Distribution } from '../../../src/kernel/distribution.js';
import { mean } from '../../../src/stats/interval.js';
import { kStaleness, type WarsResult, wars } from '../../../src/stats/theory.js';
import { models, scenarioOf } from '../../support/small-scenario.js';

const MS = 1_000_000;
const ERRORS = 3.5;
const TRIALS = 50_000;
const param = (name: string) => `nodes.db.params.${name}`;

const theory = (file: string, r: number, w: number): WarsResult => {
  const { params } = scenarioOf(file).nodes[0]!;
  const leg = (name: string) => (params[name] as { readonly distribution: Distribution }).distribution;
  return wars({
    replicas: 3,
    r,
    w,
    write: leg('writeDelay'),
    ack: leg('ackDelay'),
    read: leg('readDelay'),
    response: leg('responseDelay'),
    trials: TRIALS,
  });
};

/** Standard errors between a share of so many and that of the trials. */
function apart(share: number, of: number, expected: number): number {
  const spread = Math.max(expected * (1 - expected), 1 / TRIALS);
  return Math.abs(share - expected) / Math.sqrt(spread * (1 / of + 1 / TRIALS));
}

describe('t-visibility', () => {
  const FILE = 'replication/quorum-visibility.yaml';
  /** By the time after the acknowledgement, in ms; each coordinator takes the times of the file in turn. */
  const measured = (r: number, w: number) => {
    const settings = {
      [param('r')]: String(r),
      [param('w')]: String(w),
      'clients.app.arrivals': 'poisson(1200/s)',
      'clients.app.keys': 'uniform(50000)',
      duration: '30s',
    };
    const { measures } = simulate(scenarioOf(FILE, settings), models, { seed: '1' }).record;
    const probes = measures.filter(({ after }) => after !== undefined);
    return new Map(
      probes.map(({ after, values }) => [after! / MS, { share: mean(values), of: values.length }]),
    );
  };

  test.each([
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
  ])('R = %i, W = %i', { timeout: 60_000 }, (r, w) => {
    const model = theory(FILE, r, w);
    const shares = measured(r, w);
    expect([...shares.keys()]).toEqual([0, 1, 2, 5, 10, 20, 50, 100]);
    for (const ms of [0, 1, 5, 20]) {
      const { share, of } = shares.get(ms)!;
      expect(of).toBeGreaterThan(4000);
      expect(apart(share, of, model.consistentAt(ms * MS).value), `${share} at ${ms} ms`).toBeLessThan(
        ERRORS,
      );
    }
  });

  test('another quorum is told apart', { timeout: 60_000 }, () => {
    const { share, of } = measured(1, 1).get(5)!;
    expect(apart(share, of, theory(FILE, 1, 2).consistentAt(5 * MS).value)).toBeGreaterThan(2 * ERRORS);
    expect(apart(share, of, theory(FILE, 1, 1).consistentAt(7 * MS).value)).toBeGreaterThan(ERRORS);
  });
});

describe('latency', () => {
  const FILE = 'replication/quorum-price.yaml';
  const latencies = (r: number, w: number, f: string) => {
    const settings = {
      [param('r')]: String(r),
      [param('w')]: String(w),
      duration: '20s',
      'clients.app.history': 'true',
      'clients.app.until': '18s',
    };
    const { clients } = simulate(scenarioOf(FILE, settings), models, { seed: '1' }).record;
    return clients[0]!.operations
      .filter((each) => each.f === f && each.outcome === 'ok')
      .map(({ invokedAt, completedAt }) => completedAt! - invokedAt);
  };
  const beyond = (all: readonly number[], at: number) => all.filter((each) => each > at).length / all.length;

  test.each([
    [1, 1],
    [2, 2],
    [3, 3],
  ])('R = %i, W = %i', { timeout: 60_000 }, (r, w) => {
    const model = theory(FILE, r, w);
    const reads = latencies(r, w, 'read');
    const writes = latencies(r, w, 'write');
    for (const p of [0.5, 0.9, 0.99]) {
      expect(apart(beyond(reads, model.readLatency(p).value), reads.length, 1 - p)).toBeLessThan(ERRORS);
      expect(apart(beyond(writes, model.writeLatency(p).value), writes.length, 1 - p)).toBeLessThan(ERRORS);
    }
    expect(apart(beyond(writes, 0.8 * model.writeLatency(0.5).value), writes.length, 0.5)).toBeGreaterThan(
      ERRORS,
    );
  });
});

describe('k-staleness', () => {
  const FILE = 'replication/quorum-versions.yaml';
  const shares = (r: number, w: number, send = 'random') => {
    const settings = { [param('r')]: String(r), [param('w')]: String(w), [param('send')]: send };
    const { measures } = simulate(scenarioOf(FILE, settings), models, { seed: '1' }).record;
    const of = (key: string) => measures.find((each) => each.key === key)!.values;
    return { stale: of('stale'), within: (k: number) => of(`within-${k}`) };
  };
  /** Reads between two writes see the same copies; so many of them count as one, to be on the safe side. */
  const ALIKE = 4;
  const off = (values: readonly number[], expected: number) =>
    Math.abs(mean(values) - expected) /
    Math.sqrt((ALIKE * Math.max(expected * (1 - expected), 1e-4)) / values.length);

  test.each([
    [1, 1],
    [1, 2],
    [2, 1],
  ])('R = %i, W = %i', { timeout: 60_000 }, (r, w) => {
    const { stale, within } = shares(r, w);
    expect(stale.length).toBeGreaterThan(10_000);
    const theoryOf = (k: number) => kStaleness({ replicas: 3, r, w, k });
    expect(off(stale, 1 - theoryOf(1))).toBeLessThan(ERRORS);
    for (const k of [2, 3, 5, 10]) expect(off(within(k), theoryOf(k)), `k = ${k}`).toBeLessThan(ERRORS);
    expect(off(stale, 1 - kStaleness({ replicas: 4, r, w, k: 1 }))).toBeGreaterThan(ERRORS);
  });

  test('quorums that are asked of all, or always of the same, are told apart', { timeout: 60_000 }, () => {
    expect(mean(shares(1, 1, 'all').stale)).toBe(0);
    // Itself first, and then in the order of the ring: some replicas are left out of two writes in three, one of none.
    const { within } = shares(1, 2, 'quorum');
    expect(off(within(2), kStaleness({ replicas: 3, r: 1, w: 2, k: 2 }))).toBeGreaterThan(ERRORS);
    expect(off(within(2), 22 / 27)).toBeLessThan(ERRORS);
  });
});
