/**
 * The world: nodes, the network between them, and what happens when a message, a timer or a sync is due.
 *
 * Ties kernel, models, clocks, disks and network together. Knows nothing of clients, histories, faults'
 * plans or checkers; those use its methods.
 */
import { type Distribution, quantile } from '../kernel/distribution.js';
import { invariant } from '../kernel/invariant.js';
import { createKernel, type Kernel } from '../kernel/kernel.js';
import type { EventQueue } from '../kernel/queue.js';
import { createStreams, type Stream, type Streams } from '../kernel/random.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { Message, NodeId, Reply, Request } from '../model/message.js';
import type { AnyModel } from '../model/model.js';
import type { Process } from '../model/process.js';
import type { SeriesPoint, ViolationRecord } from '../observe/run-record.js';
import { type Clock, createClock } from './clock.js';
import { NodeContext } from './context.js';
import { createDisk } from './disk.js';
import { compileDraw, type DrawFactory } from './draw.js';
import { type CompiledLink, type LinkRule, Network } from './network.js';
import {
  type CompiledHandler,
  deepFreeze,
  type Group,
  type Mode,
  type Node,
  nodeName,
  type Receiver,
} from './node.js';
import { Processes } from './processes.js';
import { createResource, type Job } from './resource.js';
import type { Trace } from './trace.js';

export interface WorldOptions {
  readonly seed: string;
  readonly queue: EventQueue;
  readonly link: CompiledLink;
  readonly linkRules?: readonly LinkRule[];
  /** Off only in benchmarks. */
  readonly digest?: boolean;
  /** Freezes every message and every record written to disk. Costs time; the tests do it. */
  readonly freeze?: boolean;
  /** Runs events of the same instant in a random order, drawn from the seed. */
  readonly shuffleTies?: boolean;
  readonly trace?: Trace | undefined;
}

export interface GroupOptions {
  readonly name: string;
  readonly count: number;
  readonly model?: AnyModel | undefined;
  /** The parameters of one node, made when all groups have their numbers. */
  readonly params?: (node: NodeId, name: string) => unknown;
  readonly clock?: { readonly offset: Distribution; readonly drift: Distribution };
  readonly disk?: { readonly sync: Distribution; readonly onCrash: 'lose' | 'tear' };
  /** For nodes without a model. */
  readonly receive?: Receiver;
}

/** A duration of zero for whoever states no disk. */
const NO_TIME: Distribution = { kind: 'constant', value: 0 };
const MAX_SERIES = 200_000;
const MAX_VIOLATIONS = 20;
const MAX_BACKLOG = 100_000;
const DEFAULT_BYTES = 256;

export class World {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly network: Network;
  readonly nodes: Node[] = [];
  readonly groups = new Map<string, Group>();
  readonly freeze: boolean;
  readonly trace: Trace | undefined;
  readonly series: SeriesPoint[] = [];
  readonly violations: ViolationRecord[] = [];
  /** Why the run was stopped before its time, if it was. */
  stopped: string | undefined;
  /** The node whose code is running, to name it if it throws. */
  private current: Node | undefined;
  private readonly event: {
    readonly deliver: number;
    readonly self: number;
    readonly timer: number;
    readonly served: number;
    readonly synced: number;
    readonly callback: number;
    readonly start: number;
  };

  constructor(options: WorldOptions) {
    this.streams = createStreams(options.seed);
    this.freeze = options.freeze ?? false;
    this.trace = options.trace;
    const shuffleTies = options.shuffleTies === true ? this.streams.named('kernel/ties') : undefined;
    this.kernel = createKernel({ queue: options.queue, digest: options.digest ?? true, shuffleTies });
    const { kernel } = this;
    this.event = {
      deliver: kernel.handler((to, from, message) => this.deliver(this.nodes[to]!, from, message as Message)),
      self: kernel.handler((id, incarnation, message) => {
        const node = this.nodes[id]!;
        if (node.incarnation === incarnation) this.deliver(node, id, message as Message);
      }),
      timer: kernel.handler((id, index) => this.timerFired(this.nodes[id]!, index)),
      served: kernel.handler((id, incarnation, job) =>
        this.served(this.nodes[id]!, incarnation, job as ServedJob),
      ),
      synced: kernel.handler((id, incarnation, sync) =>
        this.synced(this.nodes[id]!, incarnation, sync as Sync),
      ),
      callback: kernel.handler((id, incarnation, run) =>
        this.callback(this.nodes[id]!, incarnation, run as () => void),
      ),
      start: kernel.handler((id) => this.start(this.nodes[id]!)),
    };
    const { trace } = this;
    this.network = new Network(
      {
        kernel,
        deliver: this.event.deliver,
        stream: (node, purpose) => this.streams.named(`net/${this.nodes[node]!.name}/${purpose}`),
        bytes: (from, message) => this.nodes[from]!.group.model?.bytes?.(message) ?? DEFAULT_BYTES,
        trace:
          trace && ((from, to, message, at, fate) => trace.message(from, to, message, kernel.now, at, fate)),
      },
      options.link,
      options.linkRules ?? [],
    );
  }

