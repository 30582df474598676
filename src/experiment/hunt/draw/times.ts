/**
 * When faults begin and how long they last: in clusters, as bugs need several troubles at once, and of every
 * order of magnitude, as protocols have timeouts of several.
 *
 * Knows nothing of what happens then.
 */
import { type Duration, type Instant, MILLISECOND } from '../../../kernel/time.js';
import { type Choose, chance, spread } from '../choose.js';

/** Where the faults of a plan may lie. */
export interface Span {
  /** They begin before this… */
  readonly beginsBefore: Instant;
  /** …and are over by then. */
  readonly endsBy: Instant;
  /** They are over by then also if they have to wait for somebody to hit. */
  readonly strict: boolean;
}

export interface Times {
  readonly at: Instant;
  readonly duration: Duration | undefined;
}

const STEP = MILLISECOND / 10;
const ALONE = 0.3;
const AFTER_THE_LAST = 0.5;
const SHORT = 0.2;

/** An instant, most often soon after another fault begins, or around the end of one. */
export function drawInstant(choose: Choose, { beginsBefore }: Span, others: readonly Times[]): Instant {
  const latest = Math.max(0, beginsBefore - STEP);
  if (others.length === 0 || chance(choose, ALONE)) return coarse(choose.share() * latest);
  const last = chance(choose, AFTER_THE_LAST);
  const { at, duration = 0 } = others[last ? others.length - 1 : choose.integer(0, others.length - 1)]!;
  const atEnd = duration > 0 && at + duration < latest && chance(choose, 0.5);
  const gap = spread(choose, STEP, Math.min(latest / 4, 1000 * MILLISECOND));
  const before = chance(choose, atEnd ? 0.4 : 0.15);
  const instant = (atEnd ? at + duration : at) + (before ? -gap : gap);
  return Math.max(0, Math.min(coarse(latest), fine(instant, gap)));
}

/** An instant at about the same time, a little later as a rule. */
export function drawBeside(choose: Choose, { beginsBefore }: Span, at: Instant): Instant {
  const latest = Math.max(0, beginsBefore - STEP);
  const gap = spread(choose, STEP, Math.min(latest / 4, 100 * MILLISECOND));
  if (chance(choose, 0.15)) return Math.min(at, coarse(latest));
  const instant = at + (chance(choose, 0.2) ? -gap : gap);
  return Math.max(0, Math.min(coarse(latest), fine(instant, gap)));
}

/** How long a fault lasts that begins then: a moment, or up to as long as there is. */
export function drawDuration(choose: Choose, { endsBy, strict }: Span, at: Instant): Duration {
  const left = strict ? (endsBy - at - WAIT) / WAITS : endsBy - at;
  const longest = Math.max(STEP, Math.min(left, endsBy / 2));
  const short = Math.min(longest, 30 * MILLISECOND);
  const lasts = chance(choose, SHORT) ? spread(choose, STEP * 5, short) : spread(choose, short, longest);
  return Math.min(Math.max(STEP, fine(lasts, lasts)), Math.max(STEP, fine(longest, 0)));
}

/**
 * A fault that finds nobody to hit looks again, as long as it would have lasted and once more, and then lasts. So
 * it may last twice as long, a little longer even, and this much.
 */
const WAITS = 2.001;
export const WAIT: Duration = 5 * MILLISECOND;

/** When a fault is over at the latest. */
export const overBy = ({ at, duration }: Times): Instant =>
  duration === undefined ? Infinity : at + Math.ceil(WAITS * duration) + WAIT;

/** In whole milliseconds: what people read, and nothing is gained by more digits. */
const coarse = (time: number): Instant => Math.floor(time / MILLISECOND) * MILLISECOND;

/** As coarse as it may be: finer where a few milliseconds decide. */
const fine = (time: number, scale: number): Instant =>
  scale >= 10 * MILLISECOND ? coarse(time) : toStep(time);

/** No finer than anybody would write. */
export const toStep = (time: number): Instant => Math.floor(time / STEP) * STEP;

/** A duration that is one step of what people write: two digits. */
export function rounded(time: number): Duration {
  let step = STEP / 100;
  while (step * 100 <= time) step *= 10;
  return Math.max(step, Math.round(time / step) * step);
}
