/**
 * Sequential consistency: one order of all operations, each session's own order kept, explains every answer; real
 * time does not count (L. Lamport, "How to make a multiprocessor computer that correctly executes multiprocess
 * programs", 1979).
 *
 * Of all keys together, for it is not local: two keys may each have an order, and both no common one. To decide it is
 * NP-complete (P. Gibbons and E. Korach, 1997), so:
 *
 * 1. what is linearizable has such an order;
 * 2. where values tell writes apart, what follows from who saw what is added until it contradicts itself or nothing
 *    is new (ibid. §4.2; for lists this decides);
 * 3. what is left is searched for such an order, within a budget; then it is `unknown`.
 *
 * Works for every object. An operation that was never answered may have happened at any time after its session
 * began it, or not at all; a failed one did not.
 */
import { InvariantViolation } from '../kernel/invariant.js';
import type { Json, Operation } from '../observe/history.js';
import { type Link, lanesOf } from './causes/lanes.js';
import { listAnswersOf, wrongElements } from './causes/lists.js';
import { circleIn, pastOf } from './causes/past.js';
import { findInRegisters, forcedBy, type Registers, registersOf } from './causes/registers.js';
import { tellFinding } from './causes/tell.js';
import { checkLinearizable } from './linearizability.js';
import { isModelName, type ModelName, withModel } from './objects/index.js';
import { ILLEGAL, type ObjectModel } from './objects/model.js';
import { showJson } from './objects/value.js';
import { growingStep } from './sequential/growing.js';
import { linksOfLists } from './sequential/lists.js';
import { searchOrder } from './sequential/search.js';
import { tellDeadEnd } from './sequential/tell.js';
import type { SessionResult } from './session-guarantees.js';
import { overlapping, readHistory, type SessionHistory, type Shape } from './sessions/history.js';
import type { Told } from './sessions/tell.js';

export interface SequentialOptions {
  /** Any of the objects by name. */
  readonly object: string;
  /** The first value (of every key); the object's usual one if absent. */
  readonly initial?: Json;
  /** Which sessions are judged; all of them if absent. One order must be that of all, so this only counts. */
  readonly of?: (operation: Operation) => boolean;
  /** Steps of the search for an order. */
  readonly stepsMax?: number;
}

/** Some seconds. */
const STEPS_MAX = 2_000_000;
/** Of the search for a linearizable order: what takes longer is not worth it. */
const LINEARIZABLE_STEPS = 2_000_000;
/** Of what follows from what was added, again and again. */
const ROUNDS_MAX = 16;

