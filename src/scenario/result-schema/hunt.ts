/** JSON Schema of what `foretell hunt` prints with `--json`. Follows `HuntResult` in src/observe/hunt.ts key by key. */
import {
  count,
  digest,
  list,
  maybeText,
  number,
  outcome,
  provenance,
  record,
  text,
  verdict,
} from './parts.js';

const size = record('How big a case is.', {
  faults: count('Faults of its plan.'),
  operations: count('Operations of its clients.'),
  clients: count('Clients.'),
  nodes: count('Nodes.'),
  duration_s: number('Its length in seconds.'),
});

const minimal = record('The smallest scenario found that still fails in the same way.', {
  seed: text('The seed of the first failure.'),
  digest: { ...digest, description: 'Of its run.' },
  explanation: text('Why it fails.'),
  context: text('What was going on around it: who answered, who was in charge, which faults were active.'),
  before: size,
  after: size,
  tried: count('Runs that making it smaller took.'),
  finished: { type: 'boolean', description: 'False if time was up before nothing smaller failed.' },
  faults: list('The faults that are left.', text('As it prints.')),
  replay: text('The command that shows it again.'),
  files: outcome.files,
});

export const huntSchema = record('What foretell hunt --json prints.', {
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
