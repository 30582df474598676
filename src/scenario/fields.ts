/**
 * Every key of a scenario file: its type, default, examples and one line of documentation.
 *
 * The parser reads sections against these, and the JSON Schema is made from the same ones, so that the two
 * cannot differ. What needs more than one key to judge is in the sections.
 */
import { z } from 'zod';
import { OBJECT_NAMES } from '../observe/object-names.js';
import type { ReadFile } from './data-file.js';
import { parseFaultCount } from './expression/fault-count.js';
import { MOST_NODES, parsePartition, partitionExamples } from './expression/selector.js';
import { parseWarmUp } from './expression/warm-up.js';
import { arrivalExamples, keyExamples, parseArrivals, parseKeys } from './expression/workload.js';
import {
  byDefault,
  choice,
  distribution,
  expression,
  flag,
  list,
  quantity,
  selector,
  text,
  whole,
} from './field.js';

const MANY = Number.MAX_SAFE_INTEGER;

const LIMIT = 'a whole number of at least 1, or unlimited';

/** A number without limit is written `unlimited`. */
const limit = (doc: string) =>
  z
    .union([z.int().min(1, { error: LIMIT }), z.literal('unlimited')], { error: LIMIT })
    .transform((value) => (value === 'unlimited' ? Infinity : value))
    .meta({ description: doc }) as z.ZodType<number>;

const topFields = {
  name: text('a title in words', 'What the scenario is called; the file’s name if left out.').optional(),
  question: byDefault(text('a question in words', 'The question that this scenario answers.'), ''),
  duration: byDefault(
    quantity('duration', 'How long a run lasts, in virtual time.', { positive: true }),
    '60s',
  ),
  warmUp: byDefault(
    expression(
      'a duration such as 5s, a number of operations such as 1000 operations, or mser-5',
      ['5s', '1000 operations', 'mser-5'],
      'What comes before does not count in metrics; mser-5 finds the end of it in each run.',
      parseWarmUp,
    ),
    '0s',
  ),
  seed: z
    .union([z.string(), z.number()], { error: 'a string or an integer' })
    .default('1')
    .meta({ description: 'Everything random follows from it; a string or an integer.' }),
  runs: byDefault(whole('How often to run it, each time with another seed.', 1, 1_000_000), 1),
  maxEvents: byDefault(
    whole('A run that handles more events than this ends as unknown.', 1, MANY),
    100_000_000,
  ),
};

/** Properties of links; the network’s defaults, its exceptions and `degrade` share them. */
const linkFields = (readFile: ReadFile) => ({
  latency: distribution('duration', 'One-way latency of each message.', readFile),
  loss: quantity('ratio', 'Share of messages that are lost.'),
  duplicate: quantity('ratio', 'Share of messages that arrive twice.'),
  corrupt: quantity('ratio', 'Share of messages that are altered on the way.'),
  checksum: flag('Altered messages are dropped on arrival; without, they are delivered altered.'),
  order: choice(
    ['any', 'fifo'],
    'fifo: messages from one node to another arrive in the order they were sent.',
  ),
  bandwidth: quantity('bandwidth', 'Of each link; messages queue for it.', { positive: true }),
});

export const LINK_DEFAULTS = {
  latency: '1ms',
  loss: '0%',
  duplicate: '0%',
  corrupt: '0%',
  checksum: true,
  order: 'any',
  bandwidth: 'unlimited',
} as const;

const networkFields = (readFile: ReadFile) => {
  const link = linkFields(readFile);
  return {
    latency: byDefault(link.latency, LINK_DEFAULTS.latency),
    loss: byDefault(link.loss, LINK_DEFAULTS.loss),
    duplicate: byDefault(link.duplicate, LINK_DEFAULTS.duplicate),
    corrupt: byDefault(link.corrupt, LINK_DEFAULTS.corrupt),
    checksum: byDefault(link.checksum, LINK_DEFAULTS.checksum),
    order: byDefault(link.order, LINK_DEFAULTS.order),
    bandwidth: byDefault(link.bandwidth, LINK_DEFAULTS.bandwidth),
    links: z.unknown().optional(),
  };
};

/** Fields of which each may be left out, without a default. */
type Loose<F extends Readonly<Record<string, z.ZodType>>> = { readonly [K in keyof F]: z.ZodOptional<F[K]> };

