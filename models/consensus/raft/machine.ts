/**
 * The replicated state machine: keys and values, and one line per client session (§8).
 *
 * Deterministic: the same commands in the same order give the same state and answers on every replica.
 * Knows nothing of logs, terms or who leads.
 */
import type { Json } from '../../../src/model/index.js';
import type { Operation, Outcome, Session } from './types.js';

/**
 * Sessions remembered; past this the one unused for longest is forgotten, on every replica at the same
 * entry. A retry that arrives after its session was forgotten would be applied again.
 */
export const SESSIONS_MAX = 100_000;

export interface Machine {
  readonly data: Map<Json, Json>;
  readonly sessions: Map<number, Session>;
}

export const emptyMachine = (): Machine => ({ data: new Map(), sessions: new Map() });

/** A key as the map holds it: lists and objects by their text, everything else as it is. */
export const slotOf = (key: Json): Json =>
  typeof key === 'object' && key !== null ? JSON.stringify(key) : key;

/** What the map holds under `key`; `null` if nothing. */
export const lookUp = (machine: Machine, key: Json): Json => machine.data.get(slotOf(key)) ?? null;

/**
 * Applies one operation, once: a retried operation gets the answer it got the first time (§8).
 * `undefined`: a later operation of its session was applied, so its own answer is no longer known.
 */
export function applyOperation(machine: Machine, operation: Operation): Outcome | undefined {
  if (operation.f === 'read') return { ok: true, value: lookUp(machine, operation.key) };
  const session = machine.sessions.get(operation.client);
  if (session !== undefined && operation.sequence <= session.sequence) {
    return operation.sequence === session.sequence ? session.outcome : undefined;
  }
  const outcome = change(machine, operation);
  remember(machine, operation, outcome);
  return outcome;
}

/** Applies it as {@link applyOperation} does, and says what it left under its key, if that is new. */
export function applyAndTell(
  machine: Machine,
  operation: Operation,
): { readonly outcome: Outcome | undefined; readonly left: Json | undefined } {
  const isNew =
    operation.f !== 'read' && answered(machine, operation.client, operation.sequence) === undefined;
  const outcome = applyOperation(machine, operation);
  if (!isNew || outcome?.ok !== true) return { outcome, left: undefined };
  const { f, value } = operation;
  return { outcome, left: f === 'cas' ? (value as readonly Json[])[1]! : value };
}

/** The answer already given to this operation, if it was applied. */
export function answered(machine: Machine, client: number, sequence: number): Outcome | undefined {
  const session = machine.sessions.get(client);
  return session !== undefined && session.sequence === sequence ? session.outcome : undefined;
}

const WRITTEN: Outcome = { ok: true, value: null };
const MISMATCH: Outcome = { ok: false, error: 'cas mismatch' };

function change(machine: Machine, operation: Operation): Outcome {
  const slot = slotOf(operation.key);
  const value = operation.value;
  if (operation.f === 'write') {
    machine.data.set(slot, value);
    return WRITTEN;
  }
  const old = machine.data.get(slot) ?? null;
  if (operation.f === 'cas') {
    const [expected, wanted] = value as readonly [Json, Json];
    if (!same(old, expected)) return MISMATCH;
    machine.data.set(slot, wanted);
    return WRITTEN;
  }
  if (old !== null && !Array.isArray(old)) return { ok: false, error: 'not a list' };
  machine.data.set(slot, old === null ? [value] : [...(old as readonly Json[]), value]);
  return WRITTEN;
}

function remember(machine: Machine, operation: Operation, outcome: Outcome): void {
  const { sessions } = machine;
  sessions.delete(operation.client);
  sessions.set(operation.client, { sequence: operation.sequence, outcome });
  if (sessions.size > SESSIONS_MAX) {
    for (const oldest of sessions.keys()) {
      sessions.delete(oldest);
      break;
    }
  }
}

const same = (a: Json, b: Json): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
