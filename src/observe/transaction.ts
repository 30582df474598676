/**
 * Transactions: what a client asked for and was told, as one list of reads and writes.
 *
 * Plain data and the way to it from events; knows no checker and no isolation level.
 */
import type { HistoryEvent, Json, Outcome } from './history.js';
import { findClients } from './pair.js';
import type { HistoryProblem } from './problem.js';
import { PROBLEMS_MAX } from './problem.js';

/** How a history writes: by appending to lists, or by setting registers. */
export type WriteFunction = 'append' | 'w';

/**
 * One step of a transaction, `[f, key, value]` as Jepsen writes it. What a read saw is its value; `null`
 * is the state before any write. A read that was never answered has `null` too, and tells nothing.
 */
export type MicroOp = readonly ['r' | WriteFunction, Json, Json];

export interface Transaction {
  /** Ordinal among the transactions of the history. */
  readonly id: number;
  readonly process: number | string;
  /** `ok`: committed; `fail`: did not happen; `info`: may have happened. */
  readonly outcome: Outcome;
  /** Position of its invocation; `-Infinity` where only its completion was recorded. */
  readonly start: number;
  /** Position of its completion; `Infinity` for `info`. */
  readonly end: number;
  /** Index of the event that tells most of it, for messages. */
  readonly index: number;
  readonly steps: readonly MicroOp[];
  /** Where it stands in the true order of commits, if whoever recorded it knows (a field `rank`). */
  readonly rank?: number;
}

export interface TransactionHistory {
  /** In the order of their invocations. */
  readonly transactions: readonly Transaction[];
  readonly problems: readonly HistoryProblem[];
  /** Events of processes that are no clients. */
  readonly skippedEvents: number;
}

interface Open {
  readonly invocation: HistoryEvent | undefined;
  readonly start: number;
  completion?: HistoryEvent;
  end: number;
}

/**
 * Pairs invocations with completions. A process that has several transactions open is accepted with a
 * warning: the completion belongs to the oldest one with the same steps. Never throws.
 */
export function pairTransactions(
  events: readonly HistoryEvent[],
  writeFunction: WriteFunction,
): TransactionHistory {
  const problems: HistoryProblem[] = [];
  const complain = (problem: HistoryProblem) => {
    if (problems.length < PROBLEMS_MAX) problems.push(problem);
  };
  const isClient = findClients(events);
  const all: Open[] = [];
  const open = new Map<number | string, Open[]>();
  let skippedEvents = 0;
  for (const [position, event] of events.entries()) {
    if (!isClient(event.process)) {
      skippedEvents++;
      continue;
    }
    const waiting = open.get(event.process) ?? [];
    if (event.type === 'invoke') {
      if (waiting.length > 0) complain(severalOpen(event));
      const one = { invocation: event, start: position, end: Infinity };
      all.push(one);
      open.set(event.process, [...waiting, one]);
      continue;
    }
    const end = event.type === 'info' ? Infinity : position;
    const same = waiting.length > 1 ? waiting.find((one) => asksTheSame(one.invocation, event)) : undefined;
    const one = same ?? waiting[0];
    if (one === undefined) all.push({ invocation: undefined, start: -Infinity, completion: event, end });
    else {
      one.completion = event;
      one.end = end;
      open.set(
        event.process,
        waiting.filter((other) => other !== one),
      );
    }
  }
  const transactions = all.flatMap((one) => toTransaction(one, writeFunction, complain) ?? []);
  return {
    transactions: transactions.map((transaction, id) => ({ ...transaction, id })),
    problems,
    skippedEvents,
  };
}

function toTransaction(
  { invocation, completion, start, end }: Open,
  writeFunction: WriteFunction,
  complain: (problem: HistoryProblem) => void,
): Transaction | undefined {
  const outcome = completion === undefined || completion.type === 'invoke' ? 'info' : completion.type;
  const asked = invocation?.value ?? null;
  const told = completion?.value ?? null;
  const source = (told === null && outcome !== 'ok' ? invocation : completion) ?? invocation;
  if (source === undefined) return undefined;
  const value = told === null && outcome !== 'ok' ? asked : told;
  const wrong = whatIsWrong(value, outcome, writeFunction);
  if (wrong !== undefined) {
    complain({ severity: 'error', index: source.index, ...wrong });
    return undefined;
  }
  const rank = completion?.extra?.rank;
  return {
    id: 0,
    process: source.process,
    outcome,
    start,
    end,
    index: source.index,
    steps: withAnswers(value as unknown as readonly MicroOp[]),
    ...(typeof rank === 'number' ? { rank } : {}),
  };
}

/** `[r, x]` is a read without an answer. */
function withAnswers(steps: readonly MicroOp[]): readonly MicroOp[] {
  return steps.every(({ length }) => length === 3)
    ? steps
    : steps.map(([f, key, value = null]) => [f, key, value]);
}

function whatIsWrong(
  value: Json,
  outcome: Outcome,
  writeFunction: WriteFunction,
): Pick<HistoryProblem, 'expected' | 'received' | 'hint'> | undefined {
  const expected = `a list of [f, key, value], where f is r or ${writeFunction}`;
  if (!Array.isArray(value)) {
    return { expected, received: show(value), hint: 'is this a history of transactions?' };
  }
  for (const step of value as readonly Json[]) {
    if (!Array.isArray(step) || step.length < 2 || step.length > 3) {
      return { expected, received: show(step), hint: 'each step of a transaction is a list of three' };
    }
    const [f, , told = null] = step as readonly Json[];
    if (f !== 'r' && f !== writeFunction) {
      const other = f === 'w' ? 'rw-register' : f === 'append' ? 'list-append' : undefined;
      const hint = other === undefined ? '' : `is the history for --model ${other}?`;
      return { expected, received: show(f ?? null), hint };
    }
    if (f === writeFunction && told === null) {
      return { expected: `a value for ${f}`, received: 'null', hint: 'null is the state before any write' };
    }
    if (
      f === 'r' &&
      writeFunction === 'append' &&
      outcome === 'ok' &&
      told !== null &&
      !Array.isArray(told)
    ) {
      return { expected: 'a read to have seen a list, or null', received: show(told), hint: '' };
    }
  }
  return undefined;
}

/** Whether a completion is one of that invocation: the same steps, but for what reads saw. */
function asksTheSame(invocation: HistoryEvent | undefined, { value }: HistoryEvent): boolean {
  const asked = invocation?.value;
  if (!Array.isArray(asked) || !Array.isArray(value) || asked.length !== value.length) return false;
  const withoutAnswer = (step: Json | undefined) =>
    JSON.stringify(Array.isArray(step) && step[0] === 'r' ? step.slice(0, 2) : step);
  return asked.every((step: Json, at) => withoutAnswer(step) === withoutAnswer(value[at]));
}

function severalOpen(event: HistoryEvent): HistoryProblem {
  return {
    severity: 'warning',
    index: event.index,
    expected: `process ${event.process} to complete its transaction first`,
    received: 'another invocation',
    hint: 'completions were matched by their steps',
  };
}

function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
