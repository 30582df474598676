/**
 * PN-counter: two G-counters, one for what was added and one for what was taken away (RR-7506, specification 7).
 *
 * Pure functions over plain data; knows nothing of networks.
 */
import { deltaOfG, EMPTY_G_COUNTER, type GCounter, mergeG, valueOfG } from './g-counter.js';

export interface PNCounter {
  readonly up: GCounter;
  readonly down: GCounter;
}

export const EMPTY_PN_COUNTER: PNCounter = { up: EMPTY_G_COUNTER, down: EMPTY_G_COUNTER };

/** The counter after this replica added `amount`, or took it away if it is negative. */
export const addToPN = (counter: PNCounter, replica: number, amount: number): PNCounter =>
  mergePN(counter, deltaOfPN(counter, replica, amount));

/** What it tells the others that adds: its own new total alone. */
export const deltaOfPN = ({ up, down }: PNCounter, replica: number, amount: number): PNCounter =>
  amount < 0
    ? { up: EMPTY_G_COUNTER, down: deltaOfG(down, replica, -amount) }
    : { up: deltaOfG(up, replica, amount), down: EMPTY_G_COUNTER };

export const mergePN = (a: PNCounter, b: PNCounter): PNCounter => ({
  up: mergeG(a.up, b.up),
  down: mergeG(a.down, b.down),
});

export const valueOfPN = ({ up, down }: PNCounter): number => valueOfG(up) - valueOfG(down);
