/**
 * Loads a scenario file together with the models it names: built-in ones, and a user's own `./model.js`.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chartNames } from '../../reports/index.js';
import { loadModels, type ModelFiles } from '../experiment/executors/model-files.js';
import type { Models } from '../experiment/simulate.js';
import { formatProblems } from '../scenario/format-problems.js';
import { parseScenario } from '../scenario/parse.js';
import type { Scenario } from '../scenario/scenario.js';
import { UsageError } from './exit.js';
import { readText } from './files.js';

/** The parser's own limit; checked before a large file is read. */
const MAX_SCENARIO_BYTES = 2 ** 20;

/** A data file that a scenario reads (a trace of arrivals, an empirical distribution) may be larger than itself. */
const MAX_DATA_BYTES = 64 * 2 ** 20;

const BUILTIN = new URL('../../models/index.js', import.meta.url).href;

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly models: Models;
  /** Where the models came from, for threads that must load their own. */
  readonly modelFiles: ModelFiles;
}

/** Throws {@link UsageError} with every problem of the file. */
export async function loadScenario(file: string): Promise<LoadedScenario> {
  const text = readText(file, MAX_SCENARIO_BYTES);
  const modelFiles = { builtin: BUILTIN, own: ownModels(text, dirname(file)) };
  const { models, problems } = await loadModels(modelFiles);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const readFile = (path: string) => {
    const absolute = resolve(dirname(file), path);
    const readable =
      existsSync(absolute) && statSync(absolute).isFile() && statSync(absolute).size <= MAX_DATA_BYTES;
    return readable ? readFileSync(absolute, 'utf8') : undefined;
  };
  const parsed = parseScenario(text, { file, models, readFile, charts: chartNames });
  if (!parsed.ok) throw new UsageError(formatProblems(parsed.problems, text));
  return { scenario: parsed.scenario, models, modelFiles };
}

/**
 * Paths that stand where a model's name may: `model: ./mine.js`. Whether they are well placed, and what is
 * missing, the parser says.
 */
function ownModels(text: string, folder: string): ModelFiles['own'] {
  const found = [...text.matchAll(/\bmodel:\s*["']?(\.{1,2}\/[^\s"',}]+)/g)].map((match) => match[1]!);
  return [...new Set(found)]
    .map((path) => ({ path, absolute: resolve(folder, path) }))
    .filter(({ absolute }) => existsSync(absolute))
    .map(({ path, absolute }) => ({ path, url: pathToFileURL(absolute).href }));
}
