/**
 * A store of keys and values as a state machine, with one line per client session: what replicas apply.
 *
 * Deterministic: the same operations in the same order give the same state and answers everywhere. Knows nothing of logs,
 * leaders and nodes. A retried operation is applied once and gets the answer that it got the first time: Ongaro &
 * Ousterhout, "In Search of an Understandable Consensus Algorithm", USENIX ATC 2014, §8; C. Lee et al., "RIFL", SOSP 2015.
 */
import type { Json, Request } from '../../src/model/index.js';

/** A client's operation; `client` names its session across the whole system. */
export interface Operation {
  readonly kind: 'operation';
  readonly client: number;
  readonly sequence: number;
  readonly f: string;
  readonly key: Json;
  readonly value: Json;
}

/** What came of an operation; kept per session, so that a retried operation gets the same answer. */
export type Outcome =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: string };

export interface Session {
  readonly sequence: number;
  readonly outcome: Outcome;
}

export interface Machine {
  readonly data: Map<Json, Json>;
  readonly sessions: Map<number, Session>;
}

/**
 * Sessions remembered; past this the one unused for longest is forgotten, by every replica at the same
 * operation. A retry that arrives after its session was forgotten would be applied again.
 */
export const SESSIONS_MAX = 100_000;

export const emptyMachine = (): Machine => ({ data: new Map(), sessions: new Map() });

/** A key as the map holds it: lists and objects by their text, everything else as it is. */
export const keyInData = (key: Json): Json =>
  typeof key === 'object' && key !== null ? JSON.stringify(key) : key;

/** What is stored under `key`; `null` if nothing. */
export const lookUp = ({ data }: Machine, key: Json): Json => data.get(keyInData(key)) ?? null;

/** Keys and values in an order that is the same everywhere. */
export const entriesOf = ({ data }: Machine): readonly (readonly [Json, Json])[] =>
  [...data].sort(([a], [b]) => compare(JSON.stringify(a), JSON.stringify(b)));

/** A request as the log has it; what is wrong with it in words, if anything is. */
export function operationOf({ f, from, session, sequence, key, value }: Request): Operation | string {
  if (f === 'cas' && !(Array.isArray(value) && value.length === 2)) return 'cas needs [old, new]';
  if (f !== 'read' && f !== 'write' && f !== 'cas' && f !== 'append') return `unknown operation ${f}`;
  // Sessions are numbered by the node that asks.
  const client = from * 4_294_967_296 + session;
  return { kind: 'operation', client, sequence, f, key: key ?? null, value: value ?? null };
}

/**
 * Applies one operation, once. `undefined`: a later operation of its session was applied, so its own answer is no
 * longer known.
 */
export function applyOperation(machine: Machine, operation: Operation): Outcome | undefined {
  if (operation.f === 'read') return { ok: true, value: lookUp(machine, operation.key) };
  const known = answered(machine, operation);
  if (known !== undefined) return known === 'superseded' ? undefined : known;
  const outcome = change(machine, operation);
  remember(machine, operation, outcome);
  return outcome;
}

/** Applies it as {@link applyOperation} does, and says what it left under its key, if that is new. */
export function applyAndTell(
  machine: Machine,
  operation: Operation,
): { readonly outcome: Outcome | undefined; readonly left: Json | undefined } {
  const isNew = operation.f !== 'read' && answered(machine, operation) === undefined;
  const outcome = applyOperation(machine, operation);
  if (!isNew || outcome?.ok !== true) return { outcome, left: undefined };
  const { f, value } = operation;
  return { outcome, left: f === 'cas' ? (value as readonly Json[])[1]! : value };
}

/** The answer already given to this operation; `superseded` if a later one of its session was applied. */
export function answered(
  { sessions }: Machine,
  { client, sequence }: Operation,
): Outcome | 'superseded' | undefined {
  const session = sessions.get(client);
  if (session === undefined || session.sequence < sequence) return undefined;
  return session.sequence === sequence ? session.outcome : 'superseded';
}

const WRITTEN: Outcome = { ok: true, value: null };
const MISMATCH: Outcome = { ok: false, error: 'cas mismatch' };

function change({ data }: Machine, { f, key, value }: Operation): Outcome {
  const place = keyInData(key);
  if (f === 'write') {
    data.set(place, value);
    return WRITTEN;
  }
  const old = data.get(place) ?? null;
  if (f === 'cas') {
    const [expected, wanted] = value as readonly [Json, Json];
    if (!same(old, expected)) return MISMATCH;
    data.set(place, wanted);
    return WRITTEN;
  }
  if (old !== null && !Array.isArray(old)) return { ok: false, error: 'not a list' };
  data.set(place, old === null ? [value] : [...(old as readonly Json[]), value]);
  return WRITTEN;
}

function remember({ sessions }: Machine, { client, sequence }: Operation, outcome: Outcome): void {
  sessions.delete(client);
  sessions.set(client, { sequence, outcome });
  if (sessions.size <= SESSIONS_MAX) return;
  for (const oldest of sessions.keys()) {
    sessions.delete(oldest);
    break;
  }
}

const same = (a: Json, b: Json): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
