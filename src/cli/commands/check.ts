/**
 * `foretell check`: judges a history that this or another tool recorded, and shows why.
 */
import { checkHistory, checkHistoryGuarantee, type HistorySummary } from '../../check/check-history.js';
import type { LinearizabilityFailure, LinearizabilityResult } from '../../check/linearizability.js';
import { isModelName, MODEL_NAMES } from '../../check/objects/index.js';
import type { SessionResult } from '../../check/session-guarantees.js';
import { isOfTransactions, readHistory } from '../../check/transactions/from-text.js';
import { TRANSACTION_MODELS } from '../../check/transactions.js';
import type { Verdict } from '../../check/verdict.js';
import { readText } from '../../files/read-write.js';
import type { Json } from '../../kernel/json.js';
import { TALLY_NAMES } from '../../observe/tally-names.js';
import { wrap } from '../../report/terminal-text.js';
import { nearest } from '../../scenario/suggest.js';
import { exitOf, UsageError } from '../exit.js';
import { guaranteeOf } from './check-guarantee.js';
import { windowText } from './check-operation.js';
import { describe } from './check-problem.js';
import { checkTallyOf, type TallyFlags } from './check-tallies.js';
import { checkTransactionsOf, type TransactionFlags } from './check-transactions.js';

export interface CheckOptions extends TransactionFlags, TallyFlags {
  readonly model?: string;
  readonly guarantee?: string;
  readonly bound?: string;
  readonly initial?: string;
  readonly failed: 'dropped' | 'observed';
  readonly nullReads: 'auto' | 'value' | 'unknown';
}

/** Histories may be large, but they are read whole. */
const MAX_HISTORY_BYTES = 512 * 2 ** 20;
const WIDTH = 80;
const PREFIXES_SHOWN = 3;

/** Returns the exit code. */
export function check(file: string, options: CheckOptions): number {
  const { model, guarantee } = options;
  if (options.checker !== undefined) {
    rejectBesideChecker(options);
    return checkTallyOf(file, options, MAX_HISTORY_BYTES);
  }
  if (model === undefined) throw new UsageError(NEITHER);
  if (options.linearizable !== undefined || options.groupSize !== undefined)
    throw new UsageError('--linearizable is for --checker set-full, --group-size for --checker long-fork');
  const transactional = TRANSACTION_MODELS.find((each) => each === model);
  if (!isModelName(model) && transactional === undefined) throw new UsageError(noModel(model));
  const wanted = guaranteeOf(model, options);
  const initial = options.initial === undefined ? undefined : parseInitial(options.initial);
  const text = readText(file, MAX_HISTORY_BYTES);
  if (transactional !== undefined) {
    const history = readHistory(text, options.format);
    // The one name that lists of single operations have as well.
    const single = isModelName(model) && !asksForTransactions(options) && !isOfTransactions(history);
    if (!single) return checkTransactionsOf(file, history, transactional, options);
  } else if (asksForTransactions(options)) throw new UsageError(notTransactional(model));
  const how = {
    model,
    format: options.format,
    nullReads: options.nullReads,
    ...(initial !== undefined && { initial }),
    ...(options.keyed !== undefined && { keyed: options.keyed }),
  };
  const checked =
    wanted === undefined
      ? checkHistory(text, {
          ...how,
          failed: options.failed,
          ...(options.budget !== undefined && { budget: { steps: options.budget } }),
        })
      : checkHistoryGuarantee(text, wanted, how);
  if (checked.kind === 'rejected') {
    throw new UsageError(checked.problems.map((problem) => describe(file, problem)).join('\n'));
  }
  for (const warning of checked.warnings) process.stderr.write(`${describe(file, warning)}\n`);
  const { result, summary } = checked;
  const verdict = result.judged === 0 && result.verdict === 'valid' ? 'unknown' : result.verdict;
  const reason = verdict === result.verdict ? result.reason : 'no operation could be judged';
  const told: Told = { file, model, guarantee, verdict, reason, result, summary };
  process.stdout.write(options.json ? `${JSON.stringify(asJson(told))}\n` : asText(told));
  return exitOf([verdict]);
}

