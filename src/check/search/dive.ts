/**
 * The depth-first search, for the stretches where too many configurations are possible at once.
 *
 * Tries the likeliest order first and goes back where it fails, remembering what failed. It may find an
 * order without having looked at the others; finding none takes looking at all of them.
 */
import type { Configuration, Front } from './configuration.js';
import { createFront, isDone, isOptional } from './configuration.js';
import type { Schedule } from './schedule.js';
import { INVOKE, RETIRE } from './schedule.js';
import type { Space } from './space.js';

export interface DeadEnds {
  /** The event at which nothing went on. */
  readonly at: number;
  readonly configurations: readonly Configuration[];
}

export interface Dive<S> {
  run(steps: number): 'running' | 'found' | 'exhausted';
  entries(): number;
  /** The furthest event that could not be explained so far; after `found`, the end. */
  deepest(): DeadEnds;
  /** The event at which it began, and the states there. */
  readonly since: number;
  readonly begins: readonly S[];
}

interface Node {
  readonly at: number;
  readonly configuration: Configuration;
}

const DEAD_ENDS_MAX = 16;

/** Begins at event `since` with the configurations just before it; the tables of `space` must be there. */
export function createDive<S>(
  space: Space<S>,
  schedule: Schedule,
  since: number,
  front: readonly Configuration[],
): Dive<S> {
  const stack: Node[] = [];
  const memory = new Map<number, Front>();
  let remembered = 0;
  let cursor = since;
  let deepest: { at: number; configurations: Configuration[] } = { at: -1, configurations: [] };
  for (const [index, configuration] of [...front.entries()].reverse()) {
    const path = { operation: -1 - index, hidden: false, before: undefined };
    stack.push({ at: since, configuration: { ...configuration, bits: configuration.bits.slice(), path } });
  }

  function seek(at: number): void {
    while (cursor < at) space.apply(cursor++);
    while (cursor > at) space.undo(--cursor);
  }

  function isNew(at: number, configuration: Configuration): boolean {
    let known = memory.get(at);
    if (known === undefined) {
      known = createFront(space.reads);
      memory.set(at, known);
    }
    remembered -= known.size;
    // Without its path: what is only there to be recognised must not keep whole orders alive.
    const fresh = known.add({ ...configuration, path: undefined });
    remembered += known.size;
    return fresh;
  }

  /** Goes on from a node for as long as there is no choice; whether that is to the end. */
  function follow({ at, configuration }: Node): boolean {
    seek(at);
    for (; at < schedule.length; at++) {
      const kind = schedule.kind[at] as number;
      const slot = schedule.slot[schedule.operation[at] as number] as number;
      if (kind === INVOKE) {
        space.apply(at);
        configuration = space.invoked(configuration, at);
      } else {
        if (kind !== RETIRE && !isDone(configuration, slot)) {
          branch(at, slot, configuration);
          return false;
        }
        configuration = space.released(configuration, at);
        space.apply(at);
      }
      cursor = at + 1;
    }
    deepest = { at, configurations: [configuration] };
    return true;
  }

  /** Puts on the stack what may happen before event `at`, the likeliest last. */
  function branch(at: number, slot: number, configuration: Configuration): void {
    if (!isNew(at, configuration)) return;
    if (at > deepest.at) deepest = { at, configurations: [] };
    if (at === deepest.at && deepest.configurations.length < DEAD_ENDS_MAX) {
      deepest.configurations.push({ ...configuration, bits: configuration.bits.slice() });
    }
    const successors = space.successors(configuration, schedule.operation[at] as number, at);
    for (const direct of [false, true]) {
      for (let index = successors.length - 1; index >= 0; index--) {
        const successor = successors[index] as Configuration;
        if (isDone(successor, slot) === direct) stack.push({ at, configuration: successor });
      }
    }
    if (isOptional(configuration, slot) && configuration.idleBy === -1) {
      stack.push({ at: at + 1, configuration: space.released(configuration, at) });
    }
  }

  return {
    run(steps) {
      const until = space.steps() + steps;
      for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
        if (follow(node)) return 'found';
        if (space.steps() >= until && stack.length > 0) return 'running';
      }
      return 'exhausted';
    },
    entries: () => stack.length + remembered,
    deepest: () => deepest,
    since,
    begins: front.map(({ state }) => space.stateOf(state)),
  };
}
