/** Lists and ranges of values to sweep over, and the numbers in them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_VALUES, parseValues } from '../../src/scenario/sweep-values.js';
import { sweptNumbers } from '../../src/scenario/swept-number.js';

const values = (text: string) => {
  const read = parseValues(text);
  return read.ok ? read.value : read.problem;
};

describe('values', () => {
  test.each([
    ['3', ['3']],
    ['1, 2,4', ['1', '2', '4']],
    ['1..16:6', ['1', '4', '7', '10', '13', '16']],
    ['10..1:4', ['10', '7', '4', '1']],
    ['1..4:10', ['1', '2', '3', '4']], // whole numbers stay whole, and count once
    ['1..100:5log', ['1', '3', '10', '32', '100']],
    ['1..1000:4 log', ['1', '10', '100', '1000']],
    ['1, 2, 4..16:4', ['1', '2', '4', '8', '12', '16']],
    ['10ms..100ms:4', ['10ms', '40ms', '70ms', '100ms']],
    ['500us..5ms:4', ['500us', '2000us', '3500us', '5000us']], // in the unit of the first
    ['1..2s:3', ['1s', '1.5s', '2s']],
    ['0%..100%:4', ['0%', '33.3%', '66.7%', '100%']],
    ['0.0..1.0:3', ['0', '0.5', '1']],
    ['1ms..1s:4log', ['1ms', '10ms', '100ms', '1000ms']],
    ['poisson(100/s..900/s:3)', ['poisson(100/s)', 'poisson(500/s)', 'poisson(900/s)']],
    ['zipf(20, 0.5..0.9:2), uniform(10)', ['zipf(20, 0.5)', 'zipf(20, 0.9)', 'uniform(10)']],
    ['uniform(1ms, 2ms), exponential(1ms)', ['uniform(1ms, 2ms)', 'exponential(1ms)']],
    ['[a, b], c', ['[a, b]', 'c']],
    ['"a, b", c', ['"a, b"', 'c']],
    ['./mine.js, ../other.js', ['./mine.js', '../other.js']],
    ['1, 1, 2', ['1', '2']],
  ])('%s', (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  test.each([
    ['1..16', 0, 'how many values'],
    ['2, 1..16:1', 3, 'how many values'],
    ['1..16:x', 0, 'how many values'],
    ['1..16:2000', 0, `at most ${MOST_VALUES}`],
    ['1..600:600, 1001..1600:600', 12, `at most ${MOST_VALUES}`],
    ['1..', 1, 'both ends'],
    ['poisson(..9/s:3)', 8, 'both ends'],
    ['1, , 2', 3, 'a value'],
    ['', 0, 'a value'],
    ['1ms..2/s:3', 0, 'the same kind'],
    ['3..3:3', 0, 'differ'],
    ['0..9:4log', 0, 'above zero'],
    ['uniform(1ms..2ms:2, 3ms..4ms:2)', 8, 'one range'],
  ])('%s is refused at its place', (text, offset, expected) => {
    expect(values(text)).toMatchObject({ offset, expected: expect.stringContaining(expected) });
  });

  test('a range keeps its ends and goes one way, whatever its steps', () => {
    const end = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(end, end, fc.integer({ min: 2, max: 60 }), fc.boolean(), (a, b, steps, asTime) => {
        fc.pre(a !== b);
        const unit = asTime ? 'ms' : '';
        const all = values(`${a}${unit}..${b}${unit}:${steps}`) as readonly string[];
        const numbers = all.map((text) => Number.parseFloat(text));
        expect([numbers[0], numbers.at(-1)]).toEqual([a, b]);
        const up = numbers.every(
          (number, i) => i === 0 || Math.sign(number - numbers[i - 1]!) === Math.sign(b - a),
        );
        expect(up).toBe(true);
        if (asTime) expect(all.length).toBe(steps);
        else expect(numbers.every(Number.isInteger)).toBe(true);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('the number that changes', () => {
  test.each([
    [['1', '2', '4'], 'count', [1, 2, 4]],
    [['10ms', '1s', '0'], 'ms', [10, 1000, 0]],
    [['poisson(100/s)', 'poisson(30/min)'], '1/s', [100, 0.5]],
    [['uniform(1ms, 2ms)', 'uniform(1ms, 3s)'], 'ms', [2, 3000]],
    [['1%', '0.5'], 'ratio', [0.01, 0.5]],
    [['0.1', '0.5'], 'ratio', [0.1, 0.5]],
    [['64KiB', '1MB'], 'bytes', [65_536, 1e6]],
    [['1MB/s', '8Mbit/s'], 'bytes/s', [1e6, 1e6]],
    [['poisson(5/s)'], '1/s', [5]],
    [['sticky', 'random'], null, [null, null]],
    [['db/1', 'db/2'], null, [null, null]],
    [['uniform(1ms, 2ms)', 'uniform(2ms, 3ms)'], null, [null, null]], // two change
    [['poisson(5/s)', 'constant(5/s)'], null, [null, null]],
    [['10ms', '10/s'], null, [null, null]],
    [['true', 'false'], null, [null, null]],
  ])('%j', (texts, unit, numbers) => {
    expect(sweptNumbers(texts)).toEqual({ unit, numbers });
  });
});
