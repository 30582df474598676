/** The cells of a heat map: which parameters span it, and the figure of each combination or why there is none. */
import type { SweepPoint, SweepResult } from '../src/observe/sweep.js';
import { isSaturated, mainLevel, rowAt, type Subject, subjectsOf, varies } from './points.js';

/** Values of an axis, so that a cell can still be seen. */
const VALUES_MAX = 100;

export interface Cell {
  readonly x: number;
  readonly y: number;
  readonly value: number | null;
  /** Why there is no value; `''` if there is one. */
  readonly why: string;
  readonly saturated: boolean;
}

export interface View {
  readonly subject: Subject;
  readonly level: number | null;
  readonly cells: readonly Cell[];
  /** Whether cells whose servers were busy all the time are told apart: not if all are. */
  readonly apart: boolean;
}

/** The two parameters that vary: the one with more values across. More than two have no place on a page. */
export function varyingPair(result: SweepResult): readonly [number, number] | undefined {
  const varying = result.parameters.map((_, i) => i).filter((i) => varies(result, i));
  if (varying.length !== 2 || subjectsOf(result).length === 0) return undefined;
  const [a, b] = varying as [number, number];
  const count = (i: number) => new Set(result.points.map(({ at }) => at[i])).size;
  return count(a) >= count(b) ? [a, b] : [b, a];
}

export function viewOf(result: SweepResult): View {
  const subject = subjectsOf(result)[0]!;
  const cells = cellsOf(result);
  const known = cells.filter(({ value }) => value !== null);
  return {
    subject,
    level: mainLevel(result.points, subject),
    cells,
    apart: known.some(({ saturated }) => saturated) && known.some(({ saturated }) => !saturated),
  };
}

/** Every combination of values, done or not. */
export function cellsOf(result: SweepResult): readonly Cell[] {
  const pair = varyingPair(result);
  if (pair === undefined) return [];
  const [across, up] = pair;
  const subject = subjectsOf(result)[0]!;
  const level = mainLevel(result.points, subject);
  const done = new Map(
    result.points.map((point) => [JSON.stringify([point.at[across], point.at[up]]), point]),
  );
  return ordinals(result, up).flatMap((y) =>
    ordinals(result, across).map((x): Cell => {
      const point = done.get(JSON.stringify([x, y]));
      if (point === undefined) return { x, y, value: null, why: 'not done', saturated: false };
      const row = rowAt(point, subject, level);
      const value = row?.value ?? null;
      return {
        x,
        y,
        value,
        why: value === null ? whyNot(point, row?.missing) : '',
        saturated: isSaturated(point),
      };
    }),
  );
}

function whyNot({ lost }: SweepPoint, missing: 'too few' | undefined): string {
  return missing ?? (lost.length > 0 ? 'lost' : 'none');
}

/** Values of a parameter, by ordinal: numbers in ascending order, words as given. */
export function ordinals(result: SweepResult, parameter: number): readonly number[] {
  const { values } = result.parameters[parameter]!;
  const all = values.map((_, i) => i).slice(0, VALUES_MAX);
  const numbers = values.every((value) => value.number !== null);
  return numbers ? all.sort((a, b) => values[a]!.number! - values[b]!.number! || a - b) : all;
}
