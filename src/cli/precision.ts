/** `--until-ci`: how many runs there may be, and what is told when they are over. */
import type { PrecisionWatch } from '../experiment/precision.js';
import { formatCount, formatRatio } from '../observe/format.js';
import type { Scenario } from '../scenario/scenario.js';

/** Runs at most where neither the command nor the interval says less. */
const RUNS_MAX = 1000;

/** With `--until-ci`, `--runs` is the most that there may be. */
export function runsMax(
  runs: number | undefined,
  untilCi: number | undefined,
  scenario: Pick<Scenario, 'runs'>,
): number {
  return runs ?? (untilCi === undefined ? scenario.runs : RUNS_MAX);
}

/** Which figure decided, or how far off it is still, in a line. */
export function precisionNote(
  what: string,
  runs: number,
  untilCi: number,
  { met, figures }: Pick<PrecisionWatch, 'met' | 'figures'>,
): string {
  const worst = figures.reduce<(typeof figures)[number] | undefined>(
    (most, each) => ((each.relative ?? Infinity) > (most?.relative ?? -1) ? each : most),
    undefined,
  );
  const after = `${what}: ${formatCount(runs, 'run')}`;
  if (worst === undefined) return `${after}: no means to be precise about\n`;
  const known = worst.relative === null ? 'not known' : `± ${formatRatio(worst.relative)}`;
  const asked = formatRatio(untilCi);
  return met
    ? `${after}: ${worst.what} is ${known}, within ± ${asked}\n`
    : `${after}, the most there may be: ${worst.what} is ${known}, not within ± ${asked}\n`;
}

/** The option as it is given again. */
export const untilText = (untilCi: number | undefined): string =>
  untilCi === undefined ? '' : ` --until-ci ${Number((untilCi * 100).toPrecision(12))}%`;
