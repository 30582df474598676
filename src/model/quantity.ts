/**
 * Quantities as people write them (`20ms`, `500/s`, `1%`, `64KiB`, `10MiB/s`), read into one unit per kind.
 *
 * Pure text in, number or problem out. Knows nothing of files: the caller adds the position.
 */
import { END_OF_TIME } from '../kernel/time.js';

/** What a quantity measures, and the unit of its value: ns, ratio 0..1, per second, bytes, bytes per second. */
export type QuantityKind = 'duration' | 'ratio' | 'rate' | 'size' | 'bandwidth';

/** What is wrong with a text, in words that fit behind `expected`, `received` and `hint`. */
export interface QuantityProblem {
  readonly expected: string;
  readonly received: string;
  readonly hint: string | undefined;
}

export type QuantityResult =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly problem: QuantityProblem };

/** A value is the number written, times a power of ten, times or over a factor. */
interface Unit {
  /** Applied to the digits, so that 99.9% is exactly the number 0.999. */
  readonly ten?: number;
  readonly times?: number;
  readonly over?: number;
}

interface Kind {
  readonly expected: string;
  readonly units: ReadonlyMap<string, Unit>;
  /** Units to name in the hint when none is given. */
  readonly suggest: readonly string[];
  /** The value is rounded to a whole number. */
  readonly whole: boolean;
  readonly max: number;
  readonly tooLarge: string;
}

const DURATION_UNITS = new Map<string, Unit>([
  ['ns', {}],
  ['us', { ten: 3 }],
  ['µs', { ten: 3 }],
  ['μs', { ten: 3 }],
  ['ms', { ten: 6 }],
  ['s', { ten: 9 }],
  ['m', { times: 60e9 }],
  ['min', { times: 60e9 }],
  ['h', { times: 3600e9 }],
  ['d', { times: 86_400e9 }],
]);

const SIZE_UNITS = new Map<string, Unit>([
  ['B', {}],
  ['kB', { ten: 3 }],
  ['KB', { ten: 3 }],
  ['MB', { ten: 6 }],
  ['GB', { ten: 9 }],
  ['TB', { ten: 12 }],
  ['KiB', { times: 1024 }],
  ['MiB', { times: 1024 * 1024 }],
  ['GiB', { times: 1024 * 1024 * 1024 }],
  ['TiB', { times: 1024 * 1024 * 1024 * 1024 }],
]);

const RATE_UNITS = new Map<string, Unit>([
  ['/s', {}],
  ['k/s', { ten: 3 }],
  ['M/s', { ten: 6 }],
  ['/ms', { ten: 3 }],
  ['/min', { over: 60 }],
  ['/m', { over: 60 }],
  ['/h', { over: 3600 }],
]);

const BANDWIDTH_UNITS = new Map<string, Unit>([
  ...[...SIZE_UNITS].map(([name, unit]) => [`${name}/s`, unit] as const),
  ['bit/s', { over: 8 }],
  ['kbit/s', { times: 125 }],
  ['Mbit/s', { times: 125e3 }],
  ['Gbit/s', { times: 125e6 }],
  ['kbps', { times: 125 }],
  ['Mbps', { times: 125e3 }],
  ['Gbps', { times: 125e6 }],
]);

const RATIO_UNITS = new Map<string, Unit>([
  ['', {}],
  ['%', { ten: -2 }],
  ['ppm', { ten: -6 }],
]);

const KINDS: Readonly<Record<QuantityKind, Kind>> = {
  duration: {
    expected: 'a duration such as 20ms, 1.5s or 2min',
    units: DURATION_UNITS,
    suggest: ['ms', 's'],
    whole: true,
    max: END_OF_TIME,
    tooLarge: 'virtual time ends after 104 days',
  },
  ratio: {
    expected: 'a share between 0 and 1, such as 1% or 0.01',
    units: RATIO_UNITS,
    suggest: ['%'],
    whole: false,
    max: 1,
    tooLarge: 'a share cannot be more than 100%',
  },
  rate: {
    expected: 'a rate such as 500/s or 30/min',
    units: RATE_UNITS,
    suggest: ['/s', '/min'],
    whole: false,
    max: 1e12,
    tooLarge: 'the largest rate is 1e12/s',
  },
  size: {
    expected: 'a size such as 100B, 64KiB or 1MB',
    units: SIZE_UNITS,
    suggest: ['B', 'KiB'],
    whole: true,
    max: Number.MAX_SAFE_INTEGER,
    tooLarge: 'the largest size is 2^53 bytes',
  },
  bandwidth: {
    expected: 'a bandwidth such as 10MiB/s or 1Gbit/s',
    units: BANDWIDTH_UNITS,
    suggest: ['MB/s', 'Mbit/s'],
    whole: false,
    max: 1e18,
    tooLarge: 'the largest bandwidth is 1e18B/s; write unlimited for none',
  },
};

