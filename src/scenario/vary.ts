/**
 * The one number that a search may change: where it stands in its value, its unit, and from where to where.
 *
 *     nodes.server.params.servers                       whole numbers, from 1
 *     nodes.server.params.servers=1..20
 *     clients.users.arrivals                            the rate in poisson(800/s), around it
 *     clients.users.arrivals=100/s..2000/s              the same from 100/s to 2000/s
 *     nodes.db.params.delay=uniform(1ms, 2ms..20ms)     the second one of two
 *
 * Texts in, numbers and texts out. Knows nothing of what is searched for.
 */
import { fail, ok } from './expression.js';
import type { Read } from './problem.js';
import { FROM, NUMBER, ratioOf, written } from './sweep-values.js';

export interface Varied {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Only whole numbers are values. */
  readonly whole: boolean;
  /** True if nobody said how far it goes. */
  readonly open: boolean;
  /** The value with this number, in the notation of settings. */
  text(number: number): string;
}

export interface Current {
  /** The value in the file, or what stands for it there; `undefined` if nothing is known. */
  readonly text: string | undefined;
  /** What a whole number may be. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Without a range whole numbers go up to so many, or so many times the value in the file. */
const FAR = 1024;
/** Without a range quantities go so many times up and down. */
const AROUND = 32;

const RANGE = new RegExp(String.raw`${FROM}\s*\.\.\s*${NUMBER}`);
const ONE = new RegExp(String.raw`(?<![\w./-])${NUMBER}(?![\w./])`, 'g');

/**
 * Reads `path` or `path=range`.
 *
 * @param current what is there now
 */
export function parseVary(text: string, current: (path: string) => Current): Read<Varied> {
  const equals = text.indexOf('=');
  const path = (equals < 0 ? text : text.slice(0, equals)).trim();
  if (path === '') return fail({ offset: 0 }, 'a path such as nodes.db.count', text);
  const present = current(path);
  if (equals < 0) return around(path, present);
  const given = text.slice(equals + 1);
  const match = RANGE.exec(given);
  const at = { offset: equals + 1 + (match?.index ?? 0) };
  if (match === null) return fail(at, 'a range such as 1..20 or 100/s..2000/s', given.trim());
  const [range, low = '', lowUnit = '', high = '', highUnit = ''] = match;
  const after = given.slice(match.index + range.length);
  if (after.trimStart().startsWith(':')) return fail(at, 'a range without steps', given.trim());
  const unit = lowUnit === '' ? highUnit : lowUnit;
  const ratio = highUnit === '' ? 1 : ratioOf(highUnit, unit);
  if (ratio === undefined) return fail(at, 'two units of the same kind', `${lowUnit} and ${highUnit}`);
  const [from, to] = [Number(low), Number(high) * ratio];
  if (!(from < to)) return fail(at, 'the smaller end first', range);
  const whole = unit === '' && Number.isInteger(from) && Number.isInteger(to) && !/\./.test(low + high);
  const bare = given.slice(0, match.index).trim() === '' && after.trim() === '';
  const around_ = bare ? placeIn(present.text) : undefined;
  const [before, behind] = around_ ?? [given.slice(0, match.index).trimStart(), after.trimEnd()];
  return ok({ path, from, to, whole, open: false, text: (n) => `${before}${written(n)}${unit}${behind}` });
}

/** What stands around the only number of a value. */
function placeIn(value: string | undefined): readonly [before: string, after: string] | undefined {
  const found = [...(value ?? '').matchAll(ONE)];
  const [one] = found;
  if (value === undefined || one === undefined || found.length > 1) return undefined;
  return [value.slice(0, one.index), value.slice(one.index + one[0].length)];
}

/** From the value in the file. */
function around(path: string, { text: present, min = 1, max = Infinity }: Current): Read<Varied> {
  const at = { offset: 0 };
  const place = placeIn(present);
  const example = `as in ${path}=1..20 or ${path}=100/s..2000/s`;
  if (present === undefined || place === undefined) {
    const what = present === undefined ? 'no value in the file' : present;
    return fail(at, `a range, ${example}`, what, 'only a value with one number can be varied without one');
  }
  const [before, after] = place;
  const number = present.slice(before.length, present.length - after.length);
  const [, digits = '', unit = ''] = new RegExp(NUMBER).exec(number) ?? [];
  const value = Number(digits);
  const whole = unit === '' && Number.isInteger(value);
  if (!whole && value <= 0) return fail(at, `a range, ${example}`, present, 'there is nothing around zero');
  const from = whole ? Math.max(1, min) : value / AROUND;
  const to = whole ? Math.min(max, Math.max(FAR, value * AROUND)) : value * AROUND;
  if (from >= to) return fail(at, `a range, ${example}`, present, `it can only be ${from}`);
  return ok({ path, from, to, whole, open: true, text: (n) => `${before}${written(n)}${unit}${after}` });
}
