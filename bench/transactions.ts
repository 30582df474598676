/**
 * How fast anomalies of transactions are found: one line per history, healthy and not.
 *
 * Histories come from a store in memory; clients overlap as many as there are. Unhealthy stores put all
 * transactions into one component. Run with `node dist/bench/transactions.js [transactions]`.
 */
import type { IsolationLevel } from '../src/check/transactions/levels.js';
import type { Assumption } from '../src/check/transactions/versions.js';
import { checkTransactions, type TransactionModel } from '../src/check/transactions.js';
import type { MicroOp, Transaction } from '../src/observe/transaction.js';

interface Shape {
  readonly clients: number;
  /** Keys in use at a time; each is left after so many writes, as Jepsen does. */
  readonly keys: number;
  readonly writesPerKey: number;
  /** How often, in percent, a transaction works on a state that is up to a hundred commits old. */
  readonly stalePercent: number;
}

const COUNT = Number(process.argv[2] ?? 100_000);

/** A fixed sequence (mulberry32): every run of this program judges the same histories. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

interface Written {
  readonly commit: number;
  readonly value: number;
}

function generate(model: TransactionModel, shape: Shape): Transaction[] {
  const random = numbers(7);
  const lists = model === 'list-append';
  const active = Array.from({ length: shape.keys }, (_, at) => at);
  const data = new Map<number, Written[]>();
  let position = 0;
  let commit = 0;
  const starts: (number | undefined)[] = Array.from({ length: shape.clients }, () => undefined);
  const done: Transaction[] = [];
  while (done.length < COUNT) {
    const client = random(shape.clients);
    const start = starts[client];
    if (start === undefined) {
      starts[client] = position++;
      continue;
    }
    starts[client] = undefined;
    const seen = random(100) < shape.stalePercent ? Math.max(0, commit - random(100)) : commit;
    const own = new Map<number, number[]>();
    const steps = Array.from({ length: 1 + random(4) }, (): MicroOp => {
      const place = random(shape.keys);
      const key = active[place] as number;
      const versions = data.get(key) ?? [];
      if (random(2) === 0) {
        const visible = [
          ...versions.filter((each) => each.commit <= seen).map(({ value }) => value),
          ...(own.get(key) ?? []),
        ];
        return ['r', key, lists ? visible : (visible.at(-1) ?? null)];
      }
      const value = versions.length + (own.get(key)?.length ?? 0) + 1;
      own.set(key, [...(own.get(key) ?? []), value]);
      return [lists ? 'append' : 'w', key, value];
    });
    commit++;
    for (const [key, values] of own) {
      const versions = data.get(key) ?? [];
      data.set(key, versions);
      for (const value of values) versions.push({ commit, value });
      const place = active.indexOf(key);
      if (versions.length > shape.writesPerKey && place !== -1)
        active[place] = active.reduce((a, b) => Math.max(a, b)) + 1;
    }
    done.push({ id: 0, index: start, process: client, outcome: 'ok', start, end: position++, steps });
  }
  return done.sort((a, b) => a.start - b.start).map((one, id) => ({ ...one, id }));
}

function row(
  name: string,
  model: TransactionModel,
  shape: Partial<Shape>,
  level: IsolationLevel = 'strong-serializable',
  assume: readonly Assumption[] = [],
): void {
  const full = { clients: 20, keys: 10, writesPerKey: 32, stalePercent: 0, ...shape };
  const history = generate(model, full);
  globalThis.gc?.();
  const start = process.hrtime.bigint();
  const result = checkTransactions(history, { model, levels: [level], assume });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const cells = [
    name.padEnd(52),
    result.verdict.padStart(8),
    seconds.toFixed(2).padStart(7),
    Math.round(history.length / seconds / 1000)
      .toString()
      .padStart(7),
    result.dependencies.toString().padStart(9),
    (process.memoryUsage().heapUsed / 1e6).toFixed(0).padStart(6),
    Object.entries(result.counts)
      .map(([type, count]) => `${type} ${count}`)
      .join(', '),
  ];
  console.log(cells.join('  '));
}

console.log(`${'history'.padEnd(52)}   verdict        s  1000/s  dependencies heap MB  found`);
row('lists, serial', 'list-append', {});
row('lists, serial, serializable only', 'list-append', {}, 'serializable');
row('lists, serial, 1000 clients', 'list-append', { clients: 1000 });
row('lists, serial, 1000 writes per key', 'list-append', { writesPerKey: 1000 });
row('lists, 1 in 100 stale', 'list-append', { stalePercent: 1 });
row('lists, 1 in 10 stale', 'list-append', { stalePercent: 10 });
row('lists, all stale', 'list-append', { stalePercent: 100 });
row('lists, all stale, snapshot isolation', 'list-append', { stalePercent: 100 }, 'snapshot-isolation');
row('lists, all stale, 1000 clients', 'list-append', { stalePercent: 100, clients: 1000 });
row('registers, serial', 'rw-register', {});
const all: readonly Assumption[] = ['wfr-keys', 'linearizable-keys'];
row('registers, serial, versions by real time', 'rw-register', {}, 'strong-serializable', all);
row(
  'registers, serial, by real time, 10 keys for ever',
  'rw-register',
  { writesPerKey: Infinity },
  'strong-serializable',
  all,
);
row('registers, all stale', 'rw-register', { stalePercent: 100 });
