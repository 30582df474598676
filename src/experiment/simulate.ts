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
import type { Duration, Instant } from '../kernel/time.js';
import type { EventWatch } from '../kernel/watched.js';
import type { NodeId } from '../model/message.js';
import { type AnyModel, conditionsOf } from '../model/model.js';
import type { ParamSpec } from '../model/params.js';
import { createLiveMetrics, type Observed } from '../observe/metrics.js';
import type { ContentsRecord, RunRecord, ViolationRecord } from '../observe/run-record.js';
import { createStationRecorders } from '../observe/station/recorder.js';
import { auditProblems, type StationAudit } from '../observe/station.js';
import type { Expectation, NodeGroup, Scenario } from '../scenario/scenario.js';
import { addClients } from '../workload/clients.js';
import { createPassingRecorder, createRecorder } from '../workload/recorder.js';
import { createLooks } from '../world/contents.js';
import { type FaultPlan, scheduleFaults } from '../world/faults.js';
import { compileLink, type LinkRule } from '../world/network.js';
import { createOrders } from '../world/orders.js';
import type { WatchFor } from '../world/resource/watch.js';
import { resolve } from '../world/selector.js';
import { createTrace, type Trace } from '../world/trace.js';
import { World } from '../world/world.js';
import { seedAt } from './seeds.js';
import { compileParams } from './simulate/params.js';

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
  /** No history is then kept. */
  readonly watcher?: Watcher;
  /** Told of every event just before it is carried out; slows the run down. */
  readonly onEvent?: EventWatch;
}

/** Told of operations as they come and go, before anything is added up. Instants in ns. */
export interface Watcher {
  /** An operation was meant to start at this instant; true ends the run. */
  began(intendedAt: Instant): boolean;
  /** An operation of that group, or a customer of that station, was answered or served. */
  ended(of: string, latency: Duration, endedAt: Instant): void;
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
  const watch =
    scenario.clients.length === 0 ? watched(stations.watch, options.watcher, () => world) : stations.watch;
  const world: World = buildWorld(scenario, models, options, trace, watch);
  const positions = { next: 0 };
  let sessions = 0;
  const live = createLiveMetrics(scenario, (from) => faults.activeSince(from));
  const clients = scenario.clients.map((group) => {
    const { name } = group;
    const { digest } = world.kernel;
    const { watcher } = options;
    const recorder =
      group.history && watcher === undefined
        ? createRecorder(name, positions, digest)
        : createPassingRecorder(name, positions, digest, {
            over(operation) {
              live.record(name, operation, world.kernel.now);
              if (operation.outcome === 'ok') watcher?.ended(name, latencyOf(operation), world.kernel.now);
            },
            ...(watcher && {
              began: (intendedAt) => {
                if (watcher.began(intendedAt)) world.giveUp(ENOUGH);
              },
            }),
          });
    return addClients(world, group, recorder, () => sessions++);
  });
  const faults: FaultPlan = scheduleFaults(world, scenario.faults);
  warmUpUntil(world, scenario.warmUp);
  askForOrders(scenario, world);
  const contents = runLooking(scenario, world);
  const { kernel } = world;
  const audits = world.stations.audits();
  return {
    record: {
      seed: options.seed,
      digest: kernel.digest.hex(),
      events: kernel.events,
      endedAt: kernel.now,
      stopped: world.stopped,
      clients: clients.map((group) => group.record()),
      unrecorded: live.clients,
      faults: faults.records(kernel.now),
      series: world.series,
      counters: world.nodes.flatMap(({ name, counters }) =>
        [...counters].map(([counter, value]) => ({ node: name, name: counter, value })),
      ),
      measures: [...world.groups.values()].flatMap(({ name, monitor }) =>
        (monitor?.measures?.() ?? []).map((measure) => ({ group: name, ...measure })),
      ),
      violations: [...world.violations, ...audited(world, audits)],
      rules: [...world.groups.values()].flatMap(({ name, monitor }) =>
        (monitor?.rules ?? []).map((rule) => ({ group: name, rule, judged: monitor!.judged(rule) })),
      ),
      conditions: world.conditions.records(),
      orders: [...world.orders.values()].map((each) => each.record()),
      contents,
      stations: stations.finish(),
      audits,
    },
    trace,
    names: world.nodes.map((node) => node.name),
  };
}

/** Seeds of `runs` runs, by {@link seedAt}. */
export const seedsOf = (seed: string, runs: number): readonly string[] =>
  Array.from({ length: runs }, (_, i) => seedAt(seed, i));

