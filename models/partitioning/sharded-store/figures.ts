/** What changes of a sharded store cost: how much moved, how long it took, for how long nobody answered. Sees states. */
import type { Duration, Instant, Measure, NodeId } from '../../../src/model/index.js';
import type { State } from './state.js';
import type { Config } from './types.js';

export interface Figures {
  /** The coordinator has another configuration. */
  decided(config: Config, keysOf: (slot: number) => number, now: Instant): void;
  owns(slot: number, node: NodeId, now: Instant): void;
  leaves(slot: number, node: NodeId, now: Instant): void;
  crashed(node: NodeId, now: Instant): void;
  /** After each step: what a node has counted since its last start. */
  step(node: NodeId, state: State): void;
  measures(): readonly Measure[];
}

const KIB = 1024;

export function createFigures(): Figures {
  const moved: number[] = [];
  const took: Duration[] = [];
  const ownerless: Duration[] = [];
  const short: Duration[] = [];
  const sentKib: number[] = [];
  const handedOn: number[] = [];
  /** By slot: who owns it; since when nobody does; since when too few hold it. */
  const owners = new Map<number, NodeId>();
  const idleSince = new Map<number, Instant>();
  const shortSince = new Map<number, Instant>();
  const counted = new Map<NodeId, { bytes: number; requests: number }>();
  let [bytes, requests, change] = [0, 0, 1];
  let begun: { readonly at: Instant; readonly bytes: number; readonly requests: number } | undefined;

  const idle = (slot: number, now: Instant): void => {
    if (!owners.delete(slot)) return;
    if (!idleSince.has(slot)) idleSince.set(slot, now);
  };
  const end = (since: Map<number, Instant>, slot: number, now: Instant, into: Duration[]): void => {
    const at = since.get(slot);
    if (at !== undefined) into.push(now - at);
    since.delete(slot);
  };
  /** Each key counts once for each of its copies that is to be elsewhere. */
  const countMoved = ({ views, targets }: Config, keysOf: (slot: number) => number): void => {
    for (const [slot, target] of targets.entries())
      for (const node of target) {
        const moves = views[slot]!.holders.includes(node) ? 0 : 1;
        for (let i = keysOf(slot); i > 0; i--) moved.push(moves);
      }
  };

  return {
    decided(config, keysOf, now) {
      for (const [slot, { owner, holders }] of config.views.entries()) {
        if (owners.has(slot) && owners.get(slot) !== owner) idle(slot, now);
        if (holders.length >= config.targets[slot]!.length) end(shortSince, slot, now, short);
        else if (!shortSince.has(slot)) shortSince.set(slot, now);
      }
      if (config.change > change && !config.complete) {
        begun ??= { at: now, bytes, requests };
        countMoved(config, keysOf);
      }
      change = config.change;
      if (!config.complete || begun === undefined) return;
      took.push(now - begun.at);
      sentKib.push((bytes - begun.bytes) / KIB);
      handedOn.push(requests - begun.requests);
      begun = undefined;
    },
    owns(slot, node, now) {
      owners.set(slot, node);
      end(idleSince, slot, now, ownerless);
    },
    leaves(slot, node, now) {
      if (owners.get(slot) === node) idle(slot, now);
    },
    crashed(node, now) {
      for (const [slot, owner] of owners) if (owner === node) idle(slot, now);
    },
    step(node, { movedBytes, handedOn: passed }) {
      const before = counted.get(node) ?? { bytes: 0, requests: 0 };
      // A node that starts again counts from nothing.
      bytes += Math.max(0, movedBytes - (movedBytes < before.bytes ? 0 : before.bytes));
      requests += Math.max(0, passed - (passed < before.requests ? 0 : before.requests));
      counted.set(node, { bytes: movedBytes, requests: passed });
    },
    measures: () => [
      { key: 'moved', name: 'keys that moved', unit: 'share', values: moved },
      { key: 'change', name: 'change of members', unit: 'duration', values: took },
      { key: 'ownerless', name: 'slot without an owner', unit: 'duration', values: ownerless },
      { key: 'short', name: 'slot with too few copies', unit: 'duration', values: short },
      { key: 'sent', name: 'KiB sent in a change', unit: 'count', values: sentKib },
      {
        key: 'handed',
        name: 'requests handed on by old owners in a change',
        unit: 'count',
        values: handedOn,
      },
    ],
  };
}
