/**
 * The order of simplicity: every scenario has a measure, and the smaller one is the simpler scenario.
 *
 * A measure is a list of figures, compared like words in a dictionary: an earlier one decides, however much the
 * later ones grow. First faults: how many, how complex, how long, how many durations are stated. Then operations
 * and clients, nodes and their parameters, the network, the duration of the run, how many latencies are random,
 * how many digits times have. Figures are whole numbers of at least 0, so no way down goes on for ever.
 *
 * The one place that says what simpler means: what proposes simpler scenarios may propose anything.
 */
import type { Distribution } from '../../../kernel/distribution.js';
import { END_OF_TIME, type Instant } from '../../../kernel/time.js';
import type {
  ClientGroup,
  Fault,
  FaultAction,
  Keys,
  Link,
  NodeGroup,
  ParamSetting,
  Partition,
  Scenario,
  Selector,
} from '../../../scenario/scenario.js';
import { digitsOf } from './figures.js';

export type Measure = readonly number[];

/** The parameters of a group, as they are if a file says nothing; `undefined` if nobody knows. */
export type DefaultsOf = (group: NodeGroup) => Readonly<Record<string, ParamSetting>> | undefined;

export function isSmaller(a: Measure, b: Measure): boolean {
  const i = a.findIndex((figure, at) => figure !== b[at]);
  return i >= 0 && a[i]! < b[i]!;
}

/** The measure of a plan alone, for a run that ends then. */
export function measureOfPlan(plan: readonly Fault[], end: Instant): Measure {
  return [...bulkOf(plan, end), digitsOfPlan(plan)];
}

export function measureOf(scenario: Scenario, defaults: DefaultsOf): Measure {
  const { faults, clients, nodes, network, duration } = scenario;
  const limited = clients.filter(({ maxOperations }) => maxOperations !== Infinity);
  const links: readonly Link[] = [network, ...network.links];
  return [
    ...bulkOf(faults, duration),
    clients.length,
    clients.length - limited.length,
    sum(limited, ({ maxOperations }) => maxOperations),
    sum(clients, ({ from, until }) => until - from),
    sum(clients, ({ operations }) => operations.length),
    sum(clients, ({ keys }) => 2 * keys.count + weightOfKeys(keys)),
    sum(clients, ({ count }) => count),
    sum(clients, weightOfClients),
    nodes.length,
    sum(nodes, ({ count }) => count),
    sum(nodes, (group) => changedParams(group, defaults(group)).length),
    sum(nodes, ({ clock }) => weightOfSkew(clock.offset) + weightOfSkew(clock.drift)),
    network.links.length,
    sum(links, weightOfLink),
    duration,
    sum(links, ({ latency }) => weightOfDraw(latency)),
    sum(nodes, ({ disk }) => weightOfDraw(disk.sync)),
    sum(clients, ({ arrivals }) => (arrivals.kind === 'closed' ? weightOfDraw(arrivals.think) : 0)),
    digitsOfPlan(faults),
    scenario.runs,
    scenario.warmUpBy.kind === 'time' ? scenario.warmUp : END_OF_TIME,
  ];
}

/** Names of the parameters that are not as they would be by default. */
export function changedParams(
  { params }: NodeGroup,
  defaults: Readonly<Record<string, ParamSetting>> | undefined,
): readonly string[] {
  return Object.keys(params).filter(
    (name) => defaults !== undefined && !sameSetting(params[name]!, defaults[name]!),
  );
}

const sameSetting = (a: ParamSetting, b: ParamSetting): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

const sum = <T>(items: readonly T[], figure: (item: T) => number): number =>
  items.reduce((total, item) => total + figure(item), 0);

const bulkOf = (plan: readonly Fault[], end: Instant): Measure => [
  plan.length,
  sum(plan, ({ action }) => weightOfAction(action)),
  sum(plan, (fault) => lengthOf(fault, end)),
  plan.filter(({ duration }) => duration !== undefined).length,
];

const digitsOfPlan = (plan: readonly Fault[]): number => sum(plan, ({ at }) => digitsOf(at));

/** How long a fault lasts within the run. */
function lengthOf({ at, duration = Infinity, action }: Fault, end: Instant): number {
  const instant = action.kind === 'restart' || action.kind === 'ask';
  if (duration === Infinity && (instant || (action.kind === 'clock' && action.drift === 0))) return 0;
  return Math.max(0, Math.min(duration, end - at));
}

