/**
 * The `ctx` of one node: the model's view of the world, implemented.
 *
 * Thin: each call becomes a message, an event or a note in the world. One object per node, made once;
 * `from` is set before each handler runs.
 */
import { invariant } from '../kernel/invariant.js';
import type { Json } from '../kernel/json.js';
import type { Stream } from '../kernel/random.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { Context, Disk, Occupancy, ServeOptions, Ticket, WorkOptions } from '../model/context.js';
import type { Ask, CallResult, Message, NodeId, Reply, Request } from '../model/message.js';
import type { Call, Process } from '../model/process.js';
import { deepCopy, deepFreeze, type Node } from './node.js';
import type { Station } from './resource/station.js';
import type { World } from './world.js';

interface NamedTimer {
  readonly timer: number;
  message: Message;
  /** Counts sets and cancels: a timer that came up while the node was paused may be outdated by one. */
  epoch: number;
}

// biome-ignore lint/suspicious/noExplicitAny: see `params`
export class NodeContext implements Context<any, Message> {
  readonly self: NodeId;
  readonly members: readonly NodeId[];
  readonly disk: Disk<Message>;
  // biome-ignore lint/suspicious/noExplicitAny: each group has its own model's parameters
  params: any = undefined;
  from: NodeId;
  private readonly timers: NamedTimer[] = [];
  private readonly timerOf = new Map<string, number>();
  private uniform: Stream | undefined;
  private lastStation: Station | undefined;

  constructor(
    private readonly world: World,
    id: NodeId,
    members: readonly NodeId[],
  ) {
    this.self = id;
    this.members = members;
    this.from = id;
    this.disk = diskOf(world, id);
  }

  name(node: NodeId): string {
    return this.world.nodes[node]?.name ?? `node ${node}`;
  }

  send(to: NodeId, message: Message): void {
    this.world.send(this.self, to, message);
  }

  broadcast(message: Message): void {
    for (let i = 0; i < this.members.length; i++) {
      const member = this.members[i]!;
      if (member !== this.self) this.world.send(this.self, member, message);
    }
  }

  randomPeer(): NodeId {
    const others = this.members.length - 1;
    if (others <= 0) return this.self;
    // Members are numbered without gaps, so the draw skips oneself without a search.
    const drawn = this.members[0]! + Math.floor(this.random() * others);
    return drawn >= this.self ? drawn + 1 : drawn;
  }

  ok(request: Request, value: Json, token?: Json): void {
    const reply: Reply = { kind: 'reply', id: request.id, status: 'ok', value };
    this.reply(request, token === undefined ? reply : { ...reply, token });
  }

  fail(request: Request, error: string): void {
    this.reply(request, { kind: 'reply', id: request.id, status: 'fail', value: null, error });
  }

  unknown(request: Request, error: string): void {
    this.reply(request, { kind: 'reply', id: request.id, status: 'unknown', value: null, error });
  }

  redirect(request: Request, to: NodeId | undefined, news?: Json): void {
    const reply: Reply = { kind: 'reply', id: request.id, status: 'redirect', value: null, to };
    this.reply(request, news === undefined ? reply : { ...reply, news });
  }

  private reply(request: Request, reply: Reply): void {
    this.world.send(this.self, request.from, reply);
  }

  setTimer(message: Message, after: Duration): void {
    let index = this.timerOf.get(message.kind);
    if (index === undefined) {
      index = this.timers.length;
      this.timers.push({ timer: this.world.addTimer(this.self, index), message, epoch: 0 });
      this.timerOf.set(message.kind, index);
    }
    const timer = this.timers[index]!;
    timer.message = message;
    timer.epoch++;
    this.world.armTimer(this.self, timer.timer, after);
  }

  cancelTimer(kind: string): void {
    const index = this.timerOf.get(kind);
    if (index === undefined) return;
    const timer = this.timers[index]!;
    timer.epoch++;
    this.world.kernel.cancelTimer(timer.timer);
  }

