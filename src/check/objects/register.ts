/**
 * Registers: read and write, and compare-and-set.
 *
 * `read` answers the value; `write` takes it; `cas` takes `[expected, new]`. As in Knossos' models, but a
 * read that was answered `null` is a read of the value `null` (see check-history.ts for foreign histories).
 */
import type { Json, Operation } from '../../observe/history.js';
import type { Call, Foresight, ObjectModel } from './model.js';
import { ILLEGAL } from './model.js';
import { isList, jsonKey, sameJson, showJson } from './value.js';

/** A register: `read` and `write`. Starts as `null` unless told otherwise. */
export function register(): ObjectModel<Json> {
  return registerLike('register', ['read', 'write']);
}

/** A register that also takes `cas [expected, new]`. Starts as `null` unless told otherwise. */
export function casRegister(): ObjectModel<Json> {
  return registerLike('cas-register', ['read', 'write', 'cas']);
}

function registerLike(name: string, functions: readonly string[]): ObjectModel<Json> {
  return {
    name,
    functions,
    initial: (option) => option ?? null,
    step,
    key: jsonKey,
    describeState: (state) => (state === FADED ? 'a value that nobody reads any more' : showJson(state)),
    describeCall,
    malformed: (call) =>
      call.f === 'cas' && pairOf(call) === undefined ? 'a value [expected, new]' : undefined,
    tellsWhenFailed: (call) => call.f === 'cas',
    isRead: (call) => call.f === 'read' || call.outcome === 'fail',
    isBlind: (call) => call.f === 'write',
    needs: (call) => {
      if (call.outcome === 'fail') return undefined;
      if (call.f === 'read') return call.outcome === 'ok' ? jsonKey(call.output) : undefined;
      return call.f === 'cas' ? jsonKey((pairOf(call) as readonly [Json, Json])[0]) : undefined;
    },
    leaves: (call) => {
      if (call.outcome === 'fail') return undefined;
      if (call.f === 'write') return jsonKey(call.input);
      return call.f === 'cas' ? jsonKey((pairOf(call) as readonly [Json, Json])[1]) : undefined;
    },
    foresee,
  };
}

function pairOf(call: Call): readonly Json[] | undefined {
  return isList(call.input) && call.input.length === 2 ? call.input : undefined;
}

function step(state: Json, call: Call): Json | typeof ILLEGAL {
  if (call.f === 'write') return call.input;
  if (call.f === 'read') return call.outcome !== 'ok' || sameJson(state, call.output) ? state : ILLEGAL;
  const [expected, next] = pairOf(call) as readonly [Json, Json];
  const matches = sameJson(state, expected);
  if (call.outcome === 'fail') return matches ? ILLEGAL : state;
  return matches ? next : ILLEGAL;
}

function describeCall(call: Call): string {
  if (call.f === 'read') return call.outcome === 'ok' ? `read ${showJson(call.output)}` : 'read';
  if (call.f === 'write') return `write ${showJson(call.input)}`;
  const [expected, next] = pairOf(call) as readonly [Json, Json];
  return `cas ${showJson(expected)} -> ${showJson(next)}${call.outcome === 'fail' ? ' (refused)' : ''}`;
}

/** A value that nobody writes or reads, standing for all that nobody will ask for. */
const FADED: Json = { faded: true };

/** An unfinished write or cas matters as long as somebody may still need the value it leaves. */
function foresee(operations: readonly Operation[]): Foresight<Json> {
  const neededUntil = new Map<string | number, number>();
  let anyUntil = -1;
  const need = (value: Json, until: number): boolean => {
    const key = jsonKey(value);
    if (until <= (neededUntil.get(key) ?? -1)) return false;
    neededUntil.set(key, until);
    return true;
  };
  const unfinished: (readonly [Json, Json])[] = [];
  /** Until when it matters that the value is this one and not another: somebody needs it or was refused. */
  const toldApartUntil = new Map<string | number, number>();
  for (const call of operations) {
    if (call.f === 'read' && call.outcome === 'ok') need(call.output, call.end);
    if (call.f !== 'cas') continue;
    const pair = pairOf(call) as readonly [Json, Json];
    if (call.outcome === 'ok') need(pair[0], call.end);
    else if (call.outcome === 'info') unfinished.push(pair);
    // A refused cas needs any value but the expected one.
    else {
      anyUntil = Math.max(anyUntil, call.end);
      const key = jsonKey(pair[0]);
      toldApartUntil.set(key, Math.max(call.end, toldApartUntil.get(key) ?? -1));
    }
  }
  const untilOf = (value: Json) => Math.max(anyUntil, neededUntil.get(jsonKey(value)) ?? -1);
  // An unfinished cas needs its expected value for as long as its new one is needed.
  for (let changed = true, round = 0; changed; round++) {
    changed = false;
    for (const [expected, next] of unfinished) {
      if (need(expected, round > unfinished.length ? Infinity : untilOf(next))) changed = true;
    }
  }
  return {
    fade: (state, position) => {
      const key = jsonKey(state);
      const until = Math.max(neededUntil.get(key) ?? -1, toldApartUntil.get(key) ?? -1);
      return until < position ? FADED : state;
    },
    matters: (call) => {
      if (call.f === 'write') return untilOf(call.input);
      return call.f === 'cas' ? untilOf((pairOf(call) as readonly [Json, Json])[1]) : Infinity;
    },
  };
}
