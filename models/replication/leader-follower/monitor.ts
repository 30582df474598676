/**
 * What must hold of a leader and its followers, checked after every step from the nodes' states alone, and what
 * failovers cost.
 *
 * - one-leader-per-epoch: no two nodes ever lead the same epoch;
 * - epochs-only-grow: with fencing, no node goes back to an epoch below one that it granted or followed;
 * - same-entry-same-past: entries of one index and epoch are the same, and so are those before them;
 * - enough-copies: when a write is acknowledged, as many nodes as promised have it on disk;
 * - applied-in-order: no node has applied more than it has, or more than it knows to be acknowledged;
 * - acknowledged-is-kept: who leads a later epoch has every write that was acknowledged before; judged where
 *   copies, majority and fencing promise it, else counted as what was lost.
 *
 * Knows nothing of messages or of the clients' history. Changes no state.
 */
import type { Monitor, NodeId, Violation } from '../../../src/model/index.js';
import { epochAt } from '../durable-log.js';
import { createLedger } from './monitor/ledger.js';
import { createMeasures } from './monitor/measures.js';
import type { State } from './state.js';
import type { Entry } from './types.js';

export const RULES = [
  'one-leader-per-epoch',
  'epochs-only-grow',
  'same-entry-same-past',
  'enough-copies',
  'applied-in-order',
  'acknowledged-is-kept',
] as const;
type Rule = (typeof RULES)[number];
type Found = Violation | undefined;

/** A node as it was when last looked at. */
interface Seen {
  state: State | undefined;
  epoch: number;
  led: number;
  /** The last entry looked at. */
  last: Entry | undefined;
  commitIndex: number;
}

export function monitor(members: readonly NodeId[], name: (node: NodeId) => string): Monitor<State> {
  const seen = new Map<NodeId, Seen>(
    members.map((id) => [id, { state: undefined, epoch: 0, led: 0, last: undefined, commitIndex: 0 }]),
  );
  const leaders = new Map<number, NodeId>();
  const pasts = new Map<string, { readonly entry: Entry; readonly prevEpoch: number }>();
  const judged = Object.fromEntries(RULES.map((rule) => [rule, 0])) as Record<Rule, number>;
  const ledger = createLedger();
  const measures = createMeasures();
  const broken = (rule: Rule, explanation: string): Violation => ({ rule, explanation });

  const checkEpoch = (node: NodeId, was: Seen, state: State): Found => {
    if (!state.fencing || state.epoch === was.epoch) return undefined;
    judged['epochs-only-grow'] += 1;
    if (state.epoch > was.epoch) return undefined;
    return broken(
      'epochs-only-grow',
      `${name(node)} had granted or followed epoch ${was.epoch}, and now obeys epoch ${state.epoch}.`,
    );
  };

  const checkLeader = (node: NodeId, state: State, now: number): Found => {
    if (state.role !== 'leader' || leaders.get(state.epoch) === node) return undefined;
    judged['one-leader-per-epoch'] += 1;
    const other = leaders.get(state.epoch);
    if (other !== undefined)
      return broken(
        'one-leader-per-epoch',
        `${name(node)} leads epoch ${state.epoch}, which ${name(other)} has led.`,
      );
    leaders.set(state.epoch, node);
    measures.promoted(node, state.epoch, now);
    return lose(ledger.promoted(state.epoch, state.log), node, state);
  };

  /** Acknowledged writes that the leader of the latest epoch does not have. */
  const lose = (lost: readonly Entry[], node: NodeId, state: State): Found => {
    if (state.keeps) judged['acknowledged-is-kept'] += 1;
    if (lost.length === 0) return undefined;
    measures.lost(lost.length);
    if (!state.keeps) return undefined;
    const [{ index, epoch }] = lost as readonly [Entry];
    return broken(
      'acknowledged-is-kept',
      `${name(node)} leads epoch ${state.epoch} without the entry ${index} of epoch ${epoch}, which was acknowledged; ${lost.length} such are lost.`,
    );
  };

  /** Entries that were added or replaced since the last look; the ends of two logs tell whether there are any. */
  const checkLog = (node: NodeId, was: Seen, { log }: State): Found => {
    const last = log[log.length - 1];
    if (last === was.last || last === undefined) return undefined;
    for (let at = log.length; at > 0; at--) {
      const entry = log[at - 1]!;
      const prevEpoch = epochAt(log, at - 1);
      const key = `${at}/${entry.epoch}`;
      const known = pasts.get(key);
      if (known === undefined) pasts.set(key, { entry, prevEpoch });
      else {
        judged['same-entry-same-past'] += 1;
        const isSame =
          known.prevEpoch === prevEpoch &&
          (known.entry === entry || JSON.stringify(known.entry) === JSON.stringify(entry));
        if (!isSame)
          return broken(
            'same-entry-same-past',
            `${name(node)} has another entry ${at} of epoch ${entry.epoch} than was seen before: ${JSON.stringify(entry.command)} after epoch ${prevEpoch}, not ${JSON.stringify(known.entry.command)} after epoch ${known.prevEpoch}.`,
          );
        if (at < log.length && at <= (was.last?.index ?? 0)) break; // what is before it was looked at
      }
    }
    return undefined;
  };

  const checkApplied = (node: NodeId, { lastApplied, commitIndex, log }: State): Found => {
    judged['applied-in-order'] += 1;
    if (lastApplied <= commitIndex && commitIndex <= log.length) return undefined;
    return broken(
      'applied-in-order',
      `${name(node)} has applied ${lastApplied} entries and knows ${commitIndex} to be acknowledged, but has ${log.length}.`,
    );
  };

  const checkCommit = (node: NodeId, was: Seen, state: State, now: number): Found => {
    if (state.role !== 'leader' || state.commitIndex <= was.commitIndex) return undefined;
    const index = state.commitIndex;
    judged['enough-copies'] += 1;
    const holds = (other: State | undefined) =>
      other !== undefined &&
      other.durableIndex >= index &&
      epochAt(other.log, index) === epochAt(state.log, index);
    const holders = members.filter((id) => holds(seen.get(id)!.state));
    const news = state.log.slice(was.commitIndex, index).filter(({ command }) => command.kind !== 'begin');
    if (news.length > 0) measures.acknowledged(node, state.epoch, now);
    const missing = ledger.acknowledged(news);
    if (holders.length < state.copies)
      return broken(
        'enough-copies',
        `${name(node)}, leader of epoch ${state.epoch}, acknowledged entry ${index}, which ${holders.map(name).join(', ') || 'nobody'} had on disk; ${state.copies} should.`,
      );
    return lose(missing, node, state);
  };

  return {
    rules: RULES,
    judged: (rule) => judged[rule as Rule] ?? 0,
    measures: measures.list,
    crashed(node, now) {
      const was = seen.get(node)!;
      measures.crashed(node, now);
      // What its disk keeps stays a copy: the last state tells which entries were durable.
      was.commitIndex = 0;
      was.last = undefined;
    },
    after(node, state, now) {
      const was = seen.get(node)!;
      was.state = state;
      const found =
        checkEpoch(node, was, state) ??
        checkLeader(node, state, now) ??
        checkLog(node, was, state) ??
        checkApplied(node, state) ??
        checkCommit(node, was, state, now);
      was.epoch = state.epoch;
      was.led = state.led;
      was.last = state.log[state.log.length - 1];
      was.commitIndex = state.commitIndex;
      return found;
    },
  };
}
