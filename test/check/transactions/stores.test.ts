/** Stores of known levels are never accused at them; weaker ones and those with planted bugs are found. */
import { describe, expect, test } from 'vitest';
import type { IsolationLevel } from '../../../src/check/transactions/levels.js';
import type { Assumption } from '../../../src/check/transactions/versions.js';
import { checkTransactions } from '../../../src/check/transactions.js';
import { numbers, runStore, type Store } from './store.js';

const RUNS = 150;

interface Outcomes {
  readonly verdicts: ReadonlySet<string>;
  /** In how many runs each type was found. */
  readonly types: Readonly<Record<string, number>>;
}

function judge(
  store: Store,
  lists: boolean,
  level: IsolationLevel,
  assume: readonly Assumption[] = [],
): Outcomes {
  const verdicts = new Set<string>();
  const types: Record<string, number> = {};
  for (let seed = 1; seed <= RUNS; seed++) {
    const load = { transactions: 40, clients: 2 + (seed % 4), keys: 1 + (seed % 5), lists };
    const history = runStore(store, load, numbers(seed));
    const model = lists ? 'list-append' : 'rw-register';
    const result = checkTransactions(history, { model, levels: [level], assume });
    verdicts.add(result.verdict);
    for (const type of Object.keys(result.counts)) types[type] = (types[type] ?? 0) + 1;
  }
  return { verdicts, types };
}

const SERIAL: Store = { reads: 'committed', serial: true };
const SNAPSHOT: Store = { reads: 'snapshot', firstCommitterWins: true };
const COMMITTED: Store = { reads: 'committed', locks: true };
const UNCOMMITTED: Store = { reads: 'anything', locks: true, inPlace: true };
const ALL_KEYS: readonly Assumption[] = ['wfr-keys', 'sequential-keys', 'linearizable-keys'];

describe('a store is never accused at its own level', () => {
  for (const [name, store, level, assume] of [
    ['serial', SERIAL, 'strong-serializable', ALL_KEYS],
    ['snapshot isolation', SNAPSHOT, 'strong-snapshot-isolation', ['wfr-keys']],
    ['snapshot isolation, snapshots that lag', { ...SNAPSHOT, lag: 5 }, 'snapshot-isolation', ['wfr-keys']],
    ['read committed', COMMITTED, 'read-committed', []],
    ['read uncommitted', UNCOMMITTED, 'read-uncommitted', []],
  ] as const) {
    for (const lists of [true, false]) {
      test(`${name}, ${lists ? 'lists' : 'registers'}`, () => {
        const { verdicts, types } = judge(store, lists, level, lists ? [] : assume);
        expect([...verdicts].sort()).toEqual(['valid']);
        if (store === SERIAL) expect(types).toEqual({});
      });
    }
  }
});

describe('what is weaker is found out', () => {
  const foundIn = (store: Store, lists = true, level: IsolationLevel = 'strong-serializable') =>
    judge(store, lists, level).types;
  const OFTEN = RUNS / 5;

  test('snapshot isolation shows write skew', () => {
    const types = foundIn(SNAPSHOT, true, 'serializable');
    expect(types['G2-item']).toBeGreaterThan(OFTEN);
    expect(Object.keys(types)).toEqual(['G2-item']);
    expect(Object.keys(foundIn(SNAPSHOT, false, 'serializable'))).toEqual(['G2-item']);
  });
  test('snapshots that lag break real time and nothing else', () => {
    const types = foundIn({ ...SNAPSHOT, lag: 5 }, true, 'strong-snapshot-isolation');
    expect(types['G-single-item-realtime']).toBeGreaterThan(OFTEN);
    expect(types['G-single-item']).toBeUndefined();
  });
  test('read committed shows read skew, lost updates and reads that do not repeat', () => {
    const types = foundIn(COMMITTED);
    for (const type of ['G-single-item', 'internal'])
      expect([type, (types[type] ?? 0) > OFTEN]).toEqual([type, true]);
    expect([types.G0, types.G1a, types.G1b, types.G1c]).toEqual([undefined, undefined, undefined, undefined]);
  });
  test('read uncommitted shows what failed and what was not done yet', () => {
    const types = foundIn(UNCOMMITTED);
    for (const type of ['G1a', 'G1b', 'G1c']) expect([type, (types[type] ?? 0) > 5]).toEqual([type, true]);
    expect(types.G0).toBeUndefined();
  });
});

describe('planted bugs are named', () => {
  for (const [name, store, type, least] of [
    ['the first committer does not win', { reads: 'snapshot' }, 'lost-update', 20],
    ['writes without locks, in place', { reads: 'anything', inPlace: true }, 'G0', 50],
    ['what failed stays', { ...SERIAL, bug: 'keeps failed' }, 'G1a', 50],
    ['what failed stays below what is written later', { ...SERIAL, bug: 'keeps failed' }, 'dirty-update', 50],
    ['a write happens twice', { ...SERIAL, bug: 'writes twice' }, 'duplicate-elements', 50],
    ['an own write is not seen', { ...SERIAL, bug: 'forgets own' }, 'internal', 50],
    ['appends change places', { ...SERIAL, bug: 'loses order' }, 'incompatible-order', 50],
  ] as const satisfies readonly (readonly [string, Store, string, number])[]) {
    test(`${name}: ${type}`, () => {
      expect(judge(store, true, 'strong-serializable').types[type] ?? 0).toBeGreaterThan(least);
    });
  }
  test('registers: real time contradicts reads that lag', () => {
    const lagging: Store = { ...SNAPSHOT, lag: 5 };
    const { types } = judge(lagging, false, 'strong-serializable', ['linearizable-keys']);
    expect(types['cyclic-versions']).toBeGreaterThan(50);
  });
});
