/**
 * JSON Schema of what `foretell run --json` prints.
 *
 * Follows `Result` in src/observe/result.ts key by key; a test holds the two together.
 */
import type { Json } from '../kernel/json.js';

type Schema = { readonly [key: string]: Json };

/** An object with exactly these keys, all required but the `optional` ones. */
function record(description: string, properties: Schema, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: 'object', description, properties, required, additionalProperties: false };
}

const list = (description: string, items: Schema): Schema => ({ type: 'array', description, items });
const text = (description: string): Schema => ({ type: 'string', description });
const number = (description: string): Schema => ({ type: 'number', description });
const maybe = (description: string): Schema => ({ type: ['number', 'null'], description });
const count = (description: string): Schema => ({ type: 'integer', minimum: 0, description });

const verdict: Schema = {
  enum: ['valid', 'invalid', 'unknown'],
  description: 'unknown: the check could not finish, or had nothing to judge.',
};

const expectation = record('One expectation, over all runs.', {
  text: text('As the scenario states it.'),
  verdict,
  observed: text('What was seen, or why there is no verdict.'),
  judged: count('Operations or checks that the verdict rests on.'),
  seeds: list('Seeds of the runs that did not come out valid.', text('A seed.')),
});

const row = record(
  'One measurement.',
  {
    metric: text('What was measured.'),
    of: text('Client group, node group or node.'),
    operation: text('all, or the name of an operation.'),
    quantile: { type: 'number', minimum: 0, maximum: 1, description: 'Only with quantiles.' },
    value: maybe('null where there is nothing to measure.'),
    unit: text('ms, 1/s, ratio, count, …'),
    ciLow: maybe('Lower end of the 95 % confidence interval over the runs; null with fewer than two runs.'),
    ciHigh: maybe('Upper end of it.'),
    runs: count('Runs that it was measured over.'),
    theory: number('What a closed form says, where there is one.'),
    missing: { enum: ['too few'], description: 'Why there is no value: too few operations for it.' },
  },
  ['quantile', 'theory', 'missing'],
);

const fault = record('One fault of the plan, over all runs.', {
  text: text('As it prints: partition isolate(leader(db)) at 10s for 10s.'),
  touched: number('How many things it touched.'),
  unit: text('What was counted: messages dropped, nodes crashed, …'),
  idleSeeds: list('Seeds of the runs in which it touched nothing.', text('A seed.')),
});

export const resultSchema: Schema = record('What foretell run --json prints.', {
  scenario: text('The name of the scenario.'),
  question: text('The question that it answers.'),
  version: text('Version of foretell.'),
  seeds: list('One per run that finished, in order.', text('A seed.')),
  verdict,
  reasons: list('Why the verdict is what it is, worst first; empty if all is well.', text('One reason.')),
  digest: { type: 'string', pattern: '^[0-9a-f]{16}$', description: 'Over all runs’ events and histories.' },
  expectations: list('In the order of the scenario.', expectation),
  rows: list('Measurements.', row),
  faults: list('In the order of the plan.', fault),
  files: {
    type: 'object',
    description: 'Files written, by what they are: report, history, …',
    additionalProperties: text('Relative to the working directory.'),
  },
});
