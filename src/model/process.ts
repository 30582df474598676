/**
 * Generator processes: sequential behaviour written top to bottom, paused at each `yield*`.
 *
 * A handler that is a generator function becomes a process of its node's incarnation and dies with it.
 * A process only describes what it waits for; the world decides when it goes on. No promises: JavaScript
 * gives no control over the order of microtasks.
 */
import type { Duration } from '../kernel/time.js';
import type { Ticket, WorkOptions } from './context.js';
import type { Ask, CallResult, NodeId } from './message.js';

/** One outgoing call, to be made alone or together with others. */
export interface Call {
  readonly to: NodeId;
  readonly ask: Ask;
  /** How long to wait for the reply, ns. The call then fails with `timeout`. */
  readonly timeout: Duration;
}

/** What a process waits for. */
export type Wait =
  | { readonly kind: 'sleep'; readonly duration: Duration }
  | { readonly kind: 'calls'; readonly calls: readonly Call[] }
  | {
      readonly kind: 'serve';
      readonly resource: string;
      readonly duration: Duration;
      readonly options: WorkOptions | undefined;
    }
  | { readonly kind: 'acquire'; readonly resource: string; readonly options: WorkOptions | undefined };

/** What the world answers: results of `calls` in their order, whether `serve` was admitted, a ticket, or nothing. */
export type Resumed = readonly CallResult[] | boolean | Ticket | undefined;

export type Process<T = void> = Generator<Wait, T, Resumed>;
