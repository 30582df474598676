/**
 * The order of transactions in real time and within a process, as edges of the dependency graph.
 *
 * Order in real time is that of positions in the history. Only direct successors are linked (the transitive
 * reduction), so that the edges are as many as transactions times those that overlap; where that is too many,
 * transactions are linked through instants instead, which are nodes of their own, two edges each.
 */
import type { Transaction } from '../../observe/transaction.js';
import type { EdgeCollector } from './graph.js';
import { PROCESS, REALTIME } from './graph.js';

/** With more edges than this, instants are put between. */
const DIRECT_EDGES_MAX = 1_500_000;

/** From each committed transaction of a process to the next one. */
export function linkProcesses(transactions: readonly Transaction[], edges: EdgeCollector): void {
  const last = new Map<number | string, number>();
  const inOrder = transactions
    .filter(({ outcome }) => outcome !== 'fail')
    .toSorted((a, b) => endOf(a) - endOf(b));
  for (const { id, process, outcome, start } of inOrder) {
    const before = last.get(process);
    // Some histories let a process do two things at once; those are not ordered.
    const ordered =
      before !== undefined && ((transactions[before] as Transaction).end <= start || start === -Infinity);
    if (ordered) edges.add(before, id, PROCESS, -1, -1, -1);
    if (outcome === 'ok') last.set(process, id);
  }
}

/** Those that never complete come after all that do, at their invocation. */
const endOf = ({ end, start }: Transaction): number => (end === Infinity ? start : end);

type Moment = { readonly at: number; readonly id: number; readonly completes: boolean };

/**
 * Links every transaction that completed with those invoked after it; returns the number of nodes.
 */
export function linkRealTime(
  transactions: readonly Transaction[],
  edges: EdgeCollector,
  directMax = DIRECT_EDGES_MAX,
): number {
  const moments: Moment[] = [];
  for (const { id, outcome, start, end } of transactions) {
    if (outcome === 'fail') continue;
    if (start !== -Infinity) moments.push({ at: start, id, completes: false });
    if (outcome === 'ok') moments.push({ at: end, id, completes: true });
  }
  moments.sort((a, b) => a.at - b.at);
  if (direct(transactions, moments, undefined) > directMax) {
    return throughInstants(transactions.length, moments, edges);
  }
  direct(transactions, moments, edges);
  return transactions.length;
}

/** The completed transactions that no other one separates from the present form a queue. Counts edges. */
function direct(
  transactions: readonly Transaction[],
  moments: readonly Moment[],
  edges: EdgeCollector | undefined,
): number {
  const queue: number[] = [];
  let head = 0;
  let count = 0;
  for (const { id, completes } of moments) {
    if (!completes) {
      count += queue.length - head;
      if (edges === undefined) continue;
      for (let at = head; at < queue.length; at++) edges.add(queue[at] as number, id, REALTIME, -1, -1, -1);
      continue;
    }
    const { start } = transactions[id] as Transaction;
    while (head < queue.length && (transactions[queue[head] as number] as Transaction).end < start) head++;
    queue.push(id);
  }
  return count;
}

function throughInstants(transactions: number, moments: readonly Moment[], edges: EdgeCollector): number {
  let instant = transactions - 1;
  let completing = false;
  for (const { id, completes } of moments) {
    if (completes && !completing) {
      if (instant >= transactions) edges.add(instant, instant + 1, REALTIME, -1, -1, -1);
      instant++;
    }
    completing = completes;
    if (completes) edges.add(id, instant, REALTIME, -1, -1, -1);
    else if (instant >= transactions) edges.add(instant, id, REALTIME, -1, -1, -1);
  }
  return instant + 1;
}
