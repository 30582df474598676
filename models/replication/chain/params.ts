/** Parameters of chain replication: names, units, defaults and what they mean. Knows nothing of how they are used. */
import { choice, duration, ratio } from '../../../src/model/index.js';

export const params = {
  reads: choice(
    ['tail', 'any'],
    'tail',
    'Who answers reads: the tail, or any node, which asks the tail about keys with a write under way (CRAQ, §2.3)',
  ),
  heartbeat: duration(
    '50ms',
    'How often nodes renew their lease at the master and tell each other what they have',
  ),
  lease: duration(
    '200ms',
    'For this long after it asked, a node whose lease is renewed may answer reads; the master drops nobody sooner',
  ),
  driftBound: ratio(
    '1%',
    'How far the rate of any clock is assumed to be from true time; the master waits longer by it',
  ),
} as const;
