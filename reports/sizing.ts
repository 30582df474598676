/** Sizing: the SLO's figure at every value that was tried, the bound, the value chosen and the next cheaper one. */
import type { SizingResult, SizingStep } from '../src/observe/sweep.js';
import { figureScale, spreadsWidely, sweptAxis } from './axes.js';
import type { Chart, Spec } from './chart.js';
import { frame } from './frame.js';
import { parameterTitle, setting } from './points.js';
import { INK, OKABE_ITO, textWidth, WIDTH } from './theme.js';
import { counted, listed, quantity, range, short } from './words.js';

const VERDICTS = {
  meets: { label: 'meets the SLO', color: OKABE_ITO.blue, shape: 'circle' },
  fails: { label: 'fails', color: OKABE_ITO.vermillion, shape: 'cross' },
  undecided: { label: 'undecided', color: INK.line, shape: 'diamond' },
};
const LABEL_SIZE = 12;

export const sizing: Chart<SizingResult> = {
  name: 'sizing',
  title: 'Sizing',
  question: 'Which value is enough, and why not the next cheaper one?',
  howToRead: (result) =>
    `Each mark is a value of ${result.parameter.label} that was tried, with the figure of the SLO${
      result.steps.some(({ ciLow }) => ciLow !== null) ? ' and its 95 % confidence interval' : ''
    }. Across: the bound. A value meets the SLO or fails it only if that is at least ${quantity(result.confidence, 'ratio')} sure.${result.answer === null ? '' : ' Ringed: the value chosen.'}`,
  needs: 'values that were tried and measured',
  applies: (result) => lastSteps(result).some(({ value }) => value !== null),
  finding: sizingFinding,
  spec,
};

/** `The smallest value that meets p99(users) < 90ms is servers = 4: 51.1 ms (49 to 53.1 ms), 99.93 % sure`. */
export function sizingFinding(result: SizingResult): string {
  const { answer, goal, parameter, slo, unit } = result;
  if (answer !== null)
    return `The ${goal} value that meets ${slo} is ${setting(parameter, answer.number)}: ${figureOf(answer, unit)}, ${surenessText(answer.sureness)}`;
  const known = lastSteps(result).filter(({ value }) => value !== null);
  const gap = (step: SizingStep) => Math.abs(step.value! - result.bound);
  const nearest = known.reduce<SizingStep | undefined>(
    (best, step) => (best === undefined || gap(step) < gap(best) ? step : best),
    undefined,
  );
  const near =
    nearest === undefined
      ? ''
      : `; nearest to it is ${quantity(nearest.value, unit)} at ${setting(parameter, nearest.number)}`;
  return `None of the ${counted(lastSteps(result).length, 'value')} tried is sure to meet ${slo}${near}`;
}

/** `3 fails: 95.3 ms, more than 99.9 % sure`; or that there is none. */
export function nextCheaperText(result: SizingResult): string | undefined {
  const { answer, nextCheaper, parameter, unit } = result;
  if (answer === null) return undefined;
  // Where the largest is looked for, what was hoped for beyond it is more and not cheaper.
  const next = result.goal === 'smallest' ? 'cheaper' : 'larger';
  if (nextCheaper === null) return `No ${next} value lies in the range`;
  const value = quantity(nextCheaper.number, parameter.unit ?? 'count');
  const figure = figureOf(nextCheaper, unit);
  const sure = surenessText(nextCheaper.sureness);
  return nextCheaper.verdict === 'fails'
    ? `${value}, the next ${next}, fails: ${figure}, ${sure}`
    : `${value}, the next ${next}, is undecided: ${figure}, no more than ${sure} either way`;
}

/** `99.3 % sure`, rounded down: nothing is surer than it was found to be. */
export function surenessText(sureness: number | null): string {
  if (sureness === null) return 'with a sureness that cannot be told';
  if (sureness >= 0.9999) return 'more than 99.99 % sure';
  return `${Number((Math.floor(sureness * 10_000) / 100).toFixed(2))} % sure`;
}

function figureOf({ value, ciLow, ciHigh, observed }: SizingStep, unit: string): string {
  if (value === null) return observed;
  if (ciLow === null || ciHigh === null) return quantity(value, unit);
  return `${quantity(value, unit)} (${range(ciLow, ciHigh, unit)})`;
}

/** By value in ascending order; of a value tried again, what was found last. */
export function lastSteps({ steps }: SizingResult): readonly SizingStep[] {
  const last = new Map(steps.map((step) => [step.number, step]));
  return [...last.values()].sort((a, b) => a.number - b.number);
}

