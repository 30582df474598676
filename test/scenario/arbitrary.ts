/**
 * Arbitrary scenarios, with everything that a scenario file can say but what needs a data file.
 *
 * Made from the example and the tiny models beside it.
 */
import * as fc from 'fast-check';
import type { Distribution } from '../../src/kernel/distribution.js';
import { lognormalFromMoments, lognormalFromPercentiles } from '../../src/kernel/distribution.js';
import { faultText } from '../../src/scenario/fault-text.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type {
  Arrivals,
  FaultAction,
  ParamSetting,
  Partition,
  Scenario,
  Selector,
  SingleArrivals,
} from '../../src/scenario/scenario.js';
import { example, models } from './models.js';

const read = (text: string, file = 'x.yaml') =>
  parseScenario(text, { file, models, readFile: () => undefined });

export function parsed(text: string): Scenario {
  const result = read(text);
  if (!result.ok) throw new Error(`${JSON.stringify(result.problems, null, 1)}\n${text}`);
  return result.scenario;
}

const ns = fc
  .oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 9e12 }))
  .chain((n) => fc.constantFrom(1, 1e3, 1e6, 1e9).map((unit) => Math.min(n * unit, 9e15)));
const share = fc.oneof(
  fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const shape = fc.double({ min: 0.01, max: 50, noNaN: true });

const simple: fc.Arbitrary<Distribution> = fc.oneof(
  ns.map((value) => ({ kind: 'constant', value }) as const),
  fc.tuple(ns, ns).map(([a, b]) => ({ kind: 'uniform', low: Math.min(a, b), high: Math.max(a, b) }) as const),
  ns.map((mean) => ({ kind: 'exponential', mean }) as const),
  fc
    .tuple(fc.integer({ min: 1, max: 1000 }), ns)
    .map(([phases, mean]) => ({ kind: 'erlang', shape: phases, mean }) as const),
  fc
    .tuple(ns, fc.integer({ min: 0, max: 1e6 }))
    .map(([p50, more]) => lognormalFromPercentiles({ p50, p99: p50 + more })),
  fc
    .tuple(ns, ns)
    .map(([mean, sd]) => lognormalFromMoments({ mean, sd }))
    .filter((d) => d.kind === 'lognormal' && d.sigma > 0 && d.mu < 30 && d.sigma < 30),
  fc
    .tuple(ns, shape)
    .map(([minimum, alpha]) => ({ kind: 'pareto', minimum, shape: alpha, maximum: minimum * 2 }) as const)
    .filter(({ maximum }) => maximum < 9e15),
  fc
    .tuple(ns, fc.double({ min: 0.5, max: 50, noNaN: true }))
    .map(([scale, k]) => ({ kind: 'weibull', scale, shape: k }) as const),
  fc
    .array(ns, { minLength: 1, maxLength: 9 })
    .map((values) => ({ kind: 'empirical', values: values.toSorted((a, b) => a - b) }) as const),
  fc.tuple(ns, ns, share).map(([a, b, weight]) => ({
    kind: 'hyperexponential' as const,
    branches: [
      { weight, mean: a },
      { weight: 1 - weight, mean: b },
    ],
  })),
);
const distribution: fc.Arbitrary<Distribution> = fc.oneof(
  simple,
  fc.tuple(simple, simple, share).map(([a, b, weight]) => ({
    kind: 'mixture' as const,
    branches: [
      { weight, of: a },
      { weight: 1 - weight, of: b },
    ],
  })),
  fc.tuple(ns, simple).map(([by, of]) => ({ kind: 'shifted', by, of }) as const),
);

const selector: fc.Arbitrary<Selector> = fc.letrec<{ any: Selector }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<Selector>({ kind: 'group', group: 'db' }),
    fc.constant<Selector>({ kind: 'all' }),
    fc.integer({ min: 1, max: 5 }).map((index): Selector => ({ kind: 'node', group: 'db', index })),
    fc.constantFrom('leader', 'follower').map((role): Selector => ({ kind: 'role', role, group: 'db' })),
    fc
      .tuple(tie('any'), fc.integer({ min: 1, max: 5 }))
      .map(([of, n]): Selector => ({ kind: 'random', of, count: n })),
    tie('any').map((of): Selector => ({ kind: 'minority', of })),
    tie('any').map((of): Selector => ({ kind: 'majority', of })),
    fc.tuple(tie('any'), tie('any')).map(([of, but]): Selector => ({ kind: 'others', of, but })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((of): Selector => ({ kind: 'union', of })),
  ),
})).any;

