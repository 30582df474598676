/**
 * What was judged at the points of a sweep, as a grid: a line for each design, a column for each claim, and the whole
 * once for each value of the last parameter that varies.
 *
 * Picks and names. Draws nothing, and knows no page.
 */
import type { Finding, JudgedResult } from '../src/observe/result.js';
import type { SweepPoint, SweepResult } from '../src/observe/sweep.js';
import { varies } from './points.js';

export interface Claim {
  /** As the scenario states it. */
  readonly text: string;
  /** Without what all claims have in common: `linearizable`, `converges`. */
  readonly name: string;
  /** For narrow columns: `RYW`, `lin`. */
  readonly initials: string;
}

export interface Line {
  /** Values of all parameters but the last that varies: `leader, asynchronous`. */
  readonly name: string;
  readonly point: SweepPoint;
}

export interface Block {
  /** Value of the last parameter that varies; `''` if it is the only one. */
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface JudgedGrid {
  /** What the names of lines are values of, and the titles of blocks. */
  readonly design: string;
  readonly condition: string;
  readonly claims: readonly Claim[];
  readonly blocks: readonly Block[];
}

/** `undefined` if nothing was judged. */
export function judgedGrid(result: SweepResult): JudgedGrid | undefined {
  const texts = [...new Set(result.points.flatMap(({ judged }) => judged.map(({ text }) => text)))];
  if (texts.length === 0) return undefined;
  const varying = result.parameters.map((_, i) => i).filter((i) => varies(result, i));
  const last = varying.length > 1 ? varying.at(-1) : undefined;
  const others = last === undefined ? varying : varying.slice(0, -1);
  const value = (at: readonly number[], i: number) => result.parameters[i]!.values[at[i]!]?.text ?? '?';
  const nameOf = (at: readonly number[]) =>
    others.length === 1
      ? value(at, others[0]!)
      : others.map((i) => `${result.parameters[i]!.label} ${value(at, i)}`).join(', ');
  const blocks = new Map<string, Line[]>();
  for (const point of result.points) {
    const title = last === undefined ? '' : value(point.at, last);
    blocks.set(title, [...(blocks.get(title) ?? []), { name: nameOf(point.at) || 'all', point }]);
  }
  return {
    design: others.length === 1 ? result.parameters[others[0]!]!.label : '',
    condition: last === undefined ? '' : result.parameters[last]!.label,
    claims: claimsOf(texts),
    blocks: [...blocks].map(([title, lines]) => ({ title, lines })),
  };
}

/** What was found of a claim at a point; nothing if it was not judged there, or no run is left to tell. */
export const findingAt = (point: SweepPoint, claim: Claim): JudgedResult | undefined =>
  point.judged.find(({ text }) => text === claim.text);

/** Names of all designs, in the order in which they appear in any block. */
export const designsOf = ({ blocks }: JudgedGrid): readonly string[] => [
  ...new Set(blocks.flatMap(({ lines }) => lines.map(({ name }) => name))),
];

export function counts(grid: JudgedGrid): ReadonlyMap<Finding, number> {
  const found = new Map<Finding, number>();
  for (const { lines } of grid.blocks)
    for (const { point } of lines)
      for (const { finding } of point.judged) found.set(finding, (found.get(finding) ?? 0) + 1);
  return found;
}

function claimsOf(texts: readonly string[]): readonly Claim[] {
  const names = distinct(texts.map(nameOf), texts);
  const initials = distinct(names.map(initialsOf), names);
  return texts.map((text, i) => ({ text, name: names[i]!, initials: initials[i]! }));
}

/** `converges` of `converges(db) within 2s`, the rule's name of `invariant(db.RULE)`; bounds stay whole. */
const nameOf = (text: string): string =>
  /[<>]/.test(text)
    ? text
    : (/^invariant\([^.)]+\.([\w-]+)\)/.exec(text)?.[1] ?? /^[\w-]+/.exec(text)?.[0] ?? text);

/** `RYW` of `read-your-writes`, `lin` of `linearizable`, `sta` of `staleness(app) < 250ms`. */
function initialsOf(name: string): string {
  const bounded = /^([a-z]{4,})\(\w+\) *[<>]/.exec(name)?.[1];
  if (bounded !== undefined) return bounded.slice(0, 3);
  if (!/^[\w-]+$/.test(name)) return name;
  const words = name.split('-').filter((word) => word !== '');
  return words.length === 1 ? name.slice(0, 3) : words.map((word) => word[0]!.toUpperCase()).join('');
}

/** The short ones, or all the long ones if two would be alike. */
const distinct = (short: readonly string[], long: readonly string[]): readonly string[] =>
  new Set(short).size === short.length ? short : long;
