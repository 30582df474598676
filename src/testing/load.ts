/**
 * Scenario files for tests: read at once, with their models, without a promise.
 *
 * Models of one's own are handed in, which lets the test runner compile and watch them; those that are not are
 * required from where the file names them.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { builtinModels } from '../../models/index.js';
import type { Cases } from '../experiment/hunt/draw.js';
import type { Models } from '../experiment/simulate.js';
import { modelIn, notLoaded } from '../files/model-files.js';
import { openScenario } from '../files/scenario-file.js';
import { UsageError } from '../files/usage-error.js';
import type { AnyModel } from '../model/index.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Setting } from '../scenario/settings.js';

export interface LoadOptions {
  /** Values by their paths, as `--set` takes them: `{ 'nodes.db.count': 3, duration: '5s' }`. */
  readonly set?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Models by the names that the file gives them, `{ './register.js': register }`. Better than having them loaded:
   * they may then be written in TypeScript, and the test runner watches them.
   */
  readonly models?: Readonly<Record<string, AnyModel>>;
}

/** A scenario with everything that is needed to run it. */
export interface Loaded {
  readonly scenario: Scenario;
  readonly models: Models;
  /** The file, as it was named. */
  readonly file: string;
  /** What was set, as on the command line: `nodes.db.count=3`. */
  readonly settings: readonly string[];
  /** What random scenarios are drawn from: the file's section `hunt`, defaults filled in. */
  readonly cases: Cases;
}

/**
 * Reads a scenario file.
 *
 *     const loaded = loadScenario('scenarios/register.yaml', { set: { duration: '5s' } });
 *
 * @param file from the working directory, or a URL such as `new URL('register.yaml', import.meta.url)`
 * @throws an error that tells every problem of the file with its line and column
 */
export function loadScenario(file: string | URL, { set = {}, models: given = {} }: LoadOptions = {}): Loaded {
  const path = file instanceof URL ? fileURLToPath(file) : file;
  const source = openScenario(path);
  const settings = Object.entries(set).map(([at, value]): Setting => ({ path: at, value: String(value) }));
  const models: Models = new Map([
    ...builtinModels.map((model) => [model.name, model] as const),
    ...source
      .modelFiles(settings)
      .own.flatMap(({ path: name, url }) =>
        Object.hasOwn(given, name) ? [] : [[name, requireModel(name, url)] as const],
      ),
    ...Object.entries(given),
  ]);
  const { scenario, hunting } = source.loadWith(models, settings);
  let combined: (readonly Setting[])[] = [settings];
  for (const { path: at, values } of hunting.vary)
    combined = combined.flatMap((before) => values.map((value) => [...before, { path: at, value }]));
  const variants =
    combined.length === 1 ? [scenario] : combined.map((each) => source.loadWith(models, each).scenario);
  return {
    scenario,
    models,
    file: path,
    settings: settings.map(({ path: at, value }) => `${at}=${value}`),
    cases: { variants, hunting },
  };
}

function requireModel(name: string, url: string): AnyModel {
  const found = attempt(() => modelIn(createRequire(import.meta.url)(fileURLToPath(url)) as object));
  if (typeof found !== 'string') return found;
  throw new UsageError(
    `${name}: ${found}\nhint: import it in the test and hand it in: loadScenario(file, { models: { '${name}': … } })`,
  );
}

function attempt<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    return notLoaded(error);
  }
}
