/**
 * A node: its model, its state, its incarnation, and what it holds until a crash.
 *
 * Data only. What happens to it is in `world.ts` (delivery) and `lifecycle.ts` (crash, restart, pause).
 */
import type { Json } from '../kernel/json.js';
import type { Stream } from '../kernel/random.js';
import type { Message, NodeId } from '../model/message.js';
import type { AnyModel, Monitor } from '../model/model.js';
import type { Clock } from './clock.js';
import type { NodeContext } from './context.js';
import type { NodeDisk } from './disk.js';
import type { Processes } from './processes.js';
import type { NodeResource } from './resource.js';
import type { SlowBy } from './slow.js';

/** Nodes of one name and one model, numbered from 1: `db/1`, `db/2`, … */
export interface Group {
  readonly name: string;
  readonly members: readonly NodeId[];
  /** Absent for clients, which the workload drives. */
  readonly model: AnyModel | undefined;
  readonly handlers: ReadonlyMap<string, CompiledHandler>;
  readonly monitor: Monitor<unknown> | undefined;
  /** What a crash does to writes that are not synced, unless the fault says otherwise. */
  readonly onCrash: 'lose' | 'tear';
}

/** A model's handler with its number in the digest. */
export interface CompiledHandler {
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
  /** Counts starts; what an earlier incarnation set in motion finds itself outdated. */
  incarnation: number;
  state: unknown;
  readonly ctx: NodeContext;
  readonly clock: Clock;
  readonly disk: NodeDisk;
  processes: Processes | undefined;
  resources: Map<string, NodeResource> | undefined;
  /** What came in while it was paused. */
  readonly backlog: (() => void)[];
  slow: SlowBy | undefined;
  /** While set, a restart finds each record of its logs spoilt with this chance. */
  spoil: { readonly share: number; readonly draw: Stream } | undefined;
  /** Records lost that way. */
  spoiled: number;
  readonly counters: Map<string, number>;
  readonly tracked: Map<string, number | string>;
  /** Values given by `ctx.persist`. */
  persisted: unknown;
}

/** A node's name from its group and its number in it, from 1. */
export const nodeName = (group: string, number: number): string => `${group}/${number}`;

/** Freezes a value and all it holds, so that a change by whoever got it throws. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value as Record<string, Json>)) deepFreeze(part);
}
