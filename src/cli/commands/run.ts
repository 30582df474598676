/**
 * `foretell run`: scenario files in; verdict, numbers and a report out.
 *
 * Reads, writes and prints; what happens in between is the experiment's. Several files run one after the
 * other; a bad one is reported and the others still run.
 */
import { basename } from 'node:path';
import { createExperiment, type Experiment } from '../../experiment/experiment.js';
import { watchPrecision } from '../../experiment/precision.js';
import type { RunOutcome } from '../../experiment/run-one.js';
import { createSeries } from '../../experiment/series.js';
import { seedsOf } from '../../experiment/simulate.js';
import { loadScenario } from '../../files/scenario-file.js';
import { version } from '../../files/version.js';
import type { ReportData, Result } from '../../observe/result.js';
import { suiteOfRun } from '../../report/ci/run-suite.js';
import type { Suite } from '../../report/ci/suite.js';
import { summary } from '../../report/terminal.js';
import type { Scenario } from '../../scenario/scenario.js';
import { type CommonOptions, carryOut } from '../carry-out.js';
import { type CiOptions, sourceOf, tellCi } from '../ci.js';
import { EXIT, exitOf, UsageError } from '../exit.js';
import { watchInterrupts } from '../interrupt.js';
import { precisionNote, runsMax } from '../precision.js';
import { contentsOf, homeOf, slug, terminal, writeResults } from '../results.js';
import { settingOf } from '../settings.js';
import { warmedUp } from '../warm-up.js';

export interface RunOptions extends CommonOptions, CiOptions {
  /** Of the mean: half the width of its interval. */
  readonly untilCi?: number;
  readonly set?: readonly string[];
}

/** Returns the exit code. */
export async function run(files: readonly string[], options: RunOptions): Promise<number> {
  const ran: ReportData[] = [];
  const suites: Suite[] = [];
  let bad = false;
  const interrupt = watchInterrupts();
  for (const file of files) {
    if (interrupt.signal.aborted) break;
    try {
      const data = await runFile(file, options, interrupt.signal, ran.length > 0);
      if (data === undefined) continue;
      ran.push(data);
      suites.push(suiteOfRun(file, data, sourceOf(file)));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`${error.message}\n`);
      bad = true;
    }
  }
  interrupt.end();
  tellCi(suites, options);
  if (interrupt.signal.aborted) return EXIT.interrupted;
  return bad ? EXIT.usage : exitOf(ran.map(({ result }) => result.verdict));
}

/** Nothing is returned if it was interrupted before any run was over. */
export async function runFile(
  file: string,
  options: RunOptions,
  interrupted: AbortSignal,
  separate: boolean,
): Promise<ReportData | undefined> {
  const set = options.set ?? [];
  const read = await loadScenario(
    file,
    set.map((text) => settingOf(text)),
  );
  const { untilCi, queue, shuffleTies = false } = options;
  const seeds = seedsOf(options.seed ?? read.scenario.seed, runsMax(options.runs, untilCi, read.scenario));
  const [loaded = read] = await warmedUp(basename(file), [read], seeds, options, interrupted);
  const { scenario, models } = loaded;
  const common = { file, queue, shuffleTies, settings: set };
  const experiment = createExperiment(scenario, models, { ...common, seeds, version: version() });
  const watch = untilCi === undefined ? undefined : watchPrecision(scenario, untilCi);
  const series = createSeries(seeds, (outcome: RunOutcome) => {
    experiment.add(outcome);
    if (outcome.kind === 'finished') watch?.add(outcome.summary);
    return watch?.met ?? false;
  });
  const jobs = {
    next() {
      const seed = series.next();
      return seed === undefined ? undefined : { point: 0, seed };
    },
  };
  const work = {
    label: basename(file),
    loadedAt: () => loaded,
    jobs,
    onOutcome: series.add,
    nameOf: ({ seed }: { readonly seed: string }) => `${file}: seed ${seed}`,
    runs: seeds.length,
    atMost: untilCi !== undefined,
  };
  await carryOut(work, options, interrupted);
  let data: ReportData | undefined;
  if (experiment.finished > 0) {
    const concluded = experiment.conclude();
    data = { ...concluded.report, result: await write(file, scenario, concluded, options) };
    print(data, options, separate);
  } else if (!interrupted.aborted) throw new UsageError(`${file}: no result, since every run is lost`);
  if (interrupted.aborted)
    process.stderr.write(`interrupted after ${experiment.done} of ${seeds.length} runs\n`);
  else if (watch !== undefined && untilCi !== undefined)
    process.stderr.write(precisionNote(file, series.counted, untilCi, watch));
  return data;
}

function print(data: ReportData, options: RunOptions, separate: boolean): void {
  if (options.json) process.stdout.write(`${JSON.stringify(data.result)}\n`);
  else process.stdout.write(`${separate ? '\n' : ''}${summary(data, terminal())}`);
}

/** Writes everything that was found out, and returns the result with the names of the files. */
async function write(
  file: string,
  scenario: Scenario,
  experiment: Experiment,
  options: RunOptions,
): Promise<Result> {
  const { result } = experiment;
  const contents = await contentsOf(scenario, experiment, options);
  const name = `seed-${slug(result.seeds[0]!)}-runs-${result.seeds.length}-${result.digest.slice(0, 8)}`;
  return writeResults(homeOf(options.out, file), name, contents, result);
}
