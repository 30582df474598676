import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEdnHistory, writeEdnHistory } from '../../src/observe/edn.js';
import type { HistoryEvent, Json } from '../../src/observe/history.js';
import { readJsonlHistory, writeJsonlHistory } from '../../src/observe/jsonl.js';
import { describeProblem } from '../../src/observe/problem.js';

const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((n) => n + 0);
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, false),
    number,
    fc.string({ unit: 'binary' }),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('json'), { maxKeys: 4 }).map((map) => ({ ...map })),
  ),
}));
const name = fc.oneof(
  fc.constantFrom('read', 'write', 'cas', 'start-partition'),
  fc.string({ minLength: 1 }),
);
const KNOWN = ['index', 'type', 'process', 'f', 'value', 'time', 'error'];
const event = fc.record(
  {
    type: fc.constantFrom('invoke' as const, 'ok' as const, 'fail' as const, 'info' as const),
    process: fc.oneof(fc.nat(), fc.constant('nemesis'), name),
    f: name,
    value: json,
    time: fc.nat(),
    error: json,
    extra: fc
      .dictionary(
        fc.string().filter((key) => !KNOWN.includes(key)),
        json,
        { minKeys: 1, maxKeys: 2 },
      )
      .map((map) => ({ ...map })),
  },
  { requiredKeys: ['type', 'process', 'f', 'value', 'time'] },
);
const history = fc
  .array(event, { maxLength: 8 })
  .map((events): HistoryEvent[] => events.map((one, index) => ({ index: 3 * index, ...one })));

