/** Parts of a hunt merge into what one hunt of all seeds comes to; what does not belong together is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaseOutcome } from '../../../src/experiment/hunt/case.js';
import { mergeHunts } from '../../../src/experiment/hunt/merge.js';
import { createHunt, type HuntOptions } from '../../../src/experiment/hunt.js';
import type { LostRun } from '../../../src/experiment/run-one.js';
import { seedAt, seedIndex, shardOf } from '../../../src/experiment/seeds.js';
import { sumDigests } from '../../../src/kernel/digest.js';
import type { HuntResult, Minimal } from '../../../src/observe/hunt.js';
import { scenario } from '../runs.js';

const KINDS = ['partition', 'crash', 'pause', 'disk'];
const CONDITIONS = ['a snapshot is installed', 'a vote is lost', 'a leader is elected'];
const SIGNATURES = ['linearizable(app)', 'invariant(db): leader-completeness', 'invariant(db): log-matching'];

type Outcome = Omit<CaseOutcome, 'seed'> | { readonly kind: 'lost'; readonly why: string };

const kinds = fc.subarray(KINDS);
const digest = fc
  .array(fc.integer({ min: 0, max: 15 }), { minLength: 16, maxLength: 16 })
  .map((digits) => digits.map((digit) => digit.toString(16)).join(''));
const failure = fc
  .constantFrom(...SIGNATURES)
  .chain((signature) =>
    fc
      .integer({ max: 99, min: 0 })
      .map((n) => ({ signature, explanation: `${signature}, case ${n}`, context: '', at: n, expect: [] })),
  );
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { arbitrary: fc.constant({ kind: 'lost', why: 'out of memory' } as const), weight: 1 },
  {
    arbitrary: fc.record<Omit<CaseOutcome, 'seed'>>({
      kind: fc.constant('case'),
      digest,
      events: fc.nat(1e9),
      operations: fc.nat(500),
      failures: fc.oneof({ arbitrary: fc.constant([]), weight: 4 }, fc.array(failure, { maxLength: 2 })),
      claims: fc
        .tuple(fc.nat(90), fc.nat(9))
        .map((counts) =>
          counts.map((judged, i) => ({ claim: ['invariant(db)', 'linearizable(app)'][i]!, judged })),
        ),
      unknown: fc.option(fc.constantFrom('ran out of budget', 'stopped'), { nil: undefined, freq: 6 }),
      conditions: fc.tuple(...CONDITIONS.map(() => fc.tuple(fc.nat(2), kinds))).map((all) =>
        all.map(([times, during], i) => ({
          group: 'db',
          condition: CONDITIONS[i]!,
          times,
          during: times === 0 ? [] : during.toSorted(),
        })),
      ),
      faults: kinds.chain((own) =>
        fc
          .array(fc.boolean(), { minLength: own.length, maxLength: own.length })
          .map((hits) => own.map((kind, i) => ({ kind, hit: hits[i]! }))),
      ),
    }),
    weight: 20,
  },
);

interface Campaign {
  readonly first: string;
  readonly outcomes: readonly Outcome[];
  readonly required: HuntOptions['required'];
  readonly of: number;
}

const campaign: fc.Arbitrary<Campaign> = fc.record({
  first: fc.constantFrom('1', '998', 'abc', '007', 'x/3'),
  outcomes: fc.array(outcome, { maxLength: 40 }),
  required: fc.constantFrom<HuntOptions['required'][]>(
    'all',
    [],
    ['db: a vote is lost during crash', 'db: a leader is elected'],
  ),
  of: fc.integer({ min: 1, max: 7 }),
});

/** What a hunt of these outcomes, or of a part of them, comes to. */
function hunted({ first, outcomes, required }: Campaign, shard: HuntResult['shard'] = null): HuntResult {
  const hunt = createHunt(scenario(), { all: true, required });
  const seeds = shardOf(first, outcomes.length, shard?.index, shard?.of);
  for (let i = 0; i < seeds.length; i++) {
    const seed = seeds.at(i)!;
    hunt.take({ ...outcomes[seedIndex(first, seed)]!, seed } as CaseOutcome | LostRun);
  }
  const regressions = [{ file: 'regressions/old.yaml', verdict: 'valid', reasons: [] }] as const;
  return hunt.result({
    ...{ version: '0.1.0', file: 'x.yaml', source: 'abc', shard, regressions, files: {} },
    ...{ first, asked: outcomes.length, rerun: `foretell hunt x.yaml --all${flag(shard)} --set a=b` },
    minimals: new Map(hunt.found.map(({ signature, seeds: [seed = ''] }) => [signature, minimal(seed)])),
  });
}

