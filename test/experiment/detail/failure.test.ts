/** The context of a failure: stale reads are proved from the history, circumstances read off series and faults. */
import { describe, expect, test } from 'vitest';
import { circumstances } from '../../../src/experiment/detail/circumstances.js';
import { findStaleRead, type Owned, tellStaleRead } from '../../../src/experiment/detail/stale-read.js';
import type { Json, Operation } from '../../../src/observe/history.js';
import { MS, operation } from '../../observe/operations.js';
import { fault } from '../runs.js';

interface Step {
  readonly f: string;
  readonly at: number;
  readonly took?: number;
  readonly input?: Json;
  readonly output?: Json;
  readonly outcome?: 'ok' | 'info' | 'fail';
  readonly key?: string;
}

/** Operations in real time: positions follow times. */
function history(...steps: Step[]): readonly Operation[] {
  return steps.map((step, id) => {
    const took = step.took ?? 1;
    const [start, end] = [step.at * 1000, (step.at + took) * 1000 + 1];
    const { f, at, outcome = 'ok' } = step;
    const plain = operation({ f, at, took, outcome }, id);
    const positions = { start, end: outcome === 'info' ? Infinity : end };
    const values = { key: step.key ?? 'x', input: step.input ?? null, output: step.output ?? null };
    return { ...plain, ...positions, ...values, process: id };
  });
}
function stale(...steps: Step[]) {
  const operations = history(...steps);
  const suspects = operations.map((each): Owned => ({ client: 'app', operation: each }));
  return findStaleRead({ clients: [{ name: 'app', operations }] }, suspects);
}

describe('a stale read', () => {
  test('returned what had been overwritten before it asked', () => {
    const found = stale(
      { f: 'write', at: 0, input: 471 },
      { f: 'write', at: 10, input: 502 },
      { f: 'write', at: 20, input: 503 },
      { f: 'read', at: 67, output: 471 },
    );
    expect(found!.staleBy).toBe(56 * MS);
    expect(tellStaleRead(found!)).toBe(
      'app#3 read 471 from key "x": it asked at 0.067 s, 56.0 ms after app#1 had been told that 502 was written.',
    );
  });

  test('may have missed a compare-and-swap, or everything', () => {
    const swapped = stale(
      { f: 'write', at: 0, input: 1 },
      { f: 'cas', at: 10, input: [1, 2] },
      { f: 'read', at: 20, output: 1 },
    );
    expect(swapped!.overwrittenBy.operation.id).toBe(1);
    const nothing = stale({ f: 'write', at: 0, input: 1 }, { f: 'read', at: 20 });
    expect(tellStaleRead(nothing!)).toContain('app#1 read nothing from key "x"');
  });

  test('was overwritten by what nobody acknowledged, once somebody else had read that', () => {
    const found = stale(
      { f: 'write', at: 0, input: 1 },
      { f: 'write', at: 10, input: 2, outcome: 'info' },
      { f: 'read', at: 20, output: 2 },
      { f: 'read', at: 31, output: 1 },
    );
    expect(tellStaleRead(found!)).toBe(
      'app#3 read 1 from key "x": it asked at 0.031 s, 10.0 ms after app#2 had read 2.',
    );
  });

  test('returned what nobody acknowledged, but somebody had read before it was overwritten', () => {
    const found = stale(
      { f: 'write', at: 0, input: 1, outcome: 'info' },
      { f: 'read', at: 5, output: 1 },
      { f: 'write', at: 10, input: 2 },
      { f: 'read', at: 20, output: 1 },
    );
    expect(found!.staleBy).toBe(9 * MS);
  });

  test('is none that some order explains: the negative controls', () => {
    const write = (at: number, input: number, parts: Partial<Step> = {}): Step => ({
      f: 'write',
      at,
      input,
      ...parts,
    });
    const read = (at: number, output: number, parts: Partial<Step> = {}): Step => ({
      f: 'read',
      at,
      output,
      ...parts,
    });
    // The overwriting was not acknowledged when the read asked.
    expect(stale(write(0, 1), write(10, 2, { took: 20 }), read(20, 1))).toBeUndefined();
    expect(stale(write(0, 1), write(10, 2, { outcome: 'info' }), read(20, 1))).toBeUndefined();
    expect(stale(write(0, 1), write(10, 2, { outcome: 'fail' }), read(20, 1))).toBeUndefined();
    // The two writes overlap: either may have come last.
    expect(stale(write(0, 1, { took: 15 }), write(10, 2), read(20, 1))).toBeUndefined();
    // What was read of the overwriting was read too late, or may come from another write of the same.
    expect(stale(write(0, 1), write(10, 2, { outcome: 'info' }), read(20, 1), read(22, 2))).toBeUndefined();
    expect(
      stale(write(0, 1), write(3, 2, { took: 9, outcome: 'info' }), read(5, 2), read(20, 1)),
    ).toBeDefined();
    expect(
      stale(write(-9, 2), read(-5, 2), write(0, 1), write(10, 2, { outcome: 'info' }), read(20, 1)),
    ).toBeUndefined();
    // A write that nobody heard of may take effect at any time.
    expect(stale(write(0, 1, { outcome: 'info' }), write(10, 2), read(20, 1))).toBeUndefined();
    // Another key; the latest value; a read that was not answered.
    expect(stale(write(0, 1), write(10, 2, { key: 'y' }), read(20, 1))).toBeUndefined();
    expect(stale(write(0, 1), write(10, 2), read(20, 2))).toBeUndefined();
    expect(stale(write(0, 1), write(10, 2), read(20, 1, { outcome: 'info' }))).toBeUndefined();
    // The same value was written twice: nobody can tell which.
    expect(stale(write(0, 1), write(10, 2), write(12, 1), read(20, 1))).toBeUndefined();
    // What nobody wrote is another matter than staleness.
    expect(stale(write(0, 1), read(20, 99))).toBeUndefined();
  });
});

