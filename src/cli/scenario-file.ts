/**
 * Loads a scenario file together with the models it names: built-in ones, and a user's own `./model.js`.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtinModels } from '../../models/index.js';
import { chartNames } from '../../reports/index.js';
import type { Models } from '../experiment/simulate.js';
import type { AnyModel } from '../model/index.js';
import { formatProblems } from '../scenario/format-problems.js';
import { parseScenario } from '../scenario/parse.js';
import type { Scenario } from '../scenario/scenario.js';
import { UsageError } from './exit.js';
import { readText } from './files.js';

/** The parser's own limit; checked before a large file is read. */
const MAX_SCENARIO_BYTES = 2 ** 20;

/** A data file that a scenario reads (a trace of arrivals, an empirical distribution) may be larger than itself. */
const MAX_DATA_BYTES = 64 * 2 ** 20;

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly models: Models;
}

/** Throws {@link UsageError} with every problem of the file. */
export async function loadScenario(file: string): Promise<LoadedScenario> {
  const text = readText(file, MAX_SCENARIO_BYTES);
  const models = new Map(builtinModels.map((model) => [model.name, model]));
  for (const path of ownModels(text)) {
    const absolute = resolve(dirname(file), path);
    if (existsSync(absolute)) models.set(path, await importModel(path, absolute));
  }
  const readFile = (path: string) => {
    const absolute = resolve(dirname(file), path);
    const readable =
      existsSync(absolute) && statSync(absolute).isFile() && statSync(absolute).size <= MAX_DATA_BYTES;
    return readable ? readFileSync(absolute, 'utf8') : undefined;
  };
  const parsed = parseScenario(text, { file, models, readFile, charts: chartNames });
  if (!parsed.ok) throw new UsageError(formatProblems(parsed.problems, text));
  return { scenario: parsed.scenario, models };
}

/** Paths that stand where a model's name may: `model: ./mine.js`. Whether they are well placed, the parser says. */
function ownModels(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\bmodel:\s*["']?(\.{1,2}\/[^\s"',}]+)/g)].map((match) => match[1]!));
}

async function importModel(path: string, absolute: string): Promise<AnyModel> {
  let exported: Record<string, unknown>;
  try {
    exported = (await import(pathToFileURL(absolute).href)) as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(
      `${path}: cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const found = Object.values(exported).filter(isModel);
  if (found.length === 1) return found[0]!;
  throw new UsageError(
    `${path}: exports ${found.length} models; expected exactly one, made by defineModel({ … })`,
  );
}

function isModel(value: unknown): value is AnyModel {
  if (typeof value !== 'object' || value === null) return false;
  const { name, params, init, on } = value as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    typeof init === 'function' &&
    typeof on === 'object' &&
    typeof params === 'object'
  );
}
