/**
 * Multi-probe consistent hashing: members have one point each, and the key looks at several places for the nearest.
 *
 * Appleton & O'Reilly, "Multi-Probe Consistent Hashing", arXiv:1505.00062, 2015: with 1 + 1/ε probes the fullest member
 * has 1 + ε times the mean, 21 of them for 1.05. The first place is the key's own. Each hash is mixed anew: places in even steps, as by double hashing, are
 * cheaper and make the fullest some 5 % fuller.
 */
import { mix32 } from '../hash/murmur3.js';
import { bitsOf } from '../key.js';
import type { Algorithm, Key, Layout, Partitioner } from '../types.js';
import { createRing } from './ring/points.js';
import { pointsOf } from './ring.js';

export const multiProbe: Algorithm = {
  name: 'multi-probe',
  about: 'one point for each node, several looks for each key',
  source: 'Appleton & O’Reilly, arXiv:1505.00062, 2015',
  weighted: false,
  reads: ['hash', 'probes'],
  movesLeast: true,
  build(layout: Layout): Partitioner {
    const { members, settings } = layout;
    const { probes } = settings;
    const narrow = bitsOf(settings) === 32;
    const { next, memberAt, walk, distance } = createRing(
      pointsOf({ ...layout, settings: { ...settings, points: 1 } }),
      members.length,
    );
    const nearest = (key: Key) => {
      let high = narrow ? key.low : key.high;
      let low = narrow ? 0 : key.low;
      let best = -1;
      let least = 2;
      for (let probe = 0; probe < probes; probe++) {
        const point = next(high, low);
        const away = distance(high, low, point);
        if (away < least) {
          best = point;
          least = away;
        }
        low = mix32(low + 0x9e3779b9);
        high = mix32(high ^ low);
      }
      return best;
    };
    return {
      members,
      owner: (key) => memberAt(nearest(key)),
      order: (key) => walk(nearest(key)),
    };
  },
};