describe('circumstances', () => {
  const point = (node: string, series: string, at: number, value: string | number) => ({
    node,
    series,
    at: at * MS,
    value,
  });
  const series = [
    point('db/1', 'role', 0, 'follower'),
    point('db/1', 'role', 100, 'leader'),
    point('db/1', 'term', 100, 1),
    point('db/2', 'role', 300, 'leader'),
    point('db/2', 'term', 300, 2),
  ];
  const cut = fault(9, {
    text: 'partition isolate(leader(db)) at 200ms for 200ms',
    from: 200 * MS,
    to: 400 * MS,
  });

  test('are the state of the node that answered, who was in charge, and the faults of that instant', () => {
    expect(circumstances({ series, faults: [cut] }, 350 * MS, 'db/1')).toBe(
      'At 0.35 s db/1 had role leader and term 1. ' +
        'db/1 was leader (since 0.1 s), db/2 was leader (since 0.3 s). ' +
        'Active then: partition isolate(leader(db)) at 200ms for 200ms (hit db/1).',
    );
  });

  test('of an instant before, between and after', () => {
    const told = (at: number) => circumstances({ series, faults: [cut] }, at * MS, 'db/1');
    expect(told(50)).toBe(
      'At 0.05 s db/1 had role follower. Nobody took itself to be in charge then. No fault had struck yet.',
    );
    expect(told(500)).toContain(
      'No fault was active then; the last one, partition isolate(leader(db)) at 200ms for 200ms (hit db/1), had ended at 0.4 s.',
    );
  });

  test('of thousands of nodes name a few, those that matter first', () => {
    const nodes = Array.from({ length: 5000 }, (_, i) => `peer/${i}`);
    const text = circumstances({ series: [], faults: [{ ...cut, nodes }] }, 300 * MS, 'peer/4321');
    expect(text).toContain('(hit peer/4321, peer/0, peer/1, peer/2 and 4,996 more)');
  });

  test('are nothing where nothing is known', () => {
    expect(circumstances({ series: [], faults: [] }, 0, 'db/1')).toBe('');
  });
});
