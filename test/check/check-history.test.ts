import { describe, expect, it } from 'vitest';
import type { CheckHistoryOptions } from '../../src/check/check-history.js';
import { checkHistory } from '../../src/check/check-history.js';
import { describeProblem } from '../../src/observe/problem.js';

function verdictOf(text: string, options: CheckHistoryOptions): string {
  const checked = checkHistory(text, options);
  return checked.kind === 'checked'
    ? checked.result.verdict
    : checked.problems.map(describeProblem).join('; ');
}

const edn = (...maps: string[]) => maps.map((map) => `{${map}}`).join('\n');

describe('models on text', () => {
  const cases: readonly [string, CheckHistoryOptions, string, string][] = [
    [
      'a cas after a write',
      { model: 'cas-register', initial: 0 },
      'valid',
      edn(
        ':process 0, :type :invoke, :f :cas, :value [0 5]',
        ':process 0, :type :ok, :f :cas, :value [0 5]',
        ':process 1, :type :invoke, :f :read, :value nil',
        ':process 1, :type :ok, :f :read, :value 5',
      ),
    ],
    [
      'a cas from a value that never was',
      { model: 'cas-register', initial: 0 },
      'invalid',
      edn(':process 0, :type :invoke, :f :cas, :value [1 5]', ':process 0, :type :ok, :f :cas, :value [1 5]'),
    ],
    [
      'a refused cas that would have worked, dropped',
      { model: 'cas-register', initial: 0 },
      'valid',
      edn(
        ':process 0, :type :invoke, :f :cas, :value [0 5]',
        ':process 0, :type :fail, :f :cas, :value [0 5]',
      ),
    ],
    [
      'a refused cas that would have worked, observed',
      { model: 'cas-register', initial: 0, failed: 'observed' },
      'invalid',
      edn(
        ':process 0, :type :invoke, :f :cas, :value [0 5]',
        ':process 0, :type :fail, :f :cas, :value [0 5]',
      ),
    ],
    [
      'kv with pairs',
      { model: 'kv' },
      'valid',
      edn(
        ':process 0 :type :invoke :f :append :value ["x" "a"]',
        ':process 1 :type :invoke :f :get :value ["x" nil]',
        ':process 1 :type :ok :f :get :value ["x" "a"]',
        ':process 0 :type :ok :f :append :value ["x" "a"]',
      ),
    ],
    [
      'kv with a field key',
      { model: 'kv' },
      'invalid',
      edn(
        ':process 0 :type :invoke :f :put :key "1" :value "a"',
        ':process 0 :type :ok :f :put :key "1" :value "a"',
        ':process 0 :type :invoke :f :get :key "1" :value nil',
        ':process 0 :type :ok :f :get :key "1" :value ""',
      ),
    ],
    [
      'kv: a missing key is "" or null',
      { model: 'kv' },
      'valid',
      edn(
        ':process 0 :type :invoke :f :get :value ["a" nil]',
        ':process 0 :type :ok :f :get :value ["a" ""]',
        ':process 0 :type :invoke :f :get :value ["b" nil]',
        ':process 0 :type :ok :f :get :value ["b" nil]',
      ),
    ],
    [
      'registers under tagged keys',
      { model: 'register' },
      'valid',
      edn(
        ':process 0 :type :invoke :f :write :value #jepsen.independent/tuple [:x 1]',
        ':process 0 :type :ok :f :write :value #jepsen.independent/tuple [:x 1]',
        ':process 0 :type :invoke :f :read :value #jepsen.independent/tuple [:y nil]',
        ':process 0 :type :ok :f :read :value #jepsen.independent/tuple [:y nil]',
      ),
    ],
    [
      'registers whose values happen to be pairs',
      { model: 'register' },
      'invalid',
      edn(
        ':process 0 :type :invoke :f :write :value [:x 1]',
        ':process 0 :type :ok :f :write :value [:x 1]',
        ':process 0 :type :invoke :f :read :value nil',
        ':process 0 :type :ok :f :read :value nil',
      ),
    ],
    [
      'transactions over registers',
      { model: 'multi-register', initial: { x: 0, y: 0 } },
      'invalid',
      edn(
        ':process 0 :type :invoke :f :txn :value [[:write :x 1] [:write :y 1]]',
        ':process 1 :type :invoke :f :txn :value [[:read :x nil] [:read :y nil]]',
        ':process 1 :type :ok :f :txn :value [[:read :x 1] [:read :y 0]]',
        ':process 0 :type :ok :f :txn :value [[:write :x 1] [:write :y 1]]',
      ),
    ],
    [
      'a mutex held twice',
      { model: 'mutex' },
      'invalid',
      edn(
        ':process 0 :type :invoke :f :acquire',
        ':process 0 :type :ok :f :acquire',
        ':process 1 :type :invoke :f :acquire',
        ':process 1 :type :ok :f :acquire',
      ),
    ],
    [
      'a mutex passed on',
      { model: 'mutex' },
      'valid',
      edn(
        ':process 0 :type :invoke :f :acquire',
        ':process 0 :type :ok :f :acquire',
        ':process 0 :type :invoke :f :release',
        ':process 1 :type :invoke :f :acquire',
        ':process 1 :type :ok :f :acquire',
        ':process 0 :type :ok :f :release',
      ),
    ],
    [
      'a set read in any order',
      { model: 'set' },
      'valid',
      edn(
        ':process 0 :type :ok :f :add :value 1',
        ':process 0 :type :ok :f :add :value 2',
        ':process 1 :type :ok :f :read :value #{2 1}',
      ),
    ],
    [
      'a set that lost an element',
      { model: 'set' },
      'invalid',
      edn(':process 0 :type :ok :f :add :value 1', ':process 1 :type :ok :f :read :value #{}'),
    ],
    [
      'a list in the wrong order',
      { model: 'list-append' },
      'invalid',
      edn(
        ':process 0 :type :ok :f :append :value 1',
        ':process 0 :type :ok :f :append :value 2',
        ':process 1 :type :ok :f :read :value [2 1]',
      ),
    ],
    [
      'a queue in the wrong order',
      { model: 'queue' },
      'invalid',
      edn(
        ':process 0 :type :ok :f :enqueue :value 1',
        ':process 0 :type :ok :f :enqueue :value 2',
        ':process 1 :type :ok :f :dequeue :value 2',
      ),
    ],
    [
      'the same without an order',
      { model: 'unordered-queue' },
      'valid',
      edn(
        ':process 0 :type :ok :f :enqueue :value 1',
        ':process 0 :type :ok :f :enqueue :value 2',
        ':process 1 :type :ok :f :dequeue :value 2',
      ),
    ],
    [
      'an unfinished dequeue took what was there, not what came later',
      { model: 'unordered-queue' },
      'invalid',
      edn(
        ':process 0 :type :ok :f :enqueue :value 1',
        ':process 1 :type :invoke :f :dequeue',
        ':process 0 :type :ok :f :dequeue :value nil',
        ':process 0 :type :ok :f :enqueue :value 2',
        ':process 0 :type :ok :f :dequeue :value 1',
      ),
    ],
    [
      'a counter',
      { model: 'counter' },
      'valid',
      edn(
        ':process 0 :type :ok :f :add :value 2',
        ':process 0 :type :ok :f :inc',
        ':process 0 :type :ok :f :read :value 3',
      ),
    ],
  ];
  it.each(cases)('%s', (_name, options, expected, text) => {
    expect(verdictOf(text, options)).toBe(expected);
  });
});

