/**
 * The network of a run, drawn: latencies of another shape, loss, duplicates, order; each on in some runs only.
 *
 * What the file says of single links stays, but that loss and the like befall them, too. Knows nothing of faults.
 */
import { MILLISECOND } from '../../../kernel/time.js';
import type { Link, Network } from '../../../scenario/scenario.js';
import { type Choose, chance, spread } from '../choose.js';
import type { Cluster } from './cluster.js';
import { drawLatency, drawShare, LATE, typical } from './links.js';

/** Nobody would call a link of less than this a network. */
const SHORTEST = MILLISECOND / 20;

export function drawNetwork(
  choose: Choose,
  network: Network,
  { never, duration, healedAt }: Cluster,
): Network {
  const around =
    Math.max(SHORTEST, typical(network.latency)) * spread(choose, 0.5, healedAt === undefined ? 3 : 1.5);
  // Where there has to be progress messages must not keep coming later than anybody waits for them.
  const late = healedAt === undefined ? Math.min(LATE, duration / 2) : 0;
  const latency = drawLatency(choose, around, late);
  const loss = drawShare(choose, 0.001, healedAt === undefined ? 0.1 : 0.03);
  const duplicate = drawShare(choose, 0.001, 0.3);
  const on = (probability: number): boolean => chance(choose, probability);
  const drawn: Partial<Link> = {
    ...(on(0.7) && { latency }),
    ...(on(0.4) && !never.has('message-lost') && { loss }),
    ...(on(0.4) && !never.has('message-duplicated') && { duplicate }),
    ...(on(0.25) && { order: 'fifo' as const }),
    ...(never.has('message-reordered') && { order: 'fifo' as const }),
  };
  const { latency: _, ...others } = drawn;
  return { ...network, ...drawn, links: network.links.map((link) => ({ ...link, ...others })) };
}
