/** The JSON Schema and the parser accept the same keys, and the schema fits what commands print. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../src/kernel/json.js';
import type { Result } from '../../src/observe/result.js';
import { FAULT_KINDS } from '../../src/scenario/fields.js';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.js';
import { parseScenario } from '../../src/scenario/parse.js';
import { printScenario } from '../../src/scenario/print.js';
import {
  comparisonSchema,
  huntSchema,
  resultSchema,
  sizingSchema,
  sweepSchema,
} from '../../src/scenario/result-schema.js';
import { comparison, sizing, sizingWithoutAnswer, tooFewCompared } from '../report/fixture-decisions.js';
import { cleanHunt, crowdedHunt, failingHunt, partialHunt, staleHunt } from '../report/fixture-hunts.js';
import { hockeyStick, threads } from '../report/fixture-sweeps.js';
import { validate } from './json-schema-validator.js';
import { example, models } from './models.js';

type Schema = { readonly [key: string]: Json };
const schema = scenarioJsonSchema(models);
const defs = schema.$defs as Readonly<Record<string, Schema>>;
const read = (text: string) => parseScenario(text, { file: 'x.yaml', models, readFile: () => undefined });

/** The example as another YAML tool reads it. */
function printed(): string {
  const result = read(example);
  if (!result.ok) throw new Error('the example is sound');
  return printScenario(result.scenario, models);
}

test('the schema accepts the example as printed', () => {
  expect(validate(schema, parse(printed()))).toEqual([]);
});

test('control: the schema refuses what is wrong with it', () => {
  for (const [from, to] of [
    ['duration: 60s', 'duration: 60 seconds'],
    ['runs: 20', 'runs: 0'],
    ['heartbeat: 50ms', 'hartbeat: 50ms'],
    ['heartbeat: 50ms', 'heartbeat: true'],
    ['model: consensus/raft', 'model: consensus/paxos'],
    ['target: db', 'tarjet: db'],
    ['at: 10s', 'att: 10s'],
    ['name: Raft', 'nom: Raft'],
  ] as const) {
    expect(printed()).toContain(from);
    expect(validate(schema, parse(printed().replace(from, to))), to).not.toEqual([]);
  }
});

test('files with unknown keys are refused by both', () => {
  const folder = new URL('../golden/scenario-bad/', import.meta.url);
  const files = readdirSync(folder).filter(
    (file) => file.includes('unknown-key') || file === 'param-unknown.yaml',
  );
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    expect(read(text).ok).toBe(false);
    expect(validate(schema, parse(text)), file).not.toEqual([]);
  }
});

const keysOf = (of: Schema | undefined): readonly string[] =>
  Object.keys((of?.properties ?? {}) as Schema).toSorted();

/** What the parser says it knows, when it meets a key that it does not. */
function keysAccepted(text: string, path: string): readonly string[] {
  const result = read(text);
  const problem = result.ok ? undefined : result.problems.find((one) => one.path.endsWith(path));
  return (problem?.expected ?? '').split(/, | or /).toSorted();
}

const db = 'nodes: { db: { model: consensus/raft } }\n';
const faultSchemas = (defs.fault?.anyOf ?? []) as readonly Schema[];
const places: readonly (readonly [string, string, Schema | undefined])[] = [
  ['top', `zzz: 1\n${db}`, schema],
  ['node group', 'nodes: { db: { model: consensus/raft, zzz: 1 } }', defs.nodeGroup],
  [
    'parameters',
    'nodes: { db: { model: consensus/raft, params: { zzz: 1 } } }',
    defs['params.consensus.raft'],
  ],
  [
    'parameters of another',
    'nodes: { b: { model: service/balancer, params: { zzz: 1 } } }',
    defs['params.service.balancer'],
  ],
  ['clock', 'nodes: { db: { model: consensus/raft, clock: { zzz: 1 } } }', partOf('clock')],
  ['disk', 'nodes: { db: { model: consensus/raft, disk: { zzz: 1 } } }', partOf('disk')],
  ['network', `${db}network: { zzz: 1 }`, defs.network],
  ['link', `${db}network: { links: [ { zzz: 1 } ] }`, defs.link],
  ['client group', `${db}clients: { app: { zzz: 1 } }`, defs.clientGroup],
  ...FAULT_KINDS.map(
    (kind, index) =>
      [`fault ${kind}`, `${db}faults: [ { ${kind}: db, zzz: 1 } ]`, faultSchemas[index]] as const,
  ),
];

function partOf(key: string): Schema | undefined {
  const properties = defs.nodeGroup?.properties as Readonly<Record<string, Schema>> | undefined;
  return properties?.[key];
}

test.each(places)('%s: the parser and the schema know the same keys', (_, text, part) => {
  expect(keysAccepted(text, 'zzz')).toEqual(keysOf(part));
  expect(part?.additionalProperties).toBe(false);
});

