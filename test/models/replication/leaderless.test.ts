/** Leaderless replication in small scenarios: what is refused, what is returned, and how replicas come to agree. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  childrenOf,
  isLeaf,
  leafOf,
  merkleTree,
  ROOT,
} from '../../../models/replication/leaderless/merkle.js';
import { hashOf, preference } from '../../../models/replication/leaderless/ring.js';
import { merge, sameVersions, type Version } from '../../../models/replication/leaderless/versions.js';
import { simulate } from '../../../src/experiment/simulate.js';
import { parseScenario } from '../../../src/scenario/parse.js';
import { models } from '../../support/small-scenario.js';

interface Parts {
  readonly count?: number;
  readonly params?: string;
  readonly operations?: string;
  readonly rate?: string;
  readonly faults?: string;
}

function parse({
  count = 3,
  params = '',
  operations = '{ read: 50%, write: 50% }',
  rate = '50/s',
  faults = '',
}: Parts) {
  const text = `
duration: 8s
nodes:
  db: { model: replication/leaderless, count: ${count}, params: { ${params} } }
network: { latency: 1ms }
clients:
  app: { count: 4, target: db, arrivals: poisson(${rate}), operations: ${operations}, keys: uniform(4), route: random, until: 5s }
faults: [${faults}]
`;
  return parseScenario(text, { file: 'test.yaml', models, readFile: () => undefined });
}

function run(parts: Parts) {
  const parsed = parse(parts);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { record } = simulate(parsed.scenario, models, { seed: '1', freeze: true });
  expect(record.stopped).toBeUndefined();
  expect(record.violations).toEqual([]);
  const values = (name: string) => record.measures.find((each) => each.name.includes(name))!.values;
  return { record, operations: record.clients[0]!.operations, values };
}

const CUT = '{ at: 1s, for: 2s, partition: isolate(db/3) }';

describe('answers', () => {
  test('cas is refused, and says who has it', () => {
    const { operations } = run({ operations: '{ cas: 100% }' });
    expect(new Set(operations.map(({ outcome }) => outcome))).toEqual(new Set(['fail']));
    expect(operations[0]!.error).toContain('consensus/raft');
  });

  test('so is what nobody knows, and a quorum that cannot be', () => {
    expect(run({ operations: '{ increment: 100% }' }).operations[0]!.error).toContain(
      'read, write or delete',
    );
    expect(run({ count: 2, params: 'replicas: 0, r: 3' }).operations[0]!.error).toContain('there are 2');
  });

  test('a read returns what was written, and nothing once it is deleted', () => {
    const { operations } = run({ operations: '{ read: 60%, write: 20%, delete: 20% }', rate: '20/s' });
    const reads = operations.filter(({ f }) => f === 'read');
    expect(reads.some(({ output }) => output === null)).toBe(true);
    expect(reads.some(({ output }) => typeof output === 'number')).toBe(true);
    expect(operations.every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  // §4.4: versions that nobody had seen together are siblings.
  test('siblings are kept, and returned if one asks for them', () => {
    const settings = { params: 'answers: siblings, context: coordinator, r: 1, w: 1', rate: '400/s' };
    const lists = run(settings)
      .operations.filter(({ f }) => f === 'read')
      .map(({ output }) => output as number[]);
    expect(Math.max(...lists.map(({ length }) => length))).toBeGreaterThan(1);
    const one = run({ ...settings, params: `${settings.params}, versions: lww` });
    expect(one.operations.every(({ output }) => !Array.isArray(output) || output.length <= 1)).toBe(true);
  });
});

describe('mistakes in parameters', () => {
  test.each([
    ['r: 4', 'r', 'at most replicas'],
    ['w: 4', 'w', 'at most replicas'],
    ['sloppy: true, hintedHandoff: false', 'sloppy', 'needs hintedHandoff'],
    ['patience: 1s', 'patience', 'shorter than the timeout'],
  ])('%s', (params, _param, words) => {
    const parsed = parse({ params });
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).toContain(words);
  });
});

describe('replicas that were away', () => {
  const only = (params: string) => run({ faults: CUT, params });
  const apart = (params: string) =>
    only(params)
      .values('differ at the end')
      .reduce((a, b) => a + b, 0);

  test.each([
    ['hints', 'antiEntropy: unlimited, readRepair: none'],
    ['anti-entropy', 'hintedHandoff: false, readRepair: none'],
    ['read repair', 'hintedHandoff: false, antiEntropy: unlimited'],
  ])('are brought up to date by %s alone', (_by, params) => {
    expect(apart(params)).toBe(0);
  });

  test('and not by nothing', () => {
    // What is written again after the fault reaches all, so the last writes come before it ends.
    const parsed = parse({
      faults: CUT,
      params: 'hintedHandoff: false, antiEntropy: unlimited, readRepair: none',
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const clients = parsed.scenario.clients.map((each) => ({ ...each, until: 2e9 }));
    const { record } = simulate({ ...parsed.scenario, clients }, models, { seed: '1' });
    const { values } = record.measures.find(({ name }) => name.includes('differ at the end'))!;
    expect(Math.max(...values)).toBe(1);
  });

  test('hints wait until their owner is back', () => {
    const { values } = only('antiEntropy: unlimited, readRepair: none');
    const waited = values('a hint waited');
    expect(waited.length).toBeGreaterThan(0);
    expect(Math.max(...waited)).toBeGreaterThan(1e9);
  });
});

describe('the ring', () => {
  const members = [4, 5, 6, 7, 8];

  test('a key has N replicas, and everybody else stands in, in order', () => {
    for (let key = 0; key < 50; key++) {
      const { owners, others } = preference(String(key), members, 3);
      expect([...owners, ...others].sort()).toEqual(members);
      expect(owners.map((each, i) => (each - owners[0]! - i + 10) % 5)).toEqual([0, 0, 0]);
    }
    expect(preference('1', members, 0).owners.length).toBe(5);
    expect(preference('1', members, 9).owners.length).toBe(5);
  });

  // Chi-square with 4 degrees of freedom: 18.5 at 0.1 %.
  test('keys are spread evenly', () => {
    const chi = (place: (key: number) => number) => {
      const counts = members.map(() => 0);
      for (let key = 0; key < 5000; key++) counts[place(key)]!++;
      return counts.reduce((sum, each) => sum + (each - 1000) ** 2 / 1000, 0);
    };
    expect(chi((key) => hashOf(String(key)) % 5)).toBeLessThan(18.5);
    expect(chi((key) => String(key).length % 5)).toBeGreaterThan(18.5);
  });
});

/** Versions of one key by three coordinators, each with what it had seen: any two with equal numbers are equal. */
const version = (node: number, time: number): Version => ({
  value: time * 10 + node,
  deleted: false,
  at: (time * 7 + node * 5) % 13,
  node,
  time,
  past: Array.from(
    { length: node + 1 },
    (_, each) => [each, each === node ? time : Math.max(1, time - 2)] as const,
  ),
});
const lists = fc.array(
  fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 6 })).map(([node, time]) => version(node, time)),
  {
    maxLength: 4,
  },
);

