/** Multi-leader replication's parameters: names, units, defaults and what they mean. */
import { choice, count, duration } from '../../../src/model/index.js';

export const params = {
  topology: choice(
    ['all-to-all', 'ring', 'star'],
    'all-to-all',
    'Who sends to whom: each to all; each to the next, which passes it on; all to the first member, which passes it on',
  ),
  object: choice(
    ['register', 'counter', 'set', 'list-append'],
    'register',
    'What each key holds, and so which operations clients may ask for: write; add, inc, dec; add, remove, contains; append, insert, remove; and read',
  ),
  conflicts: choice(
    ['lww', 'merge', 'crdt'],
    'lww',
    'What becomes of writes that did not know of each other: the whole value with the later stamp stays; both values are kept and merged by a function; the object is a CRDT (LWW-register, PN-counter, OR-set, RGA)',
  ),
  stamps: choice(
    ['wall', 'hybrid'],
    'wall',
    'With lww: what writes are stamped with, the node’s wall clock, or at least one more than any stamp it has seen. CRDTs always use the latter',
  ),
  delivery: choice(
    ['causal', 'fifo'],
    'causal',
    'An operation waits for all that its writer had seen, or only for that writer’s earlier ones. CRDTs of sets and lists need causal',
  ),
  elements: count(
    'unlimited',
    'With sets and lists: clients send values that all differ; taken modulo this, they come again and can be removed',
    { min: 1, unlimited: true },
  ),
  resendAfter: duration('200ms', 'What was not acknowledged this long after it was sent is sent again'),
  antiEntropy: duration(
    '1s',
    'How often a node tells one of its neighbours, at random, what it has, so that either sends what the other lacks',
    { unlimited: true },
  ),
  maxBatch: count(100, 'Operations in one message', { min: 1 }),
} as const;