describe.each([
  { format: 'EDN', read: readEdnHistory, write: writeEdnHistory },
  { format: 'JSON lines', read: readJsonlHistory, write: writeJsonlHistory },
])('$format', ({ read, write }) => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(history, (events) => {
        const text = write(events);
        expect(read(text)).toEqual({ events, problems: [], tuples: 0 });
        expect(write(read(text).events)).toBe(text);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('notices a changed text (negative control of the property above)', () => {
    const events: HistoryEvent[] = [{ index: 0, type: 'ok', process: 1, f: 'read', value: 4, time: 5 }];
    expect(read(write(events).replace('4', '5')).events).not.toEqual(events);
  });

  it('never throws, whatever the text', () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom('{', '}', '[', ']', '(', '#', '_', ':a', '"', '\\', '1/0', ' ', '\n', '##', '^'),
          {
            maxLength: 30,
          },
        )
        .map((parts) => parts.join('')),
      fc.tuple(history, fc.nat(), fc.string()).map(([events, at, noise]) => {
        const text = write(events);
        const cut = text.length === 0 ? 0 : at % text.length;
        return text.slice(0, cut) + noise + text.slice(cut + 2);
      }),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        for (const problem of read(text).problems)
          expect(describeProblem(problem)).not.toContain('undefined');
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it('quotes no character that would steer a terminal', () => {
    const { problems } = read('\u001b[2J\u0007\u202e\u009b1m oops');
    expect(problems[0]?.received).toMatch(/oops$/);
    expect(problems[0]?.received).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('survives deep nesting', () => {
    const { problems } = read('['.repeat(100_000));
    expect(problems.length).toBeGreaterThan(0);
  });

  it('reads a long history in time proportional to its length', () => {
    const events = Array.from(
      { length: 50_000 },
      (_, index): HistoryEvent => ({
        index,
        type: index % 2 ? 'ok' : 'invoke',
        process: index % 7,
        f: 'write',
        value: [index, null],
        time: index * 1000,
      }),
    );
    const result = read(write(events));
    expect(result.problems).toEqual([]);
    expect(result.events.length).toBe(50_000);
  });
});

const values = (text: string) => readEdnHistory(text).events.map(({ value }) => value);
const one = (value: string) => values(`{:type :ok, :f :read, :process 0, :value ${value}}`)[0];

describe('EDN notation', () => {
  it.each<[string, Json]>([
    ['nil', null],
    ['true', true],
    ['-12', -12],
    ['+7', 7],
    ['1.5e3', 1500],
    ['12N', 12],
    ['1.25M', 1.25],
    ['1/2', 0.5],
    ['9223372036854775807', '9223372036854775807'],
    ['9223372036854775808N', '9223372036854775808'],
    [':keyword', 'keyword'],
    [':name.space/key', 'name.space/key'],
    ['symbol', 'symbol'],
    ['\\a', 'a'],
    ['\\newline', '\n'],
    ['\\u0041', 'A'],
    ['\\(', '('],
    ['"a \\"b\\" \\u00e9 \\n ; , #_"', 'a "b" é \n ; , #_'],
    ['[1 2, 3]', [1, 2, 3]],
    ['(1 (2))', [1, [2]]],
    ['#{1 2}', [1, 2]],
    ['{:a 1, "b" 2, 3 {:c nil}}', { a: 1, b: 2, '3': { c: null } }],
    ['{[1 2] :x}', { '[1,2]': 'x' }],
    ['#inst "2020-01-01"', '2020-01-01'],
    ['#foo/bar [1]', [1]],
    ['#_ignored 5', 5],
    ['#_ #_ 1 2 5', 5],
    ['[1 #_2 3 #_{:a 4}]', [1, 3]],
    ['[:append ; a comment ]\n 4]', ['append', 4]],
    ['##Inf', 'Inf'],
  ])('%s', (text, expected) => {
    expect(one(text)).toEqual(expected);
  });

  it('takes vectors, lists, records and maps without commas', () => {
    const map = '{:type :invoke :f :read :process 0}';
    expect(values(`[${map} ${map}]`)).toEqual([null, null]);
    expect(values(`(${map}\n${map})`)).toEqual([null, null]);
    expect(
      values(`#jepsen.history.Op{:index 0, :type :invoke, :process 1, :f :read, :value 3, :time 9}`),
    ).toEqual([3]);
    expect(values(`${map}${map}; end`)).toEqual([null, null]);
  });

  it('counts the values that are tuples', () => {
    const text = '{:type :ok :f :read :process 0 :value #jepsen.independent/tuple [1 nil]}';
    expect(readEdnHistory(text)).toMatchObject({ tuples: 1, events: [{ value: [1, null] }] });
    expect(readEdnHistory('{:type :ok :f :read :process 0 :value [[1 2]]}').tuples).toBe(0);
  });

  it('tells every problem with its place, and reads on', () => {
    const text = [
      '{:type :invoke, :f :read, :process 0}',
      '{:type :okay, :f :read, :process 0}',
      '{:type :ok, :f :read, :process 0',
      '{:type :ok, :f :read, :process 0, :value 12x}',
      '42',
      '{:type :info :f :read :process 1}',
    ].join('\n');
    const { events, problems } = readEdnHistory(text);
    expect(events.map(({ type }) => type)).toEqual(['invoke', 'info']);
    expect(problems.map(describeProblem)).toMatchInlineSnapshot(`
      [
        "line 2: expected type to be invoke, ok, fail or info, found "okay" (every event is one of these four)",
        "line 3, column 1: expected a closing } for this map, found {:type :ok, :f :read, :process 0",
        "line 4, column 42: expected a number, found 12x} (integers, decimals, ratios such as 1/2, and the suffixes N and M)",
      ]
    `);
  });
});

describe('JSON lines', () => {
  it('takes arrays laid out anyhow, blank lines and missing times', () => {
    const object = '{"type":"ok","f":"read","process":0,"value":[1,{"a":"]"}]}';
    const expected = [{ index: 0, type: 'ok', f: 'read', process: 0, value: [1, { a: ']' }], time: 0 }];
    expect(readJsonlHistory(`\n${object}\n\n`).events).toEqual(expected);
    expect(readJsonlHistory(`[\n ${object.replaceAll(',', ',\n  ')}\n]\n`).events).toEqual(expected);
    expect(readJsonlHistory('[]')).toEqual({ events: [], problems: [], tuples: 0 });
    expect(readJsonlHistory('')).toEqual({ events: [], problems: [], tuples: 0 });
  });

  it('keeps integers apart that a double cannot', () => {
    const lines =
      '{"type":"ok","f":"w","process":0,"value":9007199254740993}\n{"type":"ok","f":"w","process":0,"value":9007199254740992}';
    expect(readJsonlHistory(lines).events.map(({ value }) => value)).toEqual([
      '9007199254740993',
      '9007199254740992',
    ]);
    const quoted = '{"type":"ok","f":"w","process":0,"value":"9007199254740993","time":1e3}';
    expect(readJsonlHistory(quoted).events[0]).toMatchObject({ value: '9007199254740993', time: 1000 });
  });

  it('tells every problem with its place, and reads on', () => {
    const text = [
      '{"type":"invoke","f":"read","process":0}',
      '{"type":"ok","f":"read","process":0,}',
      '{"type":"ok","f":7,"process":null}',
      '[1]',
      '{:type :ok}',
      '{"type":"info","f":"read","process":1}',
    ].join('\n');
    const { events, problems } = readJsonlHistory(text);
    expect(events.map(({ type }) => type)).toEqual(['invoke', 'info']);
    expect(problems.map(describeProblem)).toMatchInlineSnapshot(`
      [
        "line 2, column 37: expected a name in double quotes, found } (one JSON object per event)",
        "line 3: expected process to be a number or a name, found null (without it a completion finds no invocation)",
        "line 3: expected f to be the name of an operation, found 7 (such as read, write or cas)",
        "line 4, column 1: expected an object such as {"type":"invoke","f":"read",…}, found [1] (one JSON object per event)",
        "line 5, column 2: expected a name in double quotes, found :type :ok} (this looks like EDN: is the format right?)",
      ]
    `);
  });

  it('places problems inside an array', () => {
    const text = '[\n{"type":"ok","f":"read","process":0},\n  {"type":"ok",\n "f":read}\n]';
    expect(readJsonlHistory(text).problems.map(describeProblem)).toMatchInlineSnapshot(`
      [
        "line 4, column 6: expected a JSON value, found read} (one JSON object per event)",
      ]
    `);
  });
});
