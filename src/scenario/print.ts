/**
 * A scenario as YAML text that reads back as the same scenario.
 *
 * For `new`, shrinking and replay: every parameter is stated, other values only where they differ from the
 * defaults. Values with commas are quoted inside braces, so that any YAML tool reads the file as we do.
 */
import { Document, isMap, isSeq } from 'yaml';
import type { Json } from '../kernel/json.js';
import type { AnyModel } from '../model/model.js';
import type { ParamSpec } from '../model/params.js';
import { durationNotation, notation } from '../model/quantity-format.js';
import {
  printArrivals,
  printDistribution,
  printKeys,
  printPartition,
  printSelector,
} from './expression/print.js';
import { LINK_DEFAULTS } from './fields.js';
import type {
  ClientGroup,
  Fault,
  FaultAction,
  Link,
  NodeGroup,
  ParamSetting,
  Scenario,
  Selector,
} from './scenario.js';

/** What YAML is written from; `undefined` is left out. */
type Tree = Json | undefined | readonly Tree[] | { readonly [key: string]: Tree };

/** Prints a scenario. `models` tell the units of parameters. */
export function printScenario(scenario: Scenario, models: ReadonlyMap<string, AnyModel>): string {
  const { duration, network } = scenario;
  const tree: Tree = {
    name: scenario.name,
    question: unless(scenario.question, ''),
    duration: durationNotation(duration),
    warmUp: unless(printWarmUp(scenario), '0s'),
    seed: scenario.seed,
    runs: scenario.runs,
    maxEvents: unless(scenario.maxEvents, 100_000_000),
    nodes: Object.fromEntries(scenario.nodes.map((group) => [group.name, nodeTree(group, models)])),
    network: unlessEmpty({
      ...linkTree(network, LINK_DEFAULTS),
      links: unlessEmpty(network.links.map(ruleTree)),
    }),
    clients: unlessEmpty(Object.fromEntries(scenario.clients.map((g) => [g.name, clientTree(g, duration)]))),
    faults: unlessEmpty(scenario.faults.map(faultTree)),
    expect: unlessEmpty(scenario.expect.map(({ text }) => text)),
    judge: unlessEmpty(scenario.judge.map(({ text }) => text)),
    report: unlessEmpty(scenario.report),
  };
  return toYaml(tree);
}

function toYaml(tree: Tree): string {
  const document = new Document(tree, { aliasDuplicateObjects: false });
  for (const path of [['faults'], ['network', 'links']]) {
    const list = document.getIn(path);
    if (isSeq(list)) for (const item of list.items) if (isMap(item)) item.flow = true;
  }
  const report = document.get('report');
  if (isSeq(report)) report.flow = true;
  return document.toString({ lineWidth: 0 });
}

const unless = <T extends Json>(value: T, byDefault: T): T | undefined =>
  value === byDefault ? undefined : value;

const unlessEmpty = (tree: { readonly [key: string]: Tree } | readonly Tree[]): Tree =>
  Object.values(tree).every((value) => value === undefined) ? undefined : tree;

const amount = (value: number): string | number => (value === Infinity ? 'unlimited' : value);

function nodeTree(group: NodeGroup, models: ReadonlyMap<string, AnyModel>): Tree {
  const spec: Readonly<Record<string, ParamSpec>> = models.get(group.model)?.params ?? {};
  const params = Object.entries(group.params).map(
    ([name, setting]) => [name, paramTree(setting, spec[name])] as const,
  );
  return {
    model: group.model,
    count: unless(group.count, 1),
    params: unlessEmpty(Object.fromEntries(params)),
    clock: unlessEmpty({
      offset: unless(printDistribution(group.clock.offset), '0s'),
      drift: unless(printDistribution(group.clock.drift, 'ratio'), '0'),
    }),
    disk: unlessEmpty({
      sync: unless(printDistribution(group.disk.sync), '1ms'),
      onCrash: unless(group.disk.onCrash, 'tear'),
    }),
  };
}

function paramTree(setting: ParamSetting, spec: ParamSpec | undefined): Tree {
  if (typeof setting === 'object') return paramSection(setting);
  if (setting === Infinity) return 'unlimited';
  if (typeof setting !== 'number' || spec === undefined) return setting;
  const { kind } = spec;
  switch (kind) {
    case 'duration':
    case 'ratio':
    case 'rate':
    case 'size':
    case 'bandwidth':
      return notation(kind, setting);
    default:
      return setting;
  }
}