  /** Adds a group of nodes, numbered next; they start at instant 0, in order. */
  addGroup(options: GroupOptions): Group {
    const { name, model } = options;
    invariant(!this.groups.has(name), `group ${name} exists already`);
    const members = Array.from({ length: options.count }, (_, i) => this.nodes.length + i);
    const label = (id: NodeId) => this.nodes[id]!.name;
    const group: Group = {
      name,
      members,
      model,
      handlers: compileHandlers(model),
      monitor: model?.monitor?.(members, label),
      onCrash: options.disk?.onCrash ?? 'lose',
    };
    this.groups.set(name, group);
    const sync = compileDraw(options.disk?.sync ?? NO_TIME);
    const clock = options.clock && { offset: compileDraw(options.clock.offset), drift: options.clock.drift };
    for (const id of members) this.addNode(id, group, options, sync, clock);
    return group;
  }

  private addNode(
    id: NodeId,
    group: Group,
    options: GroupOptions,
    sync: DrawFactory,
    clock: { readonly offset: DrawFactory; readonly drift: Distribution } | undefined,
  ): void {
    const name = nodeName(group.name, id - group.members[0]! + 1);
    const node: Node = {
      id,
      name,
      group,
      receive: options.receive,
      mode: group.model === undefined ? 'up' : 'down',
      plain: group.model === undefined,
      incarnation: 0,
      state: undefined,
      ctx: new NodeContext(this, id, group.members),
      clock: clock === undefined ? createClock(0, 0) : this.drawClock(name, clock),
      disk: createDisk(sync.bind(() => this.stream(`disk/${name}`))),
      processes: undefined,
      resources: undefined,
      backlog: [],
      slow: undefined,
      spoil: undefined,
      spoiled: 0,
      counters: new Map(),
      tracked: new Map(),
      persisted: undefined,
    };
    this.nodes.push(node);
    if (group.model === undefined) return;
    if (options.params !== undefined) node.ctx.params = options.params(id, name);
    this.kernel.schedule(0, this.event.start, id, 0, undefined);
  }

  private drawClock(
    name: string,
    spec: { readonly offset: DrawFactory; readonly drift: Distribution },
  ): Clock {
    const stream = this.stream(`clock/${name}`);
    const sign = () => (stream() < 0.5 ? -1 : 1);
    const offset = sign() * spec.offset.of(stream());
    return createClock(offset, sign() * quantile(spec.drift)(stream()));
  }

  stream(purpose: string): Stream {
    return this.streams.named(purpose);
  }

  /** Runs to `until`. An exception in a model's code ends the run as a violation of that model's. */
  run(until: Instant, maxEvents: number): void {
    try {
      if (this.kernel.run(until, maxEvents) === 'event limit') {
        this.stopped = `more than ${maxEvents} events`;
      }
    } catch (error) {
      if (this.current === undefined || !(error instanceof Error)) throw error;
      this.violate(
        this.current,
        'no-exception',
        `${this.current.name} threw ${error.name}: ${error.message}`,
      );
      this.stopped = 'a model threw an exception';
    }
  }

  // ---- messages

  send(from: NodeId, to: NodeId, message: Message): void {
    invariant(
      this.nodes[to] !== undefined,
      `a message of kind ${message.kind} was sent to node ${to}, which does not exist`,
    );
    if (this.freeze) deepFreeze(message);
    if (from === to) this.kernel.schedule(this.kernel.now, this.event.deliver, to, from, message);
    else this.network.send(from, to, message);
  }

  frozen(value: unknown): unknown {
    deepFreeze(value);
    return value;
  }

