/** Labelled histories of other projects, read in place; skipped where they are not there. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CheckHistoryOptions, checkHistory } from '../../src/check/check-history.js';
import { checkLinearizable } from '../../src/check/linearizability.js';
import { register } from '../../src/check/objects/register.js';
import { stack } from '../../src/check/objects/stack.js';
import { checkSequential } from '../../src/check/sequential.js';
import type { Json, Operation } from '../../src/observe/history.js';

function verdictOf(text: string, options: CheckHistoryOptions): string {
  const checked = checkHistory(text, options);
  return checked.kind === 'rejected' ? JSON.stringify(checked.problems) : checked.result.verdict;
}

const CONFORMANCE = new URL('../../../shared/conformance/', import.meta.url);

interface StaterightCase {
  readonly id: string;
  readonly model: string;
  readonly events: readonly [string, number, Json][];
  readonly linearizable?: boolean;
  readonly sequential?: boolean;
}

function toOperations(events: StaterightCase['events']): Operation[] {
  const operations: Operation[] = [];
  for (const [position, [kind, process, body]] of events.entries()) {
    const fields = (typeof body === 'object' && body !== null ? body : {}) as {
      readonly [key: string]: Json;
    };
    if (kind === 'inv') {
      operations.push({
        id: operations.length,
        process,
        f: fields.f as string,
        key: undefined,
        input: fields.v ?? null,
        output: null,
        outcome: 'info',
        start: position,
        end: Infinity,
        invokedAt: position,
        completedAt: undefined,
      });
    } else {
      const at = operations.findLastIndex((one) => one.process === process);
      const one = operations[at] as Operation;
      operations[at] = { ...one, outcome: 'ok', end: position, output: fields[one.f] ?? null };
    }
  }
  return operations;
}

describe.skipIf(!existsSync(CONFORMANCE))(
  'labelled cases from elsewhere (skipped where the folder is absent)',
  () => {
    const read = (path: string) =>
      existsSync(CONFORMANCE) ? JSON.parse(readFileSync(new URL(path, CONFORMANCE), 'utf8')).cases : [];

    it.each(
      (read('stateright/cases.json') as StaterightCase[]).filter((one) => one.linearizable !== undefined),
    )('stateright $id', ({ model, events, linearizable }) => {
      const operations = toOperations(events);
      const { verdict } = model.startsWith('register')
        ? checkLinearizable(operations, register(), { initial: 'A' })
        : checkLinearizable(operations, stack());
      expect(verdict).toBe(linearizable ? 'valid' : 'invalid');
    });

    it.each(
      (read('stateright/cases.json') as StaterightCase[]).filter((one) => one.sequential !== undefined),
    )('stateright $id, sequential', ({ model, events, sequential }) => {
      const object = model.startsWith('register')
        ? { object: 'register', initial: 'A' }
        : { object: 'stack' };
      const { verdict } = checkSequential(toOperations(events), object);
      expect(verdict).toBe(sequential ? 'valid' : 'invalid');
    });

    interface JepsenCase {
      readonly id: string;
      readonly checker: string;
      readonly history: readonly object[];
      readonly expect: { readonly valid: boolean };
    }
    it.each(
      (read('jepsen-checkers/cases.json') as JepsenCase[]).filter(({ checker }) =>
        checker.startsWith('queue'),
      ),
    )('jepsen $id', ({ history, expect: { valid } }) => {
      const text = history.map((event) => JSON.stringify(event)).join('\n');
      expect(verdictOf(text, { model: 'unordered-queue' })).toBe(valid ? 'valid' : 'invalid');
    });
  },
);
