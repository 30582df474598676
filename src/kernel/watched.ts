/**
 * A kernel that tells of each event just before it is carried out, and in which event it was scheduled.
 *
 * The same events in the same order with the same digest, at several times the price. Apart from the kernel, so
 * that a run that nobody watches pays nothing.
 */
import { type EventHandler, Kernel, type KernelOptions } from './kernel.js';
import type { Instant } from './time.js';

export interface WatchedEvent {
  /** Its handler, and what that is given. */
  readonly what: number;
  readonly a: number;
  readonly b: number;
  readonly payload: unknown;
  /** Number of the event, from 1, in which it was scheduled or its timer was set; 0: before the first. */
  readonly by: number;
}

/** The digest has the event already. */
export type EventWatch = (event: WatchedEvent, kernel: Kernel) => void;

/** A payload with the event that it comes from. */
class Caused {
  constructor(
    readonly by: number,
    readonly payload: unknown,
  ) {}
}

class WatchedKernel extends Kernel {
  /** By timer: the event in which it was set. */
  private readonly setBy: number[] = [];
  /** In which the timer that fires was set. */
  private firedBy = 0;

  constructor(
    options: KernelOptions,
    private readonly watch: EventWatch,
  ) {
    super(options);
  }

  override handler(run: EventHandler): number {
    const what: number = super.handler((a, b, caused) => {
      const payload = caused instanceof Caused ? caused.payload : undefined;
      const by = caused instanceof Caused ? caused.by : this.firedBy;
      this.watch({ what, a, b, payload, by }, this);
      run(a, b, payload);
    });
    return what;
  }

  override setTimer(timer: number, at: Instant): void {
    this.setBy[timer] = this.events;
    super.setTimer(timer, at);
  }

  protected override place(at: Instant, handler: number, a: number, b: number, payload: unknown): number {
    return super.place(at, handler, a, b, new Caused(this.events, payload));
  }

  protected override fireTimer(timer: number): void {
    this.firedBy = this.setBy[timer] ?? 0;
    super.fireTimer(timer);
  }
}

export const createWatchedKernel = (options: KernelOptions, watch: EventWatch): Kernel =>
  new WatchedKernel(options, watch);
