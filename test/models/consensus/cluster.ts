/**
 * A Raft cluster in the hand: messages, timers, syncs and crashes happen when the test says so.
 *
 * The handlers and the monitor are the real ones, and so is the disk. Nothing is random: election timeouts
 * are 200 ms, and a timer fires only when the test fires it.
 */

import { monitor } from '../../../models/consensus/raft/monitor.js';
import type { State } from '../../../models/consensus/raft/state.js';
import type { Ctx, Params, RaftMessage } from '../../../models/consensus/raft/types.js';
import { raft } from '../../../models/consensus/raft.js';
import type { Json, NodeId, Reply, Request } from '../../../src/model/index.js';
import { createDisk, type NodeDisk } from '../../../src/world/disk.js';
import { deepFreeze } from '../../../src/world/node.js';
import { MS, S } from '../../support/scenario.js';

export interface Sent {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: RaftMessage;
}

interface Sync {
  readonly upTo: number;
  readonly done: RaftMessage;
}

interface Member {
  readonly disk: NodeDisk;
  readonly timers: Map<string, RaftMessage>;
  syncs: Sync[];
  state: State | undefined;
  from: NodeId;
  startedAt: number;
}

export const CLIENT = 1000;

export interface Cluster {
  /** Messages under way, oldest first. */
  readonly wire: Sent[];
  readonly replies: Pick<Reply, 'id' | 'status' | 'value' | 'to' | 'error'>[];
  readonly violations: string[];
  state(node: NodeId): State;
  isUp(node: NodeId): boolean;
  isArmed(node: NodeId, timer: string): boolean;
  /** Hands a message to a node, as if `from` had sent it. */
  give(to: NodeId, from: NodeId, message: RaftMessage): void;
  /** Delivers everything under way that `wanted` accepts, and what follows from it; drops nothing. */
  deliver(wanted?: (sent: Sent) => boolean): void;
  drop(unwanted?: (sent: Sent) => boolean): void;
  /** Completes the syncs under way of one node, or of all. */
  sync(node?: NodeId): void;
  /** Delivers and syncs until nothing is left to do among these nodes. */
  settle(among?: readonly NodeId[]): void;
  fire(node: NodeId, timer: 'election' | 'heartbeat'): void;
  pass(ms: number): void;
  crash(node: NodeId): void;
  restart(node: NodeId): void;
  /** Sends a client's request to a node; returns its number. */
  ask(node: NodeId, f: string, key?: Json, value?: Json, session?: number, sequence?: number): number;
  reply(id: number): Pick<Reply, 'id' | 'status' | 'value' | 'to' | 'error'> | undefined;
  /** Elects this node, with everybody who is up among `among`. */
  elect(node: NodeId, among?: readonly NodeId[]): void;
}

const DEFAULTS: Params = {
  electionTimeout: () => 200 * MS,
  heartbeat: 50 * MS,
  lease: 150 * MS,
  driftBound: 0.01,
  preVote: true,
  reads: 'log',
  maxBatch: 64,
  pipeline: 16,
  snapshotEvery: 0,
  members: 0,
  catchUpTimeout: 5 * S,
};

