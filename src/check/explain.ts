/**
 * From a dead end of the search to a paragraph that a person understands, and the operations that show it.
 *
 * Knows models only by how they describe calls and states.
 */
import type { Json, Operation } from '../observe/history.js';
import type { Call, ObjectModel, Word } from './objects/model.js';
import { ILLEGAL } from './objects/model.js';
import { showJson } from './objects/value.js';
import type { Prefix, Stuck } from './search/prefix.js';

/** Of every order, at most this many last changes are shown. */
const CHANGES_SHOWN = 3;
const STATES_SHOWN = 4;

export interface Explanation {
  /** In the order of their invocations. */
  readonly window: readonly Operation[];
  readonly explanation: string;
}

export function explainStuck<S>(
  model: ObjectModel<S>,
  key: Json | undefined,
  operations: readonly Operation[],
  stuck: Stuck<S>,
): Explanation {
  const timed = operations.some(({ invokedAt }) => invokedAt !== 0);
  const best = stuck.prefixes[0];
  const missed = best === undefined ? undefined : lastChance(model, best, stuck.operation);
  const shown = new Set<Operation>([stuck.operation, ...stuck.open.filter((open) => !isIdle(model, open))]);
  for (const { from, steps } of stuck.prefixes) {
    for (const operation of lastChanges(model, from, steps)) shown.add(operation);
  }
  if (missed?.ended !== undefined) shown.add(missed.ended);
  if (missed?.made !== undefined) shown.add(missed.made);
  // An order may hold operations as they were known at the time; the window shows them as they are.
  const ids = new Set([...shown].map(({ id }) => id));
  const window = operations.filter(({ id }) => ids.has(id));
  const sentences = [
    opening(model, key, stuck.operation, timed),
    statesSentence(model, stuck),
    chanceSentence(model, operations, stuck, missed, timed),
    openSentence(model, stuck, timed),
  ];
  return { window, explanation: sentences.filter((sentence) => sentence !== '').join(' ') };
}

/** The same for a contradiction that the model found by itself. */
export function explainContradiction<S>(
  model: ObjectModel<S>,
  key: Json | undefined,
  operations: readonly Operation[],
  stuckAt: Operation,
  because: readonly Word[],
): string {
  const timed = operations.some(({ invokedAt }) => invokedAt !== 0);
  const text = because.map((word) => {
    if (typeof word === 'string') return word;
    if ('nameOf' in word) return nameOf(model, word.nameOf);
    if ('invocationOf' in word) return when(word.invocationOf.invokedAt, word.invocationOf.start, timed);
    return when(word.completionOf.completedAt, word.completionOf.end, timed);
  });
  return `${opening(model, key, stuckAt, timed)} ${text.join('')}`;
}

/** The last operations of an order that changed the state. */
function lastChanges<S>(model: ObjectModel<S>, from: S, steps: Prefix<S>['steps']): Operation[] {
  const changes: Operation[] = [];
  for (let at = steps.length - 1; at >= 0 && changes.length < CHANGES_SHOWN; at--) {
    const before = at === 0 ? from : (steps[at - 1] as { state: S }).state;
    const step = steps[at] as Prefix<S>['steps'][number];
    if (model.key(before) !== model.key(step.state)) changes.push(step.operation);
  }
  return changes;
}

interface Chance {
  /** What led to the last state in which the call would have been legal; absent if the order begins there. */
  readonly made: Operation | undefined;
  /** What ended that state. */
  readonly ended: Operation | undefined;
}

/** The last point of an order at which the call would have been legal. */
function lastChance<S>(model: ObjectModel<S>, prefix: Prefix<S>, call: Call): Chance | undefined {
  for (let at = prefix.steps.length - 1; at >= -1; at--) {
    const state = at === -1 ? prefix.from : (prefix.steps[at] as { state: S }).state;
    if (model.step(state, call) === ILLEGAL) continue;
    return { made: prefix.steps[at]?.operation, ended: prefix.steps[at + 1]?.operation };
  }
  return undefined;
}

function opening<S>(
  model: ObjectModel<S>,
  key: Json | undefined,
  operation: Operation,
  timed: boolean,
): string {
  const where = key === undefined ? '' : ` on key ${showJson(key)}`;
  const by = operation.node === undefined ? '' : `, answered by ${operation.node},`;
  return `No order of the operations${where} explains ${nameOf(model, operation)}${by} which completed ${when(operation.completedAt, operation.end, timed)}.`;
}

function statesSentence<S>(model: ObjectModel<S>, { prefixes }: Stuck<S>): string {
  if (prefixes.length === 0) return '';
  const states = prefixes.slice(0, STATES_SHOWN).map(({ state }) => model.describeState(state));
  const more = prefixes.length > STATES_SHOWN ? ' or another' : '';
  return `Every order that explains all that completed before leaves the ${model.name} as ${states.join(' or ')}${more}.`;
}

function chanceSentence<S>(
  model: ObjectModel<S>,
  operations: readonly Operation[],
  { operation, since }: Stuck<S>,
  missed: Chance | undefined,
  timed: boolean,
): string {
  if (missed === undefined) {
    const all = operations[0] !== undefined && since <= operations[0].start;
    return all ? 'It would not have been legal at any point of the longest of them.' : '';
  }
  if (missed.ended === undefined) return '';
  const { ended } = missed;
  const after = missed.made === undefined ? '' : ` after ${nameOf(model, missed.made)}`;
  const over =
    ended.end < operation.start
      ? `, which completed ${when(ended.completedAt, ended.end, timed)}, before this one was even invoked (${when(operation.invokedAt, operation.start, timed)})`
      : '';
  return `In the longest of them it would last have been legal${after}, until ${nameOf(model, ended)}${over}.`;
}

/** A read that nobody heard of again: it explains nothing, and nothing needs to explain it. */
const isIdle = <S>(model: ObjectModel<S>, operation: Operation): boolean =>
  operation.outcome === 'info' && model.isRead?.(operation) === true;

function openSentence<S>(model: ObjectModel<S>, { operation, open }: Stuck<S>, timed: boolean): string {
  const beside = open.filter((other) => other !== operation);
  if (beside.length === 0) return 'Nothing else was going on at that time.';
  const others = beside.filter((other) => !isIdle(model, other));
  if (others.length === 0) return 'Nothing else was open at that time but reads that were never answered.';
  const unfinished = others.filter(({ outcome }) => outcome === 'info');
  const shown = others.slice(0, STATES_SHOWN).map((other) => {
    const since = `since ${when(other.invokedAt, other.start, timed).replace(/^at /, '')}`;
    return `${nameOf(model, other)} (${other.outcome === 'info' ? 'never completed, ' : ''}${since})`;
  });
  const more = others.length > STATES_SHOWN ? ` and ${others.length - STATES_SHOWN} more` : '';
  const count = unfinished.length > 0 ? `, ${unfinished.length} of them unfinished for ever` : '';
  return `Open beside it: ${shown.join(', ')}${more}${count}; none of them helps.`;
}

/** An operation in a sentence: `"read 3" of process 5 (event 12)`. */
export function nameOf(model: Pick<ObjectModel<unknown>, 'describeCall'>, operation: Operation): string {
  return `"${model.describeCall(operation)}" of process ${operation.process} (event ${operation.start})`;
}

/** Seconds where the history has times, the position otherwise. */
export function when(time: number | undefined, position: number, timed: boolean): string {
  if (!timed || time === undefined) return `at event ${position}`;
  return `at ${(Math.round(time / 1e3) / 1e6).toString()} s`;
}
