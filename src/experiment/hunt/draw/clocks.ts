/**
 * How much clocks may be made to drift beside what else makes them drift at the same time.
 *
 * Counts in whole ppm, so that sums are exact and people can read them.
 */
import type { Fault, Selector } from '../../../scenario/scenario.js';
import { type Choose, chance, spread } from '../choose.js';
import type { Target } from './cluster.js';
import { mayHit } from './nodes.js';
import { overBy, type Times } from './times.js';

/** Where there is no limit: faster or slower than this is no clock. */
const WILDEST_PPM = 500_000;
const PPM = 1e-6;

/** A drift that every node which it may hit can stand; 0 if there is none. */
export function drawDrift(
  choose: Choose,
  group: Target,
  when: Pick<Fault, 'at' | 'duration'> & { readonly nodes: Selector },
  others: readonly Pick<Fault, 'at' | 'duration' | 'action'>[],
): number {
  if (group.driftMax === Infinity) return signed(choose, Math.round(spread(choose, 100, WILDEST_PPM)));
  let least = Math.floor(group.driftMax / PPM + 1e-6);
  for (let index = 1; index <= group.count; index++) {
    if (mayHit(when.nodes, group.name, index)) least = Math.min(least, leftFor(group, index, when, others));
  }
  // What breaks first breaks at the limit.
  return least < 1 ? 0 : signed(choose, chance(choose, 0.7) ? least : Math.round(spread(choose, 1, least)));
}

const signed = (choose: Choose, ppm: number): number => (chance(choose, 0.5) ? ppm : -ppm) / 1e6;

/** What the other drifts leave to this node. */
function leftFor(
  { name, driftMax }: Target,
  index: number,
  when: Pick<Fault, 'at' | 'duration'>,
  others: readonly Pick<Fault, 'at' | 'duration' | 'action'>[],
): number {
  let left = Math.floor(driftMax / PPM + 1e-6);
  for (const other of others) {
    const { action } = other;
    if (action.kind !== 'clock' || !overlap(when, other) || !mayHit(action.nodes, name, index)) continue;
    left -= Math.abs(Math.round(action.drift / PPM));
  }
  return left;
}

const overlap = (a: Times, b: Times): boolean => a.at <= overBy(b) && b.at <= overBy(a);