const looseLinkFields = (readFile: ReadFile): Loose<ReturnType<typeof linkFields>> => {
  const link = linkFields(readFile);
  return {
    latency: link.latency.optional(),
    loss: link.loss.optional(),
    duplicate: link.duplicate.optional(),
    corrupt: link.corrupt.optional(),
    checksum: link.checksum.optional(),
    order: link.order.optional(),
    bandwidth: link.bandwidth.optional(),
  };
};

/** `network.links`: an exception from the network’s defaults; what it leaves out stays as there. */
const linkRuleFields = (readFile: ReadFile) => ({
  from: selector('Nodes at one end.'),
  to: selector('Nodes at the other end.'),
  both: byDefault(flag('The way back is the same.'), true),
  ...looseLinkFields(readFile),
});

const nodeFields = {
  model: text(
    'the name of a model, such as consensus/raft',
    'Model that the nodes run: a name, or ./file.js.',
  ),
  count: byDefault(whole('How many nodes there are in the group.', 1, MOST_NODES), 1),
  params: z.unknown().optional(),
  clock: z.unknown().optional(),
  disk: z.unknown().optional(),
};

const clockFields = (readFile: ReadFile) => ({
  offset: byDefault(
    distribution('duration', 'How far each node’s clock is off, either way; drawn once per node.', readFile),
    '0s',
  ),
  drift: byDefault(
    distribution('ratio', 'How fast each node’s clock drifts, either way; drawn once per node.', readFile),
    '0%',
  ),
});

const diskFields = (readFile: ReadFile) => ({
  sync: byDefault(distribution('duration', 'How long one sync takes.', readFile), '1ms'),
  onCrash: byDefault(
    choice(
      ['lose', 'tear'],
      'What a crash does to unsynced writes: lose all, or tear: some of them survive.',
    ),
    'tear',
  ),
});

const clientFields = (readFile: ReadFile) => ({
  count: byDefault(whole('How many client nodes there are.', 1, MOST_NODES), 1),
  target: text('the name of a node group', 'Node group that they ask.'),
  arrivals: expression(
    'arrivals such as poisson(200/s), constant(50/s) or closed(think=10ms)',
    arrivalExamples.values(),
    'When operations come, for the whole group together.',
    (value) => parseArrivals(value, readFile),
  ),
  operations: z.unknown().optional(),
  keys: byDefault(
    expression(
      'keys such as uniform(100), zipf(20, 0.99)',
      keyExamples.values(),
      'Which keys they use.',
      parseKeys,
    ),
    'uniform(10)',
  ),
  object: choice(OBJECT_NAMES, 'What each key is to the linearizability checker.').optional(),
  timeout: byDefault(
    quantity('duration', 'An operation not answered by then is recorded as info.', { positive: true }),
    '1s',
  ),
  retryAfter: quantity(
    'duration',
    'Asks another node after this long without an answer; never if left out.',
    {
      positive: true,
    },
  ).optional(),
  route: byDefault(
    choice(
      ['sticky', 'random', 'round-robin', 'pinned', 'by-key'],
      'Which member is asked first: the one that answered last, any, each in turn, its own one, or, for models with a router, the one that has the key.',
    ),
    'sticky',
  ),
  from: byDefault(quantity('duration', 'When they start asking.'), '0s'),
  until: quantity('duration', 'When they stop asking; the end of the run if left out.').optional(),
  maxInFlight: byDefault(
    whole('Operations under way at once in the group; more are shed.', 1, 10_000_000),
    10_000,
  ),
  maxOperations: limit('They stop after this many operations.').prefault(
    'unlimited',
  ) as unknown as z.ZodType<number>,
  history: byDefault(
    flag('Keep every operation, to judge and to look at; without, there can be any number of them.'),
    true,
  ),
});

export const OPERATIONS_DEFAULT = { read: '50%', write: '50%' } as const;

/** The weights of `operations`. */
export const weightField = quantity('ratio', 'Share of the operations; all of them sum to 100%.');

const at = quantity('duration', 'When it begins.');
const duration = quantity('duration', 'How long it lasts; until the end of the run if left out.', {
  positive: true,
}).optional();
const every = quantity('duration', 'Repeats it with this period, until the end or `until`.', {
  positive: true,
}).optional();
const until = quantity('duration', 'When repeating stops.').optional();

