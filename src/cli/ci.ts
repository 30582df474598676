/**
 * What CI systems are told of results: a JUnit file where one is asked for, and GitHub by its workflow commands.
 *
 * GitHub reads them from the error stream as well, which keeps standard output for the result.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { writeFile } from '../files/read-write.js';
import { annotationsOf } from '../report/ci/annotations.js';
import { junitOf } from '../report/ci/junit.js';
import { stepSummaryOf } from '../report/ci/step-summary.js';
import type { Suite } from '../report/ci/suite.js';

export interface CiOptions {
  /** The file to write. */
  readonly junit?: string;
}

/** The text of a scenario file, by which lines are found. */
export const sourceOf = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;

/** Tells all results of a command at once. Nothing happens where there is nobody to tell. */
export function tellCi(suites: readonly Suite[], { junit }: CiOptions): void {
  if (junit !== undefined) writeFile(junit, junitOf(suites));
  if (suites.length === 0 || process.env.GITHUB_ACTIONS !== 'true') return;
  process.stderr.write(annotationsOf(suites));
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary) appendFileSync(summary, stepSummaryOf(suites));
}
