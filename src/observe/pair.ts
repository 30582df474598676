/**
 * From events to operations: each invocation with its completion.
 *
 * Knows Jepsen's meaning of the four event types; knows no object and no checker.
 *
 * Clients are the processes that are numbers, and the named ones that ever invoke, succeed or fail;
 * `nemesis`, and names that only ever report `info` (as Jepsen's nemesis does), are not. A completion
 * without an invocation stands for both, at its own position, so that histories of completions only can
 * be read. A process that goes on after `info` is accepted with a warning: its open operation stays open.
 */
import type { HistoryEvent, Json, Operation } from './history.js';
import type { HistoryProblem } from './problem.js';
import { PROBLEMS_MAX } from './problem.js';

/**
 * What to make of operations that failed: they did not happen (`dropped`, Jepsen's meaning), or they were
 * refused by an object whose state gave the reason (`observed`).
 */
export type FailedMeaning = 'dropped' | 'observed';

export interface PairOptions {
  /** Whether values are `[key, value]` (or events carry a field `key`). */
  readonly keyed: boolean;
  readonly failed: FailedMeaning;
  /**
   * Whether a process may have several operations open. A completion then belongs to the oldest one of the same
   * function and value, or else of the same function.
   */
  readonly overlapping?: boolean;
}

export interface PairCounts {
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  /** Events of processes that are no clients. */
  readonly skippedEvents: number;
}

export interface PairedHistory {
  /** In the order of their invocations; without the failed ones where those are dropped. */
  readonly operations: readonly Operation[];
  readonly problems: readonly HistoryProblem[];
  readonly counts: PairCounts;
}

interface Pending {
  readonly invocation: HistoryEvent;
  /** Position of the invocation. */
  readonly start: number;
  completion: HistoryEvent | undefined;
  end: number;
}

/** Pairs invocations with completions, per process. Never throws; what cannot be paired is a problem. */
export function pairOperations(events: readonly HistoryEvent[], options: PairOptions): PairedHistory {
  const problems: HistoryProblem[] = [];
  const complain = (problem: HistoryProblem) => {
    if (problems.length < PROBLEMS_MAX) problems.push(problem);
  };
  const clients = findClients(events);
  const rising = events.every(
    (event, at) => at === 0 || event.index > (events[at - 1] as HistoryEvent).index,
  );
  const pendings: Pending[] = [];
  const busy = new Map<number | string, Pending[]>();
  const crashed = new Set<number | string>();
  let skippedEvents = 0;
  for (const [at, event] of events.entries()) {
    const { process } = event;
    const position = rising ? event.index : at;
    if (!clients(process)) {
      skippedEvents++;
      continue;
    }
    const waiting = busy.get(process);
    if (event.type === 'invoke') {
      const [other] = waiting ?? [];
      if (other !== undefined && options.overlapping !== true) complain(alreadyBusy(event, other.invocation));
      if (crashed.delete(process)) complain(wentOn(event));
      const pending = { invocation: event, start: position, completion: undefined, end: Infinity };
      pendings.push(pending);
      if (waiting === undefined || options.overlapping !== true) busy.set(process, [pending]);
      else waiting.push(pending);
      continue;
    }
    const open = waiting === undefined ? undefined : takeFrom(waiting, event);
    const pending = open ?? { invocation: event, start: position, completion: undefined, end: Infinity };
    if (open === undefined) pendings.push(pending);
    else if (open.invocation.f !== event.f) complain(otherOperation(event, open.invocation));
    pending.completion = event;
    if (event.type !== 'info') pending.end = position;
    else crashed.add(process);
  }
  const { operations, counts } = toOperations(pendings, options, complain);
  return { operations, problems, counts: { ...counts, skippedEvents } };
}

/** Takes out the operation that an event completes; `undefined` if there is none. */
function takeFrom(waiting: Pending[], event: HistoryEvent): Pending | undefined {
  if (waiting.length < 2) return waiting.pop();
  const alike = ({ invocation }: Pending) => invocation.f === event.f;
  const value = JSON.stringify(event.value);
  const same = waiting.findIndex((one) => alike(one) && JSON.stringify(one.invocation.value) === value);
  const at = same === -1 ? waiting.findIndex(alike) : same;
  return waiting.splice(Math.max(0, at), 1)[0];
}

