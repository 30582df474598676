/**
 * Models by the modules that hold them, so that every thread can load its own: functions do not cross threads.
 *
 * Knows nothing of scenario files; a module that cannot be used is reported as data.
 */

import { dirname, join, relative } from 'node:path';
import type { Models } from '../experiment/simulate.js';
import type { AnyModel } from '../model/index.js';
import * as exported from '../model/index.js';
import { didYouMean } from '../scenario/suggest.js';

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
    const found = await import(url).then(modelIn, notLoaded);
    if (typeof found === 'string') problems.push(`${path}: ${found}`);
    else models.set(path, found);
  }
  return { models, problems };
}

/** The one model that a module exports, or what is wrong with it. */
export function modelIn(module: object): AnyModel | string {
  const found = Object.values(module).filter(isModel);
  if (found.length === 1) return found[0]!;
  return `exports ${found.length} models; expected exactly one, made by defineModel({ … })`;
}

/** Why a module could not be loaded. */
export function notLoaded(error: unknown): string {
  if (!(error instanceof Error)) return `cannot be loaded: ${String(error)}`;
  return `cannot be loaded: ${error.message}${placeOf(error)}${meantBy(error)}`;
}

/** `own.js:12:3` */
const PLACE = /[^/\\\s(]+\.[cm]?[jt]s:\d+(?::\d+)?/;

/** Where in the user's module, as Node tells it. Of what cannot even be parsed it tells nobody but its own check. */
function placeOf({ name, stack = '' }: Error): string {
  const own = stack.split('\n').find((line) => PLACE.test(line) && !/node:|node_modules/.test(line));
  const place = own && PLACE.exec(own)?.[0];
  if (place !== undefined) return ` (${place})`;
  return name === 'SyntaxError' ? ' (node --check shows where)' : '';
}

/** What is imported but not there: what is there, or what was most likely meant. */
function meantBy({ message }: Error): string {
  const [, name] = /'foretell\/model' does not provide an export named '(\w+)'/.exec(message) ?? [];
  if (name === undefined) return '';
  const known = Object.keys(exported).toSorted();
  return `; ${didYouMean(name, known) ?? `it has ${known.join(', ')}`}`;
}

/** A model that `file` names, by the name that a file in `folder` has for it. */
export function modelPathFrom(folder: string, file: string, model: string): string {
  if (!model.startsWith('.')) return model;
  const path = relative(folder, join(dirname(file), model)).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
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
