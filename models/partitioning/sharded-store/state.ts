/** What a node of a sharded store holds, how it starts, and small questions about it. */
import type { Duration, Json, NodeId, Request } from '../../../src/model/index.js';
import type { Layout } from '../types.js';
import { firstLayout, slotOwners } from './assignment.js';
import type { Machine } from './machine.js';
import { ownedSlot, replay } from './records.js';
import { noteStart } from './start.js';
import type { Chunk, Config, Ctx, Forward, Record, Saying } from './types.js';

/** A slot that is, was or will be here. */
export interface Slot {
  /** `owned`: it is answered here. `given`: no more, but who takes it may not have all yet. `taking`: not yet. */
  status: 'owned' | 'given' | 'taking';
  /** Of the configuration for which it changed hands last, or does now. */
  epoch: number;
  readonly machine: Machine;
  /** Sessions that came with it and have asked nothing since. */
  readonly cameAlong: Set<number>;
  /** As one that gives it: to whom; and whether it has begun. */
  to: NodeId | undefined;
  copying: boolean;
  /** As one that takes it: from which attempt, and how many chunks. */
  attempt: number;
  received: number;
  /** The record with which it was taken whole. */
  takenAt: number;
  /** The last record that changed it: what is said of it waits until that is durable. */
  lastRecord: number;
}

/** The one slot that a node is sending, in chunks, one at a time. Lost in a crash; then it begins anew. */
export interface Copy {
  readonly slot: number;
  readonly epoch: number;
  readonly attempt: number;
  readonly to: NodeId;
  /** What the other does not have yet, or has an older version of. */
  readonly keys: Set<Json>;
  readonly sessions: Set<number>;
  /** When so many have been sent, writing is faster than copying. */
  readonly enough: number;
  sent: number;
  number: number;
  /** Sent, and not answered. */
  inFlight: Chunk | undefined;
  /** Whether the server is done with it. */
  isPacked: boolean;
}

/** What only the coordinator has. */
export interface Lead {
  layout: Layout;
  /** Those that have everything that is theirs by the present configuration. */
  readonly ready: Set<NodeId>;
  /** The administrator's, to be answered when the change is complete. */
  request: Request | undefined;
}

export interface State {
  readonly id: NodeId;
  readonly coordinator: NodeId;
  config: Config;
  readonly slots: Map<number, Slot>;
  /** By slot: for which configuration this node took it or gave it away last; 0: never. */
  readonly epochs: number[];
  /** To whom it gave those that it has no more. */
  readonly gaveTo: Map<number, NodeId>;
  /** Counts changes of hands, for whoever watches. */
  hands: number;
  /** Records: made, under way to be durable, durable. */
  records: number;
  syncingRecords: number;
  durableRecords: number;
  syncingSince: Duration;
  sayings: Saying[];
  /** Requests for slots that are on their way here. */
  readonly waiting: Map<number, Forward[]>;
  copy: Copy | undefined;
  /** Chunks that wait for the server. */
  readonly unpacking: Set<string>;
  /** The next chunk must not go sooner. */
  mayAt: Duration;
  lead: Lead | undefined;
  // For charts
  served: number;
  handedOn: number;
  movedBytes: number;
  toldAt: Duration;
  toldServed: number;
}

/** What the coordinator writes at once, before it tells anybody. */
export interface Durable {
  readonly config: Config;
  readonly layout: Layout;
}

export function createState(durable: Durable | undefined, ctx: Ctx): State {
  const layout = firstLayout(ctx);
  const owners = slotOwners(layout, ctx);
  const coordinator = ctx.members[0]!;
  const state: State = {
    id: ctx.self,
    coordinator,
    config: durable?.config ?? { epoch: 1, from: owners, owners, complete: true },
    slots: new Map(),
    epochs: owners.map((owner) => (owner === ctx.self ? 1 : 0)),
    gaveTo: new Map(),
    hands: 0,
    records: 0,
    syncingRecords: 0,
    durableRecords: 0,
    syncingSince: 0,
    sayings: [],
    waiting: new Map(),
    copy: undefined,
    unpacking: new Set(),
    mayAt: 0,
    lead:
      ctx.self === coordinator
        ? { layout: durable?.layout ?? layout, ready: new Set(), request: undefined }
        : undefined,
    served: 0,
    handedOn: 0,
    movedBytes: 0,
    toldAt: 0,
    toldServed: 0,
  };
  owners.forEach((owner, slot) => {
    if (owner === ctx.self) state.slots.set(slot, ownedSlot());
  });
  replay(state, ctx.disk.log('log') as readonly Record[]);
  noteStart(state, ctx);
  return state;
}

/** Slots that are to be this node's and are not yet. */
export const missingOf = ({ config, slots, id }: State): number =>
  config.owners.filter((owner, slot) => owner === id && slots.get(slot)?.status !== 'owned').length;

/** Where a slot is, as far as this node knows, and since which configuration. */
export function whereIs(
  { config, epochs, gaveTo }: State,
  slot: number,
): { readonly to: NodeId; readonly epoch: number } {
  const { epoch, complete, owners, from } = config;
  const told = complete ? { to: owners[slot]!, epoch } : { to: from[slot]!, epoch: epoch - 1 };
  const to = gaveTo.get(slot);
  return to === undefined || epochs[slot]! < told.epoch ? told : { to, epoch: epochs[slot]! };
}
