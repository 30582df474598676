/**
 * One key of a key-value map of strings: `get`, `put` and `append`, as in Porcupine's model.
 *
 * The map is judged key by key, so a state is the value of one key. A key that was never put reads as
 * `""` or as `null`: which of the two a store says is its own affair.
 */
import type { Json, Operation } from '../../observe/history.js';
import { firstAfter, firstEndingAfter, latestEndsOf } from './foresight.js';
import type { Call, Foresight, ObjectModel } from './model.js';
import { ILLEGAL } from './model.js';
import { jsonKey, sameJson, showJson } from './value.js';

/** A map from keys to strings; other values can be put and read back, and are text when appended to. */
export function kv(): ObjectModel<Json> {
  return {
    name: 'kv',
    functions: ['get', 'put', 'append', 'read', 'write'],
    initial: (option) => option ?? null,
    step,
    key: jsonKey,
    describeState: (state) => (state === LOST ? 'a value that nobody gets any more' : showJson(state)),
    describeCall: (call) => {
      if (isGet(call)) return call.outcome === 'ok' ? `${call.f} ${showJson(call.output)}` : call.f;
      return `${call.f} ${showJson(call.input)}`;
    },
    isRead: isGet,
    isBlind: isPut,
    isTotal: (call) => call.f === 'append',
    foresee,
  };
}

/** Stands for all values that no get to come begins with: appending to them changes nothing for anybody. */
const LOST: Json = { lost: true };

const isGet = (call: Call) => call.f === 'get' || call.f === 'read';
const isPut = (call: Call) => call.f === 'put' || call.f === 'write';
const orEmpty = (value: Json): Json => (value === null ? '' : value);

function step(state: Json, call: Call): Json | typeof ILLEGAL {
  if (isPut(call)) return call.input;
  if (isGet(call)) {
    return call.outcome !== 'ok' || sameJson(orEmpty(state), orEmpty(call.output)) ? state : ILLEGAL;
  }
  return state === LOST ? LOST : textOf(state) + textOf(call.input);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
}

/** Looking through more than this many characters for one answer is not worth it. */
const CHARACTERS_MAX = 20_000_000;

function foresee(operations: readonly Operation[]): Foresight<Json> {
  const gets = operations.filter((call) => isGet(call) && call.outcome === 'ok');
  const puts = operations.filter(isPut);
  const latestEnds = latestEndsOf(gets);
  const seen = gets.map((call) => textOf(call.output));
  const lastStart = gets.reduce((last, call) => Math.max(last, call.start), -1);
  const replacedUntil = new Map<number, number>();
  let characters = 0;

  /** The last position until which some put may begin a value that the get answered. */
  function replacedUntilFor(index: number): number {
    let until = replacedUntil.get(index);
    if (until === undefined) {
      const get = gets[index] as Operation;
      const text = seen[index] as string;
      until = -1;
      for (const put of puts) {
        if (put.end > until && put.start < get.end && text.startsWith(textOf(put.input))) until = put.end;
      }
      characters += puts.length * 8;
      replacedUntil.set(index, until);
    }
    return until;
  }

  /** Of the gets that can come before the next overwrite, whether one begins with a text. */
  function isBeginning(text: string, position: number): boolean {
    const next = firstAfter(gets, position);
    const until = gets[next]?.end ?? -1;
    for (let index = firstEndingAfter(latestEnds, position); index < gets.length; index++) {
      const get = gets[index] as Operation;
      if (index > next && get.start > until) return false;
      if (get.end >= position && (seen[index] as string).startsWith(text)) return true;
    }
    return false;
  }

  return {
    fade: (state, position) => (state === LOST || isBeginning(textOf(state), position) ? state : LOST),
    viable(state, position) {
      if (position >= lastStart || characters > CHARACTERS_MAX) return true;
      const index = firstAfter(gets, position);
      const text = seen[index] as string;
      return (state !== LOST && text.startsWith(textOf(state))) || replacedUntilFor(index) >= position;
    },
    matters(call) {
      // What was put or appended and then seen is a part of what was seen.
      const part = textOf(call.input);
      for (let index = gets.length - 1; index >= 0; index--) {
        characters += (seen[index] as string).length;
        if (characters > CHARACTERS_MAX) return Infinity;
        if ((seen[index] as string).includes(part)) return latestEnds[index] as number;
      }
      return -1;
    },
  };
}
