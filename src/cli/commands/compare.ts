/**
 * `foretell compare`: two designs over the same seeds, and the difference of every figure with its interval.
 *
 * Two files, or one file and what is set in the second. Reads, writes and prints.
 */
import { basename } from 'node:path';
import { createComparison, SIDES, type Side } from '../../experiment/compare.js';
import { flagsText, quoted } from '../../experiment/seeds.js';
import { seedsOf } from '../../experiment/simulate.js';
import { labelsOf } from '../../experiment/sweep.js';
import { type LoadedScenario, loadScenario } from '../../files/scenario-file.js';
import { version } from '../../files/version.js';
import type { ComparedSide, ComparisonResult } from '../../observe/sweep.js';
import { comparisonCsv } from '../../report/csv.js';
import { comparisonSummary } from '../../report/terminal-comparison.js';
import type { Setting } from '../../scenario/settings.js';
import { type CommonOptions, carryOut } from '../carry-out.js';
import { EXIT, exitOf, UsageError } from '../exit.js';
import { watchInterrupts } from '../interrupt.js';
import { precisionNote, runsMax, untilText } from '../precision.js';
import { type Contents, homeOf, nameOf, terminal, writeResults } from '../results.js';
import { settingOf } from '../settings.js';
import { warmedUp } from '../warm-up.js';

export interface CompareOptions extends CommonOptions {
  /** For the second. */
  readonly set?: readonly string[];
  readonly untilCi?: number;
}

type Both<T> = readonly [T, T];

/** Returns the exit code. */
export async function compare(a: string, b: string | undefined, options: CompareOptions): Promise<number> {
  const settings = (options.set ?? []).map((text) => settingOf(text));
  if (b === undefined && settings.length === 0)
    throw new UsageError(
      `compare takes two files, or one and what differs: compare ${a} --set nodes.db.count=5`,
    );
  const files: Both<string> = [a, b ?? a];
  const read: Both<LoadedScenario> = [await loadScenario(a), await loadScenario(files[1], settings)];
  const { untilCi } = options;
  const first = read[0].scenario;
  const seeds = seedsOf(options.seed ?? first.seed, runsMax(options.runs, untilCi, first));
  const interrupt = watchInterrupts();
  const [one = read[0], other = read[1]] = await warmedUp(
    basename(a),
    read,
    seeds,
    options,
    interrupt.signal,
  );
  const loaded: Both<LoadedScenario> = [one, other];
  const { scenario } = one;
  const comparison = createComparison([scenario, loaded[1].scenario], { seeds, version: version(), untilCi });
  const label = files[0] === files[1] ? basename(a) : `${basename(a)} and ${basename(files[1])}`;
  const done = await carryOut(
    {
      label,
      loadedAt: (point) => loaded[point as Side],
      jobs: {
        next() {
          const next = comparison.next();
          return next === undefined ? undefined : { point: next.side, seed: next.seed };
        },
      },
      onOutcome: (outcome, { point }) => comparison.add(point as Side, outcome),
      nameOf: ({ point, seed }) =>
        `${files[point]}${point === 1 && b === undefined ? ' (B)' : ''}: seed ${seed}`,
      runs: 2 * seeds.length,
      atMost: untilCi !== undefined,
    },
    options,
    interrupt.signal,
  );
  interrupt.end();
  const interrupted = interrupt.signal.aborted;
  if (interrupted) process.stderr.write(`interrupted after ${done} of ${2 * seeds.length} runs\n`);
  if (comparison.seeds.length === 0) {
    if (interrupted) return EXIT.interrupted;
    throw new UsageError(`${label}: no result, since every pair has a run that is lost`);
  }
  const { precision } = comparison;
  if (!interrupted && precision !== undefined && untilCi !== undefined)
    process.stderr.write(precisionNote(label, comparison.seeds.length, untilCi, precision));
  const { results, rows, digest, verdict } = comparison.result();
  const names = namesOf(files, loaded, settings);
  const side = (i: Side): ComparedSide => ({
    name: names[i],
    file: files[i],
    settings: i === 0 ? [] : (options.set ?? []),
    verdict: results[i].verdict,
    digest: results[i].digest,
  });
  const flags = flagsText({ settings: options.set ?? [], shuffleTies: options.shuffleTies ?? false });
  const second = b === undefined ? '' : ` ${quoted(b)}`;
  const result: ComparisonResult = {
    kind: 'comparison',
    scenario: [...new Set(SIDES.map((i) => results[i].scenario))].join(' / '),
    question: scenario.question,
    version: version(),
    seeds: comparison.seeds,
    a: side(0),
    b: side(1),
    rows,
    rerun: `foretell compare ${quoted(a)}${second}${flags} --seed ${quoted(seeds[0]!)} --runs ${seeds.length}${untilText(untilCi)}`,
    files: {},
  };
  const contents: Contents = new Map([['rows.csv', comparisonCsv(result.rows)]]);
  if (options.report) {
    const { renderComparison } = await import('../../report/index.js');
    const rendered = await renderComparison(result, { png: options.png ?? false });
    for (const [path, content] of rendered.files) contents.set(path, content);
  }
  const folder = `compare-runs-${comparison.seeds.length}-${digest.slice(0, 8)}`;
  const written = writeResults(homeOf(options.out, a), folder, contents, result);
  process.stdout.write(
    options.json ? `${JSON.stringify(written)}\n` : comparisonSummary(written, terminal()),
  );
  return interrupted ? EXIT.interrupted : exitOf([verdict]);
}

/** As short as tells them apart: what is set, or the scenarios' names, or the files'. */
function namesOf(
  files: Both<string>,
  loaded: Both<LoadedScenario>,
  settings: readonly Setting[],
): Both<string> {
  const labels = labelsOf(settings.map(({ path }) => path));
  const set = settings.map(({ value }, i) => `${labels[i]} ${value}`).join(', ');
  if (files[0] === files[1]) return ['as it is', set];
  const [a, b] = loaded.map(({ scenario }) => scenario.name) as [string, string];
  const names: Both<string> = a === b ? [nameOf(files[0]), nameOf(files[1])] : [a, b];
  return [names[0], set === '' ? names[1] : `${names[1]}, ${set}`];
}
