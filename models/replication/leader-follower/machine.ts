/**
 * The replicated store: keys and values, and what each client session was told last.
 *
 * Deterministic: the same operations in the same order give the same state and answers everywhere. Knows nothing
 * of replication. A retried operation is applied once and gets the same answer, as in Raft (§8).
 */
import type { Json, Request } from '../../../src/model/index.js';

/** A client's operation; `client` names its session across the whole system. */
export interface Operation {
  readonly kind: 'operation';
  readonly client: number;
  readonly sequence: number;
  readonly f: string;
  readonly key: Json;
  readonly value: Json;
}

export type Outcome =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: string };

export interface Machine {
  readonly data: Map<Json, Json>;
  readonly sessions: Map<number, { readonly sequence: number; readonly outcome: Outcome }>;
}

export const emptyMachine = (): Machine => ({ data: new Map(), sessions: new Map() });

/** What is stored under `key`; `null` if nothing. */
export const lookUp = ({ data }: Machine, key: Json): Json => data.get(slotOf(key)) ?? null;

/** Keys and values in an order that is the same everywhere. */
export const entriesOf = ({ data }: Machine): readonly (readonly [Json, Json])[] =>
  [...data].sort(([a], [b]) => compare(JSON.stringify(a), JSON.stringify(b)));

/**
 * Applies one operation, once. `undefined`: a later operation of its session was applied, so its own answer is no
 * longer known.
 */
export function applyOperation(machine: Machine, operation: Operation): Outcome | undefined {
  const { client, sequence } = operation;
  const session = machine.sessions.get(client);
  if (session !== undefined && sequence <= session.sequence)
    return sequence === session.sequence ? session.outcome : undefined;
  const outcome = change(machine, operation);
  machine.sessions.set(client, { sequence, outcome });
  return outcome;
}

/** Applies it as {@link applyOperation} does, and says what it left under its key, if that is new. */
export function applyAndTell(
  machine: Machine,
  operation: Operation,
): { readonly outcome: Outcome | undefined; readonly left: Json | undefined } {
  const isKnown = answered(machine, operation) !== undefined;
  const outcome = applyOperation(machine, operation);
  if (isKnown || outcome?.ok !== true) return { outcome, left: undefined };
  const { f, value } = operation;
  return { outcome, left: f === 'cas' ? (value as readonly Json[])[1]! : value };
}

/** The answer already given to this operation; `superseded` if a later one of its session was applied. */
export function answered(machine: Machine, operation: Operation): Outcome | 'superseded' | undefined {
  const session = machine.sessions.get(operation.client);
  if (session === undefined || session.sequence < operation.sequence) return undefined;
  return session.sequence === operation.sequence ? session.outcome : 'superseded';
}

/** A request that changes something, as the log has it; what is wrong with it in words, if anything is. */
export function operationOf(request: Request): Operation | string {
  const { f, sequence, key = null, value = null } = request;
  if (f === 'cas' && !(Array.isArray(value) && value.length === 2)) return 'cas needs [old, new]';
  if (f !== 'write' && f !== 'cas' && f !== 'append') return `unknown operation ${f}`;
  // Sessions are numbered by the node that asks.
  const client = request.from * 4_294_967_296 + request.session;
  return { kind: 'operation', client, sequence, f, key, value };
}

const WRITTEN: Outcome = { ok: true, value: null };
const MISMATCH: Outcome = { ok: false, error: 'cas mismatch' };

function change({ data }: Machine, { f, key, value }: Operation): Outcome {
  const slot = slotOf(key);
  const old = data.get(slot) ?? null;
  if (f === 'cas') {
    const [expected, wanted] = value as readonly [Json, Json];
    if (JSON.stringify(old) !== JSON.stringify(expected)) return MISMATCH;
    data.set(slot, wanted);
  } else if (f === 'append') {
    if (old !== null && !Array.isArray(old)) return { ok: false, error: 'not a list' };
    data.set(slot, [...((old ?? []) as readonly Json[]), value]);
  } else data.set(slot, value);
  return WRITTEN;
}

/** A key as the map holds it: lists and objects by their text, everything else as it is. */
const slotOf = (key: Json): Json => (typeof key === 'object' && key !== null ? JSON.stringify(key) : key);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
