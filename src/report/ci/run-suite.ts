/** What CI is told of `foretell run`: a check for each expectation and each fault, and one for everything else. */
import { formatCount } from '../../observe/format.js';
import type { ExpectationResult, FaultResult, ReportData, RunDetail } from '../../observe/result.js';
import { seedList } from '../hunt-words.js';
import { type Check, lineOf, type Problem, type Suite, withVerdict } from './suite.js';

/** Of the report's data, what is told. */
export type ReportedRun = Pick<ReportData, 'result'> & {
  readonly detail: Pick<RunDetail, 'rerun' | 'failure'>;
};

/** @param source the text of the scenario file, by which lines are found */
export function suiteOfRun(file: string, { result, detail }: ReportedRun, source?: string): Suite {
  const { scenario, version, seeds, digest, expectations, faults, reasons, verdict } = result;
  const told = (reason: string) =>
    expectations.some(({ text }) => reason.startsWith(`${text}: `)) ||
    faults.some(({ text }) => reason.startsWith(`fault "${text}"`));
  const problem = (title: string, found: Pick<Problem, 'verdict' | 'message' | 'story'>): Problem => ({
    ...found,
    title,
    replay: verdict === 'invalid' ? detail.failure?.replay : undefined,
    file,
    line: lineOf(source, title),
  });
  const others = reasons.filter((reason) => !told(reason));
  const checks: Check[] = [
    ...expectations.map((each) => ({
      name: each.text,
      problems: ofExpectation(each, reasons, detail).map((found) => problem(each.text, found)),
    })),
    ...faults.map((each) => ({
      name: `fault: ${each.text}`,
      problems: ofFault(each).map((found) => problem(each.text, found)),
    })),
    {
      name: 'no rule is broken, no run is lost',
      problems: others.map((reason) =>
        problem('foretell', {
          verdict: verdict === 'invalid' ? 'invalid' : 'unknown',
          message: reason,
          story: [reason, ...storyOf(detail, reason)],
        }),
      ),
    },
  ];
  const failed = checks.filter(({ problems }) => problems.length > 0).length;
  const tally = `${formatCount(seeds.length, 'run')}, ${failed === 0 ? 'all' : formatCount(checks.length - failed)} of ${formatCount(checks.length, 'check')} passed`;
  const suite = {
    file,
    title: scenario,
    tally,
    checks,
    warnings: [],
    properties: [
      ['seeds', seeds.length === 1 ? seeds[0]! : `${seeds[0] ?? ''} to ${seeds.at(-1) ?? ''}`],
      ['digest', digest],
      ['foretell', version],
      ['rerun', detail.rerun],
    ],
    rerun: detail.rerun,
    details: [],
  } as const;
  return withVerdict(suite, verdict, reasons);
}

type Found = Pick<Problem, 'verdict' | 'message' | 'story'>;

function ofExpectation(
  { text, verdict, observed, seeds }: ExpectationResult,
  reasons: readonly string[],
  detail: ReportedRun['detail'],
): readonly Found[] {
  if (verdict === 'valid') return [];
  const reason = reasons.find((each) => each.startsWith(`${text}: `)) ?? `${text}: ${observed}`;
  const where =
    seeds.length === 0 ? [] : [`Not valid in ${formatCount(seeds.length, 'run')}: seed ${seedList(seeds)}`];
  const message = reason.slice(text.length + 2);
  return [{ verdict, message, story: [reason, ...where, ...storyOf(detail, text)] }];
}

/** The story of the run that is shown, if it is about this. */
function storyOf({ failure }: ReportedRun['detail'], about: string): readonly string[] {
  if (failure === undefined || !(failure.title === about || about.startsWith(failure.title))) return [];
  return [failure.explanation, failure.context].filter((text) => text !== '');
}

function ofFault({ text, idleSeeds, unit }: FaultResult): readonly Found[] {
  if (idleSeeds.length === 0) return [];
  const message = `touched nothing in ${formatCount(idleSeeds.length, 'run')}`;
  return [
    {
      verdict: 'invalid',
      message,
      story: [`${text}: no ${unit}`, `Touched nothing with seed ${seedList(idleSeeds)}`],
    },
  ];
}
