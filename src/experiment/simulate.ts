/**
 * One run: a scenario and a seed in, a run record out. The only place that puts a world together.
 *
 * Pure and deterministic: no files, threads or wall clock. The same scenario and seed give the same record,
 * whatever the queue.
 */
import { invariant } from '../kernel/invariant.js';
import { createFastQueue } from '../kernel/queue/fast.js';
import { createReferenceQueue } from '../kernel/queue/reference.js';
import type { EventQueue } from '../kernel/queue.js';
import type { Instant } from '../kernel/time.js';
import type { NodeId } from '../model/message.js';
import type { AnyModel } from '../model/model.js';
import type { ParamSpec } from '../model/params.js';
import type { RunRecord } from '../observe/run-record.js';
import { createStationRecorders } from '../observe/station/recorder.js';
import type { NodeGroup, ParamSetting, Scenario } from '../scenario/scenario.js';
import { addClients } from '../workload/clients.js';
import { createRecorder } from '../workload/recorder.js';
import { compileDraw, type DrawFactory } from '../world/draw.js';
import { scheduleFaults } from '../world/faults.js';
import { compileLink, type LinkRule } from '../world/network.js';
import type { WatchFor } from '../world/resource/watch.js';
import { resolve } from '../world/selector.js';
import { createTrace, type Trace } from '../world/trace.js';
import { World } from '../world/world.js';

export type Models = ReadonlyMap<string, AnyModel>;

export interface SimulateOptions {
  readonly seed: string;
  /** `fast` and `heap` give the same bytes. Default `fast`. */
  readonly queue?: 'fast' | 'heap';
  readonly shuffleTies?: boolean;
  /** Freeze messages and disk records, to catch models that share state. */
  readonly freeze?: boolean;
  /** Keep a trace of this window. */
  readonly trace?: { readonly from: Instant; readonly to: Instant };
}

export interface Simulated {
  readonly record: RunRecord;
  readonly trace: Trace | undefined;
  /** Names by node number. */
  readonly names: readonly string[];
}

/** Runs the scenario once. `models` holds every model that it names. */
export function simulate(scenario: Scenario, models: Models, options: SimulateOptions): Simulated {
  const trace = options.trace && createTrace(options.trace.from, options.trace.to);
  const stations = createStationRecorders(scenario.duration);
  const world = buildWorld(scenario, models, options, trace, stations.watch);
  const positions = { next: 0 };
  let sessions = 0;
  const recorders = scenario.clients.map((group) =>
    createRecorder(group.name, positions, world.kernel.digest),
  );
  const clients = scenario.clients.map((group, i) =>
    addClients(world, group, recorders[i]!, () => sessions++),
  );
  const faults = scheduleFaults(world, scenario.faults);
  world.beginMeasuring();
  world.run(scenario.duration, scenario.maxEvents);
  const { kernel } = world;
  return {
    record: {
      seed: options.seed,
      digest: kernel.digest.hex(),
      events: kernel.events,
      endedAt: kernel.now,
      stopped: world.stopped,
      clients: clients.map((group) => group.record()),
      faults: faults.records(kernel.now),
      series: world.series,
      counters: world.nodes.flatMap(({ name, counters }) =>
        [...counters].map(([counter, value]) => ({ node: name, name: counter, value })),
      ),
      measures: [...world.groups.values()].flatMap(({ name, monitor }) =>
        (monitor?.measures?.() ?? []).map((measure) => ({ group: name, ...measure })),
      ),
      violations: world.violations,
      rules: [...world.groups.values()].flatMap(({ name, monitor }) =>
        (monitor?.rules ?? []).map((rule) => ({ group: name, rule, judged: monitor!.judged(rule) })),
      ),
      stations: stations.finish(),
      audits: world.stations.audits(),
    },
    trace,
    names: world.nodes.map((node) => node.name),
  };
}

