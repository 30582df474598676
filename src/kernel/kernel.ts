/**
 * The kernel: virtual time, the run loop, cancellation and timers over an event queue.
 *
 * It knows nothing of nodes, networks or models: an event is a handler's number, two integers and a
 * payload. Events run in the order `(at, seq)`, so ties run first come first served, and work that is
 * scheduled for the present instant runs after the current event.
 */
import { createDigest, type Digest } from './digest.js';
import { invariant } from './invariant.js';
import type { EventQueue } from './queue.js';
import type { Stream } from './random.js';
import { END_OF_TIME, type Instant } from './time.js';
import { Timers } from './timers.js';

/** What runs when an event comes up: the two integers and the payload it was scheduled with. */
export type EventHandler = (a: number, b: number, payload: unknown) => void;

/** What a handler's events are, for whoever watches. */
export interface EventStory {
  /** What an event carries that may differ from run to run, JSON-shaped; a `kind` in it names the event. */
  readonly carries?: (a: number, b: number, payload: unknown) => unknown;
  /** The event in words. */
  readonly tell: (a: number, b: number, kind: string) => string;
}

/** Names a pending event, for {@link Kernel.cancel}. A stale handle is harmless. */
export type Handle = number;

export interface KernelOptions {
  readonly queue: EventQueue;
  /** Without a digest events cost less; only benchmarks do without. Default true. */
  readonly digest?: boolean;
  /** Draws that shuffle events of the same instant, to expose models that depend on the order of ties. */
  readonly shuffleTies?: Stream | undefined;
}

const FIRST_CAPACITY = 1024;
/** Slots are 25 bits, so that slot * 2 + 1 is an int32 item, and slot and generation fit one double. */
const MAX_PENDING = 2 ** 25;
const CANCELLED = 0;
/** What a slot holds, side by side so that an event touches one line of the cache. */
const WHAT = 0;
const A = 1;
const B = 2;
const USES = 3;
const CELLS = 4;
/** Shuffled ties keep 32 bits for the sequence number and 20 for the draw. */
const SHUFFLE_RANGE = 2 ** 20;
const SHUFFLE_SHIFT = 2 ** 32;

/** Thrown when a run would go past the end of virtual time; a user's error, reported as such. */
export class EndOfTimeError extends Error {
  override readonly name = 'EndOfTimeError';
}

/** A class, so that its numbers stay unboxed fields; made by {@link createKernel}, or watched (`watched.ts`). */
export class Kernel {
  /** The present instant. */
  now: Instant = 0;
  /** Events handled so far. */
  events = 0;
  /** Digest of every event so far. */
  readonly digest: Digest = createDigest();

  private readonly queue: EventQueue;
  private readonly digesting: boolean;
  private readonly shuffle: Stream | undefined;
  private readonly handlers: EventHandler[] = [];
  private readonly stories = new Map<number, EventStory>();
  private readonly timers = new Timers();
  private seq = 0;
  private stopping = false;

  private capacity = FIRST_CAPACITY;
  private used = 0;
  private free = 0;
  private freeSlots = new Int32Array(FIRST_CAPACITY);
  /** Of each slot: its event's handler and two integers, and how often the slot was used. */
  private cells = new Int32Array(FIRST_CAPACITY * CELLS);
  private readonly payload: unknown[] = [];

  constructor(options: KernelOptions) {
    this.queue = options.queue;
    this.digesting = options.digest ?? true;
    this.shuffle = options.shuffleTies;
    this.handlers.push(() => invariant(false, 'a cancelled event was run'));
  }

  /** Registers a handler and returns its number, for {@link schedule}. Order of registration is part of the digest. */
  handler(run: EventHandler): number {
    return this.handlers.push(run) - 1;
  }

  /** Says what a handler's events are, for whoever watches. */
  describe(handler: number, story: EventStory): void {
    this.stories.set(handler, story);
  }

  /** What was said of the handler's events, if anything. */
  storyOf(handler: number): EventStory | undefined {
    return this.stories.get(handler);
  }

  /** Schedules a handler at an instant, not before now. */
  schedule(at: Instant, handler: number, a: number, b: number, payload: unknown): Handle {
    const slot = this.place(at, handler, a, b, payload);
    return this.cells[slot * CELLS + USES]! * MAX_PENDING + slot;
  }

  /** The same for an event that nobody will cancel: a handle that nobody wants would cost an allocation. */
  post(at: Instant, handler: number, a: number, b: number, payload: unknown): void {
    this.place(at, handler, a, b, payload);
  }

  /** Puts an event into the queue, whoever will cancel it; returns its slot. */
  protected place(at: Instant, handler: number, a: number, b: number, payload: unknown): number {
    this.checkInstant(at);
    let slot: number;
    if (this.free > 0) slot = this.freeSlots[--this.free]!;
    else {
      if (this.used === this.capacity) this.grow();
      slot = this.used++;
      this.payload.push(undefined);
    }
    const { cells } = this;
    const cell = slot * CELLS;
    cells[cell + WHAT] = handler;
    cells[cell + A] = a;
    cells[cell + B] = b;
    this.payload[slot] = payload;
    this.queue.push(at, this.nextSeq(), slot * 2);
    return slot;
  }

