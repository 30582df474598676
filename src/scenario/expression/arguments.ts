/**
 * Arguments of an expression: matching them to names, and reading them as quantities and numbers.
 *
 * Shared by every reader of expressions; knows no particular function.
 */
import { parseQuantity, type QuantityKind } from '../../model/quantity.js';
import { type Expression, fail, ok, show } from '../expression.js';
import type { Read } from '../problem.js';
import { didYouMean, oneOf } from '../suggest.js';

export type Call = Extract<Expression, { kind: 'call' }>;

/** Arguments by parameter name. */
export type Bound = ReadonlyMap<string, Expression>;

/**
 * Matches arguments to `names`, by position or as `name=value`. The first `required` of them must be there.
 * `example` is what the hint shows, such as `uniform(150ms, 300ms)`.
 */
export function bind(call: Call, names: readonly string[], required: number, example: string): Read<Bound> {
  const bound = new Map<string, Expression>();
  for (const [position, argument] of call.args.entries()) {
    if (argument.label !== undefined) {
      const pair = show(argument.label);
      const hint = /^[-+.\d]+$/.test(pair)
        ? `write ${pair}${show(argument.value)}, without a space`
        : undefined;
      return fail(argument, `arguments as in ${example}`, `${pair} ${show(argument.value)}`, hint);
    }
    const name = argument.name ?? names[position];
    if (name === undefined)
      return fail(
        argument,
        `at most ${names.length === 1 ? '1 argument' : `${names.length} arguments`}, as in ${example}`,
        `${call.args.length} arguments`,
      );
    if (!names.includes(name))
      return fail(argument, `${oneOf(names)} as in ${example}`, name, didYouMean(name, names));
    if (bound.has(name)) return fail(argument, `${name} once`, `${name} a second time`);
    bound.set(name, argument.value);
  }
  const missing = names.slice(0, required).filter((name) => !bound.has(name));
  if (missing.length === 0) return ok(bound);
  return fail(call, example, show(call), `missing: ${missing.join(', ')}`);
}

/** Reads a quantity with its unit. */
export function quantityOf(
  expression: Expression,
  kind: QuantityKind,
  options: { readonly signed?: boolean; readonly positive?: boolean } = {},
): Read<number> {
  const read = parseQuantity(kind, expression.kind === 'word' ? expression.text : show(expression), options);
  if (!read.ok) return { ok: false, problem: { ...read.problem, offset: expression.offset } };
  if (options.positive === true && read.value <= 0)
    return fail(expression, 'more than zero', show(expression));
  return ok(read.value);
}

/** Reads a plain number above `above`. */
export function numberOf(expression: Expression, what: string, above: number): Read<number> {
  const text = show(expression);
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) && value > above
    ? ok(value)
    : fail(expression, `${what}, a number above ${above}`, text);
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/;

/** Reads a whole number from `min` to `max`. */
export function wholeOf(expression: Expression, what: string, min: number, max: number): Read<number> {
  const text = show(expression);
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max
    ? ok(value)
    : fail(expression, `${what}, a whole number from ${min} to ${max}`, text);
}

/** Reads several things in turn; the first problem ends it. */
export function all<T, U>(items: readonly T[], read: (item: T) => Read<U>): Read<readonly U[]> {
  const values: U[] = [];
  for (const item of items) {
    const one = read(item);
    if (!one.ok) return one;
    values.push(one.value);
  }
  return ok(values);
}

/** Applies `then` to a value that was read. */
export const andThen = <T, U>(read: Read<T>, then: (value: T) => Read<U>): Read<U> =>
  read.ok ? then(read.value) : read;
