/**
 * How fast linearizability and the session guarantees are judged, and with how much memory: one line per history.
 *
 * Histories come from objects that are atomic, driven by clients that overlap at random; the invalid ones
 * have one stale read near the end, or two dequeues there that answer in the wrong order. Run with `node --expose-gc dist/bench/check.js` for honest memory.
 */
import { checkCausal } from '../src/check/causal.js';
import { checkLinearizable } from '../src/check/linearizability.js';
import { checkLostUpdates } from '../src/check/lost-updates.js';
import { kv } from '../src/check/objects/kv.js';
import { listAppend } from '../src/check/objects/list-append.js';
import type { ObjectModel } from '../src/check/objects/model.js';
import { queue } from '../src/check/objects/queue.js';
import { casRegister, register } from '../src/check/objects/register.js';
import { set } from '../src/check/objects/set.js';
import { checkSequential } from '../src/check/sequential.js';
import { checkSessionGuarantee } from '../src/check/session-guarantees.js';
import { measureStaleness } from '../src/check/staleness.js';
import { GUARANTEE_NAMES } from '../src/observe/guarantee-names.js';
import type { Json, Operation } from '../src/observe/history.js';

interface Atom {
  call(serial: number): { f: string; input: Json };
  /** The answer; `undefined` if refused. */
  execute(f: string, input: Json): Json | undefined;
}

let seed = 1;
/** A fixed sequence (mulberry32): every run of this program judges the same histories. */
function random(below: number): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
}

function registerAtom(values: number | 'distinct', withCas: boolean): () => Atom {
  return () => {
    let value: Json = null;
    const fresh = (serial: number) => (values === 'distinct' ? serial : random(values));
    return {
      call(serial) {
        const kind = random(withCas ? 3 : 2);
        if (kind === 0) return { f: 'read', input: null };
        return kind === 1
          ? { f: 'write', input: fresh(serial) }
          : { f: 'cas', input: [fresh(serial), fresh(serial)] };
      },
      execute(f, input) {
        if (f === 'read') return value;
        if (f === 'write') value = input;
        else {
          const [expected, next] = input as readonly Json[];
          if (expected !== value) return undefined;
          value = next as Json;
        }
        return input;
      },
    };
  };
}

function kvAtom(): Atom {
  let value = '';
  return {
    call(serial) {
      const f = ['get', 'get', 'append', 'append', 'put'][random(20) === 0 ? 4 : random(4)] as string;
      return { f, input: f === 'get' ? null : `x ${serial} y` };
    },
    execute(f, input) {
      if (f === 'get') return value;
      value = f === 'put' ? (input as string) : value + input;
      return input;
    },
  };
}

function listAtom(): Atom {
  let list: readonly Json[] = [];
  return {
    call: (serial) => (random(4) === 0 ? { f: 'read', input: null } : { f: 'append', input: serial }),
    execute(f, input) {
      if (f === 'read') return list;
      list = [...list, input];
      return input;
    },
  };
}

function setAtom(): Atom {
  const elements: Json[] = [];
  return {
    call: (serial) => (random(20) === 0 ? { f: 'read', input: null } : { f: 'add', input: serial }),
    execute(f, input) {
      if (f === 'read') return [...elements];
      elements.push(input);
      return input;
    },
  };
}

function queueAtom(): Atom {
  const items: Json[] = [];
  return {
    call: (serial) => (random(2) === 0 ? { f: 'enqueue', input: serial } : { f: 'dequeue', input: null }),
    execute(f, input) {
      if (f === 'dequeue') return items.shift() ?? null;
      items.push(input);
      return input;
    },
  };
}

interface Shape {
  readonly clients: number;
  readonly operations: number;
  readonly infoPercent: number;
  readonly keys: number;
  readonly staleRead: boolean;
  readonly swap?: boolean;
}

interface Active {
  readonly operation: Operation;
  readonly lost: boolean;
  answer: Json | undefined;
  executed: boolean;
}

function generate(shape: Shape, atom: () => Atom): Operation[] {
  const atoms = Array.from({ length: shape.keys }, atom);
  const active: (Active | undefined)[] = Array.from({ length: shape.clients }, () => undefined);
  const done: Operation[] = [];
  let position = 0;
  for (let started = 0, busy = 0; started < shape.operations || busy > 0; ) {
    const client = random(shape.clients);
    const one = active[client];
    if (one === undefined) {
      if (started === shape.operations) continue;
      const key = random(shape.keys);
      const operation: Operation = {
        id: started,
        process: client,
        ...(atoms[key] as Atom).call(started++),
        key,
        output: null,
        outcome: 'info',
        start: position,
        end: Infinity,
        invokedAt: position++,
        completedAt: undefined,
      };
      active[client] = {
        operation,
        lost: random(100) < shape.infoPercent,
        answer: undefined,
        executed: false,
      };
      busy++;
    } else if (!one.executed) {
      one.executed = true;
      if (one.lost && random(2) === 0) continue;
      one.answer = (atoms[one.operation.key as number] as Atom).execute(one.operation.f, one.operation.input);
    } else {
      active[client] = undefined;
      busy--;
      const end = position++;
      if (one.lost) done.push(one.operation);
      else if (one.answer !== undefined)
        done.push({ ...one.operation, outcome: 'ok', output: one.answer, end });
    }
  }
  done.sort((a, b) => a.start - b.start);
  if (shape.swap === true) return withSwap(done);
  return shape.staleRead ? withStaleRead(done) : done;
}

