/** What the reports of a comparison and of a sizing say: question, answer, charts, every figure, how to do it again. */
import { comparedName, comparisonFinding, signed, signedRange } from '../../reports/comparison-words.js';
import { nextCheaperText, sizingFinding, surenessText } from '../../reports/sizing.js';
import { quantity, range } from '../../reports/words.js';
import type {
  ComparedRow,
  ComparedSide,
  ComparisonResult,
  SizingResult,
  SizingStep,
} from '../observe/sweep.js';
import type { Drawn } from './compose.js';
import { type Block, type Cell, cell, left, type Page, right } from './page.js';
import { reproduce } from './reproduce.js';
import { capped } from './summary.js';

const ROWS_MAX = 200;

export function composeComparison(result: ComparisonResult, drawn: Drawn): Page {
  const differing = result.rows.filter(({ verdict }) => verdict === 'lower' || verdict === 'higher').length;
  return {
    title: result.scenario,
    blocks: [
      ...question(result.question),
      {
        kind: 'answer',
        texts: [
          comparisonFinding(result),
          `A difference is shown in ${differing} of ${result.rows.length} figures.`,
        ],
      },
      sides(result),
      ...charts(drawn),
      ...comparedTable(result.rows),
      ...reproduce(result, {
        rerun: result.rerun,
        digests: [
          ['Digest of A', result.a.digest],
          ['Digest of B', result.b.digest],
        ],
        files: result.files,
      }),
    ],
  };
}

function question(text: string): Block[] {
  return text === '' ? [] : [{ kind: 'question', text }];
}

function charts({ charts: all, missing }: Drawn): Block[] {
  return [
    { kind: 'heading', text: 'Charts', id: 'charts' },
    ...all,
    ...missing.map((text) => ({ kind: 'note', text }) as const),
  ];
}

function sides({ a, b }: ComparisonResult): Block {
  const line = (letter: string, side: ComparedSide): Cell[] => [
    cell(letter),
    cell(side.name),
    cell(side.file),
    cell(side.settings.length === 0 ? 'as the file says' : side.settings.join(', ')),
    { text: side.verdict, verdict: side.verdict },
  ];
  const columns = [left(''), left('Design'), left('File'), left('Set'), left('Verdict')];
  return { kind: 'table', columns, rows: [line('A', a), line('B', b)] };
}

function comparedTable(rows: readonly ComparedRow[]): Block[] {
  const figure = (row: ComparedRow, value: number | null): Cell =>
    cell(value === null ? (row.verdict === 'too few' ? 'too few' : '–') : quantity(value, row.unit));
  const body = rows.map((row): Cell[] => {
    const interval =
      row.ciLow === null || row.ciHigh === null
        ? undefined
        : `(${signedRange(row.ciLow, row.ciHigh, row.unit)})`;
    return [
      cell(comparedName(row)),
      figure(row, row.a),
      figure(row, row.b),
      row.difference === null ? figure(row, null) : cell(signed(row.difference, row.unit), interval),
      cell(row.verdict),
    ];
  });
  const columns = [left('Figure'), right('A'), right('B'), right('B − A'), left('B is')];
  return [
    { kind: 'heading', text: 'Every figure', id: 'figures' },
    ...capped({ kind: 'table', columns, rows: body }, ROWS_MAX),
    {
      kind: 'note',
      text: 'Below a difference in parentheses: its 95 % confidence interval over pairs of runs with the same seed. No difference shown is not to say that there is none: more runs tell smaller ones.',
    },
  ];
}

export function composeSizing(result: SizingResult, drawn: Drawn): Page {
  const next = nextCheaperText(result);
  return {
    title: result.scenario,
    blocks: [
      ...question(result.question),
      { kind: 'answer', texts: [sizingFinding(result), ...(next === undefined ? [] : [next])] },
      ...charts(drawn),
      ...search(result),
      ...reproduce(result, { rerun: result.rerun, digests: [], files: result.files }),
    ],
  };
}

function search(result: SizingResult): Block[] {
  const { steps, unit, parameter, slo, confidence, answer } = result;
  const rows = steps.map((step, i): Cell[] => [
    cell(String(i + 1)),
    cell(step.text),
    step.value === null ? cell(step.observed) : cell(quantity(step.value, unit), intervalOf(step, unit)),
    cell(String(step.runs)),
    cell(step.sureness === null ? '–' : surenessText(step.sureness)),
    {
      text: step.verdict,
      verdict: ({ meets: 'valid', fails: 'invalid', undecided: 'unknown' } as const)[step.verdict],
      ...(step.number === answer?.number ? { small: 'chosen' } : {}),
    },
  ]);
  const columns = [
    right('Try'),
    left(parameter.label),
    right('Figure'),
    right('Runs'),
    left('Sureness'),
    left('Verdict'),
  ];
  return [
    { kind: 'heading', text: 'The search', id: 'search' },
    ...capped({ kind: 'table', columns, rows }, ROWS_MAX),
    {
      kind: 'note',
      text: `Every value that was tried, in this order, against ${slo}. A verdict needs ${quantity(confidence, 'ratio')} sureness; a value is undecided until there are runs enough.`,
    },
  ];
}

function intervalOf({ ciLow, ciHigh }: SizingStep, unit: string): string | undefined {
  return ciLow === null || ciHigh === null ? undefined : `(${range(ciLow, ciHigh, unit)})`;
}
