/** What each rule asks of a new event, and in words what it did not keep. */
import type { Clock, Rule, Stamp } from './clocks.js';
import type { Happened, Truth } from './truth.js';

/** What new events are held against. */
export interface Known {
  readonly truth: Truth;
  readonly recent: readonly Happened[];
  /** The write that was answered latest. */
  readonly answered: Happened | undefined;
  /** Of all that were answered, the one with the latest stamp. */
  readonly topmost: Happened | undefined;
}

export interface Test {
  readonly holds: boolean;
  /** What the event is held against, and how it should stand to that. */
  readonly other: Happened | undefined;
  readonly should: string;
}

type Ask = (clock: Clock<Stamp>, it: Happened, known: Known) => readonly Test[];

const isBefore = (clock: Clock<Stamp>, a: Happened, b: Happened): boolean =>
  clock.isBefore(a.event.stamp, b.event.stamp);

export const ASKS: Readonly<Record<Rule, Ask>> = {
  // What follows from these two follows from the order being one.
  'clock-condition': (clock, it) =>
    it.after.map((other) => ({ holds: isBefore(clock, other, it), other, should: 'it should come after' })),
  concurrency: (clock, it, { truth, recent }) =>
    recent
      .filter((other) => !truth.isBefore(other, it))
      .map((other) => ({
        holds: !isBefore(clock, other, it) && !isBefore(clock, it, other),
        other,
        should: 'it should be concurrent with',
      })),
  'near-clocks': (clock, it) => [
    {
      holds: clock.timeOf?.(it.event.stamp) === Math.max(0, it.clockMax),
      other: undefined,
      should: `the latest that any clock had shown on the way to it was ${it.clockMax}`,
    },
  ],
  'external-consistency': (clock, it, { topmost }) =>
    it.event.cause !== undefined || topmost === undefined
      ? []
      : [
          {
            holds: isBefore(clock, topmost, it),
            other: topmost,
            should: 'it was asked after the answer to, and should come after,',
          },
        ],
};
