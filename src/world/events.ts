/**
 * What the world's own events are in words, and what they carry: for whoever watches events go by.
 *
 * Asked only where a run is watched. Knows nothing of what an event does.
 */
import type { Kernel } from '../kernel/kernel.js';
import type { Message } from '../model/message.js';
import type { Node } from './node.js';

/** Handlers of the world's events, by their numbers. */
interface Events {
  readonly deliver: number;
  readonly self: number;
  readonly timer: number;
  readonly synced: number;
  readonly callback: number;
}

export function describeEvents(kernel: Kernel, event: Events, nodes: readonly Node[]): void {
  const name = (id: number) => nodes[id]!.name;
  kernel.describe(event.deliver, {
    carries: (_to, _from, message) => message,
    tell: (to, from, kind) => `delivery of ${kind} from ${name(from)} to ${name(to)}`,
  });
  kernel.describe(event.self, {
    carries: (_id, _incarnation, message) => message,
    tell: (id, _incarnation, kind) => `${kind} of ${name(id)} to itself`,
  });
  kernel.describe(event.timer, {
    carries: (id, index) => nodes[id]!.ctx.timerMessage(index),
    tell: (id, _index, kind) => `timer ${kind} of ${name(id)}`,
  });
  kernel.describe(event.synced, {
    carries: (_id, _incarnation, sync) => (sync as { readonly done: Message }).done,
    tell: (id, _incarnation, kind) => `sync of ${name(id)} is complete (${kind})`,
  });
  kernel.describe(event.callback, { tell: (id) => `a process of ${name(id)} goes on` });
}
