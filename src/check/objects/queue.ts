/**
 * Queues: `enqueue` takes an element; `dequeue` answers the oldest one (`queue`), or any
 * (`unordered-queue`), or `null` when the queue is empty.
 */
import type { Operation } from '../../observe/history.js';
import type { Call, Foresight, ObjectModel } from './model.js';
import { ILLEGAL } from './model.js';
import type { ValueCodes } from './value.js';
import { createValueCodes, isList, jsonKey, showJson } from './value.js';

const FUNCTIONS = ['enqueue', 'dequeue'];

/** First in, first out. Empty unless told otherwise. */
export function queue(): ObjectModel<string> {
  const codes = createValueCodes();
  return {
    name: 'queue',
    functions: FUNCTIONS,
    initial: (option) => (option === undefined || isList(option) ? codes.codes(option ?? []) : ILLEGAL),
    step(state, call) {
      if (call.f === 'enqueue') return state + codes.code(call.input);
      if (call.outcome !== 'ok') return state === '' ? ILLEGAL : state.slice(2);
      if (call.output === null) return state === '' ? state : ILLEGAL;
      return state.startsWith(codes.code(call.output)) ? state.slice(2) : ILLEGAL;
    },
    key: (state) => state,
    describeState: (state) => showJson(codes.values(state)),
    describeCall,
    isRead: isEmptyAnswer,
    foresee: (operations) => foresee(operations, codes),
  };
}

interface Bag {
  /** Codes of what was put in and not yet seen to come out, sorted. */
  readonly elements: string;
  /** How many of them unfinished dequeues took; which ones, nobody knows. */
  readonly taken: number;
}

/** Elements come out in any order. Empty unless told otherwise. */
export function unorderedQueue(): ObjectModel<Bag> {
  const codes = createValueCodes();
  const sorted = (elements: string) => (elements.match(/../gs) ?? []).sort().join('');
  const left = ({ elements, taken }: Bag) => elements.length / 2 - taken;
  return {
    name: 'unordered-queue',
    functions: FUNCTIONS,
    initial: (option) =>
      option === undefined || isList(option)
        ? { elements: sorted(codes.codes(option ?? [])), taken: 0 }
        : ILLEGAL,
    step(bag, call) {
      const { elements, taken } = bag;
      if (call.f === 'enqueue') return { elements: sorted(elements + codes.code(call.input)), taken };
      if (call.outcome === 'ok' && call.output === null) return left(bag) === 0 ? bag : ILLEGAL;
      if (left(bag) === 0) return ILLEGAL;
      if (call.outcome !== 'ok') return { elements, taken: taken + 1 };
      const at = findCode(elements, codes.code(call.output));
      return at === -1 ? ILLEGAL : { elements: elements.slice(0, at) + elements.slice(at + 2), taken };
    },
    key: ({ elements, taken }) => `${taken}:${elements}`,
    describeState: ({ elements, taken }) =>
      `${showJson(codes.values(elements))}${taken > 0 ? ` less ${taken} unknown` : ''}`,
    describeCall,
    isRead: isEmptyAnswer,
    foresee: (operations) => foreseeBag(operations),
  };
}

/**
 * An unfinished enqueue matters to those who dequeue its element; an unfinished dequeue only to those who
 * find the queue empty.
 */
function foreseeBag(operations: readonly Operation[]): Foresight<Bag> {
  const takenUntil = new Map<string | number, number>();
  let emptyUntil = -1;
  for (const call of operations) {
    if (call.f !== 'dequeue' || call.outcome !== 'ok') continue;
    if (call.output === null) emptyUntil = Math.max(emptyUntil, call.end);
    const key = jsonKey(call.output);
    takenUntil.set(key, Math.max(call.end, takenUntil.get(key) ?? -1));
  }
  return {
    matters: (call) => (call.f === 'dequeue' ? emptyUntil : (takenUntil.get(jsonKey(call.input)) ?? -1)),
  };
}

/** Where an element is in a sequence of codes; a code may also appear across two others. */
function findCode(state: string, code: string): number {
  let at = state.indexOf(code);
  while (at !== -1 && at % 2 === 1) at = state.indexOf(code, at + 1);
  return at;
}

/** A dequeue that found nothing changed nothing. */
const isEmptyAnswer = (call: Call) => call.f === 'dequeue' && call.outcome === 'ok' && call.output === null;

function describeCall(call: Call): string {
  if (call.f === 'enqueue') return `enqueue ${showJson(call.input)}`;
  return call.outcome === 'ok' ? `dequeue ${showJson(call.output)}` : 'dequeue';
}

/**
 * Where every value is enqueued at most once, the dequeues tell the order of the enqueues: whatever comes
 * out for good before another dequeue begins was in front.
 */
function foresee(operations: readonly Operation[], codes: ValueCodes): Foresight<string> {
  const enqueued = new Set<string>();
  /** Per value: when its dequeue began and ended. */
  const taken = new Map<string, Operation>();
  let unknownFrom = Infinity;
  let distinct = true;
  for (const call of operations) {
    if (call.f === 'enqueue') {
      const code = codes.code(call.input);
      if (enqueued.has(code)) distinct = false;
      enqueued.add(code);
    } else if (call.outcome !== 'ok') unknownFrom = Math.min(unknownFrom, call.start);
    else if (call.output !== null) {
      const code = codes.code(call.output);
      if (taken.has(code)) distinct = false;
      taken.set(code, call);
    }
  }
  const matters = (call: Operation) =>
    call.f === 'enqueue' && distinct ? (taken.get(codes.code(call.input))?.end ?? -1) : Infinity;
  if (!distinct) return {};
  return {
    matters,
    viable(state) {
      let front = -1;
      for (let at = 0; at < state.length; at += 2) {
        const dequeue = taken.get(state.slice(at, at + 2));
        if (dequeue !== undefined && dequeue.end < front) return false;
        front = Math.max(front, dequeue?.start ?? unknownFrom);
      }
      return true;
    },
  };
}
