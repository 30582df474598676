/**
 * `foretell check` for histories of transactions: which anomalies they show, and which isolation levels
 * these rule out.
 */
import { ANOMALY_NAMES } from '../../check/transactions/anomalies.js';
import { elleJson } from '../../check/transactions/elle-json.js';
import type { CheckedTransactions } from '../../check/transactions/from-text.js';
import { checkTransactionHistory } from '../../check/transactions/from-text.js';
import { LEVEL_NAMES, levelOf } from '../../check/transactions/levels.js';
import { ASSUMPTIONS } from '../../check/transactions/versions.js';
import type { Anomaly, TransactionModel, TransactionResult } from '../../check/transactions.js';
import type { HistoryText } from '../../observe/event-fields.js';
import type { Transaction } from '../../observe/transaction.js';
import { wrap } from '../../report/terminal-text.js';
import { nearest } from '../../scenario/suggest.js';
import { exitOf, UsageError } from '../exit.js';
import { describe } from './check-problem.js';

export interface TransactionFlags {
  readonly consistencyModels?: string;
  readonly anomalies?: string;
  readonly assume?: string;
  readonly budget?: number;
  readonly json?: boolean;
}

const WIDTH = 80;
const EXAMPLES_SHOWN = 3;
const STEPS_SHOWN = 200;

/** Returns the exit code. */
export function checkTransactionsOf(
  file: string,
  history: HistoryText,
  model: TransactionModel,
  flags: TransactionFlags,
): number {
  const levels = listOf(flags.consistencyModels)?.map((name) =>
    known(levelOf, name, 'isolation level', LEVEL_NAMES),
  );
  const anomalies = listOf(flags.anomalies)?.map((name) => known(anomalyOf, name, 'anomaly', ANOMALY_NAMES));
  const assume = listOf(flags.assume)?.map((name) => known(assumptionOf, name, 'assumption', ASSUMPTIONS));
  const checked = checkTransactionHistory(history, {
    model,
    ...(levels !== undefined && { levels }),
    ...(anomalies !== undefined && { anomalies }),
    ...(assume !== undefined && { assume }),
    ...(flags.budget !== undefined && { steps: flags.budget }),
  });
  if (checked.kind === 'rejected') {
    throw new UsageError(checked.problems.map((problem) => describe(file, problem)).join('\n'));
  }
  for (const warning of checked.warnings) process.stderr.write(`${describe(file, warning)}\n`);
  const { result, transactions } = checked;
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ history: file, model, ...elleJson(result, transactions), ...ownJson(checked) })}\n`
      : asText(file, model, result, transactions),
  );
  return exitOf([result.verdict]);
}

const anomalyOf = (name: string) => ANOMALY_NAMES.find((each) => each.toLowerCase() === name.toLowerCase());
const assumptionOf = (name: string) => ASSUMPTIONS.find((each) => each === name);

const listOf = (text: string | undefined): readonly string[] | undefined =>
  text?.split(/[,\s]+/).filter((name) => name !== '');

function known<T>(
  find: (name: string) => T | undefined,
  name: string,
  what: string,
  names: readonly string[],
): T {
  // Elle's users write keywords.
  const found = find(name.replace(/^:/, ''));
  if (found !== undefined) return found;
  const meant = nearest(name, names);
  const hint = meant === undefined ? '.' : `; did you mean ${meant}?`;
  throw new UsageError(`there is no ${what} "${name}"${hint} There are: ${names.join(', ')}`);
}

function ownJson({ result, transactions, skippedEvents }: Extract<CheckedTransactions, { kind: 'checked' }>) {
  const { verdict, reason, levels, counts, judged, dependencies, components, notSearched } = result;
  const total = {
    transactions: transactions.length,
    committed: judged,
    dependencies,
    components,
    skippedEvents,
  };
  return {
    verdict,
    reason: reason ?? null,
    'consistency-models': levels,
    counts,
    notSearched,
    summary: total,
  };
}

function asText(
  file: string,
  model: string,
  result: TransactionResult,
  transactions: readonly Transaction[],
): string {
  const { verdict, levels, reason, counts, ruledOut } = result;
  const word = verdict === 'invalid' ? 'INVALID' : verdict;
  const asked = levels.length === 0 ? '' : `: ${levels.join(', ')}`;
  const found = Object.entries(counts).map(([type, count]) => (count === 1 ? type : `${type} (${count})`));
  return [
    `${word.padEnd(8)} ${file} as transactions of ${model}${asked}`,
    '',
    ...(verdict === 'unknown' && reason !== undefined ? [...wrap(reason, WIDTH), ''] : []),
    ...(found.length === 0 ? [] : [...wrap(`Found: ${found.join(', ')}`, WIDTH)]),
    ...(ruledOut.length === 0 ? [] : [...wrap(`Ruled out: ${ruledOut.join(', ')}, and all stronger`, WIDTH)]),
    ...(found.length === 0 ? [] : ['']),
    ...Object.keys(counts).flatMap((type) => examplesText(type, result, transactions)),
    ...wrap(
      `${transactions.length} transactions, ${result.judged} committed; ${result.dependencies} dependencies; ${result.components} parts with cycles`,
      WIDTH,
    ),
    ...(result.notSearched.length === 0
      ? []
      : wrap(`The budget did not suffice to look for: ${result.notSearched.join(', ')}`, WIDTH)),
    '',
  ].join('\n');
}

function examplesText(
  type: string,
  result: TransactionResult,
  transactions: readonly Transaction[],
): string[] {
  const examples = result.anomalies.filter((anomaly) => anomaly.type === type);
  const shown = examples.slice(0, EXAMPLES_SHOWN);
  const more = (result.counts[type] ?? 0) - shown.length;
  return [
    ...shown.flatMap((anomaly) => exampleText(anomaly, transactions)),
    ...(more > 0 ? [`  … and ${more} more of ${type}`, ''] : []),
  ];
}

function exampleText(
  { type, explanation, cycle, transactions: ids }: Anomaly,
  all: readonly Transaction[],
): string[] {
  const indented = (text: string) => wrap(text, WIDTH - 2).map((line) => `  ${line}`);
  const accused = ids.slice(0, 8).map((id, at) => {
    const { process, index, outcome, steps } = all[id] as Transaction;
    const text = JSON.stringify(steps);
    const cut = text.length > STEPS_SHOWN ? `${text.slice(0, STEPS_SHOWN)}…` : text;
    return `  T${at + 1} = ${cut} (${outcome}, process ${process}, event ${index})`;
  });
  const sentence = cycle === undefined ? `T1: ${explanation}` : explanation;
  return [type, ...accused, ...indented(sentence), ''];
}
