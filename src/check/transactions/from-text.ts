/**
 * Judges a history of transactions that comes as text, from anywhere: what `foretell check` does, without
 * files. Rejects a text of which any event could not be understood.
 */
import { readEdnHistory } from '../../observe/edn.js';
import type { HistoryText } from '../../observe/event-fields.js';
import { readJsonlHistory } from '../../observe/jsonl.js';
import { findClients } from '../../observe/pair.js';
import type { HistoryProblem } from '../../observe/problem.js';
import type { Transaction } from '../../observe/transaction.js';
import { pairTransactions } from '../../observe/transaction.js';
import type { HistoryFormat } from '../check-history.js';
import { formatOf } from '../check-history.js';
import type { TransactionOptions, TransactionResult } from '../transactions.js';
import { checkTransactions } from '../transactions.js';

export type CheckedTransactions =
  | { readonly kind: 'rejected'; readonly problems: readonly HistoryProblem[] }
  | {
      readonly kind: 'checked';
      readonly result: TransactionResult;
      readonly transactions: readonly Transaction[];
      readonly skippedEvents: number;
      readonly warnings: readonly HistoryProblem[];
    };

/** Reads a history in the one format or the other. */
export function readHistory(text: string, format: HistoryFormat | 'auto' = 'auto'): HistoryText {
  return formatOf(text, format) === 'edn' ? readEdnHistory(text) : readJsonlHistory(text);
}

/** Whether the clients of a history do nothing but transactions (`txn`, as Jepsen calls them). */
export function isOfTransactions({ events }: HistoryText): boolean {
  const isClient = findClients(events);
  const clients = events.filter(({ process }) => isClient(process));
  return clients.length > 0 && clients.every(({ f }) => f === 'txn');
}

export function checkTransactionHistory(
  history: HistoryText,
  options: TransactionOptions,
): CheckedTransactions {
  const writes = options.model === 'list-append' ? 'append' : 'w';
  const { transactions, problems, skippedEvents } = pairTransactions(history.events, writes);
  const all = [...history.problems, ...problems];
  const errors = all.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { kind: 'rejected', problems: errors };
  const result = checkTransactions(transactions, options);
  return { kind: 'checked', result, transactions, skippedEvents, warnings: all };
}