const flag = (shard: HuntResult['shard']): string =>
  shard === null ? '' : ` --shard ${shard.index}/${shard.of}`;

const minimal = (seed: string): Minimal => {
  const size = { faults: 1, operations: 2, clients: 1, nodes: 3, duration_s: 1 };
  const rest = {
    explanation: '',
    context: '',
    tried: 9,
    finished: true,
    faults: [],
    replay: 'foretell replay',
    files: {},
  };
  return { seed, digest: '0'.repeat(16), before: size, after: size, ...rest };
};

const partsOf = (of: Campaign, count = of.of): readonly HuntResult[] =>
  Array.from({ length: count }, (_, i) => hunted(of, { index: i + 1, of: count }));

/** Twelve seeds of which the fourth and the eleventh fail, in three parts. */
const example: Campaign = {
  first: '1',
  of: 3,
  required: [],
  outcomes: Array.from({ length: 12 }, (_, i) => ({
    kind: 'case' as const,
    digest: `${i % 10}`.repeat(16),
    events: 10,
    operations: 5,
    failures:
      i === 3 || i === 10
        ? [{ signature: 'linearizable(app)', explanation: `${i}`, context: '', at: 1, expect: [] }]
        : [],
    claims: [{ claim: 'linearizable(app)', judged: 5 }],
    unknown: undefined,
    conditions: [{ group: 'db', condition: 'a vote is lost', times: i === 5 ? 1 : 0, during: ['crash'] }],
    faults: [],
  })),
};

