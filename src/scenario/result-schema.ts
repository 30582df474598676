/**
 * JSON Schema of what `foretell run`, `sweep`, `compare`, `size` and `hunt` print with `--json`.
 *
 * Follows `Result` in src/observe/result.ts and the results in src/observe/sweep.ts and src/observe/hunt.ts key by key;
 * tests hold them together.
 */
import {
  count,
  digest,
  list,
  maybe,
  maybeText,
  number,
  outcome,
  provenance,
  record,
  type Schema,
  text,
  verdict,
} from './result-schema/parts.js';

export { huntSchema } from './result-schema/hunt.js';

const expectation = record('One expectation, over all runs.', {
  text: text('As the scenario states it.'),
  verdict,
  observed: text('What was seen, or why there is no verdict.'),
  judged: count('Operations or checks that the verdict rests on.'),
  seeds: list('Seeds of the runs that did not come out valid.', text('A seed.')),
});

const judged = list(
  'What was judged and not demanded, in the order of the scenario.',
  record(
    'One of it, over all runs.',
    {
      text: text('As the scenario states it.'),
      finding: {
        enum: ['holds', 'violated', 'unknown', 'not asked'],
        description: 'not asked: in no run was there anything to judge.',
      },
      observed: text('What was seen, or why nobody knows.'),
      judged: count('Operations or checks that it rests on.'),
      seeds: list('Seeds of the runs that violate it, or of which nobody knows.', text('A seed.')),
      replay: text('Only in sweeps: the command that shows the first of them.'),
    },
    ['replay'],
  ),
);

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
    measured: { const: true, description: 'Only with what the model measured itself.' },
    missing: { enum: ['too few'], description: 'Why there is no value: too few operations for it.' },
  },
  ['quantile', 'theory', 'measured', 'missing'],
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
  judged,
  rows: list('Measurements.', row),
  faults: list('In the order of the plan.', fault),
  files: {
    type: 'object',
    description: 'Files written, by what they are: report, history, …',
    additionalProperties: text('Relative to the working directory.'),
  },
});

const parameter = {
  path: text('As given: nodes.server.params.servers.'),
  label: text('Short, for axes and columns.'),
  unit: maybeText('Of the numbers: 1/s, ms, ratio, count, bytes; null where the values are words.'),
};

export const sweepSchema: Schema = record('What foretell sweep --json prints.', {
  kind: { const: 'sweep' },
  ...provenance,
  file: text('The scenario file.'),
  parameters: list(
    'What changes, in order.',
    record('A parameter.', {
      ...parameter,
      values: list(
        'In order.',
        record('A value.', {
          text: text('As it was set.'),
          number: maybe('In the unit; null if it has none.'),
        }),
      ),
    }),
  ),
  points: list(
    'In the order of the grid, the last parameter changing fastest.',
    record('A point.', {
      at: list('Which value of each parameter, from 0.', count('A position.')),
      verdict,
      reasons: list('Why the verdict is what it is.', text('One reason.')),
      digest,
      seeds: list('Runs that finished.', text('A seed.')),
      lost: list(
        'Runs that took their thread down.',
        record('A run.', { seed: text('A seed.'), why: text('What happened.') }),
      ),
      judged,
      rows: list('Measurements.', row),
    }),
  ),
  pointsAll: count('Of the whole grid.'),
  verdict,
  digest,
  scalability: list(
    'The Universal Scalability Law fitted to throughput over clients.',
    record('A fit.', {
      of: text('Client group.'),
      parameter: text('Path of the number of clients.'),
      lambda_per_s: number('Throughput of one.'),
      sigma: number('Contention.'),
      kappa: number('Crosstalk.'),
      rSquared: number('Share of the variance that it explains.'),
      peak: maybe('Where throughput is highest; null if it never falls.'),
      curve: list(
        'Of the fit.',
        record('A point.', { n: number('Clients.'), throughput_per_s: number('As fitted.') }),
      ),
    }),
  ),
  ...outcome,
});

const side = record('One of the two.', {
  name: text('What it is.'),
  file: text('Its scenario file.'),
  settings: list('What was set beside it.', text('path=value')),
  verdict,
  digest,
});

export const comparisonSchema: Schema = record('What foretell compare --json prints.', {
  kind: { const: 'comparison' },
  ...provenance,
  a: side,
  b: side,
  rows: list(
    'Every figure of both.',
    record(
      'One measurement.',
      {
        metric: text('What was measured.'),
        of: text('Client group, node group or node.'),
        operation: text('all, or the name of an operation.'),
        quantile: { type: 'number', minimum: 0, maximum: 1, description: 'Only with quantiles.' },
        unit: text('ms, 1/s, ratio, count, …'),
        a: maybe('Of the first.'),
        b: maybe('Of the second.'),
        difference: maybe('b - a.'),
        ciLow: maybe('Of the difference, 95 %, over runs paired by seed.'),
        ciHigh: maybe('Upper end of it.'),
        verdict: { enum: ['lower', 'higher', 'no difference shown', 'too few'], description: 'Of b.' },
        pairs: list(
          'Figures of each seed, for the main metrics.',
          record('A pair.', {
            seed: text('A seed.'),
            a: number('Of the first.'),
            b: number('Of the second.'),
          }),
        ),
      },
      ['quantile'],
    ),
  ),
  ...outcome,
});

const step = record('A value that was tried.', {
  text: text('As it was set.'),
  number: number('In the unit of the parameter.'),
  verdict: { enum: ['meets', 'fails', 'undecided'], description: 'At the stated confidence.' },
  value: maybe('The figure of the goal, in its unit.'),
  ciLow: maybe('95 %.'),
  ciHigh: maybe('Upper end of it.'),
  sureness: maybe('The highest confidence at which the verdict stands, 0.5 to 1.'),
  observed: text('The figure in words.'),
  runs: count('Runs that it rests on.'),
});
const maybeStep: Schema = { anyOf: [step, { type: 'null' }], description: 'null if there is none.' };

export const sizingSchema: Schema = record(
  'What foretell size --json prints.',
  {
    kind: { const: 'sizing' },
    ...provenance,
    file: text('The scenario file.'),
    parameter: record('What was varied.', parameter),
    slo: text('What must hold.'),
    unit: text('Of the figure and its bound.'),
    bound: number('What the figure is held against.'),
    confidence: number('Of each verdict, one-sided.'),
    goal: { enum: ['smallest', 'largest'], description: 'Which value is looked for.' },
    answer: maybeStep,
    nextCheaper: maybeStep,
    steps: list('Every value that was tried, in the order of the search.', step),
    notes: list('What to be careful of.', text('A note.')),
    ...outcome,
  },
  ['notes'],
);
