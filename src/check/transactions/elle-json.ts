/**
 * The result as users of Elle know it: `valid?`, `anomaly-types`, `anomalies`, `not`, `also-not`.
 *
 * Where all is well nothing is ruled out, as there; our own result says more.
 */
import type { Json } from '../../observe/history.js';
import type { Transaction } from '../../observe/transaction.js';
import type { Anomaly, TransactionResult } from '../transactions.js';

export function elleJson(result: TransactionResult, transactions: readonly Transaction[]) {
  const { verdict, types, anomalies, ruledOut, alsoRuledOut } = result;
  const isValid = verdict === 'valid';
  const shown = types.map((type) => {
    const examples = anomalies.filter((each) => each.type === type);
    return [
      type,
      examples.length === 0 ? true : examples.map((each) => example(each, transactions)),
    ] as const;
  });
  return {
    'valid?': verdict === 'unknown' ? 'unknown' : isValid,
    'anomaly-types': types,
    anomalies: Object.fromEntries(shown),
    not: isValid ? [] : ruledOut,
    'also-not': isValid ? [] : alsoRuledOut,
  };
}

function example(anomaly: Anomaly, transactions: readonly Transaction[]) {
  const operation = (id: number): { readonly [key: string]: Json } => {
    const { index, process, outcome, steps } = transactions[id] as Transaction;
    return { index, type: outcome, process, f: 'txn', value: steps };
  };
  const { cycle, transactions: ids, ...rest } = anomaly;
  if (cycle === undefined) return { ...rest, operations: ids.map(operation) };
  const steps = cycle.map(({ from: _from, to: _to, kind, ...step }) => ({ type: kind, ...step }));
  return { ...rest, cycle: [...ids, ...ids.slice(0, 1)].map(operation), steps };
}
