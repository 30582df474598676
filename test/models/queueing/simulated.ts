/**
 * Small networks of stations, written as scenario files, run with several seeds and measured at their resources.
 *
 * The world is put together here and watched by a tally of the test's own, so that what is compared with theory
 * is only the models and the world beneath them. Figures are judged over independent runs.
 */
import { builtinModels } from '../../../models/index.js';
import { compileParams } from '../../../src/experiment/simulate/params.js';
import type { AnyModel, ParamSpec } from '../../../src/model/index.js';
import { parseScenario } from '../../../src/scenario/parse.js';
import { mean } from '../../../src/stats/interval.js';
import { studentQuantile } from '../../../src/stats/student.js';
import type { Now, StationWatch, Visit } from '../../../src/world/resource/watch.js';
import type { World } from '../../../src/world/world.js';
import { createWorld } from '../../support/world.js';
import { askers } from './askers.js';

/** A true figure is outside its interval once in a thousand times. */
export const LEVEL = 1e-3;

const S = 1e9;
const models = new Map<string, AnyModel>([...builtinModels, ...askers].map((model) => [model.name, model]));

/** What came to one resource of a group after the warm-up. Times in seconds. */
export interface Tally {
  came: number;
  /** Of those who came: not served, by why. */
  readonly dropped: Map<string, number>;
  /** Of those served to the end, in the order in which they left. */
  readonly sojourns: number[];
  readonly waits: number[];
  readonly delayed: boolean[];
  readonly classes: (string | undefined)[];
  /** Averages over time. */
  present: number;
  busy: number;
}

export type Outcome = (resource: string) => Tally;

interface Run {
  readonly seed: string;
  /** Seconds. */
  readonly warmUp: number;
  readonly duration: number;
  /** For tests of what happens, not of how long it takes. */
  readonly freeze?: boolean;
}

/** Runs `nodes`, a section of a scenario file, once. `see` looks at the world when it is over. */
export function simulated(nodes: string, run: Run, see: (world: World) => void = () => undefined): Outcome {
  const parsed = parseScenario(`duration: 1h\nnodes:\n${nodes}`, {
    file: 'x',
    models,
    readFile: () => undefined,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 1));
  const { scenario } = parsed;
  const tallies = new Map<string, Watch>();
  const world = createWorld({
    seed: run.seed,
    freeze: run.freeze ?? false,
    watch: (clock, group, _members, resource) => {
      const watch = new Watch(clock);
      tallies.set(`${group}.${resource}`, watch);
      return watch;
    },
    ...{ link: { latency: { kind: 'constant', value: 0 } } },
  });
  let next = 0;
  const numbers = new Map(
    scenario.nodes.map(({ name, count }) => [name, Array.from({ length: count }, () => next++)]),
  );
  for (const group of scenario.nodes) {
    const model = models.get(group.model)!;
    const params = compileParams(world, group, model.params as Record<string, ParamSpec>, numbers);
    world.addGroup({ ...group, model, params });
  }
  world.run(run.warmUp * S, 1e8);
  world.beginMeasuring();
  world.run((run.warmUp + run.duration) * S, 1e8);
  for (const watch of tallies.values()) watch.end();
  if (world.violations.length > 0 || world.stopped !== undefined)
    throw new Error(world.stopped ?? JSON.stringify(world.violations));
  for (const audit of world.stations.audits()) balance(audit);
  see(world);
  return (resource) => {
    const watch = tallies.get(resource);
    if (watch === undefined) throw new Error(`no ${resource} among ${[...tallies.keys()].join(', ')}`);
    return watch.tally;
  };
}

/** Everyone who came is accounted for, and L = lambda W. */
function balance(audit: ReturnType<World['stations']['audits']>[number]): void {
  const { arrivals, completed, dropped, inSystem, numberInSystem, lambdaTimesW } = audit;
  const flow = arrivals === completed + dropped + inSystem;
  if (!flow || Math.abs(numberInSystem - lambdaTimesW) > 1e-9 * Math.max(1, lambdaTimesW))
    throw new Error(`the books do not balance: ${JSON.stringify(audit)}`);
}

class Watch implements StationWatch {
  readonly window = 0;
  readonly tally: Tally = {
    came: 0,
    dropped: new Map(),
    sojourns: [],
    waits: [],
    delayed: [],
    classes: [],
    present: 0,
    busy: 0,
  };
  private began = 0;
  private at = 0;
  private present = 0;
  private busy = 0;

  constructor(private readonly clock: Now) {}

  join(): void {}

  begin(): void {
    this.began = this.clock.now;
    this.shift(0, 0, 0);
    this.tally.present = 0;
    this.tally.busy = 0;
  }

  shift(_waiting: number, busy: number, present: number): void {
    const { now } = this.clock;
    this.tally.present += this.present * (now - this.at);
    this.tally.busy += this.busy * (now - this.at);
    this.at = now;
    this.present += present;
    this.busy += busy;
  }

  came(): void {
    this.tally.came++;
  }

  refused(why: string): void {
    const { dropped } = this.tally;
    dropped.set(why, (dropped.get(why) ?? 0) + 1);
  }

  left(visit: Visit, why: string | undefined): void {
    if (!visit.counted) return;
    if (why !== undefined) {
      this.refused(why);
      return;
    }
    const { tally, clock } = this;
    const sojourn = clock.now - visit.arrivedAt;
    tally.sojourns.push(sojourn / S);
    tally.waits.push((sojourn - visit.served) / S);
    tally.delayed.push(visit.delayed);
    tally.classes.push(visit.class);
  }

  end(): void {
    this.shift(0, 0, 0);
    this.tally.present /= this.clock.now - this.began;
    this.tally.busy /= this.clock.now - this.began;
  }
}

/** Figures of several runs, by name; each list in the order of the seeds. */
export type Figures = Readonly<Record<string, readonly number[]>>;

interface Plan {
  readonly runs?: number;
  readonly warmUp: number;
  readonly duration: number;
}

/** Runs it with seeds 1, 2, … and takes the same figures of each run. */
export function figures(
  nodes: string,
  { runs = 10, ...plan }: Plan,
  take: (outcome: Outcome) => Readonly<Record<string, number>>,
): Figures {
  const taken = Array.from({ length: runs }, (_, i) =>
    take(simulated(nodes, { seed: String(i + 1), ...plan })),
  );
  return Object.fromEntries(Object.keys(taken[0]!).map((name) => [name, taken.map((run) => run[name]!)]));
}

/** Whether the runs are as they should be if `truth` is the mean: the t-test at {@link LEVEL}. */
export function fits(values: readonly number[] | undefined, truth: number): boolean {
  if (values === undefined || values.length < 5) throw new Error('too few runs to judge by');
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
  const spread = Math.sqrt(squares / (values.length - 1) / values.length);
  return Math.abs(centre - truth) <= studentQuantile(1 - LEVEL / 2, values.length - 1) * spread;
}

/** Which figures do not fit their truth, in words; nothing if all do. */
export function misfits(of: Figures, truths: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(truths)
    .filter(([name, truth]) => !fits(of[name], truth))
    .map(([name, truth]) => `${name}: ${mean(of[name]!)} for ${truth}`);
}

export const share = (of: readonly boolean[]): number => of.filter(Boolean).length / of.length;
export const average = (values: readonly number[]): number => mean(values);
export const dropShare = (tally: Tally, why: string): number => (tally.dropped.get(why) ?? 0) / tally.came;
