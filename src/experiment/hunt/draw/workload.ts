/**
 * What clients do in a run, drawn: how many there are, when they ask for what, where, and how patiently.
 *
 * No more operations than the file has, so that a run costs as much; few keys, as operations on one key are
 * what contradicts itself. Knows nothing of faults.
 */

import { SECOND } from '../../../kernel/time.js';
import type { Arrivals, ClientGroup, Keys, SingleArrivals } from '../../../scenario/scenario.js';
import { type Choose, chance, oneOf, spread } from '../choose.js';
import type { Cluster } from './cluster.js';
import { rounded } from './times.js';

export function drawWorkload(choose: Choose, client: ClientGroup, cluster: Cluster): ClientGroup {
  const timeout = chance(choose, 0.3) ? rounded(client.timeout * spread(choose, 0.2, 1)) : client.timeout;
  // In a closed loop more clients are more operations.
  const crowd = client.arrivals.kind !== 'closed' && chance(choose, 0.3) ? 5 : 1;
  const count = choose.integer(1, Math.max(client.count, crowd));
  const retryAfter = rounded(timeout * spread(choose, 0.05, 0.6));
  const route = oneOf(choose, ROUTES);
  return {
    ...client,
    ...drawRate(choose, client, cluster),
    count,
    operations: drawMix(choose, client.operations),
    keys: drawKeys(choose, client.keys),
    timeout,
    // Whether clients ask again is part of the protocol: only how soon is drawn.
    retryAfter: client.retryAfter === undefined ? undefined : retryAfter,
    // Whoever stays with one node may be promised something for it, and finding keys is part of the protocol.
    route: client.route === 'pinned' || client.route === 'by-key' ? client.route : route,
  };
}

const ROUTES = ['sticky', 'random', 'round-robin'] as const;

/** Slower or faster than in the file, some at once; the same number of operations at most. */
function drawRate(
  choose: Choose,
  { arrivals, from, until, maxOperations }: ClientGroup,
  { duration, healedAt }: Cluster,
): Pick<ClientGroup, 'arrivals' | 'maxOperations'> {
  const pace = spread(choose, 0.4, 1.6);
  const batch = chance(choose, 0.15) ? choose.integer(2, 5) : 1;
  if (arrivals.kind === 'closed') {
    const { think } = arrivals;
    if (think.kind !== 'constant' || think.value === 0) return { arrivals, maxOperations };
    const value = rounded(think.value * spread(choose, 1, 3));
    return { arrivals: { kind: 'closed', think: { kind: 'constant', value } }, maxOperations };
  }
  if (arrivals.kind !== 'poisson' && arrivals.kind !== 'constant') return { arrivals, maxOperations };
  const seconds = (Math.min(until, duration) - from) / SECOND;
  const most = Math.min(maxOperations, Math.max(1, Math.floor(arrivals.rate * seconds)));
  // Where somebody has to be answered to the end, somebody has to ask until then.
  const fastest = healedAt === undefined ? Infinity : (0.9 * most) / seconds;
  const rate = Math.min(fastest, arrivals.rate * pace) / batch;
  const kind = chance(choose, 0.7) ? 'poisson' : 'constant';
  const of: SingleArrivals = { kind, rate: Math.max(0.1, Math.floor(rate * 10) / 10) };
  const drawn: Arrivals = batch === 1 ? of : { kind: 'batches', of, size: { kind: 'fixed', count: batch } };
  return { arrivals: drawn, maxOperations: most };
}

/** Other weights, in whole percents; sometimes an operation is missing. */
function drawMix(choose: Choose, operations: ClientGroup['operations']): ClientGroup['operations'] {
  if (operations.length < 2 || chance(choose, 0.2)) return operations;
  const missing =
    operations.length > 2 && chance(choose, 0.25) ? choose.integer(0, operations.length - 1) : -1;
  const weights = operations.map((_, i) => (i === missing ? 0 : choose.integer(5, 100)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const percents = weights.map((weight) => Math.floor((weight * 100) / sum));
  const most = percents.indexOf(Math.max(...percents));
  percents[most]! += 100 - percents.reduce((total, percent) => total + percent, 0);
  return operations.map(({ f }, i) => ({ f, weight: percents[i]! / 100 }));
}

function drawKeys(choose: Choose, keys: Keys): Keys {
  if (chance(choose, 0.25)) return keys;
  return { kind: 'uniform', count: Math.min(keys.count, choose.integer(1, 3)) };
}
