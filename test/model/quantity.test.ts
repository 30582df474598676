/** Quantities: units, rounding, refusals with hints, and that notation reads back exactly. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuantity, type QuantityKind } from '../../src/model/quantity.js';
import { formatDuration, formatRate, formatRatio, notation } from '../../src/model/quantity-format.js';

const value = (kind: QuantityKind, text: string, signed = false): number | string | undefined => {
  const read = parseQuantity(kind, text, { signed });
  return read.ok ? read.value : (read.problem.hint ?? read.problem.expected);
};

test.each([
  ['duration', '20ms', 20e6],
  ['duration', '1.5s', 1.5e9],
  ['duration', '2m', 120e9],
  ['duration', '2min', 120e9],
  ['duration', '1h', 3600e9],
  ['duration', '1d', 86_400e9],
  ['duration', '100us', 100e3],
  ['duration', '100µs', 100e3],
  ['duration', '5ns', 5],
  ['duration', ' 20 ms ', 20e6],
  ['duration', '.5s', 5e8],
  ['duration', '0', 0],
  ['duration', '1.001s', 1_001_000_000],
  ['rate', '500/s', 500],
  ['rate', '30/min', 0.5],
  ['rate', '2k/s', 2000],
  ['rate', '1e3/s', 1000],
  ['ratio', '1%', 0.01],
  ['ratio', '99.9%', 0.999],
  ['ratio', '0.01', 0.01],
  ['ratio', '50ppm', 0.00005],
  ['ratio', '100%', 1],
  ['size', '64KiB', 65_536],
  ['size', '1MB', 1_000_000],
  ['size', '100B', 100],
  ['bandwidth', '10MiB/s', 10_485_760],
  ['bandwidth', '1Gbit/s', 125_000_000],
  ['bandwidth', 'unlimited', Infinity],
] as const)('%s %s', (kind, text, expected) => {
  expect(value(kind, text)).toBe(expected);
});

test.each([
  ['duration', '20', '20 needs a unit: 20ms or 20s?'],
  ['duration', '-20ms', 'a duration cannot be negative'],
  ['duration', '20sec', 'did you mean 20s?'],
  ['duration', '20MS', 'did you mean 20ms?'],
  ['duration', '20 parsecs', '"parsecs" is not one of the units ns, us, µs, ms, s, m, min, h, d'],
  ['duration', '105d', 'virtual time ends after 104 days'],
  ['duration', '0.1ns', '0.1ns rounds to nothing'],
  ['duration', 'soon', 'a duration such as 20ms, 1.5s or 2min'],
  ['duration', '', 'a duration such as 20ms, 1.5s or 2min'],
  ['duration', '1e999s', 'virtual time ends after 104 days'],
  ['duration', '1,5s', 'decimals take a point: 1.5s'],
  ['rate', '500', '500 needs a unit: 500/s or 500/min?'],
  ['rate', '500rps', 'did you mean 500/s?'],
  ['ratio', '150%', 'a share cannot be more than 100%'],
  ['ratio', '1.5', 'a share cannot be more than 100%'],
  ['size', '64', '64 needs a unit: 64B or 64KiB?'],
  ['size', '64kb', 'did you mean 64kB?'],
  ['bandwidth', '10', '10 needs a unit: 10MB/s or 10Mbit/s?'],
] as const)('%s %s is refused', (kind, text, hint) => {
  expect(value(kind, text)).toBe(hint);
});

test('signed quantities may be negative, and drift may exceed 1', () => {
  expect(value('duration', '-2s', true)).toBe(-2e9);
  expect(value('ratio', '-200ppm', true)).toBe(-0.0002);
  expect(value('ratio', '150%', true)).toBe(1.5);
  expect(value('ratio', '-100%', true)).toBe('a drift lies above -1');
});

test.each([
  [150e6, '150 ms'],
  [1.5e9, '1.5 s'],
  [90e9, '90 s'],
  [600e9, '10 min'],
  [7200e9, '2 h'],
  [1234, '1.23 µs'],
  [0, '0 ns'],
  [-2e9, '-2 s'],
  [340_123_456, '340 ms'],
] as const)('%d ns for people: %s', (ns, text) => {
  expect(formatDuration(ns)).toBe(text);
});

test('ratios and rates for people', () => {
  expect(formatRatio(0.99983)).toBe('100 %');
  expect(formatRatio(0.125)).toBe('12.5 %');
  expect(formatRate(151.6)).toBe('152/s');
});

test('notation is the largest unit that is exact', () => {
  expect(notation('duration', 60e9)).toBe('60s');
  expect(notation('duration', 1.5e9)).toBe('1500ms');
  expect(notation('duration', 3600e9)).toBe('1h');
  expect(notation('ratio', 0.001)).toBe('0.1%');
  expect(notation('ratio', 0.0002)).toBe('0.02%');
  expect(notation('size', 65_536)).toBe('64KiB');
});

const kinds: readonly (readonly [QuantityKind, fc.Arbitrary<number>])[] = [
  ['duration', fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })],
  ['size', fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })],
  ['ratio', fc.double({ min: 0, max: 1, noNaN: true })],
  ['ratio', fc.integer({ min: 0, max: 1e6 }).map((n) => n / 1e6)],
  ['rate', fc.double({ min: 0, max: 1e12, noNaN: true })],
  ['bandwidth', fc.double({ min: 0, max: 1e18, noNaN: true })],
];

test.each(kinds)('%s: notation reads back exactly', (kind, values) => {
  fc.assert(
    fc.property(values, (one) => {
      const read = parseQuantity(kind, notation(kind, one));
      expect(read).toEqual({ ok: true, value: one + 0 });
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('control: rounded text for people does not read back exactly', () => {
  const read = parseQuantity('duration', formatDuration(123_456_789));
  expect(read).not.toEqual({ ok: true, value: 123_456_789 });
});

test('any text gives a value or a problem with words', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom<QuantityKind>('duration', 'ratio', 'rate', 'size', 'bandwidth'),
      (text, kind) => {
        const read = parseQuantity(kind, text);
        if (read.ok) expect(read.value).toBeGreaterThanOrEqual(0);
        else expect(read.problem.received.length).toBeGreaterThan(0);
      },
    ),
    { seed: 7, numRuns: 1000 },
  );
});
