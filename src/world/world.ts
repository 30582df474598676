/**
 * The world: nodes, the network between them, and what happens when a message, a timer or a sync is due.
 *
 * Ties kernel, models, clocks, disks and network together. Knows nothing of clients, histories, faults'
 * plans or checkers; those use its methods. The digest takes in every event that comes up, by its time, kind
 * and nodes, and the handler that took it; a message that the network lost leaves no event. What messages say
 * is not in it, only what it leads to.
 */
import { invariant } from '../kernel/invariant.js';
import { createKernel, EndOfTimeError, type Handle, type Kernel } from '../kernel/kernel.js';
import type { EventQueue } from '../kernel/queue.js';
import { createStreams, type Stream, type Streams } from '../kernel/random.js';
import type { Duration, Instant } from '../kernel/time.js';
import { createWatchedKernel, type EventWatch } from '../kernel/watched.js';
import type { Message, NodeId, Reply } from '../model/message.js';
import type { AnyModel } from '../model/model.js';
import type { Process } from '../model/process.js';
import type { SeriesPoint, ViolationRecord } from '../observe/run-record.js';
import { Conditions } from './conditions.js';
import { describeEvents } from './events.js';
import { addNodes, type GroupOptions } from './groups.js';
import { Inboxes, MAX_WAITING } from './inbox.js';
import { start } from './lifecycle.js';
import { type CompiledLink, type LinkRule, Network } from './network.js';
import { type CompiledHandler, deepFreeze, type Group, type Node, ownSession } from './node.js';
import type { Orders } from './orders.js';
import { isProcessCall, Processes } from './processes.js';
import type { Done } from './resource/job.js';
import type { WatchFor } from './resource/watch.js';
import { Stations } from './stations.js';
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
  readonly onEvent?: EventWatch | undefined;
  /** Who gets the numbers of the stations; nobody if absent. */
  readonly watch?: WatchFor | undefined;
}

/** Points of series that are kept; how many more there were is counted per node. */
const MAX_SERIES = 200_000;
const LOST_POINTS = 'series points beyond the maximum, not kept';
/** Violations that are kept: the first ones. */
const MAX_VIOLATIONS = 20;
const DEFAULT_BYTES = 256;

export class World {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly network: Network;
  readonly nodes: Node[] = [];
  readonly groups = new Map<string, Group>();
  readonly inboxes: Inboxes;
  readonly stations: Stations;
  readonly freeze: boolean;
  readonly trace: Trace | undefined;
  readonly series: SeriesPoint[] = [];
  readonly violations: ViolationRecord[] = [];
  readonly conditions = new Conditions();
  /** By group: who is told of the order of versions, if an expectation asks for it. */
  readonly orders = new Map<string, Orders>();
  /** Why the run was stopped before its time, if it was. */
  stopped: string | undefined;
  /** The node whose code is running, to name it if it throws. */
  private current: Node | undefined;
  /** Nodes that were started for the first time. */
  private booted = 0;
  private readonly event: {
    readonly deliver: number;
    readonly self: number;
    readonly timer: number;
    readonly synced: number;
    readonly callback: number;
  };

  constructor(options: WorldOptions) {
    this.streams = createStreams(options.seed);
    this.freeze = options.freeze ?? false;
    this.trace = options.trace;
    const shuffleTies = options.shuffleTies === true ? this.streams.named('kernel/ties') : undefined;
    const { queue, digest = true, onEvent } = options;
    const settings = { queue, digest, shuffleTies };
    this.kernel = onEvent === undefined ? createKernel(settings) : createWatchedKernel(settings, onEvent);
    const { kernel, nodes } = this;
    /** Of something that a node set in motion itself, and that dies with it. */
    const own = <T>(run: (node: Node, payload: T) => void) =>
      kernel.handler((id, incarnation, payload) => {
        const node = nodes[id]!;
        if (node.incarnation === incarnation) run(node, payload as T);
      });
    this.event = {
      deliver: kernel.handler((to, from, message) => this.deliver(nodes[to]!, from, message as Message)),
      // Most of what happens; so it is spelled out.
      self: kernel.handler((id, incarnation, message) => {
        const node = nodes[id]!;
        if (node.incarnation !== incarnation) return;
        if (node.plain) this.handle(node, id, message as Message);
        else this.deliver(node, id, message as Message);
      }),
      timer: kernel.handler((id, index) => this.timerFired(nodes[id]!, index)),
      synced: own((node, sync: Sync) => this.synced(node, sync)),
      callback: own((node, run: () => void) => this.callback(node, run)),
    };
    describeEvents(kernel, this.event, nodes);
    this.inboxes = new Inboxes(kernel, nodes);
    const stations = {
      kernel,
      done: (node: Node, done: Done) =>
        typeof done === 'function' ? this.callback(node, done) : this.deliver(node, node.id, done),
      tell: (node: Node, done: Done) => {
        const event = typeof done === 'function' ? this.event.callback : this.event.self;
        kernel.schedule(kernel.now, event, node.id, node.incarnation, done);
      },
      stream: (purpose: string) => this.stream(purpose),
      asNode: <T>(node: Node, run: () => T) => this.asNode(node, run),
    };
    this.stations = new Stations(stations, nodes, options.watch);
    this.network = this.createNetwork(options);
  }

