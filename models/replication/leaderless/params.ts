/** Parameters of leaderless replication: names, units, defaults and what they mean. Knows nothing of their use. */
import { choice, count, delay, duration, durations, flag } from '../../../src/model/index.js';

export const params = {
  replicas: count(
    3,
    'N: how many nodes hold each key, the first so many from its place on the ring; 0, or more than there are: all of them',
    { min: 0 },
  ),
  r: count(2, 'R: replicas that must answer a read', { min: 1 }),
  w: count(2, 'W: replicas that must have stored a write before it is acknowledged', { min: 1 }),
  send: choice(
    ['all', 'quorum', 'random'],
    'all',
    'Whom the coordinator asks: all N replicas (Dynamo); or only as many as it needs and others when those are silent, itself first or chosen at random each time',
  ),
  versions: choice(
    ['version-vector', 'lww'],
    'version-vector',
    'Which of two versions wins: the one that descends from the other, and both are kept if neither does; or the last write by the wall clocks of the coordinators',
  ),
  context: choice(
    ['quorum', 'coordinator'],
    'quorum',
    'What a write descends from, with version vectors: what r replicas hold, asked first (get before put, §4.3), or what its coordinator happens to hold, which saves a round trip',
  ),
  answers: choice(
    ['one', 'siblings'],
    'one',
    'What a read returns of versions in conflict: the one with the highest number, the same everywhere, so that a key is a register; or a list of all, which no checker of registers understands',
  ),
  readRepair: choice(
    ['background', 'blocking', 'none'],
    'background',
    'Whether a read brings replicas up to date that it found behind: after its answer, before it (until w of them hold it, so that later reads cannot see less), or not at all',
  ),
  hintedHandoff: flag(
    true,
    'Whether a write that a replica did not take is kept elsewhere and handed over when it is back (§4.6)',
  ),
  sloppy: flag(
    false,
    'Whether the next nodes on the ring stand in for silent replicas and count for r and w (§4.6); needs hintedHandoff',
  ),
  handoffEvery: duration('500ms', 'How often a node tries to hand over what it keeps for others'),
  antiEntropy: duration(
    '1s',
    'How often a node compares Merkle trees with another one, chosen at random (§4.7); unlimited: never',
    { unlimited: true },
  ),
  grace: duration(
    'unlimited',
    'How long a delete is remembered by its tombstone; 0s: not at all, and what a replica missed may come back',
    { unlimited: true },
  ),
  patience: duration('50ms', 'After this long without an answer a coordinator takes a replica for gone'),
  timeout: duration(
    '500ms',
    'After this long a coordinator gives up: a read has failed, and of a write nobody knows',
  ),
  writeDelay: delay(
    '0s',
    'Between the arrival of a write at a replica and its storing; with the network W of the WARS model',
  ),
  ackDelay: delay('0s', 'Between the storing of a write and the sending of its acknowledgement: A'),
  readDelay: delay('0s', 'Between the arrival of a read at a replica and its being carried out: R'),
  responseDelay: delay('0s', 'Between that and the sending of its response: S'),
  probeAfter: durations(
    'So long after a write is acknowledged its coordinator reads the key, to measure t-visibility; of several times, each coordinator takes them in turn; none: never',
  ),
} as const;
