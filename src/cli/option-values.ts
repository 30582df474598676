/**
 * What options take: numbers in a range, shares, durations, parts of a whole. A mistake is told with what was meant.
 *
 * Knows no command.
 */
import { Option } from 'commander';
import { parseQuantity } from '../model/quantity.js';
import { UsageError } from './exit.js';

/** An option that takes a share strictly between two others, with or without %. */
export function share(flags: string, description: string, above: number, below: number): Option {
  const [name] = flags.split(' ');
  return new Option(flags, description).argParser((text) => {
    const percent = /^(\d+(?:\.\d+)?|\.\d+)%$/.exec(text)?.[1];
    const value = percent === undefined ? Number(text === '' ? Number.NaN : text) : Number(`${percent}e-2`);
    if (value > above && value < below) return value;
    throw new UsageError(`${name} takes a share between ${above * 100}% and ${below * 100}%, not "${text}"`);
  });
}

/** `2/8`: the second of eight. */
export function shard(text: string): { readonly index: number; readonly of: number } {
  const [, index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
  throw new UsageError(`--shard takes a part of a whole, such as 2/8, not "${text}"`);
}

/** `0..6`, or one number. */
export function range(option: string): (text: string) => { readonly min: number; readonly max: number } {
  return (text) => {
    const [, low, high = low] = /^(\d{1,3})(?:\.\.(\d{1,3}))?$/.exec(text) ?? [];
    const [min, max] = [Number(low), Number(high)];
    if (low !== undefined && min <= max) return { min, max };
    throw new UsageError(`${option} takes a number or a range, such as 0..6, not "${text}"`);
  };
}

export function nanoseconds(option: string): (text: string) => number {
  return (text) => {
    const length = parseQuantity('duration', text);
    if (length.ok && length.value > 0) return length.value;
    throw new UsageError(`${option} takes a duration, such as 5s, not "${text}"`);
  };
}

export function milliseconds(option: string): (text: string) => number {
  return (text) => nanoseconds(option)(text) / 1e6;
}

/** An option that may be given several times. */
export function several(
  option: string,
): (text: string, before: readonly string[] | undefined) => readonly string[] {
  return (text, before = []) => [...before, someText(option)(text)];
}

export function wholeNumber(option: string, min: number, max?: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= min && value <= (max ?? value)) return value;
    const range = max === undefined ? `from ${min}` : `from ${min} to ${max}`;
    throw new UsageError(`${option} takes a whole number ${range}, not "${text}"`);
  };
}

export function someText(option: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text;
    throw new UsageError(`${option} takes a number or a word, not nothing`);
  };
}
