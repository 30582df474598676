/**
 * `foretell sweep`: one scenario at every point of a grid of values, on all cores; rows and charts over the grid.
 *
 * Reads, writes and prints. Finished points are kept as they end, so that a sweep that was interrupted or killed
 * goes on where it was with `--resume`, and gives the same bytes as one that never was.
 */
import { basename, join } from 'node:path';
import { ROW_QUANTILES } from '../../experiment/aggregate/figures.js';
import type { Job, Jobs } from '../../experiment/executors/executor.js';
import { flagsText, quoted, runCommand } from '../../experiment/seeds.js';
import { seedsOf } from '../../experiment/simulate.js';
import { createPointRuns, type PointRuns } from '../../experiment/sweep/point.js';
import { describePoint, gridOf, MOST_POINTS, parametersOf, sweepResult } from '../../experiment/sweep.js';
import { theoryOf } from '../../experiment/theory.js';
import { type LoadedScenario, openScenario, type ScenarioFile } from '../../files/scenario-file.js';
import { version } from '../../files/version.js';
import { formatCount } from '../../observe/format.js';
import type { SweepParameter, SweepPoint, SweepResult } from '../../observe/sweep.js';
import { judgedCsv, sweepCsv } from '../../report/csv.js';
import { sweepSummary } from '../../report/terminal-sweep.js';
import type { SweptPath } from '../../scenario/read/sweep.js';
import { type CommonOptions, carryOut } from '../carry-out.js';
import { EXIT, exitOf, UsageError } from '../exit.js';
import { watchInterrupts } from '../interrupt.js';
import { precisionNote, runsMax, untilText } from '../precision.js';
import { type Contents, hashOf, homeOf, terminal, writeResults } from '../results.js';
import { sweptOf } from '../settings.js';
import { openStore } from '../store.js';
import { warmedUp } from '../warm-up.js';

export interface SweepOptions extends CommonOptions {
  readonly set?: readonly string[];
  /** Of the mean: half the width of its interval. */
  readonly untilCi?: number;
  readonly resume?: boolean;
}

/** What is swept, before anything has run. */
interface Plan {
  readonly source: ScenarioFile;
  readonly base: LoadedScenario;
  readonly swept: readonly SweptPath[];
  readonly parameters: readonly SweepParameter[];
  readonly grid: readonly (readonly number[])[];
  readonly loaded: readonly LoadedScenario[];
  readonly seeds: readonly string[];
}

/** Returns the exit code. */
export async function sweep(file: string, options: SweepOptions): Promise<number> {
  const plan = await planOf(file, options);
  const home = homeOf(options.out, file);
  const name = `sweep-${hashOf(partsOf(plan, options))}`;
  const interrupt = watchInterrupts(); // from the moment on that there is something to keep
  const store = openStore<SweepPoint>(join(home, name, 'points.jsonl'), options.resume === true, (value) =>
    isPoint(value, plan),
  );
  if (store.dropped) process.stderr.write(`${file}: the last point was not stored whole; it runs again\n`);
  if (options.resume && store.kept.length > 0)
    process.stderr.write(
      `${file}: ${store.kept.length} of ${formatCount(plan.grid.length, 'point')} done before\n`,
    );
  const points = [...store.kept];
  const loaded = await warmedUp(basename(file), plan.loaded, plan.seeds, options, interrupt.signal);
  await runPoints({ ...plan, loaded }, options, interrupt.signal, points, store.add);
  interrupt.end();
  const interrupted = interrupt.signal.aborted && points.length < plan.grid.length;
  if (interrupted)
    process.stderr.write(
      `interrupted after ${points.length} of ${formatCount(plan.grid.length, 'point')}; --resume goes on\n`,
    );
  if (points.length === 0) return EXIT.interrupted;
  const result = await write(home, name, resultOf(file, plan, points, options), options);
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : sweepSummary(result, terminal()));
  return interrupted ? EXIT.interrupted : exitOf([result.verdict]);
}

async function planOf(file: string, options: SweepOptions): Promise<Plan> {
  const source = openScenario(file);
  const given = sweptOf(options.set ?? []);
  const base = await source.load();
  const swept = given.length > 0 ? given : base.sweep;
  if (swept.length === 0)
    throw new UsageError(
      `${file}: nothing to sweep: say what with --set, such as --set nodes.db.count=3,5,7, or in a section sweep`,
    );
  const size = swept.reduce((product, { values }) => product * values.length, 1);
  if (size > MOST_POINTS) {
    const factors = swept.map(({ values }) => values.length).join(' x ');
    throw new UsageError(
      `${file}: ${factors} = ${formatCount(size)} points are too many; the limit is ${formatCount(MOST_POINTS)}`,
    );
  }
  const parameters = parametersOf(swept);
  const grid = gridOf(parameters);
  await checkValues(source, swept, given.length > 0);
  const loaded: LoadedScenario[] = [];
  for (const at of grid) loaded.push(await source.load(settingsAt(swept, at)));
  const { scenario } = base;
  const seeds = seedsOf(options.seed ?? scenario.seed, runsMax(options.runs, options.untilCi, scenario));
  return { source, base, swept, parameters, grid, loaded, seeds };
}

