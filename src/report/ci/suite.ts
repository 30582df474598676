/**
 * What CI systems are told of a result: checks that passed, failed or could not be made, each with its story.
 *
 * JUnit files, annotations and step summaries are written from this alone, so that they agree. Plain data, and the
 * same for the same result: no clock, no machine.
 */
import { type Verdict, worst } from '../../check/verdict.js';
import type { Block } from '../page.js';

export interface Suite {
  /** The scenario file. */
  readonly file: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** What was done, and what came out: `1,000 seeds, 213,452 operations, no failure`. */
  readonly tally: string;
  readonly checks: readonly Check[];
  /** What says less than it seems to. */
  readonly warnings: readonly string[];
  readonly properties: readonly (readonly [name: string, value: string])[];
  /** The command that does it again. */
  readonly rerun: string;
  /** Tables that are folded up. */
  readonly details: readonly { readonly summary: string; readonly blocks: readonly Block[] }[];
}

export interface Check {
  readonly name: string;
  /** Empty if it passed. */
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly verdict: Exclude<Verdict, 'valid'>;
  readonly title: string;
  /** One line. */
  readonly message: string;
  /** All of it, line by line. */
  readonly story: readonly string[];
  /** The command that shows it, if there is one for it alone. */
  readonly replay: string | undefined;
  readonly file: string;
  /** From 1, if it is known. */
  readonly line: number | undefined;
}

export const verdictOf = ({ problems }: Check): Verdict => worst(problems.map(({ verdict }) => verdict));

/** Nothing that the verdict says may get lost: what no check tells becomes one. */
export function withVerdict(
  suite: Omit<Suite, 'verdict'>,
  verdict: Verdict,
  reasons: readonly string[],
): Suite {
  const told = worst(suite.checks.map(verdictOf));
  if (verdict === 'valid' || told === verdict) return { ...suite, verdict };
  const [message = `the verdict is ${verdict}`] = reasons;
  const { file } = suite;
  const problem = {
    verdict,
    title: 'verdict',
    message,
    story: reasons,
    replay: undefined,
    file,
    line: undefined,
  };
  return { ...suite, verdict, checks: [...suite.checks, { name: 'verdict', problems: [problem] }] };
}

/** Where a text first stands in a file, from 1. */
export function lineOf(source: string | undefined, text: string): number | undefined {
  const index = source?.split('\n').findIndex((line) => line.includes(text)) ?? -1;
  return index < 0 ? undefined : index + 1;
}
