/**
 * When a leaderless store is what the WARS model is of, so that theory can be laid beside it.
 *
 * Bailis et al., VLDB 2012, §5: nobody repairs, nobody gives up, and a write is one message to each replica. Data only.
 */
import type { Quorums } from '../../../src/model/index.js';

export const quorums: Quorums = {
  replicas: 'replicas',
  r: 'r',
  w: 'w',
  write: 'writeDelay',
  ack: 'ackDelay',
  read: 'readDelay',
  response: 'responseDelay',
  probes: 'probeAfter',
  plain: ({ versions, send, readRepair, hintedHandoff, sloppy, antiEntropy }) => {
    const spreads =
      readRepair !== 'none' || hintedHandoff === true || sloppy === true || antiEntropy !== Infinity;
    if (versions !== 'lww' || spreads || send === 'quorum') return undefined;
    return send === 'all' ? 'all' : 'random';
  },
};
