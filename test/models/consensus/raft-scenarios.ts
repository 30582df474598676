/** Scenarios with Raft for tests: groups with every parameter set, and faults as data. */
import { raft } from '../../../models/consensus/raft.js';
import { lognormalFromPercentiles } from '../../../src/kernel/distribution.js';
import type { AnyModel } from '../../../src/model/index.js';
import type {
  ClientGroup,
  Fault,
  FaultAction,
  NodeGroup,
  ParamSetting,
  Partition,
  Selector,
} from '../../../src/scenario/scenario.js';
import { clientGroup, MS, nodeGroup, S, scenario } from '../../support/scenario.js';

export const uniform = (low: number, high: number) => ({ kind: 'uniform', low, high }) as const;
const constant = (value: number) => ({ kind: 'constant', value }) as const;

export const defaults: Readonly<Record<string, ParamSetting>> = {
  electionTimeout: { distribution: uniform(150 * MS, 300 * MS) },
  heartbeat: 50 * MS,
  lease: 150 * MS,
  driftBound: 0.01,
  reads: 'log',
  maxBatch: 64,
  pipeline: 16,
  snapshotEvery: 10_000,
  members: 0,
  catchUpTimeout: 5 * S,
};

export const raftGroup = (
  count: number,
  params: Readonly<Record<string, ParamSetting>> = {},
  group: Partial<NodeGroup> = {},
): NodeGroup =>
  nodeGroup({
    name: 'db',
    model: raft.name,
    count,
    disk: { sync: uniform(0.2 * MS, 2 * MS), onCrash: 'lose' },
    ...group,
    params: { ...defaults, ...params },
  });

export const app = (group: Partial<ClientGroup> = {}): ClientGroup =>
  clientGroup({
    name: 'app',
    target: 'db',
    count: 10,
    arrivals: { kind: 'poisson', rate: 200 },
    operations: [
      { f: 'read', weight: 0.5 },
      { f: 'write', weight: 0.4 },
      { f: 'cas', weight: 0.1 },
    ],
    keys: { kind: 'uniform', count: 5 },
    timeout: S,
    ...group,
  });

export const models = (model: AnyModel = raft): ReadonlyMap<string, AnyModel> =>
  new Map([[model.name, model]]);

// ---- selectors and faults

export const db: Selector = { kind: 'group', group: 'db' };
export const leaderOf: Selector = { kind: 'role', role: 'leader', group: 'db' };
export const random = (count: number): Selector => ({ kind: 'random', of: db, count });
export const node = (index: number): Selector => ({ kind: 'node', group: 'db', index });
export const union = (...of: readonly Selector[]): Selector => ({ kind: 'union', of });

export const fault = (at: number, duration: number | undefined, action: FaultAction): Fault => ({
  text: `${action.kind} at ${at / S}s`,
  at,
  duration,
  action,
});

export const partition = (at: number, duration: number, shape: Partition): Fault =>
  fault(at, duration, { kind: 'partition', shape });

export const crash = (
  at: number,
  duration: number,
  nodes: Selector,
  disk: 'lose' | 'tear' | undefined = undefined,
): Fault => fault(at, duration, { kind: 'crash', nodes, disk });

export const ask = (at: number, f: string, nodes: Selector | undefined): Fault =>
  fault(at, undefined, { kind: 'ask', node: leaderOf, f, value: null, nodes });

export const lossy = {
  latency: lognormalFromPercentiles({ p50: MS, p99: 8 * MS }),
  loss: 0.01,
  duplicate: 0.01,
  corrupt: 0,
  checksum: true,
  order: 'any',
  bandwidth: Number.POSITIVE_INFINITY,
  links: [],
} as const;

export { constant, MS, S, scenario };
