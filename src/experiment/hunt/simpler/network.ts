/** A better network: features off one by one, no exceptions; then constant latencies. Proposes; the measure decides. */
import type { Link, Network, Scenario } from '../../../scenario/scenario.js';
import { constantOf } from './constants.js';
import type { Simpler } from './step.js';

/** Each feature as it is when it is off; `any` order is no feature where all messages take as long. */
const OFF: readonly (readonly [Partial<Link>, string])[] = [
  [{ loss: 0, duplicate: 0, corrupt: 0, checksum: true, bandwidth: Infinity }, 'no message is harmed'],
  [{ loss: 0 }, 'nothing is lost'],
  [{ duplicate: 0 }, 'nothing arrives twice'],
  [{ corrupt: 0 }, 'nothing is altered'],
  [{ checksum: true }, 'checksums'],
  [{ bandwidth: Infinity }, 'unlimited bandwidth'],
  [{ order: 'fifo' }, 'messages in order'],
  [{ order: 'any' }, 'messages in any order'],
];

export function* betterNetwork(scenario: Scenario): Iterable<Simpler> {
  const { links } = scenario.network;
  const step = (network: Network, what: string): Simpler => ({ scenario: { ...scenario, network }, what });
  if (links.length > 1) yield step({ ...scenario.network, links: [] }, 'all links alike');
  for (const i of links.keys())
    yield step(
      { ...scenario.network, links: links.filter((_, at) => at !== i) },
      `without exception ${i + 1} of links`,
    );
  for (const [off, what] of OFF) yield step({ ...scenario.network, ...off }, what);
  for (const [i, rule] of links.entries())
    for (const [off, what] of OFF)
      yield step(
        { ...scenario.network, links: links.with(i, { ...rule, ...off }) },
        `link ${i + 1}: ${what}`,
      );
}

export function* constantLatencies(scenario: Scenario): Iterable<Simpler> {
  const { network, nodes, clients } = scenario;
  const latency = constantOf(network.latency);
  yield { scenario: { ...scenario, network: { ...network, latency } }, what: 'messages all take as long' };
  for (const [i, rule] of network.links.entries()) {
    const links = network.links.with(i, { ...rule, latency: constantOf(rule.latency) });
    yield { scenario: { ...scenario, network: { ...network, links } }, what: `link ${i + 1}: one latency` };
  }
  for (const [i, group] of nodes.entries()) {
    const disk = { ...group.disk, sync: constantOf(group.disk.sync) };
    const what = `${group.name}: syncs all take as long`;
    yield { scenario: { ...scenario, nodes: nodes.with(i, { ...group, disk }) }, what };
  }
  for (const [i, group] of clients.entries()) {
    if (group.arrivals.kind !== 'closed') continue;
    const arrivals = { ...group.arrivals, think: constantOf(group.arrivals.think) };
    const what = `${group.name}: always thinks as long`;
    yield { scenario: { ...scenario, clients: clients.with(i, { ...group, arrivals }) }, what };
  }
}