const partition: fc.Arbitrary<Partition> = fc.oneof(
  fc.tuple(selector, selector).map(([left, right]): Partition => ({ kind: 'split', left, right })),
  fc.tuple(selector, selector).map(([from, to]): Partition => ({ kind: 'one-way', from, to })),
  fc
    .tuple(fc.constantFrom('isolate', 'halves', 'ring', 'bridge'), selector)
    .map(([kind, of]) => ({ kind, of }) as Partition),
);

const link = fc.record(
  {
    latency: distribution,
    loss: share,
    duplicate: share,
    corrupt: share,
    checksum: fc.boolean(),
    order: fc.constantFrom('any' as const, 'fifo' as const),
    bandwidth: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 1e12 })),
  },
  { noNullPrototype: true },
);

const action: fc.Arbitrary<FaultAction> = fc.oneof(
  partition.map((s): FaultAction => ({ kind: 'partition', shape: s })),
  partition.map((s): FaultAction => ({ kind: 'hold', shape: s })),
  fc
    .tuple(selector, fc.constantFrom('lose' as const, 'tear' as const, undefined))
    .map(([nodes, disk]): FaultAction => ({ kind: 'crash', nodes, disk })),
  fc
    .tuple(fc.constantFrom('restart' as const, 'pause' as const), selector)
    .map(([kind, nodes]): FaultAction => ({ kind, nodes })),
  fc.tuple(selector, distribution).map(([nodes, delay]): FaultAction => ({ kind: 'slow', nodes, delay })),
  fc.tuple(selector, link).map(([nodes, l]): FaultAction => ({ kind: 'degrade', nodes, link: l })),
  fc.tuple(selector, ns, fc.boolean(), fc.integer({ min: -500, max: 500 })).map(
    ([nodes, jump, back, ppm]): FaultAction => ({
      kind: 'clock',
      nodes,
      jump: back ? -jump : jump,
      drift: ppm / 1e6 + 0,
    }),
  ),
  fc
    .tuple(selector, distribution, fc.boolean(), share)
    .map(([nodes, sync, full, corrupt]): FaultAction => ({ kind: 'disk', nodes, sync, full, corrupt })),
  fc
    .tuple(selector, fc.string({ minLength: 1 }), fc.jsonValue(), fc.option(selector, { nil: undefined }))
    .map(([node, f, value, nodes]): FaultAction => ({ kind: 'ask', node, f, value: value as never, nodes })),
);

const rate = fc.oneof(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }));
const single: fc.Arbitrary<SingleArrivals> = fc.oneof(
  fc.record(
    { kind: fc.constantFrom('poisson' as const, 'constant' as const), rate },
    { noNullPrototype: true },
  ),
  distribution.map((interarrival) => ({ kind: 'renewal', interarrival }) as const),
);
const arrivals: fc.Arbitrary<Arrivals> = fc.oneof(
  distribution.map((think): Arrivals => ({ kind: 'closed', think })),
  single,
  fc
    .tuple(single, fc.integer({ min: 2, max: 1000 }))
    .map(([of, n]): Arrivals => ({ kind: 'batches', of, size: { kind: 'fixed', count: n } })),
  fc
    .tuple(single, fc.double({ min: 1.001, max: 1000, noNaN: true }))
    .map(([of, mean]): Arrivals => ({ kind: 'batches', of, size: { kind: 'geometric', mean } })),
);

