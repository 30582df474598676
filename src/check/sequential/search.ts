/**
 * The search for one order of all operations that an object explains and that keeps what must come first.
 *
 * Depth first, and what failed is remembered by how far each lane has come and what the objects hold (W. Wing and
 * C. Gong, 1993; G. Lowe, 2017). What changes nothing is taken as soon as it is legal; a write that nobody sees as
 * soon as nobody needs what it replaces; and a value that is still needed is not overwritten. Asks the model; knows
 * neither sessions nor time but to try the likeliest first.
 */
import type { Operation } from '../../observe/history.js';
import type { Lanes, Link } from '../causes/lanes.js';
import { ILLEGAL, type ObjectModel } from '../objects/model.js';
import { createNeeds } from './needs.js';
import { createProgress } from './progress.js';

export interface Ordering<S> {
  readonly operations: readonly Operation[];
  readonly model: ObjectModel<S>;
  /** The model's own step, or one that refuses earlier what comes to nothing. */
  readonly step: (state: S, call: Operation) => S | typeof ILLEGAL;
  readonly initial: S;
  /** Per operation its key, numbered; and how many there are. */
  readonly key: Int32Array;
  readonly keys: number;
  /** What must and what may happen: an operation without an answer may be left out. */
  readonly lanes: Lanes;
  readonly links: readonly Link[];
}

/** As far as the longest order came. */
export interface DeadEnd<S> {
  readonly explained: number;
  readonly of: number;
  /** What would have to come next: the next operation of each lane that must happen. */
  readonly next: readonly number[];
  readonly states: readonly S[];
}

export type Found<S> =
  | { readonly kind: 'found' }
  | { readonly kind: 'none'; readonly deadEnd: DeadEnd<S> }
  | { readonly kind: 'ran out'; readonly deadEnd: DeadEnd<S> };

/** What failed is remembered as long as there are no more than so many characters of it. */
const REMEMBERED_MAX = 100_000_000;
/** So many lanes or keys are looked at in about the time of one step of a model. */
const LOOKS_PER_STEP = 16;

interface Choice {
  /** How many operations had been taken before it. */
  readonly taken: number;
  readonly candidates: readonly number[];
  next: number;
}

export function searchOrder<S>(ordering: Ordering<S>, stepsMax: number): Found<S> {
  const { operations, model, key, keys, lanes } = ordering;
  const progress = createProgress(lanes, ordering.links, (i) => operations[i]!.outcome === 'ok');
  const needs = createNeeds(ordering);
  const states: S[] = Array.from({ length: keys }, () => ordering.initial);
  const isRead = operations.map((operation) => model.isRead?.(operation) === true);
  const trail: { readonly node: number; readonly before: S }[] = [];
  const failed = new Set<string>();
  const rest = (lanes.lanes.length + keys) / LOOKS_PER_STEP;
  let remembered = 0;
  let steps = 0;
  let deadEnd = deadEndNow();

  function deadEndNow(): DeadEnd<S> {
    return {
      explained: trail.length,
      of: trail.length + progress.left(),
      next: progress.heads().filter((node) => operations[node]!.outcome === 'ok'),
      states: [...states],
    };
  }

  function stateAfter(node: number): S | typeof ILLEGAL {
    steps++;
    return needs?.isRefused(node) === true ? ILLEGAL : ordering.step(states[key[node]!]!, operations[node]!);
  }

  function take(node: number, state: S): void {
    trail.push({ node, before: states[key[node]!]! });
    states[key[node]!] = state;
    progress.take(node);
    needs?.take(node);
  }

  function undoTo(length: number): void {
    while (trail.length > length) {
      const { node, before } = trail.pop()!;
      states[key[node]!] = before;
      progress.undo(node);
      needs?.undo(node);
    }
  }

  /** Takes what is right at once, whatever comes later. */
  function takeFree(): void {
    for (let changed = true; changed; ) {
      changed = false;
      steps += rest;
      for (const node of progress.heads()) {
        if (!(isRead[node] || needs?.isUnseen(node) === true)) continue;
        const state = stateAfter(node);
        if (state === ILLEGAL) continue;
        take(node, state);
        changed = true;
      }
    }
  }

  /** What may come next, the likeliest first: in the order of answers, and what was never answered at the end. */
  function candidatesNow(): number[] {
    return progress
      .heads()
      .filter((node) => !isRead[node] && needs?.isWasteful(node) !== true && stateAfter(node) !== ILLEGAL)
      .sort((a, b) => order(operations[a]!, operations[b]!));
  }

  const keyNow = () => `${progress.key()}|${states.map((state) => model.key(state)).join('|')}`;
  const choices: Choice[] = [];
  takeFree();
  while (progress.left() > 0) {
    if (trail.length > deadEnd.explained) deadEnd = deadEndNow();
    steps += rest;
    const seen = failed.size > 0 && failed.has(keyNow());
    choices.push({ taken: trail.length, candidates: seen ? [] : candidatesNow(), next: 0 });
    for (;;) {
      const choice = choices.at(-1);
      if (choice === undefined) return { kind: 'none', deadEnd };
      undoTo(choice.taken);
      const node = choice.candidates[choice.next++];
      if (node !== undefined) {
        take(node, stateAfter(node) as S);
        takeFree();
        break;
      }
      choices.pop();
      if (choice.candidates.length === 0 || remembered > REMEMBERED_MAX) continue;
      const name = keyNow();
      failed.add(name);
      remembered += name.length;
    }
    if (steps > stepsMax) return { kind: 'ran out', deadEnd };
  }
  return { kind: 'found' };
}

const order = (a: Operation, b: Operation): number =>
  a.end === b.end ? a.start - b.start : a.end < b.end ? -1 : 1;
