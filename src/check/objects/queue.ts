/**
 * Queues: `enqueue` takes an element; `dequeue` answers the oldest one (`queue`), or any
 * (`unordered-queue`), or `null` when the queue is empty.
 */
import type { Operation } from '../../observe/history.js';
import { decideFifo } from './fifo/decide.js';
import type { Call, Foresight, ObjectModel } from './model.js';
import { ILLEGAL } from './model.js';
import { createValueCodes, isList, jsonKey, showJson } from './value.js';

const FUNCTIONS = ['enqueue', 'dequeue'];

/** First in, first out. Empty unless told otherwise. Where values are distinct it takes no search (fifo/). */
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
    decide: (operations, initial) => decideFifo(operations, initial, codes),
  };
}

/**
 * What may be in the queue: sorted codes, one string for every possibility. There are several only after
 * an unfinished dequeue, of which nobody knows what it took.
 */
type Bags = readonly string[];

/** Elements come out in any order. Empty unless told otherwise. */
export function unorderedQueue(): ObjectModel<Bags> {
  const codes = createValueCodes();
  const sorted = (elements: string) => (elements.match(/../gs) ?? []).sort().join('');
  const without = (bag: string, at: number) => bag.slice(0, at) + bag.slice(at + 2);
  const orIllegal = (bags: Bags) => (bags.length === 0 ? ILLEGAL : [...new Set(bags)].sort());
  return {
    name: 'unordered-queue',
    functions: FUNCTIONS,
    initial: (option) =>
      option === undefined || isList(option) ? [sorted(codes.codes(option ?? []))] : ILLEGAL,
    step(bags, call) {
      if (call.f === 'enqueue') return orIllegal(bags.map((bag) => sorted(bag + codes.code(call.input))));
      if (call.outcome !== 'ok') {
        return orIllegal(
          bags.flatMap((bag) => Array.from(bag.match(/../gs) ?? [], (_, at) => without(bag, 2 * at))),
        );
      }
      if (call.output === null) return bags.includes('') ? [''] : ILLEGAL;
      const element = codes.code(call.output);
      const places = bags.map((bag) => [bag, findCode(bag, element)] as const);
      return orIllegal(places.flatMap(([bag, at]) => (at === -1 ? [] : [without(bag, at)])));
    },
    key: (bags) => bags.map((bag) => `${bag.length}:${bag}`).join(''),
    describeState: (bags) => bags.map((bag) => showJson(codes.values(bag))).join(' or '),
    describeCall,
    foresee: (operations) => foreseeBag(operations),
  };
}

/**
 * An unfinished enqueue matters to those who dequeue its element; an unfinished dequeue only to those who
 * find the queue empty.
 */
function foreseeBag(operations: readonly Operation[]): Foresight<Bags> {
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
