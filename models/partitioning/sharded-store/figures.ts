/** What the moves of a sharded store cost: how much moved, how long it took, for how long nobody answered. Sees states. */
import type { Duration, Instant, Measure, NodeId } from '../../../src/model/index.js';
import type { State } from './state.js';
import type { Config } from './types.js';

export interface Figures {
  /** The coordinator has another configuration. */
  decided(config: Config, states: readonly State[], now: Instant): void;
  given(slot: number, now: Instant): void;
  owned(slot: number, now: Instant): void;
  /** After each step: what a node has counted since its last start. */
  step(node: NodeId, state: State): void;
  measures(): readonly Measure[];
}

const KIB = 1024;

export function createFigures(): Figures {
  const moved: number[] = [];
  const took: Duration[] = [];
  const ownerless: Duration[] = [];
  const sentKib: number[] = [];
  const handedOn: number[] = [];
  const givenAt = new Map<number, Instant>();
  const counted = new Map<NodeId, { bytes: number; requests: number }>();
  let [bytes, requests] = [0, 0];
  let begun: { readonly epoch: number; readonly at: Instant; bytes: number; requests: number } | undefined;
  return {
    decided({ epoch, complete, from, owners }, states, now) {
      if (complete && begun?.epoch === epoch) {
        took.push(now - begun.at);
        sentKib.push((bytes - begun.bytes) / KIB);
        handedOn.push(requests - begun.requests);
        begun = undefined;
      }
      if (complete || begun?.epoch === epoch) return;
      begun = { epoch, at: now, bytes, requests };
      for (const { slots } of states)
        for (const [slot, { status, machine }] of slots) {
          if (status !== 'owned') continue;
          const moves = from[slot] === owners[slot] ? 0 : 1;
          for (let i = 0; i < machine.data.size; i++) moved.push(moves);
        }
    },
    given: (slot, now) => void givenAt.set(slot, now),
    owned(slot, now) {
      const at = givenAt.get(slot);
      if (at !== undefined) ownerless.push(now - at);
      givenAt.delete(slot);
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
