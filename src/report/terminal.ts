/**
 * The summary that a terminal shows: verdict, why, expectations, latencies, faults, in so many columns.
 *
 * A pure function from a result to text. Knows no terminal: width and colour are told. Without colour it is
 * plain text that says the same.
 */
import { formatCount, formatPlural } from '../observe/format.js';
import type { ExpectationResult, FaultResult, JudgedResult, ReportData } from '../observe/result.js';
import {
  bullets,
  FINDING_WIDTH,
  findingWord,
  foot,
  head,
  INDENT,
  joinSections,
  type SummaryOptions,
  section,
  VERDICT_WIDTH,
  verdictWord,
  WIDTH_MIN,
} from './terminal-parts.js';
import { stationTable } from './terminal-stations.js';
import { measureTable, modelTable } from './terminal-table.js';
import { type Paint, painter, sideBySide, wrap } from './terminal-text.js';

/** What it is made of: of the report's data, that which fits a terminal. */
export type Summarised = Pick<ReportData, 'result' | 'measures' | 'theories'> & {
  readonly detail: Pick<ReportData['detail'], 'seed' | 'failure'>;
};

/** Lines of text, each at most `width` columns (paths and commands excepted), ending in a newline. */
export function summary(data: Summarised, options: SummaryOptions): string {
  const { result, detail, measures, theories } = data;
  const width = Math.max(WIDTH_MIN, options.width);
  const paint = painter(options.color);
  const sections = [
    head(result, verdictWord(result.verdict, paint), width, paint),
    section('Why', bullets(result.reasons, width), paint),
    section(`The run with seed ${detail.seed}`, whatHappened(detail.failure, width), paint),
    section('Expectations', expectations(result.expectations, width, paint), paint),
    section('Judged, not demanded', judgedLines(result.judged, width, paint), paint),
    measureTable(result.rows, width, paint),
    stationTable(result.rows, theories, width, paint),
    modelTable(measures, width, paint),
    section(
      'Faults',
      result.faults.flatMap((fault) => faultLines(fault, width, paint)),
      paint,
    ),
    foot(result, result, width, paint),
  ];
  return joinSections(sections);
}

/** What was going on around the failure, and how to see it again. Why it is one was said already. */
function whatHappened(failure: ReportData['detail']['failure'], width: number): readonly string[] {
  if (failure === undefined) return [];
  const context = wrap(failure.context, width - INDENT.length).map((line) => INDENT + line);
  return [...context, `${INDENT}See it again: ${failure.replay}`];
}

function expectations(list: readonly ExpectationResult[], width: number, paint: Paint): readonly string[] {
  if (list.length === 0) return [`${INDENT}none stated: only rules, faults and early stops were judged`];
  const room = width - INDENT.length - VERDICT_WIDTH;
  return list.flatMap(({ verdict, text, observed }) =>
    sideBySide(text, observed, room).map((line, i) =>
      i === 0 ? INDENT + verdictWord(verdict, paint) + line : INDENT + ' '.repeat(VERDICT_WIDTH) + line,
    ),
  );
}

function judgedLines(list: readonly JudgedResult[], width: number, paint: Paint): readonly string[] {
  const room = width - INDENT.length - FINDING_WIDTH;
  return list.flatMap(({ finding, text, observed }) =>
    sideBySide(text, observed, room).map(
      (line, i) => INDENT + (i === 0 ? findingWord(finding, paint) : ' '.repeat(FINDING_WIDTH)) + line,
    ),
  );
}

function faultLines(
  { text, touched, unit, idleSeeds }: FaultResult,
  width: number,
  paint: Paint,
): readonly string[] {
  const idle = touched === 0;
  const some = idleSeeds.length === 0 ? '' : `, nothing in ${formatCount(idleSeeds.length, 'run')}`;
  const seen = idle ? 'touched nothing' : `${formatPlural(touched, unit)}${some}`;
  const lines = sideBySide(text, seen, width - INDENT.length).map((line) => INDENT + line);
  return idleSeeds.length === 0 ? lines : lines.map((line) => paint.red(line));
}
