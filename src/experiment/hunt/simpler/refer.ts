/** Who is spoken of: the nodes and groups that faults, links and parameters name. Knows nothing of what is simpler. */
import { groupsOf } from '../../../scenario/expression/selector.js';
import { faultText } from '../../../scenario/fault-text.js';
import { selectorsIn } from '../../../scenario/groups.js';
import type {
  Fault,
  FaultAction,
  NodeGroup,
  Partition,
  Scenario,
  Selector,
} from '../../../scenario/scenario.js';

/** Numbers of the group's nodes that faults or links name, in order. */
export function numbersNamed({ faults, network }: Scenario, group: string): readonly number[] {
  const numbers = selectorsOf({ faults, network }).flatMap((selector) => numbersIn(selector, group));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Whether a fault, a link, a client or another node group speaks of this group. */
export function isNamed(scenario: Scenario, group: string): boolean {
  return (
    selectorsOf(scenario).some((selector) => groupsOf(selector).has(group)) ||
    scenario.clients.some(({ target }) => target === group) ||
    scenario.nodes.some((node) => node.name !== group && paramsName(node, group))
  );
}

const paramsName = ({ params }: NodeGroup, group: string): boolean =>
  Object.values(params).some((setting) => {
    if (typeof setting !== 'object') return false;
    if ('nodes' in setting) return setting.nodes.includes(group);
    return 'routes' in setting && setting.routes.some((route) => route.group === group);
  });

const selectorsOf = ({ faults, network }: Pick<Scenario, 'faults' | 'network'>): readonly Selector[] => [
  ...faults.flatMap(({ action }) => selectorsOfAction(action)),
  ...network.links.flatMap(({ from, to }) => [from, to]),
];

function selectorsOfAction(action: FaultAction): readonly Selector[] {
  if (action.kind === 'partition' || action.kind === 'hold') return selectorsIn(action.shape);
  if (action.kind !== 'ask') return [action.nodes];
  return action.nodes === undefined ? [action.node] : [action.node, action.nodes];
}

function numbersIn(selector: Selector, group: string): readonly number[] {
  switch (selector.kind) {
    case 'node':
      return selector.group === group ? [selector.index] : [];
    case 'random':
    case 'majority':
    case 'minority':
      return numbersIn(selector.of, group);
    case 'others':
      return [...numbersIn(selector.of, group), ...numbersIn(selector.but, group)];
    case 'union':
      return selector.of.flatMap((part) => numbersIn(part, group));
    default:
      return [];
  }
}

/** The scenario with nodes of a group called by other numbers; those not in the map keep theirs. */
export function renumbered(
  scenario: Scenario,
  group: string,
  numbers: ReadonlyMap<number, number>,
): Scenario {
  if (numbers.size === 0) return scenario;
  const other = (selector: Selector): Selector => mapNodes(selector, group, numbers);
  const { faults, network } = scenario;
  return {
    ...scenario,
    faults: faults.map((fault) => withAction(fault, mapAction(fault.action, other))),
    network: {
      ...network,
      links: network.links.map((rule) => ({ ...rule, from: other(rule.from), to: other(rule.to) })),
    },
  };
}

function mapNodes(selector: Selector, group: string, numbers: ReadonlyMap<number, number>): Selector {
  const other = (part: Selector): Selector => mapNodes(part, group, numbers);
  switch (selector.kind) {
    case 'node': {
      const index = selector.group === group ? numbers.get(selector.index) : undefined;
      return index === undefined ? selector : { ...selector, index };
    }
    case 'random':
    case 'majority':
    case 'minority':
      return { ...selector, of: other(selector.of) };
    case 'others':
      return { ...selector, of: other(selector.of), but: other(selector.but) };
    case 'union':
      return { ...selector, of: selector.of.map(other) };
    default:
      return selector;
  }
}

function mapAction(action: FaultAction, other: (selector: Selector) => Selector): FaultAction {
  if (action.kind === 'partition' || action.kind === 'hold')
    return { ...action, shape: mapShape(action.shape, other) };
  if (action.kind !== 'ask') return { ...action, nodes: other(action.nodes) };
  return { ...action, node: other(action.node), nodes: action.nodes && other(action.nodes) };
}

function mapShape(shape: Partition, other: (selector: Selector) => Selector): Partition {
  if (shape.kind === 'split') return { ...shape, left: other(shape.left), right: other(shape.right) };
  if (shape.kind === 'one-way') return { ...shape, from: other(shape.from), to: other(shape.to) };
  return { ...shape, of: other(shape.of) };
}

/** The fault, doing something else. */
export const withAction = ({ at, duration }: Fault, action: FaultAction): Fault =>
  withText({ at, duration, action });

/** The fault with the text that it has now. */
export const withText = ({ at, duration, action }: Omit<Fault, 'text'>): Fault => ({
  text: faultText({ at, duration, action }),
  at,
  duration,
  action,
});