const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,7}$/).filter((name) => name !== 'other');
/** Parameters of the balancer that are sections, or may be unlimited. */
const sections: fc.Arbitrary<Readonly<Record<string, ParamSetting>>> = fc.record(
  {
    room: fc.constantFrom(Infinity, 7),
    speed: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 1e12 })),
    patience: fc.oneof(
      fc.constant(Infinity),
      distribution.map((of) => ({ distribution: of })),
    ),
    work: fc.record(
      {
        delays: fc.uniqueArray(fc.record({ operation: word, distribution }, { noNullPrototype: true }), {
          maxLength: 3,
          selector: (each) => each.operation,
        }),
        other: distribution,
      },
      { noNullPrototype: true },
    ),
    next: fc
      .uniqueArray(fc.constantFrom('db', 'lb'))
      .chain((groups) => fc.tuple(fc.constant(groups), fc.double({ min: 0, max: 0.5, noNaN: true })))
      .map(([groups, each]) => ({ routes: groups.map((group) => ({ group, share: each })) })),
    urgency: fc.uniqueArray(word, { maxLength: 3 }).map((words) => ({ names: words })),
    checks: fc
      .uniqueArray(fc.nat(1e12), { maxLength: 4 })
      .map((all) => ({ durations: all.toSorted((a, b) => a - b) })),
  },
  { noNullPrototype: true },
);

const balancer = `nodes:
  lb: { model: service/balancer }
  db: { model: consensus/raft }
`;

export const base = parsed(example);
const [plainBalancer] = parsed(balancer).nodes;
const instants = new Set(['restart', 'ask']);

export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    name: fc.string({ unit: 'grapheme' }),
    question: fc.string({ unit: 'binary-ascii' }),
    seed: fc.string({ minLength: 1 }),
    runs: fc.integer({ min: 1, max: 1e6 }),
    duration: ns.filter((n) => n > 1000),
    link,
    rules: fc.array(link, { maxLength: 2 }),
    both: fc.boolean(),
    faults: fc.array(
      fc.tuple(action, fc.double({ min: 0, max: 0.99, noNaN: true }), fc.option(ns, { nil: undefined })),
      { maxLength: 4 },
    ),
    arrivals,
    sections,
    timeout: distribution,
    heartbeat: fc.integer({ min: 0, max: 0 }),
    retryAfter: fc.option(ns, { nil: undefined }),
    maxOperations: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 1e9 })),
  })
  .map((draw): Scenario => {
    const [db] = base.nodes;
    const [app] = base.clients;
    if (db === undefined || app === undefined) throw new Error('the example has both');
    const group = { kind: 'group', group: 'db' } as const;
    return {
      ...base,
      name: draw.name,
      question: draw.question,
      seed: draw.seed,
      runs: draw.runs,
      duration: draw.duration,
      nodes: [
        {
          ...db,
          params: {
            ...db.params,
            electionTimeout: { distribution: draw.timeout },
            heartbeat: draw.heartbeat,
          },
        },
        { ...plainBalancer!, params: { ...plainBalancer!.params, ...draw.sections } },
      ],
      network: {
        ...draw.link,
        links: draw.rules.map((rule) => ({
          ...rule,
          from: group,
          to: { kind: 'node', group: 'db', index: 2 },
          both: draw.both,
        })),
      },
      clients: [
        {
          ...app,
          arrivals: draw.arrivals,
          retryAfter: draw.retryAfter,
          until: draw.duration,
          maxOperations: draw.maxOperations,
        },
      ],
      faults: draw.faults.map(([act, part, lasts]) => {
        const fault = {
          at: Math.floor(part * draw.duration),
          duration: instants.has(act.kind) ? undefined : lasts,
          action: act,
        };
        return { text: faultText(fault), ...fault };
      }),
    };
  });