/** Nodes are heard on the order of versions where it helps to judge, or to tell, how stale a read is. */
function askForOrders(scenario: Scenario, world: World): void {
  const { clients } = scenario;
  const asking = claimsOf(scenario).filter((each) => SEEN_BY_CLIENTS.includes(each.kind));
  for (const each of asking) {
    const target = 'client' in each ? clients.find(({ name }) => name === each.client)?.target : undefined;
    if (target !== undefined) world.orders.set(target, createOrders(target));
  }
}

/** What is demanded, and what is only judged. */
const claimsOf = ({ expect, judge }: Scenario): readonly Expectation[] => [...expect, ...judge];

const SEEN_BY_CLIENTS: readonly Expectation['kind'][] = [
  'linearizable',
  'session',
  'consistency',
  'staleness',
];

/** Looks in the time that the tightest expectation allows… */
const LOOKS_WITHIN = 20;
/** …unless that is more than so many in a run, all members together; but so many at each in any case. */
const LOOKS_MAX = 200_000;
const LOOKS_MIN = 10;

/** Runs to the end; in stretches, if replicas are to be looked at in between. */
function runLooking(scenario: Scenario, world: World): readonly ContentsRecord[] {
  const { duration, maxEvents } = scenario;
  const claims = claimsOf(scenario).filter((each) => each.kind === 'converges');
  const names = [...claims.map(({ group }) => group), ...toldAtEnd(scenario)];
  const groups = [...new Set(names)].map((name) => world.groups.get(name)!);
  const looks = groups.map((group) => createLooks(world, group));
  const members = groups.reduce((sum, group) => sum + group.members.length, 0);
  const most = Math.max(LOOKS_MIN, Math.floor(LOOKS_MAX / members));
  const tightest = Math.min(...claims.map(({ within }) => within));
  const every = Math.max(1, Math.ceil(tightest / LOOKS_WITHIN), Math.ceil(duration / most));
  const { kernel } = world;
  for (let until = every; until < duration && world.stopped === undefined; until += every) {
    world.run(until, maxEvents - kernel.events);
    if (world.stopped === undefined) for (const each of looks) each.look();
  }
  if (world.stopped === undefined) world.run(duration, maxEvents - kernel.events);
  for (const each of looks) each.look();
  return looks.map((each) => each.record(every));
}

/** Groups of which it is asked what they hold in the end. */
const toldAtEnd = (scenario: Scenario): readonly string[] =>
  claimsOf(scenario).flatMap((each) =>
    each.kind === 'consistency' && each.guarantee === 'no-lost-updates'
      ? scenario.clients.filter(({ name }) => name === each.client).map(({ target }) => target)
      : [],
  );

/** Books of stations that are not in order are a bug of ours, and fail the run. */
function audited(world: World, audits: readonly StationAudit[]): readonly ViolationRecord[] {
  return audits.flatMap((audit) =>
    auditProblems(audit).map((explanation): ViolationRecord => {
      const group = world.nodes.find(({ name }) => name === audit.node)!.group.name;
      return { group, rule: 'station-audit', at: audit.to, node: audit.node, explanation };
    }),
  );
}

/** Stations begin to measure when the warm-up is over. */
function warmUpUntil(world: World, warmUp: Instant): void {
  const { kernel } = world;
  if (warmUp === 0) {
    world.beginMeasuring();
    return;
  }
  const over = kernel.handler(() => world.beginMeasuring());
  kernel.describe(over, { tell: () => 'the warm-up is over' });
  kernel.schedule(warmUp, over, 0, 0, undefined);
}

/** Tells the watcher of every customer of every station, where there are no clients to tell it of. */
function watched(watchFor: WatchFor, watcher: Watcher | undefined, world: () => World): WatchFor {
  if (watcher === undefined) return watchFor;
  return (clock, group, members, resource) => {
    const watch = watchFor(clock, group, members, resource);
    const name = `${group}.${resource}`;
    return {
      get window() {
        return watch.window;
      },
      join: (servers) => watch.join(servers),
      begin: () => watch.begin(),
      shift: (waiting, busy, present) => watch.shift(waiting, busy, present),
      refused: (why) => watch.refused(why),
      came() {
        watch.came();
        if (watcher.began(clock.now)) world().giveUp(ENOUGH);
      },
      left(visit, why) {
        watch.left(visit, why);
        if (why === undefined) watcher.ended(name, clock.now - visit.arrivedAt, clock.now);
      },
    };
  };
}

const ENOUGH = 'the watcher has seen enough';

const latencyOf = ({ completedAt, intendedAt, invokedAt }: Observed): Duration =>
  (completedAt ?? 0) - (intendedAt ?? invokedAt);

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
    onEvent: options.onEvent,
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
      conditions: conditionsOf(model, group.params),
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
