/**
 * From a failing seed to a scenario file of its own: the case drawn again, made smaller, and written down.
 *
 * Only what failed is expected of it, so that it fails for one reason. The text is an ordinary scenario file
 * that opens by saying where it comes from. Touches no files and looks at no clock.
 */
import { combineDigests } from '../../kernel/digest.js';
import { invariant } from '../../kernel/invariant.js';
import type { AnyModel } from '../../model/index.js';
import type { CaseSize, Minimal } from '../../observe/hunt.js';
import { printScenario } from '../../scenario/print.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Found } from '../hunt.js';
import type { Models } from '../simulate.js';
import { type CaseOptions, type CaseOutcome, runCase } from './case.js';
import { type Cases, drawScenario } from './draw.js';
import { type ShrinkOptions, type Shrunk, shrink } from './shrink.js';

export interface Minimised {
  readonly scenario: Scenario;
  readonly minimal: Omit<Minimal, 'replay' | 'files'>;
}

export type MinimiseOptions = CaseOptions & Pick<ShrinkOptions, 'goOn' | 'onStep'>;

const NS_PER_S = 1e9;

/** Makes the first seed of a failure as small as it gets. */
export function minimise(
  cases: Cases,
  models: Models,
  { signature, expect, seeds }: Pick<Found, 'signature' | 'expect' | 'seeds'>,
  { goOn, onStep, ...options }: MinimiseOptions = {},
): Minimised {
  const seed = seeds[0]!;
  const drawn = drawScenario(cases, models, seed);
  const before = runCase(drawn, models, options);
  const failing: Scenario = { ...drawn, expect, runs: 1, warmUp: 0, warmUpBy: { kind: 'time' }, report: [] };
  const failureIn = ({ failures }: CaseOutcome) => failures.find((each) => each.signature === signature);
  const fails = (candidate: Scenario) => failureIn(runCase(candidate, models, options)) ?? false;
  const shrinking = {
    models,
    failedAt: failureIn(before)?.at,
    ...(goOn && { goOn }),
    ...(onStep && { onStep }),
  };
  const shrunk: Shrunk =
    goOn === undefined || goOn(0)
      ? shrink(failing, fails, shrinking)
      : { scenario: failing, tried: 0, finished: false };
  const after = runCase(shrunk.scenario, models, options);
  const failure = failureIn(after);
  invariant(failure !== undefined, 'what is left fails in the same way');
  return {
    scenario: shrunk.scenario,
    minimal: {
      seed,
      digest: combineDigests([after.digest]),
      explanation: failure.explanation,
      context: failure.context,
      before: sizeOf(drawn, before),
      after: sizeOf(shrunk.scenario, after),
      tried: shrunk.tried,
      finished: shrunk.finished,
      faults: shrunk.scenario.faults.map(({ text }) => text),
    },
  };
}

/** What a case comes to, to be told beside what became of it. */
export function sizeOf(
  { faults, clients, nodes, duration }: Scenario,
  { operations }: CaseOutcome,
): CaseSize {
  const sum = (groups: readonly { readonly count: number }[]) =>
    groups.reduce((total, { count }) => total + count, 0);
  return {
    faults: faults.length,
    operations,
    clients: sum(clients),
    nodes: sum(nodes),
    duration_s: duration / NS_PER_S,
  };
}

export interface Provenance {
  /** The command that found it. */
  readonly foundBy: string;
  readonly version: string;
  readonly signature: string;
  /** Where a user's own model is, seen from where the text will be; the same by default. */
  readonly modelPath?: (path: string) => string;
}

/** What a digest that is written down is found by. */
export const DIGEST_LINE = /^# digest ([0-9a-f]{16})\b/m;

/** The scenario file, with what is known of it as its opening comment. */
export function minimalText(
  { scenario, minimal }: Minimised,
  models: Models,
  { foundBy, version, signature, modelPath = (path) => path }: Provenance,
): string {
  const nodes = scenario.nodes.map((group) => ({ ...group, model: modelPath(group.model) }));
  const known = new Map<string, AnyModel>(models);
  for (const { model } of scenario.nodes) known.set(modelPath(model), models.get(model)!);
  const { before, after } = minimal;
  const head = [
    `${signature} fails. Found by`,
    `  ${foundBy}`,
    `with seed ${minimal.seed}; ${sizeText(before)} became ${sizeText(after)}.`,
    '',
    ...wrapped(minimal.explanation),
    '',
    ...(minimal.context === '' ? [] : [...wrapped(minimal.context), '']),
    `digest ${minimal.digest} with foretell ${version}`,
  ];
  const name = `${signature} in ${scenario.name}`;
  const text = printScenario({ ...scenario, name, question: `Does ${signature} hold?`, nodes }, known);
  return `${head.map((line) => `# ${line}`.trimEnd()).join('\n')}\n${text}`;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

export const sizeText = ({ faults, operations }: CaseSize): string =>
  `${counted(faults, 'fault')} and ${counted(operations, 'operation')}`;

const LINE_WIDTH = 100;

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= LINE_WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
