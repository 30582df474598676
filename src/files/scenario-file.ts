/**
 * Loads a scenario file together with the models it names: built-in ones, and a user's own `./model.js`.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chartNames } from '../../reports/index.js';
import type { Cases } from '../experiment/hunt/draw.js';
import type { Models } from '../experiment/simulate.js';
import { invariant } from '../kernel/invariant.js';
import { formatProblems } from '../scenario/format-problems.js';
import { parseScenario } from '../scenario/parse.js';
import type { SweptPath } from '../scenario/read/sweep.js';
import type { Hunting, Scenario } from '../scenario/scenario.js';
import { type Setting, textAt } from '../scenario/settings.js';
import { loadModels, type ModelFiles } from './model-files.js';
import { readText } from './read-write.js';
import { UsageError } from './usage-error.js';

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
  /** What the file says to sweep over; empty where there are settings. */
  readonly sweep: readonly SweptPath[];
  /** What a hunt varies. */
  readonly hunting: Hunting;
  /** What cases are drawn from, where this is hunted. */
  readonly cases?: Cases;
}

/** A file that is read once and loaded with different settings. */
export interface ScenarioFile {
  readonly file: string;
  /** Throws {@link UsageError} with every problem of the file and the settings. */
  load(settings?: readonly Setting[]): Promise<LoadedScenario>;
  /** The same at once, where no other models are named than were loaded before. */
  loadAgain(settings: readonly Setting[]): LoadedScenario;
  /** The same at once, with the caller's models, whoever loaded them. */
  loadWith(models: Models, settings: readonly Setting[]): LoadedScenario;
  /** Where the models are that it names. */
  modelFiles(settings: readonly Setting[]): ModelFiles;
  /** What stands in the file at a path, as text; `undefined` if nothing does. */
  valueAt(path: string): string | undefined;
  /** Texts of everything that was loaded: the file itself, its data files and the user's models, by path. */
  sources(): readonly (readonly [path: string, text: string])[];
}

/** Throws {@link UsageError} if the file cannot be read. */
export function openScenario(file: string): ScenarioFile {
  const text = readText(file, MAX_SCENARIO_BYTES);
  const data = new Map<string, string | undefined>();
  const own = new Map<string, string>();
  const known = new Map<string, Models>();
  const readFile = (path: string) => {
    if (!data.has(path)) data.set(path, readData(resolve(dirname(file), path)));
    return data.get(path);
  };
  const modelFilesOf = (settings: readonly Setting[]): ModelFiles => {
    const texts = [text, ...settings.map(({ path, value }) => `${path.split('.').at(-1)}: ${value}`)];
    return { builtin: BUILTIN, own: ownModels(texts.join('\n'), dirname(file)) };
  };
  const knownModels = (modelFiles: ModelFiles): Models => {
    const models = known.get(JSON.stringify(modelFiles));
    invariant(models !== undefined, 'models are loaded before a scenario that names them');
    return models;
  };
  const parse = (models: Models, modelFiles: ModelFiles, settings: readonly Setting[]): LoadedScenario => {
    const parsed = parseScenario(text, { file, models, readFile, charts: chartNames, settings });
    if (!parsed.ok) throw new UsageError(formatProblems(parsed.problems, text));
    const { scenario, sweep, hunt } = parsed;
    return { scenario, models, modelFiles, sweep, hunting: hunt };
  };
  return {
    file,
    async load(settings = []) {
      const modelFiles = modelFilesOf(settings);
      const key = JSON.stringify(modelFiles);
      if (!known.has(key)) {
        const { models, problems } = await loadModels(modelFiles);
        if (problems.length > 0) throw new UsageError(problems.join('\n'));
        for (const { path } of modelFiles.own)
          own.set(path, readFileSync(resolve(dirname(file), path), 'utf8'));
        known.set(key, models);
      }
      return parse(knownModels(modelFiles), modelFiles, settings);
    },
    loadAgain(settings) {
      const modelFiles = modelFilesOf(settings);
      return parse(knownModels(modelFiles), modelFiles, settings);
    },
    loadWith: (models, settings) => parse(models, modelFilesOf(settings), settings),
    modelFiles: modelFilesOf,
    valueAt: (path) => textAt(text, path),
    sources: () => [
      [file, text],
      ...[...data].map(([path, content]) => [path, content ?? ''] as const),
      ...own,
    ],
  };
}

/** Throws {@link UsageError} with every problem of the file. */
export const loadScenario = async (
  file: string,
  settings: readonly Setting[] = [],
): Promise<LoadedScenario> => openScenario(file).load(settings);

function readData(absolute: string): string | undefined {
  const readable =
    existsSync(absolute) && statSync(absolute).isFile() && statSync(absolute).size <= MAX_DATA_BYTES;
  return readable ? readFileSync(absolute, 'utf8') : undefined;
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
