/**
 * `foretell check --checker`: what Jepsen's checkers of sets, queues, counters and identifiers say of a history.
 */
import { checkTallyHistory, type TallySummary } from '../../check/tallies/from-text.js';
import type { TallyFailure, TallyMap } from '../../check/tallies/tally.js';
import { mapWithVerdict, type Tally } from '../../check/tallies.js';
import { readHistory } from '../../check/transactions/from-text.js';
import { readText } from '../../files/read-write.js';
import { TALLY_NAMES } from '../../observe/tally-names.js';
import { wrap } from '../../report/terminal-text.js';
import { nearest } from '../../scenario/suggest.js';
import { exitOf, UsageError } from '../exit.js';
import { windowText } from './check-operation.js';
import { describe } from './check-problem.js';

export interface TallyFlags {
  readonly checker?: string;
  readonly linearizable?: boolean;
  readonly groupSize?: number;
  readonly format: 'auto' | 'edn' | 'jsonl';
  readonly keyed?: boolean;
  readonly json?: boolean;
}

const WIDTH = 80;
const FAILURES_SHOWN = 3;

/** Returns the exit code. */
export function checkTallyOf(file: string, flags: TallyFlags, maxBytes: number): number {
  const name = TALLY_NAMES.find((each) => each === flags.checker?.replace(/^:/, ''));
  if (name === undefined) throw new UsageError(noChecker(flags.checker ?? ''));
  if (flags.linearizable && name !== 'set-full')
    throw new UsageError(only('--linearizable', 'set-full', name));
  if (flags.groupSize !== undefined && name !== 'long-fork')
    throw new UsageError(only('--group-size', 'long-fork', name));
  const checked = checkTallyHistory(readHistory(readText(file, maxBytes), flags.format), name, {
    ...(flags.linearizable !== undefined && { linearizable: flags.linearizable }),
    ...(flags.groupSize !== undefined && { groupSize: flags.groupSize }),
    ...(flags.keyed !== undefined && { keyed: flags.keyed }),
  });
  if (checked.kind === 'rejected') {
    throw new UsageError(checked.problems.map((problem) => describe(file, problem)).join('\n'));
  }
  for (const warning of checked.warnings) process.stderr.write(`${describe(file, warning)}\n`);
  const { result, summary } = checked;
  const head = { history: file, checker: name };
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ ...head, ...asJson(result, summary) })}\n`
      : asText(head, result, summary),
  );
  return exitOf([result.verdict]);
}

function noChecker(name: string): string {
  const meant = nearest(name, TALLY_NAMES);
  const hint = meant === undefined ? '.' : `; did you mean ${meant}?`;
  return `there is no checker "${name}"${hint} There are: ${TALLY_NAMES.join(', ')}`;
}

const only = (flag: string, checker: string, name: string): string =>
  `${flag} is for --checker ${checker}, not for ${name}`;

function asJson(result: Tally, summary: TallySummary) {
  const { verdict, reason = null, judged, failures } = result;
  const [failure = null, ...otherFailures] = failures;
  return { ...mapWithVerdict(result), verdict, reason, judged, failure, otherFailures, summary };
}

function asText(
  { history, checker }: { readonly history: string; readonly checker: string },
  { verdict, reason, judged, map, failures }: Tally,
  { operations, ok, fail, info, others, skippedEvents }: TallySummary,
): string {
  const word = verdict === 'invalid' ? 'INVALID' : verdict;
  const figures = Object.entries(map).flatMap(figureText);
  const notes = [
    ...(others > 0 ? [`${others} operations that ${checker} does not know were left out`] : []),
    ...(skippedEvents > 0 ? [`${skippedEvents} events of processes that are no clients were skipped`] : []),
    ...(judged === 0 && verdict === 'valid' ? ['nothing was there to be judged'] : []),
  ];
  return [
    `${word.padEnd(8)} ${history} by ${checker}`,
    '',
    ...(verdict === 'unknown' && reason !== undefined ? [...wrap(reason, WIDTH), ''] : []),
    ...failures.slice(0, FAILURES_SHOWN).flatMap(failureText),
    ...(failures.length > FAILURES_SHOWN ? ['… and more (--json has them)', ''] : []),
    ...(figures.length === 0 ? [] : wrap(figures.join(', '), WIDTH)),
    ...wrap(`${operations} operations: ${ok} ok, ${fail} fail, ${info} info; ${judged} judged`, WIDTH),
    ...notes.map((note) => `- ${note}`),
    '',
  ].join('\n');
}

const failureText = ({ explanation, window }: TallyFailure): string[] => [
  ...wrap(explanation, WIDTH),
  '',
  ...windowText(window),
];

/** Counts, and latencies by quantile; lists are for machines. */
function figureText([name, value]: [string, TallyMap[string]]): string[] {
  if (typeof value === 'number') return [`${name} ${value}`];
  if (!name.endsWith('-latencies')) return [];
  const quantiles = Object.entries(value as TallyMap).sort(([p], [q]) => Number(p) - Number(q));
  return [`${name} ${quantiles.map(([q, ms]) => `${ms} ms (${Number(q) * 100} %)`).join(' ')}`];
}
