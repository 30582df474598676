/** Two tiny models that scenario tests run against: one with every kind of parameter, one with almost none. */
import {
  type AnyModel,
  bandwidth,
  choice,
  count,
  defineModel,
  delay,
  delays,
  duration,
  durations,
  flag,
  names,
  nodes,
  rate,
  ratio,
  routes,
  size,
} from '../../src/model/index.js';

type Tick = { readonly kind: 'request' };

const raft = defineModel<
  {
    readonly electionTimeout: ReturnType<typeof delay<'uniform(150ms, 300ms)'>>;
    readonly heartbeat: ReturnType<typeof duration<'50ms'>>;
    readonly snapshotEvery: ReturnType<typeof count>;
    readonly preVote: ReturnType<typeof flag>;
    readonly reads: ReturnType<typeof choice<readonly ['log', 'read-index', 'lease']>>;
  },
  { role: string },
  Tick
>({
  name: 'consensus/raft',
  about: 'Elects a leader.',
  source: 'none',
  leavesOut: 'everything',
  params: {
    electionTimeout: delay('uniform(150ms, 300ms)', 'Time without a heartbeat before an election.'),
    heartbeat: duration('50ms', 'Time between heartbeats.'),
    snapshotEvery: count(1000, 'Entries between snapshots.', { min: 1, max: 1_000_000 }),
    preVote: flag(true, 'Asks before it starts an election.'),
    reads: choice(['log', 'read-index', 'lease'], 'log', 'How reads are answered.'),
  },
  checkParams: (params) =>
    params.heartbeat >= params.electionTimeout()
      ? [{ param: 'heartbeat', problem: 'less than electionTimeout' }]
      : [],
  init: () => ({ role: 'follower' }),
  on: { request: () => undefined },
  selectors: { leader: () => [], follower: () => [] },
  contents: ({ role }) => role,
  sometimes: ({ reads }) => ['a leader is elected', ...(reads === 'lease' ? ['a lease is over'] : [])],
  monitor: () => ({
    rules: ['election-safety', 'log-matching'],
    after: () => undefined,
    judged: () => 0,
  }),
});

const balancer = defineModel<
  {
    readonly backends: ReturnType<typeof nodes>;
    readonly share: ReturnType<typeof ratio<'50%'>>;
    readonly limit: ReturnType<typeof rate<'100/s'>>;
    readonly buffer: ReturnType<typeof size<'64KiB'>>;
    readonly speed: ReturnType<typeof bandwidth<'1MB/s'>>;
    readonly room: ReturnType<typeof count>;
    readonly work: ReturnType<typeof delays<'exponential(1ms)'>>;
    readonly patience: ReturnType<typeof delay<'unlimited'>>;
    readonly next: ReturnType<typeof routes>;
    readonly urgency: ReturnType<typeof names>;
    readonly checks: ReturnType<typeof durations>;
  },
  null,
  Tick
>({
  name: 'service/balancer',
  about: 'Hands requests on.',
  source: 'none',
  leavesOut: 'everything',
  params: {
    backends: nodes('Groups it hands requests to.'),
    share: ratio('50%', 'Share that goes to the first.'),
    limit: rate('100/s', 'Requests handed on at most.'),
    buffer: size('64KiB', 'Room for requests that wait.'),
    speed: bandwidth('1MB/s', 'How fast requests are handed on.'),
    room: count('unlimited', 'How many may wait.', { min: 1, unlimited: true }),
    work: delays('exponential(1ms)', 'What a request takes.'),
    patience: delay('unlimited', 'How long it waits.', { unlimited: true }),
    next: routes('Where requests go next.'),
    urgency: names('Operations, the most urgent first.'),
    checks: durations('When to look whether backends are alive.'),
  },
  init: () => null,
  on: { request: () => undefined },
});

export const models: ReadonlyMap<string, AnyModel> = new Map<string, AnyModel>([
  [raft.name, raft],
  [balancer.name, balancer],
]);

/** The example of DESIGN §9, word for word. */
export const example = `# yaml-language-server: $schema=../foretell.schema.json
name: Raft loses its leader to a partition
question: Does a 5-node Raft store stay linearizable, and for how long can nobody write?
duration: 60s
runs: 20
nodes:
  db: { model: consensus/raft, count: 5, params: { electionTimeout: uniform(150ms, 300ms), heartbeat: 50ms } }
network:
  latency: lognormal(p50=1ms, p99=5ms)
  loss: 0.1%
clients:
  app: { count: 10, target: db, arrivals: poisson(200/s), operations: { read: 50%, write: 40%, cas: 10% }, keys: zipf(20, 0.99), timeout: 1s }
faults:
  - { at: 10s, for: 10s, partition: isolate(leader(db)) }
  - { at: 35s, for: 2s, crash: random(db) }
expect:
  - linearizable(app)
  - p99(app.write) < 50ms outside faults
  - availability(app) > 90%
judge: [ read-your-writes(app) ]
report: [ latency-over-time, latency-percentiles, operations, leadership ]
`;
