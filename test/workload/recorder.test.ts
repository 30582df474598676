/** The recorder: operations as Jepsen has them, positions in real-time order, all of it in the digest. */
import { describe, expect, test } from 'vitest';
import { createDigest } from '../../src/kernel/digest.js';
import { createRecorder } from '../../src/workload/recorder.js';

function recorders() {
  const digest = createDigest();
  const positions = { next: 0 };
  const [a, b] = ['a', 'b'].map((name) => createRecorder(name, positions, digest));
  return { a: a!, b: b!, digest };
}

describe('operations', () => {
  test('are open until they complete, and info stays open', () => {
    const { a, b } = recorders();
    const write = a.invoke(3, { f: 'write', key: 7, value: 1 }, 100, 90);
    const read = b.invoke(4, { f: 'read', key: 7 }, 110, 110);
    a.complete(write, 'info', null, 200, undefined, 'timeout');
    b.complete(read, 'ok', 1, 210, 'db/2', undefined);
    const shed = a.invoke(5, { f: 'read', key: 7 }, 220, 220);
    a.complete(shed, 'fail', null, 220, undefined, 'shed');
    a.invoke(6, { f: 'read', key: 7 }, 230, 230);
    expect(a.record().operations).toEqual([
      expect.objectContaining({
        id: 0,
        process: 3,
        f: 'write',
        key: 7,
        input: 1,
        output: null,
        outcome: 'info',
      }),
      expect.objectContaining({ id: 1, outcome: 'fail', output: null, start: 4, end: 5, error: 'shed' }),
      expect.objectContaining({ id: 2, outcome: 'info', end: Infinity, completedAt: undefined }),
    ]);
    expect(a.record().operations[0]).toMatchObject({
      start: 0,
      end: Infinity,
      intendedAt: 90,
      completedAt: 200,
    });
    expect(b.record()).toEqual({
      name: 'b',
      operations: [
        expect.objectContaining({
          id: 0,
          input: null,
          output: 1,
          outcome: 'ok',
          start: 1,
          end: 3,
          node: 'db/2',
        }),
      ],
    });
  });

  test('a failed or open one has no output, whatever came with the reply', () => {
    const { a } = recorders();
    a.complete(a.invoke(0, { f: 'read' }, 1, 1), 'fail', 17, 2, 'db/1', undefined);
    expect(a.record().operations[0]!.output).toBeNull();
  });
});

test('every part of what clients asked and saw is in the digest', () => {
  const told = (f: string, key: number, value: number, outcome: 'ok' | 'fail' | 'info', output: number) => {
    const { a, digest } = recorders();
    a.complete(a.invoke(0, { f, key, value }, 1, 1), outcome, output, 2, 'db/1', undefined);
    return digest.hex();
  };
  const all = [
    told('write', 1, 1, 'ok', 1),
    told('cas', 1, 1, 'ok', 1),
    told('write', 2, 1, 'ok', 1),
    told('write', 1, 2, 'ok', 1),
    told('write', 1, 1, 'fail', 1),
    told('write', 1, 1, 'info', 1),
    told('write', 1, 1, 'ok', 2),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(told('write', 1, 1, 'ok', 1)).toBe(all[0]);
});
