/** Raft's parameters: names, units, defaults and what they mean. Knows nothing of how they are used. */
import { choice, count, delay, duration, flag, ratio } from '../../../src/model/index.js';

export const params = {
  electionTimeout: delay(
    'uniform(150ms, 300ms)',
    'How long a follower waits for its leader before it campaigns; drawn anew each time (§5.2)',
  ),
  heartbeat: duration('50ms', 'How often a leader tells everybody that it is there'),
  lease: duration(
    '150ms',
    'For this long after hearing from a leader nobody grants a vote; a read lease lasts that long. At most the shortest election timeout (dissertation §4.2.3, §6.4.1)',
  ),
  driftBound: ratio(
    '1%',
    'How far the rate of any clock is assumed to be from true time; leases are shortened by it',
  ),
  preVote: flag(
    true,
    'Whether a node asks if it could win before it starts an election (dissertation §9.6); the paper does without',
  ),
  reads: choice(
    ['log', 'read-index', 'lease', 'stale'],
    'log',
    'How reads are answered: through the log, after a heartbeat round, under a lease, or by any node from what it has (not linearizable)',
  ),
  maxBatch: count(64, 'Log entries in one AppendEntries message', { min: 1 }),
  pipeline: count(16, 'Batches sent to one follower before the first is acknowledged', { min: 1 }),
  snapshotEvery: count(10_000, 'Entries applied between two snapshots; 0: never compact the log', { min: 0 }),
  members: count(0, 'Voters at the start: the first so many nodes; 0: all. The others are spare', { min: 0 }),
  catchUpTimeout: duration(
    '5s',
    'A membership change is given up if the new servers lag for longer than this',
  ),
} as const;
