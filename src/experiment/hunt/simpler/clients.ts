/** Less work: fewer operations, kinds of them, keys and clients; nothing retried. Proposes; the measure decides. */
import { type Duration, MILLISECOND } from '../../../kernel/time.js';
import { formatDuration } from '../../../model/quantity-format.js';
import { formatCount } from '../../../observe/format.js';
import type { ClientGroup, Keys, Scenario } from '../../../scenario/scenario.js';
import { roundedDown, smallerCounts, smallerFigures } from './figures.js';
import { withClients, withoutGroup } from './parts.js';
import { numbersNamed } from './refer.js';
import type { Simpler } from './step.js';

/** What is tried where there is no limit yet. */
const LIMITS = [1, 10, 100, 1000, 10_000];

/** Clients ask for at least as long. */
const SHORTEST: Duration = 10 * MILLISECOND;

export function* fewerOperations(scenario: Scenario): Iterable<Simpler> {
  for (const { name } of scenario.clients) {
    const rest = withoutGroup(scenario, name);
    if (rest !== undefined) yield { scenario: rest, what: `without ${name}` };
  }
  for (const group of scenario.clients) {
    const { name, maxOperations: limit } = group;
    for (const maxOperations of limit === Infinity ? LIMITS : smallerCounts(limit))
      yield {
        scenario: withClients(scenario, { ...group, maxOperations }),
        what: `${name}: ${formatCount(maxOperations, 'operation')}${limit === Infinity ? '' : `, not ${formatCount(limit)}`}`,
      };
  }
}

/** They begin to ask later: what came long before the failure may not matter. */
export function* laterClients(scenario: Scenario): Iterable<Simpler> {
  for (const group of scenario.clients) {
    const { name, from, until } = group;
    for (const length of smallerFigures(until - from, SHORTEST)) {
      if (length > (until - from) / 2) break;
      const later = roundedDown(until - length, 2);
      if (later > from)
        yield {
          scenario: withClients(scenario, { ...group, from: later }),
          what: `${name} from ${formatDuration(later)} on`,
        };
    }
  }
}

export function* fewerClients(scenario: Scenario): Iterable<Simpler> {
  for (const group of scenario.clients) {
    const named = numbersNamed(scenario, group.name).at(-1) ?? 1;
    for (const [simpler, what] of simplerClients(group, named))
      yield { scenario: withClients(scenario, simpler), what: `${group.name}: ${what}` };
  }
}

/** @param named the highest number that is spoken of */
function* simplerClients(group: ClientGroup, named: number): Iterable<readonly [ClientGroup, string]> {
  const { operations, keys, count } = group;
  if (operations.length > 1) {
    for (const { f } of operations) yield [{ ...group, operations: [{ f, weight: 1 }] }, `${f} alone`];
    for (const { f } of operations) yield [{ ...group, operations: mixWithout(operations, f) }, `no ${f}`];
  }
  for (const fewer of simplerKeys(keys)) yield [{ ...group, keys: fewer }, formatCount(fewer.count, 'key')];
  for (const fewer of smallerCounts(count))
    if (fewer >= named) yield [{ ...group, count: fewer }, `${formatCount(fewer, 'client')}, not ${count}`];
  yield [{ ...group, retryAfter: undefined }, 'nothing is retried'];
  yield [{ ...group, route: 'sticky' }, 'asks who answered last'];
}

/** The others share what it had; in whole percent, so that it reads well. */
function mixWithout(operations: ClientGroup['operations'], gone: string): ClientGroup['operations'] {
  const rest = operations.filter(({ f }) => f !== gone);
  const total = rest.reduce((sum, { weight }) => sum + weight, 0);
  const percents = rest.map(({ weight }) => (total > 0 ? Math.floor((weight / total) * 100) : 0));
  const left = 100 - percents.reduce((sum, percent) => sum + percent, 0);
  return rest.map(({ f }, i) => ({ f, weight: (percents[i]! + (i === 0 ? left : 0)) / 100 }));
}

function* simplerKeys({ count }: Keys): Iterable<Keys> {
  for (const fewer of smallerCounts(count)) yield { kind: 'uniform', count: fewer };
  yield { kind: 'uniform', count };
}