/** Which processes are clients. */
export function findClients(events: readonly HistoryEvent[]): (process: number | string) => boolean {
  const active = new Set<string>();
  for (const { process, type } of events) {
    if (typeof process === 'string' && type !== 'info' && process !== 'nemesis') active.add(process);
  }
  return (process) => typeof process === 'number' || active.has(process);
}

function toOperations(
  pendings: readonly Pending[],
  options: PairOptions,
  complain: (problem: HistoryProblem) => void,
): { operations: Operation[]; counts: { ok: number; fail: number; info: number } } {
  const operations: Operation[] = [];
  const counts = { ok: 0, fail: 0, info: 0 };
  for (const [id, pending] of pendings.entries()) {
    const { invocation, completion } = pending;
    const outcome = completion === undefined || completion.type === 'invoke' ? 'info' : completion.type;
    counts[outcome]++;
    if (outcome === 'fail' && options.failed === 'dropped') continue;
    const asked = split(invocation, options.keyed);
    if (asked === undefined) {
      complain(noKey(invocation));
      continue;
    }
    const told = completion === undefined ? undefined : split(completion, options.keyed);
    const output = outcome === 'ok' && told !== undefined ? told.value : null;
    operations.push({
      id,
      process: invocation.process,
      f: invocation.f,
      key: asked.key,
      input: asked.value ?? output,
      output,
      outcome,
      start: pending.start,
      end: pending.end,
      invokedAt: invocation.time,
      completedAt: completion?.time,
      ...(completion?.error === undefined ? {} : { error: completion.error }),
      ...nodeOf(completion),
      ...(isFinal(invocation) || isFinal(completion) ? { final: true } : {}),
    });
  }
  return { operations, counts };
}

function nodeOf(event: HistoryEvent | undefined): { node?: string } {
  const node = event?.extra?.node;
  return typeof node === 'string' ? { node } : {};
}

const isFinal = (event: HistoryEvent | undefined): boolean =>
  event?.extra?.['final?'] === true || event?.extra?.final === true;

interface Keyed {
  readonly key: Json | undefined;
  readonly value: Json;
}

/** Key and value of an event; `undefined` if it ought to have a key and has none. */
function split(event: HistoryEvent, keyed: boolean): Keyed | undefined {
  const { value, extra } = event;
  if (!keyed) return { key: undefined, value };
  if (extra?.key !== undefined) return { key: extra.key, value };
  if (!Array.isArray(value) || value.length === 0) return undefined;
  // `[key]` is a get without the empty place for its value; `[key, a, b]` a cas written flat.
  if (value.length === 1) return { key: value[0], value: null };
  return { key: value[0], value: value.length === 2 ? value[1] : value.slice(1) };
}

function alreadyBusy(event: HistoryEvent, open: HistoryEvent): HistoryProblem {
  return {
    severity: 'error',
    index: event.index,
    expected: `process ${event.process} to complete its ${open.f} (event ${open.index}) first`,
    received: `an invocation of ${event.f}`,
    hint: 'a process does one thing at a time; give concurrent clients different processes',
  };
}

function wentOn(event: HistoryEvent): HistoryProblem {
  return {
    severity: 'warning',
    index: event.index,
    expected: `process ${event.process} to be replaced after its info`,
    received: `another invocation of ${event.f}`,
    hint: 'its unfinished operation stays open beside the new ones',
  };
}

function otherOperation(event: HistoryEvent, open: HistoryEvent): HistoryProblem {
  return {
    severity: 'error',
    index: event.index,
    expected: `process ${event.process} to complete its ${open.f} (event ${open.index})`,
    received: `a completion of ${event.f}`,
    hint: 'an event seems to be missing',
  };
}

function noKey(event: HistoryEvent): HistoryProblem {
  return {
    severity: 'error',
    index: event.index,
    expected: 'a value [key, value], or a field key',
    received: JSON.stringify(event.value),
    hint: 'every operation of this model touches one key',
  };
}
