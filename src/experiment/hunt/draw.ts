/**
 * Draws the scenario of a seed: the file's, with faults, network, workload and values as chance has them.
 *
 * Swarm testing (Groce et al., ISSTA 2012): each seed first draws which kinds of trouble there are at all, so
 * that some runs have much of one and none of another. Everything drawn is valid for the scenario, and stays
 * within what its models assume. Knows nothing of running it.
 */
import { createStreams } from '../../kernel/random.js';
import { durationNotation } from '../../model/quantity-format.js';
import type { Expectation, Hunting, Scenario } from '../../scenario/scenario.js';
import type { Models } from '../simulate.js';
import { type Choose, chooseBy, oneOf } from './choose.js';
import { clusterOf, drawFaults } from './draw/faults.js';
import { drawNetwork } from './draw/network.js';
import { drawWorkload } from './draw/workload.js';

/** What the scenarios of a hunt are drawn from. Plain data. */
export interface Cases {
  /** What `hunting.vary` makes of the file, in any order; the file itself if it varies nothing. */
  readonly variants: readonly Scenario[];
  readonly hunting: Hunting;
}

/** The scenario of this seed. Each part has a stream of its own, so that leaving one as it is moves no other. */
export function drawScenario({ variants, hunting }: Cases, models: Models, seed: string): Scenario {
  const streams = createStreams(seed);
  const choose = (purpose: string): Choose => chooseBy(streams.named(`hunt/${purpose}`));
  const base = oneOf(choose('vary'), variants);
  const cluster = clusterOf(base, models, hunting);
  return {
    ...base,
    seed,
    network: hunting.network ? drawNetwork(choose('network'), base.network, cluster) : base.network,
    clients: hunting.workload
      ? base.clients.map((client) => drawWorkload(choose(`workload/${client.name}`), client, cluster))
      : base.clients,
    faults: [...base.faults, ...drawFaults(choose('faults'), cluster, hunting.faults)],
    expect: [...base.expect, ...promisesOf(base, hunting)],
    judge: [], // a hunt looks for what must not be
  };
}

/** What is expected of every drawn scenario beside what the file expects: after the healing somebody is answered. */
function promisesOf({ clients }: Scenario, { progress }: Hunting): readonly Expectation[] {
  if (progress === undefined) return [];
  return clients
    .filter(({ history }) => history)
    .map(({ name }) => ({
      kind: 'progress',
      text: `progress(${name}) within ${durationNotation(progress)}`,
      client: name,
      within: progress,
    }));
}
