/** What a node of a sharded store holds, how it starts, and small questions about it. */
import type { Duration, Json, NodeId, Request } from '../../../src/model/index.js';
import type { Machine, Operation } from '../../state-machines/key-value.js';
import { firstConfig } from './assignment.js';
import { emptySlot, replay } from './records.js';
import { noteStart } from './start.js';
import type { Chunk, Config, Ctx, Durable, Forward, Record, Saying, View } from './types.js';

/** An operation, and the record with which it came to be on disk here. */
export interface Entry {
  readonly operation: Operation;
  readonly record: number;
}

/** A slot of which this node holds a copy, or is getting one. */
export interface Slot {
  /** The latest that this node has taken part in; it answers to no earlier one. */
  view: number;
  /** What the committed operations come to, and how many they are. */
  readonly machine: Machine;
  applied: number;
  /** The log behind them. */
  pending: Entry[];
  /** While the copy is not whole: from which attempt it is, and how many chunks are here. */
  arriving: { readonly attempt: number; received: number } | undefined;
  /** Sessions that came with the copy and have asked nothing since. */
  readonly cameAlong: Set<number>;
  /** The last record that changed it: what is said of it waits until that is durable. */
  lastRecord: number;
  /** If this node owns it. Lost in a crash. */
  tenure: Tenure | undefined;
}

/** What the owner of a view knows. */
export interface Tenure {
  readonly view: View;
  /** The record with which the view was taken up; nothing is said in it before that is durable. */
  readonly since: number;
  /** The length of the log at that time. */
  readonly inherited: number;
  /** All others without whom nothing is committed: the holders, and whoever may become one by this owner's word. */
  readonly peers: Map<NodeId, Peer>;
  /** By position in the log: whom to answer. */
  readonly requests: Map<number, Request>;
  /** The latest round begun, and the reads that wait for one. */
  round: number;
  reads: { readonly request: Request; readonly round: number }[];
}

export interface Peer {
  /** How much of the log it has on disk. */
  acked: number;
  /** The latest round that it answered. */
  round: number;
  /** It has a whole copy, on disk. */
  whole: boolean;
}

/** The one copy that a node is sending, in chunks, one at a time. Lost in a crash; then it begins anew. */
export interface Copy {
  readonly slot: number;
  readonly view: number;
  readonly attempt: number;
  readonly to: NodeId;
  /** What the other does not have yet, or has an older version of. */
  readonly keys: Set<Json>;
  readonly sessions: Set<number>;
  /** When so many have been sent, writing is faster than copying. */
  readonly enough: number;
  sent: number;
  number: number;
  /** The server is at work on the next one. */
  isPacking: boolean;
  /** Sent, and not confirmed. */
  inFlight: Chunk | undefined;
}

/** What only the coordinator has. */
export interface Lead {
  /** On disk. */
  durable: Durable;
  readonly heardAt: Map<NodeId, Duration>;
  lookedAt: Duration;
  /** The administrator's, to be answered when the change is complete. */
  request: Request | undefined;
}

/** What changed in the step at hand, for whoever watches. */
export type Event =
  | {
      readonly kind: 'applied';
      readonly slot: number;
      readonly position: number;
      readonly operation: Operation;
      readonly view: number;
    }
  | { readonly kind: 'owns' | 'leaves' | 'deleted'; readonly slot: number };

export interface State {
  readonly id: NodeId;
  readonly coordinator: NodeId;
  /** As far as this node has been told. */
  config: Config;
  readonly slots: Map<number, Slot>;
  /** Slots of which this node is the owner, with operations that are not committed. */
  readonly open: Set<number>;
  /** Slots that it owned, and does no more. */
  readonly left: Set<number>;
  /** Records: made, under way to be durable, durable. */
  records: number;
  syncingRecords: number;
  durableRecords: number;
  syncingSince: Duration;
  sayings: Saying[];
  /** Requests for slots that are to be this node's. */
  readonly waiting: Map<number, Forward[]>;
  copy: Copy | undefined;
  attempts: number;
  /** Chunks that wait for the server. */
  readonly unpacking: Set<string>;
  /** The next chunk must not go sooner. */
  mayAt: Duration;
  lead: Lead | undefined;
  events: Event[];
  // For charts
  served: number;
  handedOn: number;
  movedBytes: number;
  toldAt: Duration;
  toldServed: number;
}

export function createState(durable: Durable | undefined, ctx: Ctx): State {
  const first = firstConfig(ctx);
  const coordinator = ctx.members[0]!;
  const state: State = {
    id: ctx.self,
    coordinator,
    config: first.config,
    slots: new Map(),
    open: new Set(),
    left: new Set(),
    records: 0,
    syncingRecords: 0,
    durableRecords: 0,
    syncingSince: 0,
    sayings: [],
    waiting: new Map(),
    copy: undefined,
    attempts: 0,
    unpacking: new Set(),
    mayAt: 0,
    lead: undefined,
    events: [],
    served: 0,
    handedOn: 0,
    movedBytes: 0,
    toldAt: 0,
    toldServed: 0,
  };
  if (ctx.self === coordinator)
    state.lead = { durable: durable ?? first, heardAt: new Map(), lookedAt: 0, request: undefined };
  for (const [slot, { number, holders }] of first.config.views.entries())
    if (holders.includes(ctx.self)) state.slots.set(slot, emptySlot(number));
  replay(state, ctx.disk.log('log') as readonly Record[]);
  noteStart(state, ctx);
  return state;
}

/** How many operations its log has, committed or not. */
export const lengthOf = ({ applied, pending }: Slot): number => applied + pending.length;

/** How many of them are on disk here. */
export function durableLength({ applied, pending }: Slot, { durableRecords }: State): number {
  let durable = 0;
  while (durable < pending.length && pending[durable]!.record <= durableRecords) durable += 1;
  return applied + durable;
}

/** A copy that has everything committed, and is no newcomer's beginning of one. */
export const isWhole = (slot: Slot | undefined): slot is Slot =>
  slot !== undefined && slot.arriving === undefined;