/** Near the end, a read of what an early one read. */
function withStaleRead(operations: readonly Operation[]): Operation[] {
  const isRead = ({ f, outcome }: Operation) => (f === 'read' || f === 'get') && outcome === 'ok';
  const late = operations.findLastIndex((one, at) => at < operations.length * 0.95 && isRead(one));
  const key = (operations[late] as Operation).key;
  const early = operations.find((one, at) => at > operations.length * 0.1 && isRead(one) && one.key === key);
  return operations.map((one, at) => (at === late ? { ...one, output: (early as Operation).output } : one));
}

/** Near the end, two dequeues far apart that answer what the other one took. */
function withSwap(operations: readonly Operation[]): Operation[] {
  const took = ({ f, output }: Operation) => f === 'dequeue' && output !== null;
  const at = operations.findIndex((each, index) => index > operations.length * 0.95 && took(each));
  const early = operations[at] as Operation;
  const late = operations.find(
    (each) => took(each) && each.key === early.key && each.start > early.end + 1000,
  ) as Operation;
  const swapped = new Map([
    [early, late.output],
    [late, early.output],
  ]);
  return operations.map((each) => ({ ...each, output: swapped.get(each) ?? each.output }));
}

function row<S>(name: string, model: ObjectModel<S>, atom: () => Atom, shape: Partial<Shape>): void {
  const full = { clients: 50, operations: 20_000, infoPercent: 0, keys: 1, staleRead: false, ...shape };
  seed = 7;
  const operations = generate(full, atom);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = process.hrtime.bigint();
  const result = checkLinearizable(operations, model);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6;
  const cells = [
    name.padEnd(44),
    String(operations.length).padStart(9),
    result.verdict.padStart(8),
    seconds.toFixed(2).padStart(7),
    Math.round(operations.length / seconds / 1000)
      .toString()
      .padStart(7),
    result.steps.toString().padStart(10),
    megabytes.toFixed(0).padStart(6),
    (result.reason ?? '').slice(0, 90),
  ];
  console.log(cells.join('  '));
}

console.log(`${'history'.padEnd(44)}  operations   verdict        s  1000/s       steps  heap MB`);
const one = { clients: 1, operations: 1_000_000 };
row('sequential register', register(), registerAtom(5, false), one);
row('sequential cas-register', casRegister(), registerAtom(5, true), one);
row('register, 2 clients', register(), registerAtom(5, false), { clients: 2, operations: 200_000 });
row('register, 5 values', register(), registerAtom(5, false), { operations: 50_000 });
row('register, distinct values', register(), registerAtom('distinct', false), { operations: 50_000 });
row('register, 5 values, 10% info', register(), registerAtom(5, false), { infoPercent: 10 });
row('register, distinct values, 10% info', register(), registerAtom('distinct', false), { infoPercent: 10 });
row('register, distinct values, stale read', register(), registerAtom('distinct', false), {
  staleRead: true,
});
row('register, distinct, 10% info, stale read', register(), registerAtom('distinct', false), {
  infoPercent: 10,
  staleRead: true,
});
row('cas-register, 5 values', casRegister(), registerAtom(5, true), {});
row('cas-register, 5 values, 10% info', casRegister(), registerAtom(5, true), { infoPercent: 10 });
row('cas-register, 5 clients, 10% info', casRegister(), registerAtom(5, true), {
  clients: 5,
  infoPercent: 10,
});
row('kv, 10 keys', kv(), kvAtom, { keys: 10 });
row('kv, 10 keys, 10% info', kv(), kvAtom, { keys: 10, infoPercent: 10 });
row('kv, 10 keys, stale read', kv(), kvAtom, { keys: 10, staleRead: true });
row('kv, 1 key, 15 clients', kv(), kvAtom, { clients: 15, operations: 5_000 });
row('list-append', listAppend(), listAtom, { operations: 5_000 });
row('list-append, 10% info, stale read', listAppend(), listAtom, {
  operations: 5_000,
  infoPercent: 10,
  staleRead: true,
});
row('set', set(), setAtom, { operations: 5_000 });
row('set, 10% info, stale read', set(), setAtom, { operations: 5_000, infoPercent: 10, staleRead: true });
row('queue', queue(), queueAtom, {});
row('queue, 10 keys, 5% info', queue(), queueAtom, { keys: 10, infoPercent: 5 });
row('queue, 5% info, wrong order', queue(), queueAtom, { infoPercent: 5, swap: true });
row('queue, wrong order', queue(), queueAtom, { operations: 200_000, swap: true });

console.log(`\n${'guarantee, 1,000,000 operations, 50 sessions'.padEnd(48)}   verdict     judged        s`);
const shape = { clients: 50, operations: 1_000_000, infoPercent: 0, staleRead: false };
seed = 7;
const sessions = [
  ['cas-register', '100 keys', generate({ ...shape, keys: 100 }, registerAtom('distinct', true))],
  ['list-append', '20,000 keys', generate({ ...shape, keys: 20_000 }, listAtom)],
] as const;
function judged(name: string, judge: () => { readonly verdict?: string; readonly judged: number }): void {
  const start = process.hrtime.bigint();
  const { verdict = 'measured', judged: count } = judge();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  console.log(
    [name.padEnd(48), verdict.padStart(8), String(count).padStart(10), seconds.toFixed(2).padStart(8)].join(
      '  ',
    ),
  );
}

for (const [object, keys, operations] of sessions) {
  for (const guarantee of GUARANTEE_NAMES)
    judged(`${guarantee}, ${object}, ${keys}`, () =>
      checkSessionGuarantee(operations, guarantee, { object }),
    );
  judged(`causal, ${object}, ${keys}`, () => checkCausal(operations, { object }));
  judged(`staleness, ${object}, ${keys}`, () => measureStaleness(operations, { object }));
  judged(`no-lost-updates, ${object}, ${keys}`, () => checkLostUpdates(operations, { object }));
  judged(`sequential, ${object}, ${keys}`, () => checkSequential(operations, { object }));
}
