/**
 * When a follower suspects its leader: after a fixed silence, or by phi accrual.
 *
 * N. Hayashibara, X. Défago, R. Yared, T. Katayama, "The phi accrual failure detector", SRDS 2004, §4: phi is
 * -log10 of the chance that a heartbeat comes even later, if the intervals between them are normal with the mean
 * and deviation of the last ones. Phi reaches the threshold when the silence is so many deviations above the mean;
 * the timer is set to that very instant. Knows nothing of what follows from a suspicion.
 */
import type { Duration } from '../../../src/model/index.js';
import type { State } from './state.js';
import type { Ctx } from './types.js';

/** Intervals that are remembered; the paper's experiments use 1000, a shorter memory adapts sooner. */
const WINDOW = 100;
/** Deviations above the mean that a normal variable exceeds with a chance of 10^-phi, for phi = 1, 2, …, 16. */
const DEVIATIONS = [
  1.2816, 2.3263, 3.0902, 3.719, 4.2649, 4.7534, 5.1993, 5.612, 5.9978, 6.3613, 6.706, 7.0345, 7.3488, 7.6506,
  7.9413, 8.2221,
] as const;
/** As a share of the mean, the least deviation assumed: heartbeats that came like clockwork prove little. */
const LEAST_DEVIATION = 0.1;
/** Before this many intervals are known, heartbeats are assumed to come as sent, give or take a quarter. */
const ENOUGH = 3;

/** The leader has been heard; `beat`: by one of its regular heartbeats. */
export function heardLeader(state: State, beat: boolean, ctx: Ctx): void {
  const now = ctx.monotonicClock();
  if (beat) {
    if (state.beatAt !== undefined) state.intervals.push(now - state.beatAt);
    if (state.intervals.length > WINDOW) state.intervals.shift();
    state.beatAt = now;
  }
  ctx.cancelTimer('claiming');
  watch(state, ctx);
}

/** Waits for the leader from now on. */
export function watch(state: State, ctx: Ctx): void {
  const { detector, timeout, threshold, heartbeat } = ctx.params;
  const after = detector === 'phi' ? silenceAt(threshold, state.intervals, heartbeat) : timeout();
  ctx.setTimer({ kind: 'suspect' }, after);
}

/** The silence at which phi reaches the threshold. */
export function silenceAt(threshold: number, intervals: readonly Duration[], expected: Duration): Duration {
  const deviations = DEVIATIONS[threshold - 1]!;
  if (intervals.length < ENOUGH) return Math.round(expected + (deviations * expected) / 4);
  // Heartbeats that were held up come all at once; nobody sends them faster than that.
  const mean = Math.max(expected, intervals.reduce((sum, each) => sum + each, 0) / intervals.length);
  const variance = intervals.reduce((sum, each) => sum + (each - mean) * (each - mean), 0) / intervals.length;
  const deviation = Math.max(Math.sqrt(variance), LEAST_DEVIATION * mean);
  return Math.round(mean + deviations * deviation);
}
