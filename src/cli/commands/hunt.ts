/**
 * `foretell hunt`: many seeds, each a case of its own, until one fails; then the smallest case that still does.
 *
 * Past failures run first. Reads, writes and prints; what is drawn, judged and made smaller is the experiment's.
 */
import { basename, join } from 'node:path';
import type { CaseOutcome } from '../../experiment/hunt/case.js';
import type { Cases } from '../../experiment/hunt/draw.js';
import { createHunt, type Hunt, huntsForSomething } from '../../experiment/hunt.js';
import type { LostRun } from '../../experiment/run-one.js';
import { flagsText, quoted, shardOf } from '../../experiment/seeds.js';
import { createSeries } from '../../experiment/series.js';
import { type LoadedScenario, openScenario, type ScenarioFile } from '../../files/scenario-file.js';
import { version } from '../../files/version.js';
import type { HuntResult, Minimal } from '../../observe/hunt.js';
import { suiteOfHunt } from '../../report/ci/hunt-suite.js';
import { huntSummary } from '../../report/terminal-hunt.js';
import type { Hunting } from '../../scenario/scenario.js';
import type { Setting } from '../../scenario/settings.js';
import { carryOut } from '../carry-out.js';
import { type CiOptions, sourceOf, tellCi } from '../ci.js';
import { EXIT, exitOf, UsageError } from '../exit.js';
import { type FailureOptions, tellFailure } from '../hunt/failures.js';
import { namesOf, replayCorpus } from '../hunt/regressions.js';
import { watchInterrupts } from '../interrupt.js';
import { type Contents, hashOf, homeOf, slug, terminal, writeResults } from '../results.js';
import { settingOf } from '../settings.js';

export interface HuntCommandOptions extends FailureOptions, CiOptions {
  readonly seed?: string;
  readonly seeds?: number;
  /** Milliseconds. */
  readonly for?: number;
  readonly all?: boolean;
  readonly faults?: Hunting['faults'];
  readonly asIs?: boolean;
  readonly progress?: number;
  readonly require?: boolean;
  readonly shard?: Shard;
  readonly corpus?: string;
  readonly set?: readonly string[];
  readonly jobs?: number;
  readonly json?: boolean;
  readonly out: string;
}

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** Without a budget; with a time alone, as many as fit. */
const SEEDS_DEFAULT = 1000;
const SEEDS_MAX = 1_000_000_000;

/** Returns the exit code. */
export async function hunt(files: readonly string[], options: HuntCommandOptions): Promise<number> {
  const results: HuntResult[] = [];
  let bad = false;
  const interrupt = watchInterrupts();
  for (const file of files) {
    if (interrupt.signal.aborted) break;
    try {
      const result = await huntFile(file, options, interrupt.signal);
      print(result, options, results.length > 0);
      results.push(result);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`${error.message}\n`);
      bad = true;
    }
  }
  interrupt.end();
  tellCi(
    results.map((result) => suiteOfHunt(result, sourceOf(result.file))),
    options,
  );
  if (interrupt.signal.aborted) return EXIT.interrupted;
  return bad ? EXIT.usage : exitOf(results.map(({ verdict }) => verdict));
}

async function huntFile(
  file: string,
  options: HuntCommandOptions,
  interrupted: AbortSignal,
): Promise<HuntResult> {
  const source = openScenario(file);
  const settings = (options.set ?? []).map((text) => settingOf(text));
  const base = await source.load(settings);
  if (!huntsForSomething(base.scenario, base.models))
    throw new UsageError(
      `${file}: nothing to hunt for: expect something that is right or wrong, such as linearizable(app)`,
    );
  const cases = await casesOf(source, base, settings, options);
  const loaded: LoadedScenario = { ...base, cases };
  const regressions = await replayCorpus(file, options.corpus, new Set(namesOf(base)));
  const first = options.seed ?? base.scenario.seed;
  const asked = options.seeds ?? (options.for === undefined ? SEEDS_DEFAULT : SEEDS_MAX);
  const required = options.require ? 'all' : cases.hunting.sometimes;
  const all = options.all === true || options.shard !== undefined; // a part knows nothing of the others
  const search = createHunt(base.scenario, { all, required });
  const stale = regressions.some(({ verdict }) => verdict === 'invalid');
  const budget = { first, asked, all };
  if (!stale || all) await runCases(file, loaded, search, budget, options, interrupted);
  const rerun = rerunOf(file, first, asked, options);
  const digest = search.digest.slice(0, 8);
  const part = options.shard === undefined ? '' : `-shard-${options.shard.index}-of-${options.shard.of}`;
  const name = `hunt-seed-${slug(first)}-seeds-${search.done}-${digest}${part}`;
  const home = homeOf(options.out, file);
  const contents: Contents = new Map();
  const minimals = new Map<string, Minimal>();
  for (const [i, found] of search.found.entries()) {
    if (interrupted.aborted) break;
    const place = { file, folder: join(home, name), ordinal: i + 1, foundBy: rerun };
    minimals.set(found.signature, await tellFailure(loaded, cases, found, place, options, contents));
  }
  const result = search.result({
    ...{ version: version(), file, regressions, rerun, files: {}, first, minimals },
    source: hashOf([source.sources(), settings, cases.hunting, required, options.shuffleTies ?? false]),
    shard: options.shard ?? null,
    asked: asked === SEEDS_MAX ? null : asked,
  });
  if (options.report) {
    const { renderHunt } = await import('../../report/index.js');
    for (const [path, content] of (await renderHunt(result)).files) contents.set(path, content);
  }
  return writeResults(home, name, contents, result);
}

