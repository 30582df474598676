/**
 * A node's two clocks over virtual time: a monotonic one that drifts, and a wall clock that also jumps.
 *
 * Knows only virtual time. A timer that is already set keeps its instant when the drift changes; the next
 * one runs at the new rate.
 */
import type { Duration, Instant } from '../kernel/time.js';

export interface Clock {
  /** Time since the node's start as the node measures it, ns. */
  monotonic(now: Instant): Duration;
  /** The time of day as the node believes it, ns of virtual time. */
  wall(now: Instant): Instant;
  /** How long a wait of `duration` on the node's clock takes in virtual time: whole ns, never too short. */
  inVirtualTime(duration: Duration): Duration;
  /** Starts the monotonic clock again from 0, as a boot does. */
  restart(now: Instant): void;
  /** Moves the wall clock. */
  jump(by: Duration): void;
  /** Adds to the rate at which both clocks run fast (positive) or slow; 1e-4 is 100 ppm. */
  addDrift(ratio: number, now: Instant): void;
}

/** Faster or slower than this is no clock: rates are kept between half and twice virtual time's. */
const SLOWEST = -0.5;
const FASTEST = 1;

/** A clock that is `offset` ns ahead at instant 0 and runs `1 + drift` times as fast as virtual time. */
export function createClock(offset: Duration, drift: number): Clock {
  /** May leave the range of sound rates, so that ending one fault restores what another made of it. */
  let drifts = drift;
  let rate = 1 + clamp(drift);
  let since: Instant = 0;
  /** Node time passed by `since`. */
  let passed: Duration = 0;
  let bootedAt: Duration = 0;
  let ahead = offset;
  const elapsed = (now: Instant) => passed + (rate === 1 ? now - since : (now - since) * rate);
  return {
    monotonic: (now) => Math.floor(elapsed(now) - bootedAt),
    wall: (now) => Math.floor(elapsed(now) + ahead),
    inVirtualTime: (duration) => Math.ceil(rate === 1 ? duration : duration / rate),
    restart: (now) => {
      bootedAt = elapsed(now);
    },
    jump: (by) => {
      ahead += by;
    },
    addDrift: (ratio, now) => {
      passed = elapsed(now);
      since = now;
      drifts += ratio;
      rate = 1 + clamp(drifts);
    },
  };
}

const clamp = (drift: number) => Math.max(SLOWEST, Math.min(FASTEST, drift));
