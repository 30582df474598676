/** What travels between the replicas of a leaderless store, what they keep, and what they note. Types only. */
import type { Context, Duration, Instant, NodeId, ParamsOf, Request } from '../../../src/model/index.js';
import type { params } from './params.js';
import type { Rule, Version } from './versions.js';

export type Params = ParamsOf<typeof params>;
export type Ctx = Context<Params, LeaderlessMessage>;

/** A key as text, by which it is filed. */
export type Slot = string;
export type Versions = readonly Version[];
/** What a node holds of several keys. */
export type Share = readonly (readonly [slot: Slot, versions: Versions])[];

/** What follows when something is durable: it is sent back, or nobody waits for it (anti-entropy; hints). */
export type Receipt =
  | { readonly kind: 'stored'; readonly id: number }
  | { readonly kind: 'handed'; readonly name: string; readonly serial: number }
  | { readonly kind: 'reconciled' };

/** A place where a node keeps versions: its own copy of a key, or a copy for another node. */
export interface Place {
  readonly slot: Slot;
  /** For whom; oneself for one's own copy. */
  readonly owner: NodeId;
}

export type LeaderlessMessage =
  | Request
  /** Coordinator to replica: what do you hold? */
  | { readonly kind: 'get'; readonly id: number; readonly slot: Slot }
  | { readonly kind: 'found'; readonly id: number; readonly versions: Versions }
  /** Coordinator to replica: hold this, for yourself or for `owner`. */
  | {
      readonly kind: 'put';
      readonly id: number;
      readonly slot: Slot;
      readonly versions: Versions;
      readonly owner: NodeId;
    }
  /** Somebody who stood in: this is yours. */
  | {
      readonly kind: 'hand';
      readonly name: string;
      readonly serial: number;
      readonly slot: Slot;
      readonly versions: Versions;
    }
  | Exclude<Receipt, { kind: 'reconciled' }>
  /** Anti-entropy: hashes at one level of the tree of the keys that both hold. */
  | { readonly kind: 'tree'; readonly hashes: readonly (readonly [index: number, hash: number])[] }
  /** …and what the sender holds in leaves that differ. */
  | {
      readonly kind: 'leaves';
      readonly leaves: readonly number[];
      readonly share: Share;
      readonly answer: boolean;
    }
  /** To oneself: the delays of WARS. */
  | { readonly kind: 'look'; readonly to: NodeId; readonly id: number; readonly slot: Slot }
  | { readonly kind: 'keep'; readonly to: NodeId; readonly put: Put }
  | { readonly kind: 'depart'; readonly to: NodeId; readonly message: LeaderlessMessage }
  | { readonly kind: 'synced'; readonly upTo: number }
  /** To oneself: timers. */
  | { readonly kind: 'patience'; readonly id: number; readonly phase: Phase }
  | { readonly kind: 'timeout'; readonly id: number }
  | { readonly kind: 'handoff' }
  | { readonly kind: 'exchange' }
  | { readonly kind: 'purge' }
  | { readonly kind: 'probe'; readonly slot: Slot; readonly after: Duration };

export type Put = Extract<LeaderlessMessage, { kind: 'put' }>;

/** `context`: asks what is there before it writes; `repair`: spreads what it read before it answers. */
export type Phase = 'context' | 'write' | 'read' | 'repair' | 'settle';

/** One operation at its coordinator. */
export interface Operation {
  readonly id: number;
  /** Absent for a probe. */
  readonly request: Request | undefined;
  /** Of a probe: how long after an acknowledgement it began. */
  readonly probedAfter: Duration | undefined;
  readonly slot: Slot;
  /** The N replicas of the key, and those who may stand in for them. */
  readonly owners: readonly NodeId[];
  readonly others: readonly NodeId[];
  phase: Phase;
  /** Who was asked in this phase. */
  asked: NodeId[];
  /** Who answered what, each node once. */
  found: { readonly node: NodeId; readonly versions: Versions }[];
  /** Who holds what is to be stored. */
  stored: NodeId[];
  /** What is to be stored, or was read. */
  versions: Versions;
  answered: boolean;
}

/** A copy for another node. */
export interface Hint {
  readonly owner: NodeId;
  readonly slot: Slot;
  readonly versions: Versions;
  /** Changes with the versions, so that only what was handed over is forgotten. */
  readonly serial: number;
  readonly since: Instant;
}

/** What a handler did, for the monitor, which looks after each one. */
export type Note =
  | { readonly kind: 'issued'; readonly slot: Slot; readonly version: Version }
  | {
      readonly kind: 'kept';
      readonly place: Place;
      readonly versions: Versions;
      /** It came from anti-entropy. */
      readonly reconciles: boolean;
    }
  | { readonly kind: 'acknowledged'; readonly slot: Slot; readonly version: Version; readonly need: number }
  | { readonly kind: 'began'; readonly id: number; readonly slot: Slot }
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly slot: Slot;
      readonly versions: Versions;
      readonly probedAfter: Duration | undefined;
    }
  | { readonly kind: 'gave up'; readonly id: number }
  | { readonly kind: 'compared'; readonly differed: boolean }
  | { readonly kind: 'handed over'; readonly waited: number };

/** Versions on their way to the disk, and what follows when they are there. */
export interface Filing {
  readonly number: number;
  readonly place: Place;
  readonly versions: Versions;
  readonly to: NodeId;
  readonly receipt: Receipt | undefined;
}

export interface State {
  readonly id: NodeId;
  readonly rule: Rule;
  /** Every node of the group holds every key. */
  readonly holdsAll: boolean;
  /** How many nodes hold a key. */
  readonly replicas: number;
  /** A Lamport clock, from which operations and versions have their numbers. */
  time: number;
  /** Numbers up to this one are not given again after a crash. */
  reserved: number;
  /** What is durable here, by key. */
  readonly entries: Map<Slot, Versions>;
  /** What is durable here for others, by name. */
  readonly hints: Map<string, Hint>;
  /** Names that are on disk. */
  readonly filed: Set<string>;
  isHandoffArmed: boolean;
  /** What is not durable yet, oldest first. */
  filings: Filing[];
  lastFiling: number;
  /** The sync under way covers the filings up to this one; 0 if there is none. */
  syncingUpTo: number;
  syncingSince: number;
  readonly operations: Map<number, Operation>;
  /** Probes that were set up. */
  probes: number;
  notes: Note[];
}
