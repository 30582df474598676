/**
 * What failovers cost: how many acknowledged writes each lost (the recovery point), and how long nobody was
 * answered (the recovery time).
 *
 * A failover is a leader of a later epoch than any before. Its recovery time ends with the first write that it
 * acknowledges, and begins when the leader before it crashed; where that did not crash, with the last write that
 * was acknowledged before. Writes that an old leader acknowledges later still count as lost in the last failover.
 * Judges nothing.
 */
import type { Duration, Instant, Measure, NodeId } from '../../../../src/model/index.js';

export interface FailoverMeasures {
  promoted(node: NodeId, epoch: number, now: Instant): void;
  acknowledged(node: NodeId, epoch: number, now: Instant): void;
  lost(writes: number): void;
  crashed(node: NodeId, now: Instant): void;
  list(): readonly Measure[];
}

export function createMeasures(): FailoverMeasures {
  const lost: number[] = [];
  const gaps: Duration[] = [];
  let leader: NodeId | undefined;
  let latest = 0;
  let since: Instant | undefined;
  let answeredAt: Instant = 0;
  let crashedAt: Instant | undefined;
  return {
    promoted(node, epoch, now) {
      if (epoch < latest) return;
      if (leader !== undefined) {
        lost.push(0);
        // Several promotions before a write is answered are one interruption.
        since ??= Math.min(crashedAt ?? answeredAt, now);
      }
      leader = node;
      latest = epoch;
      crashedAt = undefined;
    },
    acknowledged(_node, epoch, now) {
      if (epoch === latest && since !== undefined) {
        gaps.push(now - since);
        since = undefined;
      }
      answeredAt = now;
    },
    lost(writes) {
      if (lost.length > 0) lost[lost.length - 1]! += writes;
    },
    crashed(node, now) {
      if (node === leader) crashedAt ??= now;
    },
    list: () => [
      { key: 'rpo', name: 'acknowledged writes lost in a failover (RPO)', unit: 'count', values: lost },
      { key: 'rto', name: 'time to the next answered write (RTO)', unit: 'duration', values: gaps },
    ],
  };
}