  private deliver(node: Node, from: NodeId, message: Message): void {
    if (node.plain) this.handle(node, from, message);
    else if (node.mode === 'down') this.trace?.missed(from, node.id, message, this.kernel.now);
    else this.admit(node, () => this.handle(node, from, message));
  }

  /** Keeps what comes to a paused node, and delays what comes to a slow one. */
  private admit(node: Node, run: () => void): void {
    if (node.mode === 'down') return;
    if (node.mode === 'paused') {
      if (node.backlog.length < MAX_BACKLOG) node.backlog.push(run);
      return;
    }
    const { slow } = node;
    if (slow === undefined) return run();
    slow.touched++;
    slow.busyUntil = Math.max(this.kernel.now, slow.busyUntil) + slow.delay();
    this.kernel.schedule(slow.busyUntil, this.event.callback, node.id, node.incarnation, () => {
      if (node.mode === 'paused') node.backlog.push(run);
      else run();
    });
  }

  private handle(node: Node, from: NodeId, message: Message): void {
    if (node.receive !== undefined) return node.receive(from, message, node.id);
    const handler = node.group.handlers.get(message.kind);
    if (handler === undefined) {
      invariant(message.kind === 'reply', `${node.name} has no handler for messages of kind ${message.kind}`);
      node.processes?.reply(message as Reply);
      return;
    }
    this.kernel.digest.word(handler.id);
    this.current = node;
    node.ctx.from = from;
    const process = handler.run(node.state, message, node.ctx);
    if (process !== undefined) this.processesOf(node).start(process as Process);
    this.observe(node);
    this.current = undefined;
  }

  private observe(node: Node): void {
    const violation = node.group.monitor?.after(node.id, node.state, this.kernel.now);
    if (violation !== undefined) this.violate(node, violation.rule, violation.explanation);
  }

  violate(node: Node, rule: string, explanation: string): void {
    if (this.violations.length >= MAX_VIOLATIONS) return;
    this.violations.push({ group: node.group.name, rule, at: this.kernel.now, node: node.name, explanation });
  }

  // ---- timers and what a node tells itself

  addTimer(id: NodeId, index: number): number {
    return this.kernel.timer(this.event.timer, id, index);
  }

  armTimer(id: NodeId, timer: number, after: Duration): void {
    this.kernel.setTimer(timer, this.kernel.now + this.nodes[id]!.clock.inVirtualTime(after));
  }

  private timerFired(node: Node, index: number): void {
    this.deliver(node, node.id, node.ctx.timerMessage(index));
  }

  tellSelfLater(id: NodeId, delay: Duration, message: Message): void {
    const node = this.nodes[id]!;
    const at = this.kernel.now + node.clock.inVirtualTime(delay);
    this.kernel.schedule(at, this.event.self, id, node.incarnation, message);
  }

  private callback(node: Node, incarnation: number, run: () => void): void {
    if (node.incarnation !== incarnation || node.mode === 'down') return;
    this.current = node;
    run();
    this.observe(node);
    this.current = undefined;
  }

  // ---- processes and resources

  private processesOf(node: Node): Processes {
    node.processes ??= new Processes({
      later: (after, run) => {
        const at = this.kernel.now + node.clock.inVirtualTime(after);
        return this.kernel.schedule(at, this.event.callback, node.id, node.incarnation, () =>
          node.plain ? run() : this.admit(node, run),
        );
      },
      cancel: (handle) => this.kernel.cancel(handle),
      request: (to, id, ask) => {
        const request: Request = {
          kind: 'request',
          from: node.id,
          id,
          session: -1 - node.id,
          sequence: id,
          ...ask,
        };
        this.send(node.id, to, request);
      },
      serve: (resource, service, done) => this.occupy(node, resource, { service, done }),
    });
    return node.processes;
  }

  serve(id: NodeId, resource: string, service: Duration, done: Message): boolean {
    return this.occupy(this.nodes[id]!, resource, { service, done });
  }

  private occupy(node: Node, name: string, job: Job): boolean {
    const resource = node.resources?.get(name);
    invariant(resource !== undefined, `${node.name} has no resource "${name}"`);
    const admitted = resource.arrive(job);
    if (admitted === 'started') this.startJob(node, name, job);
    return admitted !== 'full';
  }

