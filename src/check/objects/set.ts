/**
 * A set: `add` and `remove` take an element, `contains` answers whether it is there (its value is
 * `[element, answer]`, or the answer alone with the element in the invocation), `read` answers all.
 */
import type { Json, Operation } from '../../observe/history.js';
import { firstAfter, firstEndingAfter, LOST, latestEndsOf, seenUntil } from './foresight.js';
import { isMalformedRead } from './list-append.js';
import type { Call, Foresight, ObjectModel } from './model.js';
import { ILLEGAL } from './model.js';
import type { ValueCodes } from './value.js';
import { createValueCodes, isList, showJson } from './value.js';

/** A set, empty unless told otherwise. A read that answers `null` saw the empty set. */
export function set(): ObjectModel<string> {
  const codes = createValueCodes();
  const answers = new WeakMap<readonly Json[], string>();
  /** A set is the codes of its elements in order. */
  const setOf = (list: Json): string => {
    if (!isList(list)) return '';
    let text = answers.get(list);
    if (text === undefined) {
      text = [...new Set(list.map(codes.code))].sort().join('');
      answers.set(list, text);
    }
    return text;
  };
  return {
    name: 'set',
    functions: ['add', 'remove', 'contains', 'read'],
    initial: (option) => (option === undefined || isList(option) ? setOf(option ?? []) : ILLEGAL),
    step: (state, call) => step(state, call, codes, setOf),
    key: (state) => state,
    describeState: (state) =>
      state === LOST
        ? 'a set that nobody reads any more'
        : `{${codes.values(state).map(showJson).slice(0, 20).join(', ')}}`,
    describeCall,
    malformed: (call) => (isMalformedRead(call) ? 'a list of elements as the answer of a read' : undefined),
    isRead: (call) => call.f === 'read' || call.f === 'contains',
    foresee: (operations) => foresee(operations, codes, setOf),
  };
}

function step(
  state: string,
  call: Call,
  codes: ValueCodes,
  setOf: (list: Json) => string,
): string | typeof ILLEGAL {
  if (call.f === 'read') return call.outcome !== 'ok' || setOf(call.output) === state ? state : ILLEGAL;
  if (call.f === 'contains') {
    if (call.outcome !== 'ok') return state;
    const answer = isList(call.output) ? call.output[1] : call.output;
    const element = isList(call.input) && isList(call.output) ? (call.input[0] as Json) : call.input;
    return isThere(state, codes.code(element)) === (answer === true) ? state : ILLEGAL;
  }
  if (state === LOST) return LOST;
  const element = codes.code(call.input);
  const at = placeOf(state, element);
  const there = state.startsWith(element, at);
  if (call.f === 'add') return there ? state : state.slice(0, at) + element + state.slice(at);
  return there ? state.slice(0, at) + state.slice(at + 2) : state;
}

const isThere = (state: string, element: string) => state.startsWith(element, placeOf(state, element));

/** Where an element is, or would be. */
function placeOf(state: string, element: string): number {
  let low = 0;
  let high = state.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (state.slice(2 * middle, 2 * middle + 2) < element) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

function describeCall(call: Call): string {
  if (call.f === 'read') return call.outcome === 'ok' ? `read ${showJson(call.output)}` : 'read';
  const answer = call.f === 'contains' && call.outcome === 'ok' ? `: ${showJson(call.output)}` : '';
  return `${call.f} ${showJson(call.input)}${answer}`;
}

/** Without removals, every later read has all that is in the set now. */
function foresee(
  operations: readonly Operation[],
  codes: ValueCodes,
  setOf: (list: Json) => string,
): Foresight<string> {
  if (operations.some((call) => call.f === 'remove' || call.f === 'contains')) return {};
  const reads = operations.filter((call) => call.f === 'read' && call.outcome === 'ok');
  const until = seenUntil(reads.map((read) => ({ text: setOf(read.output), end: read.end })));
  const latestEnds = latestEndsOf(reads);
  return {
    viable(state, position) {
      const next = reads[firstAfter(reads, position)];
      return next === undefined || isSubset(state, setOf(next.output));
    },
    reach(state, read, open) {
      const goal = setOf(read.output);
      const elements = state === LOST ? undefined : missing(state, goal);
      if (elements === undefined || elements.length === 0 || elements.length > open.length) return undefined;
      const added = open.map((call) => codes.code(call.input));
      const way: number[] = [];
      for (const element of elements) {
        const index = soonest(open, added, element);
        if (index === -1) return undefined;
        way.push(index);
      }
      return way;
    },
    fade(state, position) {
      if (firstAfter(reads, position) < reads.length) return state;
      for (let index = firstEndingAfter(latestEnds, position); index < reads.length; index++) {
        if (isSubset(state, setOf((reads[index] as Operation).output))) return state;
      }
      return LOST;
    },
    matters: (call) => until.get(codes.code(call.input)) ?? -1,
  };
}

/** Of the calls that add an element, the one that completes first, or -1. */
function soonest(calls: readonly Operation[], added: readonly string[], element: string): number {
  let found = -1;
  for (const [index, call] of calls.entries()) {
    if (added[index] !== element) continue;
    if (found === -1 || call.end < (calls[found] as Operation).end) found = index;
  }
  return found;
}

const isSubset = (small: string, large: string) => missing(small, large) !== undefined;

/** The elements of the large set that the small one has not; `undefined` if that has others. */
function missing(small: string, large: string): string[] | undefined {
  if (small.length > large.length) return undefined;
  const found: string[] = [];
  let from = 0;
  for (let at = 0; at < large.length; at += 2) {
    const same =
      large.charCodeAt(at) === small.charCodeAt(from) &&
      large.charCodeAt(at + 1) === small.charCodeAt(from + 1);
    if (same) from += 2;
    else found.push(large.slice(at, at + 2));
    // More left in the small set than in the large one.
    if (small.length - from > large.length - at - 2) return undefined;
  }
  return found;
}