/** Each value alone, so that a wrong one is told once and not at every point that has it. */
async function checkValues(source: ScenarioFile, swept: readonly SweptPath[], given: boolean): Promise<void> {
  if (!given) return; // the file's own were looked at when it was read
  const problems: string[] = [];
  for (const { path, values } of swept)
    for (const value of values) {
      const problem = await source.load([{ path, value }]).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof UsageError) return error.message;
          throw error;
        },
      );
      if (problem === undefined) continue;
      problems.push(problem);
      break; // the others are likely to be wrong in the same way
    }
  // One value may be right only beside another's, so several parameters are judged together at each point.
  const [first] = problems;
  if (first !== undefined && swept.length === 1) throw new UsageError(first);
  if (problems.length === swept.length) throw new UsageError(problems.join('\n'));
}

const settingsAt = (swept: readonly SweptPath[], at: readonly number[]) =>
  swept.map(({ path, values }, i) => ({ path, value: values[at[i]!]! }));

/** Everything that the points depend on. */
const partsOf = ({ source, swept, seeds }: Plan, { untilCi, shuffleTies }: SweepOptions) => [
  version(),
  source.sources(),
  swept,
  seeds,
  untilCi ?? null,
  shuffleTies ?? false,
];

function isPoint(value: unknown, { parameters }: Plan): boolean {
  const { at, rows, seeds } = (value ?? {}) as Partial<SweepPoint>;
  return (
    Array.isArray(rows) &&
    Array.isArray(seeds) &&
    Array.isArray(at) &&
    at.length === parameters.length &&
    at.every((index, i) => parameters[i]!.values[index as number] !== undefined)
  );
}

/** Runs the points that are not among `points` yet, adds each there when it is over, and stores it. */
async function runPoints(
  plan: Plan,
  options: SweepOptions,
  interrupted: AbortSignal,
  points: SweepPoint[],
  store: (point: SweepPoint) => void,
): Promise<void> {
  const { source, grid, loaded, parameters, seeds } = plan;
  const { untilCi } = options;
  const done = new Set(points.map(({ at }) => JSON.stringify(at)));
  const open = grid.flatMap((at, point) => (done.has(JSON.stringify(at)) ? [] : [point]));
  const running = new Map<number, PointRuns>();
  const short: string[] = [];
  const describe = (point: number) => `${source.file}: ${describePoint(parameters, grid[point]!)}`;
  const start = (point: number) => {
    const { scenario, models } = loaded[point]!;
    const theory = theoryOf(scenario, models, ROW_QUANTILES);
    const settings = settingsAt(plan.swept, grid[point]!).map(({ path, value }) => `${path}=${value}`);
    const flags = { settings, shuffleTies: options.shuffleTies ?? false };
    const replay = (seed: string) => runCommand(source.file, seed, 1, flags);
    const runs = createPointRuns(scenario, { seeds, version: version(), untilCi, theory, replay });
    running.set(point, runs);
    return runs;
  };
  const jobs: Jobs = {
    next() {
      for (const [point, { series }] of running) {
        const seed = series.next();
        if (seed !== undefined) return { point, seed };
      }
      const point = open.shift();
      return point === undefined ? undefined : { point, seed: start(point).series.next()! };
    },
  };
  const finish = (point: number, runs: PointRuns) => {
    running.delete(point);
    const result = runs.result(grid[point]!);
    points.push(result);
    store(result);
    if (runs.short && untilCi !== undefined)
      short.push(
        precisionNote(describe(point), runs.series.counted, untilCi, {
          met: false,
          figures: runs.precision ?? [],
        }),
      );
  };
  await carryOut(
    {
      label: basename(source.file),
      loadedAt: (point) => loaded[point]!,
      jobs,
      onOutcome(outcome, { point }: Job) {
        const runs = running.get(point);
        if (runs === undefined) return; // begun before it was known that there were enough
        runs.series.add(outcome);
        if (runs.series.over) finish(point, runs);
      },
      nameOf: ({ point, seed }) => `${describe(point)}: seed ${seed}`,
      runs: open.length * seeds.length,
      atMost: untilCi !== undefined,
      before: () => `${points.length} of ${grid.length} points, `,
    },
    options,
    interrupted,
  );
  process.stderr.write(short.join(''));
}

function resultOf(
  file: string,
  { base, loaded, parameters, seeds }: Plan,
  points: readonly SweepPoint[],
  options: SweepOptions,
): SweepResult {
  const { name: scenario, question } = base.scenario;
  // Where the command says nothing, the file does.
  const flags = flagsText({ settings: options.set ?? [], shuffleTies: options.shuffleTies ?? false });
  const rerun = `foretell sweep ${quoted(file)}${flags} --seed ${quoted(seeds[0]!)} --runs ${seeds.length}${untilText(options.untilCi)}`;
  const clients = loaded[0]?.scenario.clients ?? [];
  const closed = clients.filter(({ arrivals }) => arrivals.kind === 'closed').map(({ name }) => name);
  const parts = { scenario, question, version: version(), file, rerun, seeds, closed };
  return sweepResult({ ...parts, parameters, points });
}

/** Writes everything that was found out, and returns the result with the names of the files. */
async function write(
  home: string,
  name: string,
  result: SweepResult,
  options: SweepOptions,
): Promise<SweepResult> {
  const contents: Contents = new Map([['rows.csv', sweepCsv(result)]]);
  if (result.points.some(({ judged }) => judged.length > 0)) contents.set('judged.csv', judgedCsv(result));
  if (options.report) {
    const { renderSweep } = await import('../../report/index.js');
    const rendered = await renderSweep(result, { png: options.png ?? false });
    for (const [path, content] of rendered.files) contents.set(path, content);
  }
  return writeResults(home, name, contents, result);
}
