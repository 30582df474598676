/**
 * What a check of determinism found: whether runs that should be the same are, and where they part.
 *
 * Plain JSON, what `foretell determinism --json` prints. Instants in ns, because a run may differ by one.
 */
import type { Instant } from '../kernel/time.js';

/**
 * What the first run is compared with: itself once more, or with the other event queue, or with messages and
 * records frozen, so that a model that changes what it has sent or stored throws. All promise the same bytes.
 */
export const AGAINST = ['again', 'heap', 'freeze'] as const;
export type Against = (typeof AGAINST)[number];

export interface Determinism {
  readonly kind: 'determinism';
  readonly scenario: string;
  readonly seed: string;
  readonly same: boolean;
  /** Of the first run. */
  readonly digest: string;
  readonly events: number;
  /** Events of which everything is known; of later ones only a digest per thousand. */
  readonly eventsKept: number;
  /** In the order in which they were asked for. */
  readonly comparisons: readonly Comparison[];
}

export interface Comparison {
  readonly against: Against;
  /** `null` if the runs are the same. */
  readonly difference: Difference | null;
}

export type Difference = EventDifference | StretchDifference | RecordDifference;

/** The first event that is not the same. */
export interface EventDifference {
  readonly kind: 'event';
  /** From 1. */
  readonly number: number;
  readonly differs: readonly Aspect[];
  /** `null` if that run was over. */
  readonly first: EventCaused | null;
  readonly second: EventCaused | null;
  /** The last event before it, which both had; `null` if there was none. */
  readonly before: EventSeen | null;
  /** Why the run that was over had ended, where it was before its time; else `null`. */
  readonly ended: string | null;
}

/**
 * `time`, `kind`, `node` (or whichever operation or fault): the event itself; `content`: what its message says;
 * `effects`: it was the same, and what it led to was not; `end`: one of the runs was over.
 */
export type Aspect = 'time' | 'kind' | 'node' | 'content' | 'effects' | 'end';

export interface EventSeen {
  /** From 1. */
  readonly number: number;
  readonly at: Instant;
  /** `delivery of append from db/1 to db/2`. */
  readonly text: string;
}

export interface EventCaused extends EventSeen {
  /** The event in which it was scheduled, `null` if that was before the first. */
  readonly by: EventSeen | null;
}

/** Somewhere among these events, from 1, both included. */
export interface StretchDifference {
  readonly kind: 'stretch';
  readonly from: number;
  readonly to: number;
}

/** All events are the same, and yet something else that the runs left is not. */
export interface RecordDifference {
  readonly kind: 'record';
  /** What it is of: `clients`, `counters`, `series`, … */
  readonly part: string;
  /** Where in it: `app.operations[17].output`. */
  readonly path: string;
  readonly first: string;
  readonly second: string;
}
