/**
 * A node: its model, its state, its incarnation, and what it holds until a crash.
 *
 * Data only. What happens to it is in `world.ts` (messages, timers) and `lifecycle.ts` (crash, restart, pause).
 */
import { invariant } from '../kernel/invariant.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { Message, NodeId } from '../model/message.js';
import type { AnyModel, Monitor } from '../model/model.js';
import type { Clock } from './clock.js';
import type { NodeContext } from './context.js';
import type { NodeDisk } from './disk.js';
import type { Inbox, SlowBy } from './inbox.js';
import type { Processes } from './processes.js';
import type { Job } from './resource/job.js';
import type { Station } from './resource/station.js';

/** Nodes of one name and one model, numbered from 1: `db/1`, `db/2`, … */
export interface Group {
  readonly name: string;
  readonly members: readonly NodeId[];
  /** Absent for clients, which the workload drives. */
  readonly model: AnyModel | undefined;
  readonly handlers: Map<string, CompiledHandler>;
  /** The one that ran last. */
  latest: CompiledHandler | undefined;
  readonly monitor: Monitor<unknown> | undefined;
  /** What a crash does to writes that are not synced, unless the fault says otherwise. */
  readonly onCrash: 'lose' | 'tear';
}

/** A model's handler with its number in the digest. */
export interface CompiledHandler {
  readonly kind: string;
  readonly id: number;
  readonly run: (state: unknown, message: Message, ctx: NodeContext) => unknown;
}

/** Gets the messages of a node that has no model. */
export type Receiver = (from: NodeId, message: Message, self: NodeId) => void;

export type Mode = 'up' | 'paused' | 'down';

export interface Node {
  readonly id: NodeId;
  readonly name: string;
  readonly group: Group;
  readonly receive: Receiver | undefined;
  mode: Mode;
  /** True while messages take the short way: up, and neither slow nor paused. */
  plain: boolean;
  /** Counts crashes; what an earlier incarnation set in motion finds itself outdated. */
  incarnation: number;
  state: unknown;
  readonly ctx: NodeContext;
  readonly clock: Clock;
  readonly disk: NodeDisk;
  processes: Processes | undefined;
  /** Its resources, from its first start on; a crash empties them. */
  stations: readonly Station[] | undefined;
  /** What came in while it was paused or slow. */
  readonly inbox: Inbox;
  slow: SlowBy | undefined;
  pausedAt: Instant;
  /** How long it has been paused, over all pauses that have ended. */
  pausedFor: Duration;
  /** Work that came up while it was paused. */
  readonly frozen: Job[];
  readonly counters: Map<string, number>;
  readonly tracked: Map<string, number | string>;
  /** What was given to `ctx.persist` last. */
  persisted: unknown;
  /** Numbers that calls of its processes have taken; they outlive a crash, as replies do. */
  readonly taken: { calls: number; sessions: number };
}

/** A node's name from its group and its number in it, from 1. */
export const nodeName = (group: string, number: number): string => `${group}/${number}`;

const MAX_NODES = 2 ** 24;

/** The number of the n-th session that a node opens itself. Negative, so that no client has it. */
export const ownSession = (node: NodeId, n: number): number => -1 - (n * MAX_NODES + node);

/** Freezes a value and all it holds, so that a change by whoever got it throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}

/** A copy of a JSON-shaped value, which later changes of the original do not reach. */
export function deepCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deepCopy) as T;
  const proto: unknown = Object.getPrototypeOf(value);
  invariant(proto === Object.prototype || proto === null, 'what is persisted is JSON-shaped');
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, deepCopy(part)])) as T;
}
