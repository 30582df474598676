/** The parameters of a router of hot keys. Knows nothing of how it works. */
import { choice, count, duration, flag, nodes, ratio } from '../../../src/model/index.js';

export const params = {
  shards: nodes('the shards, of model partitioning/shard'),
  algorithm: choice(['ring', 'rendezvous', 'jump', 'maglev', 'modulo'], 'ring', 'how keys find their shard'),
  points: count(100, 'virtual nodes of each shard on a ring', { min: 1 }),
  mitigation: choice(
    ['none', 'split', 'copy', 'coalesce', 'near-cache'],
    'none',
    'what is done about a hot key: nothing; parts of it on several shards, of which a write goes to one and a read to all; ' +
      'copies, of which a write goes to all and a read to one; reads that come together share an answer; each process of ' +
      'the tier keeps answers for a while',
  ),
  copies: count(4, 'parts or copies of a hot key (split, copy)', { min: 1 }),
  waitForCopies: flag(true, 'whether a write is answered only when all copies have it (copy)'),
  cleanReads: flag(
    false,
    'whether the owner is asked while a write is under way, and written first, so that nobody sees a write that somebody ' +
      'else may then miss (copy)',
  ),
  processes: count(4, 'processes of the tier, each with its own cache and its own reads under way', {
    min: 1,
  }),
  ttl: duration('100ms', 'how long an answer is kept (near-cache)'),
  hotAbove: ratio('5%', 'share of the requests from which on a key is hot'),
  coldBelow: ratio(
    '50%',
    'a hot key is treated like any other again when its share is below this part of hotAbove; never if 0%',
  ),
  window: duration('1s', 'counts are halved so often, so that what was long ago weighs less'),
  requestsMin: count(200, 'with fewer requests, halved as they are, a share says nothing', { min: 1 }),
  sketchWidth: count(512, 'columns of the Count-Min sketch', { min: 1 }),
  sketchDepth: count(4, 'rows of it', { min: 1 }),
  watched: count(20, 'counters of Space-Saving; nobody else can be found hot', { min: 1 }),
  timeout: duration('5s', 'how long a shard has to answer'),
};
