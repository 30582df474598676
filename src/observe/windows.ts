/**
 * Time windows: how a run's duration is cut up for charts over time, at steps that people count in.
 *
 * Knows durations only, nothing of what is counted in a window.
 */
import { type Duration, type Instant, SECOND } from '../kernel/time.js';

/** At most this many windows per run. */
const WINDOWS_MAX = 60;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** The longest run is 104 days, so two days are the longest step that is needed. */
const LONG_STEPS: readonly Duration[] = [
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48].map((n) => n * HOUR),
];

export interface Windowed {
  readonly duration: Instant;
  readonly step: Duration;
}

/** The shortest human step that cuts the duration into at most 60 windows. */
export function windowStep(duration: Instant): Duration {
  const least = duration / WINDOWS_MAX;
  for (let decade = 1; decade < SECOND; decade *= 10)
    for (const step of [decade, 2 * decade, 5 * decade]) if (step >= least) return step;
  return LONG_STEPS.find((step) => step >= least) ?? Math.ceil(least);
}

/** Number of windows; the last may be shorter than the step. */
export function windowCount({ duration, step }: Windowed): number {
  return Math.ceil(duration / step);
}

/** The window that an instant falls into; the very end, and what lies beyond, belongs to the last. */
export function windowOf(windowed: Windowed, at: Instant): number {
  return Math.min(Math.floor(at / windowed.step), windowCount(windowed) - 1);
}