const NUMBER = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:e([+-]?\d{1,4}))?\s*(.*)$/;
/** No quantity is longer; keeps messages short whatever comes in. */
const LONGEST = 60;

/** What a reader should write for this kind: `a duration such as 20ms, 1.5s or 2min`. */
export const expectedQuantity = (kind: QuantityKind): string => KINDS[kind].expected;

/** The units of a kind, the way they are written. */
export const unitsOf = (kind: QuantityKind): readonly string[] => [...KINDS[kind].units.keys()];

/**
 * Reads a quantity. Durations and sizes are rounded to whole ns and bytes. Zero needs no unit; everything
 * else does, except ratios. Negative values are problems unless `signed`, which also lifts a ratio's limit
 * of 1 (clock drift is a ratio that may be anything above -1).
 */
export function parseQuantity(
  kind: QuantityKind,
  text: string,
  options: { readonly signed?: boolean } = {},
): QuantityResult {
  const spec = KINDS[kind];
  const written = text.trim();
  const problem = (hint: string | undefined, expected = spec.expected): QuantityResult => ({
    ok: false,
    problem: { expected, received: shown(written), hint },
  });
  if (kind === 'bandwidth' && written === 'unlimited') return { ok: true, value: Infinity };
  const match = NUMBER.exec(written);
  if (written.length > LONGEST || match === null) return problem(undefined);
  const [, digits = '', exponent = '0', unitText = ''] = match;
  const number = Number(`${digits}e${exponent}`);
  const unit: Unit | undefined = number === 0 && unitText === '' ? {} : spec.units.get(unitText);
  if (unit === undefined)
    return problem(unitHint(spec, written.slice(0, -unitText.length || undefined).trim(), unitText));
  const { ten = 0, times = 1, over = 1 } = unit;
  const exact = (Number(`${digits}e${Number(exponent) + ten}`) * times) / over;
  const value = spec.whole ? Math.round(exact) : exact;
  const signed = options.signed === true;
  if (number < 0 && !signed) return problem(`${nameOf(kind)} cannot be negative`);
  if (kind === 'ratio' && signed ? value <= -1 || value > 1e3 : Math.abs(value) > spec.max)
    return problem(kind === 'ratio' && signed ? 'a drift lies above -1' : spec.tooLarge);
  if (value === 0 && number !== 0) return problem(`${written} rounds to nothing`);
  return { ok: true, value: value === 0 ? 0 : value };
}

/** Names a kind in a sentence: `a duration`. */
const nameOf = (kind: QuantityKind): string => (kind === 'ratio' ? 'a share' : `a ${kind}`);

function shown(written: string): string {
  if (written === '') return 'nothing';
  return written.length > LONGEST ? `${written.slice(0, LONGEST - 1)}…` : written;
}

function unitHint(spec: Kind, number: string, unit: string): string {
  if (unit === '') return `${number} needs a unit: ${spec.suggest.map((u) => number + u).join(' or ')}?`;
  if (/^,\d/.test(unit)) return `decimals take a point: ${number}.${unit.slice(1)}`;
  const sameLetters = [...spec.units.keys()].find((known) => known.toLowerCase() === unit.toLowerCase());
  const word = SPELLED_OUT.get(unit.toLowerCase());
  const meant = sameLetters ?? (word !== undefined && spec.units.has(word) ? word : undefined);
  if (meant !== undefined) return `did you mean ${number}${meant}?`;
  const known = [...spec.units.keys()].filter((name) => name !== '' && name !== 'μs');
  return `"${shown(unit)}" is not one of the units ${known.join(', ')}`;
}

const SPELLED_OUT: ReadonlyMap<string, string> = new Map([
  ['sec', 's'],
  ['secs', 's'],
  ['second', 's'],
  ['seconds', 's'],
  ['msec', 'ms'],
  ['millis', 'ms'],
  ['milliseconds', 'ms'],
  ['mins', 'min'],
  ['minute', 'min'],
  ['minutes', 'min'],
  ['hour', 'h'],
  ['hours', 'h'],
  ['day', 'd'],
  ['days', 'd'],
  ['percent', '%'],
  ['rps', '/s'],
  ['qps', '/s'],
  ['/sec', '/s'],
  ['/second', '/s'],
  ['per second', '/s'],
  ['k', 'kB'],
  ['m', 'MB'],
  ['g', 'GB'],
  ['bytes', 'B'],
  ['mb', 'MB'],
]);