/** Everything that is printed of a history. */
interface Told {
  readonly file: string;
  readonly model: string;
  /** `undefined`: linearizability. */
  readonly guarantee: string | undefined;
  readonly verdict: Verdict;
  readonly reason: string | undefined;
  readonly result: LinearizabilityResult | (SessionResult & { readonly observed?: string });
  readonly summary: HistorySummary;
}

const NEITHER = `say what the history is of, or by which checker it is to be judged: --model ${MODEL_NAMES[0]}, --checker ${TALLY_NAMES[0]}`;

function rejectBesideChecker(options: CheckOptions): void {
  const { model, guarantee, bound, initial, budget } = options;
  const others = { model, guarantee, bound, initial, budget };
  const other = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (other !== undefined) throw new UsageError(`--checker says all of what is judged: leave --${other} out`);
  if (asksForTransactions(options)) throw new UsageError(notTransactional(`--checker ${options.checker}`));
}

const asksForTransactions = ({ consistencyModels, anomalies, assume }: CheckOptions): boolean =>
  [consistencyModels, anomalies, assume].some((option) => option !== undefined);

function notTransactional(model: string): string {
  return `--consistency-models, --anomalies and --assume are for transactions (--model ${TRANSACTION_MODELS.join(' or ')}), not for ${model}`;
}

const ALL_NAMES = [...new Set<string>([...MODEL_NAMES, ...TRANSACTION_MODELS])];

function noModel(name: string): string {
  const checker = TALLY_NAMES.find((each) => each === name);
  if (checker !== undefined) return `${name} is no model, but a checker: --checker ${name}`;
  const meant = nearest(name, ALL_NAMES);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `there is no history model "${name}"${hint} There are: ${ALL_NAMES.join(', ')}`;
}

/** JSON, or else the word itself, so that `--initial x` needs no quotes within quotes. */
function parseInitial(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    if (/^[\w.-]+$/.test(text)) return text;
    throw new UsageError(`--initial takes a JSON value, such as 0, null or '"a"', not ${text}`);
  }
}

function asJson({ file, model, guarantee, verdict, reason, result, summary }: Told) {
  const { judged, failure = null } = result;
  const head = { history: file, model, ...(guarantee !== undefined && { guarantee }), verdict };
  const common = { ...head, reason: reason ?? null, judged, summary };
  return 'partitions' in result
    ? { ...common, partitions: result.partitions, failure, steps: result.steps }
    : { ...common, ...('observed' in result && { observed: result.observed }), failure };
}

function asText({ file, model, guarantee, verdict, reason, result, summary }: Told): string {
  const keys = summary.keyed ? `, ${summary.keys} keys` : '';
  const word = verdict === 'invalid' ? 'INVALID' : verdict;
  const observed = 'observed' in result && result.observed !== undefined ? wrap(result.observed, WIDTH) : [];
  const claim = guarantee ?? (verdict === 'valid' ? 'linearizable' : undefined);
  return [
    `${word.padEnd(8)} ${file} as ${model}${claim === undefined ? '' : `: ${claim}`}`,
    '',
    ...(reason === undefined ? [] : [...wrap(reason, WIDTH), '']),
    ...observed,
    ...(result.failure === undefined ? [] : failureText(result.failure)),
    ...wrap(
      `${summary.operations} operations${keys}: ${summary.ok} ok, ${summary.fail} fail, ${summary.info} info; ${result.judged} judged`,
      WIDTH,
    ),
    ...summary.notes.flatMap((note) =>
      wrap(note, WIDTH - 2).map((line, i) => `${i === 0 ? '- ' : '  '}${line}`),
    ),
    '',
  ].join('\n');
}

function failureText(failure: NonNullable<Told['result']['failure']>): string[] {
  const { explanation, window } = failure;
  return [
    ...wrap(explanation, WIDTH),
    '',
    ...windowText(window),
    ...('longestPrefixes' in failure ? prefixesText(failure) : []),
  ];
}

function prefixesText({ longestPrefixes }: LinearizabilityFailure): string[] {
  return [
    'The longest legal orders before it',
    ...longestPrefixes.slice(0, PREFIXES_SHOWN).flatMap(({ order, state }) => {
      const ids = order.length > 12 ? ['…', ...order.slice(-12)] : order;
      return wrap(`  ${order.length} operations, leading to ${state}: ${ids.join(' ')}`, WIDTH);
    }),
    '',
  ];
}
