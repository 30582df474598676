/**
 * Registers under keys, read and written in transactions, as in Knossos' multi-register.
 *
 * A value is a list of `[f, key, value]` with `f` one of `read`, `r`, `write`, `w`; or, with the
 * operations `read` and `write`, a map from keys to values. Within a transaction a read sees what was
 * written before it.
 */
import type { Json } from '../../observe/history.js';
import type { Call, ObjectModel } from './model.js';
import { ILLEGAL } from './model.js';
import { isList, jsonKey, sameJson, showJson } from './value.js';

type Registers = { readonly [key: string]: Json };

interface Access {
  readonly write: boolean;
  readonly key: string;
  readonly value: Json;
  /** A read whose answer is not known. */
  readonly unknown: boolean;
}

/**
 * Every register starts as `null`, or as the given map says. With `nullReads: 'unknown'` a read that was
 * answered `null` tells nothing, as in Knossos.
 */
export function multiRegister(nullReads: 'value' | 'unknown' = 'value'): ObjectModel<Registers> {
  const known = new WeakMap<Call, readonly Access[]>();
  const accesses = (call: Call): readonly Access[] => {
    const list = known.get(call) ?? accessesOf(call) ?? [];
    known.set(call, list);
    return list;
  };
  return {
    name: 'multi-register',
    functions: ['txn', 'read', 'write', 'r', 'w'],
    initial: (option) => (option === undefined || isMap(option) ? withoutNulls(option ?? {}) : ILLEGAL),
    step(state, call) {
      let written: Record<string, Json> | undefined;
      for (const access of accesses(call)) {
        const now = (written ?? state)[access.key] ?? null;
        if (access.write) {
          written ??= { ...state };
          written[access.key] = access.value;
        } else if (!access.unknown && !(nullReads === 'unknown' && access.value === null)) {
          if (!sameJson(now, access.value)) return ILLEGAL;
        }
      }
      return written === undefined ? state : withoutNulls(written);
    },
    key: jsonKey,
    describeState: showJson,
    describeCall: (call) => `${call.f} ${showJson(call.outcome === 'ok' ? call.output : call.input)}`,
    malformed: (call) =>
      accessesOf(call) === undefined ? 'a list of [f, key, value] with f read or write' : undefined,
    isRead: (call) => accesses(call).every((access) => !access.write),
  };
}

function isMap(value: Json): value is Registers {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** A register that holds `null` is as good as one that is not there. */
function withoutNulls(registers: Registers): Registers {
  const entries = Object.entries(registers).filter(([, value]) => value !== null);
  return Object.fromEntries(entries);
}

/** What a call does, in order; `undefined` if its value is no transaction. */
function accessesOf(call: Call): readonly Access[] | undefined {
  const known = call.outcome === 'ok';
  const value = known && call.output !== null ? call.output : call.input;
  if (call.f !== 'txn' && isMap(value)) {
    const write = call.f === 'write' || call.f === 'w';
    return Object.entries(value).map(([key, item]) => ({ write, key, value: item, unknown: !known }));
  }
  if (!isList(value)) return undefined;
  const accesses: Access[] = [];
  for (const item of value) {
    if (!isList(item) || item.length < 2) return undefined;
    const [f, key, argument] = item;
    const write = f === 'write' || f === 'w';
    if (!write && f !== 'read' && f !== 'r') return undefined;
    accesses.push({ write, key: String(jsonKey(key as Json)), value: argument ?? null, unknown: !known });
  }
  return accesses;
}
