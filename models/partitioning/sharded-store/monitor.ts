/**
 * What must hold of a sharded store, checked after every step from the nodes' states alone.
 *
 * - one-owner: no slot is owned by two nodes at once;
 * - handed-over-whole: whoever becomes the owner has exactly the keys and sessions that the one before had at the end;
 * - deleted-when-taken: nobody deletes a slot before the new owner has it on disk;
 * - one-config-per-epoch: all configurations of one epoch are the same;
 * - complete-means-owned: when a change is complete, every slot is owned by whom it names.
 *
 * Knows nothing of messages or of the clients' history. Changes no state.
 */
import type { Instant, Monitor, NodeId, Violation } from '../../../src/model/index.js';
import { createFigures } from './figures.js';
import type { Slot, State } from './state.js';
import type { Config } from './types.js';

export const RULES = [
  'one-owner',
  'handed-over-whole',
  'deleted-when-taken',
  'one-config-per-epoch',
  'complete-means-owned',
] as const;
type Rule = (typeof RULES)[number];
type Found = Violation | undefined;

/** A node as it was when last looked at. */
interface Seen {
  state: State | undefined;
  hands: number;
  config: Config | undefined;
  /** How its slots stood; kept through a crash. */
  readonly held: Map<number, Pick<Slot, 'status' | 'epoch'>>;
}

export function monitor(members: readonly NodeId[], name: (node: NodeId) => string): Monitor<State> {
  const seen = new Map<NodeId, Seen>(
    members.map((id) => [id, { state: undefined, hands: -1, config: undefined, held: new Map() }]),
  );
  const judged = Object.fromEntries(RULES.map((rule) => [rule, 0])) as Record<Rule, number>;
  const figures = createFigures();
  const configs = new Map<number, string>();
  /** What the last owner had when it stopped, by slot. */
  const left = new Map<number, { readonly epoch: number; readonly what: string; readonly of: NodeId }>();
  /** Slots deleted, which the node that took them must have had in this epoch. */
  const deleted: {
    readonly slot: number;
    readonly epoch: number;
    readonly by: NodeId;
    readonly to: NodeId;
  }[] = [];
  const broken = (rule: Rule, explanation: string): Violation => ({ rule, explanation });

  const checkOwner = (node: NodeId, number: number, now: Instant): Found => {
    judged['one-owner'] += 1;
    figures.owned(number, now);
    for (const [other, { state }] of seen)
      if (other !== node && state?.slots.get(number)?.status === 'owned')
        return broken('one-owner', `${name(node)} and ${name(other)} both own slot ${number}.`);
    return undefined;
  };

  const checkWhole = (node: NodeId, number: number, slot: Slot): Found => {
    const last = left.get(number);
    if (slot.attempt === 0) return undefined; // it was its own from the start
    judged['handed-over-whole'] += 1;
    if (last === undefined || last.epoch !== slot.epoch)
      return broken(
        'handed-over-whole',
        `${name(node)} owns slot ${number} by configuration ${slot.epoch}, for which nobody gave it away.`,
      );
    if (last.what === contentsOf(slot)) return undefined;
    return broken(
      'handed-over-whole',
      `${name(node)} owns slot ${number} now, but not with what ${name(last.of)} had when it stopped: ${contentsOf(slot)}, not ${last.what}.`,
    );
  };

  /** Whether whoever was to take what was deleted has it, as far as it is up. */
  const checkDeleted = (node: NodeId): Found => {
    for (const { slot, epoch, by, to } of deleted) {
      if (to !== node && by !== node) continue;
      const taker = seen.get(to)!.state;
      if (taker === undefined) continue;
      judged['deleted-when-taken'] += 1;
      const held = taker.slots.get(slot);
      const isDurable = held?.epoch !== epoch || held.takenAt <= taker.durableRecords;
      if (taker.epochs[slot]! >= epoch && isDurable) continue;
      return broken(
        'deleted-when-taken',
        `${name(by)} has deleted slot ${slot}, and ${name(to)} does not have it on disk.`,
      );
    }
    return undefined;
  };

  /** How slots stand now, against how they stood. */
  const checkHands = (node: NodeId, was: Seen, state: State, now: Instant): Found => {
    let found: Found;
    for (const [number, slot] of state.slots) {
      const before = was.held.get(number);
      const isNews = before?.status !== slot.status || before.epoch !== slot.epoch;
      if (slot.status === 'owned') {
        found ??= checkOwner(node, number, now);
        // A crash may take it back that a slot was given away.
        const isBack = before?.status === 'given' && slot.epoch < before.epoch;
        if (isNews && !isBack) found ??= checkWhole(node, number, slot);
      } else if (slot.status === 'given' && isNews) {
        left.set(number, { epoch: slot.epoch, what: contentsOf(slot), of: node });
        figures.given(number, now);
      }
    }
    for (const slot of was.held.keys()) {
      const to = state.gaveTo.get(slot);
      if (state.slots.has(slot)) continue;
      if (to !== undefined) deleted.push({ slot, epoch: state.epochs[slot]!, by: node, to });
      // A crash may take back that it came.
      else if (was.hands >= 0)
        found ??= broken('deleted-when-taken', `${name(node)} has deleted slot ${slot}, which it owned.`);
    }
    was.held.clear();
    for (const [number, { status, epoch }] of state.slots) was.held.set(number, { status, epoch });
    return found ?? checkDeleted(node);
  };

  const checkConfig = ({ epoch, owners, from, complete }: Config): Found => {
    const text = JSON.stringify([owners, from]);
    const known = configs.get(epoch);
    configs.set(epoch, text);
    judged['one-config-per-epoch'] += 1;
    if (known !== undefined && known !== text)
      return broken('one-config-per-epoch', `There are two configurations of epoch ${epoch}.`);
    if (!complete) return undefined;
    for (const [slot, owner] of owners.entries()) {
      const state = seen.get(owner)!.state;
      if (state === undefined || state.config.epoch > epoch) continue;
      judged['complete-means-owned'] += 1;
      const held = state.slots.get(slot);
      if (held?.status === 'owned' || state.epochs[slot]! > epoch) continue;
      return broken(
        'complete-means-owned',
        `Change ${epoch} is called complete, and ${name(owner)} does not own slot ${slot}.`,
      );
    }
    return undefined;
  };

  return {
    rules: RULES,
    judged: (rule) => judged[rule as Rule] ?? 0,
    measures: figures.measures,
    crashed(node) {
      const was = seen.get(node)!;
      Object.assign(was, { state: undefined, hands: -1, config: undefined });
    },
    after(node, state, now) {
      const was = seen.get(node)!;
      was.state = state;
      let found: Found;
      if (state.hands !== was.hands) found = checkHands(node, was, state, now);
      if (state.config !== was.config && state.lead !== undefined) {
        found ??= checkConfig(state.config);
        figures.decided(
          state.config,
          [...seen.values()].flatMap((each) => each.state ?? []),
          now,
        );
      } else if (state.config.epoch !== was.config?.epoch) found ??= checkConfig(state.config);
      figures.step(node, state);
      was.hands = state.hands;
      was.config = state.config;
      return found;
    },
  };
}

/** Keys and sessions, in an order that is the same everywhere. */
function contentsOf({ machine: { data, sessions } }: Slot): string {
  const sorted = (entries: Iterable<readonly [unknown, unknown]>) =>
    [...entries].map((entry) => JSON.stringify(entry)).sort();
  return `${sorted(data).join(' ')} | ${sorted(sessions).join(' ')}`;
}
