/**
 * Jobs in heaps: heap-js with removal, which it does not have in less than linear time.
 *
 * A job that leaves leaves its entry behind, dead; the dead are passed over when they come to the top, and
 * cleared out once they are the majority. heap-js is not stable, so comparators are total, by order of arrival.
 */
import { Heap } from 'heap-js';
import { invariant } from '../../kernel/invariant.js';
import type { Job } from './job.js';

/** A job's claim. An entry of its own, because records of jobs are used again while dead entries lie about. */
export interface Entry {
  /** `undefined`: dead. */
  job: Job | undefined;
  readonly priority: number;
  /** Work that is left or, of a job in service, the attained work at which it is done. */
  work: number;
  readonly order: number;
}

export const entryOf = (job: Job, work: number): Entry => ({
  job,
  priority: job.priority,
  work,
  order: job.order,
});

export type Compare = (a: Entry, b: Entry) => number;

/** Comparisons, not differences: `Infinity - Infinity` is not a number. */
export const byPriority: Compare = (a, b) => compare(a.priority, b.priority) || a.order - b.order;
export const byWork: Compare = (a, b) => compare(a.work, b.work) || a.order - b.order;
export const reversed =
  (order: Compare): Compare =>
  (a, b) =>
    order(b, a);

const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);

/** So many dead are not worth clearing out. */
const DEAD_MIN = 64;

export class Entries {
  private heap: Heap<Entry>;
  private living = 0;

  constructor(private readonly order: Compare) {
    this.heap = new Heap(order);
  }

  /** Entries that live. */
  get size(): number {
    return this.living;
  }

  push(entry: Entry): void {
    this.heap.push(entry);
    this.living++;
  }

  /** The first that lives. */
  peek(): Entry | undefined {
    let first = this.heap.peek();
    while (first !== undefined && first.job === undefined) {
      this.heap.pop();
      first = this.heap.peek();
    }
    return first;
  }

  /** One of its entries died. */
  died(): void {
    this.living--;
    invariant(this.living >= 0, 'an entry dies once');
    if (this.heap.length > 2 * this.living + DEAD_MIN) this.rebuild(this.alive());
  }

  /** Takes the same work off every entry, which leaves their order as it is. */
  subtract(work: number): void {
    const living = this.alive();
    for (const entry of living) entry.work -= work;
    this.rebuild(living);
  }

  clear(): void {
    this.heap = new Heap(this.order);
    this.living = 0;
  }

  /** Visits the living, in no order. */
  jobs(): readonly Job[] {
    return this.alive().map(({ job }) => job!);
  }

  private alive(): Entry[] {
    return this.heap.toArray().filter(({ job }) => job !== undefined);
  }

  private rebuild(living: Entry[]): void {
    this.heap = new Heap(this.order);
    this.heap.init(living);
  }
}
