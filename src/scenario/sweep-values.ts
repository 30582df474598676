/**
 * Values to sweep over, as text: a list, or a range with the number of its steps, anywhere in a value.
 *
 *     1, 2, 4..16:4                    1, 2, 4, 8, 12, 16
 *     poisson(100/s..900/s:9)          poisson(100/s), poisson(200/s), … poisson(900/s)
 *     10ms..100ms:4                    10ms, 40ms, 70ms, 100ms
 *     1..1000:4log                     1, 10, 100, 1000: each the same multiple of the one before
 *
 * Both ends belong to a range. Values between them are rounded to what a person would write; those of a range
 * between whole numbers without a unit stay whole, and equal ones count once. Text in, texts out.
 */
import { pow } from '../kernel/math.js';
import { parseQuantity, type QuantityKind } from '../model/quantity.js';
import { fail, ok } from './expression.js';
import type { Read } from './problem.js';

/** More values of one parameter are refused. */
export const MOST_VALUES = 1000;

const KINDS: readonly QuantityKind[] = ['duration', 'rate', 'ratio', 'size', 'bandwidth'];

/** A number with its unit, if it has one. */
export const NUMBER = String.raw`([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([A-Za-zµμ%]*(?:\/[A-Za-z]+)?)`;
/** The same at the start of a range: the end of a number must not swallow the dots of `1..16`. */
export const FROM = String.raw`([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)([A-Za-zµμ%]*(?:\/[A-Za-z]+)?)`;
const RANGE = new RegExp(String.raw`${FROM}\s*\.\.\s*${NUMBER}(?:\s*:\s*([^\s,()[\]{}]+)(\s*log\b)?)?`);
const HALF_A_RANGE = /(?<=\d[A-Za-zµμ%/]*)\.\.(?![./\w])|(?<![./\w)])\.\.(?=\d)/;
const STEPS = /^(\d{1,9})(log)?$/;

/** Reads the values; at least one. */
export function parseValues(text: string): Read<readonly string[]> {
  const values: string[] = [];
  for (const { text: part, offset } of partsOf(text)) {
    if (part === '') return fail({ offset }, 'a value', 'nothing');
    const expanded = expand(part, offset);
    if (!expanded.ok) return expanded;
    for (const value of expanded.value) if (!values.includes(value)) values.push(value);
    if (values.length > MOST_VALUES) return fail({ offset }, `at most ${MOST_VALUES} values`, 'more');
  }
  return ok(values);
}

interface Part {
  readonly text: string;
  readonly offset: number;
}

/** Cut at commas that stand in no brackets and no quotes. */
function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let [depth, quote, from] = [0, '', 0];
  for (let at = 0; at <= text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character) && character !== '') depth += 1;
    else if (')]}'.includes(character) && character !== '') depth -= 1;
    if (at < text.length && (character !== ',' || depth > 0 || quote !== '')) continue;
    const raw = text.slice(from, at);
    parts.push({ text: raw.trim(), offset: from + raw.length - raw.trimStart().length });
    from = at + 1;
  }
  return parts;
}

/** One value, or as many as the range in it has. */
function expand(part: string, offset: number): Read<readonly string[]> {
  const match = RANGE.exec(part);
  if (match === null) {
    const dots = HALF_A_RANGE.exec(part);
    if (dots === null) return ok([part]);
    return fail({ offset: offset + dots.index }, 'a range with both ends and steps, as in 1..16:4', part);
  }
  const [range, from = '', fromUnit = '', to = '', toUnit = '', stepsText, log] = match;
  const at = { offset: offset + match.index };
  const [before, after] = [part.slice(0, match.index), part.slice(match.index + range.length)];
  if (RANGE.test(after))
    return fail(at, 'one range in each value', 'two of them', 'several --set make a grid');
  const found = STEPS.exec(`${stepsText ?? ''}${log === undefined ? '' : 'log'}`);
  const count = Number(found?.[1] ?? 0);
  if (found === null || count < 2)
    return fail(at, `how many values, at least 2, as in ${from}${fromUnit}..${to}${toUnit}:5`, range);
  if (count > MOST_VALUES) return fail(at, `at most ${MOST_VALUES} values`, String(count));
  const unit = fromUnit === '' ? toUnit : fromUnit;
  const ratio = toUnit === '' ? 1 : ratioOf(toUnit, unit);
  if (ratio === undefined) return fail(at, 'two units of the same kind', `${fromUnit} and ${toUnit}`);
  const [low, high] = [Number(from), Number(to) * ratio];
  const geometric = found[2] !== undefined;
  if (geometric && (low <= 0 || high <= 0)) return fail(at, 'ends above zero for log steps', range);
  if (low === high) return fail(at, 'two ends that differ', range);
  const whole = unit === '' && Number.isInteger(low) && Number.isInteger(high) && !/\./.test(from + to);
  const numbers = Array.from({ length: count }, (_, i) => {
    if (i === 0) return low;
    if (i === count - 1) return high;
    const share = i / (count - 1);
    const exact = geometric ? low * pow(high / low, share) : low + (high - low) * share;
    return readable(exact, geometric ? Math.abs(exact) : Math.abs(high - low) / (count - 1), whole);
  });
  return ok(numbers.map((number) => `${before}${written(number)}${unit}${after}`));
}

/** How many `unit` one `other` is; `undefined` if they do not measure the same. */
export function ratioOf(other: string, unit: string): number | undefined {
  if (other === unit) return 1;
  for (const kind of KINDS) {
    const [a, b] = [parseQuantity(kind, `1${other}`), parseQuantity(kind, `1${unit}`)];
    if (a.ok && b.ok) return a.value / b.value;
  }
  return undefined;
}

/** Rounded to a hundredth of `step`, or to whole numbers. */
function readable(value: number, step: number, whole: boolean): number {
  if (whole) return Math.round(value);
  let digits = 2;
  for (let size = step; size < 1 && digits < 15; size *= 10) digits += 1;
  for (let size = step; size >= 10 && digits > 0; size /= 10) digits -= 1;
  return Number(value.toFixed(digits));
}

/** Without an exponent where it can be avoided, and without the noise of a conversion. */
export const written = (value: number): string => String(Number(value.toPrecision(12)));
