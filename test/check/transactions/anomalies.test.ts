/** Every anomaly by the smallest history that shows it, beside one that nearly does. */
import { describe, expect, test } from 'vitest';
import {
  ANOMALY_NAMES,
  forbiddenBy,
  implied,
  ruledOutBy,
} from '../../../src/check/transactions/anomalies.js';
import {
  LEVELS,
  levelOf,
  weakest,
  withStronger,
  withWeaker,
} from '../../../src/check/transactions/levels.js';
import { checkTransactions } from '../../../src/check/transactions.js';
import type { Asked } from './short-hand.js';
import { found, lists, registers, transactionsOf } from './short-hand.js';

interface Pair {
  readonly shows: readonly string[];
  readonly nearly: readonly string[];
  readonly asked?: Asked;
  readonly model?: 'register';
  /** The weakest level ruled out. */
  readonly not: readonly string[];
  readonly also?: readonly string[];
}

const SERIALIZABLE: Asked = { levels: ['serializable'] };
const PROCESS: Asked = { levels: ['strong-session-serializable'] };
const REALTIME: Asked = { levels: ['strong-serializable'] };

const ANOMALIES: Readonly<Record<string, Pair>> = {
  // Adya 1999, G0: two transactions whose writes are in different orders.
  G0: {
    shows: ['x+1 y+1', 'x+2 y+2', 'x:1,2', 'y:2,1'],
    nearly: ['x+1 y+1', 'x+2 y+2', 'x:1,2', 'y:1,2'],
    not: ['read-uncommitted'],
  },
  G1a: {
    shows: ['fail| x+1', 'y+1', 'x:1 y:1'],
    nearly: ['info| x+1', 'y+1', 'x:1 y:1'],
    not: ['read-committed'],
  },
  G1b: {
    shows: ['x+1 x+2', 'x:1'],
    nearly: ['x+1 x+2', 'x:1,2'],
    not: ['read-committed'],
    also: ['G-single-item'],
  },
  // Circular information flow.
  G1c: { shows: ['x+1 y:1', 'y+1 x:1'], nearly: ['x+1 y:1', 'y+1 x:'], not: ['read-committed'] },
  // Read skew: half of the other transaction.
  'G-single-item': {
    shows: ['x+1 y+1', 'x:1 y:'],
    nearly: ['x+1 y+1', 'x: y:', 'x:1 y:1'],
    not: ['consistent-view', 'repeatable-read'],
  },
  // Two readers disagree on the order of two writers: a long fork.
  'G-nonadjacent-item': {
    shows: ['x+1', 'y+1', 'x:1 y:', 'x: y:1'],
    nearly: ['x+1', 'y+1', 'x:1 y:', 'x: y:'],
    not: ['repeatable-read', 'snapshot-isolation'],
  },
  // Write skew.
  'G2-item': { shows: ['x: y+1', 'y: x+1'], nearly: ['x: y+1', 'y:1 x+1'], not: ['repeatable-read'] },
  'lost-update': {
    shows: ['x+0', 'x:0 x+1', 'x:0 x+2'],
    nearly: ['x+0', 'x:0 x+1', 'x:0,1 x+2'],
    not: ['cursor-stability', 'update-atomic'],
    also: ['G2-item'],
  },
  internal: { shows: ['y+1', 'y:1', 'x+1 x:'], nearly: ['y+1', 'y:1', 'x+1 x:1'], not: ['read-atomic'] },
  'future-read': {
    shows: ['y+1', 'y:1', 'x:1 x+1'],
    nearly: ['y+1', 'y:1', 'x: x+1'],
    not: ['read-committed'],
  },
  'dirty-update': {
    shows: ['fail| x+1', 'x+2', 'x:1,2'],
    nearly: ['fail| x+1', 'x+2', 'x:2'],
    not: ['read-committed'],
    also: ['G1a'],
  },
  'duplicate-elements': { shows: ['x+1', 'x:1,1'], nearly: ['x+1', 'x:1'], not: ['read-uncommitted'] },
  'incompatible-order': {
    shows: ['x+1', 'x+2', 'x:1', 'x:2,1'],
    nearly: ['x+1', 'x+2', 'x:2', 'x:2,1'],
    not: ['read-committed'],
  },
  // The process reads x before and after its own write of it, the wrong way round.
  'cyclic-versions': {
    model: 'register',
    shows: ['p1| x=1', 'p1| x=2', 'p1| x:1'],
    nearly: ['p1| x=1', 'p1| x=2', 'p1| x:2'],
    asked: { ...PROCESS, assume: ['sequential-keys'] },
    not: ['read-uncommitted'],
  },
  'G0-process': {
    shows: ['p1| x+2', 'p1| x+1', 'p2| x:1,2'],
    nearly: ['p1| x+2', 'p3| x+1', 'p2| x:1,2'],
    asked: PROCESS,
    not: ['strong-session-read-uncommitted'],
  },
  'G1c-process': {
    shows: ['p1| x:1', 'p1| x+1'],
    nearly: ['p1| x:1', 'p2| x+1'],
    asked: PROCESS,
    not: ['strong-session-read-committed'],
  },
  'G-single-item-process': {
    shows: ['p1| x+1', 'p1| x:'],
    nearly: ['p1| x+1', 'p2| x:'],
    asked: PROCESS,
    not: ['strong-session-snapshot-isolation'],
  },
  'G-nonadjacent-item-process': {
    shows: ['p1| x+1', 'p1| y:', 'p2| y+1', 'p2| x:'],
    nearly: ['p1| x+1', 'p1| y:', 'p2| y+1', 'p3| x:'],
    asked: PROCESS,
    not: ['strong-session-snapshot-isolation'],
  },
  // Two anti-dependencies in a row, closed by the order of the process.
  'G2-item-process': {
    shows: ['p1| z+1', 'p1| x: y:', 'p2| x+1 w:', 'p3| w+1 z:'],
    nearly: ['p1| z+1', 'p4| x: y:', 'p2| x+1 w:', 'p3| w+1 z:'],
    asked: PROCESS,
    not: ['strong-session-serializable'],
  },
  'G0-realtime': {
    shows: ['@0-1| x+2', '@2-3| x+1', '@4-5| x:1,2'],
    nearly: ['@0-3| x+2', '@2-3| x+1', '@4-5| x:1,2'],
    asked: REALTIME,
    not: ['strong-read-uncommitted'],
  },
  'G1c-realtime': {
    shows: ['@0-1| x:1', '@2-3| x+1'],
    nearly: ['@0-2| x:1', '@1-3| x+1'],
    asked: REALTIME,
    not: ['strong-read-committed'],
  },
  'G-single-item-realtime': {
    shows: ['@0-1| x+1', '@2-3| x:'],
    nearly: ['@0-2| x+1', '@1-3| x:'],
    asked: REALTIME,
    not: ['strong-snapshot-isolation'],
  },
  'G-nonadjacent-item-realtime': {
    shows: ['@0-3| x+1', '@4-9| y:', '@0-9| y+1', '@0-9| y:1 x:'],
    nearly: ['@0-5| x+1', '@4-9| y:', '@0-9| y+1', '@0-9| y:1 x:'],
    asked: REALTIME,
    not: ['strong-snapshot-isolation'],
  },
  'G2-item-realtime': {
    shows: ['@0-1| z+1', '@2-9| x:', '@0-9| x+1 w:', '@0-9| w+1 z:'],
    nearly: ['@0-3| z+1', '@2-9| x:', '@0-9| x+1 w:', '@0-9| w+1 z:'],
    asked: REALTIME,
    not: ['strong-serializable'],
  },
};

