/**
 * What becomes of a property's failure: the smallest case, as a scenario file like any other.
 *
 * Writes files below `out`, and says how to see the failure again.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type CaseOutcome, type Failure, runCase } from '../experiment/hunt/case.js';
import { minimalText, sizeOf } from '../experiment/hunt/minimal.js';
import { quoted } from '../experiment/seeds.js';
import { modelPathFrom } from '../files/model-files.js';
import { writeFile } from '../files/read-write.js';
import { version } from '../files/version.js';
import { combineDigests } from '../kernel/digest.js';
import type { CaseSize } from '../observe/hunt.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Loaded } from './load.js';

/** A failing case, and what became of it. */
export interface Shrunk {
  readonly failure: Failure;
  readonly drawn: { readonly scenario: Scenario; readonly outcome: CaseOutcome };
  readonly smallest: Scenario;
  /** Cases that making it smaller took. */
  readonly tried: number;
  readonly finished: boolean;
}

export interface Written {
  /** What shows it again: a command, if the models are where the file can find them. */
  readonly replay: string | undefined;
  readonly path: string;
  readonly before: CaseSize;
  readonly after: CaseSize;
}

/** @param foundBy how the test finds it again, as code */
export function writeMinimal(loaded: Loaded, shrunk: Shrunk, out: string, foundBy: string): Written {
  const { models, file } = loaded;
  const { failure, drawn, tried, finished } = shrunk;
  const { signature, expect } = failure;
  const onlyThis = { expect, runs: 1, report: [], warmUp: 0, warmUpBy: { kind: 'time' } } as const;
  const smallest: Scenario = { ...shrunk.smallest, ...onlyThis };
  const after = runCase(smallest, models);
  const digest = combineDigests([after.digest]);
  const again = after.failures.find((each) => each.signature === signature);
  const sizes = { before: sizeOf(drawn.scenario, drawn.outcome), after: sizeOf(smallest, after) };
  const name = basename(file).replace(/\.ya?ml$/, '');
  const folder = join(out, name, `property-${digest.slice(0, 8)}`);
  const path = relative('', join(folder, 'minimal.yaml'));
  const minimal = {
    ...sizes,
    seed: smallest.seed,
    digest,
    explanation: again?.explanation ?? '',
    context: again?.context ?? '',
    tried,
    finished,
    faults: smallest.faults.map(({ text }) => text),
  };
  const modelPath = (model: string) => modelPathFrom(folder, file, model);
  const about = { foundBy, version: version(), signature, modelPath };
  writeFile(path, minimalText({ scenario: smallest, minimal }, models, about));
  const own = smallest.nodes.filter(({ model }) => model.startsWith('.'));
  const found = own.every(({ model }) => existsSync(resolve(dirname(file), model)));
  return { ...sizes, path, replay: found ? `foretell replay ${quoted(path)}` : undefined };
}
