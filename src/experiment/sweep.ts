/**
 * Sweeps: the grid of points that several parameters span, and what its points come to together.
 *
 * Knows values as texts and numbers; who sets them in a scenario, and who runs it, is not its business.
 */
import { worst } from '../check/verdict.js';
import { combineDigests } from '../kernel/digest.js';
import { invariant } from '../kernel/invariant.js';
import type { Provenance, SweepParameter, SweepPoint, SweepResult } from '../observe/sweep.js';
import type { SweptPath } from '../scenario/read/sweep.js';
import { sweptNumbers } from '../scenario/swept-number.js';
import { scalabilityOf } from './sweep/scalability.js';

/** A grid has no more points than this. */
export const MOST_POINTS = 10_000;

/** The parameters as results name them. */
export function parametersOf(swept: readonly SweptPath[]): readonly SweepParameter[] {
  const labels = labelsOf(swept.map(({ path }) => path));
  return swept.map(({ path, values }, i): SweepParameter => {
    const { unit, numbers } = sweptNumbers(values);
    const label = labels[i]!;
    return { path, label, unit, values: values.map((text, k) => ({ text, number: numbers[k]! })) };
  });
}

/** Every combination, the last parameter changing fastest. */
export function gridOf(parameters: readonly SweepParameter[]): readonly (readonly number[])[] {
  return parameters.reduce<readonly (readonly number[])[]>(
    (points, { values }) => points.flatMap((at) => values.map((_, i) => [...at, i])),
    [[]],
  );
}

/** What is set at a point, of the parameters that change: `servers 2, users arrivals poisson(100/s)`. */
export function describePoint(parameters: readonly SweepParameter[], at: readonly number[]): string {
  const all = parameters.map(({ label, values }, i) => `${label} ${values[at[i]!]!.text}`);
  const changing = all.filter((_, i) => parameters[i]!.values.length > 1);
  return (changing.length > 0 ? changing : all).join(', ');
}

/** Short names that differ: the last words of the path, and as many before as it takes. */
export function labelsOf(paths: readonly string[]): readonly string[] {
  const words = paths.map(wordsOf);
  const lengths = words.map(({ least }) => least);
  const labelAt = (i: number) => words[i]!.words.slice(-lengths[i]!).join(' ');
  for (let round = 0; round < LONGEST_LABEL; round++) {
    const labels = paths.map((_, i) => labelAt(i));
    const clash = labels.map((label, i) => labels.some((other, k) => k !== i && other === label));
    if (!clash.includes(true)) return labels;
    for (const [i, clashes] of clash.entries()) if (clashes) lengths[i]! += 1;
  }
  return paths;
}

const LONGEST_LABEL = 10;

/** The words of a path that tell something, and how many of the last ones make a label. */
function wordsOf(path: string): { readonly words: readonly string[]; readonly least: number } {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const [section, group] = steps;
  const spoken = steps.map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : spaced(step)));
  if (section === 'nodes' && steps[2] === 'params')
    return { words: [group ?? '', ...spoken.slice(3)], least: Math.max(1, steps.length - 3) };
  if (section === 'nodes' || section === 'clients')
    return { words: [group ?? '', ...spoken.slice(2)], least: steps.length - 1 };
  if (section === 'faults') return { words: ['fault', ...spoken.slice(1)], least: steps.length };
  return { words: spoken, least: steps.length };
}

/** `electionTimeout` -> `election timeout`. */
const spaced = (word: string): string =>
  word.replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);

export interface SweepParts extends Omit<Provenance, 'seeds'>, Pick<SweepResult, 'file' | 'rerun'> {
  /** All that a point may have had, in order. */
  readonly seeds: readonly string[];
  readonly parameters: readonly SweepParameter[];
  /** Those that were done, in any order. */
  readonly points: readonly SweepPoint[];
  /** Client groups in a closed loop, whose number is a concurrency. */
  readonly closed?: readonly string[];
}

/** Points that were not done leave the verdict unknown at best. */
export function sweepResult(parts: SweepParts): SweepResult {
  const { scenario, question, version, file, parameters, rerun } = parts;
  const grid = gridOf(parameters);
  const ordinal = new Map(grid.map((at, i) => [JSON.stringify(at), i]));
  const points = parts.points.toSorted(
    (a, b) => ordinal.get(JSON.stringify(a.at))! - ordinal.get(JSON.stringify(b.at))!,
  );
  invariant(
    points.every(({ at }) => ordinal.has(JSON.stringify(at))),
    'every point is one of the grid',
  );
  const used = new Set(points.flatMap(({ seeds }) => seeds));
  const missing = points.length < grid.length ? (['unknown'] as const) : [];
  return {
    kind: 'sweep',
    scenario,
    question,
    version,
    seeds: parts.seeds.filter((seed) => used.has(seed)),
    file,
    parameters,
    points,
    pointsAll: grid.length,
    verdict: worst([...points.map(({ verdict }) => verdict), ...missing]),
    digest: combineDigests(points.map(({ digest }) => digest)),
    scalability: scalabilityOf(parameters, points, parts.closed ?? []),
    rerun,
    files: {},
  };
}
