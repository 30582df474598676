/**
 * What a slot holds: keys and values, and what each client session was told last of its keys.
 *
 * Deterministic; knows nothing of slots and nodes. A retried operation is applied once and gets the same answer: as in
 * RIFL (Lee et al., SOSP 2015), where what was answered is kept with the data, and moves with it.
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
export const lookUp = ({ data }: Machine, key: Json): Json => data.get(keyInData(key)) ?? null;

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
  const place = keyInData(key);
  const old = data.get(place) ?? null;
  if (f === 'cas') {
    const [expected, wanted] = value as readonly [Json, Json];
    if (JSON.stringify(old) !== JSON.stringify(expected)) return MISMATCH;
    data.set(place, wanted);
  } else if (f === 'append') {
    if (old !== null && !Array.isArray(old)) return { ok: false, error: 'not a list' };
    data.set(place, [...((old ?? []) as readonly Json[]), value]);
  } else data.set(place, value);
  return WRITTEN;
}

/** A key as the map holds it: lists and objects by their text, everything else as it is. */
export const keyInData = (key: Json): Json =>
  typeof key === 'object' && key !== null ? JSON.stringify(key) : key;
