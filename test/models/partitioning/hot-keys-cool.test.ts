/**
 * Hot keys that cool down: who does, when, and that nobody misses anything while parts are merged and copies go.
 *
 * What must fail is in the zoo: the same scenario hunted, with each step of cooling down left out.
 */
import { describe, expect, test } from 'vitest';
import { createBook } from '../../../models/partitioning/hot-keys/book.js';
import { read } from '../../../models/partitioning/hot-keys/read.js';
import type { Ctx, State } from '../../../models/partitioning/hot-keys/state.js';
import type { Cell } from '../../../models/partitioning/shard.js';
import type { Call, CallResult, Json, Process, Request } from '../../../src/model/index.js';
import { runHotKeys } from './hot-keys.js';

/** Two hot keys, of which others then ask so little that their share falls from 30 % each to 10 %. */
const cooling = { hotAbove: '25%', keys: 'hot(50, 2, 60%)', later: 'uniform(200)' };
const params = (more: string) => ` coldBelow: 80%, window: 200ms, requestsMin: 60, ${more}`;

describe('what is kept', () => {
  test.each(['mitigation: split', 'mitigation: copy, cleanReads: true', 'mitigation: none'])(
    '%s: nobody misses a write while keys become hot and cool down',
    (mitigation) => {
      for (const seed of ['1', '2', '3']) {
        const { figure, linearizable, invariant } = runHotKeys({
          ...cooling,
          params: params(mitigation),
          seed,
          latency: '3ms',
        });
        expect({ linearizable, invariant }).toEqual({ linearizable: 'valid', invariant: 'valid' });
        expect(figure('keys cooled down')).toBeGreaterThanOrEqual(2);
        expect(figure('reads that missed an acknowledged write')).toBe(0);
      }
    },
  );
});

describe('who cools down', () => {
  test('nobody whose share does not fall', () => {
    const count = (later: string) =>
      runHotKeys({ ...cooling, params: params('mitigation: split'), later }).figure('keys cooled down');
    expect(count('')).toBe(0);
    expect(count(cooling.later)).toBeGreaterThanOrEqual(2);
  });

  test('hysteresis: what falls below the one share but not below the other stays hot', () => {
    const count = (coldBelow: string) =>
      runHotKeys({
        ...cooling,
        params: `mitigation: split, coldBelow: ${coldBelow}, window: 200ms, requestsMin: 60`,
      }).figure('keys cooled down');
    expect(count('60%')).toBe(2);
    expect(count('20%')).toBe(0);
    expect(count('0%')).toBe(0);
  });

  test('how long it takes is a matter of how often counts are halved', () => {
    const time = (window: string) =>
      runHotKeys({
        ...cooling,
        params: `mitigation: copy, coldBelow: 60%, window: ${window}, requestsMin: 60`,
      }).figure('time to cool down');
    expect(time('100ms')).toBeGreaterThan(0);
    expect(time('400ms')).toBeGreaterThan(1.5 * time('100ms'));
  });
});

describe('races that are too rare to wait for', () => {
  /** A read of key k on three shards, driven by hand. */
  function reading(
    mitigation: 'split' | 'copy',
    parts: { readonly cooling?: boolean; readonly writing?: boolean },
  ) {
    const heat = { spell: 1, hotAt: 0, cooling: parts.cooling ?? false, writes: 0, reads: 0, merging: false };
    const state = {
      hot: new Map([['k', heat]]),
      shardsOf: (_key: string, count: number) => [1, 2, 3].slice(0, count),
      writing: new Map(parts.writing === true ? [['k', 1]] : []),
      doubtful: new Map(),
      book: createBook([1, 2, 3]),
    } as unknown as State;
    const answers: Json[] = [];
    const sent: unknown[] = [];
    const ctx = {
      params: { mitigation, copies: 3, processes: 1, timeout: 1, waitForCopies: true, cleanReads: false },
      monotonicClock: () => 0,
      random: () => 0.5,
      *callAll(calls: readonly Call[]): Process<readonly CallResult[]> {
        return (yield { kind: 'calls', calls }) as readonly CallResult[];
      },
      ok: (_request: Request, value: Json) => answers.push(value),
      send: (to: number, message: object) => sent.push({ to, ...message }),
    } as unknown as Ctx;
    const process = read(state, { session: 0 } as Request, 'k', ctx);
    /** The calls that it makes when it is told what came of the ones before. */
    const next = (cells: readonly (Cell | null)[]) => {
      const results = cells.map((value): CallResult => ({ ok: true, value: value as unknown as Json }));
      const step = process.next(cells.length === 0 ? undefined : results);
      if (step.done === true || step.value.kind !== 'calls') return [];
      return step.value.calls.map(({ to, ask }) => `${ask.f} ${to}`);
    };
    return { next, answers, sent };
  }

  test('while parts are merged, what a part has goes to the owner before it is answered', () => {
    const { next, answers } = reading('split', { cooling: true });
    expect(next([])).toEqual(['read 1', 'read 2', 'read 3']);
    expect(next([[4, 'old'], [7, 'new'], null])).toEqual(['write 1']);
    expect(answers).toEqual([]);
    expect(next([[7, 'new']])).toEqual([]);
    expect(answers).toEqual(['new']);
  });

  test('before that, and where the owner has it, it is answered at once', () => {
    for (const [parts, owned] of [
      [{}, 4],
      [{ cooling: true }, 7],
    ] as const) {
      const { next, answers } = reading('split', parts);
      next([]);
      expect(next([[owned, 'new'], [7, 'new'], null])).toEqual([]);
      expect(answers).toEqual(['new']);
    }
  });

  test('an empty copy is filled from the owner, but not while a write may overtake the answer', () => {
    for (const writing of [false, true]) {
      const { next, answers, sent } = reading('copy', { writing });
      expect(next([])).toEqual(['read 2']);
      expect(next([null])).toEqual(['read 1']);
      next([[4, 'owned']]);
      expect(answers).toEqual(['owned']);
      expect(sent).toEqual(writing ? [] : [{ to: 2, kind: 'copy', key: ['k', 1], cell: [4, 'owned'] }]);
    }
  });
});
