/**
 * Results as JUnit XML, in the form that Jenkins (xunit plugin, junit-10.xsd) and Maven Surefire agree on.
 *
 * A suite for each scenario, a case for each check. What could not be judged is an `error`, what failed a `failure`.
 * Durations are 0: results hold no clock, so that the same run gives the same file.
 */
import type { Verdict } from '../../check/verdict.js';
import { escapeHtml } from '../html.js';
import { type Check, type Suite, verdictOf } from './suite.js';

export function junitOf(suites: readonly Suite[]): string {
  const all = suites.flatMap(({ checks }) => checks);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'foretell', ...counts(all), time: '0' })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines(suite: Suite): readonly string[] {
  const { checks, title, properties, warnings } = suite;
  return [
    ` <testsuite${attributes({ name: title, ...counts(checks), skipped: '0', time: '0' })}>`,
    '  <properties>',
    ...[['file', suite.file] as const, ...properties].map(
      ([name, value]) => `   <property${attributes({ name, value })}/>`,
    ),
    ...warnings.map((value) => `   <property${attributes({ name: 'warning', value })}/>`),
    '  </properties>',
    ...checks.flatMap((check) => caseLines(suite, check)),
    ' </testsuite>',
  ];
}

function caseLines({ file }: Suite, { name, problems }: Check): readonly string[] {
  const head = `  <testcase${attributes({ name, classname: classOf(file), time: '0' })}`;
  if (problems.length === 0) return [`${head}/>`];
  // One kind of result for each case, the worse one, as readers count cases and not problems.
  const verdict = verdictOf({ name, problems });
  const element = verdict === 'invalid' ? 'failure' : 'error';
  const told = problems.filter((problem) => problem.verdict === verdict);
  const [first] = told;
  const texts = told.map(({ title, story, replay }) =>
    [
      ...(told.length > 1 ? [title] : []),
      ...story,
      ...(replay === undefined ? [] : [`Replay: ${replay}`]),
    ].join('\n'),
  );
  const more = told.length > 1 ? ` (and ${told.length - 1} more)` : '';
  const message = `${first!.message}${more}`;
  return [
    `${head}>`,
    `   <${element}${attributes({ message, type: first!.title })}>${escapeText(texts.join('\n\n'))}</${element}>`,
    '  </testcase>',
  ];
}

/** Readers take what is before the last dot for a package. */
const classOf = (file: string): string =>
  file
    .replace(/\.ya?ml$/, '')
    .replace(/^(\.\.?\/)+/, '')
    .replace(/[/\\]/g, '.');

function counts(checks: readonly Check[]): Readonly<Record<'tests' | 'failures' | 'errors', string>> {
  const of = (verdict: Verdict) => String(checks.filter((check) => verdictOf(check) === verdict).length);
  return { tests: String(checks.length), failures: of('invalid'), errors: of('unknown') };
}

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join('');

/** A carriage return would be read as a line feed. */
const escapeText = (text: string): string => escapeHtml(text).replace(/\r/g, '&#13;');

/** Line ends and tabs would be read as spaces. */
const escapeAttribute = (text: string): string =>
  escapeHtml(text).replace(/[\t\n\r]/g, (space) => `&#${space.charCodeAt(0)};`);
