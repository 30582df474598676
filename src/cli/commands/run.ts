/**
 * `foretell run`: scenario files in; verdict, numbers and a report out.
 *
 * Reads, writes and prints; what happens in between is the experiment's. Several files run one after the
 * other; a bad one is reported and the others still run.
 */
import { basename, join, relative } from 'node:path';
import { createExperiment, type Experiment } from '../../experiment/experiment.js';
import { seedsOf } from '../../experiment/simulate.js';
import { historyJsonl } from '../../observe/record-history.js';
import type { Result } from '../../observe/result.js';
import { summary } from '../../report/terminal.js';
import type { Scenario } from '../../scenario/scenario.js';
import { EXIT, exitOf, UsageError } from '../exit.js';
import { pointTo, writeFile } from '../files.js';
import { createProgress } from '../progress.js';
import { loadScenario } from '../scenario-file.js';
import { version } from '../version.js';

export interface RunOptions {
  readonly seed?: string;
  readonly runs?: number;
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
    if (interrupt.seen) break;
    try {
      results.push(await runFile(file, options, interrupt, results.length > 0));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`${error.message}\n`);
      bad = true;
    }
  }
  interrupt.end();
  if (interrupt.seen) return EXIT.interrupted;
  return bad ? EXIT.usage : exitOf(results.map(({ verdict }) => verdict));
}

async function runFile(
  file: string,
  options: RunOptions,
  interrupt: Interrupt,
  separate: boolean,
): Promise<Result> {
  const { scenario, models } = await loadScenario(file);
  const seeds = seedsOf(options.seed ?? scenario.seed, options.runs ?? scenario.runs);
  const experiment = createExperiment(scenario, models, {
    seeds,
    version: version(),
    file,
    queue: options.queue,
    shuffleTies: options.shuffleTies ?? false,
  });
  const progress = createProgress(basename(file), seeds.length);
  while (experiment.next() && !interrupt.seen) {
    progress.update(experiment.done);
    await turn(); // lets an interrupt be noticed
  }
  progress.end();
  const concluded = experiment.conclude();
  const result = await write(file, scenario, concluded, options);
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
    process.stdout.write(
      `${separate ? '\n' : ''}${summary({ ...concluded.report, result }, { width: 80, color })}`,
    );
  }
  if (interrupt.seen) process.stderr.write(`interrupted after ${experiment.done} of ${seeds.length} runs\n`);
  return result;
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
  readonly seen: boolean;
  end(): void;
}

/** The first Ctrl-C finishes the run at hand and keeps what is done; the second ends at once. */
function watchInterrupts(): Interrupt {
  let seen = false;
  const onInterrupt = () => {
    if (seen) process.exit(EXIT.interrupted);
    seen = true;
  };
  process.on('SIGINT', onInterrupt);
  return {
    get seen() {
      return seen;
    },
    end: () => void process.off('SIGINT', onInterrupt),
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const slug = (seed: string) => seed.replace(/[^\w.-]+/g, '_').slice(0, 40);
