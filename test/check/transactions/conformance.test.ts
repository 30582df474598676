/** Labelled histories of Elle's, read in place; skipped where the folder is absent. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruledOutBy } from '../../../src/check/transactions/anomalies.js';
import { futureRead, internalBreach } from '../../../src/check/transactions/inside.js';
import { type IsolationLevel, LEVELS, levelOf, weakest } from '../../../src/check/transactions/levels.js';
import type { Assumption } from '../../../src/check/transactions/versions.js';
import { checkTransactions, type TransactionModel } from '../../../src/check/transactions.js';
import { readEdnHistory } from '../../../src/observe/edn.js';
import type { HistoryEvent, Json } from '../../../src/observe/history.js';
import { readJsonlHistory } from '../../../src/observe/jsonl.js';
import { type MicroOp, pairTransactions } from '../../../src/observe/transaction.js';

const ELLE = new URL('../../../../shared/conformance/elle/', import.meta.url);

interface Check {
  readonly request?: {
    readonly anomalies?: readonly string[];
    readonly consistency_models?: readonly string[];
  };
  readonly valid?: boolean | 'unknown';
  readonly anomaly_types?: readonly string[];
  readonly not?: readonly string[];
  readonly options?: Readonly<Record<string, Json>>;
  readonly flags?: readonly Readonly<Record<string, Json>>[];
}

interface Case {
  readonly id: string;
  readonly workload: string;
  readonly history: readonly Readonly<Record<string, Json>>[];
  readonly checks: readonly Check[];
}

interface Cases {
  readonly cases: readonly Case[];
  readonly files: readonly {
    readonly file: string;
    readonly workload: string;
    readonly checks: readonly Check[];
  }[];
  readonly consistency_model_boundary: {
    readonly boundary: readonly {
      readonly anomalies: string[];
      readonly not: string[];
      readonly also_not?: string[];
    }[];
  };
}

const NONE: Cases = { cases: [], files: [], consistency_model_boundary: { boundary: [] } };
const read = (): Cases =>
  existsSync(ELLE) ? JSON.parse(readFileSync(new URL('elle-cases.json', ELLE), 'utf8')) : NONE;

const level = (name: string): IsolationLevel => levelOf(name) ?? expect.fail(`no level ${name}`);

function judge(
  events: readonly HistoryEvent[],
  model: TransactionModel,
  { request = {}, options = {} }: Check,
) {
  const { transactions, problems } = pairTransactions(events, model === 'list-append' ? 'append' : 'w');
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const ranks = options.transaction_order as Record<string, number> | undefined;
  const ranked = transactions.map((one) => {
    const rank = ranks?.[one.index];
    return rank === undefined ? one : { ...one, rank };
  });
  const assume = (['wfr_keys', 'sequential_keys', 'linearizable_keys'] as const)
    .filter((name) => options[name] === true)
    .map((name) => name.replace('_', '-') as Assumption);
  return checkTransactions(ranked, {
    model,
    assume,
    ...(request.anomalies === undefined ? {} : { anomalies: request.anomalies }),
    ...(request.consistency_models === undefined ? {} : { levels: request.consistency_models.map(level) }),
  });
}

function expectLabels(events: readonly HistoryEvent[], model: TransactionModel, check: Check): void {
  const result = judge(events, model, check);
  const valid = { valid: true, invalid: false, unknown: 'unknown' }[result.verdict];
  expect({ valid, types: result.types, not: valid === true ? [] : [...result.ruledOut].sort() }).toEqual({
    valid: check.valid,
    types: [...(check.anomaly_types ?? [])].sort(),
    not: [...(check.not ?? [])].sort(),
  });
}

describe.skipIf(!existsSync(ELLE))('labelled histories of Elle (skipped where the folder is absent)', () => {
  const { cases, files, consistency_model_boundary } = read();
  const whole = cases.filter(({ workload }) => workload === 'list-append' || workload === 'rw-register');

  it.each(whole.flatMap((one) => one.checks.map((check, at) => ({ ...one, check, at }))))(
    '$id, check $at',
    ({ workload, history, check }) => {
      const { events } = readJsonlHistory(history.map((event) => JSON.stringify(event)).join('\n'));
      expectLabels(events, workload as TransactionModel, check);
    },
  );

  const inner = cases.filter(({ workload }) => workload === 'list-append-internal');
  it.each(inner)('$id', ({ history, checks }) => {
    const steps = history[0]?.value as unknown as readonly MicroOp[];
    const internal = internalBreach(steps);
    const future = futureRead(steps);
    const flags = [
      ...(internal === undefined
        ? []
        : [{ type: 'internal', mop: internal.step, expected: internal.expected }]),
      ...(future === undefined ? [] : [{ type: 'future-read', mop: future.step, element: future.value }]),
    ];
    expect(flags).toEqual(checks[0]?.flags);
  });

  it.each(cases.filter(({ id }) => id.startsWith('g1')))('$id', ({ history, checks }) => {
    const { events } = readJsonlHistory(history.map((event) => JSON.stringify(event)).join('\n'));
    const check = checks[0] as Check;
    const { anomalies } = judge(events, 'list-append', check);
    const flags = anomalies
      .filter(({ type }) => type === check.request?.anomalies?.[0])
      .map(({ transactions }) => ({ op_index: transactions[0], writer_index: transactions[1] }));
    expect(flags).toEqual(check.flags?.map(({ op_index, writer_index }) => ({ op_index, writer_index })));
  });

  it.each(
    files.filter(({ file, checks }) => existsSync(new URL(file, ELLE)) && checks[0]?.request !== undefined),
  )('$file', ({ file, workload, checks }) => {
    const { events } = readEdnHistory(readFileSync(new URL(file, ELLE), 'utf8'));
    for (const check of checks) expectLabels(events, workload as TransactionModel, check);
  });

  it.each(consistency_model_boundary.boundary)(
    'levels ruled out by $anomalies',
    ({ anomalies, not, also_not }) => {
      const out = ruledOutBy(anomalies);
      const first = weakest(out);
      expect([...first].sort()).toEqual([...not].sort());
      const also = LEVELS.filter((each) => out.has(each) && !first.includes(each));
      if (also_not !== undefined)
        expect(also_not.map(level).filter((each) => !also.includes(each))).toEqual([]);
      if (also_not !== undefined && also_not.length > 1)
        expect(also.sort()).toEqual(also_not.map(level).sort());
    },
  );
});
