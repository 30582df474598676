/**
 * `foretell size`: varies one number of a scenario until the smallest or largest that meets its goal is found.
 *
 * Reads, writes and prints; the search is the experiment's.
 */
import { basename } from 'node:path';
import { flagsText, quoted } from '../../experiment/seeds.js';
import { seedsOf } from '../../experiment/simulate.js';
import type { Goal } from '../../experiment/size/search.js';
import { createSizing, type Sizing } from '../../experiment/size.js';
import { labelsOf } from '../../experiment/sweep.js';
import { withWarmUp } from '../../experiment/warm-up.js';
import { type LoadedScenario, openScenario, type ScenarioFile } from '../../files/scenario-file.js';
import { version } from '../../files/version.js';
import type { ParamSpec } from '../../model/params.js';
import { formatCount } from '../../observe/format.js';
import type { SizingResult } from '../../observe/sweep.js';
import { sizingCsv } from '../../report/csv.js';
import { sizingSummary } from '../../report/terminal-sizing.js';
import type { Setting } from '../../scenario/settings.js';
import { sweptNumbers } from '../../scenario/swept-number.js';
import { type Current, parseVary, type Varied } from '../../scenario/vary.js';
import { type CommonOptions, carryOut } from '../carry-out.js';
import { EXIT, UsageError } from '../exit.js';
import { watchInterrupts } from '../interrupt.js';
import { type Contents, hashOf, homeOf, terminal, writeResults } from '../results.js';
import { settingOf, toldInOption } from '../settings.js';

export interface SizeOptions extends CommonOptions {
  readonly vary: string;
  readonly slo: readonly string[];
  readonly goal?: Goal;
  readonly confidence: number;
  readonly precision: number;
  readonly set?: readonly string[];
}

/** Runs at most of one value, where the command does not say. */
const RUNS_MAX = 100;

/** Returns the exit code. */
export async function size(file: string, options: SizeOptions): Promise<number> {
  const source = openScenario(file);
  const { set = [], slo, confidence, precision } = options;
  const fixed: readonly Setting[] = [...set.map((text) => settingOf(text)), ...expecting(slo)];
  const base = await source.load(fixed);
  for (const { kind, text } of base.scenario.expect)
    if (kind !== 'bound') throw new UsageError(`--slo takes a bound such as p99(app) < 200ms, not "${text}"`);
  const varied = variedOf(source, base, options.vary, fixed);
  const describe = (number: number) => {
    const { unit, numbers } = sweptNumbers([varied.text(number), varied.text(number + 1)]);
    return { unit, text: varied.text(number), number: numbers[0] ?? number };
  };
  const { unit } = describe(varied.from);
  const seeds = seedsOf(options.seed ?? base.scenario.seed, Math.max(2, options.runs ?? RUNS_MAX));
  const loaded: LoadedScenario[] = [];
  const scenarioAt = (number: number) => {
    const at = source.loadAgain([
      ...fixed,
      { path: varied.path, value: varied.text(number), before: '--vary ' },
    ]);
    const scenario = withWarmUp(at.scenario, at.models, seeds);
    loaded.push({ ...at, scenario });
    return scenario;
  };
  scenarioAt(varied.to); // so that an end that cannot be is told before anything runs
  loaded.pop();
  const sizing = createSizing({
    range: { ...varied, precision },
    goal: options.goal,
    goalByDefault: unit === '1/s' ? 'largest' : 'smallest',
    seeds,
    confidence,
    scenarioAt,
    describe: (number) => ({ text: describe(number).text, number: describe(number).number }),
  });
  const interrupted = await search(file, sizing, loaded, varied, options);
  if (interrupted && sizing.tried === 0) return EXIT.interrupted;
  const { undecided, notes = [], ...outcome } = sizing.result();
  const { name: scenario, question } = base.scenario;
  const most = Math.max(0, ...outcome.steps.map(({ runs }) => runs));
  const result: SizingResult = {
    kind: 'sizing',
    scenario,
    question,
    version: version(),
    seeds: seeds.slice(0, most),
    file,
    parameter: { path: varied.path, label: labelsOf([varied.path])[0]!, unit },
    slo: slo.join(' and '),
    confidence,
    ...outcome,
    ...(notes.length > 0 && { notes }),
    rerun: rerunOf(file, options, seeds),
    files: {},
  };
  const contents: Contents = new Map([['rows.csv', sizingCsv(result)]]);
  if (options.report) {
    const { renderSizing } = await import('../../report/index.js');
    const rendered = await renderSizing(result, { png: options.png ?? false });
    for (const [path, content] of rendered.files) contents.set(path, content);
  }
  const { goal = null } = options;
  const name = `size-${hashOf([version(), source.sources(), fixed, options.vary, goal, confidence, precision, seeds])}`;
  const written = writeResults(homeOf(options.out, file), name, contents, result);
  process.stdout.write(options.json ? `${JSON.stringify(written)}\n` : sizingSummary(written, terminal()));
  if (interrupted) return EXIT.interrupted;
  if (written.answer !== null) return EXIT.valid;
  return undecided ? EXIT.unknown : EXIT.invalid;
}

