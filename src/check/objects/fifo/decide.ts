/**
 * Judges a FIFO queue without a search, wherever it is clear who enqueued what was dequeued.
 *
 * Only puts together what its neighbours know: the values (pairing.ts), what contradicts (patterns.ts),
 * an order (order.ts), the words (tell.ts).
 */
import type { Json, Operation } from '../../../observe/history.js';
import type { Decision, LegalEnd } from '../model.js';
import type { ValueCodes } from '../value.js';
import { orderFifo } from './order.js';
import type { Pairing } from './pairing.js';
import { pairFifo } from './pairing.js';
import type { Pattern } from './patterns.js';
import { FIFO_PATTERNS } from './patterns.js';
import { tellFifo } from './tell.js';

/**
 * The decision for operations in the order of their invocations, beginning with the values that `codes`
 * has for `initial`. `undefined` where a value that was dequeued may have come from several enqueues, or
 * where an operation was refused, which the queue has no meaning for.
 */
export function decideFifo(
  operations: readonly Operation[],
  initial: string,
  codes: ValueCodes,
  patterns: readonly Pattern[] = FIFO_PATTERNS,
): Decision<string> | undefined {
  if (operations.some(({ outcome }) => outcome === 'fail')) return undefined;
  const pairing = pairFifo(operations, codes.values(initial));
  if (pairing === undefined) return undefined;
  for (const pattern of patterns) {
    const violation = pattern(pairing);
    if (violation === undefined) continue;
    return { kind: 'illegal', tell: (history, stuckAt) => tellFifo(violation, pairing, history, stuckAt) };
  }
  return { kind: 'legal', order: (last) => endOfOrder(pairing, codes, last) };
}

function endOfOrder(pairing: Pairing, codes: ValueCodes, last: number): LegalEnd<string> {
  const order = orderFifo(pairing);
  const fromStart = order.findIndex(({ operation }) => operation !== undefined);
  const begin = Math.max(fromStart === -1 ? order.length : fromStart, order.length - last);
  const inside: Json[] = [];
  let taken = 0;
  for (const { kind, item } of order.slice(0, begin)) {
    if (kind === 'enqueue' && item !== undefined) inside.push(item.value);
    if (kind === 'dequeue') taken++;
  }
  return {
    since: order[begin]?.at ?? 0,
    from: codes.codes(inside.slice(taken)),
    operations: order.slice(begin).flatMap(({ operation }) => operation ?? []),
  };
}
