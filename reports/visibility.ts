/**
 * What a picture of visibility is drawn from: how soon writes are seen with each setting, and what that costs.
 *
 * Picks rows of a sweep and names its settings. Draws nothing.
 */
import type { Row } from '../src/observe/result.js';
import type { SweepPoint, SweepResult } from '../src/observe/sweep.js';
import { quantity } from './words.js';

/** One setting of the sweep. */
export interface Setting {
  readonly name: string;
  /** By time since the acknowledgement. */
  readonly seen: readonly Seen[];
  readonly costs: readonly Cost[];
  /** Every read of every run saw its write, however soon. */
  readonly always: boolean;
}

export interface Seen {
  readonly after_ms: number;
  /** 0..1 */
  readonly share: number;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly theory: number | null;
}

export interface Cost {
  readonly operation: string;
  readonly latency_ms: number;
  readonly ciLow_ms: number | null;
  readonly ciHigh_ms: number | null;
  readonly theory_ms: number | null;
}

/** The tail that every setting can tell. */
const QUANTILES = [0.999, 0.99, 0.9] as const;

export function settingsOf(result: SweepResult): readonly Setting[] {
  const quantile = quantileOf(result);
  return result.points.flatMap((point): Setting[] => {
    const seen = point.rows.flatMap(seenIn).toSorted((a, b) => a.after_ms - b.after_ms);
    if (seen.length < 2) return [];
    const costs = point.rows.flatMap((row) => costIn(row, quantile));
    const always = seen.every(({ share }) => share === 1);
    return [{ name: nameOf(point, result), seen, costs, always }];
  });
}

/** The highest percentile of which all points have a figure. */
export function quantileOf({ points }: SweepResult): number {
  const told = (quantile: number) =>
    points.every(({ rows }) => rows.some((row) => costIn(row, quantile).length > 0));
  return QUANTILES.find(told) ?? 0.5;
}

function seenIn({ after_ms, value, ciLow, ciHigh, unit, theory }: Row): readonly Seen[] {
  if (after_ms === undefined || value === null || unit !== 'ratio') return [];
  return [{ after_ms, share: value, ciLow, ciHigh, theory: theory ?? null }];
}

function costIn(row: Row, quantile: number): readonly Cost[] {
  const { metric, operation, value, ciLow, ciHigh, theory } = row;
  if (metric !== 'latency' || row.quantile !== quantile || value === null || operation === 'all') return [];
  return [{ operation, latency_ms: value, ciLow_ms: ciLow, ciHigh_ms: ciHigh, theory_ms: theory ?? null }];
}

/** `R = 1, W = 2`: what the sweep sets, a single letter as a capital. */
function nameOf({ at }: SweepPoint, { parameters }: SweepResult): string {
  const parts = parameters.map(({ label, values }, i) => {
    const text = values[at[i] ?? -1]?.text ?? '?';
    return `${label.length === 1 ? label.toUpperCase() : label} = ${text}`;
  });
  return parts.join(', ');
}

/** `44 % at once, 99 % by 50 ms`. */
export function toldOf({ seen, always }: Setting): string {
  const [first] = seen;
  if (always) return 'every read sees it at once';
  const enough = seen.find(({ share }) => share >= ENOUGH);
  const soon = `${percent(first!.share)} ${first!.after_ms === 0 ? 'at once' : `after ${quantity(first!.after_ms, 'ms')}`}`;
  const last = seen.at(-1)!;
  return enough === undefined
    ? `${soon}, ${percent(last.share)} after ${quantity(last.after_ms, 'ms')}`
    : `${soon}, 99 % by ${quantity(enough.after_ms, 'ms')}`;
}

const ENOUGH = 0.99;

/** Never 100 % for what is less. */
export const percent = (share: number): string => {
  const rounded = Math.floor(share * 1000) / 10;
  return `${share > 0.99 ? rounded : Math.round(share * 100)} %`;
};