/** Seeds of `runs` runs: a whole number counts up, any other text gets `/2`, `/3`, … */
export function seedsOf(seed: string, runs: number): readonly string[] {
  const whole = /^\d{1,15}$/.test(seed);
  return Array.from({ length: runs }, (_, i) => {
    if (i === 0) return seed;
    return whole ? String(Number(seed) + i) : `${seed}/${i + 1}`;
  });
}

function buildWorld(
  scenario: Scenario,
  models: Models,
  options: SimulateOptions,
  trace: Trace | undefined,
  watch: WatchFor,
): World {
  const queue: EventQueue = options.queue === 'heap' ? createReferenceQueue() : createFastQueue();
  const world: World = new World({
    seed: options.seed,
    queue,
    link: compileLink(scenario.network),
    linkRules: linkRules(scenario, () => world),
    freeze: options.freeze ?? false,
    shuffleTies: options.shuffleTies ?? false,
    trace,
    watch,
  });
  const numbers = numberNodes(scenario.nodes);
  for (const group of scenario.nodes) {
    const model = models.get(group.model);
    invariant(model !== undefined, `the scenario was validated, but model ${group.model} is unknown`);
    world.addGroup({
      name: group.name,
      count: group.count,
      model,
      params: compileParams(world, group, model.params as Record<string, ParamSpec>, numbers),
      clock: group.clock,
      disk: group.disk,
    });
  }
  return world;
}

/** Which numbers the nodes of each group will get: in order of the groups. */
function numberNodes(groups: readonly NodeGroup[]): ReadonlyMap<string, readonly NodeId[]> {
  let next = 0;
  return new Map(groups.map(({ name, count }) => [name, Array.from({ length: count }, () => next++)]));
}

/** What one node's model sees of its parameters: constants as they are, delays as draws from its own streams. */
function compileParams(
  world: World,
  group: NodeGroup,
  specs: Readonly<Record<string, ParamSpec>>,
  numbers: ReadonlyMap<string, readonly NodeId[]>,
): (id: NodeId, name: string) => unknown {
  const shared: [string, unknown][] = [];
  const drawn: [string, DrawFactory][] = [];
  for (const [name, setting] of Object.entries(group.params)) {
    const kind = specs[name]?.kind;
    if (kind === 'delay') drawn.push([name, compileDraw(distributionOf(setting))]);
    else if (kind === 'nodes') shared.push([name, nodesOf(setting, numbers)]);
    else shared.push([name, setting]);
  }
  const constants = Object.fromEntries(shared);
  if (drawn.length === 0) return () => constants;
  return (_, node) => {
    const params: Record<string, unknown> = { ...constants };
    for (const [name, draw] of drawn) params[name] = draw.bind(() => world.stream(`params/${node}/${name}`));
    return params;
  };
}

function distributionOf(setting: ParamSetting) {
  invariant(typeof setting === 'object' && 'distribution' in setting, 'a delay is set by a distribution');
  return setting.distribution;
}

function nodesOf(setting: ParamSetting, numbers: ReadonlyMap<string, readonly NodeId[]>): readonly NodeId[] {
  invariant(typeof setting === 'object' && 'nodes' in setting, 'nodes are set by names of groups');
  return setting.nodes.flatMap((group) => numbers.get(group) ?? []);
}

/** Links with properties of their own. Their ends are resolved once, when the first message is sent. */
function linkRules(scenario: Scenario, world: () => World): readonly LinkRule[] {
  return scenario.network.links.map((link, i): LinkRule => {
    const compiled = compileLink(link);
    let ends: { readonly from: ReadonlySet<NodeId>; readonly to: ReadonlySet<NodeId> } | undefined;
    const find = () => {
      const draw = world().stream(`links/${i}`);
      return {
        from: new Set(resolve(world(), link.from, draw)),
        to: new Set(resolve(world(), link.to, draw)),
      };
    };
    return (from, to) => {
      ends ??= find();
      if (ends.from.has(from) && ends.to.has(to)) return compiled;
      return link.both && ends.from.has(to) && ends.to.has(from) ? compiled : undefined;
    };
  });
}
