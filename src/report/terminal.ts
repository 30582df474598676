/**
 * The summary that a terminal shows: verdict, why, expectations, latencies, faults, in so many columns.
 *
 * A pure function from a result to text. Knows no terminal: width and colour are told. Without colour it is
 * plain text that says the same.
 */
import type { Verdict } from '../check/verdict.js';
import { formatCount } from '../observe/format.js';
import type { ExpectationResult, FaultResult, ReportData, Result } from '../observe/result.js';
import { measureTable, modelTable } from './terminal-table.js';
import { type Paint, painter, sideBySide, wrap } from './terminal-text.js';

export interface SummaryOptions {
  /** Columns; 80 reads well, fewer than 40 are taken as 40. */
  readonly width: number;
  readonly color: boolean;
}

const WIDTH_MIN = 40;
const INDENT = '  ';
const VERDICT_WIDTH = 9;

/** What it is made of: of the report's data, that which fits a terminal. */
export type Summarised = Pick<ReportData, 'result' | 'measures'> & {
  readonly detail: Pick<ReportData['detail'], 'seed' | 'failure'>;
};

/** Lines of text, each at most `width` columns (paths and commands excepted), ending in a newline. */
export function summary(data: Summarised, options: SummaryOptions): string {
  const { result, detail, measures } = data;
  const width = Math.max(WIDTH_MIN, options.width);
  const paint = painter(options.color);
  const sections = [
    head(result, width, paint),
    section('Why', why(result, width), paint),
    section(`The run with seed ${detail.seed}`, whatHappened(detail.failure, width), paint),
    section('Expectations', expectations(result.expectations, width, paint), paint),
    measureTable(result.rows, width, paint),
    modelTable(measures, width, paint),
    section(
      'Faults',
      result.faults.flatMap((fault) => faultLines(fault, width, paint)),
      paint,
    ),
    foot(result, width, paint),
  ];
  const lines = sections.filter((each) => each.length > 0).map((each) => each.join('\n'));
  return `${lines.join('\n\n')}\n`;
}

function head({ verdict, scenario, question }: Result, width: number, paint: Paint): readonly string[] {
  const [first = '', ...rest] = wrap(scenario, width - VERDICT_WIDTH);
  const indent = ' '.repeat(VERDICT_WIDTH);
  return [
    verdictWord(verdict, paint) + paint.bold(first),
    ...rest.map((line) => indent + paint.bold(line)),
    ...wrap(question, width - VERDICT_WIDTH).map((line) => indent + line),
  ];
}

function section(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : [paint.bold(title), ...lines];
}

function why({ reasons }: Result, width: number): readonly string[] {
  return reasons.flatMap((reason) => {
    const [first = '', ...rest] = wrap(reason, width - 4);
    return [`${INDENT}- ${first}`, ...rest.map((line) => `${INDENT}  ${line}`)];
  });
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

function faultLines(
  { text, touched, unit, idleSeeds }: FaultResult,
  width: number,
  paint: Paint,
): readonly string[] {
  const idle = touched === 0;
  const some = idleSeeds.length === 0 ? '' : `, nothing in ${formatCount(idleSeeds.length, 'run')}`;
  const seen = idle ? 'touched nothing' : `${formatCount(touched)} ${unit}${some}`;
  const lines = sideBySide(text, seen, width - INDENT.length).map((line) => INDENT + line);
  return idleSeeds.length === 0 ? lines : lines.map((line) => paint.red(line));
}

function foot({ seeds, digest, version, files }: Result, width: number, paint: Paint): readonly string[] {
  const runs = formatCount(seeds.length, 'run');
  const [first = '', last = ''] = [seeds[0], seeds.at(-1)];
  const named = seeds.length === 1 ? `seed ${first}` : `seeds ${first} to ${last}`;
  const facts = wrap(`${runs}, ${named}, digest ${digest}, foretell ${version}`, width);
  const written = Object.entries(files);
  const longest = Math.max(0, ...written.map(([name]) => name.length));
  return [
    ...facts.map((line) => paint.dim(line)),
    ...written.map(([name, path]) => `${name.padEnd(longest + 2)}${path}`),
  ];
}

function verdictWord(verdict: Verdict, paint: Paint): string {
  switch (verdict) {
    case 'valid':
      return paint.green('valid'.padEnd(VERDICT_WIDTH));
    case 'invalid':
      return paint.red('INVALID'.padEnd(VERDICT_WIDTH));
    case 'unknown':
      return paint.yellow('unknown'.padEnd(VERDICT_WIDTH));
  }
}
