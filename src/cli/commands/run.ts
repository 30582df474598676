/**
 * `foretell run`: scenario files in; verdict, numbers and a report out.
 *
 * Reads, writes and prints; what happens in between is the experiment's. Several files run one after the
 * other; a bad one is reported and the others still run.
 */
import { basename, join, relative } from 'node:path';
import { createExperiment, type Experiment } from '../../experiment/experiment.js';
import type { RunOutcome } from '../../experiment/run-one.js';
import { seedsOf } from '../../experiment/simulate.js';
import { historyEdn, historyJsonl } from '../../observe/record-history.js';
import type { ReportData, Result } from '../../observe/result.js';
import { summary } from '../../report/terminal.js';
import type { Scenario } from '../../scenario/scenario.js';
import { createExecutor } from '../executor.js';
import { EXIT, exitOf, UsageError } from '../exit.js';
import { pointTo, writeFile } from '../files.js';
import { createProgress } from '../progress.js';
import { loadScenario } from '../scenario-file.js';
import { version } from '../version.js';

export interface RunOptions {
  readonly seed?: string;
  readonly runs?: number;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly out: string;
  readonly report: boolean;
  readonly png?: boolean;
  readonly queue: 'fast' | 'heap';
  readonly shuffleTies?: boolean;
}

/** Returns the exit code. */
export async function run(files: readonly string[], options: RunOptions): Promise<number> {
  const results: Result[] = [];
  let bad = false;
  const interrupt = watchInterrupts();
  for (const file of files) {
    if (interrupt.signal.aborted) break;
    try {
      const result = await runFile(file, options, interrupt.signal, results.length > 0);
      if (result !== undefined) results.push(result);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`${error.message}\n`);
      bad = true;
    }
  }
  interrupt.end();
  if (interrupt.signal.aborted) return EXIT.interrupted;
  return bad ? EXIT.usage : exitOf(results.map(({ verdict }) => verdict));
}

/** Nothing is returned if it was interrupted before any run was over. */
async function runFile(
  file: string,
  options: RunOptions,
  interrupted: AbortSignal,
  separate: boolean,
): Promise<Result | undefined> {
  const loaded = await loadScenario(file);
  const { scenario, models } = loaded;
  const seeds = seedsOf(options.seed ?? scenario.seed, options.runs ?? scenario.runs);
  const common = { file, queue: options.queue, shuffleTies: options.shuffleTies ?? false };
  const experiment = createExperiment(scenario, models, { ...common, seeds, version: version() });
  const executor = await createExecutor(loaded, { ...common, jobs: options.jobs, runs: seeds.length });
  const lost: string[] = [];
  const progress = createProgress(basename(file), seeds.length);
  const onOutcome = (outcome: RunOutcome) => {
    experiment.add(outcome);
    if (outcome.kind === 'lost') lost.push(`${file}: seed ${outcome.seed} is lost: ${outcome.why}\n`);
    progress.update(experiment.done);
  };
  interrupted.addEventListener('abort', () => executor.stop());
  if (!interrupted.aborted) await executor.run(seeds, onOutcome);
  progress.end();
  process.stderr.write(lost.join(''));
  let result: Result | undefined;
  if (experiment.finished > 0) {
    const concluded = experiment.conclude();
    result = await write(file, scenario, concluded, options);
    print({ ...concluded.report, result }, options, separate);
  } else if (!interrupted.aborted) throw new UsageError(`${file}: no result, since every run is lost`);
  if (interrupted.aborted)
    process.stderr.write(`interrupted after ${experiment.done} of ${seeds.length} runs\n`);
  return result;
}

function print(data: ReportData, options: RunOptions, separate: boolean): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(data.result)}\n`);
    return;
  }
  const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  process.stdout.write(`${separate ? '\n' : ''}${summary(data, { width: 80, color })}`);
}

/** Writes everything that was found out, and returns the result with the names of the files. */
async function write(
  file: string,
  scenario: Scenario,
  { result, report, record }: Experiment,
  options: RunOptions,
): Promise<Result> {
  const home = join(options.out, basename(file).replace(/\.ya?ml$/, ''));
  const name = `seed-${slug(result.seeds[0]!)}-runs-${result.seeds.length}-${result.digest.slice(0, 8)}`;
  const folder = join(home, name);
  const contents = new Map<string, string | Uint8Array>();
  contents.set('history.jsonl', historyJsonl(record));
  contents.set('history.edn', historyEdn(record));
  if (options.report) {
    const { renderReport } = await import('../../report/index.js');
    const charts = scenario.report.length > 0 ? { charts: scenario.report } : {};
    const rendered = await renderReport(report, { ...charts, png: options.png ?? false });
    for (const [path, content] of rendered.files) contents.set(path, content);
  }
  const named: readonly (readonly [string, string])[] = [
    ['report', 'report.html'],
    ['markdown', 'report.md'],
    ['rows', 'rows.csv'],
    ['history', 'history.jsonl'],
    ['edn', 'history.edn'],
  ];
  const files = Object.fromEntries(
    [...named.filter(([, path]) => contents.has(path)), ['result', 'result.json'] as const].map(
      ([what, path]) => [what, relative('', join(folder, path))],
    ),
  );
  const complete: Result = { ...result, files };
  contents.set('result.json', `${JSON.stringify(complete, null, 1)}\n`);
  for (const [path, content] of contents) writeFile(join(folder, path), content);
  pointTo(join(home, 'latest'), name);
  return complete;
}

interface Interrupt {
  readonly signal: AbortSignal;
  end(): void;
}

/** The first Ctrl-C finishes the runs under way and keeps what is done; the second ends at once. */
function watchInterrupts(): Interrupt {
  const controller = new AbortController();
  const { signal } = controller;
  const onInterrupt = () => {
    if (signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', onInterrupt);
  return { signal, end: () => void process.off('SIGINT', onInterrupt) };
}

const slug = (seed: string) => seed.replace(/[^\w.-]+/g, '_').slice(0, 40);
