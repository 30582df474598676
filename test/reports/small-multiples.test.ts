/** Many variants: a small panel each, or a mark where the axis changes nothing; and figures that tell nothing. */
import { expect, test } from 'vitest';
import { measuresByValue } from '../../reports/measures-by-value.js';
import type { SweepResult } from '../../src/observe/sweep.js';
import { placement } from '../report/fixture-placement.js';
import { subtitleOf } from './contract.js';

type Panel = Record<string, unknown> & {
  readonly title?: { readonly text: string };
  readonly concat?: readonly Panel[];
};

const MANY = ['ring', 'a', 'b', 'c', 'd', 'e', 'f', 'g'];
const panelsOf = (result: SweepResult): readonly Panel[] =>
  measuresByValue.spec(result).vconcat as unknown as readonly Panel[];

/** Every variant changes along the axis. */
function sloping(algorithms: readonly string[]): SweepResult {
  const result = placement({ algorithms });
  return {
    ...result,
    points: result.points.map((each) => ({
      ...each,
      rows: each.rows.map((row) => ({ ...row, value: (row.value ?? 0) * (1 + each.at[1]!) })),
    })),
  };
}

test('more curves than there are colours get a panel each, with their own name, on the same scales', () => {
  const result = sloping(MANY);
  const [first] = panelsOf(result);
  expect(first!.title!.text).toContain('Standard error of the loads');
  expect(first!.concat!.map(({ title }) => title!.text)).toEqual(MANY);
  const text = JSON.stringify(first);
  const domains = [...text.matchAll(/"scale":(\{"type":"log"[^}]*\}|\{"domain"[^}]*\})/g)].map(
    ([, it]) => it,
  );
  expect(new Set(domains).size).toBe(2); // one for each axis
  expect(measuresByValue.howToRead(result)).toContain('each small panel one variant');
});

test('as many as there are colours share one panel: the negative control', () => {
  const result = sloping(MANY.slice(0, 7));
  expect(panelsOf(result).every(({ concat }) => concat === undefined)).toBe(true);
  expect(measuresByValue.howToRead(result)).toContain('each line one variant');
});

test('of many, those that the axis does not change are marks below the curves', () => {
  const panels = panelsOf(placement({ algorithms: MANY }));
  expect(panels.map(({ title }) => title?.text)).toEqual([
    'Standard error of the loads',
    'Standard error of the loads, whatever the points',
    'Fullest member over the mean',
    'Fullest member over the mean, whatever the points',
  ]);
  const named = (panel: Panel) => MANY.filter((name) => JSON.stringify(panel).includes(`"${name}"`));
  expect(named(panels[0]!)).toEqual(['ring']);
  expect(named(panels[1]!)).toEqual(MANY.slice(1));
});

test('a figure that differs by less than its intervals is not drawn, unless there is nothing else', () => {
  const noise = (width: number): SweepResult => {
    const result = placement();
    return {
      ...result,
      points: result.points.map((each, i) => ({
        ...each,
        rows: each.rows.map((row) =>
          row.metric === 'fullest member over the mean'
            ? { ...row, value: 1 + i / 100, ciLow: 1 + i / 100 - width, ciHigh: 1 + i / 100 + width }
            : row,
        ),
      })),
    };
  };
  expect(subtitleOf(measuresByValue.spec(noise(0.5)))).toContain('Not drawn: 2 more figures');
  expect(subtitleOf(measuresByValue.spec(noise(0.001)))).toContain('Not drawn: 1 more figure.');
});

test('who has nothing to show of a figure has no line in its panel', () => {
  const result = placement({ points: [100], algorithms: ['ring', 'jump', 'maglev'] });
  const without = {
    ...result,
    points: result.points.map((each) => ({
      ...each,
      rows: each.rows.filter(({ metric }) => metric !== 'fullest member over the mean' || each.at[0] !== 1),
    })),
  };
  const lines = panelsOf(without).map((panel) =>
    ['ring', 'jump', 'maglev'].filter((name) => JSON.stringify(panel).includes(`"${name}"`)),
  );
  expect(lines).toEqual([
    ['ring', 'jump', 'maglev'],
    ['ring', 'maglev'],
  ]);
});
