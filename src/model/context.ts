/**
 * Everything that a model may do to the world: the `ctx` that each handler receives.
 *
 * An interface only; the world implements it. Effects are recorded and carried out by the world, so that
 * a crash can drop them, a seed can replay them and a trace can show them.
 */

import type { Json } from '../kernel/json.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { Ask, CallResult, Message, NodeId, Reply, Request } from './message.js';
import type { Call, Process } from './process.js';

/**
 * A node's disk: named values and named append-only logs. Writes are visible to the node at once but
 * pending until a sync that was started after them completes; a crash may lose or tear what is pending.
 */
export interface Disk<M extends Message> {
  /** Replaces the value `name`. */
  write(name: string, value: unknown): void;
  /** The value `name` as last written (after a crash: as it survived), or `undefined`. */
  read(name: string): unknown;
  /** Adds one record at the end of the log `name`. */
  append(name: string, record: unknown): void;
  /** Cuts the log `name` to its first `length` records. */
  truncate(name: string, length: number): void;
  /** Drops the first `records` records of the log `name` (after a snapshot); later records move down. */
  discard(name: string, records: number): void;
  /** The records of the log `name`, oldest first. Do not change it. */
  log(name: string): readonly unknown[];
  /** Makes every write so far durable; `done` comes back as a message to oneself when it is. */
  sync(done: M): void;
}

/** Names a job at a resource, from 1. A stale one is harmless. */
export type Ticket = number;

export interface WorkOptions {
  /** For `priority` and `preemptive`: the smaller, the sooner. Default 0. */
  readonly priority?: number;
  /** What its waits and sojourns are reported under, beside those of all; an operation's name, say. */
  readonly class?: string;
}

export interface ServeOptions<M extends Message> extends WorkOptions {
  /** Leaves if it has not begun to be served after this long; then `gaveUp` is delivered instead of `done`. */
  readonly patience?: Duration;
  readonly gaveUp?: M;
  /** Delivered when its service begins (for the first time). */
  readonly started?: M;
}

export interface Occupancy {
  readonly waiting: number;
  readonly inService: number;
}

/**
 * @typeParam P what the model sees of its parameters
 * @typeParam M the messages it handles
 * @typeParam Out messages of other models that it only sends
 */
export interface Context<P, M extends Message, Out extends Message = never> {
  /** This node. */
  readonly self: NodeId;
  /** Every node of this node's group, itself included, in order; the same array for all of them. */
  readonly members: readonly NodeId[];
  readonly params: P;
  /** Who sent the message at hand; oneself for timers, sync completions and in `init`. */
  readonly from: NodeId;

  /** A node's name as people read it, such as `db/1`. */
  name(node: NodeId): string;

  /** Sends over the network: it may arrive late, twice, out of order or never, as the link decides. */
  send(to: NodeId, message: M | Out | Request | Reply): void;
  /** Sends to every other member of the group, in their order. */
  broadcast(message: M): void;
  /** Another member, chosen uniformly at random; oneself if there is no other. */
  randomPeer(): NodeId;

  /**
   * Answers a request: it happened, with this result. A client hands the `token`, if any, back with the next request
   * of the session, to whichever node: for models that keep what a session has seen.
   */
  ok(request: Request, value: Json, token?: Json): void;
  /** Answers a request: it did not happen and never will. */
  fail(request: Request, error: string): void;
  /** Answers a request: it may have happened. */
  unknown(request: Request, error: string): void;
  /**
   * Answers a request: nothing done here; ask `to`, or any other node if that is not known. `news` is for the model's
   * own `router`: what the client should know before it asks for anything else.
   */
  redirect(request: Request, to: NodeId | undefined, news?: Json): void;

  /** Arms the one timer of `message.kind`; setting it again moves it. Runs on the node's monotonic clock. */
  setTimer(message: M, after: Duration): void;
  /** Disarms the timer of that kind, if armed. */
  cancelTimer(kind: M['kind']): void;
  /** Delivers `message` to oneself after a delay; any number may be under way. Monotonic clock. */
  after(delay: Duration, message: M): void;
  /**
   * Takes `service` of work to the named resource, and delivers `done`, if any, to oneself when it has been served.
   * It waits for its turn by the resource's discipline. Returns a ticket, or `undefined`, having done nothing but count
   * a refusal, if the queue is full. While the node is paused its servers stand still. With `Infinity` of work
   * it holds its server until it is released.
   */
  serve(
    resource: string,
    service: Duration,
    done: M | undefined,
    options?: ServeOptions<M>,
  ): Ticket | undefined;
  /**
   * Takes back what was given to `serve`: `finished` counts as served (who held a server gives it back), `cancelled`
   * as withdrawn. Its `done` never comes. False if it is no longer there.
   */
  release(resource: string, ticket: Ticket, how: 'finished' | 'cancelled'): boolean;
  /** Counts a customer of the resource who came and left at once, and why: `balked`. */
  turnAway(resource: string, why: string): void;
  /** How many are waiting and in service now, of all. */
  occupancy(resource: string): Occupancy;

  /** The node's wall clock: skewed, drifting, and sometimes jumping. */
  wallClock(): Instant;
  /** The node's monotonic clock: drifts, but never jumps; starts again from 0 with each incarnation. */
  monotonicClock(): Duration;
  /** A uniform draw in [0, 1) from this node's own stream. */
  random(): number;

  readonly disk: Disk<M>;
  /** Replaces the whole durable state by a copy of `value`, in one instant, synced write; `init` gets it back after a crash. */
  persist(value: unknown): void;

  /** Adds to a counter of this node. */
  count(name: string, by?: number): void;
  /** Notes that something happened which tests should reach; one of the model's `sometimes`. */
  sometimes(condition: string): void;
  /**
   * Notes that this version of the key took effect, and where it stands among the others: ranks are compared number by
   * number, so `[term, index]` or a timestamp. Several nodes may tell of the same. Used to say how stale reads are;
   * costs nothing where nobody asks.
   */
  version(key: Json, value: Json, rank: readonly number[]): void;
  /** Records that the named series of this node now has this value (a role, a term, a queue length). */
  track(name: string, value: number | string): void;

  /** In a process: waits. */
  sleep(duration: Duration): Process;
  /** In a process: asks another node and waits for the reply, at most `timeout`. */
  call(to: NodeId, ask: Ask, options: { readonly timeout: Duration }): Process<CallResult>;
  /** In a process: makes several calls at once and waits for all of them; results in the same order. */
  callAll(calls: readonly Call[]): Process<readonly CallResult[]>;
  /** In a process: occupies a server of the resource for that long; false at once if the queue is full. */
  work(resource: string, service: Duration, options?: WorkOptions): Process<boolean>;
  /** In a process: waits for a server and holds it until `release`; `undefined` at once if the queue is full. */
  acquire(resource: string, options?: WorkOptions): Process<Ticket | undefined>;
}
