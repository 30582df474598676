/** Parameters of leader and followers: names, units, defaults and what they mean. Knows nothing of how they are used. */
import { choice, count, delay, duration, flag } from '../../../src/model/index.js';

export const params = {
  replication: choice(
    ['sync', 'semi-sync', 'async'],
    'sync',
    'When a write is acknowledged: when all followers that keep up have it on disk, and a majority of the group does; when `acks` followers have it; or when the leader has it',
  ),
  acks: count(
    1,
    'semi-sync: followers that must have a write on disk before it is acknowledged. None is lost in a failover if they and the leader are more than half of the group (with fencing)',
    { min: 1 },
  ),
  reads: choice(
    ['leader', 'any', 'token'],
    'leader',
    'Who answers reads: the leader, any node from what it has applied, or any node that has applied what the session last saw (a token that clients carry from answer to request)',
  ),
  fencing: flag(
    true,
    'Whether a leader needs an epoch that a majority granted, and nodes refuse leaders of lower epochs; without, whoever misses the leader takes over, and nodes follow whoever speaks',
  ),
  promote: choice(
    ['most-up-to-date', 'in-order'],
    'most-up-to-date',
    'Who takes over, of those who could be asked: the one with the longest log of the latest epoch, or the first by number',
  ),
  detector: choice(
    ['timeout', 'phi'],
    'timeout',
    'When a follower suspects its leader: after a fixed silence, or when the silence has become unlikely by what heartbeats were like (phi accrual)',
  ),
  timeout: delay(
    'uniform(150ms, 300ms)',
    'detector timeout: silence after which the leader is suspected; drawn anew each time',
  ),
  threshold: count(
    8,
    'detector phi: suspicion level; at phi the chance to be wrong is 10^-phi if intervals are normal (Hayashibara et al., §4.3)',
    { min: 1, max: 16 },
  ),
  heartbeat: duration('50ms', 'How often a leader tells everybody that it is there'),
  collect: duration(
    '20ms',
    'How long a node that wants to replace the leader waits for the others to say what they have',
  ),
  laggardAfter: duration(
    '500ms',
    'sync: a follower silent for so long no longer counts as one that keeps up, until it speaks again',
  ),
} as const;
