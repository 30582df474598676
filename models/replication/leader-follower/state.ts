/** What a node holds, how it starts, and small questions about its log. Changes nothing but at the start. */
import type { Duration, NodeId, Request } from '../../../src/model/index.js';
import { emptyMachine, type Machine } from '../../state-machines/key-value.js';
import { type DurableLog, epochAt, openLog } from '../durable-log.js';
import type { Ctx, Entry, Params, Position } from './types.js';

/** What a leader knows of a follower. */
export interface Peer {
  readonly id: NodeId;
  /** The next entry to send. */
  next: number;
  /** Looking for where its log fits: one message at a time. Else entries are sent before earlier ones are confirmed. */
  probing: boolean;
  /** Up to here it has everything on disk. */
  match: number;
  /** The latest round that it answered. */
  round: number;
  heardAt: Duration;
}

/** A read that the leader answers when that round is answered by a majority, and that entry is applied. */
export interface WaitingRead {
  readonly request: Request;
  readonly round: number;
  readonly index: number;
}

export interface State extends DurableLog<Entry> {
  readonly id: NodeId;
  readonly fencing: boolean;
  /** How many nodes have a write on disk when it is acknowledged. */
  readonly copies: number;
  /** Whether no acknowledged write is ever lost in a failover. */
  readonly keeps: boolean;
  role: 'follower' | 'claimant' | 'leader';
  /** With fencing: the highest epoch it granted or followed. Without: the epoch of whom it follows. */
  epoch: number;
  /** The highest epoch it knows of, and the last one that it led. On disk, at once. */
  highest: number;
  led: number;
  leader: NodeId | undefined;
  /** As a follower: up to here its log is its leader's; and the last round it heard of. */
  matched: number;
  round: number;
  commitIndex: number;
  lastApplied: number;
  machine: Machine;
  /** Clients that wait for an entry, by its index. */
  readonly pending: Map<number, Request>;
  // As a claimant
  readonly grants: Map<NodeId, Position>;
  // As a leader
  readonly peers: Map<NodeId, Peer>;
  startIndex: number;
  confirmedRound: number;
  reads: WaitingRead[];
  // Failure detection
  beatAt: Duration | undefined;
  readonly intervals: Duration[];
}

/** What is written at once, so that a grant or a promotion holds whatever happens. */
export interface Durable {
  readonly highest: number;
  readonly led: number;
}

export function createState(durable: Durable | undefined, ctx: Ctx): State {
  const { highest, led } = durable ?? { highest: 0, led: 0 };
  return {
    ...openLog<Entry>(ctx),
    id: ctx.self,
    fencing: ctx.params.fencing,
    copies: copiesOf(ctx.params, ctx.members.length),
    keeps: keeps(ctx.params, ctx.members.length),
    role: 'follower',
    epoch: highest,
    highest,
    led,
    leader: undefined,
    matched: 0,
    round: 0,
    commitIndex: 0,
    lastApplied: 0,
    machine: emptyMachine(),
    pending: new Map(),
    grants: new Map(),
    peers: new Map(),
    startIndex: 0,
    confirmedRound: 0,
    reads: [],
    beatAt: undefined,
    intervals: [],
  };
}

export const majorityOf = (count: number): number => Math.floor(count / 2) + 1;

/** Copies on disk that an acknowledged write has at least. */
function copiesOf({ replication, acks }: Params, count: number): number {
  if (replication === 'async') return 1;
  return replication === 'sync' ? majorityOf(count) : 1 + Math.min(acks, count - 1);
}

/** The copies and the majority that grants an epoch have a node in common, and the one that has most is promoted. */
const keeps = (params: Params, count: number): boolean =>
  params.fencing &&
  params.promote === 'most-up-to-date' &&
  copiesOf(params, count) + majorityOf(count) > count;

/** Writes down the epochs, in an instant. */
export const storeEpochs = ({ highest, led }: State, ctx: Ctx): void => ctx.persist({ highest, led });

/** What survives whatever happens now. */
export const positionOf = ({ log, durableIndex }: State): Position => ({
  epoch: epochAt(log, durableIndex),
  index: durableIndex,
});

export const isBehind = (a: Position, b: Position): boolean =>
  a.epoch < b.epoch || (a.epoch === b.epoch && a.index < b.index);
