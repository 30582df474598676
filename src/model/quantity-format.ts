/**
 * Quantities as text: rounded for people, or exact in the notation that `quantity.ts` reads back.
 *
 * Knows numbers and units only.
 */
import type { Duration } from '../kernel/time.js';
import type { QuantityKind } from './quantity.js';

type Scale = readonly (readonly [unit: string, size: number])[];

const PEOPLE: Scale = [
  ['h', 3600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
];

/** Minutes only from here on: 90 s reads better than 1.5 min. */
const MINUTES_FROM = 120e9;

/** A duration for people, three significant digits: `150 ms`, `1.5 s`, `-2 s`. */
export function formatDuration(ns: Duration): string {
  if (!Number.isFinite(ns)) return ns > 0 ? 'unlimited' : String(ns);
  const size = Math.abs(ns);
  const [unit, scale] = PEOPLE.find(
    ([name, at]) => size >= at && (name !== 'min' || size >= MINUTES_FROM),
  ) ?? ['ns', 1];
  return `${roundedForPeople(ns / scale)} ${unit}`;
}

/** A ratio for people: `12.5 %`. */
export const formatRatio = (ratio: number): string => `${roundedForPeople(ratio * 100)} %`;

/** A rate for people: `150/s`. */
export const formatRate = (perSecond: number): string => `${roundedForPeople(perSecond)}/s`;

/** Three significant digits, all digits of whole numbers, no exponent where it can be avoided. */
function roundedForPeople(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

const EXACT_UNITS: Readonly<Record<QuantityKind, Scale>> = {
  duration: [
    ['h', 3600e9],
    ['min', 60e9],
    ['s', 1e9],
    ['ms', 1e6],
    ['us', 1e3],
    ['ns', 1],
  ],
  ratio: [],
  rate: [],
  size: [
    ['GiB', 1024 * 1024 * 1024],
    ['MiB', 1024 * 1024],
    ['KiB', 1024],
    ['B', 1],
  ],
  bandwidth: [
    ['GB/s', 1e9],
    ['MB/s', 1e6],
    ['kB/s', 1e3],
    ['B/s', 1],
  ],
};

/** Up to here a duration is written in seconds even if it is whole minutes: `60s`, `90s`. */
const SECONDS_UNTIL = 600e9;

/**
 * A quantity in scenario notation, exactly: reading it back gives the same number. Durations are in the
 * largest unit that divides them (`150ms`, `60s`), ratios in percent or ppm where that is exact.
 */
export function notation(kind: QuantityKind, value: number): string {
  if (value === Infinity) return 'unlimited';
  if (kind === 'rate') return `${value}/s`;
  if (kind === 'ratio') return ratioNotation(value);
  for (const [unit, size] of EXACT_UNITS[kind]) {
    if (kind === 'duration' && size >= 60e9 && Math.abs(value) < SECONDS_UNTIL) continue;
    if (Math.abs(value) >= size && Number.isInteger(value / size)) return `${value / size}${unit}`;
  }
  const smallest = { duration: 'ns', size: 'B', bandwidth: 'B/s' }[kind];
  return value === 0 && kind === 'duration' ? '0s' : `${value}${smallest}`;
}

/** A duration in scenario notation, exactly: `150ms`. */
export const durationNotation = (ns: number): string => notation('duration', ns);

function ratioNotation(value: number): string {
  const percent = Number((value * 100).toPrecision(12));
  if (Math.abs(value) >= 1e-4 && Number(`${percent}e-2`) === value) return `${percent}%`;
  const ppm = Number((value * 1e6).toPrecision(12));
  return value !== 0 && Math.abs(value) >= 1e-9 && Number(`${ppm}e-6`) === value
    ? `${ppm}ppm`
    : String(value);
}
