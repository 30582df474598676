/**
 * The kinds of value that scenario files are made of, as zod schemas: one place from which both the parser
 * and the JSON Schema take type, default, examples and documentation.
 *
 * Convention: a schema's error message is the `expected` of the problem; problems inside expressions travel
 * as the `params` of a custom issue. `samples` are examples of what people write: zod keeps `examples` for
 * what comes out of a transformation. Knows no section of the file.
 */
import { z } from 'zod';
import type { Distribution } from '../kernel/distribution.js';
import {
  expectedQuantity,
  parseQuantity,
  type QuantityKind,
  type QuantityProblem,
} from '../model/quantity.js';
import type { ReadFile } from './data-file.js';
import { distributionExamples, parseDistribution } from './expression/distribution.js';
import { parseSelector } from './expression/selector.js';
import type { Read } from './problem.js';
import type { Selector } from './scenario.js';
import { didYouMean, oneOf } from './suggest.js';

/** What a custom issue carries. */
export interface IssueParams extends QuantityProblem {
  readonly offset?: number;
}

type Schema<T> = z.ZodType<T>;

/** Wraps a reader of text: YAML gives numbers where a text has no unit, so both come in. */
function fromText<T>(
  expected: string,
  read: (text: string) => Read<T> | { readonly ok: false; readonly problem: IssueParams },
) {
  return z.union([z.string(), z.number()], { error: expected }).transform((value, context): T => {
    const result = read(String(value));
    if (result.ok) return result.value;
    context.addIssue({ code: 'custom', message: result.problem.expected, params: { ...result.problem } });
    return z.NEVER;
  });
}

/** Any one-line expression. */
export const expression = <T>(
  expected: string,
  examples: Iterable<string>,
  doc: string,
  read: (text: string) => Read<T>,
) => fromText(expected, read).meta({ description: doc, samples: [...examples] });

const UNIT_PATTERN: Readonly<Record<QuantityKind, string>> = {
  duration: '^\\s*[+-]?[0-9.]+(e[+-]?[0-9]+)?\\s*(ns|us|µs|μs|ms|s|m|min|h|d)?\\s*$',
  ratio: '^\\s*[+-]?[0-9.]+(e[+-]?[0-9]+)?\\s*(%|ppm)?\\s*$',
  rate: '^\\s*[0-9.]+(e[+-]?[0-9]+)?\\s*([kM]?/s|/ms|/min|/m|/h)?\\s*$',
  size: '^\\s*[0-9.]+(e[+-]?[0-9]+)?\\s*([kKMGT]?B|[KMGT]iB)?\\s*$',
  bandwidth: '^\\s*(unlimited|[0-9.]+(e[+-]?[0-9]+)?\\s*([kKMGT]?B/s|[KMGT]iB/s|[kMG]?bit/s|[kMG]bps)?)\\s*$',
};

/** Editors check quantities against this. */
export const quantityPattern = (kind: QuantityKind): string => UNIT_PATTERN[kind];

export const quantity = (
  kind: QuantityKind,
  doc: string,
  options: { readonly signed?: boolean; readonly positive?: boolean } = {},
): Schema<number> =>
  fromText(expectedQuantity(kind), (text) => {
    const read = parseQuantity(kind, text, options);
    if (!read.ok || options.positive !== true || read.value > 0) return read;
    const problem = { expected: expectedQuantity(kind), received: text, hint: 'it must be more than zero' };
    return { ok: false, problem };
  }).meta({ description: doc, pattern: quantityPattern(kind) });

export const distribution = (
  of: 'duration' | 'ratio',
  doc: string,
  readFile: ReadFile,
): Schema<Distribution> =>
  expression(`${expectedQuantity(of)}, or a distribution`, distributionExamples.values(), doc, (text) =>
    parseDistribution(text, { of, readFile }),
  );

const NODES = 'nodes, such as db, db/1, leader(db) or a list of those';

/** Nodes: one selector, or a list of them. */
export const selector = (doc: string): Schema<Selector> =>
  z
    .union([z.string(), z.array(z.string({ error: NODES })).min(1)], { error: NODES })
    .transform((value, context): Selector => {
      const of: Selector[] = [];
      for (const [index, text] of (Array.isArray(value) ? value : [value]).entries()) {
        const read = parseSelector(text);
        if (read.ok) of.push(read.value);
        else {
          const path = Array.isArray(value) ? [index] : [];
          context.addIssue({ code: 'custom', path, message: NODES, params: { ...read.problem } });
        }
      }
      return Array.isArray(value) || of[0] === undefined ? { kind: 'union', of } : of[0];
    })
    .meta({ description: doc, samples: SELECTORS });

const SELECTORS = ['db', 'db/1', 'leader(db)', 'random(db)', 'minority(db)', 'others(leader(db))'];

export const whole = (doc: string, min: number, max: number): Schema<number> =>
  z
    .int({ error: wholeExpected(min, max) })
    .min(min, { error: wholeExpected(min, max) })
    .max(max, { error: wholeExpected(min, max) })
    .meta({ description: doc });

const wholeExpected = (min: number, max: number): string =>
  max >= Number.MAX_SAFE_INTEGER
    ? `a whole number of at least ${min}`
    : `a whole number from ${min} to ${max}`;

export const flag = (doc: string): Schema<boolean> =>
  z.boolean({ error: 'true or false' }).meta({ description: doc });

export const text = (expected: string, doc: string): Schema<string> =>
  z.string({ error: expected }).meta({ description: doc });

/** One of a few words, with "did you mean". */
export const choice = <const O extends string>(options: readonly O[], doc: string): Schema<O> =>
  z
    .string({ error: oneOf(options) })
    .transform((value, context): O => {
      const known = options.find((option) => option === value);
      if (known !== undefined) return known;
      const params: IssueParams = {
        expected: oneOf(options),
        received: value,
        hint: didYouMean(value, options),
      };
      context.addIssue({ code: 'custom', message: params.expected, params: { ...params } });
      return z.NEVER;
    })
    .meta({ description: doc, enum: [...options] });

/** One or more of them, or left out. */
export const list = <T>(item: Schema<T>, doc: string) =>
  z.array(item, { error: 'a list' }).min(1, { error: 'at least one' }).meta({ description: doc }).optional();

/** A schema with a default in the file's own notation. */
export const byDefault = <T>(schema: Schema<T>, value: string | number | boolean): Schema<T> =>
  schema.prefault(value as never) as unknown as Schema<T>;
