/**
 * Judges a history that comes as text, from anywhere: what `foretell check` does, without files.
 *
 * Never sees the world. Says what it made of operations that failed or never completed.
 */
import { readEdnHistory } from '../observe/edn.js';
import type { HistoryText } from '../observe/event-fields.js';
import type { ConsistencyName, GuaranteeName, StalenessBound } from '../observe/guarantee-names.js';
import type { HistoryEvent, Json, Operation } from '../observe/history.js';
import { readJsonlHistory } from '../observe/jsonl.js';
import type { FailedMeaning } from '../observe/pair.js';
import { findClients, pairOperations } from '../observe/pair.js';
import type { HistoryProblem } from '../observe/problem.js';
import { PROBLEMS_MAX } from '../observe/problem.js';
import { checkConsistency, checkStaleness } from './consistency.js';
import type { LinearizabilityBudget, LinearizabilityResult } from './linearizability.js';
import { checkLinearizable } from './linearizability.js';
import type { ModelName } from './objects/index.js';
import { isModelName, MODEL_NAMES, withModel } from './objects/index.js';
import type { ObjectModel } from './objects/model.js';
import { jsonKey } from './objects/value.js';
import { checkSessionGuarantee, type SessionResult } from './session-guarantees.js';

export type HistoryFormat = 'edn' | 'jsonl';

/**
 * What a read that was answered `null` saw: the value `null`, or nothing that we know. `auto` takes it for
 * a value unless the first state is given as something else and nobody writes `null`: then `null` can be
 * no state, and it means what it does in Jepsen's models, that the answer is not known.
 */
export type NullReads = 'value' | 'unknown' | 'auto';

export interface CheckHistoryOptions {
  readonly format?: HistoryFormat | 'auto';
  /** One of {@link MODEL_NAMES}. */
  readonly model: string;
  readonly initial?: Json;
  readonly failed?: FailedMeaning;
  /**
   * Whether values are `[key, value]`. `auto`: for `kv` always; for others if every client's value is
   * tagged `#jepsen.independent/tuple`, every event has a field `key`, or reads are invoked as
   * `[key, null]` among nothing but pairs. Never for `multi-register`.
   */
  readonly keyed?: boolean | 'auto';
  readonly nullReads?: NullReads;
  readonly budget?: Partial<LinearizabilityBudget>;
}

/** What was made of the operations. */
export interface HistorySummary {
  readonly format: HistoryFormat;
  readonly events: number;
  readonly operations: number;
  readonly ok: number;
  /** Never completed: they may have taken effect at any time since, or not at all. */
  readonly info: number;
  readonly fail: number;
  /** Of the failed ones, how many were taken for an observation of the state; the others did not happen. */
  readonly failObserved: number;
  /** Events of processes that are no clients, such as the nemesis. */
  readonly skippedEvents: number;
  readonly keyed: boolean;
  readonly keys: number;
  /** Reads answered `null` that were taken for answers that nobody knows. */
  readonly unknownReads: number;
  /** The same in sentences. */
  readonly notes: readonly string[];
}

export type CheckedHistory = Checked<LinearizabilityResult>;

type Checked<R> =
  | { readonly kind: 'rejected'; readonly problems: readonly HistoryProblem[] }
  | {
      readonly kind: 'checked';
      readonly result: R;
      readonly summary: HistorySummary;
      readonly warnings: readonly HistoryProblem[];
    };

/**
 * Reads and judges a history. Rejects a text of which any event could not be understood, for a verdict on
 * the rest would be about another history. Never throws for what is in the text or the options.
 */
export function checkHistory(text: string, options: CheckHistoryOptions): CheckedHistory {
  return readForModel(text, options, (model, history) => {
    const { initial, budget } = options;
    return checkLinearizable(history, model, {
      failed: options.failed ?? 'dropped',
      ...(initial === undefined ? {} : { initial }),
      ...(budget === undefined ? {} : { budget }),
    });
  });
}