describe('each anomaly, and a history that nearly shows it', () => {
  for (const [type, { shows, nearly, asked = SERIALIZABLE, model, not, also = [] }] of Object.entries(
    ANOMALIES,
  )) {
    const judge = model === 'register' ? registers : lists;
    test(type, () => {
      const bad = judge(shows, asked);
      expect(found(bad)).toEqual([type, ...also].sort());
      expect(bad.verdict).toBe('invalid');
      expect([...bad.ruledOut].sort()).toEqual([...not].sort());
      const good = judge(nearly, asked);
      expect(found(good)).not.toContain(type);
    });
  }

  test('near misses are valid', () => {
    const verdicts = Object.entries(ANOMALIES).flatMap(([type, { nearly, asked = SERIALIZABLE, model }]) => {
      const result = (model === 'register' ? registers : lists)(nearly, asked);
      return result.verdict === 'valid' ? [] : [[type, found(result)]];
    });
    expect(Object.fromEntries(verdicts)).toEqual({});
  });
});

describe('registers', () => {
  test('a read shows whose write it saw', () => {
    expect(found(registers(['x=1 y:1', 'y=1 x:1']))).toEqual(['G1c']);
    expect(found(registers(['x=1 y:1', 'y=1 x:']))).toEqual([]);
  });
  test('every version comes after the initial one', () => {
    expect(found(registers(['x: y:1', 'x=1 y=1']))).toEqual(['G-single-item']);
  });
  test('what failed or was replaced by its own transaction must not be seen', () => {
    expect(found(registers(['fail| x=1', 'x:1']))).toEqual(['G1a']);
    expect(found(registers(['x=1 x=2', 'x:1']))).toEqual(['G1b']);
    expect(found(registers(['x=1 x=2', 'x:2']))).toEqual([]);
  });
  test('writes follow reads, where that may be assumed', () => {
    const texts = ['y:1 x=1 y=2', 'x:1 y:1'];
    expect(found(registers(texts))).toEqual([]);
    expect(found(registers(texts, { assume: ['wfr-keys'] }))).toEqual(['G-single-item']);
  });
  test('real time orders versions, where that may be assumed', () => {
    const texts = ['@0-1| x=1 y=1', '@2-3| x=2 y=2', '@4-5| x:2 y:1'];
    expect(found(registers(texts, { levels: ['serializable'] }))).toEqual([]);
    const assume = ['linearizable-keys'] as const;
    expect(found(registers(texts, { levels: ['serializable'], assume }))).toEqual(['cyclic-versions']);
    const skew = ['@0-1| x=1 y=1', '@2-9| x=2 y=2', '@3-8| x:2 y:1'];
    expect(found(registers(skew, { levels: ['serializable'], assume }))).toEqual(['G-single-item']);
  });
  test('whoever knows the true order of commits may say so', () => {
    const history = transactionsOf(['x: y=2', 'x=3 y=4'], false);
    const judge = (ranks: readonly number[]) =>
      checkTransactions(
        history.map((one, at) => ({ ...one, rank: ranks[at] as number })),
        { model: 'rw-register', levels: ['serializable'] },
      );
    expect(found(judge([1, 2]))).toEqual([]);
    expect(found(judge([2, 1]))).toEqual(['G-single-item']);
  });
  test('a value that was written twice tells nothing', () => {
    const result = registers(['x=1 y:1', 'y=1 x:1', 'x=1'], { levels: ['serializable'] });
    expect([result.verdict, result.types]).toEqual(['unknown', ['duplicate-writes']]);
    const lone = lists(['x+1', 'x+1', 'x:1,1'], { levels: ['serializable'] });
    expect([lone.verdict, found(lone)]).toEqual(['unknown', []]);
  });
});

