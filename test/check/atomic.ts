/**
 * Histories of an object that really is atomic, with clients that overlap, give up and are refused; and
 * the same with one answer changed.
 */
import type { Json, Operation, Outcome } from '../../src/observe/history.js';

/** A small random number generator (mulberry32), so that a seed is a history. */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** An object that executes calls, written apart from the models that judge it. */
export interface AtomicObject {
  /** A random call. */
  call(random: Random, serial: number): { readonly f: string; readonly input: Json };
  /** Executes a call at once; `undefined` if it is refused. */
  execute(f: string, input: Json): { readonly output: Json } | undefined;
  /** A random wrong or right answer to a call that answers something; `undefined` for the others. */
  answer(f: string, random: Random, serial: number): Json | undefined;
}

export interface HistoryShape {
  readonly clients: number;
  readonly operations: number;
  /** Of a hundred operations, how many are never answered. */
  readonly infoPercent: number;
  /** Whether a client that got no answer goes on as a new process. */
  readonly keys?: number;
}

interface Active {
  readonly id: number;
  readonly process: number;
  readonly f: string;
  readonly input: Json;
  readonly start: number;
  readonly key: number | undefined;
  readonly lost: boolean;
  effect: { readonly output: Json } | 'refused' | 'none' | undefined;
}

/** Runs random clients against objects (one per key) and returns what they saw. */
export function atomicHistory(
  shape: HistoryShape,
  random: Random,
  createObject: () => AtomicObject,
): Operation[] {
  const objects = Array.from({ length: shape.keys ?? 1 }, createObject);
  const done: Operation[] = [];
  const active: (Active | undefined)[] = Array.from({ length: shape.clients }, () => undefined);
  const processes = active.map((_, client) => client);
  let position = 0;
  let started = 0;
  while (started < shape.operations || active.some((one) => one !== undefined)) {
    const client = random(shape.clients);
    const one = active[client];
    if (one === undefined) {
      if (started === shape.operations) continue;
      const key = shape.keys === undefined ? undefined : random(shape.keys);
      const call = (objects[key ?? 0] as AtomicObject).call(random, started);
      const lost = random(100) < shape.infoPercent;
      const process = processes[client] as number;
      active[client] = { id: started++, process, ...call, start: position++, key, lost, effect: undefined };
    } else if (one.effect === undefined) {
      if (one.lost && random(2) === 0) one.effect = 'none';
      else one.effect = (objects[one.key ?? 0] as AtomicObject).execute(one.f, one.input) ?? 'refused';
    } else {
      done.push(complete(one, one.lost ? Infinity : position++));
      active[client] = undefined;
      if (one.lost) processes[client] = (processes[client] as number) + shape.clients;
    }
  }
  return done.sort((a, b) => a.start - b.start);
}

function complete({ effect, lost, ...one }: Active, end: number): Operation {
  const outcome: Outcome = lost ? 'info' : effect === 'refused' ? 'fail' : 'ok';
  const output = outcome === 'ok' && typeof effect === 'object' ? effect.output : null;
  return { ...one, key: one.key, output, outcome, end, invokedAt: one.start, completedAt: end };
}

/** The same history with the answer of one operation changed; itself if none has an answer. */
export function withOneAnswerChanged(
  operations: readonly Operation[],
  random: Random,
  object: AtomicObject,
): readonly Operation[] {
  const answers = operations.filter(
    ({ f, outcome }) => outcome === 'ok' && object.answer(f, random, 0) !== undefined,
  );
  if (answers.length === 0) return operations;
  const changed = answers[random(answers.length)] as Operation;
  const output = object.answer(changed.f, random, operations.length) as Json;
  return operations.map((operation) => (operation === changed ? { ...operation, output } : operation));
}