  private startJob(node: Node, name: string, job: Job): void {
    const at = this.kernel.now + Math.round(job.service);
    this.kernel.schedule(at, this.event.served, node.id, node.incarnation, { name, job });
  }

  private served(node: Node, incarnation: number, { name, job }: ServedJob): void {
    if (node.incarnation !== incarnation) return;
    const next = node.resources!.get(name)!.depart();
    if (next !== undefined) this.startJob(node, name, next);
    if (typeof job.done === 'function') this.callback(node, incarnation, job.done as () => void);
    else this.deliver(node, node.id, job.done as Message);
  }

  // ---- disks

  sync(id: NodeId, done: Message): void {
    const node = this.nodes[id]!;
    const sync = node.disk.startSync(this.kernel.now);
    if (sync === undefined) return;
    this.kernel.schedule(sync.at, this.event.synced, id, node.incarnation, { upTo: sync.upTo, done });
  }

  private synced(node: Node, incarnation: number, { upTo, done }: Sync): void {
    if (node.incarnation !== incarnation) return;
    node.disk.completeSync(upTo);
    this.deliver(node, node.id, done);
  }

  persist(id: NodeId, value: unknown): void {
    if (this.freeze) deepFreeze(value);
    this.nodes[id]!.persisted = this.freeze ? value : structuredCopy(value);
  }

  // ---- life and death

  /** Starts a node, for the first time or again: its state is what its model makes of what is durable. */
  start(node: Node): void {
    const { model } = node.group;
    invariant(model !== undefined && node.mode === 'down', `${node.name} cannot start`);
    this.setMode(node, 'up');
    node.clock.restart(this.kernel.now);
    if (node.spoil !== undefined) node.spoiled += node.disk.corrupt(node.spoil.share, node.spoil.draw);
    const specs = model.resources?.(node.ctx.params);
    node.resources =
      specs && new Map(Object.entries(specs).map(([name, spec]) => [name, createResource(spec)]));
    this.current = node;
    node.ctx.from = node.id;
    node.state = model.init(node.persisted, node.ctx);
    this.observe(node);
    this.current = undefined;
    if (node.incarnation > 0) this.trace?.mark(node.id, this.kernel.now, 'restart');
  }

  /** Drops all that is not durable. `keep`: share of the disk's pending writes that survive, 0..1. */
  crash(node: Node, keep: number): void {
    invariant(node.mode !== 'down', `${node.name} is down already`);
    this.setMode(node, 'down');
    node.incarnation++;
    node.ctx.cancelAllTimers();
    node.processes = undefined;
    node.resources = undefined;
    node.backlog.length = 0;
    node.disk.crash(keep);
    node.state = undefined;
    node.group.monitor?.crashed?.(node.id, this.kernel.now);
    for (const series of node.tracked.keys()) this.track(node.id, series, 'down');
    this.trace?.mark(node.id, this.kernel.now, 'crash');
  }

  pause(node: Node): void {
    this.setMode(node, 'paused');
  }

  /** Goes on; what came in meanwhile is handled now, in order. */
  resume(node: Node): void {
    this.setMode(node, 'up');
    for (const run of node.backlog.splice(0)) {
      this.kernel.schedule(this.kernel.now, this.event.callback, node.id, node.incarnation, run);
    }
  }

  setMode(node: Node, mode: Mode): void {
    node.mode = mode;
    node.plain = mode === 'up' && node.slow === undefined;
  }

  // ---- observation

  track(id: NodeId, series: string, value: number | string): void {
    const node = this.nodes[id]!;
    if (node.tracked.get(series) === value) return;
    node.tracked.set(series, value);
    if (this.series.length < MAX_SERIES)
      this.series.push({ node: node.name, series, at: this.kernel.now, value });
    this.trace?.mark(id, this.kernel.now, typeof value === 'number' ? `${series} ${value}` : value);
  }
}

interface ServedJob {
  readonly name: string;
  readonly job: Job;
}

interface Sync {
  readonly upTo: number;
  readonly done: Message;
}

function compileHandlers(model: AnyModel | undefined): ReadonlyMap<string, CompiledHandler> {
  if (model === undefined) return new Map();
  const kinds = Object.entries(model.on as Record<string, CompiledHandler['run']>);
  return new Map(kinds.map(([kind, run], id) => [kind, { id, run }]));
}

/** A copy that later changes of the model's state do not reach. */
function structuredCopy(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
