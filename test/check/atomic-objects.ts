/**
 * One executable object per model, written the plain way, for generating histories.
 */
import type { Json } from '../../src/observe/history.js';
import type { AtomicObject, Random } from './atomic.js';

const pick = <T>(random: Random, items: readonly T[]): T => items[random(items.length)] as T;
const small = (random: Random) => random(3);

export function atomicRegister(withCas: boolean, distinct = false): () => AtomicObject {
  return () => {
    let value: Json = null;
    return {
      call(random, serial) {
        const f = pick(random, withCas ? ['read', 'write', 'cas'] : ['read', 'read', 'write']);
        if (f === 'read') return { f, input: null };
        return { f, input: f === 'cas' ? [small(random), small(random)] : distinct ? serial : small(random) };
      },
      execute(f, input) {
        if (f === 'read') return { output: value };
        if (f === 'write') value = input;
        else {
          const [expected, next] = input as readonly Json[];
          if (value !== expected) return undefined;
          value = next as Json;
        }
        return { output: input };
      },
      answer: (f, random, serial) =>
        f === 'read' ? (random(6) === 0 ? null : distinct ? random(serial + 1) : small(random)) : undefined,
    };
  };
}

export function atomicKv(): AtomicObject {
  let value = '';
  return {
    call(random, serial) {
      const f = pick(random, ['get', 'get', 'append', 'append', 'put']);
      return { f, input: f === 'get' ? null : random(3) === 0 ? 'x' : `${serial % 4}` };
    },
    execute(f, input) {
      if (f === 'get') return { output: value };
      value = f === 'put' ? (input as string) : value + input;
      return { output: input };
    },
    answer: (f, random) =>
      f === 'get' ? pick(random, ['', 'x', '0', '1', '01', '10', '12', 'x1']) : undefined,
  };
}

export function atomicList(): AtomicObject {
  let list: readonly Json[] = [];
  return {
    call: (random, serial) =>
      random(2) === 0 ? { f: 'read', input: null } : { f: 'append', input: random(5) === 0 ? 0 : serial },
    execute(f, input) {
      if (f === 'read') return { output: list };
      list = [...list, input];
      return { output: input };
    },
    answer: (f, random, serial) =>
      f === 'read' ? Array.from({ length: random(4) }, () => random(serial + 1)) : undefined,
  };
}

export function atomicSet(withRemove: boolean): () => AtomicObject {
  return () => {
    const set = new Set<Json>();
    return {
      call: (random) => {
        const f = pick(random, withRemove ? ['add', 'remove', 'contains', 'read'] : ['add', 'read']);
        return { f, input: f === 'read' ? null : small(random) };
      },
      execute(f, input) {
        if (f === 'read') return { output: [...set].reverse() };
        if (f === 'contains') return { output: set.has(input) };
        if (f === 'add') set.add(input);
        else set.delete(input);
        return { output: input };
      },
      answer: (f, random) => {
        if (f === 'contains') return random(2) === 0;
        return f === 'read' ? [0, 1, 2].filter(() => random(2) === 0) : undefined;
      },
    };
  };
}

/** A queue, an unordered queue or a stack: they differ in which element comes out. */
export function atomicSequence(
  kind: 'queue' | 'unordered-queue' | 'stack',
  distinct: boolean,
): () => AtomicObject {
  const [put, take] = kind === 'stack' ? ['push', 'pop'] : ['enqueue', 'dequeue'];
  return () => {
    let items: Json[] = [];
    let turn = 0;
    return {
      call: (random, serial) => {
        if (kind === 'stack' && random(5) === 0) return { f: 'len', input: null };
        if (random(2) === 0) return { f: take, input: null };
        return { f: put, input: distinct ? serial : small(random) };
      },
      execute(f, input) {
        if (f === 'len') return { output: items.length };
        if (f === put) {
          items = [...items, input];
          return { output: input };
        }
        if (items.length === 0) return { output: null };
        const at = kind === 'queue' ? 0 : kind === 'stack' ? items.length - 1 : turn++ % items.length;
        const output = items[at] as Json;
        items = items.filter((_, index) => index !== at);
        return { output };
      },
      answer: (f, random, serial) => {
        if (f === 'len') return random(3);
        return f === take ? (random(3) === 0 ? null : random(distinct ? serial + 1 : 3)) : undefined;
      },
    };
  };
}

export function atomicMutex(): AtomicObject {
  let held = false;
  return {
    call: (random) => ({ f: pick(random, ['acquire', 'release']), input: null }),
    execute(f) {
      if (held === (f === 'acquire')) return undefined;
      held = !held;
      return { output: null };
    },
    answer: () => undefined,
  };
}

export function atomicCounter(): AtomicObject {
  let sum = 0;
  return {
    call: (random) => (random(2) === 0 ? { f: 'read', input: null } : { f: 'add', input: random(3) - 1 }),
    execute(f, input) {
      if (f === 'add') sum += input as number;
      return { output: f === 'read' ? sum : input };
    },
    answer: (f, random) => (f === 'read' ? random(5) - 2 : undefined),
  };
}

export function atomicMultiRegister(): AtomicObject {
  const registers: Record<string, Json> = {};
  return {
    call: (random) => {
      const accesses = Array.from({ length: 1 + random(2) }, () =>
        random(2) === 0
          ? ['r', pick(random, ['x', 'y']), null]
          : ['w', pick(random, ['x', 'y']), small(random)],
      );
      return { f: 'txn', input: accesses };
    },
    execute(_f, input) {
      const output = (input as Json[][]).map(([f, key, value]) => {
        if (f === 'w') registers[key as string] = value as Json;
        return [f, key, registers[key as string] ?? null] as Json;
      });
      return { output };
    },
    answer: (_f, random) => [['r', pick(random, ['x', 'y']), random(4) === 0 ? null : small(random)]],
  };
}