  /** The world's: what the timer that just fired says. */
  timerMessage(index: number): Message {
    return this.timers[index]!.message;
  }

  /** The world's: changes when the timer is set or cancelled. */
  timerEpoch(index: number): number {
    return this.timers[index]!.epoch;
  }

  /** The world's: a crash disarms every timer. */
  cancelAllTimers(): void {
    for (const { timer } of this.timers) this.world.kernel.cancelTimer(timer);
  }

  after(delay: Duration, message: Message): void {
    this.world.tellSelfLater(this.self, delay, message);
  }

  serve(
    resource: string,
    service: Duration,
    done: Message | undefined,
    options?: ServeOptions<Message>,
  ): Ticket | undefined {
    if (this.world.freeze) deepFreeze([done, options?.gaveUp, options?.started]);
    return this.station(resource).serve(service, done, options);
  }

  release(resource: string, ticket: Ticket, how: 'finished' | 'cancelled'): boolean {
    return this.station(resource).release(ticket, how);
  }

  turnAway(resource: string, why: string): void {
    this.station(resource).turnAway(why);
  }

  occupancy(resource: string): Occupancy {
    return this.station(resource).occupancy();
  }

  wallClock(): Instant {
    return this.node().clock.wall(this.world.kernel.now);
  }

  monotonicClock(): Duration {
    return this.node().clock.monotonic(this.world.kernel.now);
  }

  random(): number {
    this.uniform ??= this.world.stream(`node/${this.name(this.self)}`);
    return this.uniform();
  }

  persist(value: unknown): void {
    this.node().persisted = deepCopy(value);
  }

  count(name: string, by = 1): void {
    const { counters } = this.node();
    counters.set(name, (counters.get(name) ?? 0) + by);
  }

  sometimes(condition: string): void {
    this.world.conditions.reached(this.node().group.name, condition);
  }

  version(key: Json, value: Json, rank: readonly number[]): void {
    this.world.orders.get(this.node().group.name)?.note(key, value, rank);
  }

  track(name: string, value: number | string): void {
    this.world.track(this.self, name, value);
  }

  *sleep(duration: Duration): Process {
    yield { kind: 'sleep', duration };
  }

  *call(to: NodeId, ask: Ask, options: { readonly timeout: Duration }): Process<CallResult> {
    const results = yield { kind: 'calls', calls: [{ to, ask, timeout: options.timeout }] };
    return (results as readonly CallResult[])[0]!;
  }

  *callAll(calls: readonly Call[]): Process<readonly CallResult[]> {
    return (yield { kind: 'calls', calls }) as readonly CallResult[];
  }

  *work(resource: string, service: Duration, options?: WorkOptions): Process<boolean> {
    return (yield { kind: 'serve', resource, duration: service, options }) as boolean;
  }

  *acquire(resource: string, options?: WorkOptions): Process<Ticket | undefined> {
    return (yield { kind: 'acquire', resource, options }) as Ticket | undefined;
  }

  /** Most models ask for the same resource again and again. */
  private station(resource: string): Station {
    const { lastStation } = this;
    if (lastStation?.name === resource) return lastStation;
    const station = this.world.stations.of(this.node(), resource);
    this.lastStation = station;
    return station;
  }

  private node(): Node {
    const node = this.world.nodes[this.self];
    invariant(node !== undefined, 'a context outlived its node');
    return node;
  }
}

function diskOf(world: World, id: NodeId): Disk<Message> {
  const disk = () => world.nodes[id]!.disk;
  const kept = (value: unknown) => (world.freeze ? deepFreeze(value) : value);
  return {
    write: (name, value) => disk().write(name, kept(value)),
    read: (name) => disk().read(name),
    append: (name, record) => disk().append(name, kept(record)),
    truncate: (name, length) => disk().truncate(name, length),
    discard: (name, records) => disk().discard(name, records),
    log: (name) => disk().log(name),
    sync: (done) => world.sync(id, done),
  };
}
