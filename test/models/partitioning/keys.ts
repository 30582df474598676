/** Keys to try partitioners with: spread over all hashes, the same ones for the same seed. */

import type { Key, Keys } from '../../../models/partitioning/types.js';
import { createStreams } from '../../../src/kernel/random.js';

export function keysOf(keys: readonly Key[]): Keys {
  return { length: keys.length, at: (index) => keys[index]! };
}

export function randomKeys(count: number, seed: string): Keys {
  const draw = createStreams(seed).named('keys');
  const half = () => Math.floor(draw() * 2 ** 32);
  return keysOf(Array.from({ length: count }, (_, i) => ({ text: `key-${i}`, high: half(), low: half() })));
}
