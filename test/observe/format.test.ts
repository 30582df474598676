import { describe, expect, test } from 'vitest';
import {
  formatBeside,
  formatCount,
  formatDuration,
  formatInstant,
  formatNumber,
  formatPlural,
  formatQuantile,
  formatRate,
  formatRatio,
} from '../../src/observe/format.js';

describe('figures for people', () => {
  test.each([
    [0, '0'],
    [1.23456, '1.23'],
    [12.3456, '12.3'],
    [123.456, '123'],
    [1234.56, '1,235'],
    [9.999, '10.0'],
    [99.96, '100'],
    [0.012345, '0.0123'],
    [1e-7, '0.000000100'],
    [1234567, '1,234,567'],
    [-1234.5, '-1,235'],
  ])('number %d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test.each([
    [0, '0 s'],
    [850, '850 ns'],
    [999.9, '1.00 µs'],
    [2_100_000, '2.10 ms'],
    [999_600_000, '1.00 s'],
    [31_234_567, '31.2 ms'],
    [62_000_000_000, '62.0 s'],
  ])('duration %d ns is %s', (ns, text) => {
    expect(formatDuration(ns)).toBe(text);
  });

  test('a share that is not all never reads as 100 %', () => {
    expect(formatRatio(1)).toBe('100 %');
    expect(formatRatio(0)).toBe('0 %');
    expect(formatRatio(0.973)).toBe('97.3 %');
    expect(formatRatio(0.99996)).toBe('99.996 %');
    expect(formatRatio(0.0000123)).toBe('0.00123 %');
  });

  test('instants are in seconds, to the microsecond', () => {
    expect([0, 250_000_000, 12_345_678_912, 1_000].map(formatInstant)).toEqual([
      '0 s',
      '0.25 s',
      '12.345679 s',
      '0.000001 s',
    ]);
  });

  test('counts, rates and quantiles', () => {
    expect([formatCount(4820), formatCount(1, 'run'), formatCount(20, 'run')]).toEqual([
      '4,820',
      '1 run',
      '20 runs',
    ]);
    expect(formatCount(96_420_123)).toBe('96,420,123');
    expect(formatRate(198.34)).toBe('198/s');
    expect([0.5, 0.99, 0.999, 0.57].map(formatQuantile)).toEqual(['p50', 'p99', 'p99.9', 'p57']);
  });

  test('a figure beside its bound shows the digits that tell them apart', () => {
    expect(formatBeside(50_004_000, 50_000_000, formatDuration)).toBe('50.004 ms');
    expect(formatBeside(31_200_000, 50_000_000, formatDuration)).toBe('31.2 ms');
    expect(formatBeside(50_000_000, 50_000_000, formatDuration)).toBe('50.0 ms');
  });
});

test('one of what comes in the plural is one', () => {
  expect(formatPlural(3, 'nodes crashed')).toBe('3 nodes crashed');
  expect(formatPlural(1, 'nodes crashed')).toBe('1 node crashed');
  expect(formatPlural(1, 'messages and timers delayed')).toBe('1 message and timer delayed');
  expect(formatPlural(0, 'clocks changed')).toBe('0 clocks changed');
});