describe('verdicts', () => {
  test('nothing to judge by is unknown', () => {
    for (const texts of [[], ['x+1'], ['x:'], ['fail| x+1', 'y:']]) {
      expect(lists(texts).types).toEqual(['empty-transaction-graph']);
      expect(lists(texts).verdict).toBe('unknown');
    }
  });
  test('only what was asked for decides, but all is told', () => {
    const texts = ['x: y+1', 'y: x+1'];
    const weak = lists(texts, { levels: ['snapshot-isolation'] });
    expect([weak.verdict, weak.types, weak.ruledOut]).toEqual(['valid', [], ['repeatable-read']]);
    expect(lists(texts, { anomalies: ['G2'] }).types).toEqual(['G2-item']);
    expect(lists(texts, { anomalies: ['G-single'] }).verdict).toBe('valid');
  });
  test('what may have happened counts once it was seen', () => {
    expect(found(lists(['info| x+1 y+1', 'x:1 y:']))).toEqual(['G-single-item']);
    expect(found(lists(['info| x+1 y+1', 'x: y:']))).toEqual([]);
  });
  test('without a budget a cycle is still known to exist', () => {
    const texts = ['x+1 y+1', 'x+2 y+2', 'x:1,2', 'y:2,1'];
    const result = lists(texts, { levels: ['read-uncommitted'], steps: 0 });
    expect([result.verdict, result.types]).toEqual([
      'invalid',
      ['PL-1-cycle-exists', 'cycle-search-timeout'],
    ]);
    expect(lists(texts, { anomalies: ['G0'], steps: 0 }).types).toEqual(['cycle-search-timeout']);
    const stronger = lists(['x: y+1', 'y: x+1'], { levels: ['snapshot-isolation'], steps: 0 });
    expect(stronger.verdict).toBe('valid');
  });
  test('an anti-dependency between transactions that are ordered in time breaks strong snapshot isolation', () => {
    const texts = ['@0-1| x: y+1', '@2-3| y: x+1'];
    const result = lists(texts, { levels: ['strong-snapshot-isolation'] });
    expect(result.types).toEqual(['strong-snapshot-isolation-cycle-exists']);
    expect(lists(['@0-2| x: y+1', '@1-3| y: x+1'], { levels: ['strong-snapshot-isolation'] }).verdict).toBe(
      'valid',
    );
  });
  test('cycles are told in words', () => {
    const [anomaly] = lists(['x+1 y+1', 'x:1 y:']).anomalies;
    expect(anomaly?.explanation).toBe(
      "T1 < T2, because T1 read y before any write, without T2's append of 1; T2 < T1, because T1 read T2's append of 1 to x: a cycle",
    );
    expect(anomaly?.transactions).toEqual([1, 0]);
    const [skew] = lists(['x: y+1', 'y: x+1']).anomalies;
    expect(skew?.explanation).toContain('(write skew)');
  });
});

