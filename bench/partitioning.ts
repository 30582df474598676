/**
 * What partitioning costs: lookups of keys that are hashed already, tables built, texts hashed, the command as a whole. Run as
 * `node dist/bench/partitioning.js`; ratios matter, not the numbers. Wanted with 1,000 nodes: ten million lookups in under
 * 2 s for ring, jump and Maglev, and a Maglev table of 65,537 entries in under 50 ms.
 */

import { spawnSync } from 'node:child_process';
import {
  ALGORITHMS,
  HASHES,
  layoutOf,
  member,
  type Partitioner,
  partitionerOf,
  type Settings,
} from '../models/partitioning/index.js';
import { createStreams } from '../src/kernel/random.js';

const NODES = 1000;
const LOOKUPS = 10_000_000;
const ROUNDS = 3;
const KEYS = 1 << 20;

const nodes = Array.from({ length: NODES }, (_, i) => member(`node-${i}`));
const draw = createStreams('bench').named('keys');
const highs = Uint32Array.from({ length: KEYS }, () => draw() * 2 ** 32);
const lows = Uint32Array.from({ length: KEYS }, () => draw() * 2 ** 32);

/** Seconds of the processor, so that they hold on a busy machine; the best of some rounds. */
function seconds(run: () => void): number {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, user + system);
  }
  return best / 1e6;
}

/** A loop compiled for this partitioner alone, so that one does not slow the next; one key object for all. */
function loopOver(partitioner: Partitioner, lookups: number): () => number {
  const source = `
    const key = { text: '', high: 0, low: 0 };
    let sum = 0;
    for (let i = 0; i < ${lookups}; i++) {
      key.high = highs[i & ${KEYS - 1}];
      key.low = lows[i & ${KEYS - 1}];
      sum += owner(key);
    }
    return sum;`;
  return new Function('owner', 'highs', 'lows', `return () => { ${source} }`)(partitioner.owner, highs, lows);
}

function row(name: string, algorithm: string, settings: Partial<Settings>): void {
  let partitioner: Partitioner | undefined;
  const layout = layoutOf(algorithm, nodes, settings);
  const building = seconds(() => {
    partitioner = partitionerOf(layout);
  });
  const { asksAll = false } = ALGORITHMS.find(({ name }) => name === algorithm)!;
  const lookups = asksAll ? LOOKUPS / 1000 : LOOKUPS;
  const looking = (seconds(loopOver(partitioner!, lookups)) * LOOKUPS) / lookups;
  const cells = [
    name.padEnd(36),
    (building * 1000).toFixed(1).padStart(10),
    ((looking * 1e9) / LOOKUPS).toFixed(1).padStart(10),
    looking.toFixed(2).padStart(16),
  ];
  console.log(cells.join(''));
}

console.log(`${NODES} nodes${' '.repeat(26)}build, ms lookup, ns 10 million, s`);
for (const { name } of ALGORITHMS) {
  if (name === 'range') continue; // goes by texts
  row(name, name, {});
}
row('ring, 10 points each', 'ring', { points: 10 });
row('ring, 1,000 points each', 'ring', { points: 1000 });
row('maglev, 655,373 entries', 'maglev', { tableSize: 655_373 });

console.log('\nhashing a text of 16 bytes, ns');
const texts = Array.from({ length: 1000 }, (_, i) => `customer-${1_000_000 + i}`);
for (const [name, { hash }] of Object.entries(HASHES)) {
  let sum = 0;
  const took = seconds(() => {
    for (let i = 0; i < 200; i++) for (const text of texts) sum += hash(text).low;
  });
  if (Number.isNaN(sum)) throw new Error('a hash was not a number');
  console.log(`  ${name.padEnd(36)}${((took * 1e9) / 200_000).toFixed(0).padStart(8)}`);
}

console.log(
  `\nforetell partition with ${NODES} nodes, ${LOOKUPS} texts hashed and looked up, s from start to end`,
);
const command = new URL('../src/cli/main.js', import.meta.url).pathname;
for (const algorithm of ['ring', 'jump', 'maglev']) {
  const start = performance.now();
  const args = ['partition', algorithm, '--nodes', `${NODES}`, '--keys', `${LOOKUPS}`];
  const { status } = spawnSync(process.execPath, [command, ...args]);
  if (status !== 0) throw new Error(`${algorithm} ended with ${status}`);
  console.log(`  ${algorithm.padEnd(36)}${((performance.now() - start) / 1000).toFixed(1).padStart(8)}`);
}
