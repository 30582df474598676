/** The chart of what models measure over a sweep: panels, words, and what it leaves out. */
import { expect, test } from 'vitest';
import { measuresByValue } from '../../reports/measures-by-value.js';
import { placement } from '../report/fixture-placement.js';
import { hockeyStick } from '../report/fixture-sweeps.js';
import { subtitleOf, titleOf } from './contract.js';

test('figures of models: each that differs has a panel, with theory beside it, and the title tells the first', () => {
  const result = placement();
  const spec = measuresByValue.spec(result);
  expect(titleOf(spec)).toBe(
    'At points = 100, the standard error of the loads: 1 % with algorithm jump and 10 % with algorithm ring',
  );
  expect((spec.vconcat as unknown[]).length).toBe(2);
  expect(subtitleOf(spec)).toContain('Dashed: theory');
  expect(subtitleOf(spec)).toContain('Not drawn: 1 more figure');
  expect(measuresByValue.howToRead(result)).toContain('to the right, points grows');
});

test('figures of models that differ in words alone have a line each', () => {
  const result = placement({ points: [100] });
  const spec = measuresByValue.spec(result);
  expect(subtitleOf(spec)).toContain('Upright strokes: theory');
  expect(titleOf(spec)).toBe(
    'Standard error of the loads: 1 % with algorithm jump and 10 % with algorithm ring',
  );
});

test('what nobody measured is not drawn', () => {
  expect(measuresByValue.applies(hockeyStick())).toBe(false);
});

test('a figure that is alone keeps the title of the whole, with its own name on the axis', () => {
  const result = placement();
  const alone = {
    ...result,
    points: result.points.map((each) => ({ ...each, rows: each.rows.slice(0, 1) })),
  };
  for (const one of [alone, { ...alone, points: alone.points.filter(({ at }) => at[1] === 0) }]) {
    const spec = measuresByValue.spec(one);
    expect(titleOf(spec)).toMatch(/standard error of the loads/i);
    expect(JSON.stringify(spec)).toContain('standard error of the loads (%)');
  }
});