/** Judges operations, which must be in the order of their invocations. */
export function checkSequential(operations: readonly Operation[], options: SequentialOptions): SessionResult {
  const { object } = options;
  if (!isModelName(object)) return unknown(`there is no object "${object}"`);
  const { of = () => true } = options;
  const judged = operations.filter((each) => each.outcome !== 'fail' && of(each)).length;
  try {
    return withModel(object, (model) => judge(operations, model, { ...options, object, judged }));
  } catch (error) {
    if (error instanceof InvariantViolation) throw error;
    return unknown(`the model ${object} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Judging extends SequentialOptions {
  readonly object: ModelName;
  readonly judged: number;
}

function judge<S>(operations: readonly Operation[], model: ObjectModel<S>, options: Judging): SessionResult {
  const { object, judged, initial } = options;
  const first = model.initial(initial);
  if (first === ILLEGAL)
    return unknown(`${showJson(initial ?? null)} cannot be the first value of a ${object}`);
  const isList = object === 'list-append';
  const shape: Shape = isList ? { kind: 'list' } : { kind: 'register', initial: initial ?? null };
  const stranger = operations.find(({ f }) => !model.functions.includes(f));
  if (stranger !== undefined)
    return unknown(`a ${object} has no operation ${stranger.f}, only ${model.functions.join(', ')}`);
  const history = readHistory(operations, shape);
  if (history.overlap !== undefined) return unknown(overlapping(history, history.overlap));
  const invalid = (failure: Told): SessionResult => ({
    verdict: 'invalid',
    judged: Math.max(1, judged),
    failure,
  });
  const seen = isList && initial === undefined ? judgeLists(history) : undefined;
  if (seen === 'valid') return { verdict: 'valid', judged };
  if (seen !== undefined) return invalid(seen);
  const linearizable = checkLinearizable(operations, model, {
    budget: { steps: LINEARIZABLE_STEPS },
    ...(initial === undefined ? {} : { initial }),
  });
  if (linearizable.verdict === 'valid') return { verdict: 'valid', judged };
  const known = REGISTERS.includes(object) ? judgeRegisters(history, object) : [];
  if ('explanation' in known) return invalid(known);
  const ordering = {
    ...{ operations, model, initial: first, key: history.key, keys: history.keys, links: known },
    lanes: lanesOf(history, wantedIn(operations, model)),
    step: isList ? growingStep(operations, model, first) : model.step,
  };
  const found = searchOrder(ordering, options.stepsMax ?? STEPS_MAX);
  if (found.kind === 'found') return { verdict: 'valid', judged };
  const { deadEnd } = found;
  if (found.kind === 'none') return invalid(tellDeadEnd(deadEnd, ordering));
  const what = known.length > 0 ? ', and nothing that follows from who saw what contradicts itself' : '';
  return unknown(
    `the budget of ${options.stepsMax ?? STEPS_MAX} steps ran out: the longest order explains ${deadEnd.explained} of ${deadEnd.of} operations${what}`,
  );
}

/** Objects of which it can be told who saw what. */
const REGISTERS: readonly string[] = ['register', 'cas-register'];

/** All that follows for a single order from who saw what; or the contradiction. */
function judgeRegisters(history: SessionHistory, object: string): readonly Link[] | Told {
  const registers = registersOf(history);
  let links: readonly Link[] = registers.links;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const now: Registers = { ...registers, links };
    const found = findInRegisters(now, () => true);
    if (found === 'too large') break;
    if (found !== 'nothing') return tellFinding({ ...now, object }, found);
    const past = pastOf(registers.lanes, links);
    if (past.kind !== 'past') break;
    const forced = forcedBy(now, past);
    if (forced.length === 0) break;
    links = [...links, ...forced];
  }
  return links;
}

/** Decides; `undefined` where values do not tell elements apart. */
function judgeLists(history: SessionHistory): 'valid' | Told | undefined {
  const answers = listAnswersOf(history);
  const object = 'list-append';
  const { lists, lanes } = answers;
  const wrong = wrongElements(answers, () => true);
  if (wrong !== undefined) return tellFinding({ history, object, lanes, links: [] }, wrong);
  const [odd] = lists.odd;
  if (odd !== undefined) {
    const other = lists.longest[history.key[odd.operation]!]!.operation;
    return tellFinding({ history, object, lanes, links: [] }, { kind: 'apart', read: odd.operation, other });
  }
  const known = linksOfLists(answers);
  if (known === undefined) return undefined;
  const circle = circleIn(known.lanes, known.links);
  if (circle === undefined) return 'valid';
  const nodes = circle.filter((node) => node < history.operations.length);
  return tellFinding({ history, object, ...known }, { kind: 'circle', nodes });
}

/** What must be in the order, and what may be: an unanswered operation that changes something that somebody needs. */
function wantedIn<S>(operations: readonly Operation[], model: ObjectModel<S>): Uint8Array {
  const { needs, leaves } = model;
  const wanted = new Uint8Array(operations.length);
  const open: number[] = [];
  const named = new Set<string | number>();
  const want = (i: number) => {
    wanted[i] = 1;
    const value = needs?.(operations[i]!);
    if (value !== undefined) named.add(value);
  };
  operations.forEach((operation, i) => {
    if (operation.outcome === 'ok') want(i);
    else if (operation.outcome === 'info' && model.isRead?.(operation) !== true) open.push(i);
  });
  for (let before = -1; before !== named.size; ) {
    before = named.size;
    for (const i of open) {
      const left = leaves?.(operations[i]!);
      if (wanted[i] === 0 && (left === undefined || named.has(left))) want(i);
    }
  }
  return wanted;
}

const unknown = (reason: string): SessionResult => ({ verdict: 'unknown', reason, judged: 0 });