describe('merging', () => {
  test('all parts, in whatever order, are the whole, byte for byte', () => {
    fc.assert(
      fc.property(campaign, fc.infiniteStream(fc.nat()), (of, noise) => {
        const parts = partsOf(of)
          .map((part) => ({ part, at: noise.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ part }) => part);
        const merged = mergeHunts(parts);
        expect(merged.ok && JSON.stringify(merged.result)).toBe(JSON.stringify(hunted(of)));
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test('control: another outcome of any seed shows in the digest', () => {
    fc.assert(
      fc.property(campaign, digest, (of, other) => {
        const [first, ...rest] = of.outcomes;
        if (first?.kind !== 'case' || first.digest === other) return;
        const changed = mergeHunts(partsOf({ ...of, outcomes: [{ ...first, digest: other }, ...rest] }));
        expect(changed.ok && changed.result.digest).not.toBe(hunted(of).digest);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  test('control: outcomes that change seeds show in the digest, though their sum is the same', () => {
    const [a, b, ...rest] = example.outcomes;
    const swapped = { ...example, outcomes: [b!, a!, ...rest] };
    expect(hunted(swapped).digest).not.toBe(hunted(example).digest);
  });

  test('a failure is told as the first seed met it', () => {
    const merged = mergeHunts(partsOf(example));
    expect(merged).toMatchObject({
      ok: true,
      result: {
        verdict: 'invalid',
        shard: null,
        seeds: { first: '1', done: 12, asked: 12 },
        failures: [{ seeds: ['4', '11'], explanation: '3', minimal: { seed: '4' } }],
        conditions: [{ seeds: 1, first: '6', during: [{ kind: 'crash', seeds: 1 }] }],
        rerun: 'foretell hunt x.yaml --all --set a=b',
      },
    });
  });
});

describe('what does not belong together is refused', () => {
  const [one, two, three] = partsOf(example) as [HuntResult, HuntResult, HuntResult];
  const refused: readonly (readonly [string, readonly HuntResult[], RegExp, number | undefined])[] = [
    ['nothing', [], /parts of a hunt, received none/, undefined],
    ['a whole hunt', [one, hunted(example)], /a part of a hunt, received a whole hunt/, 1],
    ['another version', [one, { ...two, version: '9' }, three], /foretell 0.1.0, received foretell 9/, 1],
    ['another scenario', [one, two, { ...three, source: 'abd' }], /\(abc\), received .*\(abd\)/, 2],
    ['parts of another number', [one, partsOf(example, 4)[1]!], /in all 3, received parts in all 4/, 1],
    [
      'other seeds',
      [one, { ...two, seeds: { ...two.seeds, first: '2' } }],
      /seed 1, received first seed 2/,
      1,
    ],
    [
      'fewer seeds',
      [one, { ...two, seeds: { ...two.seeds, asked: 11 } }],
      /12, received number of seeds 11/,
      1,
    ],
    ['a part twice', [one, two, one, three], /each part once, received part 1\/3 again/, 2],
    ['a part that is missing', [three, one], /all 3 parts, received no part 2/, undefined],
    [
      'seeds of another part',
      [{ ...one, failures: two.failures }, two, { ...three, unknown: [{ seed: '2', why: 'x' }] }],
      /seeds of part 3\/3, received seed 2/,
      2,
    ],
    [
      'past failures that came out in two ways',
      [one, two, { ...three, regressions: [{ ...three.regressions[0]!, verdict: 'invalid' }] }],
      /old.yaml: valid, received .*old.yaml: invalid/,
      2,
    ],
  ];
  test.each(refused)('%s', (_, results, said, at) => {
    const merged = mergeHunts(results);
    expect(merged.ok).toBe(false);
    const problems = merged.ok ? [] : merged.problems;
    const found = problems.filter((problem) =>
      said.test(`${problem.expected}, received ${problem.received}`),
    );
    expect(found.map((problem) => problem.at)).toEqual([at]);
    for (const { hint } of problems) expect(hint).not.toBe('');
  });

  test('control: the parts that these were made of belong together', () => {
    expect(mergeHunts([three, one, two]).ok).toBe(true);
  });
});

test('the place of a seed is the inverse of the seed at a place', () => {
  const first = fc.oneof(fc.nat().map(String), fc.constantFrom('abc', 'a/2', '007', ''), fc.string());
  fc.assert(
    fc.property(first, fc.nat(5000), (text, index) => {
      expect(seedIndex(text, seedAt(text, index))).toBe(index);
    }),
    { seed: 6 },
  );
  for (const stranger of ['0', 'x', '1.5', '1e3', '', '-1']) expect(seedIndex('1', stranger)).toBe(-1);
  for (const stranger of ['abcd', 'abc/1', 'abc/x', 'x']) expect(seedIndex('abc', stranger)).toBe(-1);
});

test('digests add up in any order and any grouping, and to nothing else', () => {
  fc.assert(
    fc.property(fc.array(digest, { minLength: 1 }), fc.nat(), (all, cut) => {
      const at = cut % all.length;
      const [head, tail] = [all.slice(0, at), all.slice(at)];
      expect(sumDigests([sumDigests(tail), sumDigests(head)])).toBe(sumDigests(all));
      expect(sumDigests([...all, '0000000000000001'])).not.toBe(sumDigests(all));
    }),
    { seed: 7 },
  );
  expect(sumDigests([])).toBe('0000000000000000');
  expect(sumDigests(['ffffffffffffffff', '0000000000000002'])).toBe('0000000000000001');
  expect(() => sumDigests(['xyz'])).toThrow('16 hex digits');
});
