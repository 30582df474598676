/**
 * Explanations: what a failing test says, in lines of at most 80 columns that a person reads from top to bottom.
 *
 * The cause first, then what happened in the failing window with the faults that were active, then the command
 * that shows it again. Never a dump.
 */

import { operationText, processName, seconds } from '../../reports/words.js';
import { isFigure } from '../check/holds.js';
import { failureOf } from '../experiment/detail/failure.js';
import { operationRows } from '../experiment/detail/operations.js';
import { runCommand } from '../experiment/seeds.js';
import { formatCount } from '../observe/format.js';
import type { OperationRow, Result } from '../observe/result.js';
import type { FaultRecord, RunRecord } from '../observe/run-record.js';
import { wrap } from '../report/terminal-text.js';
import type { Judged } from './judge.js';

const WIDTH = 80;
const INDENT = '  ';
/** Lines of what happened: more than this nobody reads. */
const EVENTS_MAX = 16;
const NODES_MAX = 4;

/** Paragraphs and blocks of lines, one below the other. */
export const compose = (parts: readonly (readonly string[])[]): string =>
  parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');

/** A text in lines, the further ones indented by `hanging`. */
export function lines(text: string, indent = INDENT, hanging = indent): readonly string[] {
  const [first = '', ...rest] = wrap(text, WIDTH - Math.max(indent.length, hanging.length));
  return text === '' ? [] : [indent + first, ...rest.map((line) => hanging + line)];
}

/** Why an expectation does not hold, or why nobody can tell. */
export function explain(judged: Judged, last = again(judged)): string {
  const { expectation, finding, observed, reason, run, judgement } = judged;
  const { text } = expectation;
  if (finding === 'undecided')
    return compose([lines(`${text} could not be judged`, ''), lines(reason ?? observed), last]);
  const story = isFigure(expectation) ? undefined : storyOf(judged);
  const many = observed.startsWith('invalid in') ? ` (${observed}; this is seed ${run.record.seed})` : '';
  const title = `${story?.title.replace(text, `${text} does not hold`) ?? `${text} does not hold`}${many}`;
  const cause = story?.explanation ?? reason ?? observed;
  return compose([
    lines(title, ''),
    lines(cause),
    lines(story?.context ?? ''),
    happened(run.record, judgement.window),
    last,
  ]);
}

/** What was expected to fail and did not. */
export const explainHolds = (judged: Judged): string =>
  compose([
    lines(`${judged.expectation.text} holds, and was expected not to`, ''),
    lines(`Judged: ${judged.observed}.`),
    again(judged),
  ]);

function storyOf({ expectation, run, judgement }: Judged) {
  const { scenario, record } = run;
  return failureOf({ ...scenario, expect: [expectation] }, record, {
    judgements: [judgement],
    judged: [],
    result: invalidRun(record.seed),
    replay: '',
  });
}

/** As far as the story of one run needs it. */
export const invalidRun = (seed: string): Result => ({
  scenario: '',
  question: '',
  version: '',
  verdict: 'invalid',
  reasons: [],
  digest: '',
  expectations: [],
  judged: [],
  rows: [],
  faults: [],
  files: {},
  seeds: [seed],
});

/** The operations of the failing window and the faults that were active meanwhile, in order of time. */
function happened(record: RunRecord, window: Judged['judgement']['window']): readonly string[] {
  if (window.length === 0) return [];
  const rows = operationRows(record, window).rows.filter(({ failing }) => failing);
  const from = Math.min(...rows.map(({ from_s }) => from_s));
  const to = Math.max(...rows.map(({ to_s }) => to_s));
  const active = record.faults.filter((fault) => fault.from / 1e9 <= to && fault.to / 1e9 >= from);
  const answered = (row: OperationRow) => row.outcome !== 'info';
  // If there is too much to tell: those that were answered, from the last on, since it is what does not fit.
  const byWeight = [
    ...rows.filter(answered).reverse(),
    ...active,
    ...rows.filter((row) => !answered(row)).reverse(),
  ];
  const events = byWeight
    .slice(0, EVENTS_MAX)
    .map((each) =>
      'text' in each
        ? { at: each.from / 1e9, text: faultLine(each) }
        : { at: each.from_s, text: operationLine(each) },
    )
    .sort((a, b) => a.at - b.at);
  const left = byWeight.length - events.length;
  const width = Math.max(...events.map(({ at }) => seconds(at, 4).length));
  return [
    ...events.flatMap(({ at, text }) =>
      lines(text, `${INDENT}${seconds(at, 4).padStart(width)}  `, ' '.repeat(width + 6)),
    ),
    ...(left > 0 ? [`${INDENT}and ${formatCount(left)} more`] : []),
  ];
}

function operationLine(row: OperationRow): string {
  const by = row.node === null ? '' : `, answered by ${row.node}`;
  const end = row.outcome === 'info' ? '' : `, until ${seconds(row.to_s, 4)}${by}`;
  return `${processName(row)}: ${operationText(row)}${end}`;
}

function faultLine({ text, nodes, touched, unit }: FaultRecord): string {
  const more = nodes.length - NODES_MAX;
  const named = `${nodes.slice(0, NODES_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const counted = `${formatCount(touched)} ${unit}`;
  // Nodes that are named need not be counted.
  if (nodes.length === 0) return `fault: ${text} (${counted})`;
  return `fault: ${text} (hit ${named}${unit.startsWith('nodes') ? '' : `, ${counted}`})`;
}

/** The command that shows it again; not wrapped, so that it can be pasted. */
function again({ expectation, runs, run }: Judged): readonly string[] {
  const { file, settings = [], record } = run;
  // Figures are those of all runs together.
  const [seed, count] = isFigure(expectation) ? [runs[0]!.record.seed, runs.length] : [record.seed, 1];
  const command = file && runCommand(file, seed, count, { settings });
  return command === undefined ? [`${INDENT}Seed ${seed}.`] : [`${INDENT}See it again: ${command}`];
}
