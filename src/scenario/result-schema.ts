/**
 * JSON Schema of what `foretell run`, `sweep`, `compare`, `size` and `hunt` print with `--json`.
 *
 * Follows `Result` in src/observe/result.ts and the results in src/observe/sweep.ts and src/observe/hunt.ts key by key;
 * tests hold them together.
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

const provenance = {
  scenario: text('The name of the scenario.'),
  question: text('The question that it answers.'),
  version: text('Version of foretell.'),
  seeds: list('Seeds that count, in order.', text('A seed.')),
};

const outcome = {
  rerun: text('The command that runs it again.'),
  files: {
    type: 'object',
    description: 'Files written, by what they are: report, rows, …',
    additionalProperties: text('Relative to the working directory.'),
  },
};

const digest: Schema = { type: 'string', pattern: '^[0-9a-f]{16}$', description: 'Over all runs.' };
const maybeText = (description: string): Schema => ({ type: ['string', 'null'], description });

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

const size = record('How big a case is.', {
  faults: count('Faults of its plan.'),
  operations: count('Operations of its clients.'),
  clients: count('Clients.'),
  nodes: count('Nodes.'),
  duration_s: number('Its length in seconds.'),
});

const files: Schema = {
  type: 'object',
  description: 'Files written, by what they are: scenario, report, …',
  additionalProperties: text('Relative to the working directory.'),
};

const minimal = record('The smallest scenario found that still fails in the same way.', {
  seed: text('The seed of the first failure.'),
  digest: { ...digest, description: 'Of its run.' },
  explanation: text('Why it fails.'),
  before: size,
  after: size,
  tried: count('Runs that making it smaller took.'),
  finished: { type: 'boolean', description: 'False if time was up before nothing smaller failed.' },
  faults: list('The faults that are left.', text('As it prints.')),
  replay: text('The command that shows it again.'),
  files,
});

export const huntSchema: Schema = record('What foretell hunt --json prints.', {
  kind: { const: 'hunt' },
  scenario: provenance.scenario,
  question: provenance.question,
  version: provenance.version,
  file: text('The scenario file.'),
  source: text('Digest of the scenario and all options: parts of one hunt have the same.'),
  shard: {
    anyOf: [
      record('A part.', { index: count('Which, from 1.'), of: count('Parts in all.') }),
      { type: 'null' },
    ],
    description: 'Which part of a hunt this is; null if it is the whole.',
  },
  verdict,
  reasons: list('Why the verdict is what it is, worst first; empty if all is well.', text('One reason.')),
  seeds: record('What was hunted in.', {
    first: text('The first seed of the whole hunt.'),
    done: count('Runs that are over, of this part.'),
    asked: {
      type: ['integer', 'null'],
      minimum: 0,
      description: 'Seeds of the whole hunt; null: as time allows.',
    },
  }),
  digest: { ...digest, description: 'Over all runs, in whatever order they are added up.' },
  claims: list(
    'What every run was judged by.',
    record('A claim.', {
      claim: text('As the scenario states it, or invariant(group).'),
      judged: count('Operations or checks that it rests on.'),
    }),
  ),
  failures: list(
    'Different ways to fail, in the order in which seeds found them.',
    record('All seeds that failed in the same way.', {
      signature: text('What tells it from others: linearizable(app), invariant(db): one-leader.'),
      explanation: text('As the first of them explains it.'),
      seeds: list('In order.', text('A seed.')),
      minimal: { anyOf: [minimal, { type: 'null' }], description: 'null if it was not looked for.' },
    }),
  ),
  regressions: list(
    'Past failures, which were run first.',
    record('A past failure.', {
      file: text('Its scenario file.'),
      verdict,
      reasons: list('Why the verdict is what it is.', text('One reason.')),
    }),
  ),
  conditions: list(
    'What tests should sometimes reach, by group and condition.',
    record('A condition.', {
      group: text('Node group.'),
      condition: text('In words.'),
      seeds: count('Runs that reached it.'),
      first: maybeText('The first of them; null if none did.'),
      during: list(
        'By the kind of fault that was active when they did.',
        record('A kind.', { kind: text('partition, crash, …'), seeds: count('Runs.') }),
      ),
    }),
  ),
  required: list(
    'Conditions that had to be reached.',
    record('A condition.', {
      condition: text('db: a snapshot is installed during partition'),
      seeds: count('Runs that reached it.'),
    }),
  ),
  faults: list(
    'What was injected, by kind.',
    record('A kind.', {
      kind: text('partition, crash, …'),
      drawn: count('Runs that had any.'),
      hit: count('Runs in which one hit somebody.'),
    }),
  ),
  unknown: list(
    'Runs that could not be judged.',
    record('A run.', { seed: text('A seed.'), why: text('What happened.') }),
  ),
  operations: count('Over all runs.'),
  events: count('Over all runs.'),
  ...outcome,
});
