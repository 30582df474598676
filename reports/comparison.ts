/**
 * Comparison: the figures of two designs, the difference between them with its interval, and the pairs behind it.
 *
 * Differences are drawn in percent of A, so that figures of any unit share an axis; the labels have them as measured.
 */
import type { ComparisonResult } from '../src/observe/sweep.js';
import type { Chart, Spec } from './chart.js';
import { block, padded, pairsPanel, relative } from './comparison-panels.js';
import { comparisonFinding, drawable, mainPairs } from './comparison-words.js';
import { frame } from './frame.js';
import { shortNames } from './words.js';

const ROWS_MAX = 12;

export const comparison: Chart<ComparisonResult> = {
  name: 'comparison',
  title: 'Comparison',
  question: 'Does it make a difference, and how much of one?',
  howToRead: (result) =>
    'Left: each figure of A and of B. Right: how much more (right of the line) or less (left of it) B has, in percent of A; the bar is the 95 % confidence interval of the difference over pairs of runs with the same seed. A bar that crosses the line shows no difference.' +
    (mainPairs(result).length > 0
      ? ' Below: each thin line is one seed, run with both designs; if nearly all slope the same way, it is no accident.'
      : ''),
  needs: 'figures that both designs have',
  applies: (result) => drawable(result).length > 0,
  finding: comparisonFinding,
  spec,
};

function spec(result: ComparisonResult): Spec {
  const all = drawable(result);
  const rows = all.slice(0, ROWS_MAX);
  const units = [...new Set(rows.map(({ unit }) => unit))];
  const ends = rows.flatMap((row) => relative(row)).flatMap(({ low, high }) => [low, high]);
  const domain = padded([0, ...ends]);
  const blocks = units.map((unit, i) =>
    block(
      rows.filter((row) => row.unit === unit),
      domain,
      i === 0,
      i === units.length - 1,
    ),
  );
  const [a, b] = shortNames([result.a.name, result.b.name], 50);
  const left = result.rows.length - rows.length;
  return frame(
    result,
    {
      title: comparisonFinding(result),
      subtitle: left > 0 ? [`Not drawn: ${left} more figures, see the table.`] : [],
      key: [`A: ${a}.  B: ${b}.`, ...slopes(result)],
    },
    { vconcat: [...blocks, ...pairsPanel(result)], spacing: 14, resolve: { scale: { color: 'shared' } } },
  );
}

/** B lower in 19 of 20 pairs. */
function slopes(result: ComparisonResult): string[] {
  const pairs = mainPairs(result);
  if (pairs.length === 0) return [];
  const lower = pairs.filter(({ a, b }) => b < a).length;
  const higher = pairs.filter(({ a, b }) => b > a).length;
  return [
    `Of ${pairs.length} pairs of runs with the same seed, B is lower in ${lower} and higher in ${higher}.`,
  ];
}
