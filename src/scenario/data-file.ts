/**
 * Values from a file that a scenario names: one per line, each with its unit or all in a stated one.
 *
 * Reading is injected, so that this folder touches no files. Blank lines and lines that begin with `#` do
 * not count.
 */
import { parseQuantity, type QuantityKind, unitsOf } from '../model/quantity.js';
import { all, bind, type Call, quantityOf } from './expression/arguments.js';
import { type Expression, fail, ok, show } from './expression.js';
import type { Read } from './problem.js';
import { didYouMean, oneOf } from './suggest.js';

/** Gives the text of a file, by its path as the scenario states it; `undefined` if it cannot be read. */
export type ReadFile = (path: string) => string | undefined;

/** More values than this are refused. */
const MOST_VALUES = 1_000_000;

/** Reads `name(FILE)`, `name(FILE, unit=ms)` or `name([1ms, 2ms])`. */
export function valuesOf(call: Call, kind: QuantityKind, readFile: ReadFile): Read<readonly number[]> {
  const example = `${call.name}("values.txt", unit=ms) or ${call.name}([1ms, 2ms])`;
  const bound = bind(call, ['file', 'unit'], 1, example);
  if (!bound.ok) return bound;
  const source = bound.value.get('file') as Expression;
  if (source.kind === 'list')
    return source.items.length > 0
      ? all(source.items, (item) => quantityOf(item, kind))
      : fail(source, 'at least one value', '[]');
  if (source.kind === 'call') return fail(source, `a file, as in ${example}`, show(source));
  const unit = bound.value.get('unit');
  const units = unitsOf(kind);
  if (unit !== undefined && !units.includes(show(unit)))
    return fail(unit, oneOf(units), show(unit), didYouMean(show(unit), units));
  const text = readFile(source.text);
  if (text === undefined)
    return fail(source, 'a file that can be read', source.text, 'the path is relative to the scenario file');
  return valuesIn(text, kind, unit === undefined ? '' : show(unit), source);
}

function valuesIn(text: string, kind: QuantityKind, unit: string, at: Expression & { text: string }) {
  const values: number[] = [];
  const lines = text.split(/\r?\n/);
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (values.length >= MOST_VALUES) return fail(at, `at most ${MOST_VALUES} values`, 'more');
    const read = parseQuantity(kind, line + unit);
    if (!read.ok) {
      const { expected, received, hint } = read.problem;
      const unitHint = unit === '' ? `${hint ?? ''}${hint === undefined ? '' : '; '}or state unit=ms` : hint;
      return fail(at, expected, `${received} in line ${index + 1} of ${at.text}`, unitHint);
    }
    values.push(read.value);
  }
  return values.length > 0 ? ok(values) : fail(at, 'at least one value', `${at.text} without values`);
}
