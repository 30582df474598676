/**
 * A store of lists in memory that runs transactions one step at a time, as well or as badly as it is told:
 * what the checker must never accuse, and what it must find.
 *
 * Registers are the last elements of the lists. Everything is drawn from one stream of numbers.
 */
import type { Json } from '../../../src/observe/history.js';
import type { MicroOp, Transaction } from '../../../src/observe/transaction.js';

export interface Store {
  /** Where reads look: at what was committed when the transaction began, or is by now, or at everything. */
  readonly reads: 'snapshot' | 'committed' | 'anything';
  /** All steps at one instant. */
  readonly serial?: boolean;
  /** A transaction that wrote what another committed since its snapshot fails. */
  readonly firstCommitterWins?: boolean;
  /** A transaction that would write what another one has written and not yet committed fails. */
  readonly locks?: boolean;
  /** Writes are there at once, not only from the commit on. */
  readonly inPlace?: boolean;
  /** How many commits a snapshot may lag behind. */
  readonly lag?: number;
  /** The planted bugs: what failed stays, a write happens twice, an own write is not seen. */
  readonly bug?: 'keeps failed' | 'writes twice' | 'forgets own' | 'loses order';
}

export interface Load {
  readonly transactions: number;
  readonly clients: number;
  readonly keys: number;
  readonly lists: boolean;
}

interface Element {
  readonly value: number;
  readonly owner: number;
  /** When it was committed; `Infinity` until then. */
  committed: number;
}

interface Running {
  readonly id: number;
  readonly process: number;
  readonly start: number;
  readonly asked: readonly MicroOp[];
  readonly told: MicroOp[];
  readonly own: Map<string, number[]>;
  snapshot: number;
  outcome: 'ok' | 'fail' | undefined;
}

export function runStore(store: Store, load: Load, below: (limit: number) => number): Transaction[] {
  const data = new Map<string, Element[]>();
  const of = (key: string): Element[] => {
    const known = data.get(key) ?? [];
    data.set(key, known);
    return known;
  };
  const running: (Running | undefined)[] = Array.from({ length: load.clients }, () => undefined);
  const processes = Array.from({ length: load.clients }, (_, at) => at);
  const done: Transaction[] = [];
  let position = 0;
  let commits = 0;
  let started = 0;
  let serialNumber = 0;

  function begin(client: number): void {
    const asked = Array.from({ length: 1 + below(3) }, (): MicroOp => {
      const key = `k${below(load.keys)}`;
      if (below(2) === 0) return ['r', key, null];
      return [load.lists ? 'append' : 'w', key, ++serialNumber];
    });
    running[client] = {
      id: started++,
      process: processes[client] as number,
      start: position++,
      asked,
      told: [],
      own: new Map(),
      snapshot: Math.max(0, commits - below((store.lag ?? 0) + 1)),
      outcome: undefined,
    };
  }

  function step(one: Running): void {
    const [f, rawKey, value] = one.asked[one.told.length] as MicroOp;
    const key = rawKey as string;
    const own = one.own.get(key) ?? [];
    if (f === 'r') {
      one.told.push([f, key, seen(one, key, store.bug === 'forgets own' ? [] : own)]);
      return;
    }
    const locked = [...of(key)].some(({ owner, committed }) => committed === Infinity && owner !== one.id);
    const wanted = running.some((other) => other !== undefined && other !== one && other.own.has(key));
    if (store.locks === true && (locked || wanted)) {
      end(one, 'fail');
      return;
    }
    one.told.push([f, key, value]);
    one.own.set(key, [...own, value as number]);
    if (store.inPlace === true) write(one, key, value as number, Infinity);
  }

  function write({ id: owner }: Running, key: string, value: number, committed: number): void {
    const elements = of(key);
    const at =
      store.bug === 'loses order' && elements.length > 0 ? elements.length - below(2) : elements.length;
    elements.splice(at, 0, { value, owner, committed });
    if (store.bug === 'writes twice' && below(4) === 0) elements.push({ value, owner, committed });
  }

  function seen(one: Running, key: string, own: readonly number[]): Json {
    const limit = { snapshot: one.snapshot, committed: commits, anything: Infinity }[store.reads];
    const visible = of(key).filter(
      ({ committed, owner }) => committed <= limit || (store.inPlace === true && owner === one.id),
    );
    const values = [...visible.map(({ value }) => value), ...(store.inPlace === true ? [] : own)];
    return load.lists ? values : (values.at(-1) ?? null);
  }

  function end(one: Running, outcome: 'ok' | 'fail'): void {
    one.outcome = outcome;
    const keys = [...one.own.keys()];
    if (outcome === 'ok') {
      const lost = keys.some((key) =>
        of(key).some(
          ({ committed, owner }) => committed > one.snapshot && committed !== Infinity && owner !== one.id,
        ),
      );
      if (store.firstCommitterWins === true && lost) {
        one.outcome = 'fail';
      } else {
        commits++;
        for (const key of keys) {
          if (store.inPlace !== true)
            for (const value of one.own.get(key) ?? []) write(one, key, value, commits);
          for (const element of of(key)) if (element.owner === one.id) element.committed = commits;
        }
        return;
      }
    }
    for (const key of keys) {
      if (store.bug === 'keeps failed') {
        for (const value of one.own.get(key) ?? [])
          if (store.inPlace !== true) write(one, key, value, commits);
        for (const element of of(key)) if (element.owner === one.id) element.committed = commits;
      } else
        data.set(
          key,
          of(key).filter(({ owner }) => owner !== one.id),
        );
    }
  }

  while (started < load.transactions || running.some((one) => one !== undefined)) {
    const client = below(load.clients);
    const one = running[client];
    if (one === undefined) {
      if (started < load.transactions) begin(client);
      continue;
    }
    if (one.outcome === undefined) {
      do {
        if (one.told.length < one.asked.length) step(one);
        else end(one, below(12) === 0 ? 'fail' : 'ok');
      } while (store.serial === true && one.outcome === undefined);
      continue;
    }
    running[client] = undefined;
    const lost = below(15) === 0;
    if (lost) processes[client] = (processes[client] as number) + load.clients;
    done.push({
      id: one.id,
      index: one.start,
      process: one.process,
      outcome: lost ? 'info' : one.outcome,
      start: one.start,
      end: lost ? Infinity : position++,
      steps: lost || one.outcome === 'fail' ? one.asked : one.told,
    });
  }
  return done.sort((a, b) => a.id - b.id);
}

/** A fixed sequence (mulberry32), so that every run of a test sees the same histories. */
export function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
}