  private createNetwork({ link, linkRules }: WorldOptions): Network {
    const { kernel, trace, nodes } = this;
    return new Network(
      {
        kernel,
        deliver: this.event.deliver,
        stream: (node, purpose) => this.stream(`net/${nodes[node]!.name}/${purpose}`),
        bytes: (from, message) => this.bytes(nodes[from]!, message),
        giveUp: (reason) => this.giveUp(reason),
        trace:
          trace && ((from, to, message, at, fate) => trace.message(from, to, message, kernel.now, at, fate)),
      },
      link,
      linkRules ?? [],
    );
  }

  /** A model knows the size of its own messages; it need not know what other models and replies look like. */
  private bytes(from: Node, message: Message): number {
    const { model, handlers } = from.group;
    if (model?.bytes === undefined || !handlers.has(message.kind)) return DEFAULT_BYTES;
    return this.asNode(from, () => model.bytes!(message));
  }

  /** Adds a group of nodes, numbered next; they start when the run does, in order, before its first event. */
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
      latest: undefined,
      monitor: model?.monitor?.(members, label),
      onCrash: options.disk?.onCrash ?? 'lose',
    };
    this.groups.set(name, group);
    this.conditions.declare(name, options.conditions ?? []);
    addNodes(this, group, options);
    return group;
  }

  stream(purpose: string): Stream {
    return this.streams.named(purpose);
  }

  // ---- running

  /** Runs to `until`. An exception in a model's code ends the run as a violation of that model's. */
  run(until: Instant, maxEvents: number): void {
    try {
      this.boot();
      if (this.stopped !== undefined) return;
      if (this.kernel.run(until, maxEvents) === 'event limit')
        this.stopped = `reached its ${maxEvents} events`;
    } catch (error) {
      this.thrown(error);
    } finally {
      this.current = undefined;
    }
  }

  /** The warm-up is over: from now on the stations' customers are counted and their books are kept. */
  beginMeasuring(): void {
    this.stations.beginMeasuring();
  }

  private boot(): void {
    while (this.booted < this.nodes.length) {
      const node = this.nodes[this.booted++]!;
      if (node.group.model !== undefined) start(this, node);
    }
  }

  private thrown(error: unknown): void {
    const { current } = this;
    this.stations.tear();
    if (error instanceof EndOfTimeError) {
      this.stopped = current === undefined ? error.message : `${current.name}: ${error.message}`;
      return;
    }
    if (current === undefined) throw error;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.violate(current, 'no-exception', `${current.name} threw ${what}`);
    this.stopped = 'a model threw an exception';
  }

  /** Ends the run after the current event, because a maximum was hit. */
  giveUp(reason: string): void {
    this.stopped ??= reason;
    this.kernel.stop();
  }

  /** Runs a model's code in the name of a node, so that an exception is known for that model's. */
  asNode<T>(node: Node, run: () => T): T {
    const before = this.current;
    this.current = node;
    const result = run();
    this.current = before;
    return result;
  }

  /** The same for what may change the node's state: its monitor looks at what became of it. */
  step(node: Node, run: () => void): void {
    this.current = node;
    node.ctx.from = node.id;
    run();
    this.observe(node);
    this.current = undefined;
  }

  // ---- messages

  send(from: NodeId, to: NodeId, message: Message): void {
    if (this.nodes[to] === undefined)
      throw new Error(`a ${message.kind} was sent to ${to}, which is no node`);
    if (this.freeze) deepFreeze(message);
    const { kernel } = this;
    if (from !== to) this.network.send(from, to, message);
    // What a node tells itself never leaves its memory, and is lost with it.
    else kernel.post(kernel.now, this.event.self, to, this.nodes[to]!.incarnation, message);
  }

  private deliver(node: Node, from: NodeId, message: Message): void {
    if (node.plain) this.handle(node, from, message);
    else if (node.mode === 'down') this.trace?.missed(from, node.id, message, this.kernel.now);
    else this.admit(node, () => this.handle(node, from, message));
  }

  /** Takes in what comes to a node that is paused or slow. */
  private admit(node: Node, run: () => void): void {
    if (!this.inboxes.add(node, run))
      this.giveUp(`${node.name} was paused or slow, and more than ${MAX_WAITING} messages wait`);
  }

  private handle(node: Node, from: NodeId, message: Message): void {
    if (node.receive !== undefined) {
      node.receive(from, message, node.id);
      return;
    }
    const { kind } = message;
    const { group } = node;
    // Most messages are of the same kind as the one before; finding the handler costs more than running it.
    const handler = group.latest?.kind === kind ? group.latest : group.handlers.get(kind);
    group.latest = handler;
    this.current = node;
    node.ctx.from = from;
    if (kind === 'reply' && (handler === undefined || isProcessCall(message as Reply))) {
      node.processes?.reply(message as Reply);
    } else if (handler === undefined) {
      throw new Error(`${node.group.model!.name} handles no messages of kind ${kind}`);
    } else {
      this.kernel.digest.word(handler.id);
      const process = handler.run(node.state, message, node.ctx);
      if (process !== undefined) this.processesOf(node).start(process as Process);
    }
    this.observe(node);
    this.current = undefined;
  }

  private observe(node: Node): void {
    const { monitor } = node.group;
    if (monitor === undefined) return;
    const violation = monitor.after(node.id, node.state, this.kernel.now);
    if (violation !== undefined) this.violate(node, violation.rule, violation.explanation);
  }

  private violate(node: Node, rule: string, explanation: string): void {
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
    const { ctx } = node;
    const message = ctx.timerMessage(index);
    if (node.plain) {
      this.handle(node, node.id, message);
      return;
    }
    const epoch = ctx.timerEpoch(index);
    this.admit(node, () => {
      if (ctx.timerEpoch(index) === epoch) this.handle(node, node.id, message);
    });
  }

  tellSelfLater(id: NodeId, delay: Duration, message: Message): void {
    if (this.freeze) deepFreeze(message);
    const { kernel } = this;
    const node = this.nodes[id]!;
    kernel.post(kernel.now + node.clock.inVirtualTime(delay), this.event.self, id, node.incarnation, message);
  }

  /** Schedules an event of the node's own, that long from now on its clock. */
  private later(node: Node, event: number, delay: Duration, payload: unknown): Handle {
    const at = this.kernel.now + node.clock.inVirtualTime(delay);
    return this.kernel.schedule(at, event, node.id, node.incarnation, payload);
  }

  /** A process of the node goes on. */
  private callback(node: Node, run: () => void): void {
    if (node.plain) this.step(node, run);
    else this.admit(node, () => this.step(node, run));
  }

  private processesOf(node: Node): Processes {
    const { taken, id } = node;
    node.processes ??= new Processes({
      later: (after, run) => this.later(node, this.event.callback, after, run),
      cancel: (handle) => this.kernel.cancel(handle),
      request: (to, request) => this.send(id, to, { kind: 'request', from: id, ...request } as Message),
      serve: (resource, work, done, options, started) =>
        this.stations.of(node, resource).serve(work, done, options, started),
      nextCall: () => ++taken.calls,
      nextSession: () => ownSession(id, taken.sessions++),
    });
    return node.processes;
  }

  // ---- disks

  sync(id: NodeId, done: Message): void {
    const node = this.nodes[id]!;
    if (this.freeze) deepFreeze(done);
    const sync = node.disk.startSync(this.kernel.now);
    if (sync === undefined) return;
    this.kernel.schedule(sync.at, this.event.synced, id, node.incarnation, { upTo: sync.upTo, done });
  }

  private synced(node: Node, { upTo, done }: Sync): void {
    node.disk.completeSync(upTo);
    this.deliver(node, node.id, done);
  }

  // ---- observation

  track(id: NodeId, series: string, value: number | string): void {
    const node = this.nodes[id]!;
    if (node.tracked.get(series) === value) return;
    node.tracked.set(series, value);
    if (this.series.length < MAX_SERIES)
      this.series.push({ node: node.name, series, at: this.kernel.now, value });
    else node.counters.set(LOST_POINTS, (node.counters.get(LOST_POINTS) ?? 0) + 1);
    this.trace?.mark(id, this.kernel.now, typeof value === 'number' ? `${series} ${value}` : value);
  }
}

interface Sync {
  readonly upTo: number;
  readonly done: Message;
}

function compileHandlers(model: AnyModel | undefined): Map<string, CompiledHandler> {
  if (model === undefined) return new Map();
  const kinds = Object.entries(model.on as Record<string, CompiledHandler['run']>);
  return new Map(kinds.map(([kind, run], id) => [kind, { kind, id, run }]));
}
