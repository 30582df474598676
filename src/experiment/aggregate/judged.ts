/**
 * What is judged and not demanded, over all runs: holds, violated, unknown, or not asked.
 *
 * Pooled as expectations are, but for runs in which there was nothing to judge: they are set aside, as nobody said
 * that it must be tested. Where that is all of them, it is told as such and never as something that holds.
 */
import type { Verdict } from '../../check/verdict.js';
import type { Finding, JudgedResult } from '../../observe/result.js';
import type { Expectation } from '../../scenario/scenario.js';
import { type AllRuns, type Heard, poolExpectation } from './pool.js';

const FINDINGS: Readonly<Record<Verdict, Finding>> = {
  valid: 'holds',
  invalid: 'violated',
  unknown: 'unknown',
};

export function poolJudged(expectation: Expectation, heard: readonly Heard[], all: AllRuns): JudgedResult {
  const asked = heard.filter(({ judgement }) => judgement.judged > 0 || judgement.verdict !== 'invalid');
  const first = heard.find((each) => !asked.includes(each));
  if (asked.length === 0) {
    const { text } = expectation;
    const observed = first?.judgement.observed ?? 'no run';
    return { text, finding: 'not asked', observed, judged: 0, seeds: [] };
  }
  const { text, verdict, observed, judged } = poolExpectation(expectation, asked, all).result;
  const finding = FINDINGS[verdict];
  const those = verdict === 'valid' ? [] : asked.filter(({ judgement }) => judgement.verdict === verdict);
  const seeds = those.map(({ seed }) => seed);
  const inRuns =
    expectation.kind !== 'bound' && expectation.kind !== 'measured' && seeds.length > 0 && asked.length > 1;
  const seen = inRuns ? `${finding} in ${seeds.length} of ${asked.length} runs` : observed;
  return { text, finding, observed: seen, judged, seeds };
}
