/**
 * What must hold of a sharded store, checked after every step from the nodes' states alone.
 *
 * - one-owner: in a view only its owner commits, and nobody in an earlier one once somebody has in a later;
 * - one-log: all nodes apply the same operations in the same order;
 * - copies-whole: every holder in the newest view has all that was ever committed, on disk: nothing acknowledged is lost;
 * - one-view-per-number: a slot's view of a number is one, for the coordinator and for its owner;
 * - complete-means-held: when a change is complete every slot is held by whom it is to be, the owner first;
 * - deleted-when-left: nobody deletes a copy as long as it is a holder in the newest view.
 *
 * Knows nothing of messages or of the clients' history. Changes no state.
 */
import type { Instant, Monitor, NodeId, Violation } from '../../../src/model/index.js';
import { applyOperation } from '../../state-machines/key-value.js';
import { isAt } from './assignment.js';
import { createFigures } from './figures.js';
import { emptyLedger, type Ledger, lackOf } from './ledger.js';
import { durableLength, type Event, isWhole, type State } from './state.js';
import type { Config, View } from './types.js';

export const RULES = [
  'one-owner',
  'one-log',
  'copies-whole',
  'one-view-per-number',
  'complete-means-held',
  'deleted-when-left',
] as const;
type Rule = (typeof RULES)[number];
type Found = Violation | undefined;
type Applied = Extract<Event, { kind: 'applied' }>;

export function monitor(members: readonly NodeId[], name: (node: NodeId) => string): Monitor<State> {
  const up = new Map<NodeId, State>();
  const ledgers = new Map<number, Ledger>();
  const judged = Object.fromEntries(RULES.map((rule) => [rule, 0])) as Record<Rule, number>;
  const figures = createFigures();
  const views = new Map<string, string>();
  const coordinator = members[0]!;
  /** The coordinator's last word. */
  let config: Config | undefined;

  const ledgerOf = (slot: number): Ledger => {
    const known = ledgers.get(slot) ?? emptyLedger();
    ledgers.set(slot, known);
    return known;
  };

  const check = (rule: Rule, holds: boolean, explanation: () => string): Found => {
    judged[rule] += 1;
    return holds ? undefined : { rule, explanation: explanation() };
  };

  /** The first to commit an operation, or one that is known. */
  const checkApplied = (node: NodeId, { slot, position, operation, view }: Applied): Found => {
    const ledger = ledgerOf(slot);
    const { operations, machine } = ledger;
    if (position <= operations.length) {
      const { client, sequence } = operations[position - 1]!;
      const isSame = client === operation.client && sequence === operation.sequence;
      return check(
        'one-log',
        isSame,
        () => `${name(node)} has another operation ${position} in slot ${slot}.`,
      );
    }
    const isNext = position === operations.length + 1;
    const inTurn = view > ledger.view || (view === ledger.view && ledger.by === node);
    const found =
      check('one-log', isNext, () => `${name(node)} skips operations before ${position} of slot ${slot}.`) ??
      check(
        'one-owner',
        inTurn,
        () =>
          `${name(node)} commits in slot ${slot} in view ${view}, after ${name(ledger.by!)} in view ${ledger.view}.`,
      );
    operations.push(operation);
    applyOperation(machine, operation);
    Object.assign(ledger, { view, by: node });
    return found ?? checkHeld(slot, position);
  };

  /** Whoever holds the slot, as far as it is up, has so much of it. */
  const checkHeld = (slot: number, position: number): Found => {
    for (const holder of config?.views[slot]?.holders ?? []) {
      const state = up.get(holder);
      if (state === undefined) continue;
      const held = state.slots.get(slot);
      const has = isWhole(held) ? durableLength(held, state) : 0;
      const found = check(
        'copies-whole',
        has >= position,
        () => `Operation ${position} of slot ${slot} is committed, and ${name(holder)} has ${has} on disk.`,
      );
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const checkCopy = (node: NodeId, slot: number, { number, holders }: View): Found => {
    const state = up.get(node);
    if (state === undefined || !holders.includes(node)) return undefined;
    const lack = lackOf(state, slot, ledgerOf(slot));
    return check(
      'copies-whole',
      lack === undefined,
      () => `${name(node)} holds slot ${slot} in view ${number}, and ${lack}.`,
    );
  };

  const checkView = (slot: number, view: View): Found => {
    const { number, owner, holders } = view;
    const key = `${slot} ${number}`;
    const text = JSON.stringify([owner, holders]);
    const known = views.get(key);
    views.set(key, text);
    if (known === undefined) return undefined;
    return check('one-view-per-number', known === text, () => `Slot ${slot} has two views ${number}.`);
  };

  const checkConfig = (now: Instant, next: Config): Found => {
    let found: Found;
    for (const [slot, view] of next.views.entries()) {
      if (view === config?.views[slot]) continue;
      found ??= checkView(slot, view);
      for (const holder of view.holders) found ??= checkCopy(holder, slot, view);
    }
    const isReached = next.views.every((view, slot) => isAt(view, next.targets[slot]!));
    if (next.complete)
      found ??= check(
        'complete-means-held',
        isReached,
        () => `Change ${next.change} is called complete, and some slot is not held as it is to be.`,
      );
    figures.decided(next, (slot) => ledgerOf(slot).machine.data.size, now);
    config = next;
    return found;
  };

  const checkEvent = (node: NodeId, state: State, event: Event, now: Instant): Found => {
    const { slot } = event;
    if (event.kind === 'applied') return checkApplied(node, event);
    if (event.kind === 'deleted') {
      const isHolder = config?.views[slot]?.holders.includes(node) === true;
      return check(
        'deleted-when-left',
        !isHolder,
        () => `${name(node)} deletes slot ${slot}, which it holds in the newest view.`,
      );
    }
    figures[event.kind](slot, node, now);
    const tenure = state.slots.get(slot)?.tenure;
    return event.kind === 'owns' && tenure !== undefined ? checkView(slot, tenure.view) : undefined;
  };

  /** What a node has on disk when it starts. */
  const checkStart = (node: NodeId): Found => {
    let found: Found;
    for (const [slot, view] of config?.views.entries() ?? []) found ??= checkCopy(node, slot, view);
    return found;
  };

  return {
    rules: RULES,
    judged: (rule) => judged[rule as Rule] ?? 0,
    measures: figures.measures,
    crashed(node, now) {
      up.delete(node);
      figures.crashed(node, now);
    },
    after(node, state, now) {
      const isStart = !up.has(node);
      up.set(node, state);
      let found: Found;
      // What a start replays is old: whether it is right shows in what it comes to.
      if (isStart) found = checkStart(node);
      else for (const event of state.events) found ??= checkEvent(node, state, event, now);
      const next = state.lead?.durable.config;
      if (node === coordinator && next !== undefined && next !== config) found ??= checkConfig(now, next);
      figures.step(node, state);
      return found;
    },
  };
}