export function createCluster(count: number, changed: Partial<Params> = {}): Cluster {
  const params: Params = { ...DEFAULTS, ...changed };
  const ids = Array.from({ length: count }, (_, id) => id);
  const name = (id: NodeId) => `db/${id + 1}`;
  const watch = monitor(ids, name);
  const wire: Sent[] = [];
  const replies: Cluster['replies'] = [];
  const violations: string[] = [];
  let now = 0;
  let requests = 0;
  const members: Member[] = ids.map(() => ({
    disk: createDisk(() => 0),
    timers: new Map(),
    syncs: [],
    state: undefined,
    from: 0,
    startedAt: 0,
  }));
  const answer =
    (status: Reply['status']) =>
    (request: Request, value: Json, to?: NodeId): void => {
      replies.push({
        id: request.id,
        status,
        value,
        to,
        error: typeof value === 'string' ? value : undefined,
      });
    };
  const contexts = ids.map((self): Ctx => {
    const member = members[self]!;
    const { disk } = member;
    const absent = (): never => {
      throw new Error('Raft does not use this');
    };
    return {
      self,
      members: ids,
      params,
      get from() {
        return member.from;
      },
      name,
      send: (to, message) => {
        deepFreeze(message);
        wire.push({ from: self, to, message: message as RaftMessage });
      },
      broadcast: absent,
      randomPeer: absent,
      ok: answer('ok'),
      fail: answer('fail'),
      unknown: answer('unknown'),
      redirect: (request, to) => answer('redirect')(request, null, to),
      setTimer: (message) => void member.timers.set(message.kind, message),
      cancelTimer: (kind) => void member.timers.delete(kind),
      after: absent,
      serve: absent,
      release: absent,
      turnAway: absent,
      occupancy: absent,
      wallClock: () => now,
      monotonicClock: () => now - member.startedAt,
      random: absent,
      disk: {
        write: disk.write,
        read: disk.read,
        append: disk.append,
        truncate: disk.truncate,
        discard: disk.discard,
        log: disk.log,
        sync: (done) => void member.syncs.push({ upTo: disk.startSync(now)!.upTo, done }),
      },
      persist: absent,
      count: () => {},
      sometimes: () => {},
      version: () => {},
      track: () => {},
      sleep: absent,
      call: absent,
      callAll: absent,
      acquire: absent,
      work: absent,
    };
  });
  const look = (node: NodeId) => {
    const found = watch.after(node, members[node]!.state!, now);
    if (found !== undefined) violations.push(`${found.rule}: ${found.explanation}`);
  };
  const cluster: Cluster = {
    wire,
    replies,
    violations,
    state: (node) => members[node]!.state!,
    isUp: (node) => members[node]!.state !== undefined,
    isArmed: (node, timer) => members[node]!.timers.has(timer),
    give(to, from, message) {
      const member = members[to];
      if (member?.state === undefined) return;
      member.from = from;
      const handler = raft.on[message.kind] as (state: State, message: RaftMessage, ctx: Ctx) => void;
      handler(member.state, message, contexts[to]!);
      look(to);
    },
    deliver(wanted = () => true) {
      for (let steps = 0; steps < 10_000; steps++) {
        const at = wire.findIndex(wanted);
        if (at < 0) return;
        const [sent] = wire.splice(at, 1);
        cluster.give(sent!.to, sent!.from, sent!.message);
      }
      throw new Error('messages without end');
    },
    drop(unwanted = () => true) {
      for (let at = wire.length - 1; at >= 0; at--) if (unwanted(wire[at]!)) wire.splice(at, 1);
    },
    sync(node) {
      for (const id of node === undefined ? ids : [node]) {
        const member = members[id]!;
        for (const { upTo, done } of member.syncs.splice(0)) {
          member.disk.completeSync(upTo);
          cluster.give(id, id, done);
        }
      }
    },
    settle(among = ids) {
      const within = ({ from, to }: Sent) => (among.includes(from) || from === CLIENT) && among.includes(to);
      for (let steps = 0; steps < 1000; steps++) {
        cluster.deliver(within);
        for (const id of among) cluster.sync(id);
        const isBusy = wire.some(within) || among.some((id) => members[id]!.syncs.length > 0);
        if (!isBusy) return;
      }
      throw new Error('no rest');
    },
    fire(node, timer) {
      const message = members[node]!.timers.get(timer);
      if (message === undefined) return;
      members[node]!.timers.delete(timer);
      cluster.give(node, node, message);
    },
    pass(ms) {
      now += ms * MS;
    },
    crash(node) {
      const member = members[node]!;
      member.disk.crash(0);
      member.state = undefined;
      member.syncs = [];
      member.timers.clear();
      watch.crashed?.(node, now);
    },
    restart(node) {
      const member = members[node]!;
      member.startedAt = now;
      member.from = node;
      member.state = raft.init(undefined, contexts[node]!);
      look(node);
    },
    ask(node, f, key = null, value = null, session = 1, sequence = ++requests) {
      requests = Math.max(requests, sequence);
      const id = replies.length + wire.length + 1 + requests * 1000;
      const request: Request = { kind: 'request', from: CLIENT, id, session, sequence, f, key, value };
      cluster.give(node, CLIENT, request);
      return id;
    },
    reply: (id) => replies.find((reply) => reply.id === id),
    elect(node, among = ids) {
      cluster.pass(300);
      cluster.fire(node, 'election');
      cluster.settle(among);
    },
  };
  for (const id of ids) cluster.restart(id);
  return cluster;
}