describe('reads that were answered null', () => {
  const text = edn(
    ':process 0 :type :ok :f :write :value 1',
    ':process 0 :type :ok :f :read :value nil',
    ':process 0 :type :ok :f :read :value 1',
  );

  it('are a value where null can be one', () => {
    expect(verdictOf(text, { model: 'register' })).toBe('invalid');
    expect(verdictOf(text, { model: 'register', initial: 0, nullReads: 'value' })).toBe('invalid');
    const written = `${edn(':process 0 :type :invoke :f :write :value nil', ':process 0 :type :ok :f :write :value nil')}\n${text}`;
    expect(verdictOf(written, { model: 'register', initial: 0 })).toBe('invalid');
  });

  it('tell nothing where null can be none, and the summary says so', () => {
    const checked = checkHistory(text, { model: 'register', initial: 0 });
    expect(checked).toMatchObject({
      kind: 'checked',
      result: { verdict: 'valid', judged: 2 },
      summary: { unknownReads: 1 },
    });
    if (checked.kind === 'checked')
      expect(checked.summary.notes.join()).toContain('1 reads were answered null');
  });
});

describe('what comes with a verdict', () => {
  it('says what was made of info, fail and the nemesis', () => {
    const text = edn(
      ':process 0 :type :invoke :f :write :value 1',
      ':process :nemesis :type :info :f :start',
      ':process 0 :type :info :f :write :value 1',
      ':process 1 :type :invoke :f :write :value 2',
      ':process 1 :type :fail :f :write :value 2',
      ':process 2 :type :invoke :f :read',
      ':process 2 :type :ok :f :read :value 1',
    );
    const checked = checkHistory(text, { model: 'register' });
    expect(checked).toMatchObject({
      kind: 'checked',
      summary: {
        format: 'edn',
        events: 7,
        operations: 3,
        ok: 1,
        info: 1,
        fail: 1,
        failObserved: 0,
        skippedEvents: 1,
        keyed: false,
      },
      warnings: [],
    });
  });

  it('explains a stale read in words', () => {
    const text = edn(
      ':process 0 :type :invoke :f :write :value 4 :time 1000000000',
      ':process 0 :type :ok :f :write :value 4 :time 1100000000',
      ':process 1 :type :invoke :f :write :value 5 :time 2000000000',
      ':process 1 :type :ok :f :write :value 5 :time 2250000000',
      ':process 3 :type :invoke :f :read :value nil :time 12000000000',
      ':process 3 :type :ok :f :read :value 4 :time 12103000000',
    );
    const checked = checkHistory(text, { model: 'register' });
    expect(checked.kind === 'checked' && checked.result.failure?.explanation).toMatchInlineSnapshot(
      `"No order of the operations explains "read 4" of process 3 (event 4) which completed at 12.103 s. Every order that explains all that completed before leaves the register as 5. In the longest of them it would last have been legal after "write 4" of process 0 (event 0), until "write 5" of process 1 (event 2), which completed at 2.25 s, before this one was even invoked (at 12 s). Nothing else was going on at that time."`,
    );
    expect(checked.kind === 'checked' && checked.result.failure?.window.map(({ id }) => id)).toEqual([
      0, 1, 2,
    ]);
  });

  it('does not tell of reads that were never answered: they explain nothing', () => {
    const stale = [
      ':process 0 :type :invoke :f :write :value 4',
      ':process 0 :type :ok :f :write :value 4',
      ':process 1 :type :invoke :f :write :value 5',
      ':process 1 :type :ok :f :write :value 5',
    ];
    const read = [':process 3 :type :invoke :f :read :value nil', ':process 3 :type :ok :f :read :value 4'];
    const beside = (f: string) => {
      const checked = checkHistory(edn(...stale, `:process 2 :type :invoke :f ${f}`, ...read), {
        model: 'register',
      });
      return checked.kind === 'checked' ? checked.result.failure! : undefined;
    };
    const idle = beside(':read :value nil')!;
    expect(idle.explanation).toMatch(
      /Nothing else was open at that time but reads that were never answered\.$/,
    );
    expect(idle.window.map(({ f }) => f)).toEqual(['write', 'write', 'read']);
    // A write that was never answered could have made a difference.
    const open = beside(':write :value 6')!;
    expect(open.explanation).toMatch(/Open beside it: "write 6" of process 2 .*; none of them helps\.$/);
    expect(open.window).toHaveLength(4);
  });

  it('rejects what it cannot understand, with every problem', () => {
    expect(verdictOf('{"type":"ok"', { model: 'register' })).toMatchInlineSnapshot(
      `"line 1, column 13: expected a comma or }, found the end of the text (one JSON object per event)"`,
    );
    expect(verdictOf(edn(':process 0 :type :ok :f :dequeue'), { model: 'register' })).toMatchInlineSnapshot(
      `"event 0: expected one of the operations of register: read, write, found dequeue (is the history for another model?)"`,
    );
    expect(
      verdictOf(edn(':process 0 :type :ok :f :cas :value 5'), { model: 'cas-register' }),
    ).toMatchInlineSnapshot(
      `"event 0: expected cas to have a value [expected, new], found [5,5] (is the history keyed, or for another model?)"`,
    );
    expect(verdictOf('', { model: 'regsiter' })).toMatchInlineSnapshot(
      `"expected one of the models register, cas-register, multi-register, kv, mutex, set, queue, unordered-queue, list-append, stack, counter, found regsiter"`,
    );
  });

  it('judges nothing in an empty text', () => {
    expect(checkHistory('', { model: 'register' })).toMatchObject({
      result: { verdict: 'valid', judged: 0 },
    });
  });

  it('tells EDN from JSON', () => {
    const formats = ['{:type :ok}', '; c\n[{:type', '[\n{:type', '#jepsen.history.Op{', '({:type'];
    for (const text of formats)
      expect(checkHistory(text, { model: 'set' }), text).toMatchObject({ kind: 'rejected' });
    const json = '[{"type":"ok","f":"add","process":0,"value":1}]';
    expect(checkHistory(json, { model: 'set' })).toMatchObject({ summary: { format: 'jsonl' } });
  });
});