/** What else a history may be held to; all but `sequential` of one of {@link GUARANTEE_OBJECTS} alone. */
export type Guarantee =
  | { readonly kind: 'session'; readonly name: GuaranteeName }
  | { readonly kind: 'consistency'; readonly name: ConsistencyName }
  | { readonly kind: 'staleness'; readonly bound: StalenessBound };

/** The same for a guarantee. */
export function checkHistoryGuarantee(
  text: string,
  guarantee: Guarantee,
  options: Omit<CheckHistoryOptions, 'failed' | 'budget'>,
): Checked<SessionResult & { readonly observed?: string }> {
  const { model: object, initial } = options;
  const how = { object, ...(initial === undefined ? {} : { initial }) };
  return readForModel(text, options, (_, history) => {
    switch (guarantee.kind) {
      case 'session':
        return checkSessionGuarantee(history, guarantee.name, how);
      case 'consistency':
        return checkConsistency(history, guarantee.name, how);
      case 'staleness':
        return checkStaleness(history, guarantee.bound, how);
    }
  });
}

/** Reads a history of that model, and has it judged if all of it was understood. */
function readForModel<R>(text: string, options: CheckHistoryOptions, judge: Judge<R>): Checked<R> {
  if (!isModelName(options.model)) return { kind: 'rejected', problems: [noSuchModel(options.model)] };
  const name = options.model;
  const format = formatOf(text, options.format ?? 'auto');
  const read = format === 'edn' ? readEdnHistory(text) : readJsonlHistory(text);
  const nullReads = nullReadsOf(read.events, options);
  return withModel(
    name,
    (model) => readWith(model, { name, format, read, nullReads, options }, judge),
    nullReads,
  );
}

type Judge<R> = <S>(model: ObjectModel<S>, history: readonly Operation[]) => R;

interface Reading {
  readonly name: ModelName;
  readonly format: HistoryFormat;
  readonly read: HistoryText;
  readonly nullReads: 'value' | 'unknown';
  readonly options: CheckHistoryOptions;
}

function readWith<S, R>(
  model: ObjectModel<S>,
  { name, format, read, nullReads, options }: Reading,
  judge: Judge<R>,
): Checked<R> {
  const failed = options.failed ?? 'dropped';
  const keyed = isKeyed(name, read, options.keyed ?? 'auto');
  const paired = pairOperations(read.events, { keyed, failed });
  const problems = [...read.problems, ...paired.problems, ...misfits(model, paired.operations)];
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { kind: 'rejected', problems: errors.slice(0, PROBLEMS_MAX) };
  const told = paired.operations.filter((operation) => !isUnknownRead(operation, nullReads));
  const failObserved = told.filter((one) => one.outcome === 'fail' && model.tellsWhenFailed?.(one) === true);
  const tells = new Set(failed === 'observed' ? failObserved : []);
  const tellSomething = told.filter((one) => one.outcome !== 'fail' || tells.has(one));
  const counts = {
    format,
    events: read.events.length,
    operations: paired.counts.ok + paired.counts.fail + paired.counts.info,
    ...paired.counts,
    failObserved: failObserved.length,
    keyed,
    keys: keyed ? new Set(tellSomething.map(({ key }) => jsonKey(key ?? null))).size : 0,
    unknownReads: paired.operations.length - told.length,
  };
  const summary = { ...counts, notes: notesOn(counts) };
  return { kind: 'checked', result: judge(model, told), summary, warnings: problems };
}

