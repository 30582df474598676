/**
 * Two published results come out of the model: when votes split, and how long a crashed leader is missed.
 *
 * Runs the scenarios of the gallery at reduced size. Levels are stated; seeds are fixed.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { raft } from '../../../models/consensus/raft.js';
import { type Models, simulate } from '../../../src/experiment/simulate.js';
import type { AnyModel } from '../../../src/model/index.js';
import { parseScenario } from '../../../src/scenario/parse.js';

const models: Models = new Map<string, AnyModel>([[raft.name, raft]]);

/** Figures of one measure by group, over the given seeds. */
function measure(
  file: string,
  name: string,
  seeds: readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const path = `scenarios/consensus/${file}`;
  const text = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const parsed = parseScenario(text, { file: path, models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const figures = new Map<string, number[]>();
  for (const seed of seeds) {
    const { record } = simulate(parsed.scenario, models, { seed });
    expect(record.violations).toEqual([]);
    for (const { group, name: measured, values } of record.measures) {
      if (measured === name) figures.set(group, [...(figures.get(group) ?? []), ...values]);
    }
  }
  return figures;
}

/**
 * Four servers time out uniformly over a range; three votes win. Votes split if two more time out before the
 * first one's request arrives: the spacing of the first and third order statistic of four is Beta(2, 3).
 */
const chanceOfSplit = (ratio: number) => ratio * ratio * (6 - 8 * ratio + 3 * ratio * ratio);

/** Standard errors between an observed share and a chance. At level 0.001, two-sided: 3.29. */
function distance(outcomes: readonly number[], chance: number): number {
  const share = outcomes.reduce((sum, split) => sum + split, 0) / outcomes.length;
  return Math.abs(share - chance) / Math.sqrt((chance * (1 - chance)) / outcomes.length);
}

const LEVEL_0_001 = 3.29;

test('the chance of a split vote is what order statistics say (dissertation §9.2)', () => {
  const splits = measure('raft-split-votes.yaml', 'first vote split', ['1', '2', '3']);
  for (const percent of [5, 10, 20, 30, 50]) {
    const outcomes = splits.get(`ratio-${percent}pct`)!;
    expect(outcomes.length).toBeGreaterThan(700);
    expect(distance(outcomes, chanceOfSplit(percent / 100))).toBeLessThan(LEVEL_0_001);
  }
  // The test can tell: half the latency would be rejected.
  expect(distance(splits.get('ratio-20pct')!, chanceOfSplit(0.1))).toBeGreaterThan(LEVEL_0_001);
});

test('time without a leader falls with the spread of timeouts as in figure 16 (§9.3)', () => {
  const times = measure('raft-election-time.yaml', 'time to replace a crashed leader', ['1', '2']);
  const ms = (group: string) =>
    times
      .get(group)!
      .map((ns) => ns / 1e6)
      .sort((a, b) => a - b);
  const median = (group: string) => ms(group)[Math.floor(ms(group).length / 2)]!;
  // The paper: 287 ms in the median with 5 ms of spread…
  expect(median('spread-5ms')).toBeGreaterThan(230);
  expect(median('spread-5ms')).toBeLessThan(340);
  expect(median('spread-10ms')).toBeLessThan(median('spread-5ms') / 1.5);
  // …and no trial beyond about half a second with 50 ms.
  expect(ms('spread-50ms').length).toBeGreaterThan(450);
  expect(ms('spread-50ms').at(-1)).toBeLessThan(600);
  // More spread than needed only waits longer.
  expect(median('spread-150ms')).toBeGreaterThan(median('spread-50ms'));
});
