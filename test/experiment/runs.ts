/** Scenarios and run records for tests, from the little that a test says; everything else is plain. */
import type { LinearizabilityCheck } from '../../src/check/judgement.js';
import { type Aggregate, createAggregate } from '../../src/experiment/aggregate.js';
import { summarise } from '../../src/experiment/summary.js';
import type { FaultRecord, RunRecord, ViolationRecord } from '../../src/observe/run-record.js';
import type { ClientGroup, Expectation, Scenario } from '../../src/scenario/scenario.js';
import { type Brief, MS, operation } from '../observe/operations.js';

export const clientGroup = (name: string, target = 'db'): ClientGroup => ({
  name,
  count: 1,
  target,
  arrivals: { kind: 'constant', rate: 10 },
  operations: [
    { f: 'read', weight: 0.5 },
    { f: 'write', weight: 0.5 },
  ],
  keys: { kind: 'uniform', count: 1 },
  object: 'register',
  timeout: 1000 * MS,
  retryAfter: undefined,
  route: 'sticky',
  from: 0,
  until: 1000 * MS,
  maxInFlight: 1000,
  maxOperations: Infinity,
  history: true,
});

/** One second, one group of clients `app`, no warm-up. */
export const scenario = (expect: readonly Expectation[] = [], parts: Partial<Scenario> = {}): Scenario => ({
  name: 'Reads and writes',
  question: 'Does it hold?',
  duration: 1000 * MS,
  warmUp: 0,
  warmUpBy: { kind: 'time' },
  seed: '1',
  runs: 1,
  nodes: [],
  network: {
    latency: { kind: 'constant', value: MS },
    loss: 0,
    duplicate: 0,
    corrupt: 0,
    checksum: true,
    order: 'any',
    bandwidth: Infinity,
    links: [],
  },
  clients: [clientGroup('app')],
  faults: [],
  expect,
  judge: [],
  report: [],
  maxEvents: 1e9,
  ...parts,
});

export const record = (
  seed: string,
  briefs: readonly Brief[],
  parts: Partial<RunRecord> = {},
): RunRecord => ({
  seed,
  digest: /^\d+$/.test(seed) ? seed.padStart(16, '0') : 'f'.repeat(16),
  events: 100,
  endedAt: 1000 * MS,
  stopped: undefined,
  clients: [{ name: 'app', operations: briefs.map(operation) }],
  unrecorded: new Map(),
  faults: [],
  series: [],
  orders: [],
  counters: [],
  measures: [],
  violations: [],
  rules: [],
  conditions: [],
  contents: [],
  stations: [],
  audits: [],
  ...parts,
});

/** `count` operations, spread evenly over the second. */
export const many = (count: number, brief: (i: number) => Partial<Brief> = () => ({})): Brief[] =>
  Array.from({ length: count }, (_, i) => ({ at: (i * 900) / count, took: 1, ...brief(i) }));

export const fault = (touched: number, parts: Partial<FaultRecord> = {}): FaultRecord => ({
  text: 'crash db/1 at 400ms for 200ms',
  kind: 'crash',
  from: 400 * MS,
  to: 600 * MS,
  nodes: ['db/1'],
  touched,
  unit: 'nodes crashed',
  ...parts,
});

export const violation = (parts: Partial<ViolationRecord> = {}): ViolationRecord => ({
  group: 'db',
  rule: 'log matching',
  at: 250 * MS,
  node: 'db/2',
  explanation: 'entry 3 differs from that of db/1',
  ...parts,
});

/** A checker that is content with whatever it is given. */
export const content: LinearizabilityCheck = (operations) => ({
  verdict: 'valid',
  judged: operations.length,
  explanation: '',
  window: [],
});

export function aggregated(
  of: Scenario,
  records: readonly RunRecord[],
  linearizable: LinearizabilityCheck = content,
): Aggregate {
  const aggregate = createAggregate(of, '0.1.0');
  for (const each of records) aggregate.add(summarise(of, each, linearizable));
  return aggregate;
}

export const bound = (
  text: string,
  metric: Extract<Expectation, { kind: 'bound' }>['metric'],
  comparison: '<' | '<=' | '>' | '>=',
  value: number,
  parts: Partial<Extract<Expectation, { kind: 'bound' }>> = {},
): Extract<Expectation, { kind: 'bound' }> => ({
  kind: 'bound',
  text,
  metric,
  of: 'app',
  operation: undefined,
  station: undefined,
  comparison,
  bound: value,
  during: 'always',
  ...parts,
});
export const linearizable: Expectation = { kind: 'linearizable', text: 'linearizable(app)', client: 'app' };
export const invariantOf = (rule: string | undefined): Expectation => ({
  kind: 'invariant',
  text: rule === undefined ? 'invariant(db)' : `invariant(db.${rule})`,
  group: 'db',
  rule,
});