/** EDN maps have keywords or begin vectors of maps with them; JSON has quoted names. */
export function formatOf(text: string, format: HistoryFormat | 'auto'): HistoryFormat {
  if (format !== 'auto') return format;
  // Comments, tags and lists are EDN's alone; otherwise the first key of the first map tells.
  const start = /^[\s,\ufeff]*(?:[;(#]|\[?[\s,]*(?:[;#]|\{[\s,]*:))/.exec(text.slice(0, 2000));
  return start === null ? 'jsonl' : 'edn';
}

export function isKeyed(name: string, { events, tuples }: HistoryText, keyed: boolean | 'auto'): boolean {
  if (name === 'multi-register') return false;
  if (keyed !== 'auto') return keyed;
  if (name === 'kv') return true;
  const isClient = findClients(events);
  const clients = events.filter(({ process }) => isClient(process));
  if (clients.length === 0) return false;
  if (tuples >= clients.length || clients.every(({ extra }) => extra?.key !== undefined)) return true;
  return arePairs(clients);
}

/**
 * Tuples whose tag was lost when the history was printed. Nobody asks a single object for `[key, null]`:
 * such a read names its key and leaves the answer open.
 */
function arePairs(clients: readonly HistoryEvent[]): boolean {
  const isPair = ({ value }: HistoryEvent) => Array.isArray(value) && value.length === 2 && value[0] !== null;
  const asks = clients.filter(({ type, f }) => type === 'invoke' && READS.has(f));
  const isOpen = ({ value }: HistoryEvent) => Array.isArray(value) && value[1] === null;
  return asks.length > 0 && clients.every(isPair) && asks.every(isOpen);
}

const READS: ReadonlySet<string> = new Set(['read', 'r']);

function nullReadsOf(events: readonly HistoryEvent[], options: CheckHistoryOptions): 'value' | 'unknown' {
  const { model, initial, nullReads = 'auto' } = options;
  if (nullReads !== 'auto') return nullReads;
  if (initial === undefined || initial === null) return 'value';
  if (model === 'multi-register') return 'unknown';
  if (model !== 'register' && model !== 'cas-register') return 'value';
  const writesNull = ({ type, f, value }: HistoryEvent) =>
    type === 'invoke' && !READS.has(f) && (value === null || (Array.isArray(value) && value.includes(null)));
  return events.some(writesNull) ? 'value' : 'unknown';
}

function isUnknownRead({ f, outcome, output }: Operation, nullReads: 'value' | 'unknown'): boolean {
  return nullReads === 'unknown' && READS.has(f) && outcome === 'ok' && output === null;
}

/** Operations that the model does not know, or whose values make no sense to it. */
function misfits<S>(model: ObjectModel<S>, operations: readonly Operation[]): HistoryProblem[] {
  const problems: HistoryProblem[] = [];
  for (const operation of operations) {
    const known = model.functions.includes(operation.f);
    const expected = known ? model.malformed?.(operation) : model.functions.join(', ');
    if (expected === undefined) continue;
    problems.push({
      severity: 'error',
      index: operation.start,
      expected: known
        ? `${operation.f} to have ${expected}`
        : `one of the operations of ${model.name}: ${expected}`,
      received: known ? JSON.stringify([operation.input, operation.output]) : operation.f,
      hint: known ? 'is the history keyed, or for another model?' : 'is the history for another model?',
    });
    if (problems.length === PROBLEMS_MAX) break;
  }
  return problems;
}

function noSuchModel(model: string): HistoryProblem {
  return {
    severity: 'error',
    expected: `one of the models ${MODEL_NAMES.join(', ')}`,
    received: model,
    hint: '',
  };
}

function notesOn(counts: Omit<HistorySummary, 'notes'>): string[] {
  const { info, fail, failObserved, skippedEvents, unknownReads } = counts;
  const notes: string[] = [];
  if (info > 0) {
    notes.push(
      `${info} operations never completed (info): each may have taken effect at any time since, or not at all`,
    );
  }
  if (failObserved > 0)
    notes.push(`${failObserved} failed operations were taken for observations of the state`);
  if (fail > failObserved)
    notes.push(`${fail - failObserved} failed operations did not happen and were dropped`);
  if (unknownReads > 0) {
    notes.push(
      `${unknownReads} reads were answered null, which is neither the first value nor ever written: not judged`,
    );
  }
  if (skippedEvents > 0) notes.push(`${skippedEvents} events of processes that are no clients were skipped`);
  return notes;
}
