/** The tables of a hunt: conditions, kinds of faults, past failures, runs without a verdict. For pages and for CI. */
import { formatCount, formatRatio } from '../observe/format.js';
import type { ConditionCoverage, HuntResult } from '../observe/hunt.js';
import { conditionName, seedList, unjudged } from './hunt-words.js';
import { type Block, type Cell, cell, left, right } from './page.js';
import { capped } from './summary.js';

const ROWS_MAX = 200;

/** Most often reached last, so that what was never reached is seen first. */
export function conditionBlocks({ conditions, required, seeds }: HuntResult): Block[] {
  if (conditions.length === 0) return [];
  const needed = new Set(required.map(({ condition }) => condition));
  const rows = conditions
    .toSorted((a, b) => a.seeds - b.seeds)
    .map((each): Cell[] => [
      cell(conditionName(each), needed.has(conditionName(each)) ? '(required)' : undefined),
      each.seeds === 0
        ? { text: 'never', verdict: needed.has(conditionName(each)) ? 'invalid' : 'unknown' }
        : cell(formatRatio(each.seeds / seeds.done), `(${formatCount(each.seeds, 'run')})`),
      cell(each.first ?? '–'),
      cell(duringText(each)),
    ]);
  const columns = [
    left('Condition'),
    right('Reached in'),
    left('First seed'),
    left('While a fault was active'),
  ];
  return capped({ kind: 'table', columns, rows }, ROWS_MAX);
}

const duringText = ({ during }: ConditionCoverage): string =>
  during
    .toSorted((a, b) => b.seeds - a.seeds || (a.kind < b.kind ? -1 : 1))
    .map(({ kind, seeds }) => `${kind} (${formatCount(seeds)})`)
    .join(', ') || '–';

/** Those that a scenario names with a kind of fault, which the table of conditions does not list. */
export function requiredBlocks({ required, conditions }: HuntResult): Block[] {
  const known = new Set(conditions.map(conditionName));
  const rows = required
    .filter(({ condition }) => !known.has(condition))
    .map(({ condition, seeds }): Cell[] => [
      cell(condition),
      seeds === 0 ? { text: 'never', verdict: 'invalid' } : cell(formatCount(seeds, 'run')),
    ]);
  const columns = [left('Required'), right('Reached in')];
  return rows.length === 0 ? [] : capped({ kind: 'table', columns, rows }, ROWS_MAX);
}

export function faultBlocks({ faults }: HuntResult): Block[] {
  if (faults.length === 0) return [{ kind: 'paragraph', text: 'No faults were injected.' }];
  const rows = faults.map(({ kind, drawn, hit }): Cell[] => [
    cell(kind),
    cell(formatCount(drawn, 'run')),
    hit === 0 && drawn > 0 ? { text: 'none', verdict: 'unknown' } : cell(formatCount(hit, 'run')),
  ]);
  return [
    { kind: 'table', columns: [left('Kind of fault'), right('Drawn in'), right('Hit somebody in')], rows },
  ];
}

export function regressionBlocks({ regressions }: HuntResult): Block[] {
  if (regressions.length === 0) return [];
  const rows = regressions.map(({ file, verdict, reasons }): Cell[] => [
    cell(file),
    { text: verdict, verdict },
    cell(reasons[0] ?? ''),
  ]);
  const columns = [left('Past failure'), left('Verdict'), left('Why')];
  return capped({ kind: 'table', columns, rows }, ROWS_MAX);
}

/** A line for each cause. */
export function unknownBlocks(result: HuntResult): Block[] {
  const rows = unjudged(result).map(({ why, seeds }): Cell[] => [
    cell(why),
    cell(formatCount(seeds.length)),
    cell(seedList(seeds)),
  ]);
  const columns = [left('Why they could not be judged'), right('Runs'), left('Seeds')];
  return rows.length === 0 ? [] : capped({ kind: 'table', columns, rows }, ROWS_MAX);
}
