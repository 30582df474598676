/** Histories of a few replicas of one CRDT, drawn at random, and what they must come to by brute force. */
import * as fc from 'fast-check';
import type { Resolution } from '../../../models/replication/multi-leader/resolution.js';
import type { Op } from '../../../models/replication/multi-leader/types.js';
import { covers } from '../../../models/replication/multi-leader/version-vector.js';
import type { Ask, Json } from '../../../src/model/index.js';

export const REPLICAS = 3;

/** A replica does something, or one gets the next operation of another. */
type Step =
  | { readonly kind: 'ask'; readonly at: number; readonly ask: Ask }
  | { readonly kind: 'deliver'; readonly from: number; readonly to: number };

/** An operation, what was asked, and which ones its replica had seen. */
export interface Event {
  readonly op: Op;
  readonly ask: Ask;
}

export interface Replica<S> {
  readonly content: S;
  readonly seen: readonly number[];
}

export interface Played<S> {
  readonly events: readonly Event[];
  readonly replicas: readonly Replica<S>[];
}

const replica = fc.integer({ min: 0, max: REPLICAS - 1 });

export const stepsOf = (names: readonly string[]): fc.Arbitrary<readonly Step[]> => {
  // Few elements, so that they are added and removed again.
  const value = fc.integer({ min: 1, max: 3 });
  const ask = fc.record({ f: fc.constantFrom(...names), value });
  const asked = fc.record({ kind: fc.constant('ask' as const), at: replica, ask });
  const delivered = fc.record({ kind: fc.constant('deliver' as const), from: replica, to: replica });
  return fc.array(fc.oneof(asked, delivered), { maxLength: 25 });
};

/** Plays the steps: operations take effect in causal order, and stamps are Lamport's. */
export function play<S, E>(resolution: Resolution<S, E>, steps: readonly Step[]): Played<S> {
  const events: Event[] = [];
  const replicas = Array.from({ length: REPLICAS }, () => ({
    content: resolution.empty,
    seen: Array.from({ length: REPLICAS }, () => 0),
    time: 0,
  }));
  const take = (at: number, op: Op): void => {
    const { content, seen, time } = replicas[at]!;
    const { origin, number } = op.stamp;
    replicas[at] = {
      content: resolution.apply(content, op, [op]),
      seen: seen.map((each, index) => (index === origin ? number : each)),
      time: Math.max(time, op.stamp.time),
    };
  };
  for (const step of steps) {
    if (step.kind === 'deliver') {
      const next = events.find(
        ({ op }) => op.stamp.origin === step.from && isNext(replicas[step.to]!.seen, op),
      );
      if (next !== undefined) take(step.to, next.op);
      continue;
    }
    const { content, seen, time } = replicas[step.at]!;
    const stamp = { time: time + 1, origin: step.at, number: seen[step.at]! + 1 };
    const chance = () => ((stamp.time * 7 + step.at) % 10) / 10;
    const prepared = resolution.prepare(content, step.ask, { ...stamp, random: chance });
    if ('refused' in prepared) throw new Error(prepared.refused);
    const op: Op = { stamp, deps: seen, key: 0, effect: prepared.effect, client: 0, sequence: 0 };
    events.push({ op, ask: step.ask });
    take(step.at, op);
  }
  return { events, replicas };
}

export const isNext = (seen: readonly number[], { stamp, deps }: Op): boolean =>
  stamp.number === seen[stamp.origin]! + 1 && covers(seen, deps);

/** All events in an order that causality allows; `chances` choose which. */
export function inSomeOrder(events: readonly Event[], chances: readonly number[]): readonly Event[] {
  const left = [...events];
  const seen = Array.from({ length: REPLICAS }, () => 0);
  const order: Event[] = [];
  while (left.length > 0) {
    const ready = left.filter(({ op }) => isNext(seen, op));
    const chosen = ready[(chances[order.length % chances.length] ?? 0) % ready.length]!;
    seen[chosen.op.stamp.origin] = chosen.op.stamp.number;
    left.splice(left.indexOf(chosen), 1);
    order.push(chosen);
  }
  return order;
}

/** What a fresh replica holds after these events in this order. */
export const heldAfter = <S, E>(resolution: Resolution<S, E>, events: readonly Event[]): S =>
  events.reduce((content, { op }) => resolution.apply(content, op, [op]), resolution.empty);

/** The events that somebody has seen. */
export const seenBy = (events: readonly Event[], seen: readonly number[]): readonly Event[] =>
  events.filter(({ op }) => op.stamp.number <= seen[op.stamp.origin]!);

const knows = (later: Event, { op }: Event): boolean => later.op.deps[op.stamp.origin]! >= op.stamp.number;

// ---- what a set of events comes to, by definition

export type Oracle = (events: readonly Event[]) => Json;

export const sumOf: Oracle = (events) =>
  events.reduce((sum, { ask }) => sum + (ask.f === 'dec' ? -Number(ask.value) : Number(ask.value)), 0);

export const latestOf: Oracle = (events) => {
  const inOrder = [...events].sort(
    (a, b) => a.op.stamp.time - b.op.stamp.time || a.op.stamp.origin - b.op.stamp.origin,
  );
  return inOrder.at(-1)?.ask.value ?? null;
};

/** An element is there if some addition of it is known to no removal of it. */
export const addedAndNotRemoved: Oracle = (events) => {
  const removals = events.filter(({ ask }) => ask.f === 'remove');
  const left = events.filter(
    (event) =>
      event.ask.f === 'add' &&
      !removals.some((removal) => removal.ask.value === event.ask.value && knows(removal, event)),
  );
  return [...new Set(left.map(({ ask }) => Number(ask.value)))].sort((a, b) => a - b);
};

interface Insert {
  readonly kind: 'insert';
  readonly id: { readonly time: number; readonly origin: number };
  readonly after: Insert['id'] | null;
  readonly element: Json;
}
type ListEffect = Insert | { readonly kind: 'delete'; readonly id: Insert['id'] } | null;

/** A list is a tree: each element hangs below the one that it follows, later ones first, read from the root down. */
export const treeInOrder: Oracle = (events) => {
  const effects = events.map(({ op }) => op.effect as ListEffect).filter((effect) => effect !== null);
  const name = (id: Insert['id'] | null) => (id === null ? 'root' : `${id.time}/${id.origin}`);
  const deleted = new Set(effects.filter(({ kind }) => kind === 'delete').map(({ id }) => name(id)));
  const inserts = effects.filter((effect): effect is Insert => effect.kind === 'insert');
  const below = (parent: string): readonly Json[] =>
    inserts
      .filter(({ after }) => name(after) === parent)
      .sort((a, b) => b.id.time - a.id.time || b.id.origin - a.id.origin)
      .flatMap(({ id, element }) => [...(deleted.has(name(id)) ? [] : [element]), ...below(name(id))]);
  return below('root');
};
