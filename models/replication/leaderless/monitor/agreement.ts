/**
 * Whether the replicas of each key hold the same when the run ends: a figure, for rings too.
 *
 * Judges nothing; convergence within a time is for `converges`.
 */
import type { Measure, NodeId } from '../../../../src/model/index.js';
import type { State } from '../types.js';
import { idOf } from '../versions.js';

export interface Agreement {
  saw(node: NodeId, state: State): void;
  measure(): Measure;
}

export function createAgreement(): Agreement {
  const states = new Map<NodeId, State>();
  return {
    saw: (node, state) => void states.set(node, state),
    measure() {
      const copies = new Map<string, Set<string>>();
      const holders = new Map<string, number>();
      let replicas = 0;
      for (const { entries, replicas: n } of states.values()) {
        replicas = n;
        for (const [slot, versions] of entries) {
          const copy = versions.map(idOf).join(' ');
          copies.set(slot, (copies.get(slot) ?? new Set()).add(copy));
          holders.set(slot, (holders.get(slot) ?? 0) + 1);
        }
      }
      const values = [...copies].map(([slot, different]) =>
        different.size > 1 || holders.get(slot)! < replicas ? 1 : 0,
      );
      return { key: 'differ', name: 'keys whose replicas differ at the end', unit: 'share', values };
    },
  };
}
