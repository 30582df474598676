/**
 * What modes of replication promise: a part of the table that `scenarios/replication/guarantees.yaml` makes.
 *
 * Two runs each. A finding `violated` is that of a fixed seed; `holds` says that these runs did not break it.
 */
import { describe, expect, test } from 'vitest';
import { load, pointOf } from '../../support/small-scenario.js';

const FILE = 'replication/guarantees.yaml';
const CLAIMS = ['linearizable', 'read-your-writes', 'monotonic-reads', 'converges'] as const;

/** One letter for each of the claims: h(olds), v(iolated), n(ot asked). */
const TABLE: readonly (readonly [mode: string, condition: string, findings: string])[] = [
  ['Raft', 'partition', 'hhhh'],
  ['leader sync', 'crash', 'hhhh'],
  ['leader semi-sync', 'partition', 'hhhh'],
  ['leader async', 'healthy', 'hhhh'],
  ['leader async', 'partition', 'vvvh'],
  ['leader async', 'crash', 'vhhh'],
  ['async reads anywhere', 'healthy', 'vvvh'],
  ['async reads by token', 'partition', 'vhhh'],
  ['semi-sync without fencing', 'partition', 'vvvv'],
  ['CRAQ', 'crash', 'hhhh'],
  ['multi-leader LWW', 'partition', 'vvvh'],
  ['multi-leader LWW pinned', 'skew', 'vvhh'],
  ['multi-leader CRDT pinned', 'skew', 'vhhh'],
  ['R+W>N vectors', 'skew', 'hhhh'],
  ['R+W>N LWW', 'healthy', 'hhhh'],
  ['R+W>N LWW', 'skew', 'vvhh'],
  ['R+W<=N', 'healthy', 'vvhh'],
  ['R+W<=N no repair', 'partition', 'vvvv'],
  ['sloppy quorum', 'healthy', 'hhhn'],
];

describe.each(TABLE)('%s, %s', (mode, condition, findings) => {
  const point = pointOf(FILE, { mode, condition }, { runs: 2 });

  test(`comes out as ${findings}`, () => {
    expect(point.reasons).toEqual([]);
    const found = CLAIMS.map((claim) => point.judged.find(({ text }) => text.startsWith(claim))!);
    expect(found.map(({ finding }) => finding[0]).join('')).toBe(findings);
    for (const { judged, finding } of found) expect(judged > 0).toBe(finding !== 'not asked');
  });
});

test('what is not linearizable is faster, and answers more often in a partition', () => {
  const figure = (mode: string, condition: string, metric: string, operation: string, quantile?: number) =>
    pointOf(FILE, { mode, condition }, { runs: 2 }).rows.find(
      (row) => row.metric === metric && row.operation === operation && row.quantile === quantile,
    )!.value!;
  const p90 = (mode: string) => figure(mode, 'healthy', 'latency', 'write', 0.9);
  expect(p90('R+W<=N')).toBeLessThan(0.4 * p90('R+W>N vectors'));
  expect(p90('leader async')).toBeLessThan(0.4 * p90('leader sync'));
  const served = (mode: string) => figure(mode, 'partition', 'availability', 'all');
  expect(served('R+W<=N')).toBe(1);
  expect(served('sloppy quorum')).toBe(1);
  expect(served('R+W>N vectors')).toBeLessThan(0.9);
});

test('control: a guarantee that is demanded makes the point invalid where it is violated', () => {
  const at = { mode: 'leader async', condition: 'partition' };
  const demanded = pointOf(FILE, at, { runs: 2, expect: ['linearizable(app)'] });
  expect(demanded.verdict).toBe('invalid');
  expect(pointOf(FILE, at, { runs: 2 }).verdict).toBe('valid');
});

test('every alternative of the file can be chosen', () => {
  const parsed = load(FILE);
  expect(parsed).toMatchObject({ ok: true, sweep: [{ path: 'mode' }, { path: 'condition' }] });
  if (parsed.ok) expect(parsed.sweep.map(({ values }) => values.length)).toEqual([18, 4]);
});
