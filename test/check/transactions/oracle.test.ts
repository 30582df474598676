/** Small histories of bad stores against all serial orders: what has one must never be accused. */
import { expect, test } from 'vitest';
import type { Assumption } from '../../../src/check/transactions/versions.js';
import { checkTransactions } from '../../../src/check/transactions.js';
import type { Json } from '../../../src/observe/history.js';
import type { Transaction } from '../../../src/observe/transaction.js';
import { numbers, runStore, type Store } from './store.js';

const STORES: readonly Store[] = [
  { reads: 'snapshot', lag: 2 },
  { reads: 'snapshot', firstCommitterWins: true },
  { reads: 'committed' },
  { reads: 'anything', inPlace: true },
  { reads: 'committed', serial: true, bug: 'loses order' },
  { reads: 'committed', serial: true, bug: 'keeps failed' },
];

/** Whether some order of the committed transactions, and of any that may have happened, gives these reads. */
function hasSerialOrder(history: readonly Transaction[], lists: boolean, inRealTime: boolean): boolean {
  const rest = history.filter(({ outcome }) => outcome !== 'fail');
  return search(rest, new Map());

  function search(left: readonly Transaction[], state: ReadonlyMap<string, readonly number[]>): boolean {
    if (left.every(({ outcome }) => outcome === 'info')) return true;
    return left.some((one) => {
      if (inRealTime && left.some((other) => other.end < one.start)) return false;
      const after = execute(one, state, lists);
      return (
        after !== undefined &&
        search(
          left.filter((other) => other !== one),
          after,
        )
      );
    });
  }
}

/** The state after a transaction; `undefined` if it did not read what it says. */
function execute(
  { outcome, steps }: Transaction,
  state: ReadonlyMap<string, readonly number[]>,
  lists: boolean,
): ReadonlyMap<string, readonly number[]> | undefined {
  const next = new Map(state);
  for (const [f, key, value] of steps) {
    const now = next.get(key as string) ?? [];
    if (f !== 'r') next.set(key as string, [...now, value as number]);
    else if (outcome === 'ok') {
      const answer: Json = lists ? now : (now.at(-1) ?? null);
      if (JSON.stringify(answer) !== JSON.stringify(value)) return undefined;
    }
  }
  return next;
}

function campaign(lists: boolean, inRealTime: boolean, assume: readonly Assumption[] = []) {
  const counts = { serial: 0, accused: 0, other: 0, found: 0 };
  for (let seed = 1; seed <= 1500; seed++) {
    const store = STORES[seed % STORES.length] as Store;
    const load = { transactions: 3 + (seed % 4), clients: 1 + (seed % 3), keys: 1 + (seed % 2), lists };
    const history = runStore(store, load, numbers(seed));
    const { verdict } = checkTransactions(history, {
      model: lists ? 'list-append' : 'rw-register',
      levels: [inRealTime ? 'strong-serializable' : 'serializable'],
      assume,
    });
    if (hasSerialOrder(history, lists, inRealTime)) {
      counts.serial++;
      if (verdict === 'invalid') counts.accused++;
    } else {
      counts.other++;
      if (verdict === 'invalid') counts.found++;
    }
  }
  return counts;
}

for (const [name, lists, inRealTime, assume, share] of [
  ['lists, serializable', true, false, [], 0.9],
  ['lists, strictly serializable', true, true, [], 0.9],
  ['registers, serializable', false, false, [], 0.4],
  ['registers whose writes follow reads, serializable', false, false, ['wfr-keys'], 0.4],
  ['registers, strictly serializable', false, true, ['wfr-keys', 'linearizable-keys'], 0.8],
] as const) {
  test(`${name}: nothing with a serial order is accused, most without one are found`, () => {
    const { serial, accused, other, found } = campaign(lists, inRealTime, assume);
    expect(serial).toBeGreaterThan(250);
    expect(other).toBeGreaterThan(100);
    expect(accused).toBe(0);
    expect(found / other).toBeGreaterThan(share);
  });
}
