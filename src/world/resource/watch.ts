/**
 * Who watches the stations of one group: gets every change of their numbers and every customer who left.
 *
 * A port: what is made of it (histograms, windows) is none of the world's business.
 */
import type { Duration, Instant } from '../../kernel/time.js';
import type { NodeId } from '../../model/message.js';

/** All resources of one name of the nodes of one group share one. */
export interface StationWatch {
  /** The time window of the last {@link shift}. */
  readonly window: number;
  /** One more node of the group has started, with so many servers. */
  join(servers: number): void;
  /** The warm-up is over. */
  begin(): void;
  /** From now on so many more wait, so many more servers work, and so many more are there. */
  shift(waiting: number, busy: number, present: number): void;
  /** A customer came. Not told of those who came before the warm-up ended. */
  came(): void;
  /** A customer who came and was not admitted. */
  refused(why: string): void;
  /** A customer has left: served, or else `why` not. */
  left(visit: Visit, why: string | undefined): void;
}

/** What a watch sees of a customer. */
export interface Visit {
  /** The window that he came in. */
  readonly window: number;
  /** He came when the warm-up was over. */
  readonly counted: boolean;
  /** He found all servers busy. */
  readonly delayed: boolean;
  readonly class: string | undefined;
  readonly arrivedAt: Instant;
  /** How long he was in service. */
  readonly served: Duration;
}

/** Tells the present instant: numbers that are handed over with each event would cost an allocation. */
export interface Now {
  readonly now: Instant;
}

/** The watch of a group's resource; asked for once. */
export type WatchFor = (
  clock: Now,
  group: string,
  members: readonly NodeId[],
  resource: string,
) => StationWatch;

/** Watches nothing, for worlds of which nobody wants numbers. */
export const nobodyWatches: StationWatch = {
  window: 0,
  join() {},
  begin() {},
  shift() {},
  came() {},
  refused() {},
  left() {},
};
