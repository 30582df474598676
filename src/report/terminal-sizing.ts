/**
 * The summary of a sizing that a terminal shows: the size and how sure it is, why the next cheaper one fails, then
 * everything that was tried. A pure function; knows no terminal.
 */
import { nextCheaperText, sizingFinding, surenessText } from '../../reports/sizing.js';
import type { SizingResult, SizingStep } from '../observe/sweep.js';
import { figureText, intervalText } from './terminal-figure.js';
import {
  bullets,
  foot,
  head,
  joinSections,
  paragraph,
  type SummaryOptions,
  section,
  type TextColumn,
  textTable,
  WIDTH_MIN,
} from './terminal-parts.js';
import { type Paint, painter, wrap } from './terminal-text.js';

const STEPS_MAX = 60;

export function sizingSummary(result: SizingResult, options: SummaryOptions): string {
  const width = Math.max(WIDTH_MIN, options.width);
  const paint = painter(options.color);
  const next = nextCheaperText(result);
  const answer = [sizingFinding(result), ...(next === undefined ? [] : [next])];
  return joinSections([
    head(result, '', width, paint),
    section('Answer', bullets(answer, width), paint),
    tried(result, width, paint),
    foot(result, { files: result.files, also: 'at most: ' }, width, paint),
  ]);
}

function tried(result: SizingResult, width: number, paint: Paint): readonly string[] {
  const { parameter, slo, unit, answer } = result;
  const columns: TextColumn[] = [
    { title: parameter.label, align: 'left', weight: 20 },
    { title: 'figure', align: 'right', weight: 10 },
    { title: '95 % interval', align: 'right', weight: 8 },
    { title: 'runs', align: 'right', weight: 7 },
    { title: 'sure', align: 'right', weight: 8 },
    { title: 'verdict', align: 'left', weight: 9 },
  ];
  const shown = result.steps.slice(0, STEPS_MAX);
  const rows = shown.map((step) => [
    step.text,
    step.value === null ? step.observed : figureText(step.value, unit),
    intervalText({ ...step, unit }),
    String(step.runs),
    step.sureness === null ? '' : surenessText(step.sureness).replace(' sure', '').replace('more than', '>'),
    step.number === answer?.number && step === lastOf(result, step)
      ? `${step.verdict}, chosen`
      : step.verdict,
  ]);
  const left = result.steps.length - shown.length;
  return [
    ...wrap(`Tried, in this order, against ${slo}`, width).map(paint.bold),
    ...textTable(columns, rows, width, paint, (i) => toneOf(shown[i]!, paint)),
    ...(left > 0 ? paragraph(`and ${left} more, in the report`, width).map((line) => paint.dim(line)) : []),
  ];
}

/** A value that was tried again is chosen for what was found last. */
function lastOf({ steps }: SizingResult, { number }: SizingStep): SizingStep | undefined {
  return steps.findLast((step) => step.number === number);
}

function toneOf({ verdict }: SizingStep, paint: Paint): (text: string) => string {
  if (verdict === 'meets') return paint.green;
  return verdict === 'fails' ? paint.red : paint.yellow;
}
