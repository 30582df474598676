/**
 * Violations of a FIFO queue in words, with the operations that show them.
 *
 * Speaks of the moment at which the violation first shows: what completed later counts as unfinished there,
 * and is mentioned where it helps. Judges nothing.
 */
import { invariant } from '../../../kernel/invariant.js';
import type { Json, Operation } from '../../../observe/history.js';
import type { Contradiction, Word } from '../model.js';
import { jsonKey, showJson } from '../value.js';
import type { Item, Pairing } from './pairing.js';
import type { Violation } from './patterns.js';

/** At most this many values that could have been taken instead of one are shown. */
const RIVALS_SHOWN = 16;
const HELD_SHOWN = 4;

type Part = Contradiction;

export function tellFifo(
  violation: Violation,
  pairing: Pairing,
  history: readonly Operation[],
  stuckAt: Operation,
): Contradiction {
  const { window, because } = partOf(violation, pairing, history);
  if (window.some(({ id }) => id === stuckAt.id)) return { window, because };
  // Its own answer is no part of it: all that changed is that it can no longer have taken anything else.
  const late = [' Until it answered, ', { nameOf: stuckAt }, ' might have taken it.'];
  return { window: [...window, stuckAt], because: [...because, ...late] };
}

function partOf(violation: Violation, pairing: Pairing, history: readonly Operation[]): Part {
  switch (violation.kind) {
    case 'never enqueued':
      return neverEnqueued(violation.dequeue, history);
    case 'taken twice': {
      const [one, other] = violation.dequeues;
      const what = `${showJson(one.output)} was enqueued once, and taken by both `;
      return { window: [one, other], because: [what, { nameOf: one }, ' and ', { nameOf: other }, '.'] };
    }
    case 'overtaken':
      return overtaken(violation.first, violation.second, pairing, history);
    case 'never empty':
      return neverEmpty(violation.dequeue, violation.held, pairing);
  }
}

function neverEnqueued(dequeue: Operation, history: readonly Operation[]): Part {
  const key = jsonKey(dequeue.output);
  const enqueue = history.find(({ f, input }) => f === 'enqueue' && jsonKey(input) === key);
  const value = showJson(dequeue.output);
  if (enqueue === undefined) return { window: [dequeue], because: [`Nobody ever enqueued ${value}.`] };
  const only = ' was invoked only ';
  return {
    window: [dequeue, enqueue],
    because: [
      `Nobody had enqueued ${value} by then: `,
      { nameOf: enqueue },
      only,
      { invocationOf: enqueue },
      '.',
    ],
  };
}

function overtaken(first: Item, second: Item, pairing: Pairing, history: readonly Operation[]): Part {
  const { dequeue } = second;
  invariant(dequeue !== undefined, 'what overtakes must have been taken');
  const gone: Word[] = [' It was still there when ', { nameOf: dequeue }, ' completed '];
  const left = whyLeft(first, pairing, history);
  return {
    window: [...operationsOf(first), ...operationsOf(second), ...left.window],
    because: [
      ...inFront(first, second),
      ...gone,
      { completionOf: dequeue },
      ', having taken the other: ',
      ...left.because,
    ],
  };
}

function inFront(first: Item, second: Item): Word[] {
  const both = `${showJson(first.value)} was in front of ${showJson(second.value)}`;
  if (first.enqueue === undefined) return [`${both}, being there from the start.`];
  invariant(second.enqueue !== undefined, 'what was there from the start is behind nothing that came later');
  return [
    `${both}, for `,
    { nameOf: first.enqueue },
    ' completed ',
    { completionOf: first.enqueue },
    ', before ',
    { nameOf: second.enqueue },
    ' was invoked ',
    { invocationOf: second.enqueue },
    '.',
  ];
}

/** Why a value cannot have been taken in time. */
function whyLeft(item: Item, pairing: Pairing, history: readonly Operation[]): Part {
  const { rank, rivals, takers } = rivalsOf(item, pairing);
  if (rank > 0) return { window: [...rivals.flatMap(operationsOf), ...takers], because: [crowd(rank), '.'] };
  if (rank === -1 && item.dequeue !== undefined) {
    const asked: Word[] = [' took it, and was invoked only ', { invocationOf: item.dequeue }, '.'];
    return { window: [], because: [{ nameOf: item.dequeue }, ...asked] };
  }
  const later = history.find((one) => isDequeueOf(one, item.value));
  const none = 'no unfinished dequeue can have taken it by then';
  if (later === undefined)
    return { window: [], because: [`${none}, and none is known to have taken it later.`] };
  const asked: Word[] = [' was invoked only ', { invocationOf: later }, '.'];
  return { window: [later], because: [`${none}, and `, { nameOf: later }, ', which took it,', ...asked] };
}

function neverEmpty(dequeue: Operation, held: readonly Item[], pairing: Pairing): Part {
  const window = [dequeue, ...held.flatMap(operationsOf)];
  const because: Word[] = ['The queue was not empty at any moment of it: '];
  for (const [index, item] of held.slice(0, HELD_SHOWN).entries()) {
    const { rank, rivals, takers } = rivalsOf(item, pairing);
    window.push(...rivals.flatMap(operationsOf), ...takers);
    if (index > 0) because.push('; ');
    because.push(`${showJson(item.value)} was in it`);
    if (item.enqueue === undefined) because.push(' from the start');
    else because.push(' since ', { nameOf: item.enqueue }, ' completed ', { completionOf: item.enqueue });
    if (item.dequeue === undefined)
      because.push(rank === 0 ? ', and no unfinished dequeue can have taken it by then' : '');
    else because.push(' until ', { nameOf: item.dequeue }, ' was invoked ', { invocationOf: item.dequeue });
    if (rank > 0) because.push(`, or another in its place, for ${crowd(rank)}`);
  }
  const more = held.length - HELD_SHOWN;
  because.push(more > 0 ? `; and ${more} more values, each taking over from the one before.` : '.');
  return { window, because };
}

/**
 * The values without a known dequeue that were in the queue for certain before this one (-1: it has a
 * known one), and the unfinished dequeues that count as having taken those.
 */
function rivalsOf(item: Item, { untold, unfinished }: Pairing) {
  const rank = untold.indexOf(item);
  const shown = Math.max(0, Math.min(rank, RIVALS_SHOWN));
  return { rank, rivals: untold.slice(0, shown), takers: unfinished.slice(0, shown) };
}

const crowd = (rank: number) =>
  `of it and ${rank === 1 ? 'one value' : `${rank} values`} no further back, the ${rank === 1 ? 'only dequeue that was' : `${rank} dequeues that were`} unfinished then can have taken only ${rank}`;

function operationsOf({ enqueue, dequeue }: Item): Operation[] {
  return [enqueue, dequeue].filter((operation) => operation !== undefined);
}

const isDequeueOf = ({ f, outcome, output }: Operation, value: Json) =>
  f === 'dequeue' && outcome === 'ok' && value !== null && jsonKey(output) === jsonKey(value);
