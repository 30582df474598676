/**
 * Past failures: scenario files in a folder `regressions`, which are run before a hunt looks for new ones.
 *
 * Each is an ordinary scenario file, with the seed that once failed.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createExperiment } from '../../experiment/experiment.js';
import { runOne } from '../../experiment/run-one.js';
import { seedsOf } from '../../experiment/simulate.js';
import { type LoadedScenario, loadScenario } from '../../files/scenario-file.js';
import { version } from '../../files/version.js';
import type { HuntResult } from '../../observe/hunt.js';
import { UsageError } from '../exit.js';

const FOLDER = 'regressions';

/** The folder beside the file or one above, if there is one. */
export function corpusOf(file: string): string | undefined {
  const here = dirname(file);
  return [join(here, FOLDER), join(here, '..', FOLDER)].find(existsSync);
}

/**
 * Runs the past failures of these models, by the names that they have themselves, in the order of the files.
 * @param folder what the command names; else the one that is found, if any
 */
export async function replayCorpus(
  file: string,
  folder: string | undefined,
  models: ReadonlySet<string>,
): Promise<HuntResult['regressions']> {
  if (folder !== undefined && !existsSync(folder))
    throw new UsageError(`--corpus ${folder}: there is no such folder`);
  const corpus = folder ?? corpusOf(file);
  if (corpus === undefined) return [];
  const names = readdirSync(corpus).filter((name) => /\.ya?ml$/.test(name));
  const regressions: HuntResult['regressions'][number][] = [];
  for (const name of names.sort()) {
    const path = relative('', join(corpus, name));
    const loaded = await loadScenario(path);
    const { scenario } = loaded;
    if (folder === undefined && !namesOf(loaded).every((model) => models.has(model))) continue;
    const seeds = seedsOf(scenario.seed, scenario.runs);
    const experiment = createExperiment(scenario, loaded.models, { seeds, version: version(), file: path });
    for (const seed of seeds) experiment.add(runOne(scenario, loaded.models, seed));
    const { verdict, reasons } = experiment.conclude().result;
    regressions.push({ file: path, verdict, reasons });
  }
  return regressions;
}

/** What its models are called, wherever their files are. */
export const namesOf = ({ scenario, models }: LoadedScenario): readonly string[] =>
  scenario.nodes.map(({ model }) => models.get(model)!.name);
