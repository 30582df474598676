/**
 * Timers that are moved far more often than they fire, such as Raft's election timer.
 *
 * Each timer has at most one live entry in the event queue. Moving it later only notes the new time; when
 * the entry comes up early it is put where the timer now stands. So a thousand resets cost no entries.
 * Knows nothing of the queue itself: the kernel pushes what these functions tell it to.
 */
import type { Instant } from './time.js';

const FIRST_CAPACITY = 64;
const NOWHERE = Number.POSITIVE_INFINITY;

/** Only the kernel uses it; a class for its unboxed fields. */
export class Timers {
  private size = 0;
  private due = new Float64Array(FIRST_CAPACITY);
  private seq = new Float64Array(FIRST_CAPACITY);
  private queuedAt = new Float64Array(FIRST_CAPACITY);
  private queuedSeq = new Float64Array(FIRST_CAPACITY);
  private handler = new Int32Array(FIRST_CAPACITY);
  private a = new Int32Array(FIRST_CAPACITY);
  private b = new Int32Array(FIRST_CAPACITY);

  add(handler: number, a: number, b: number): number {
    if (this.size === this.due.length) this.grow();
    const timer = this.size++;
    this.due[timer] = NOWHERE;
    this.queuedAt[timer] = NOWHERE;
    this.queuedSeq[timer] = -1;
    this.handler[timer] = handler;
    this.a[timer] = a;
    this.b[timer] = b;
    return timer;
  }

  /** Notes where the timer stands now. True if that needs a new entry in the queue. */
  arm(timer: number, at: Instant, seq: number): boolean {
    this.due[timer] = at;
    this.seq[timer] = seq;
    const queuedAt = this.queuedAt[timer]!;
    if (queuedAt < at || (queuedAt === at && this.queuedSeq[timer]! < seq)) return false;
    this.queuedAt[timer] = at;
    this.queuedSeq[timer] = seq;
    return true;
  }

  disarm(timer: number): void {
    this.due[timer] = NOWHERE;
  }

  armed(timer: number): boolean {
    return this.due[timer] !== NOWHERE;
  }

  /** The timer's entry `(at, seq)` was popped: true if it fires, which disarms it. */
  comesUp(timer: number, at: Instant, seq: number): boolean {
    if (this.queuedSeq[timer] !== seq) return false; // an entry that a move to earlier left behind
    this.queuedAt[timer] = NOWHERE;
    this.queuedSeq[timer] = -1;
    if (this.due[timer] !== at || this.seq[timer] !== seq) return false;
    this.due[timer] = NOWHERE;
    return true;
  }

  /** After {@link comesUp} said no: true if the timer stands later and needs its entry there; notes it. */
  mustRequeue(timer: number): boolean {
    if (this.due[timer] === NOWHERE || this.queuedSeq[timer] !== -1) return false;
    this.queuedAt[timer] = this.due[timer]!;
    this.queuedSeq[timer] = this.seq[timer]!;
    return true;
  }

  dueAt(timer: number): Instant {
    return this.due[timer]!;
  }

  dueSeq(timer: number): number {
    return this.seq[timer]!;
  }

  handlerOf(timer: number): number {
    return this.handler[timer]!;
  }

  aOf(timer: number): number {
    return this.a[timer]!;
  }

  bOf(timer: number): number {
    return this.b[timer]!;
  }

  private grow(): void {
    const capacity = this.due.length * 2;
    const doubles = (old: Float64Array<ArrayBuffer>) => {
      const bigger = new Float64Array(capacity);
      bigger.set(old);
      return bigger;
    };
    const ints = (old: Int32Array<ArrayBuffer>) => {
      const bigger = new Int32Array(capacity);
      bigger.set(old);
      return bigger;
    };
    this.due = doubles(this.due);
    this.seq = doubles(this.seq);
    this.queuedAt = doubles(this.queuedAt);
    this.queuedSeq = doubles(this.queuedSeq);
    this.handler = ints(this.handler);
    this.a = ints(this.a);
    this.b = ints(this.b);
  }
}
