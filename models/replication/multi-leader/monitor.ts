/**
 * What must hold of multi-leader replication, checked after every handler from the members' states alone:
 *
 * - applied-once: no operation takes effect twice at a member;
 * - causal-order: each comes after its writer's earlier ones, and after all that its writer had seen where that is
 *   promised;
 * - durable: what a member was sure of it still has when it starts again;
 * - strong-eventual-consistency: members that have applied the same operations hold the same (Shapiro et al.,
 *   INRIA RR-7687, 2011, definition 3).
 *
 * Looks only at what changed since the last look. Knows nothing of messages or of the clients' history.
 */
import type { Monitor, NodeId, Violation } from '../../../src/model/index.js';
import { measuresOf } from './measures.js';
import type { Resolve } from './resolution.js';
import type { Entry, Op, State } from './types.js';
import { covers, seenOf } from './version-vector.js';

const RULES = ['applied-once', 'causal-order', 'durable', 'strong-eventual-consistency'] as const;
type Rule = (typeof RULES)[number];
type Judged = Record<Rule, number>;

/** What is remembered of one member. */
interface Seen {
  readonly id: NodeId;
  state: State | undefined;
  /** How many of its operations have been looked at, and what they add up to. */
  length: number;
  met: number;
  applied: number[];
  durable: number;
  isUp: boolean;
}

export const monitor =
  (resolve: Resolve) =>
  (members: readonly NodeId[], name: (node: NodeId) => string): Monitor<State> => {
    const judged = Object.fromEntries(RULES.map((rule) => [rule, 0])) as Judged;
    const all = members.map((id): Seen => ({ ...fresh, id, applied: [] }));
    const texts = new WeakMap<Entry, string>();
    const measures = measuresOf(members.length);
    const look: Look = { judged, name, text: (entry, state) => textOf(entry, state, resolve, texts) };
    return {
      rules: RULES,
      judged: (rule) => judged[rule as Rule] ?? 0,
      measures: measures.list,
      crashed: (node) => {
        all[members.indexOf(node)]!.isUp = false;
      },
      after(node, state, now) {
        const seen = all[members.indexOf(node)]!;
        const isStart = state !== seen.state;
        if (isStart) measures.restarted(state.self);
        const lost = isStart ? started(look, seen, state) : undefined;
        seen.durable = state.durable;
        if (lost !== undefined) return lost;
        if (state.log.length === seen.length) return undefined;
        const byStamp =
          state.conflicts === 'lww' || (state.conflicts === 'crdt' && state.object === 'register');
        const broken = watchNew(look, seen, state, (op) => measures.applied(op, state.self, now, byStamp));
        for (const op of state.met.slice(seen.met)) measures.met(op);
        seen.met = state.met.length;
        return broken ?? compareAll(look, seen, all);
      },
    };
  };

interface Look {
  readonly judged: Judged;
  readonly name: (node: NodeId) => string;
  /** What a client reads there, as text. */
  readonly text: (entry: Entry, state: State) => string;
}

const fresh = { state: undefined, length: 0, met: 0, durable: 0, isUp: true } as const;

/** A member starts: its log is looked at anew. */
function started({ judged, name }: Look, seen: Seen, state: State): Violation | undefined {
  const before = seen.durable;
  Object.assign(seen, { ...fresh, state, applied: [] });
  if (before > 0) judged.durable += 1;
  if (state.log.length >= before) return undefined;
  return {
    rule: 'durable',
    explanation: `${name(seen.id)} had ${before} operations on disk and starts with ${state.log.length}`,
  };
}

/** Looks at the operations that took effect since the last look. */
function watchNew(
  { judged, name }: Look,
  seen: Seen,
  state: State,
  note: (op: Op) => void,
): Violation | undefined {
  for (; seen.length < state.log.length; seen.length++) {
    const op = state.log[seen.length]!;
    const { origin, number } = op.stamp;
    const told = `${name(seen.id)} applies operation ${number} of member ${origin + 1}`;
    judged['applied-once'] += 1;
    const last = seenOf(seen.applied, origin);
    if (number <= last) return { rule: 'applied-once', explanation: `${told} once more` };
    if (last > 0 || op.deps.some((each) => each > 0)) judged['causal-order'] += 1;
    const isTooSoon = state.delivery === 'causal' && !covers(seen.applied, op.deps);
    if (number > last + 1 || isTooSoon)
      return {
        rule: 'causal-order',
        explanation: `${told}, whose writer had seen [${op.deps}], when it has [${seen.applied}]`,
      };
    seen.applied[origin] = number;
    note(op);
  }
  return undefined;
}

/** Compares a member with all that have applied the same. */
function compareAll({ judged, name, text }: Look, seen: Seen, all: readonly Seen[]): Violation | undefined {
  const { state: one } = seen;
  for (const { id, state: other, applied, isUp } of all) {
    if (one === undefined || other === undefined || id === seen.id || !isUp) continue;
    if (!covers(applied, seen.applied) || !covers(seen.applied, applied)) continue;
    judged['strong-eventual-consistency'] += 1;
    for (const [key, entry] of one.entries) {
      const match = other.entries.get(key);
      if (match === entry || (match && text(match, other) === text(entry, one))) continue;
      const held = match === undefined ? 'nothing' : text(match, other);
      return {
        rule: 'strong-eventual-consistency',
        explanation: `${name(seen.id)} and ${name(id)} have applied the same operations, and hold ${text(entry, one)} and ${held} under ${key}`,
      };
    }
  }
  return undefined;
}

function textOf(entry: Entry, state: State, resolve: Resolve, texts: WeakMap<Entry, string>): string {
  let text = texts.get(entry);
  if (text === undefined) {
    text = JSON.stringify(resolve(state).read(entry.content));
    texts.set(entry, text);
  }
  return text;
}
