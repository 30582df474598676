/** What CI is told of `foretell hunt`: a check for each claim, past failure and required condition, one for all runs. */
import { formatCount } from '../../observe/format.js';
import type { FailureGroup, HuntResult } from '../../observe/hunt.js';
import { conditionBlocks, faultBlocks, regressionBlocks } from '../hunt-tables.js';
import { howOften, seedList, shrunkText, tallyText, unjudged, warningsOf } from '../hunt-words.js';
import { type Check, lineOf, type Problem, type Suite, withVerdict } from './suite.js';

/** @param source the text of the scenario file, by which lines are found */
export function suiteOfHunt(result: HuntResult, source?: string): Suite {
  const { file, claims, failures, regressions, required, seeds } = result;
  const of = (claim: string) => failures.filter(({ signature }) => belongs(signature, claim));
  const strays = failures.filter(({ signature }) => !claims.some(({ claim }) => belongs(signature, claim)));
  const found = (group: FailureGroup): Problem => ofFailure(group, result, source);
  const plain = (verdict: Problem['verdict'], title: string, message: string): Problem => ({
    ...{ verdict, title, message, story: [message], replay: undefined },
    ...{ file, line: lineOf(source, title) },
  });
  const checks: Check[] = [
    ...claims.map(({ claim, judged }) => ({
      name: claim,
      problems:
        judged === 0 && failures.length === 0
          ? [plain('unknown', claim, 'there was nothing to judge')]
          : of(claim).map(found),
    })),
    ...strays.map((group) => ({ name: group.signature, problems: [found(group)] })),
    {
      name: 'every run is judged',
      problems: [
        ...(seeds.done === 0 ? [plain('unknown', 'every run is judged', 'no seed was run')] : []),
        ...unjudged(result).map(({ why, seeds: own }) =>
          plain(
            'unknown',
            'every run is judged',
            `${formatCount(own.length, 'run')} not judged: ${why} (seed ${seedList(own)})`,
          ),
        ),
      ],
    },
    ...regressions.map((past) => ({
      name: `past failure: ${past.file}`,
      problems: past.verdict === 'valid' ? [] : [ofRegression({ ...past, verdict: past.verdict })],
    })),
    ...required.map(({ condition, seeds: reached }) => ({
      name: `reached: ${condition}`,
      problems:
        reached > 0
          ? []
          : [plain('invalid', condition, `never reached in ${formatCount(seeds.done, 'run')}`)],
    })),
  ];
  return withVerdict({ ...about(result), checks }, result.verdict, result.reasons);
}

function about(result: HuntResult): Omit<Suite, 'checks' | 'verdict'> {
  const { file, scenario, seeds, digest, version, source, rerun, shard } = result;
  const tables = [
    { summary: 'What was sometimes reached', blocks: conditionBlocks(result) },
    { summary: 'Kinds of faults', blocks: faultBlocks(result) },
    { summary: 'Past failures', blocks: regressionBlocks(result) },
  ];
  return {
    file,
    title: scenario,
    tally: tallyText(result),
    warnings: warningsOf(result),
    properties: [
      ['seed', seeds.first],
      ['runs', String(seeds.done)],
      ...(shard === null ? [] : [['shard', `${shard.index}/${shard.of}`] as const]),
      ['digest', digest],
      ['source', source],
      ['foretell', version],
      ['rerun', rerun],
    ],
    rerun,
    details: tables.filter(({ blocks }) => blocks.length > 0),
  };
}

/** `invariant(db): one-leader` is a way to break `invariant(db)`. */
const belongs = (signature: string, claim: string): boolean =>
  signature === claim || signature.startsWith(`${claim}: `);

function ofFailure(group: FailureGroup, { seeds, file }: HuntResult, source: string | undefined): Problem {
  const { signature, minimal } = group;
  const explanation = minimal?.explanation ?? group.explanation;
  const often = howOften(group, seeds);
  const smallest =
    minimal === null
      ? []
      : [
          `${shrunkText(minimal)}${minimal.faults.length > 0 ? ':' : ''}`,
          ...minimal.faults.map((fault) => `- ${fault}`),
        ];
  return {
    verdict: 'invalid',
    title: signature,
    message: `${often}: ${explanation}`,
    story: [
      explanation,
      ...(minimal === null || minimal.context === '' ? [] : [minimal.context]),
      group.seeds.length === 1 ? often : `${often} (${seedList(group.seeds)})`,
      ...smallest,
    ],
    replay: minimal?.replay,
    file,
    line: lineOf(source, signature),
  };
}

function ofRegression({
  file,
  verdict,
  reasons,
}: HuntResult['regressions'][number] & { readonly verdict: Problem['verdict'] }): Problem {
  const [message = 'not valid'] = reasons;
  return {
    verdict,
    title: verdict === 'invalid' ? 'a past failure is back' : 'a past failure could not be judged',
    message,
    story: reasons,
    replay: undefined,
    file,
    line: undefined,
  };
}
