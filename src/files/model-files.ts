/**
 * Models by the modules that hold them, so that every thread can load its own: functions do not cross threads.
 *
 * Knows nothing of scenario files; a module that cannot be used is reported as data.
 */

import type { Models } from '../experiment/simulate.js';
import type { AnyModel } from '../model/index.js';

/** Where the models of a scenario are. Plain data. URLs are those of modules. */
export interface ModelFiles {
  /** Exports them as `builtinModels`. */
  readonly builtin: string;
  /** The user's own, by the path that the scenario names; each exports exactly one model. */
  readonly own: readonly { readonly path: string; readonly url: string }[];
}

export interface LoadedModels {
  readonly models: Models;
  /** What is wrong with the user's own, one line each, naming the path. */
  readonly problems: readonly string[];
}

export async function loadModels({ builtin, own }: ModelFiles): Promise<LoadedModels> {
  const { builtinModels } = (await import(builtin)) as { readonly builtinModels: readonly AnyModel[] };
  const models = new Map(builtinModels.map((model) => [model.name, model]));
  const problems: string[] = [];
  for (const { path, url } of own) {
    const found = await modelsIn(url);
    if (typeof found === 'string') problems.push(`${path}: cannot be loaded: ${found}`);
    else if (found.length === 1) models.set(path, found[0]!);
    else
      problems.push(
        `${path}: exports ${found.length} models; expected exactly one, made by defineModel({ … })`,
      );
  }
  return { models, problems };
}

/** What the module exports that is a model, or why it cannot be loaded. */
async function modelsIn(url: string): Promise<readonly AnyModel[] | string> {
  try {
    return Object.values((await import(url)) as Record<string, unknown>).filter(isModel);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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
