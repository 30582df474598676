/** Whether results are the parts of one hunt: all of them, once each, of the same scenario and seeds. */
import type { HuntResult } from '../../observe/hunt.js';
import { seedAt, seedIndex, shardOf } from '../seeds.js';

/** What is wrong with a result among others. */
export interface MergeProblem {
  /** Which result, from 0 in the order given; `undefined` if it is about all of them. */
  readonly at: number | undefined;
  readonly expected: string;
  readonly received: string;
  readonly hint: string;
}

export type Part = HuntResult & { readonly shard: NonNullable<HuntResult['shard']> };

/** All that is wrong; empty if they belong together. */
export function mergeProblems(results: readonly HuntResult[]): readonly MergeProblem[] {
  const none = { expected: 'parts of a hunt', received: 'none', hint: 'name the result.json of every part' };
  if (results.length === 0) return [{ at: undefined, ...none }];
  const strays = results.flatMap((result, at) =>
    result.shard === null
      ? [{ at, expected: 'a part of a hunt', received: 'a whole hunt', hint: 'parts are made with --shard' }]
      : [],
  );
  if (strays.length > 0) return strays;
  const parts = results as readonly Part[];
  const foreign = parts.flatMap((part, at) => strangers(part, parts[0]!, at));
  return foreign.length > 0 ? foreign : [...count(parts), ...disagreements(parts)];
}

/** What every part of a hunt has in common. */
const COMMON: readonly {
  readonly what: string;
  readonly of: (part: Part) => string;
  readonly hint: string;
}[] = [
  {
    what: 'foretell',
    of: ({ version }) => version,
    hint: 'other versions may run the same seed in another way',
  },
  {
    what: 'scenario',
    of: ({ scenario, source }) => `${scenario} (${source})`,
    hint: 'the file, its models and what is set must be the same for all parts',
  },
  { what: 'parts in all', of: ({ shard }) => `${shard.of}`, hint: 'all parts are of the same --shard i/n' },
  {
    what: 'first seed',
    of: ({ shard, seeds }) => firstOf(shard.index, seeds.first),
    hint: 'all parts begin with the same --seed',
  },
  {
    what: 'required conditions',
    of: ({ required }) => required.map(({ condition }) => condition).join('; ') || 'none',
    hint: 'all parts have the same --require',
  },
  {
    what: 'claims',
    of: ({ claims }) => claims.map(({ claim }) => claim).join('; ') || 'none',
    hint: 'all parts judge by the same',
  },
];

function strangers(part: Part, first: Part, at: number): readonly MergeProblem[] {
  return COMMON.flatMap(({ what, of, hint }) => {
    const [expected, received] = [of(first), of(part)];
    return expected === received
      ? []
      : [{ at, expected: `${what} ${expected}`, received: `${what} ${received}`, hint }];
  });
}

/** The seed that the whole hunt begins with, from that of its i-th part: `7` of part 3 that begins with `9`. */
function firstOf(index: number, seed: string): string {
  if (/^\d{1,15}$/.test(seed)) {
    const back = Number(seed) - index + 1;
    return back < 0 ? seed : String(back);
  }
  const back = seed.replace(/\/\d+$/, '');
  return seedAt(back, index - 1) === seed ? back : seed;
}

function count(parts: readonly Part[]): readonly MergeProblem[] {
  const { of } = parts[0]!.shard;
  const indices = parts.map(({ shard }) => shard.index);
  const double = parts.flatMap((part, at) =>
    indices.indexOf(part.shard.index) < at
      ? [
          {
            at,
            expected: 'each part once',
            received: `part ${nth(part)} again`,
            hint: 'leave one of them out',
          },
        ]
      : [],
  );
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !indices.includes(index));
  const gap = {
    at: undefined,
    expected: `all ${of} parts`,
    received: `no part ${missing.join(', ')}`,
    hint: 'a part that was lost can be hunted in again: it gives the same result',
  };
  return [...double, ...(missing.length > 0 ? [gap] : []), ...shares(parts, of)];
}

const nth = ({ shard }: Part): string => `${shard.index}/${shard.of}`;

/** Parts of as many seeds all together, and seeds that are theirs. */
function shares(parts: readonly Part[], of: number): readonly MergeProblem[] {
  const total = parts.reduce((sum, { seeds }) => sum + seeds.asked, 0);
  if (new Set(parts.map(({ shard }) => shard.index)).size < of || parts.length > of) return [];
  const { first } = parts.find(({ shard }) => shard.index === 1)!.seeds;
  return parts.flatMap((part, at) => {
    const { shard, seeds, failures, unknown } = part;
    const share = shardOf(first, total, shard.index, of).length;
    const named = [...failures.flatMap((group) => group.seeds), ...unknown.map(({ seed }) => seed)];
    const stray = named.find((seed) => seedIndex(first, seed) % of !== shard.index - 1);
    return [
      ...(seeds.asked === share
        ? []
        : [
            {
              at,
              expected: `${share} of ${total} seeds`,
              received: `${seeds.asked}`,
              hint: 'all parts are of the same --seeds',
            },
          ]),
      ...(stray === undefined
        ? []
        : [
            {
              at,
              expected: `seeds of part ${nth(part)}`,
              received: `seed ${stray}`,
              hint: 'was it changed?',
            },
          ]),
    ];
  });
}

/** A past failure runs the same wherever it runs. */
function disagreements(parts: readonly Part[]): readonly MergeProblem[] {
  const known = new Map<string, string>();
  return parts.flatMap(({ regressions }, at) =>
    regressions.flatMap(({ file, verdict }) => {
      const before = known.get(file) ?? verdict;
      known.set(file, before);
      const hint = 'the same run came out in two ways: check it with --determinism, or compare the machines';
      return before === verdict
        ? []
        : [{ at, expected: `${file}: ${before}`, received: `${file}: ${verdict}`, hint }];
    }),
  );
}
