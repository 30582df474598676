/** Scenarios of the repository at a size for tests: shorter, with fewer runs, at one point of their sweep. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModels } from '../../models/index.js';
import { chartNames } from '../../reports/index.js';
import { runOne } from '../../src/experiment/run-one.js';
import { seedsOf } from '../../src/experiment/simulate.js';
import { createPointRuns } from '../../src/experiment/sweep/point.js';
import { theoryOf } from '../../src/experiment/theory.js';
import type { AnyModel } from '../../src/model/index.js';
import type { SweepPoint } from '../../src/observe/sweep.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type { Setting } from '../../src/scenario/settings.js';

export const FOLDER = new URL('../../scenarios/', import.meta.url);
export const models = new Map<string, AnyModel>(builtinModels.map((model) => [model.name, model]));

export const files: readonly string[] = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.yaml'),
);

export const textOf = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

/** Values by path, as on the command line. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Shorter than the files' own durations, which are for people: long enough for what each expects and finds. The
 * folder `examples` and Raft's scenarios run at full length.
 */
const SMALLER: Readonly<Record<string, Settings>> = {
  'capacity/ad-serving.yaml': { duration: '20s', warmUp: '2s' },
  'capacity/api-servers.yaml': { duration: '30s', warmUp: '2s' },
  'capacity/chat-fan-out.yaml': { duration: '15s', warmUp: '1s' },
  'capacity/scalability.yaml': { duration: '10s', warmUp: '1s' },
  'partitioning/cell-failure.yaml': { duration: '8s' },
  'partitioning/celebrity-reads.yaml': { duration: '4s' },
  'partitioning/celebrity-writes.yaml': { duration: '4s' },
  'partitioning/secondary-index.yaml': { duration: '5s', 'clients.app.until': '4s' },
  'partitioning/shuffle-sharding.yaml': { duration: '8s' },
  'partitioning/timestamp-keys.yaml': { duration: '5s' },
  'queueing/call-centre.yaml': {},
  'queueing/hockey-stick.yaml': { duration: '400s', warmUp: '20s' },
  'queueing/pooling-one-queue.yaml': { duration: '40s', warmUp: '2s' },
  'queueing/pooling-queue-each.yaml': { duration: '40s', warmUp: '2s' },
  'queueing/priority.yaml': { duration: '200s', warmUp: '10s' },
  'queueing/tail-at-scale.yaml': { duration: '7s', 'clients.users.until': '5s' },
  'queueing/thread-pool.yaml': { duration: '8s', warmUp: '1s' },
  'queueing/variability.yaml': { duration: '200s', warmUp: '10s' },
};

export function load(file: string, settings: Settings = {}) {
  const all: Settings = { ...SMALLER[file], ...settings };
  const set = Object.entries(all).map(([path, value]): Setting => ({ path, value }));
  return parseScenario(textOf(file), {
    file,
    models,
    readFile: () => undefined,
    charts: chartNames,
    settings: set,
  });
}

/** The same, for a file that is known to be sound. */
export function scenarioOf(file: string, settings: Settings = {}) {
  const parsed = load(file, settings);
  if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  return parsed.scenario;
}

/** What the file has at one point, with theory beside it; `expect` takes the place of what the file expects. */
export function pointOf(
  file: string,
  settings: Settings,
  { runs, expect }: { readonly runs: number; readonly expect?: readonly string[] },
): SweepPoint {
  const own = expect === undefined ? {} : { expect: JSON.stringify(expect) };
  const scenario = scenarioOf(file, { ...settings, ...own });
  const seeds = seedsOf(scenario.seed, runs);
  const theory = theoryOf(scenario, models, [0.5, 0.9, 0.99]);
  const point = createPointRuns(scenario, {
    seeds,
    version: 'test',
    untilCi: undefined,
    replay: () => '',
    theory,
  });
  for (let seed = point.series.next(); seed !== undefined; seed = point.series.next())
    point.series.add(runOne(scenario, models, seed));
  return point.result([]);
}
