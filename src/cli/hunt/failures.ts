/**
 * What becomes of a failure that a hunt found: the smallest case of it, as a scenario file with its report.
 */
import { basename, join, relative } from 'node:path';
import { createExperiment } from '../../experiment/experiment.js';
import type { Cases } from '../../experiment/hunt/draw.js';
import { type Minimised, minimalText, minimise } from '../../experiment/hunt/minimal.js';
import type { Found } from '../../experiment/hunt.js';
import { runOne } from '../../experiment/run-one.js';
import { quoted } from '../../experiment/seeds.js';
import { modelPathFrom } from '../../files/model-files.js';
import type { LoadedScenario } from '../../files/scenario-file.js';
import { version } from '../../files/version.js';
import type { Minimal } from '../../observe/hunt.js';
import { createProgress } from '../progress.js';
import { type Contents, contentsOf } from '../results.js';

export interface FailureOptions {
  readonly queue: 'fast' | 'heap';
  readonly shuffleTies?: boolean;
  readonly report: boolean;
  /** False: the case is written as it was drawn. */
  readonly shrink: boolean;
  /** Milliseconds that shrinking may take. */
  readonly shrinkFor: number;
}

export interface Place {
  readonly file: string;
  /** Where the hunt's results go. */
  readonly folder: string;
  /** 1 for the first failure. */
  readonly ordinal: number;
  /** The command that found it. */
  readonly foundBy: string;
}

/** Makes the failure small and puts its file and its report into `contents`. */
export async function tellFailure(
  { models }: LoadedScenario,
  cases: Cases,
  found: Found,
  place: Place,
  options: FailureOptions,
  contents: Contents,
): Promise<Minimal> {
  const { queue, shuffleTies = false } = options;
  const progress = createProgress(`${basename(place.file)}: making ${found.signature} smaller`, undefined);
  const until = performance.now() + (options.shrink ? options.shrinkFor : 0);
  const minimised = minimise(cases, models, found, {
    queue,
    shuffleTies,
    goOn(tried) {
      progress.update(tried);
      return performance.now() < until;
    },
  });
  progress.end();
  const name = place.ordinal === 1 ? 'minimal.yaml' : `minimal-${place.ordinal}.yaml`;
  const path = relative('', join(place.folder, name));
  const { foundBy, file } = place;
  const text = minimalText(minimised, models, {
    foundBy,
    version: version(),
    signature: found.signature,
    modelPath: (model) => modelPathFrom(place.folder, file, model),
  });
  contents.set(name, text);
  const report = join(`failure-${place.ordinal}`);
  for (const [part, content] of await storyOf(minimised, models, path, options))
    contents.set(join(report, part), content);
  const files = {
    scenario: path,
    ...(options.report && { report: relative('', join(place.folder, report, 'report.html')) }),
  };
  return { ...minimised.minimal, replay: `foretell replay ${quoted(path)}`, files };
}

/** The report of the minimal case, as running its file gives it. */
async function storyOf(
  { scenario }: Minimised,
  models: LoadedScenario['models'],
  file: string,
  { queue, shuffleTies = false, report }: FailureOptions,
): Promise<Contents> {
  const { seed } = scenario;
  const common = { queue, shuffleTies };
  const experiment = createExperiment(scenario, models, {
    ...common,
    seeds: [seed],
    version: version(),
    file,
  });
  experiment.add(runOne(scenario, models, seed, common));
  return contentsOf(scenario, experiment.conclude(), { report });
}
