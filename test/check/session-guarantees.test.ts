/** The session guarantees on minimal histories: kept, violated, and what cannot be told. */
import { describe, expect, test } from 'vitest';
import { checkSessionGuarantee, type SessionOptions } from '../../src/check/session-guarantees.js';
import { GUARANTEE_NAMES, type GuaranteeName } from '../../src/observe/guarantee-names.js';
import type { Json } from '../../src/observe/history.js';
import { history } from './sessions/history.js';

const [RYW, MR, MW, WFR] = GUARANTEE_NAMES;

function verdicts(lines: readonly string[], options: Partial<SessionOptions> = {}) {
  const object = lines.some((line) => line.split(' ')[1] === 'a') ? 'list-append' : 'cas-register';
  return GUARANTEE_NAMES.filter(
    (guarantee) =>
      checkSessionGuarantee(history(...lines), guarantee, { object, ...options }).verdict === 'invalid',
  );
}

function told(guarantee: GuaranteeName, ...lines: string[]) {
  const object = lines.some((line) => line.split(' ')[1] === 'a') ? 'list-append' : 'cas-register';
  return checkSessionGuarantee(history(...lines), guarantee, { object }).failure;
}

describe('registers', () => {
  test.each<[string, readonly string[], readonly GuaranteeName[]]>([
    // Terry et al. §3.1: a password that was changed, and the old one is still asked for.
    ['one reads nothing after writing', ['A w x 1', 'A r x -'], [RYW]],
    ['one reads the older of two own writes', ['A w x 1', 'A w x 2', 'A r x 1'], [RYW]],
    ['one reads what one had replaced', ['B w x 1', 'A c x 1 2', 'A r x 1'], [RYW]],
    ['one reads what one had read before writing', ['B w x 1', 'A r x 1', 'A w x 2', 'A r x 1'], [RYW]],
    ['one reads what led to the own write', ['A w x 1', 'B c x 1 2', 'C c x 2 3', 'B r x 1'], [RYW]],
    ['own writes to other keys do not matter', ['A w x 1', 'A r y -'], []],
    ['another session wrote after it', ['A w x 1', 'B w x 2', 'A r x 2'], []],
    [
      'another session wrote before it, and may come later all the same',
      ['B w x 2', 'A w x 1', 'A r x 2'],
      [],
    ],
    ['a write that never came to anything', ['A w x 1 !', 'A r x -'], []],
    ['a write that nobody knows of', ['A w x 1 ?', 'A r x -'], []],
    // §3.2: an appointment that was seen, and is gone.
    ['one reads nothing after something', ['B w x 1', 'A r x 1', 'A r x -'], [MR]],
    ['one reads back and forth', ['B w x 1', 'C w x 2', 'A r x 1', 'A r x 2', 'A r x 1'], [MR]],
    ['one reads a write and then an older one', ['B w x 1', 'B w x 2', 'A r x 2', 'A r x 1'], [MR, MW]],
    ['a cas saw it', ['B w x 1', 'C c x 1 2', 'A c x 2 3', 'A r x 1'], [RYW, MR]],
    [
      'two sessions see two writes in two orders',
      ['B w x 1', 'C w x 2', 'A r x 1', 'A r x 2', 'D r x 2', 'D r x 1'],
      [MR],
    ],
    ['each session on its own', ['B w x 1', 'B w x 2', 'A r x 2', 'C r x 1'], []],
    // §3.3: a new version of a library, and a program that needs it.
    ['a later write is seen without the earlier', ['A w x 1', 'A w y 2', 'B r y 2', 'B r x -'], [MW]],
    ['… or with an older one', ['A w x 0', 'A w x 1', 'A w y 2', 'B r y 2', 'B r x 0'], [MW]],
    ['… or with what it had replaced', ['C w x 0', 'A c x 0 1', 'A w y 2', 'B r y 2', 'B r x 0'], [MW]],
    [
      'the earlier write was never known to have happened',
      ['A w x 1 ?', 'A w y 2', 'B r y 2', 'B r x -'],
      [],
    ],
    ['the earlier write was seen first', ['A w x 1', 'A w y 2', 'B r x -', 'B r y 2', 'B r x 1'], []],
    // §3.4: an answer is seen without its question.
    ['an answer without its question', ['A w x 1', 'B r x 1', 'B w y 2', 'C r y 2', 'C r x -'], [WFR]],
    [
      'an answer with its question before',
      ['A w x 1', 'B r x 1', 'B w y 2', 'C r x -', 'C r y 2', 'C r x 1'],
      [],
    ],
    [
      'a correction, and then what it corrects',
      ['A w x 1', 'B r x 1', 'B w x 2', 'C r x 2', 'C r x 1'],
      [MR, WFR],
    ],
    ['an answer that had not seen it', ['A w x 1', 'B w y 2', 'B r x 1', 'C r y 2', 'C r x -'], []],
  ])('%s', (_, lines, broken) => {
    expect(verdicts(lines)).toEqual(broken);
  });

  test('a session that is passed from one node to another may see a later write first', () => {
    const lines = (a: string, b: string) => ['A w x 1', 'A w y 2', `B r y 2 @${a}`, `B r x - @${b}`];
    expect(verdicts(lines('n1', 'n2'))).toEqual([]);
    expect(verdicts(lines('n1', 'n1'))).toEqual([MW]);
    let answer = 0;
    expect(verdicts(lines('n1', 'n1'), { server: () => `n1 ${answer++}` })).toEqual([]);
  });

  test('values that do not tell writes apart tell nothing', () => {
    expect(verdicts(['A w x 1', 'B w x 1', 'A w x 2', 'A r x 1'])).toEqual([]);
    expect(verdicts(['A w x -', 'A w x 2', 'A r x -'])).toEqual([]);
    expect(verdicts(['A w x 2', 'A r x 0'])).toEqual([]);
    expect(verdicts(['A w x 2', 'A r x 0'], { initial: 0 })).toEqual([RYW]);
  });

  test('only the sessions that are asked about are judged, but all that happened counts', () => {
    const lines = ['A w x 1', 'A r x -', 'B w x 2', 'B r x 2'];
    expect(verdicts(lines, { of: ({ process }) => process === 'A' })).toEqual([RYW]);
    expect(verdicts(lines, { of: ({ process }) => process === 'B' })).toEqual([]);
  });
});