/** Kinds that need more words to understand weigh more than anything within those that need fewer. */
const KINDS: Readonly<Record<FaultAction['kind'], number>> = {
  crash: 0,
  pause: 0,
  partition: 0,
  restart: 0,
  ask: 0,
  clock: 10,
  disk: 10,
  slow: 100,
  hold: 100,
  degrade: 100,
};

const SHAPES: Readonly<Record<Partition['kind'], number>> = {
  isolate: 0,
  split: 5,
  'one-way': 10,
  halves: 20,
  bridge: 30,
  ring: 40,
};

function weightOfAction(action: FaultAction): number {
  return KINDS[action.kind] + detailOf(action);
}

function detailOf(action: FaultAction): number {
  switch (action.kind) {
    case 'partition':
    case 'hold':
      return weightOfShape(action.shape);
    case 'crash':
      return weightOfSelector(action.nodes) + { none: 0, lose: 1, tear: 2 }[action.disk ?? 'none'];
    case 'restart':
    case 'pause':
      return weightOfSelector(action.nodes);
    case 'slow':
      return weightOfSelector(action.nodes) + weightOfDraw(action.delay);
    case 'degrade':
      return weightOfSelector(action.nodes) + weightOfProperties(action.link);
    case 'clock':
      return weightOfSelector(action.nodes) + Number(action.jump !== 0) + Number(action.drift !== 0);
    case 'disk': {
      const { sync, full, corrupt } = action;
      const stated = Number(sync !== undefined) + Number(full) + Number(corrupt > 0);
      return weightOfSelector(action.nodes) + 2 * stated + (sync === undefined ? 0 : weightOfDraw(sync));
    }
    case 'ask':
      return (
        weightOfSelector(action.node) + (action.nodes === undefined ? 0 : weightOfSelector(action.nodes))
      );
  }
}

function weightOfShape(shape: Partition): number {
  const base = SHAPES[shape.kind];
  if (shape.kind === 'split') return base + weightOfSelector(shape.left) + weightOfSelector(shape.right);
  if (shape.kind === 'one-way') return base + weightOfSelector(shape.from) + weightOfSelector(shape.to);
  return base + weightOfSelector(shape.of);
}

/** How many nodes it points at, roughly; then how many words that takes. */
const weightOfSelector = (selector: Selector): number => 4 * breadthOf(selector) + depthOf(selector);

function breadthOf(selector: Selector): number {
  switch (selector.kind) {
    case 'node':
    case 'role':
      return 1;
    case 'random':
      return selector.count;
    case 'minority':
      return 20;
    case 'majority':
      return 30;
    case 'others':
      return 40;
    case 'group':
      return 50;
    case 'all':
      return 100;
    case 'union':
      return sum(selector.of, breadthOf);
  }
}

function depthOf(selector: Selector): number {
  switch (selector.kind) {
    case 'random':
    case 'minority':
    case 'majority':
      return 1 + depthOf(selector.of);
    case 'others':
      return 1 + depthOf(selector.of) + depthOf(selector.but);
    case 'union':
      return 1 + sum(selector.of, depthOf);
    default:
      return 0;
  }
}

const weightOfDraw = ({ kind }: Distribution): number => (kind === 'constant' ? 0 : 1);

const weightOfSkew = (skew: Distribution): number => (skew.kind === 'constant' && skew.value === 0 ? 0 : 1);

const weightOfProperties = (link: Partial<Link>): number =>
  2 * Object.values(link).filter((value) => value !== undefined).length +
  (link.latency === undefined ? 0 : weightOfDraw(link.latency));

/** Features of a link that are on. Messages overtake each other only where latencies differ. */
function weightOfLink({ latency, loss, duplicate, corrupt, checksum, order, bandwidth }: Link): number {
  const overtaking = latency.kind === 'constant' ? Number(order === 'fifo') : order === 'any' ? 2 : 1;
  const off = [loss > 0, duplicate > 0, corrupt > 0, !checksum, bandwidth !== Infinity];
  return overtaking + 2 * off.filter(Boolean).length;
}

const weightOfKeys = ({ kind }: Keys): number => (kind === 'uniform' ? 0 : 1);

const weightOfClients = ({ retryAfter, route }: ClientGroup): number =>
  Number(retryAfter !== undefined) + Number(route !== 'sticky');
