/**
 * Histories in short hand: `x+1` appends, `x=1` writes, `x:1,2` reads, `x:` reads nothing. Each transaction
 * is one text; words before a bar say more: `fail`, `info`, `p3` (process), `@2-5` (positions).
 */
import { expect } from 'vitest';
import type { TransactionOptions, TransactionResult } from '../../../src/check/transactions.js';
import { checkTransactions } from '../../../src/check/transactions.js';
import type { Json } from '../../../src/observe/history.js';
import type { MicroOp, Transaction } from '../../../src/observe/transaction.js';

export function transactionsOf(texts: readonly string[], lists: boolean): Transaction[] {
  return texts.map((text, id) => {
    const [before, after] = text.includes('|') ? text.split('|') : ['', text];
    const words = (before ?? '').split(' ');
    const span = words.map((word) => /^@(\d+)-(\d+)$/.exec(word)).find((match) => match !== null);
    const process = words.map((word) => /^p(\d+)$/.exec(word)?.[1]).find((name) => name !== undefined);
    const outcome = words.includes('fail') ? 'fail' : words.includes('info') ? 'info' : 'ok';
    return {
      id,
      index: id,
      process: Number(process ?? id),
      outcome,
      start: span === undefined ? -Infinity : Number(span?.[1]),
      end: outcome === 'info' ? Infinity : Number(span?.[2] ?? id),
      steps: (after ?? '')
        .trim()
        .split(/\s+/)
        .filter((word) => word !== '')
        .map((word) => stepOf(word, lists)),
    };
  });
}

function stepOf(word: string, lists: boolean): MicroOp {
  const match = /^(\w+)([+=:])(.*)$/.exec(word);
  const [, key = '', sign, value = ''] = match ?? expect.fail(`no step: ${word}`);
  if (sign === '+') return ['append', key, Number(value)];
  if (sign === '=') return ['w', key, Number(value)];
  const values: Json = value === '' ? null : value.split(',').map(Number);
  return ['r', key, lists ? values : (values?.[0] ?? null)];
}

export type Asked = Omit<TransactionOptions, 'model'>;

export const lists = (texts: readonly string[], asked: Asked = {}): TransactionResult =>
  checkTransactions(transactionsOf(texts, true), { model: 'list-append', ...asked });

export const registers = (texts: readonly string[], asked: Asked = {}): TransactionResult =>
  checkTransactions(transactionsOf(texts, false), { model: 'rw-register', ...asked });

/** All types that were found, asked for or not. */
export const found = ({ counts }: TransactionResult): string[] => Object.keys(counts).sort();
