/**
 * Counts over a history that comes as text, from anywhere: what `foretell check --checker` does, without files.
 * Rejects a text of which any event could not be understood, and one without an operation that the checker knows.
 */
import type { HistoryText } from '../../observe/event-fields.js';
import type { Operation } from '../../observe/history.js';
import { pairOperations } from '../../observe/pair.js';
import type { HistoryProblem } from '../../observe/problem.js';
import { PROBLEMS_MAX } from '../../observe/problem.js';
import { TALLY_FUNCTIONS, type TallyName } from '../../observe/tally-names.js';
import { isKeyed } from '../check-history.js';
import { showJson } from '../objects/value.js';
import { checkTally, type Tally, type TallyOptions, tallyCheckerOf } from '../tallies.js';

export interface TallyHistoryOptions extends TallyOptions {
  /** Whether values are `[key, value]`, so that each key is judged alone. `auto`: as they look. */
  readonly keyed?: boolean | 'auto';
}

export type CheckedTally =
  | { readonly kind: 'rejected'; readonly problems: readonly HistoryProblem[] }
  | {
      readonly kind: 'checked';
      readonly result: Tally;
      readonly summary: TallySummary;
      readonly warnings: readonly HistoryProblem[];
    };

export interface TallySummary {
  readonly operations: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  readonly keyed: boolean;
  /** Operations that the checker does not know. */
  readonly others: number;
  /** Events of processes that are no clients. */
  readonly skippedEvents: number;
}

export function checkTallyHistory(
  history: HistoryText,
  name: TallyName,
  options: TallyHistoryOptions = {},
): CheckedTally {
  const keyed = isKeyed(name, history, options.keyed ?? 'auto');
  const { operations, problems, counts } = pairOperations(history.events, {
    keyed,
    failed: 'observed',
    overlapping: true,
  });
  const all = [...history.problems, ...problems, ...misfits(name, operations)];
  const errors = all.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { kind: 'rejected', problems: errors.slice(0, PROBLEMS_MAX) };
  const functions = TALLY_FUNCTIONS[name];
  const known = operations.filter(({ f }) => functions.includes(f)).length;
  const summary = {
    ...counts,
    operations: operations.length,
    keyed,
    others: operations.length - known,
  };
  return { kind: 'checked', result: checkTally(operations, name, options), summary, warnings: all };
}

function misfits(name: TallyName, operations: readonly Operation[]): HistoryProblem[] {
  const checker = tallyCheckerOf(name);
  const known = operations.filter(({ f }) => TALLY_FUNCTIONS[name].includes(f));
  const [stranger] = operations;
  if (known.length === 0 && stranger !== undefined) return [noneKnown(name, stranger)];
  return known.flatMap((operation): HistoryProblem[] => {
    const wanted = checker.malformed?.(operation);
    if (wanted === undefined) return [];
    const { f, start, input, output } = operation;
    const expected = `${f} to have ${wanted}`;
    const hint = 'is the history keyed, or for another checker?';
    return [{ severity: 'error', index: start, expected, received: showJson([input, output]), hint }];
  });
}

function noneKnown(name: TallyName, { f, start }: Operation): HistoryProblem {
  const expected = `operations of ${name}: ${TALLY_FUNCTIONS[name].join(', ')}`;
  return {
    severity: 'error',
    index: start,
    expected,
    received: f,
    hint: 'is the history for another checker?',
  };
}
