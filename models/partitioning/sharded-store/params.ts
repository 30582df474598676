/** Parameters of the sharded store: names, units, defaults and what they mean. Knows nothing of how they are used. */
import { bandwidth, choice, count, delay, duration, size } from '../../../src/model/index.js';

export const params = {
  partitioner: choice(
    [
      'ring',
      'modulo',
      'rendezvous',
      'jump',
      'maglev',
      'bounded',
      'anchor',
      'multi-probe',
      'directory',
      'ketama',
    ],
    'ring',
    'Which member owns each slot',
  ),
  points: count(100, 'Points of each member on a ring (partitioners ring and bounded)', { min: 1 }),
  slots: count(64, 'Parts into which the keys are cut: what is owned, and moved, as one', { min: 1 }),
  members: count(
    0,
    'How many nodes hold keys at the start, beside the first, which is the coordinator; the others are spare. 0: all',
  ),
  replicas: count(1, 'How many nodes hold each slot, as far as there are so many', { min: 1 }),
  zones: count(
    1,
    'Nodes are dealt to so many zones in turn, and the holders of a slot are in different ones as far as there are',
    { min: 1 },
  ),
  moveRate: bandwidth('1MiB/s', 'How fast a node sends copies of its slots to whoever is to hold them, too'),
  chunk: count(16, 'Keys and sessions in one message of a move', { min: 1 }),
  valueSize: size('1KiB', 'What a key and its value take on the network and are counted as when they move'),
  service: delay(
    'exponential(100us)',
    'Work of the owner for each request that it carries out, one at a time; 0s: none, and nobody waits for it',
  ),
  moveService: delay(
    'exponential(100us)',
    'Work of a node for each chunk that it sends or takes, on the same server as requests',
  ),
  routing: choice(
    ['forward', 'redirect'],
    'forward',
    'What a node does with a request for another: hands it on (Dynamo, §4.5), or tells the client whom to ask and who owns what (Redis: MOVED), which is all that clients with `route: by-key` ever learn',
  ),
  heartbeat: duration(
    '50ms',
    'How often nodes report, the coordinator tells the configuration, and what was not confirmed is sent again',
  ),
  goneAfter: duration(
    '2s',
    'A node of which the coordinator has not heard for so long is gone: others take its slots over',
    { unlimited: true },
  ),
} as const;
