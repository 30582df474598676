/** Hot keys: who is found, what each mitigation costs and keeps, and what it does not keep. */
import { describe, expect, test } from 'vitest';
import { createBook, monitor, noteRead, noteWrite } from '../../../models/partitioning/hot-keys/book.js';
import type { State } from '../../../models/partitioning/hot-keys/state.js';
import { runHotKeys } from './hot-keys.js';

const run = (params: string, keys?: string, seed?: string, latency?: string) =>
  runHotKeys({
    params,
    ...(keys === undefined ? {} : { keys }),
    ...(seed === undefined ? {} : { seed }),
    ...(latency === undefined ? {} : { latency }),
  });

describe('what is kept', () => {
  test.each(['none', 'split'])('%s: nobody misses a write, hot or not', (mitigation) => {
    for (const seed of ['1', '2', '3']) {
      const { figure, linearizable, invariant } = run(`mitigation: ${mitigation}`, undefined, seed);
      expect({ linearizable, invariant }).toEqual({ linearizable: 'valid', invariant: 'valid' });
      expect(figure('requests for keys found hot')).toBeGreaterThan(0.2);
      expect(figure('reads that missed an acknowledged write')).toBe(0);
    }
  });

  test('copies: nobody misses an acknowledged write, but who sees one early may not see it again, unless reads are clean', () => {
    const verdicts = (params: string) =>
      ['4', '9', '11'].map((seed) => {
        const { figure, invariant, linearizable } = run(params, 'hot(50, 2, 60%)', seed, '3ms');
        expect(invariant).toBe('valid');
        expect(figure('reads that missed an acknowledged write')).toBe(0);
        return linearizable;
      });
    expect(verdicts('mitigation: copy')).toContain('invalid');
    expect(verdicts('mitigation: copy, cleanReads: true')).toEqual(['valid', 'valid', 'valid']);
  });

  test.each([
    ['near cache', 'mitigation: near-cache, ttl: 100ms'],
    ['coalesce', 'mitigation: coalesce, processes: 1'],
    ['copies that are not waited for', 'mitigation: copy, waitForCopies: false'],
  ])('%s: some reads miss a write, and the checker says so', (_name, params) => {
    const { figure, linearizable } = run(params);
    expect(linearizable).toBe('invalid');
    expect(figure('reads that missed an acknowledged write')).toBeGreaterThan(0);
  });

  test('no answer is older than a cache keeps it, give or take the way', () => {
    const worst = (ttl: number) =>
      run(`mitigation: near-cache, ttl: ${ttl}ms`).figure(
        'time since the first write that such a read missed',
      );
    expect(worst(20)).toBeLessThan(30);
    expect(worst(200)).toBeGreaterThan(30);
  });
});

describe('who is found', () => {
  test('nobody where nobody is hot, and the celebrity where there is one', () => {
    expect(run('mitigation: none', 'uniform(100)').figure('keys found hot')).toBe(0);
    expect(run('mitigation: none', 'hot(1000, 1, 30%)').figure('keys found hot')).toBe(1);
  });

  test('with too few counters the celebrity is not found: Space-Saving cannot tell it from the others', () => {
    expect(run('mitigation: none, watched: 1', 'hot(1000, 1, 30%)').figure('keys found hot')).toBe(0);
  });

  test('a sketch that is far too narrow finds nobody more, as both have to agree', () => {
    expect(
      run('mitigation: none, sketchWidth: 2, sketchDepth: 1', 'uniform(100)').figure('keys found hot'),
    ).toBe(0);
  });
});

describe('what it costs', () => {
  const cost = (mitigation: string) => run(`mitigation: ${mitigation}`, 'hot(1000, 1, 50%)');
  test('splitting and copying multiply one side of the work and divide the load of the owner', () => {
    const none = cost('none');
    expect(none.figure('work for the shards per request')).toBeCloseTo(1, 10);
    for (const mitigation of ['split', 'copy']) {
      const { figure } = cost(mitigation);
      expect(figure('busiest shard over the mean')).toBeLessThan(
        none.figure('busiest shard over the mean') - 0.5,
      );
      expect(figure('work for the shards per request')).toBeGreaterThan(1.4);
    }
  });
  test('caching and coalescing save work', () => {
    for (const mitigation of ['near-cache', 'coalesce'])
      expect(cost(mitigation).figure('work for the shards per request')).toBeLessThan(1);
  });
});

test('the monitor tells of a read that missed a write, unless such reads are part of the deal', () => {
  const judge = (forgiving: boolean, version: number) => {
    const book = createBook([1]);
    noteWrite(book, 'k', 5, 100);
    noteRead(book, 'k', version, 200, forgiving);
    return monitor([0], () => 'router').after(0, { book, hot: new Map([['k', {}]]) } as unknown as State, 0);
  };
  expect(judge(false, 4)).toMatchObject({ rule: 'reads-see-what-was-acknowledged' });
  expect(judge(false, 5)).toBeUndefined();
  expect(judge(true, 4)).toBeUndefined();
});
