/**
 * Figures as people read them: three significant digits and a unit, `31.2 ms`, `97.3 %`, `1,640`.
 *
 * For people only; nothing parses these again. Knows nothing of where a figure comes from.
 */
import type { Duration, Instant } from '../kernel/time.js';

const DIGITS = 3;
/** Digits at which two figures that are not equal are told apart at the latest. */
const DIGITS_MAX = 15;
const UNITS = [
  { name: 'ns', size: 1 },
  { name: 'µs', size: 1e3 },
  { name: 'ms', size: 1e6 },
  { name: 's', size: 1e9 },
] as const;

/** A number with so many significant digits, never in scientific notation, whole digits always kept. */
export function formatNumber(value: number, digits: number = DIGITS): string {
  if (value === 0) return '0';
  const size = Math.abs(Number(value.toPrecision(digits)));
  const whole = Math.trunc(size).toString().length;
  const decimals = size < 1 ? leadingZeros(size) + digits : Math.max(0, digits - whole);
  const [head, tail] = value.toFixed(Math.min(decimals, 100)).split('.');
  const grouped = head!.replace(/\B(?=(\d{3})+$)/g, ',');
  return tail === undefined ? grouped : `${grouped}.${tail}`;
}

/** `850 ns`, `2.10 ms`, `31.2 s`; of a latency in ns, which need not be whole. */
export function formatDuration(ns: Duration, digits: number = DIGITS): string {
  if (ns === 0) return '0 s';
  const shown = Math.abs(Number(ns.toPrecision(digits)));
  const unit = UNITS.findLast((each) => shown >= each.size) ?? UNITS[0];
  return `${formatNumber(ns / unit.size, digits)} ${unit.name}`;
}

/** `12.345 s`: when something happened, to the microsecond, in the unit of every chart's time axis. */
export function formatInstant(at: Instant): string {
  return `${Number((at / 1e9).toFixed(6))} s`;
}

/** `97.3 %`, of a ratio. A share that is not all never reads as `100 %`. */
export function formatRatio(ratio: number, digits: number = DIGITS): string {
  if (ratio === 0 || ratio === 1) return `${ratio * 100} %`;
  let text = formatNumber(ratio * 100, digits);
  for (let more = digits + 1; ratio < 1 && Number(text) === 100 && more <= DIGITS_MAX; more++)
    text = formatNumber(ratio * 100, more);
  return `${text} %`;
}

/** `198/s`, of a rate per second. */
export function formatRate(perS: number, digits: number = DIGITS): string {
  return `${formatNumber(perS, digits)}/s`;
}

/** `4,820`; `1 run`, `20 runs` with a noun. */
export function formatCount(count: number, noun?: string): string {
  const number = formatNumber(count, DIGITS_MAX).replace(/\.0+$/, '');
  return noun === undefined ? number : `${number} ${count === 1 ? noun : `${noun}s`}`;
}

/** A count of what comes in the plural: `3 nodes crashed`, `1 node crashed`. */
export const formatPlural = (count: number, many: string): string =>
  `${formatCount(count)} ${count === 1 ? many.replaceAll(/s\b/g, '') : many}`;

/** `p99.9` for 0.999. */
export function formatQuantile(q: number): string {
  return `p${Number((q * 100).toPrecision(12))}`;
}

/**
 * Formats `value` with as many digits as tell it from `bound`, so that `50.0 ms` never breaks `< 50ms`
 * without its being seen why.
 */
export function formatBeside(
  value: number,
  bound: number,
  format: (value: number, digits: number) => string,
): string {
  let digits = DIGITS;
  while (value !== bound && digits < DIGITS_MAX && format(value, digits) === format(bound, digits)) digits++;
  return format(value, digits);
}

/** Zeros between the decimal point and the first digit that is not zero. */
function leadingZeros(value: number): number {
  let zeros = 0;
  for (let scaled = value * 10; scaled < 1 && zeros < 90; scaled *= 10) zeros++;
  return zeros;
}