  /** Makes sure that the event does not run; harmless if it already ran or was cancelled. */
  cancel(handle: Handle): void {
    const slot = handle % MAX_PENDING;
    const { cells } = this;
    if (cells[slot * CELLS + USES] !== (handle - slot) / MAX_PENDING) return;
    cells[slot * CELLS + WHAT] = CANCELLED;
    this.payload[slot] = undefined;
  }

  /** A timer that can be armed, moved and disarmed any number of times; it runs `handler(a, b, undefined)`. */
  timer(handler: number, a: number, b: number): number {
    return this.timers.add(handler, a, b);
  }

  /** Arms the timer for `at`, wherever it stood before. Costs no queue entry if it only moves later. */
  setTimer(timer: number, at: Instant): void {
    this.checkInstant(at);
    const seq = this.nextSeq();
    if (this.timers.arm(timer, at, seq)) this.queue.push(at, seq, timer * 2 + 1);
  }

  /** Disarms the timer, if armed. */
  cancelTimer(timer: number): void {
    this.timers.disarm(timer);
  }

  /** True if the timer is armed. */
  timerArmed(timer: number): boolean {
    return this.timers.armed(timer);
  }

  /** Ends {@link run} after the current event. */
  stop(): void {
    this.stopping = true;
  }

  /**
   * Runs events up to and including `until`, at most `maxEvents` of them, or until {@link stop}.
   * Returns why it ended; if it is done, `now` is then `until`. What an event leaves behind that was the last
   * one allowed is not looked at, so a run of just `maxEvents` events ends by its limit.
   */
  run(until: Instant, maxEvents = Number.POSITIVE_INFINITY): 'done' | 'stopped' | 'event limit' {
    const { queue, handlers, digesting, digest } = this;
    invariant(until >= this.now, 'virtual time does not go back');
    if (maxEvents <= 0) return 'event limit';
    const lastEvent = this.events + maxEvents;
    this.stopping = false;
    for (let item = queue.popUntil(until); item >= 0; item = queue.popUntil(until)) {
      const slot = item >> 1;
      if ((item & 1) === 1) {
        if (!this.timerDue(slot)) continue;
      } else if (this.cells[slot * CELLS + WHAT] === CANCELLED) {
        this.release(slot);
        continue;
      }
      this.now = queue.at;
      this.events++;
      if ((item & 1) === 1) this.fireTimer(slot);
      else {
        const { cells } = this;
        const cell = slot * CELLS;
        const what = cells[cell + WHAT]!;
        const a = cells[cell + A]!;
        const b = cells[cell + B]!;
        const payload = this.payload[slot];
        this.release(slot);
        if (digesting) digest.event(this.now, what, a, b);
        handlers[what]!(a, b, payload);
      }
      if (this.stopping) return 'stopped';
      if (this.events >= lastEvent) return 'event limit';
    }
    this.now = until;
    return 'done';
  }

  /** Entries in the queue: pending events, armed timers and what was cancelled but has not come up. */
  get pending(): number {
    return this.queue.size;
  }

  /** True if the timer fires now; if it was moved to later, its entry is put there. */
  private timerDue(timer: number): boolean {
    const { queue, timers } = this;
    if (timers.comesUp(timer, queue.at, queue.seq)) return true;
    if (timers.mustRequeue(timer)) queue.push(timers.dueAt(timer), timers.dueSeq(timer), timer * 2 + 1);
    return false;
  }

  protected fireTimer(timer: number): void {
    const what = this.timers.handlerOf(timer);
    const a = this.timers.aOf(timer);
    const b = this.timers.bOf(timer);
    if (this.digesting) this.digest.event(this.now, what, a, b);
    this.handlers[what]!(a, b, undefined);
  }

  private nextSeq(): number {
    const seq = this.seq++;
    if (this.shuffle === undefined) return seq;
    invariant(seq < SHUFFLE_SHIFT, 'shuffled ties allow 2^32 events');
    return Math.floor(this.shuffle() * SHUFFLE_RANGE) * SHUFFLE_SHIFT + seq;
  }

  private release(slot: number): void {
    this.payload[slot] = undefined;
    const uses = slot * CELLS + USES;
    this.cells[uses] = (this.cells[uses]! + 1) & 0x3ffffff;
    this.freeSlots[this.free++] = slot;
  }

  private checkInstant(at: Instant): void {
    if (at >= this.now && at <= END_OF_TIME) return;
    if (at > END_OF_TIME) throw new EndOfTimeError('virtual time ends after 2^53 ns (104 days)');
    invariant(false, `an event at ${at} is before now (${this.now}) or not a number`);
  }

  private grow(): void {
    invariant(this.capacity < MAX_PENDING, `more than ${MAX_PENDING} events pending`);
    this.capacity *= 2;
    this.freeSlots = grown(this.freeSlots, this.capacity);
    this.cells = grown(this.cells, this.capacity * CELLS);
  }
}

/** A kernel at instant 0 with nothing scheduled. */
export const createKernel = (options: KernelOptions): Kernel => new Kernel(options);

function grown(old: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(capacity);
  bigger.set(old);
  return bigger;
}
