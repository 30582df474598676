/** What JSON Schemas of results are made of. */
import type { Json } from '../../kernel/json.js';

export type Schema = { readonly [key: string]: Json };

/** An object with exactly these keys, all required but the `optional` ones. */
export function record(description: string, properties: Schema, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: 'object', description, properties, required, additionalProperties: false };
}

export const list = (description: string, items: Schema): Schema => ({ type: 'array', description, items });
export const text = (description: string): Schema => ({ type: 'string', description });
export const number = (description: string): Schema => ({ type: 'number', description });
export const maybe = (description: string): Schema => ({ type: ['number', 'null'], description });
export const count = (description: string): Schema => ({ type: 'integer', minimum: 0, description });

export const verdict: Schema = {
  enum: ['valid', 'invalid', 'unknown'],
  description: 'unknown: the check could not finish, or had nothing to judge.',
};

export const digest: Schema = { type: 'string', pattern: '^[0-9a-f]{16}$', description: 'Over all runs.' };
export const maybeText = (description: string): Schema => ({ type: ['string', 'null'], description });

export const provenance = {
  scenario: text('The name of the scenario.'),
  question: text('The question that it answers.'),
  version: text('Version of foretell.'),
  seeds: list('Seeds that count, in order.', text('A seed.')),
};

export const outcome = {
  rerun: text('The command that runs it again.'),
  files: {
    type: 'object',
    description: 'Files written, by what they are: report, rows, …',
    additionalProperties: text('Relative to the working directory.'),
  },
};
