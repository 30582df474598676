/** What is measured of stamps, whether or not their clock promises anything. */
import type { Duration, Measure } from '../../../src/model/index.js';
import { bytesOf, type Clock, type Stamp } from './clocks.js';
import type { Known } from './rules.js';
import type { Happened } from './truth.js';

export interface Figures {
  event(clock: Clock<Stamp>, it: Happened, known: Known): void;
  /** A write was answered after that long of true time. */
  waited(duration: Duration): void;
  measures(waitExpected: Duration | undefined): readonly Measure[];
}

export function createFigures(): Figures {
  const inverted: number[] = [];
  const misordered: number[] = [];
  const off: number[] = [];
  const bytes: number[] = [];
  const counts: number[] = [];
  const waits: number[] = [];
  const share = (of: number[], first: Happened, it: Happened, clock: Clock<Stamp>) =>
    of.push(clock.isBefore(first.event.stamp, it.event.stamp) ? 0 : 1);
  return {
    event(clock, it, { truth, answered }) {
      const { stamp, cause } = it.event;
      if (cause !== undefined) share(inverted, truth.find(cause)!, it, clock);
      else if (answered !== undefined) share(misordered, answered, it, clock);
      if (clock.timeOf !== undefined) off.push(Math.abs(clock.timeOf(stamp) - it.at));
      if (typeof stamp === 'object' && 'count' in stamp) counts.push(stamp.count);
      bytes.push(bytesOf(stamp));
    },
    waited: (duration) => {
      waits.push(duration);
    },
    measures: (waitExpected) => [
      { key: 'inverted', name: 'effects not stamped after their cause', unit: 'share', values: inverted },
      {
        key: 'misordered',
        name: 'writes not stamped after one answered before',
        unit: 'share',
        values: misordered,
      },
      { key: 'off', name: 'stamps off true time', unit: 'duration', values: off },
      {
        key: 'wait',
        name: 'commit wait',
        unit: 'duration',
        values: waits,
        ...(waitExpected === undefined ? {} : { theory: waitExpected }),
      },
      { key: 'bytes', name: 'bytes of a stamp', unit: 'count', values: bytes },
      { key: 'count', name: 'events counted under one time', unit: 'count', values: counts },
    ],
  };
}