/** What must hold takes the place of what the file expects. */
const expecting = (slo: readonly string[]): readonly Setting[] => [
  { path: 'expect', value: '[]' },
  ...slo.map((value, i) => ({ path: `expect.${i}`, value, before: '--slo ', literal: true })),
];

function variedOf(
  source: ScenarioFile,
  base: LoadedScenario,
  vary: string,
  fixed: readonly Setting[],
): Varied {
  const set = (path: string) => fixed.findLast((setting) => setting.path === path)?.value;
  const read = parseVary(vary, (path) => {
    const known = whatStandsAt(base, path);
    return { ...known, text: set(path) ?? source.valueAt(path) ?? known.text };
  });
  if (read.ok) return read.value;
  throw new UsageError(toldInOption('--vary', vary, read.problem));
}

/** Defaults and limits that a path has without being in the file. */
function whatStandsAt({ scenario, models }: LoadedScenario, path: string): Current {
  const [section, group, key, param] = path.split('.');
  if (section !== 'nodes' && section !== 'clients') return { text: undefined };
  if (key === 'count') return { text: '1' };
  const model = models.get(scenario.nodes.find(({ name }) => name === group)?.model ?? '');
  const params = (model?.params ?? {}) as Readonly<Record<string, ParamSpec>>;
  const spec = key === 'params' && section === 'nodes' ? params[param ?? ''] : undefined;
  if (spec === undefined) return { text: undefined };
  const text = String(spec.default);
  return spec.kind === 'count' ? { text, min: spec.min, max: spec.max } : { text };
}

/** Returns whether it was interrupted. */
async function search(
  file: string,
  sizing: Sizing,
  loaded: readonly LoadedScenario[],
  varied: Varied,
  options: SizeOptions,
): Promise<boolean> {
  const interrupt = watchInterrupts();
  await carryOut(
    {
      label: basename(file),
      loadedAt: (point) => loaded[point]!,
      jobs: {
        next() {
          const next = sizing.next();
          return next === undefined ? undefined : { point: next.value, seed: next.seed };
        },
      },
      onOutcome: (outcome, { point }) => sizing.add(point, outcome),
      nameOf: ({ point, seed }) => `${file}: value ${point + 1} of ${varied.path}: seed ${seed}`,
      runs: undefined,
      atMost: false,
      before: () => `${formatCount(sizing.tried, 'value')}, `,
    },
    options,
    interrupt.signal,
  );
  interrupt.end();
  if (!sizing.over) process.stderr.write(`interrupted after ${formatCount(sizing.tried, 'value')}\n`);
  return !sizing.over;
}

function rerunOf(file: string, options: SizeOptions, seeds: readonly string[]): string {
  const { vary, slo, goal, confidence, precision, set = [], shuffleTies = false } = options;
  const percent = (share: number) => `${Number((share * 100).toPrecision(12))}%`;
  const words = [
    `foretell size ${quoted(file)} --vary ${quoted(vary)}`,
    ...slo.map((text) => `--slo ${quoted(text)}`),
    ...(goal === undefined ? [] : [`--goal ${goal}`]),
    `--confidence ${percent(confidence)} --precision ${percent(precision)}`,
    `--seed ${quoted(seeds[0]!)} --runs ${seeds.length}`,
  ];
  return `${words.join(' ')}${flagsText({ settings: set, shuffleTies })}`;
}