describe.each(['lww', 'version-vector'] as const)('merging, %s', (rule) => {
  const of = (list: readonly Version[]) =>
    list.reduce<readonly Version[]>((all, each) => merge(rule, all, [each]), []);

  test('is a join: order, grouping and repetition do not matter', () => {
    fc.assert(
      fc.property(lists, lists, lists, (a, b, c) => {
        const [x, y, z] = [of(a), of(b), of(c)];
        expect(sameVersions(merge(rule, x, y), merge(rule, y, x))).toBe(true);
        expect(sameVersions(merge(rule, merge(rule, x, y), z), merge(rule, x, merge(rule, y, z)))).toBe(true);
        expect(sameVersions(merge(rule, x, x), x)).toBe(true);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('what overwrites instead is no join', () => {
    const overwrite = (_old: readonly Version[], incoming: readonly Version[]) => incoming;
    const x = [version(0, 1)];
    const y = [version(1, 1)];
    expect(sameVersions(overwrite(x, y), overwrite(y, x))).toBe(false);
  });
});

describe('Merkle trees', () => {
  const share = (keys: readonly number[], time = 1) =>
    keys.map((key) => [String(key), [version(0, time)]] as const);
  /** Keys that an exchange would look at. */
  const differing = (a: Uint32Array, b: Uint32Array, at = ROOT): readonly number[] =>
    a[at] === b[at] ? [] : isLeaf(at) ? [at] : childrenOf(at).flatMap((each) => differing(a, b, each));

  test('lead to the leaves of what differs, and nowhere else', () => {
    const keys = Array.from({ length: 200 }, (_, i) => i);
    const ours = merkleTree(share(keys));
    expect(differing(ours, merkleTree(share([...keys].reverse())))).toEqual([]);
    const theirs = merkleTree([...share(keys.filter((key) => key !== 77)), ...share([77], 2)]);
    expect(differing(ours, theirs)).toEqual([leafOf('77')]);
    const without = merkleTree(share(keys.filter((key) => key !== 5)));
    expect(differing(ours, without)).toEqual([leafOf('5')]);
  });
});
