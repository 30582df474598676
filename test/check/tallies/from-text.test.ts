/** Histories of counted objects as text: what is left out, filled in and refused. */
import { describe, expect, test } from 'vitest';
import { checkTallyHistory, type TallyHistoryOptions } from '../../../src/check/tallies/from-text.js';
import { mapWithVerdict } from '../../../src/check/tallies.js';
import { readHistory } from '../../../src/check/transactions/from-text.js';
import type { TallyName } from '../../../src/observe/tally-names.js';

function check(text: string, name: TallyName, options: TallyHistoryOptions = {}) {
  const checked = checkTallyHistory(readHistory(text), name, options);
  if (checked.kind === 'rejected') return { problems: checked.problems };
  return { ...mapWithVerdict(checked.result), reason: checked.result.reason, judged: checked.result.judged };
}

describe('queues', () => {
  const put = '{:type :ok, :f :enqueue, :value :a}{:type :ok, :f :enqueue, :value :b}';

  test('a drain takes out all that it answers', () => {
    const drained = `${put}{:type :ok, :f :drain, :value [:b :a]}`;
    expect(check(drained, 'total-queue')).toMatchObject({ 'valid?': true, 'ok-count': 2, lost: [] });
    const short = `${put}{:type :fail, :f :drain}{:type :ok, :f :drain, :value [:b]}`;
    expect(check(short, 'total-queue')).toMatchObject({ 'valid?': false, lost: ['a'], 'lost-count': 1 });
  });

  test('of a drain that was never answered nobody knows what it took', () => {
    const { reason, ...map } = check(`${put}{:type :info, :f :drain}`, 'total-queue') as { reason: string };
    expect(map).toMatchObject({ 'valid?': 'unknown' });
    expect(reason).toContain('never answered');
  });

  test('a bag counts: what was put in twice may come out twice, and a third time is a duplicate', () => {
    const twice = '{:type :ok, :f :enqueue, :value 1}{:type :ok, :f :enqueue, :value 1}';
    const taken = '{:type :ok, :f :dequeue, :value 1}';
    expect(check(twice + taken, 'total-queue')).toMatchObject({ 'valid?': false, lost: [1] });
    expect(check(twice + taken + taken, 'total-queue')).toMatchObject({ 'valid?': true, 'ok-count': 2 });
    const third = check(twice + taken + taken + taken, 'total-queue');
    expect(third).toMatchObject({ 'valid?': true, duplicated: [1], 'duplicated-count': 1 });
    expect(check(twice + taken + taken + taken, 'queue')).toMatchObject({
      'valid?': false,
      error: "can't dequeue 1",
    });
  });
});

describe('sets', () => {
  const add = (process: number, value: number) =>
    `{"type":"invoke","process":${process},"f":"add","value":${value},"time_ns":0}\n{"type":"ok","process":${process},"f":"add","value":${value},"time_ns":1000000}\n`;
  const read = (values: readonly number[], time: number) =>
    `{"type":"invoke","process":9,"f":"read","value":null,"time_ns":${time}}\n{"type":"ok","process":9,"f":"read","value":${JSON.stringify(values)},"time_ns":${time}}\n`;

  test('a set that was never read', () => {
    expect(check(add(0, 1), 'set')).toMatchObject({ 'valid?': 'unknown', error: 'Set was never read' });
  });

  test('stale elements are wrong only where it must be linearizable', () => {
    const late = add(0, 1) + read([], 3e6) + read([1], 9e6);
    const stale = { stale: [1], 'stable-latencies': { 0: 2, 0.5: 2, 0.95: 2, 0.99: 2, 1: 2 } };
    expect(check(late, 'set-full')).toMatchObject({ 'valid?': true, ...stale });
    expect(check(late, 'set-full', { linearizable: true })).toMatchObject({ 'valid?': false, ...stale });
  });

  test('an element that is there twice', () => {
    const twice = check(add(0, 1) + read([1, 1, 1], 2e6), 'set-full');
    expect(twice).toMatchObject({ 'valid?': false, 'duplicated-count': 1, duplicated: { 1: 3 } });
  });

  test('what was removed is not lost, so nobody judges', () => {
    const removed = `${add(0, 1)}{"type":"ok","process":0,"f":"remove","value":1}\n${read([], 3e6)}`;
    expect(check(removed, 'set-full')).toMatchObject({ 'valid?': 'unknown', judged: 0 });
  });

  test('independent keys are judged alone, and the worst counts', () => {
    const keyed = [0, 1].map((key) => add(key, 5).replaceAll(':5', `:[${key},5]`)).join('');
    const reads =
      '{"type":"invoke","process":9,"f":"read","value":[0,null]}\n{"type":"ok","process":9,"f":"read","value":[0,[5]]}\n{"type":"invoke","process":9,"f":"read","value":[1,null]}\n{"type":"ok","process":9,"f":"read","value":[1,[]]}\n';
    const checked = check(keyed + reads, 'set-full');
    expect(checked).toMatchObject({ 'valid?': false, failures: [1] });
    expect(checked).toMatchObject({ results: { 0: { 'valid?': true }, 1: { 'valid?': false, lost: [5] } } });
  });
});

