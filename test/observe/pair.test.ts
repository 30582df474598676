import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Json } from '../../src/observe/history.js';
import { pairOperations } from '../../src/observe/pair.js';

type Line = readonly [HistoryEvent['type'], number | string, string, Json?];
const events = (...lines: Line[]): HistoryEvent[] =>
  lines.map(([type, process, f, value = null], index) => ({
    index,
    type,
    process,
    f,
    value,
    time: index * 10,
  }));
const plain = { keyed: false, failed: 'dropped' as const };

describe('pairing', () => {
  it('joins invocations and completions of each process', () => {
    const history = events(
      ['invoke', 0, 'write', 1],
      ['invoke', 1, 'read'],
      ['ok', 0, 'write', 1],
      ['ok', 1, 'read', 1],
    );
    const { operations, problems, counts } = pairOperations(history, plain);
    expect(problems).toEqual([]);
    expect(counts).toEqual({ ok: 2, fail: 0, info: 0, skippedEvents: 0 });
    expect(operations).toMatchObject([
      {
        id: 0,
        f: 'write',
        input: 1,
        output: 1,
        outcome: 'ok',
        start: 0,
        end: 2,
        invokedAt: 0,
        completedAt: 20,
      },
      { id: 1, f: 'read', input: 1, output: 1, outcome: 'ok', start: 1, end: 3 },
    ]);
  });

  it('keeps what never completed open for ever', () => {
    const { operations, counts } = pairOperations(
      events(['invoke', 0, 'write', 1], ['info', 0, 'write', 1], ['invoke', 1, 'read']),
      plain,
    );
    expect(operations).toMatchObject([
      { outcome: 'info', end: Infinity, output: null, completedAt: 10 },
      { outcome: 'info', end: Infinity, completedAt: undefined },
    ]);
    expect(counts.info).toBe(2);
  });

  it('drops what failed, or keeps it as seen', () => {
    const history = events(['invoke', 0, 'cas', [1, 2]], ['fail', 0, 'cas', [1, 2]]);
    expect(pairOperations(history, plain)).toMatchObject({ operations: [], counts: { fail: 1 } });
    expect(pairOperations(history, { ...plain, failed: 'observed' }).operations).toMatchObject([
      { outcome: 'fail', end: 1 },
    ]);
  });

  it('takes a lone completion for both, at its own position', () => {
    expect(pairOperations(events(['ok', 0, 'write', 3]), plain).operations).toMatchObject([
      { start: 0, end: 0, input: 3 },
    ]);
  });

  it('skips the nemesis, and keeps clients with names', () => {
    const history = events(
      ['info', 'nemesis', 'start'],
      ['info', 'nemesis', 'start'],
      ['invoke', 'app/1', 'read'],
      ['ok', 'app/1', 'read', 2],
    );
    expect(pairOperations(history, plain)).toMatchObject({
      operations: [{ process: 'app/1' }],
      counts: { skippedEvents: 2 },
    });
  });

  it('finds processes that do two things at once', () => {
    const { problems } = pairOperations(events(['invoke', 0, 'read'], ['invoke', 0, 'write', 1]), plain);
    expect(problems).toMatchObject([{ severity: 'error', index: 1, received: 'an invocation of write' }]);
    const mixed = pairOperations(events(['invoke', 0, 'read'], ['ok', 0, 'write', 1]), plain);
    expect(mixed.problems).toMatchObject([{ severity: 'error', index: 1 }]);
  });

  it('lets a process go on after info, with a warning', () => {
    const history = events(
      ['invoke', 0, 'write', 1],
      ['info', 0, 'write', 1],
      ['invoke', 0, 'read'],
      ['ok', 0, 'read', 1],
    );
    expect(pairOperations(history, plain)).toMatchObject({
      operations: [{ outcome: 'info' }, { outcome: 'ok' }],
      problems: [{ severity: 'warning', index: 2 }],
    });
  });

  it('takes keys from values or from a field of their own', () => {
    const keyed = { keyed: true, failed: 'dropped' as const };
    const pairs = events(
      ['invoke', 0, 'get', ['x', null]],
      ['ok', 0, 'get', ['x', 'v']],
      ['invoke', 1, 'get', ['y']],
    );
    expect(pairOperations(pairs, keyed).operations).toMatchObject([
      { key: 'x', output: 'v' },
      { key: 'y', input: null },
    ]);
    const fields = pairs.map((event) => ({
      ...event,
      value: event.type === 'ok' ? 'v' : null,
      extra: { key: 'z' },
    }));
    expect(pairOperations(fields, keyed).operations).toMatchObject([{ key: 'z', output: 'v' }, { key: 'z' }]);
    expect(pairOperations(events(['invoke', 0, 'get', 'x']), keyed).problems).toMatchObject([
      { severity: 'error' },
    ]);
  });

  it('orders by position where indices do not rise', () => {
    const history = events(['invoke', 0, 'read'], ['ok', 0, 'read', 1]).map((event) => ({
      ...event,
      index: 7,
    }));
    expect(pairOperations(history, plain).operations).toMatchObject([{ start: 0, end: 1 }]);
  });
});
