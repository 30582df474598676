/**
 * The number that changes from value to value of a sweep, and its unit: what an axis is drawn by.
 *
 *     poisson(100/s), poisson(200/s)      100, 200 in 1/s
 *     uniform(1ms, 2ms), uniform(1ms, 3s) 2, 3000 in ms
 *     sticky, random                      words: no number
 *
 * Knows quantities and texts, not what they are values of.
 */
import { parseQuantity, type QuantityKind } from '../model/quantity.js';

export type SweptUnit = 'count' | 'ms' | '1/s' | 'ratio' | 'bytes' | 'bytes/s';

export interface SweptNumbers {
  /** `null` where the values are words. */
  readonly unit: SweptUnit | null;
  /** One for each value. */
  readonly numbers: readonly (number | null)[];
}

interface Kind {
  readonly kind: QuantityKind;
  readonly unit: SweptUnit;
  /** From the quantity's own unit. */
  readonly over: number;
}

const KINDS: readonly Kind[] = [
  { kind: 'duration', unit: 'ms', over: 1e6 },
  { kind: 'rate', unit: '1/s', over: 1 },
  { kind: 'ratio', unit: 'ratio', over: 1 },
  { kind: 'size', unit: 'bytes', over: 1 },
  { kind: 'bandwidth', unit: 'bytes/s', over: 1 },
];

/** Numbers that stand for themselves: not those in `db/1`, `p99` or `0.5.1`. */
const NUMBER =
  /(?<![\w./-])[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?(?:[A-Za-zµμ%]*(?:\/[A-Za-z]+)?)(?![\w./])/g;

export function sweptNumbers(values: readonly string[]): SweptNumbers {
  const words: SweptNumbers = { unit: null, numbers: values.map(() => null) };
  const found = values.map((text) => text.match(NUMBER) ?? []);
  const skeletons = new Set(values.map((text) => text.replace(NUMBER, '#').replace(/\s+/g, '')));
  const [first] = found;
  if (skeletons.size !== 1 || first === undefined) return words;
  const differing = first.map((_, i) => i).filter((i) => found.some((numbers) => numbers[i] !== first[i]));
  const position = values.length === 1 && first.length === 1 ? 0 : differing[0];
  if (position === undefined || differing.length > 1) return words;
  return inOneUnit(found.map((numbers) => numbers[position]!)) ?? words;
}

/** All of one kind, zeros without a unit included. */
function inOneUnit(texts: readonly string[]): SweptNumbers | undefined {
  const plain = texts.map(Number);
  if (plain.every((number) => Number.isFinite(number))) {
    const shares = plain.some((number) => !Number.isInteger(number)) && plain.every((n) => n >= 0 && n <= 1);
    return { unit: shares ? 'ratio' : 'count', numbers: plain };
  }
  for (const { kind, unit, over } of KINDS) {
    const read = texts.map((text) => parseQuantity(kind, text, { signed: true }));
    if (read.every((one) => one.ok)) return { unit, numbers: read.map((one) => one.value / over) };
  }
  return undefined;
}
