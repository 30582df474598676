/**
 * The search for an order of the operations of one partition that explains what every client was told.
 *
 * Goes through the history event by event with all configurations that are possible so far (W. Wing and
 * C. Gong 1993; G. Lowe 2017), which takes memory for the concurrency and not for the length. Where they
 * become too many it dives instead (dive.ts). Runs in slices, so that partitions can share a budget.
 */
import type { Operation } from '../../observe/history.js';
import type { Foresight, ObjectModel } from '../objects/model.js';
import { ILLEGAL } from '../objects/model.js';
import type { Configuration } from './configuration.js';
import { createFront, isDone, isOptional } from './configuration.js';
import type { DeadEnds, Dive } from './dive.js';
import { createDive } from './dive.js';
import type { Prefix, Stuck } from './prefix.js';
import { prefixesOf } from './prefix.js';
import { INVOKE, RETIRE, RETURN, scheduleOf } from './schedule.js';
import type { Space } from './space.js';
import { createSpace } from './space.js';

export interface SearchOptions {
  /** More configurations than this at one event, and the search dives. */
  readonly frontMax: number;
}

export const SEARCH_DEFAULTS: SearchOptions = { frontMax: 1024 };

export type Progress = 'running' | 'found' | 'exhausted';

export interface Search<S> {
  /** Goes on for about `steps` more model steps. */
  run(steps: number): Progress;
  /** Model steps so far. */
  steps(): number;
  /** Configurations and states held at the moment. */
  entries(): number;
  /** How many events of how many are explained, and the position in the history that is. */
  explained(): { readonly events: number; readonly of: number; readonly position: number };
  /** The longest orders found, and the position from which they are told. */
  prefixes(): { readonly since: number; readonly prefixes: readonly Prefix<S>[] };
  /** Why no order explains the history. Only after `run` gave `exhausted`. */
  stuck(): Stuck<S>;
}

/** Where a search can be taken up again: all configurations just before an event. */
interface Checkpoint<S> {
  readonly at: number;
  readonly configurations: readonly { readonly state: S; readonly bits: Int32Array }[];
}

const CHECKPOINT_EVERY = 256;
const STATES_MAX = 16_384;

export function createSearch<S>(
  model: ObjectModel<S>,
  initial: S,
  operations: readonly Operation[],
  options: SearchOptions = SEARCH_DEFAULTS,
): Search<S> {
  const foresight: Foresight<S> = model.foresee?.(operations) ?? {};
  const mattersUntil = (operation: Operation) => foresight.matters?.(operation) ?? Infinity;
  const relevant = operations.filter((operation) => isRelevant(model, operation, mattersUntil));
  const schedule = scheduleOf(relevant, mattersUntil);
  const walk = createWalk(model, relevant, schedule, foresight, options, false);
  walk.begin({ at: 0, configurations: [{ state: initial, bits: new Int32Array(2 * walk.words) }] });
  let checkpoints: readonly [Checkpoint<S>, Checkpoint<S>] = [walk.checkpoint(), walk.checkpoint()];
  let dive: Dive<S> | undefined;

  function run(slice: number): Progress {
    const until = walk.steps() + slice;
    while (dive === undefined) {
      if (walk.steps() >= until) return 'running';
      const outcome = walk.advance();
      if (outcome === 'end') return 'found';
      if (outcome === 'stuck') return 'exhausted';
      if (outcome === 'crowded') dive = createDive(walk.space, schedule, walk.at(), walk.front());
      else if (walk.at() - checkpoints[1].at >= CHECKPOINT_EVERY) {
        walk.compact();
        checkpoints = [checkpoints[1], walk.checkpoint()];
      }
    }
    return dive.run(until - walk.steps());
  }

  /** Once more from the last but one checkpoint, now writing down which order led where. */
  function lastConfigurations(): { since: number; begins: readonly S[]; ends: DeadEnds; space: Space<S> } {
    if (dive !== undefined) {
      return { since: dive.since, begins: dive.begins, ends: dive.deepest(), space: walk.space };
    }
    const again = createWalk(model, relevant, schedule, foresight, options, true);
    const { at, configurations } = checkpoints[0];
    again.begin({ at, configurations });
    let outcome = again.advance();
    while (outcome === 'on') outcome = again.advance();
    const ends = outcome === 'end' ? again.front() : again.deadEnds();
    const begins = configurations.map(({ state }) => state);
    return { since: at, begins, ends: { at: again.at(), configurations: ends }, space: again.space };
  }

  function prefixes(): { since: number; prefixes: readonly Prefix<S>[] } {
    const { since, begins, ends } = lastConfigurations();
    return {
      since: schedule.position[since] ?? 0,
      prefixes: prefixesOf(model, relevant, begins, ends.configurations),
    };
  }

  function stuck(): Stuck<S> {
    const { ends, space } = lastConfigurations();
    const operation = relevant[schedule.operation[ends.at] as number] as Operation;
    const suspects = space.suspects(ends.configurations, schedule.position[ends.at] as number);
    return { operation, suspects, ...prefixes(), open: openAt(operations, operation.end) };
  }

  return {
    run,
    steps: walk.steps,
    entries: () => walk.entries() + (dive?.entries() ?? 0),
    explained() {
      const events = dive === undefined ? walk.at() : dive.deepest().at;
      const position = schedule.position[Math.min(events, schedule.length - 1)] ?? 0;
      return { events, of: schedule.length, position };
    },
    prefixes,
    stuck,
  };
}