function spec(result: SizingResult): Spec {
  const all = lastSteps(result);
  const steps = all.filter(({ value }) => value !== null);
  const figures = steps.flatMap(({ value, ciLow, ciHigh }) =>
    [value, ciLow, ciHigh].filter((each) => each !== null),
  );
  // In percent, ratios have a unit of their own on the axis.
  const [unit, by] =
    result.unit === 'ratio' ? ['%', 100] : [result.unit === '1/s' ? 'per s' : result.unit, 1];
  const scaled = [...figures, result.bound].map((value) => by * value);
  // Room for labels above the highest and below the lowest.
  const roomy = scaled.flatMap((value) =>
    spreadsWidely(scaled) ? [value / 1.6, 1.6 * value] : [1.12 * value],
  );
  const scale = figureScale(
    roomy,
    unit === 'count' ? axisName(result) : `${axisName(result)} (${unit})`,
    spreadsWidely(scaled),
  );
  const place = (value: number | null) => scale.cut(value === null ? null : by * value);
  const xs = steps.map(({ number }) => number);
  const x = {
    field: 'x',
    type: 'quantitative',
    ...sweptAxis(xs, parameterTitle(result.parameter), result.parameter.unit),
  };
  const y = { field: 'y', type: 'quantitative', ...scale.encoding };
  const rows = steps.map((step) => ({
    x: step.number,
    y: place(step.value),
    low: place(step.ciLow),
    high: place(step.ciHigh),
    verdict: VERDICTS[step.verdict].label,
  }));
  const bound = { y: place(result.bound), label: `SLO: ${short(result.slo, 60)}` };
  const chosen = rows.filter((row) => row.x === result.answer?.number);
  const layers: Spec[] = [
    {
      data: { values: [bound] },
      mark: { type: 'rule', strokeDash: [6, 4], strokeWidth: 1.5, color: INK.text },
      encoding: { y },
    },
    {
      data: { values: [bound] },
      mark: {
        type: 'text',
        align: 'right',
        baseline: 'bottom',
        dy: -3,
        fontSize: LABEL_SIZE,
        color: INK.text,
      },
      encoding: { x: { value: WIDTH - 4 }, y, text: { field: 'label' } },
    },
    {
      data: { values: rows },
      mark: { type: 'line', strokeWidth: 1, color: INK.line, opacity: 0.7 },
      encoding: { x, y },
    },
    ...whiskers(rows, x, y),
    {
      data: { values: rows },
      mark: { type: 'point', filled: true, size: 110, opacity: 1 },
      encoding: marks(x, y),
    },
    ...(chosen.length === 0
      ? []
      : [
          {
            data: { values: chosen },
            mark: {
              type: 'point',
              shape: 'circle',
              size: 420,
              strokeWidth: 2,
              color: INK.text,
              filled: false,
            },
            encoding: { x, y },
          },
        ]),
    ...labels(result, place, x, y),
  ];
  const next = nextCheaperText(result);
  const untold = all
    .filter(({ value }) => value === null)
    .map(({ text, observed }) => `${text} (${observed})`);
  return frame(
    result,
    {
      title: sizingFinding(result),
      subtitle: [
        ...(next === undefined ? [] : [`${next}.`]),
        `Asked for: ${quantity(result.confidence, 'ratio')} sure.`,
        ...(untold.length === 0 ? [] : [`Not drawn: ${short(listed(untold), 160)}.`]),
      ],
    },
    { width: WIDTH, height: 340, layer: layers },
  );
}

/** Left of the comparison: `p99(users)` of `p99(users) < 90ms`. */
function axisName({ slo }: SizingResult): string {
  return short(slo.split(/\s*[<>]=?\s*/)[0] ?? slo, 40);
}

function whiskers(rows: readonly { low: number | null; high: number | null }[], x: Spec, y: Spec): Spec[] {
  const values = rows.filter(({ low, high }) => low !== null && high !== null) as unknown as Spec[];
  if (values.length === 0) return [];
  return [
    {
      data: { values },
      mark: { type: 'rule', strokeWidth: 2 },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: verdictColor() },
    },
  ];
}

function verdictColor(): Spec {
  const kinds = Object.values(VERDICTS);
  return {
    field: 'verdict',
    type: 'nominal',
    scale: { domain: kinds.map(({ label }) => label), range: kinds.map(({ color }) => color) },
    legend: { title: null },
  };
}

function marks(x: Spec, y: Spec): Spec {
  const kinds = Object.values(VERDICTS);
  const scale = { domain: kinds.map(({ label }) => label), range: kinds.map(({ shape }) => shape) };
  const shape = { field: 'verdict', type: 'nominal', scale, legend: { title: null } };
  return { x, y, color: verdictColor(), shape };
}

/** Of the chosen value and the next cheaper one, each on its own side of the bound, so that they do not collide. */
function labels(
  { answer, nextCheaper, parameter, unit, bound, steps }: SizingResult,
  place: (value: number | null) => number | null,
  x: Spec,
  y: Spec,
): Spec[] {
  const numbers = steps.map(({ number }) => number);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const said = [
    { step: answer, word: 'chosen' },
    { step: nextCheaper, word: nextCheaper?.verdict === 'fails' ? 'fails' : 'undecided' },
  ];
  return said.flatMap(({ step, word }): Spec[] => {
    if (step === null || step.value === null) return [];
    const text = `${quantity(step.number, parameter.unit ?? 'count')} ${word}: ${quantity(step.value, unit)}`;
    const above = step === nextCheaper ? !(answer!.value! > bound) : answer!.value! > bound;
    const at = above ? (step.ciHigh ?? step.value) : (step.ciLow ?? step.value);
    const share = high === low ? 0.5 : (step.number - low) / (high - low);
    const room = textWidth(text, LABEL_SIZE) / 2 / WIDTH;
    const align = share < room ? 'left' : share > 1 - room ? 'right' : 'center';
    return [
      {
        data: { values: [{ x: step.number, y: place(at), text }] },
        mark: {
          type: 'text',
          align,
          baseline: above ? 'bottom' : 'top',
          dy: above ? -14 : 14,
          fontSize: LABEL_SIZE,
          fontWeight: 'bold',
          color: INK.text,
        },
        encoding: { x, y, text: { field: 'text' } },
      },
    ];
  });
}
