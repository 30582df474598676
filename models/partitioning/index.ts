/** What others use of partitioning: layouts, partitioners, and what may be asked of them. */

export { limitsOf } from './algorithms/bounded.js';
export { pin } from './algorithms/cells.js';
export { merge, split } from './algorithms/range.js';
export { overlaps, shardCount } from './algorithms/shuffle.js';
export { ALGORITHMS } from './algorithms.js';
export { type Balance, balanceOf, loadsOf, ownersOf } from './balance.js';
export { membersAfter } from './change.js';
export { HASHES } from './hash.js';
export { bitsOf, rawKey } from './key.js';
export { changed, DEFAULTS, layoutOf, member, partitionerOf } from './layout.js';
export { type Movement, movementOf } from './movement.js';
export { createReplicas, replicasOf } from './replicas.js';
export type { Algorithm, Change, Key, Keys, Layout, Member, Partitioner, Settings } from './types.js';
