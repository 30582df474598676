/**
 * Multi-probe consistent hashing: members have one point each, and the key looks at several places for the nearest.
 *
 * Appleton & O'Reilly, "Multi-Probe Consistent Hashing", arXiv:1505.00062, 2015: with 1 + 1/ε probes the fullest member
 * has 1 + ε times the mean, 21 of them for 1.05. Places come by double hashing (§2.2).
 */
import { mix32 } from './hash/murmur3.js';
import { bitsOf } from './key.js';
import { createRing } from './ring/points.js';
import { pointsOf } from './ring.js';
import type { Algorithm, Key, Layout, Partitioner } from './types.js';

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
      const stepHigh = mix32(high ^ mix32(low ^ 0x9e3779b1));
      const stepLow = mix32(stepHigh ^ low) | 1;
      let best = -1;
      let least = 2;
      for (let probe = 0; probe < probes; probe++) {
        const point = next(high, low);
        const away = distance(high, low, point);
        if (away < least) {
          best = point;
          least = away;
        }
        const sum = low + (stepLow >>> 0);
        high = (high + stepHigh + (sum >= 4294967296 ? 1 : 0)) >>> 0;
        low = sum >>> 0;
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
