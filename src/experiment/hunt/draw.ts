/**
 * Draws the scenario of a seed: the file's, with faults, network, workload and values as chance has them.
 *
 * Swarm testing (Groce et al., ISSTA 2012): each seed first draws which kinds of trouble there are at all, so
 * that some runs have much of one and none of another. Everything drawn is valid for the scenario, and stays
 * within what its models assume. Knows nothing of running it.
 */
import { createStreams } from '../../kernel/random.js';
import type { Hunting, Scenario } from '../../scenario/scenario.js';
import type { Models } from '../simulate.js';
import { type Choose, chooseBy } from './choose.js';
import { clusterOf, drawFaults } from './draw/faults.js';

/** What the scenarios of a hunt are drawn from. Plain data. */
export interface Cases {
  /** What `hunting.vary` makes of the file, in any order; the file itself if it varies nothing. */
  readonly variants: readonly Scenario[];
  readonly hunting: Hunting;
}

/** The scenario of this seed. */
export function drawScenario({ variants, hunting }: Cases, models: Models, seed: string): Scenario {
  const streams = createStreams(seed);
  const choose = (purpose: string): Choose => chooseBy(streams.named(`hunt/${purpose}`));
  const base = variants[choose('vary').integer(0, variants.length - 1)]!;
  const cluster = clusterOf(base, models, hunting);
  const faults = [...base.faults, ...drawFaults(choose('faults'), cluster, hunting.faults)];
  return { ...base, seed, faults };
}
