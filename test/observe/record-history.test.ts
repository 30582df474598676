/** A run's history, written in Jepsen's form and read back, is the history that was recorded. */
import { expect, test } from 'vitest';
import { raft } from '../../models/consensus/raft.js';
import { simulate } from '../../src/experiment/simulate.js';
import type { AnyModel } from '../../src/model/index.js';
import { readEdnHistory } from '../../src/observe/edn.js';
import type { HistoryEvent, Operation } from '../../src/observe/history.js';
import { readJsonlHistory } from '../../src/observe/jsonl.js';
import { pairOperations } from '../../src/observe/pair.js';
import { historyEdn, historyJsonl, recordEvents } from '../../src/observe/record-history.js';
import { parseScenario } from '../../src/scenario/parse.js';

const models = new Map<string, AnyModel>([[raft.name, raft]]);
const text = `
duration: 8s
nodes: { db: { model: consensus/raft, count: 3 } }
clients:
  app: { count: 3, target: db, arrivals: poisson(100/s), operations: { read: 50%, write: 30%, cas: 20% }, keys: uniform(3), timeout: 200ms }
faults: [ { at: 3s, for: 2s, partition: isolate(leader(db)) } ]
`;

function recorded() {
  const parsed = parseScenario(text, { file: 'test.yaml', models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return simulate(parsed.scenario, models, { seed: '1' }).record;
}

/** What is compared of an operation. Pairing fills the input of a read from its answer; that is tested below. */
const short = ({ process, f, key, outcome, input }: Operation) => ({
  process,
  f,
  key,
  outcome,
  input: f === 'read' ? null : input,
});

const seen = (events: readonly HistoryEvent[]) => {
  const { operations, problems } = pairOperations(events, { keyed: true, failed: 'observed' });
  expect(problems).toEqual([]);
  return operations.map(short);
};

test('events are in order, numbered, and pair into the operations that clients did', () => {
  const record = recorded();
  const events = recordEvents(record);
  expect(events.map(({ index }) => index)).toEqual(events.map((_, i) => i));
  expect(events.every(({ time }, i) => i === 0 || time >= events[i - 1]!.time)).toBe(true);
  const { operations } = record.clients[0]!;
  expect(seen(events)).toEqual(operations.map(short));
  expect(new Set(operations.map(({ outcome }) => outcome))).toEqual(new Set(['ok', 'fail', 'info']));
});

test('reads return what they saw, writes what they wrote', () => {
  const record = recorded();
  const { operations } = pairOperations(recordEvents(record), { keyed: true, failed: 'observed' });
  const reads = operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
  const original = record.clients[0]!.operations;
  expect(reads.length).toBeGreaterThan(100);
  expect(reads.map(({ output }) => output)).toEqual(reads.map(({ id }) => original[id]!.output));
});

test('EDN and JSON lines read back as the same events', () => {
  const record = recorded();
  const events = recordEvents(record);
  const edn = readEdnHistory(historyEdn(record));
  const jsonl = readJsonlHistory(historyJsonl(record));
  expect([edn.problems, jsonl.problems]).toEqual([[], []]);
  expect(seen(edn.events)).toEqual(seen(events));
  expect(seen(jsonl.events)).toEqual(seen(events));
  expect(seen(jsonl.events.slice(2))).not.toEqual(seen(events)); // the comparison can fail
});
