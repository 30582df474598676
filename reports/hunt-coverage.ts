/**
 * What a hunt covered: conditions against kinds of faults, as shares of the runs that had such a fault.
 *
 * A cell that is empty says that nobody has seen the condition under that kind of trouble.
 */
import type { ConditionCoverage, HuntResult } from '../src/observe/hunt.js';
import type { Chart, Spec } from './chart.js';
import { frame } from './frame.js';
import { INK, textWidth, WIDTH } from './theme.js';
import { counted, short, shortNames } from './words.js';

/** Light to dark, one hue after another, as in the heat map of sweeps: ColorBrewer's YlGnBu (C. Brewer, 2002). */
const COLORS = ['#ffffd9', '#c7e9b4', '#7fcdbb', '#41b6c4', '#1d91c0', '#225ea8', '#0c2c84'];
const NEVER = '#f1f1f1';
const ANY = 'any run';
const [CELL_MAX, ROW, LABEL_SIZE, NAME_MAX] = [92, 26, 11, 52];
const ROWS_MAX = 60;
/** Shares from which cells are too dark for black text. */
const DARK = 0.6;

export const huntCoverage: Chart<HuntResult> = {
  name: 'hunt-coverage',
  title: 'What was reached under which faults',
  question: 'What did the hunt get to see, and while what was going wrong?',
  howToRead: ({ faults }) =>
    `Each line is something that tests should see sometimes. The first column is the share of all runs that saw it${
      faults.length === 0
        ? ''
        : '; the others, of the runs that had such a fault, the share that saw it while one was active'
    }. Pale grey cells with × : never.`,
  needs: 'conditions that models say should be reached sometimes',
  applies: ({ conditions, seeds }) => conditions.length > 0 && seeds.done > 0,
  finding,
  spec,
};

/** `9 of 11 conditions were reached`. */
function finding({ conditions, seeds }: HuntResult): string {
  const reached = conditions.filter((each) => each.seeds > 0).length;
  const all = counted(conditions.length, 'condition');
  const of = reached === conditions.length && reached > 1 ? `All ${all}` : `${reached} of ${all}`;
  return `${of} ${reached === 1 ? 'was' : 'were'} reached in ${counted(seeds.done, 'run')}`;
}

interface Tile extends Spec {
  readonly condition: string;
  readonly fault: string;
  readonly share: number | null;
  readonly text: string;
}

/** Tidy: a row for each condition and kind of fault, `null` where it was never seen. */
function tiles(
  conditions: readonly ConditionCoverage[],
  names: readonly string[],
  result: HuntResult,
): Tile[] {
  const { faults, seeds } = result;
  return conditions.flatMap((each, i) =>
    [{ kind: ANY, drawn: seeds.done }, ...faults].map(({ kind, drawn }) => {
      const runs = kind === ANY ? each.seeds : (each.during.find((it) => it.kind === kind)?.seeds ?? 0);
      // More runs than drew it is no share: such counts were not made by a hunt.
      const share = runs === 0 ? null : Math.min(1, runs / Math.max(runs, drawn));
      return { condition: names[i]!, fault: kind, share, text: share === null ? '×' : percent(share) };
    }),
  );
}

/** `41 %`; what is not all is never `100 %`, what is not nothing never `0 %`. */
function percent(share: number): string {
  if (share > 0.99 && share < 1) return '>99 %';
  return share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`;
}

function spec(result: HuntResult): Spec {
  const { scenario, version, seeds } = result;
  const shown = result.conditions.slice(0, ROWS_MAX);
  const names = labels(shown);
  const kinds = [ANY, ...result.faults.map(({ kind }) => kind)];
  const width = Math.min(WIDTH - 100, CELL_MAX * kinds.length);
  const data = tiles(shown, names, result);
  const fits = data.every(({ text }) => textWidth(text, LABEL_SIZE) <= width / kinds.length - 2);
  const x = {
    field: 'fault',
    type: 'nominal',
    scale: { domain: kinds },
    axis: { title: 'while a fault of this kind was active', labelAngle: 0, orient: 'top', grid: false },
  };
  const y = {
    field: 'condition',
    type: 'nominal',
    scale: { domain: names },
    axis: { title: null, labelOverlap: false, grid: false },
  };
  const rest = result.conditions.length - shown.length;
  const from = {
    scenario,
    version,
    seeds: `${counted(seeds.done, 'run')} from seed ${short(seeds.first, 40)} on`,
  };
  return frame(
    from,
    {
      title: finding(result),
      subtitle: rest > 0 ? [`${rest} more conditions are in the table.`] : [],
    },
    {
      width,
      height: ROW * shown.length,
      layer: [
        rects(
          data.filter(({ share }) => share === null),
          x,
          y,
          {},
          { color: NEVER },
        ),
        rects(
          data.filter(({ share }) => share !== null),
          x,
          y,
          { color: color() },
          {},
        ),
        ...(fits ? [INK.text, 'white'].map((ink) => texts(data, x, y, ink)) : []),
      ],
    },
  );
}

const color = (): Spec => ({
  field: 'share',
  type: 'quantitative',
  scale: { domain: [0, 1], range: COLORS },
  legend: {
    title: 'share of runs',
    titleOrient: 'top',
    gradientLength: 300,
    format: '.0%',
    direction: 'horizontal',
    tickCount: 5,
  },
});

/** The group is left out if there is but one. */
function labels(conditions: readonly ConditionCoverage[]): readonly string[] {
  const several = new Set(conditions.map(({ group }) => group)).size > 1;
  return shortNames(
    conditions.map(({ group, condition }) => (several ? `${group}: ${condition}` : condition)),
    NAME_MAX,
  );
}

const rects = (values: readonly Tile[], x: Spec, y: Spec, encoding: Spec, style: Spec): Spec => ({
  data: { values: [...values] },
  mark: { type: 'rect', stroke: 'white', ...style },
  encoding: { x, y, ...encoding },
});

function texts(data: readonly Tile[], x: Spec, y: Spec, ink: string): Spec {
  const own = data.filter(({ share }) => (share !== null && share >= DARK ? 'white' : INK.text) === ink);
  const mark = { type: 'text', fontSize: LABEL_SIZE, color: ink };
  return { data: { values: own }, mark, encoding: { x, y, text: { field: 'text' } } };
}
