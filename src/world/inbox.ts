/**
 * What waits at a node that is paused or slow, in the order it came.
 *
 * A paused node takes nothing; when it goes on, everything is taken at once, before whatever comes next. A
 * slow node takes one thing at a time, each after a delay, and a pause interrupts the delay under way. All
 * that comes to such a node passes through here, so that nothing overtakes: not the messages of a pause those
 * of a slow stretch before it, not a new message the old ones at the instant when all is well again, and not
 * even where ties are shuffled. Knows nothing of what an item does.
 */
import type { Handle, Kernel } from '../kernel/kernel.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { Draw } from '../model/params.js';
import { Fifo } from './fifo.js';
import type { Node } from './node.js';

/** A slow node: each message, timer and completion takes this much longer. */
export interface SlowBy {
  readonly delay: Draw;
  /** Messages, timers and completions that it delayed. */
  touched: number;
}

/** What waits at one node. */
export interface Inbox {
  readonly waiting: Fifo<() => void>;
  /** The delay under way, if any, and when it ends. */
  step: Handle | undefined;
  stepEnds: Instant;
  /** What a pause left of the delay that was under way, ns. */
  left: Duration | undefined;
}

export const createInbox = (): Inbox => ({
  waiting: new Fifo(),
  step: undefined,
  stepEnds: 0,
  left: undefined,
});

/** More than this waiting at one node ends the run: nothing is dropped in silence. */
export const MAX_WAITING = 100_000;

export class Inboxes {
  private readonly stepDone: number;

  constructor(
    private readonly kernel: Kernel,
    nodes: readonly Node[],
  ) {
    this.stepDone = kernel.handler((id) => {
      const node = nodes[id]!;
      node.inbox.step = undefined;
      node.inbox.waiting.shift()?.();
      this.go(node);
    });
    kernel.describe(this.stepDone, {
      tell: (id) => `${nodes[id]!.name}, which is slow, takes what came next`,
    });
  }

  /** Takes an item at the end of the queue. False if it is full. */
  add(node: Node, run: () => void): boolean {
    const { waiting } = node.inbox;
    if (waiting.length >= MAX_WAITING) return false;
    waiting.push(run);
    if (node.mode === 'up') this.go(node);
    return true;
  }

  /** Goes on after a pause or at the end of a slow stretch: with all at once, or slowly. */
  go({ id, inbox, slow }: Node): void {
    const { waiting } = inbox;
    if (slow === undefined) {
      this.interrupt(inbox);
      inbox.left = undefined;
      for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) run();
    } else if (inbox.step === undefined && waiting.length > 0) {
      if (inbox.left === undefined) slow.touched++;
      inbox.stepEnds = this.kernel.now + (inbox.left ?? slow.delay());
      inbox.left = undefined;
      inbox.step = this.kernel.schedule(inbox.stepEnds, this.stepDone, id, 0, undefined);
    }
  }

  /** The node is paused: what is left of the delay under way waits too. */
  interrupt(inbox: Inbox): void {
    if (inbox.step === undefined) return;
    inbox.left = inbox.stepEnds - this.kernel.now;
    this.kernel.cancel(inbox.step);
    inbox.step = undefined;
  }

  /** The node crashed: nothing waits any more. */
  clear(inbox: Inbox): void {
    this.interrupt(inbox);
    inbox.left = undefined;
    inbox.waiting.clear();
  }
}