describe('lists', () => {
  test.each<[string, readonly string[], readonly GuaranteeName[]]>([
    ['all in order', ['A a x 1', 'A a x 2', 'B r x [1,2]', 'A r x [1,2]', 'B r x [1,2]'], []],
    ['the own element is missing', ['A a x 1', 'A r x []'], [RYW]],
    ['the own element is missing among others', ['A a x 1', 'B a x 2', 'A r x [2]', 'B r x [1,2]'], [RYW]],
    ['an element that was never acknowledged may be missing', ['A a x 1 ?', 'A r x []'], []],
    ['an element is gone', ['A a x 1', 'B r x [1]', 'B r x []'], [MR]],
    [
      'an element is gone, another has come',
      ['A a x 1', 'C a x 2', 'B r x [1]', 'B r x [2]', 'C r x [1,2]'],
      [MR],
    ],
    ['elements in the other order', ['A a x 1', 'A a x 2', 'B r x [2,1]'], [MW]],
    ['the second without the first', ['A a x 1', 'A a x 2', 'B r x [2]'], [MW]],
    [
      'the second without the first, which others have seen',
      ['A a x 1', 'A a x 2', 'B r x [2]', 'C r x [1,2]'],
      [MW],
    ],
    ['an answer without its question', ['A a x 1', 'B r x [1]', 'B a x 2', 'C r x [2]'], [WFR]],
    [
      'an answer before its question',
      ['A a x 1', 'B r x [1]', 'B a x 2', 'C r x [2,1]', 'C r x [2,1,3]', 'D a x 3'],
      [WFR],
    ],
    [
      'two keys that contradict each other',
      ['A a x 1', 'A a y 2', 'B a y 3', 'B a x 4', 'C r x [4,1]', 'D r y [2,3]'],
      [MW],
    ],
    ['under another key the earlier is missing', ['A a x 1', 'A a y 2', 'B r y [2]', 'B r x []'], [MW]],
  ])('%s', (_, lines, broken) => {
    expect(verdicts(lines)).toEqual(broken);
  });
});

describe('where the order of writes is known', () => {
  const order = (values: readonly Json[]): Partial<SessionOptions> => ({ order: () => values });

  test('a read of a write that came before the own one is stale, of one that came after is not', () => {
    const lines = ['B w x 2', 'A w x 1', 'A r x 2'];
    expect(verdicts(lines, order([2, 1]))).toEqual([RYW]);
    expect(verdicts(lines, order([1, 2]))).toEqual([]);
  });

  test('it tells whether reads went back or writes were put the other way', () => {
    const lines = ['B w x 1', 'B w x 2', 'A r x 2', 'A r x 1'];
    expect(verdicts(lines, order([1, 2]))).toEqual([MR]);
    expect(verdicts(lines, order([2, 1]))).toEqual([MW]);
    expect(verdicts(['A w x 1', 'B r x 1', 'B w x 2', 'C r x 2'], order([2, 1]))).toEqual([WFR]);
  });
});

