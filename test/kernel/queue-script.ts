/**
 * Scripts of queue operations for the differential property, and the sorted list that they are judged by.
 *
 * A step is a burst, not a single push: it takes hundreds of entries to bring a queue's inner structures
 * into play, and a shrinker works better on few large steps. It must not know of any implementation.
 */
import * as fc from 'fast-check';
import type { EventQueue } from '../../src/kernel/queue.js';
import { END_OF_TIME } from '../../src/kernel/time.js';

/** Instants of a burst, relative to now: spread evenly, clustered near, in ticks, all the same, or around a power of two. */
type Shape = 'even' | 'skewed' | 'ticks' | 'same' | 'edges';

/** Sequence numbers of a burst: growing, shrinking (older ones last), or scattered over old and new. */
type Numbering = 'growing' | 'shrinking' | 'scattered';

export type Step =
  | {
      readonly kind: 'push';
      readonly count: number;
      readonly shape: Shape;
      readonly bits: number;
      readonly numbering: Numbering;
      readonly salt: number;
    }
  | { readonly kind: 'pop'; readonly count: number; readonly reachBits: number };

export type Script = readonly Step[];

const SHAPES: readonly Shape[] = ['even', 'skewed', 'ticks', 'same', 'edges'];
const NUMBERINGS: readonly Numbering[] = ['growing', 'growing', 'shrinking', 'scattered'];

const push = fc.record({
  kind: fc.constant('push' as const),
  count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 400 })),
  shape: fc.constantFrom(...SHAPES),
  bits: fc.integer({ min: 0, max: 52 }),
  numbering: fc.constantFrom(...NUMBERINGS),
  salt: fc.nat(),
});

const pop = fc.record({
  kind: fc.constant('pop' as const),
  count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 400 })),
  reachBits: fc.integer({ min: 0, max: 53 }),
});

export const script: fc.Arbitrary<Script> = fc.array(fc.oneof(push, pop), { minLength: 1, maxLength: 25 });

/** What a queue answers to a script, pop by pop, and then until it is empty. */
export function playScript(queue: EventQueue, steps: Script): number[][] {
  const answers: number[][] = [];
  const popOnce = (limit: number): boolean => {
    const item = queue.popUntil(limit);
    answers.push([item, queue.at, queue.seq, queue.size]);
    return item >= 0;
  };
  let pushed = 0;
  for (const step of steps) {
    if (step.kind === 'pop') {
      const limit = Math.min(END_OF_TIME, queue.at + 2 ** step.reachBits - 1);
      for (let i = 0; i < step.count && popOnce(limit); i++);
      continue;
    }
    for (let i = 0; i < step.count; i++) {
      const at = Math.min(END_OF_TIME, queue.at + delay(step.shape, step.bits, i, step.salt));
      queue.push(at, number(step.numbering, pushed), pushed);
      pushed++;
    }
  }
  while (popOnce(END_OF_TIME));
  return answers;
}

function delay(shape: Shape, bits: number, i: number, salt: number): number {
  const range = 2 ** bits;
  const fraction = scatter(i, salt) / 2 ** 32;
  switch (shape) {
    case 'even':
      return Math.floor(fraction * range);
    case 'skewed':
      return Math.floor(fraction ** 8 * range);
    case 'ticks':
      return Math.floor(fraction * 8) * Math.ceil(range / 8);
    case 'same':
      return range - 1;
    case 'edges':
      return Math.max(0, Math.floor(fraction * 8) * range + (i % 3) - 1);
  }
}

/** A number that no other push of the script gets: the low part is unique, the high part sets the order. */
function number(numbering: Numbering, pushed: number): number {
  switch (numbering) {
    case 'growing':
      return 1e9 + pushed;
    case 'shrinking':
      return -1e9 - pushed;
    case 'scattered':
      return (scatter(pushed, 1) % 1000) * 1e6 + pushed;
  }
}

/** 32 bits that look random and depend on both arguments alone. */
function scatter(i: number, salt: number): number {
  let x = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0xc2b2ae35);
  return (x ^ (x >>> 13)) >>> 0;
}

/** The plainest queue there is: a list that is searched for the least entry on every pop. */
export function createSortedQueue(): EventQueue {
  const entries: { at: number; seq: number; item: number }[] = [];
  const state = { at: 0, seq: 0 };
  return {
    get size() {
      return entries.length;
    },
    get at() {
      return state.at;
    },
    get seq() {
      return state.seq;
    },
    push(at, seq, item) {
      let i = entries.length;
      while (i > 0 && (entries[i - 1]!.at < at || (entries[i - 1]!.at === at && entries[i - 1]!.seq < seq)))
        i--;
      entries.splice(i, 0, { at, seq, item });
    },
    popUntil(limit) {
      const least = entries.at(-1);
      if (least === undefined || least.at > limit) return -1;
      entries.pop();
      state.at = least.at;
      state.seq = least.seq;
      return least.item;
    },
  };
}