const result: Result = {
  scenario: 'Raft',
  question: '',
  version: '0.1.0',
  seeds: ['1', '2'],
  verdict: 'valid',
  reasons: [],
  digest: '0123456789abcdef',
  judged: [{ text: 'linearizable(app)', finding: 'violated', observed: '…', judged: 12, seeds: ['3'] }],
  expectations: [
    { text: 'linearizable(app)', verdict: 'unknown', observed: 'budget', judged: 3, seeds: ['2'] },
  ],
  rows: [
    {
      metric: 'latency',
      of: 'app',
      operation: 'all',
      quantile: 0.99,
      value: 3.2,
      unit: 'ms',
      ciLow: null,
      ciHigh: null,
      runs: 1,
    },
  ],
  faults: [{ text: 'crash db/1 at 1s', touched: 1, unit: 'nodes crashed', idleSeeds: [] }],
  files: { report: 'out/raft/1/report.html' },
};

test('the schema of results fits results, key by key', () => {
  expect(validate(resultSchema, result)).toEqual([]);
  const { quantile: _, ...row } = result.rows[0] as Result['rows'][number];
  expect(validate(resultSchema, { ...result, rows: [row] })).toEqual([]);
});

test('control: a key too many or too few in a result is refused', () => {
  const { digest: _, ...short } = result;
  expect(validate(resultSchema, short)).not.toEqual([]);
  expect(validate(resultSchema, { ...result, extra: 1 })).not.toEqual([]);
  expect(validate(resultSchema, { ...result, verdict: 'maybe' })).not.toEqual([]);
});

test('every parameter comes with its documentation and default', () => {
  const properties = defs['params.consensus.raft']?.properties as Readonly<Record<string, Schema>>;
  expect(properties.electionTimeout).toMatchObject({
    default: 'uniform(150ms, 300ms)',
    description: 'Time without a heartbeat before an election.',
  });
  expect(properties.reads).toMatchObject({ enum: ['log', 'read-index', 'lease'] });
});

test('parameters that are sections, lists or unlimited: the schema says what the parser says', () => {
  const file = (params: Json) => ({ nodes: { lb: { model: 'service/balancer', params } } });
  for (const [params, sound] of [
    [{ room: 'unlimited', patience: 'unlimited', work: '5ms' }, true],
    [{ room: 3, work: { read: '1ms', other: 'exponential(2ms)' } }, true],
    [{ next: { lb: '30%' }, urgency: ['gold', 'silver'] }, true],
    [{ urgency: 'gold', next: {} }, true],
    [{ speed: '100Mbit/s' }, true],
    [{ speed: 'unlimited' }, true],
    [{ speed: '100Mb' }, false],
    [{ room: 0 }, false],
    [{ room: 'endless' }, false],
    [{ work: { read: '1ms' } }, false],
    [{ work: ['1ms'] }, false],
    [{ next: ['lb'] }, false],
    [{ next: { lb: 'often' } }, false],
    [{ urgency: ['gold medal'] }, false],
  ] as const) {
    const text = JSON.stringify(file(params as Json));
    expect([text, read(text).ok]).toEqual([text, sound]);
    expect([text, validate(schema, file(params as Json)).length === 0]).toEqual([text, sound]);
  }
});

test('expressions come with examples, which the parser accepts', () => {
  const client = defs.clientGroup?.properties as Readonly<
    Record<string, { readonly examples?: readonly string[] }>
  >;
  for (const key of ['arrivals', 'keys'] as const) {
    const examples = client[key]?.examples ?? [];
    expect(examples.length).toBeGreaterThan(2);
    for (const text of examples) {
      const fields = { target: 'db', arrivals: 'poisson(1/s)', [key]: text };
      const file = JSON.stringify({ nodes: { db: { model: 'consensus/raft' } }, clients: { app: fields } });
      const read = parseScenario(file, { file: 'x', models, readFile: () => '1s\n2s\n' });
      expect(read, text).toMatchObject({ ok: true });
    }
  }
});

describe('results of sweeps, comparisons, sizings and hunts', () => {
  test.each([
    ['sweep', sweepSchema, [hockeyStick(), threads()]],
    ['comparison', comparisonSchema, [comparison(), tooFewCompared()]],
    ['sizing', sizingSchema, [sizing(), sizingWithoutAnswer()]],
    ['hunt', huntSchema, [cleanHunt(), failingHunt(), partialHunt(), staleHunt(), crowdedHunt()]],
  ] as const)('a %s fits its schema, and with a key too many or too few it does not', (_, of, results) => {
    for (const each of results) {
      expect(validate(of, each)).toEqual([]);
      const { rerun: __, ...short } = each;
      expect(validate(of, short)).not.toEqual([]);
      expect(validate(of, { ...each, extra: 1 })).not.toEqual([]);
    }
  });

  test('so does every part of a hunt', () => {
    const hunt = failingHunt();
    const [group] = hunt.failures;
    const { files: _, ...minimal } = group!.minimal!;
    for (const wrong of [
      { ...hunt, failures: [{ ...group, minimal }] },
      { ...hunt, failures: [{ ...group, minimal: undefined }] },
      { ...hunt, seeds: { ...hunt.seeds, asked: '1000' } },
      { ...hunt, shard: { index: 1 } },
      { ...hunt, conditions: [{ ...hunt.conditions[0], first: 1 }] },
    ])
      expect(validate(huntSchema, wrong)).not.toEqual([]);
  });
});