describe('what is counted', () => {
  const judged = (guarantee: GuaranteeName, ...lines: string[]) =>
    checkSessionGuarantee(history(...lines), guarantee, { object: 'cas-register' });

  test('operations of which something was wanted', () => {
    const lines = ['A w x 1', 'A r x 1', 'A r x 1', 'A w y 2', 'B r y 2'];
    expect(GUARANTEE_NAMES.map((guarantee) => judged(guarantee, ...lines).judged)).toEqual([2, 1, 1, 1]);
  });

  test('nothing if nothing was', () => {
    for (const guarantee of GUARANTEE_NAMES)
      expect(judged(guarantee, 'A w x 1', 'B r x 1')).toMatchObject({ verdict: 'valid', judged: 0 });
    expect(judged(MW, 'A w x 1', 'A w x 2', 'B r x 1').judged).toBe(0); // nobody saw the second
  });

  test('a process that asks two things at once is no session', () => {
    const [write, read] = history('A w x 1', 'A r x -');
    const both = [write!, { ...read!, start: 0.5 }];
    expect(checkSessionGuarantee(both, RYW, { object: 'register' })).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('process A invokes another operation') as string,
    });
  });
});

describe('explanations', () => {
  test('name sessions, operations, values and who answered', () => {
    expect(told(RYW, 'A w x 1 @n1', 'A w x 2 @n1', 'A r x 1 @n3')!.explanation).toBe(
      '"read 1" of process A (event 4) on key "x", answered by n3 at event 5, does not see what its own session had ' +
        'written: "write 2" of process A (event 2) on key "x", answered by n1 at event 3, came before it, and 1 is ' +
        'older than 2. Process A wrote 1 before it wrote 2.',
    );
    expect(told(MR, 'B w x 1', 'C c x 1 2', 'A r x 2', 'A r x 1')!.explanation).toBe(
      '"read 1" of process A (event 6) on key "x", answered at event 7, goes back in time: its session had seen 2 ' +
        'before ("read 2" of process A (event 4) on key "x", answered at event 5), and 1 is older than that. "cas 1 -> 2" of process C (event 2) on key "x" put 2 in the place of 1.',
    );
    expect(told(MW, 'A w x 1', 'A w y 2', 'B r y 2', 'B r x -')!.explanation).toBe(
      '"read 2" of process B (event 4) on key "y", answered at event 5, shows a write, and "read null" of process B ' +
        '(event 6) on key "x", answered at event 7, after it lacks an earlier one. Process A had written 1 on key "x" ' +
        'before it wrote 2 on key "y": "write 1" of process A (event 0) on key "x", answered at event 1, came before ' +
        '"write 2" of process A (event 2) on key "y". A server that has the later write must have the earlier one.',
    );
    expect(told(WFR, 'A a x 1', 'B r x [1]', 'B a x 2', 'C r x [2,1]')!.explanation).toBe(
      '"append 2" of process B (event 4) on key "x" took effect before what its session had seen: it had been told ' +
        'of 1 on key "x", yet 2 is older than that. "read [2,1]" of process C (event 6) on key "x", answered at ' +
        'event 7, shows 2 before 1.',
    );
    expect(told(MW, 'A a x 1', 'A a x 2', 'B r x [2]', 'C r x [1,2]')!.explanation).toBe(
      '"read [2]" of process B (event 4) on key "x", answered at event 5, lacks 1, although it shows 2, which process ' +
        'A appended after that.',
    );
  });

  test('show the operations that it takes, in order of invocation', () => {
    const ids = (lines: readonly string[], guarantee: GuaranteeName) =>
      told(guarantee, ...lines)!.window.map(({ id }) => id);
    expect(ids(['C w x 9', 'A w x 1', 'C r x 9', 'A w x 2', 'A r x 1'], RYW)).toEqual([1, 3, 4]);
    expect(ids(['A w x 1', 'B r x 1', 'B w y 2', 'C r y 2', 'C r x -'], WFR)).toEqual([0, 1, 2, 3, 4]);
  });
});
