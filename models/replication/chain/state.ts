/** What a node of a chain holds, how it starts, and where it stands. Changes nothing but at the start. */
import type { Duration, NodeId, Request } from '../../../src/model/index.js';
import { emptyMachine, type Machine } from '../../state-machines/key-value.js';
import { type DurableLog, openLog } from '../durable-log.js';
import type { Config, Ctx, Entry } from './types.js';

export interface State extends DurableLog<Entry> {
  readonly id: NodeId;
  readonly isMaster: boolean;
  /** This incarnation: answers to an earlier one are not taken for its own. */
  readonly life: number;
  /** `undefined` until the master has told. */
  config: Config | undefined;
  leaseUntil: Duration;
  /** Up to here the tail is known to have everything; applied. At the tail, all that is on disk. */
  committed: number;
  readonly machine: Machine;
  /** Up to here its log is its predecessor's, in this configuration; the head's is its own. */
  matched: number;
  /** The successor: what was sent to it (-1 before it said what it has), and what it had when it last said so. */
  sent: number;
  had: number;
  /** How long the log was when this configuration began; as one that joins, the predecessor's, or -1. */
  complete: number;
  /** As one that joins: the epoch in which it has caught up. */
  joined: number;
  /** CRAQ: reads that wait for the tail's word. */
  readonly asking: Map<number, Request>;
  asked: number;
  // As the master
  readonly heardAt: Map<NodeId, Duration>;
}

export function createState(durable: Config | undefined, ctx: Ctx): State {
  const isMaster = ctx.self === ctx.members[0];
  const first: Config = { epoch: 1, chain: ctx.members.slice(1), joining: undefined };
  return {
    ...openLog<Entry>(ctx),
    id: ctx.self,
    isMaster,
    life: ctx.random(),
    config: isMaster ? (durable ?? first) : undefined,
    leaseUntil: 0,
    committed: 0,
    machine: emptyMachine(),
    matched: 0,
    sent: 0,
    had: 0,
    complete: 0,
    joined: 0,
    asking: new Map(),
    asked: 0,
    heardAt: new Map(),
  };
}

export const headOf = (config: Config | undefined): NodeId | undefined => config?.chain[0];

/** The last node that may answer. */
export const tailOf = (config: Config | undefined): NodeId | undefined => {
  if (config === undefined) return undefined;
  return config.joining === undefined ? config.chain[config.chain.length - 1] : undefined;
};

export const successorOf = ({ config, id }: State): NodeId | undefined => {
  const at = config?.chain.indexOf(id) ?? -1;
  return at < 0 ? undefined : config?.chain[at + 1];
};

export const predecessorOf = ({ config, id }: State): NodeId | undefined => {
  const at = config?.chain.indexOf(id) ?? -1;
  return at <= 0 ? undefined : config?.chain[at - 1];
};

export const isHead = (state: State): boolean => headOf(state.config) === state.id;
export const isTail = (state: State): boolean => tailOf(state.config) === state.id;
/** In the chain, and with everything that the chain had. */
export const isMember = ({ config, id }: State): boolean =>
  config?.chain.includes(id) === true && config.joining !== id;