const lasting = { at, for: duration, every, until };
const instant = { at, every, until };

const partition = expression(
  `a shape of partition: ${[...partitionExamples.keys()].join(', ')}`,
  partitionExamples.values(),
  'Who is cut off from whom.',
  parsePartition,
);

/** Fields of each kind of fault, the key that names the kind first. */
const faultFields = (readFile: ReadFile) => ({
  partition: { partition, ...lasting },
  hold: { hold: partition, ...lasting },
  crash: {
    crash: selector('Nodes that crash, and start again when it ends.'),
    disk: choice(
      ['lose', 'tear'],
      'What happens to unsynced writes; as the group’s disk says if left out.',
    ).optional(),
    ...lasting,
  },
  restart: { restart: selector('Nodes that start again.'), ...instant },
  pause: { pause: selector('Nodes that stop for a while and lose nothing.'), ...lasting },
  slow: {
    slow: selector('Nodes that become slow.'),
    delay: distribution('duration', 'Delay of everything that they do, per message handled.', readFile),
    ...lasting,
  },
  degrade: {
    degrade: selector('Nodes whose links become worse, to everybody else.'),
    ...looseLinkFields(readFile),
    ...lasting,
  },
  clock: {
    clock: selector('Nodes whose clocks go wrong.'),
    jump: quantity('duration', 'Moves the wall clock at once, back if negative.', {
      signed: true,
    }).optional(),
    drift: quantity('ratio', 'Changes the rate of both clocks while it lasts.', { signed: true }).optional(),
    ...lasting,
  },
  disk: {
    disk: selector('Nodes whose disks go wrong.'),
    sync: distribution('duration', 'How long each sync takes.', readFile).optional(),
    full: flag('Syncs never complete.').optional(),
    corrupt: quantity('ratio', 'Share of records that is lost at the next restart.').optional(),
    ...lasting,
  },
  ask: {
    ask: selector('The node that is asked.'),
    f: text('the name of a request', 'What it is asked to do, such as transfer.'),
    value: z.unknown().optional().meta({ description: 'Goes with the request.' }),
    nodes: selector('Nodes whose ids go with the request.').optional(),
    ...instant,
  },
});

export type FaultKind = keyof ReturnType<typeof faultFields>;

/** The kinds of fault, by the key that names each in a scenario file. */
export const FAULT_KINDS = [
  'partition',
  'hold',
  'crash',
  'restart',
  'pause',
  'slow',
  'degrade',
  'clock',
  'disk',
  'ask',
] as const satisfies readonly FaultKind[];

const huntFields = {
  faults: expression(
    'a number of faults such as 3, or a range such as 0..4',
    ['0..4', '2'],
    'How many faults are drawn, beside those of the file.',
    parseFaultCount,
  ).optional(),
  kinds: list(choice(FAULT_KINDS, 'A kind of fault.'), 'Kinds of faults that are drawn; all if left out.'),
  targets: list(
    text('the name of a node group', 'A node group.'),
    'Node groups that they hit; all if left out.',
  ),
  network: choice(['vary', 'as-is'], 'Whether the network is drawn for each seed, too.').optional(),
  workload: choice(['vary', 'as-is'], 'Whether clients and what they ask are drawn, too.').optional(),
  vary: z.unknown().optional(),
  progress: quantity(
    'duration',
    'After a phase with faults a majority is healed, and somebody must be answered at least this often.',
    { positive: true },
  ).optional(),
  sometimes: list(
    text('a condition in quotes, such as "db: a leader is elected during partition"', 'A condition.'),
    'Conditions that some seed must reach, as models declare them: GROUP: CONDITION [during KIND].',
  ),
};

/** All fields, made once for each file, as some of them read data files. */
export const allFields = (readFile: ReadFile) => ({
  top: topFields,
  node: nodeFields,
  clock: clockFields(readFile),
  disk: diskFields(readFile),
  network: networkFields(readFile),
  linkRule: linkRuleFields(readFile),
  client: clientFields(readFile),
  faults: faultFields(readFile),
  hunt: huntFields,
});

export type AllFields = ReturnType<typeof allFields>;