function paramSection(setting: Extract<ParamSetting, object>): Tree {
  if ('distribution' in setting) return printDistribution(setting.distribution);
  if ('delays' in setting) {
    const other = printDistribution(setting.other);
    const named = setting.delays.map((each) => [each.operation, printDistribution(each.distribution)]);
    return named.length === 0 ? other : { ...Object.fromEntries(named), other };
  }
  if ('routes' in setting)
    return unlessEmpty(
      Object.fromEntries(setting.routes.map(({ group, share }) => [group, notation('ratio', share)])),
    );
  if ('durations' in setting)
    return setting.durations.length === 0
      ? undefined
      : setting.durations.map((each) => notation('duration', each));
  const words = 'names' in setting ? setting.names : setting.nodes;
  return words.length === 0 ? undefined : words;
}

/** Properties of a link; those that are as in `defaults` are left out. */
function linkTree(
  link: Partial<Link>,
  defaults: Partial<typeof LINK_DEFAULTS> = {},
): { readonly [key: string]: Tree } {
  const ratio = (value: number | undefined, byDefault: boolean): string | undefined =>
    value === undefined || (byDefault && value === 0) ? undefined : notation('ratio', value);
  const implied = defaults.loss !== undefined;
  return {
    latency: link.latency && unless(printDistribution(link.latency), defaults.latency ?? ''),
    loss: ratio(link.loss, implied),
    duplicate: ratio(link.duplicate, implied),
    corrupt: ratio(link.corrupt, implied),
    checksum: link.checksum === defaults.checksum ? undefined : link.checksum,
    order: link.order === defaults.order ? undefined : link.order,
    bandwidth:
      link.bandwidth === undefined
        ? undefined
        : unless(notation('bandwidth', link.bandwidth), defaults.bandwidth ?? ''),
  };
}

function ruleTree({ from, to, both, ...link }: Scenario['network']['links'][number]): Tree {
  return {
    from: selectorTree(from),
    to: selectorTree(to),
    both: both ? undefined : false,
    ...linkTree(link),
  };
}

/** Several nodes are a list in YAML. */
const selectorTree = (selector: Selector): Tree =>
  selector.kind === 'union' ? selector.of.map(printSelector) : printSelector(selector);

function clientTree(group: ClientGroup, runDuration: number): Tree {
  const operations = group.operations.map(({ f, weight }) => [f, notation('ratio', weight)]);
  return {
    count: unless(group.count, 1),
    target: group.target,
    arrivals: printArrivals(group.arrivals),
    operations: Object.fromEntries(operations),
    keys: printKeys(group.keys),
    object: group.object,
    timeout: durationNotation(group.timeout),
    retryAfter: group.retryAfter === undefined ? undefined : durationNotation(group.retryAfter),
    route: unless(group.route, 'sticky'),
    from: unless(durationNotation(group.from), '0s'),
    until: group.until === runDuration ? undefined : durationNotation(group.until),
    maxInFlight: unless(group.maxInFlight, 10_000),
    maxOperations: unless(amount(group.maxOperations), 'unlimited'),
    history: unless(group.history, true),
  };
}

function printWarmUp({ warmUp, warmUpBy }: Scenario): string {
  switch (warmUpBy.kind) {
    case 'time':
      return durationNotation(warmUp);
    case 'operations':
      return `${warmUpBy.count} operations`;
    case 'mser-5':
      return 'mser-5';
  }
}

function faultTree({ at, duration, action }: Fault): Tree {
  return {
    at: durationNotation(at),
    for: duration === undefined ? undefined : durationNotation(duration),
    ...actionTree(action),
  };
}

function actionTree(action: FaultAction): { readonly [key: string]: Tree } {
  switch (action.kind) {
    case 'partition':
    case 'hold':
      return { [action.kind]: printPartition(action.shape) };
    case 'crash':
      return { crash: selectorTree(action.nodes), disk: action.disk };
    case 'restart':
    case 'pause':
      return { [action.kind]: selectorTree(action.nodes) };
    case 'slow':
      return { slow: selectorTree(action.nodes), delay: printDistribution(action.delay) };
    case 'degrade':
      return { degrade: selectorTree(action.nodes), ...linkTree(action.link) };
    case 'clock':
      return {
        clock: selectorTree(action.nodes),
        jump: durationNotation(action.jump),
        drift: notation('ratio', action.drift),
      };
    case 'disk':
      return {
        disk: selectorTree(action.nodes),
        sync: action.sync && printDistribution(action.sync),
        full: action.full,
        corrupt: notation('ratio', action.corrupt),
      };
    case 'ask':
      return {
        ask: selectorTree(action.node),
        f: action.f,
        value: action.value,
        nodes: action.nodes && selectorTree(action.nodes),
      };
  }
}
