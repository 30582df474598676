/** Scenarios for tests, as data: what is not stated is harmless. */
import type { ClientGroup, NodeGroup, Scenario } from '../../src/scenario/scenario.js';

export const MS = 1_000_000;
export const S = 1_000_000_000;

const constant = (value: number) => ({ kind: 'constant', value }) as const;

export const nodeGroup = (group: Partial<NodeGroup> & { name: string; model: string }): NodeGroup => ({
  count: 1,
  params: {},
  clock: { offset: constant(0), drift: constant(0) },
  disk: { sync: constant(0), onCrash: 'lose' },
  ...group,
});

export const clientGroup = (group: Partial<ClientGroup> & { name: string; target: string }): ClientGroup => ({
  count: 1,
  arrivals: { kind: 'constant', rate: 10 },
  operations: [{ f: 'read', weight: 1 }],
  keys: { kind: 'uniform', count: 1 },
  object: 'cas-register',
  timeout: S,
  retryAfter: undefined,
  route: 'sticky',
  from: 0,
  until: Number.MAX_SAFE_INTEGER,
  maxInFlight: 10_000,
  maxOperations: Number.POSITIVE_INFINITY,
  history: true,
  ...group,
});

export const scenario = (parts: Partial<Scenario>): Scenario => ({
  name: 'test',
  question: 'Does it work?',
  duration: 10 * S,
  warmUp: 0,
  warmUpBy: { kind: 'time' },
  seed: '1',
  runs: 1,
  nodes: [],
  network: {
    latency: constant(MS),
    loss: 0,
    duplicate: 0,
    corrupt: 0,
    checksum: true,
    order: 'any',
    bandwidth: Number.POSITIVE_INFINITY,
    links: [],
  },
  clients: [],
  faults: [],
  expect: [],
  judge: [],
  report: [],
  maxEvents: 1e9,
  ...parts,
});
