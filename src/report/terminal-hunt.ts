/**
 * The summary of a hunt that a terminal shows: what failed and how to see it again, then what was covered.
 *
 * A pure function; knows no terminal.
 */
import { formatCount } from '../observe/format.js';
import type { FailureGroup, HuntResult, Minimal } from '../observe/hunt.js';
import { howOften, regressionsText, seedsText, shrunkText, tallyText, warningsOf } from './hunt-words.js';
import { conditionTable } from './terminal-conditions.js';
import {
  bullets,
  fileLines,
  head,
  INDENT,
  joinSections,
  paragraph,
  type SummaryOptions,
  section,
  type TextColumn,
  textTable,
  VERDICT_WIDTH,
  verdictWord,
  WIDTH_MIN,
} from './terminal-parts.js';
import { type Paint, painter, wrap } from './terminal-text.js';

/** Different failures that are told; the report has all. */
const FAILURES_MAX = 10;
const REASONS_MAX = 6;
const FAULTS_MAX = 12;

/** Lines of text, each at most `width` columns (paths and commands excepted), ending in a newline. */
export function huntSummary(result: HuntResult, options: SummaryOptions): string {
  const width = Math.max(WIDTH_MIN, options.width);
  const paint = painter(options.color);
  const shown = result.failures.slice(0, FAILURES_MAX);
  const more = result.failures.length - shown.length;
  return joinSections([
    [
      ...head(result, verdictWord(result.verdict, paint), width, paint),
      ...wrap(tallyText(result), width - VERDICT_WIDTH).map((line) => ' '.repeat(VERDICT_WIDTH) + line),
    ],
    section('Why', bullets(why(result), width), paint),
    ...shown.map((group) => failure(group, result, width, paint)),
    more > 0 ? paragraph(`${formatCount(more, 'more failure')}, in the report`, width) : [],
    section(
      'Warnings',
      bullets(warningsOf(result), width).map((line) => paint.yellow(line)),
      paint,
    ),
    conditionTable(result, width, paint),
    faultTable(result, width, paint),
    foot(result, width, paint),
  ]);
}

/** What the failures below do not tell themselves. */
function why({ reasons, failures }: HuntResult): readonly string[] {
  const others = reasons.filter(
    (reason) => !failures.some(({ signature }) => reason.startsWith(`${signature}: seed`)),
  );
  const more = others.length - REASONS_MAX;
  return more > 0
    ? [...others.slice(0, REASONS_MAX), `${formatCount(more, 'more reason')}, in the report`]
    : others;
}

function failure(group: FailureGroup, { seeds }: HuntResult, width: number, paint: Paint): readonly string[] {
  const { signature, minimal } = group;
  return [
    ...wrap(signature, width).map((line) => paint.red(line)),
    ...paragraph(howOften(group, seeds), width),
    ...paragraph(minimal?.explanation ?? group.explanation, width),
    ...(minimal === null || minimal.context === '' ? [] : paragraph(minimal.context, width)),
    ...(minimal === null ? [] : smallest(minimal, width)),
  ];
}

function smallest(minimal: Minimal, width: number): readonly string[] {
  const { faults, replay } = minimal;
  const shown = faults.slice(0, FAULTS_MAX);
  const more = faults.length - shown.length;
  const left = more > 0 ? [...shown, `${formatCount(more, 'more fault')}`] : shown;
  return [
    ...paragraph(`${shrunkText(minimal)}${faults.length > 0 ? ':' : ''}`, width),
    ...bullets(left, width - INDENT.length).map((line) => INDENT + line),
    `${INDENT}Replay: ${replay}`,
  ];
}

const NUMBER = { align: 'right', weight: 1 } as const;
const FAULTS: readonly TextColumn[] = [
  { title: 'Faults', align: 'left', weight: 2 },
  { title: 'drawn in', ...NUMBER },
  { title: 'hit somebody in', ...NUMBER },
];

function faultTable({ faults }: HuntResult, width: number, paint: Paint): readonly string[] {
  const rows = faults.map(({ kind, drawn, hit }) => [
    kind,
    formatCount(drawn, 'run'),
    formatCount(hit, 'run'),
  ]);
  return textTable(FAULTS, rows, width, paint, (row) => (faults[row]!.hit === 0 ? paint.yellow : plain));
}

const plain = (text: string): string => text;

function foot(result: HuntResult, width: number, paint: Paint): readonly string[] {
  const { seeds, operations, events, digest, version, rerun, files } = result;
  const facts = [
    `${seedsText(result)} from ${seeds.first} on`,
    formatCount(operations, 'operation'),
    formatCount(events, 'event'),
    `digest ${digest}`,
    `foretell ${version}`,
  ].join(', ');
  const past = regressionsText(result);
  return [
    ...(past === undefined ? [] : wrap(past, width)),
    ...wrap(facts, width).map((line) => paint.dim(line)),
    `Hunt again: ${rerun}`,
    ...fileLines(files),
  ];
}