describe('long forks', () => {
  const write = (key: number) => `{:type :invoke, :f :txn, :process ${key}, :value [[:w ${key} 1]]}\n`;
  const read = (x: string, y: string, more = '') =>
    `{:type :ok, :f :txn, :process 9, :value [[:r 0 ${x}] [:r 1 ${y}]${more}]}\n`;

  test('two reads that saw one write each', () => {
    expect(check(write(0) + write(1) + read('1', 'nil') + read('1', '1'), 'long-fork')).toMatchObject({
      'valid?': true,
      'reads-count': 2,
      'late-read-count': 1,
      'early-read-count': 0,
    });
    expect(check(read('1', 'nil') + read('nil', '1'), 'long-fork')).toMatchObject({ 'valid?': false });
  });

  test.each([
    ['a key is written twice', write(0) + write(0), 'written more than once'],
    ['a key has two values', read('1', '1') + read('2', '1'), 'distinct values'],
    [
      'reads differ in how many keys they ask for',
      read('1', '1') + read('1', '1', ' [:r 2 1]'),
      'exactly 2 keys',
    ],
  ])('nobody knows where %s', (_, text, reason) => {
    const checked = check(text, 'long-fork');
    expect(checked).toMatchObject({ 'valid?': 'unknown', reason: expect.stringContaining(reason) });
  });

  test('a group size that was asked for', () => {
    expect(check(read('1', '1'), 'long-fork', { groupSize: 3 })).toMatchObject({ 'valid?': 'unknown' });
  });
});

test('a counter that is never answered may have been added to, and a failed one was not', () => {
  const history =
    '{:type :info, :f :add, :value 3}{:type :fail, :f :add, :value 7}{:type :ok, :f :read, :value 3}{:type :ok, :f :read, :value 0}{:type :ok, :f :read, :value 7}';
  expect(check(history, 'counter')).toMatchObject({
    reads: [
      [0, 3, 3],
      [0, 0, 3],
      [0, 7, 3],
    ],
    errors: [[0, 7, 3]],
  });
});

test('amounts that could come to too many sums are given up, and not by waiting', () => {
  const adds = Array.from(
    { length: 60 },
    (_, i) => `{:type :info, :f :add, :value ${(i * i * i * 7919 + i * 104_729 + 1_299_709) * 31}}`,
  );
  const result = check(`${adds.join('\n')}{:type :ok, :f :read, :value 1, :final? true}`, 'pn-counter');
  expect(result).toMatchObject({ 'valid?': 'unknown', 'final-reads': [1] });
});

test('a process that has several operations open is understood, as in histories without processes', () => {
  const history =
    '{:type :invoke, :f :add, :value 1}{:type :invoke, :f :add, :value 2}{:type :ok, :f :add, :value 2}{:type :invoke, :f :read}{:type :ok, :f :read, :value [2]}';
  expect(check(history, 'set-full')).toMatchObject({ 'valid?': true, 'attempt-count': 2, 'never-read': [1] });
});

test('histories of something else are refused', () => {
  const writes = '{:type :ok, :f :write, :value 1}';
  expect(check(writes, 'counter')).toMatchObject({
    problems: [{ expected: 'operations of counter: add, inc, dec, read', received: 'write' }],
  });
  const list = '{:type :ok, :f :read, :value [1]}';
  expect(check(list, 'counter')).toMatchObject({
    problems: [{ expected: 'read to have a whole number as its answer' }],
  });
});