function print(result: HuntResult, { json }: HuntCommandOptions, separate: boolean): void {
  const text = json ? `${JSON.stringify(result)}\n` : huntSummary(result, terminal());
  process.stdout.write(`${separate && !json ? '\n' : ''}${text}`);
}

/** What the seeds' scenarios are drawn from: the file's section, and what the command says instead. */
async function casesOf(
  source: ScenarioFile,
  { scenario, hunting }: LoadedScenario,
  settings: readonly Setting[],
  { faults, progress, asIs }: HuntCommandOptions,
): Promise<Cases> {
  const asItIs = { faults: { min: 0, max: 0 }, network: false, workload: false, vary: [] };
  const said: Hunting = {
    ...hunting,
    ...(asIs && asItIs),
    ...(faults && { faults }),
    ...(progress !== undefined && { progress }),
  };
  let combined: (readonly Setting[])[] = [settings];
  for (const { path, values } of said.vary)
    combined = combined.flatMap((before) => values.map((value) => [...before, { path, value }]));
  if (combined.length === 1) return { variants: [scenario], hunting: said };
  const variants = [];
  for (const each of combined) variants.push((await source.load(each)).scenario);
  return { variants, hunting: said };
}

interface Budget {
  readonly first: string;
  readonly asked: number;
  /** A failure does not end it. */
  readonly all: boolean;
}

async function runCases(
  file: string,
  loaded: LoadedScenario,
  search: Hunt,
  { first, asked, all }: Budget,
  options: HuntCommandOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const { index, of } = options.shard ?? { index: 1, of: 1 };
  const seeds = shardOf(first, asked, index, of);
  const series = createSeries(seeds, (outcome: CaseOutcome | LostRun) => search.take(outcome));
  const stop = new AbortController();
  const end = () => stop.abort();
  interrupted.addEventListener('abort', end);
  const timer = options.for === undefined ? undefined : setTimeout(end, options.for);
  const work = {
    label: basename(file),
    loadedAt: () => loaded,
    jobs: {
      next() {
        const seed = stop.signal.aborted ? undefined : series.next();
        return seed === undefined ? undefined : { point: 0, seed };
      },
    },
    onOutcome: (outcome: { readonly kind: string }) => {
      if (outcome.kind === 'lost') series.add(outcome as LostRun);
    },
    onCase: series.add,
    nameOf: ({ seed }: { readonly seed: string }) => `${file}: seed ${seed}`,
    runs: options.for === undefined ? seeds.length : undefined,
    atMost: !all,
  };
  await carryOut(work, options, stop.signal);
  clearTimeout(timer);
  interrupted.removeEventListener('abort', end);
}

function rerunOf(file: string, first: string, asked: number, options: HuntCommandOptions): string {
  const { seeds, for: time, faults, progress, asIs, all, shard, set = [], shuffleTies = false } = options;
  const parts = [
    `foretell hunt ${quoted(file)} --seed ${quoted(first)}`,
    (time === undefined || seeds !== undefined) && `--seeds ${asked}`,
    time !== undefined && `--for ${time / 1000}s`,
    asIs && '--as-is',
    faults && `--faults ${faults.min}..${faults.max}`,
    progress !== undefined && `--progress ${progress / 1e9}s`,
    (all || shard) && '--all',
    options.require && '--require',
    shard && `--shard ${shard.index}/${shard.of}`,
  ];
  return `${parts.filter((part) => part).join(' ')}${flagsText({ settings: set, shuffleTies })}`;
}