describe('levels', () => {
  test('every level promises and is promised by what it should', () => {
    expect(withWeaker(['strong-serializable']).size).toBe(LEVELS.length);
    expect(withStronger(['read-uncommitted']).size).toBe(LEVELS.length);
    expect(withWeaker(['repeatable-read']).has('snapshot-isolation')).toBe(false);
    expect(withWeaker(['snapshot-isolation']).has('repeatable-read')).toBe(false);
    for (const level of LEVELS) {
      for (const weaker of withWeaker([level])) expect(withStronger([weaker]).has(level)).toBe(true);
    }
    expect(weakest(withStronger(['serializable', 'snapshot-isolation']))).toEqual(['snapshot-isolation']);
  });
  test('names', () => {
    expect([levelOf('Strict-Serializable'), levelOf('PL-2+'), levelOf('none'), levelOf('__proto__')]).toEqual(
      ['strong-serializable', 'consistent-view', undefined, undefined],
    );
  });
  test('a level is ruled out exactly by what it forbids', () => {
    for (const level of LEVELS) {
      const forbidden = forbiddenBy([level]);
      for (const anomaly of ANOMALY_NAMES)
        expect([level, anomaly, ruledOutBy([anomaly]).has(level)]).toEqual([
          level,
          anomaly,
          forbidden.has(anomaly),
        ]);
    }
    expect(implied(['G0']).has('G1c-realtime')).toBe(true);
  });
});
