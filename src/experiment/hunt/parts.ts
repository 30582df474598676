/** Whether results are the parts of one hunt: all of them, once each, of the same scenario and seeds. */
import type { HuntResult } from '../../observe/hunt.js';
import { seedIndex } from '../seeds.js';

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
  const wholes = results.flatMap((result, at) =>
    result.shard === null
      ? [{ at, expected: 'a part of a hunt', received: 'a whole hunt', hint: 'parts are made with --shard' }]
      : [],
  );
  if (wholes.length > 0) return wholes;
  const parts = results as readonly Part[];
  const foreign = parts.flatMap((part, at) => strangers(part, parts[0]!, at));
  return foreign.length > 0 ? foreign : [...count(parts), ...strays(parts), ...disagreements(parts)];
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
    hint: 'the file, its models and all options must be the same for all parts',
  },
  { what: 'parts in all', of: ({ shard }) => `${shard.of}`, hint: 'all parts are of the same --shard i/n' },
  { what: 'first seed', of: ({ seeds }) => seeds.first, hint: 'all parts begin with the same --seed' },
  {
    what: 'number of seeds',
    of: ({ seeds }) => (seeds.asked === null ? 'as time allows' : String(seeds.asked)),
    hint: 'all parts are of the same --seeds',
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
  return [...double, ...(missing.length > 0 ? [gap] : [])];
}

const nth = ({ shard }: Part): string => `${shard.index}/${shard.of}`;

/** Seeds that a part names are its own. */
function strays(parts: readonly Part[]): readonly MergeProblem[] {
  return parts.flatMap((part, at) => {
    const { shard, seeds, failures, unknown } = part;
    const named = [...failures.flatMap((group) => group.seeds), ...unknown.map(({ seed }) => seed)];
    const stray = named.find((seed) => seedIndex(seeds.first, seed) % shard.of !== shard.index - 1);
    return stray === undefined
      ? []
      : [{ at, expected: `seeds of part ${nth(part)}`, received: `seed ${stray}`, hint: 'was it changed?' }];
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
