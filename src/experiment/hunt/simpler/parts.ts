/**
 * Parts of a scenario that go or become fewer, and what goes with them: expectations about who is gone.
 *
 * `undefined` where what would be left is not a scenario.
 */
import type { Instant } from '../../../kernel/time.js';
import type { AnyModel } from '../../../model/model.js';
import { resourcesOf } from '../../../scenario/read/params.js';
import type { ClientGroup, Expectation, NodeGroup, Scenario } from '../../../scenario/scenario.js';
import { isNamed } from './refer.js';

type Models = ReadonlyMap<string, AnyModel>;

/** Without a group of clients or nodes of which nobody speaks; neither the last one of its kind. */
export function withoutGroup(scenario: Scenario, gone: string): Scenario | undefined {
  if (isNamed(scenario, gone)) return undefined;
  const nodes = scenario.nodes.filter(({ name }) => name !== gone);
  const clients = scenario.clients.filter(({ name }) => name !== gone);
  const expect = scenario.expect.filter((expectation) => subjectOf(expectation) !== gone);
  return nodes.length === 0 || clients.length === 0 ? undefined : { ...scenario, nodes, clients, expect };
}

function subjectOf(expectation: Expectation): string {
  if ('client' in expectation) return expectation.client;
  return 'group' in expectation ? expectation.group : expectation.of;
}

/** With another group in place of one of the same name. */
export function withClients(scenario: Scenario, group: ClientGroup): Scenario {
  const has = (f: string) => group.operations.some((operation) => operation.f === f);
  return {
    ...scenario,
    clients: scenario.clients.map((each) => (each.name === group.name ? group : each)),
    expect: scenario.expect.filter(
      (each) =>
        each.kind !== 'bound' || each.of !== group.name || has(each.operation ?? group.operations[0]!.f),
    ),
  };
}

/** The same for nodes. A station that they have no longer is not judged. */
export function withNodes(scenario: Scenario, group: NodeGroup, models: Models): Scenario {
  const model = models.get(group.model);
  const stations = model === undefined ? undefined : resourcesOf(model, group.params);
  return {
    ...scenario,
    nodes: scenario.nodes.map((each) => (each.name === group.name ? group : each)),
    expect: scenario.expect.filter(
      (each) =>
        each.kind !== 'bound' ||
        each.of !== group.name ||
        each.station === undefined ||
        stations === undefined ||
        stations.includes(each.station.resource),
    ),
  };
}

/** Ending at that instant, without what would begin later. */
export function endingAt(scenario: Scenario, duration: Instant): Scenario | undefined {
  if (duration <= 0 || scenario.clients.some(({ from }) => from >= duration)) return undefined;
  const { warmUp, warmUpBy } = scenario;
  const early = warmUpBy.kind !== 'time' || warmUp < duration;
  return {
    ...scenario,
    duration,
    warmUp: early ? warmUp : 0,
    faults: scenario.faults.filter(({ at }) => at < duration),
    clients: scenario.clients.map((group) => ({ ...group, until: Math.min(group.until, duration) })),
  };
}