/** Operations that are open just before a position. */
export function openAt(operations: readonly Operation[], position: number): readonly Operation[] {
  return operations.filter(({ start, end }) => start <= position && end >= position);
}

/** Unfinished reads explain nothing, and neither does what nobody can have noticed. */
function isRelevant<S>(
  model: ObjectModel<S>,
  operation: Operation,
  mattersUntil: (operation: Operation) => number,
): boolean {
  if (operation.outcome !== 'info') return true;
  return model.isRead?.(operation) !== true && mattersUntil(operation) >= operation.start;
}

/** The walk through the events with all configurations at once. */
function createWalk<S>(
  model: ObjectModel<S>,
  operations: readonly Operation[],
  schedule: ReturnType<typeof scheduleOf>,
  foresight: Foresight<S>,
  options: SearchOptions,
  record: boolean,
) {
  const space = createSpace(model, operations, schedule, foresight);
  let front: Configuration[] = [];
  let at = 0;
  let alone = 0;
  let deadEnds: Configuration[] = [];

  /** Sequential stretches: one configuration, nothing open but the operation at hand. */
  function runAlone(): boolean {
    const only = front[0];
    if (record || only === undefined || front.length > 1 || space.isAnythingOpen()) return false;
    let state = space.stateOf(only.state);
    const from = at;
    const end = Math.min(schedule.length, from + CHECKPOINT_EVERY) - 1;
    while (at < end && schedule.kind[at] === INVOKE && schedule.kind[at + 1] === RETURN) {
      const next = model.step(state, operations[schedule.operation[at] as number] as Operation);
      if (next === ILLEGAL) break;
      state = next;
      at += 2;
    }
    if (at === from) return false;
    alone += (at - from) / 2;
    front = [{ ...only, state: space.idOf(state) }];
    return true;
  }

  function advance(): 'on' | 'end' | 'stuck' | 'crowded' {
    if (at >= schedule.length) return 'end';
    if (runAlone()) return 'on';
    if (schedule.kind[at] === INVOKE) {
      space.apply(at);
      front = front.map((configuration) => space.invoked(configuration, at));
    } else {
      const next = schedule.kind[at] === RETIRE ? retire() : complete();
      if (next === 'crowded') return next;
      if (next.length === 0) return 'stuck';
      front = next;
      space.apply(at);
    }
    at++;
    return 'on';
  }

  function retire(): Configuration[] {
    const after = createFront(space.reads);
    for (const configuration of front) after.add(space.released(configuration, at));
    return after.list();
  }

  /** All configurations in which the operation that completes now has taken effect, or may be left out. */
  function complete(): Configuration[] | 'crowded' {
    const target = schedule.operation[at] as number;
    const slot = schedule.slot[target] as number;
    const after = createFront(space.reads);
    const seen = createFront(space.reads);
    const work: Configuration[] = [];
    for (const configuration of front) {
      if (isDone(configuration, slot)) after.add(space.released(configuration, at));
      else if (seen.add(configuration)) work.push(configuration);
    }
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      for (const successor of space.successors(next, target, at)) {
        if (isDone(successor, slot)) after.add(space.released(successor, at));
        else if (seen.add(successor)) work.push(successor);
      }
      if (isOptional(next, slot) && next.idleBy === -1) after.add(space.released(next, at));
      if (seen.size + after.size > options.frontMax) return 'crowded';
    }
    if (after.size === 0) deadEnds = seen.list();
    return after.list();
  }

  return {
    space,
    words: (schedule.slots + 31) >> 5,
    begin(checkpoint: Checkpoint<S>): void {
      for (; at < checkpoint.at; at++) space.apply(at);
      front = checkpoint.configurations.map(({ state, bits }, index) => ({
        ...space.first(state),
        bits: bits.slice(),
        path: record ? { operation: -1 - index, hidden: false, before: undefined } : undefined,
      }));
    },
    checkpoint: (): Checkpoint<S> => ({
      at,
      configurations: front.map(({ state, bits }) => ({ state: space.stateOf(state), bits: bits.slice() })),
    }),
    compact(): void {
      if (space.weight() > STATES_MAX) front = space.compact(front);
    },
    advance,
    at: () => at,
    front: () => front,
    deadEnds: () => deadEnds,
    steps: () => space.steps() + alone,
    entries: () => front.length + Math.round(space.weight()),
  };
}
