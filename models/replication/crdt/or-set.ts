/**
 * OR-set: an addition wins over a removal that had not seen it (RR-7506, specification 15), without tombstones
 * (Bieniusa et al., "An optimized conflict-free replicated set", INRIA RR-8083, 2012).
 *
 * Each addition has a dot that nobody else has, and a removal names the dots that it has seen. As operations they
 * need causal delivery: a removal that came before an addition it names would do nothing. States can be merged in
 * any order; what a state has seen tells a dot that it never had from one that it has removed.
 * Pure functions over plain data; knows nothing of networks.
 */
import type { Json } from '../../../src/model/index.js';

/** The `number`th operation of the replica `origin`, from 1. */
export interface Dot {
  readonly origin: number;
  readonly number: number;
}

interface Member {
  readonly element: Json;
  /** Additions of it that nobody has removed, in order; never none. */
  readonly dots: readonly Dot[];
}

/** In the order of their elements' names, so that equal sets look alike. */
export type OrSet = readonly Member[];

/** An operation, as it travels. `add`: with its own dot. Both replace or remove the dots that were seen. */
export interface OrSetOperation {
  readonly element: Json;
  readonly add: Dot | null;
  readonly seen: readonly Dot[];
}

export const EMPTY_OR_SET: OrSet = [];

/** What a replica tells the others that adds an element: its new dot stands for those that it has seen. */
export const additionTo = (set: OrSet, element: Json, dot: Dot): OrSetOperation => ({
  element,
  add: dot,
  seen: dotsOf(set, element),
});

/** What a replica tells the others that removes an element. */
export const removalFrom = (set: OrSet, element: Json): OrSetOperation => ({
  element,
  add: null,
  seen: dotsOf(set, element),
});

/** The set after an operation, its own or another replica's, each of them once and in causal order. */
export function applyToOrSet(set: OrSet, { element, add, seen }: OrSetOperation): OrSet {
  const left = dotsOf(set, element).filter((dot) => !includes(seen, dot));
  return withDots(set, element, add === null ? left : sorted([...left, add]));
}

export const dotsOf = (set: OrSet, element: Json): readonly Dot[] => {
  const name = nameOf(element);
  return set.find((member) => nameOf(member.element) === name)?.dots ?? [];
};

export const elementsOf = (set: OrSet): readonly Json[] => set.map(({ element }) => element);

/** A state of its own: the set, and how many operations of each replica it has seen. */
export interface OrSetState {
  readonly set: OrSet;
  readonly seen: readonly number[];
}

/** Keeps a dot that both have, or that one has and the other has never seen; another was removed. */
export function mergeOrSets(a: OrSetState, b: OrSetState): OrSetState {
  const elements = [...elementsOf(a.set), ...elementsOf(b.set)];
  const length = Math.max(a.seen.length, b.seen.length);
  return {
    set: elements.reduce((set: OrSet, element) => withDots(set, element, mergedDots(a, b, element)), a.set),
    seen: Array.from({ length }, (_, origin) => Math.max(a.seen[origin] ?? 0, b.seen[origin] ?? 0)),
  };
}

function mergedDots(a: OrSetState, b: OrSetState, element: Json): readonly Dot[] {
  const [left, right] = [dotsOf(a.set, element), dotsOf(b.set, element)];
  const isNewTo = ({ seen }: OrSetState, { origin, number }: Dot) => number > (seen[origin] ?? 0);
  return sorted([
    ...left.filter((dot) => includes(right, dot) || isNewTo(b, dot)),
    ...right.filter((dot) => !includes(left, dot) && isNewTo(a, dot)),
  ]);
}

function withDots(set: OrSet, element: Json, dots: readonly Dot[]): OrSet {
  const name = nameOf(element);
  const before = set.filter((member) => nameOf(member.element) < name);
  const after = set.filter((member) => nameOf(member.element) > name);
  return dots.length === 0 ? [...before, ...after] : [...before, { element, dots }, ...after];
}

/** Elements are numbers or text; others go by their JSON text. */
const nameOf = (element: Json): string =>
  typeof element === 'number' ? String(element) : JSON.stringify(element);

const includes = (dots: readonly Dot[], { origin, number }: Dot): boolean =>
  dots.some((each) => each.origin === origin && each.number === number);

const sorted = (dots: readonly Dot[]): readonly Dot[] =>
  [...dots].sort((a, b) => a.origin - b.origin || a.number - b.number);
