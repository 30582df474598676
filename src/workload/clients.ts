/**
 * Clients: nodes without a model that ask, wait, follow redirects, retry, give up, and write the history.
 *
 * An operation that is not answered in time is recorded as `info`: nobody knows. Latency counts from the
 * intended arrival. Uses the world only to send and to be told the time.
 */
import type { Json } from '../kernel/json.js';
import type { Handle } from '../kernel/kernel.js';
import { type Duration, type Instant, MILLISECOND } from '../kernel/time.js';
import type { Ask, Message, NodeId, Reply, Request } from '../model/message.js';
import type { Outcome } from '../observe/history.js';
import type { ClientRecord } from '../observe/run-record.js';
import type { ClientGroup } from '../scenario/scenario.js';
import { compileDraw } from '../world/draw.js';
import { nodeName } from '../world/node.js';
import type { World } from '../world/world.js';
import { openLoop } from './arrivals.js';
import { createMix, type Mix } from './mix.js';
import type { Recorder } from './recorder.js';
import { createRoutes, type Routes } from './routes.js';
import { createSessions, type Sessions } from './sessions.js';

/** Told to ask another node but not which: wait a little, there may be an election. */
const REDIRECT_PAUSE: Duration = 10 * MILLISECOND;
/** After this many attempts an operation is left to its timeout. */
const MAX_ATTEMPTS = 1000;

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['ok', 'ok'],
  ['fail', 'fail'],
  ['unknown', 'info'],
]);

interface Pending {
  readonly client: number;
  readonly operation: number;
  readonly session: number;
  readonly sequence: number;
  readonly ask: Ask;
  target: NodeId;
  attempts: number;
  readonly timeout: Handle;
  retry: Handle | undefined;
}

export interface Clients {
  /** What the group did, at the end of the run. */
  record(): ClientRecord;
}

/** Adds the group's client nodes to the world and schedules their work. `allocate` numbers sessions. */
export function addClients(
  world: World,
  group: ClientGroup,
  recorder: Recorder,
  allocate: () => number,
): Clients {
  const driver = new Driver(world, group, recorder, allocate);
  driver.start();
  return {
    record() {
      recorder.end();
      return recorder.record();
    },
  };
}

class Driver {
  private readonly nodes: readonly NodeId[];
  private readonly routes: Routes;
  private readonly mix: Mix;
  private readonly sessions: Sessions;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private asked = 0;
  private readonly event: {
    readonly arrive: number;
    readonly timeout: number;
    readonly retry: number;
    readonly think: number;
  };
  private readonly thinkTime: () => Duration;

  constructor(
    private readonly world: World,
    private readonly group: ClientGroup,
    private readonly recorder: Recorder,
    allocate: () => number,
  ) {
    const stream = (purpose: string) => world.stream(`workload/${group.name}/${purpose}`);
    this.nodes = world.addGroup({
      name: group.name,
      count: group.count,
      receive: (from, message, self) => this.receive(from, message, self),
    }).members;
    this.mix = createMix(group, stream);
    this.sessions = createSessions(group.count, allocate);
    this.routes = createRoutes(world, group);
    const { kernel } = world;
    this.event = {
      arrive: kernel.handler((client) => this.arrive(client)),
      timeout: kernel.handler((id) => this.timedOut(id)),
      retry: kernel.handler((id) => this.askAgain(id)),
      think: kernel.handler((client) => this.ask(client, kernel.now)),
    };
    this.describeEvents();
    const think = group.arrivals.kind === 'closed' ? group.arrivals.think : undefined;
    this.thinkTime = think === undefined ? () => 0 : compileDraw(think).bind(() => stream('think'));
  }

  private describeEvents(): void {
    const { event, group, world } = this;
    const { kernel } = world;
    const client = (index: number) => nodeName(group.name, index + 1);
    kernel.describe(event.arrive, { tell: (index) => `an operation arrives at ${client(index)}` });
    kernel.describe(event.timeout, { tell: (id) => `timeout of operation ${id} of ${group.name}` });
    kernel.describe(event.retry, { tell: (id) => `retry of operation ${id} of ${group.name}` });
    kernel.describe(event.think, { tell: (index) => `${client(index)} asks` });
  }

  start(): void {
    const { group, world } = this;
    if (group.arrivals.kind === 'closed') {
      for (let client = 0; client < group.count; client++) {
        world.kernel.schedule(group.from + this.thinkTime(), this.event.think, client, 0, undefined);
      }
      return;
    }
    const next = openLoop(group.arrivals, world.stream(`workload/${group.name}/arrivals`));
    const who = world.stream(`workload/${group.name}/client`);
    this.nextArrival = (previous) => {
      const at = next(previous);
      if (at === undefined || at >= group.until || this.asked >= group.maxOperations) return;
      const client = group.count === 1 ? 0 : Math.floor(who() * group.count);
      world.kernel.schedule(Math.max(at, world.kernel.now), this.event.arrive, client, 0, undefined);
    };
    this.nextArrival(group.from);
  }

  private nextArrival: (previous: Instant) => void = () => {};

  private arrive(client: number): void {
    const now = this.world.kernel.now;
    this.ask(client, now);
    this.nextArrival(now);
  }

  private ask(client: number, intendedAt: Instant): void {
    const { world, group, recorder } = this;
    const { now } = world.kernel;
    if (now >= group.until || this.asked >= group.maxOperations) return;
    this.asked++;
    const ask = this.mix.next();
    const session = this.sessions.take(client);
    const operation = recorder.invoke(session, ask, now, intendedAt);
    if (this.pending.size >= group.maxInFlight) {
      recorder.complete(operation, 'fail', null, now, undefined, 'shed: too many operations under way');
      this.finish(client, session, true);
      return;
    }
    const id = this.nextId++;
    const pending: Pending = {
      client,
      operation,
      session,
      sequence: this.sessions.nextSequence(session),
      ask,
      target: this.routes.first(client, ask),
      attempts: 0,
      timeout: world.kernel.schedule(now + group.timeout, this.event.timeout, id, 0, undefined),
      retry: undefined,
    };
    this.pending.set(id, pending);
    this.send(id, pending);
  }

  private send(id: number, pending: Pending): void {
    const { world, group } = this;
    if (pending.attempts++ >= MAX_ATTEMPTS) return;
    const self = this.nodes[pending.client]!;
    const { f, key, value } = pending.ask;
    const token = this.sessions.tokenOf(pending.session);
    const request: Request = {
      kind: 'request',
      from: self,
      id,
      session: pending.session,
      sequence: pending.sequence,
      f,
      key,
      value,
    };
    world.send(self, pending.target, token === undefined ? request : { ...request, token });
    if (group.retryAfter !== undefined) this.retryIn(id, pending, group.retryAfter);
  }

  private retryIn(id: number, pending: Pending, after: Duration): void {
    const { kernel } = this.world;
    if (pending.retry !== undefined) kernel.cancel(pending.retry);
    pending.retry = kernel.schedule(kernel.now + after, this.event.retry, id, 0, undefined);
  }

  /** The contact does not answer, or knew nobody: the next one is asked. */
  private askAgain(id: number): void {
    const pending = this.pending.get(id);
    if (pending === undefined) return;
    pending.retry = undefined;
    pending.target = this.routes.next(pending.client, pending.target);
    this.send(id, pending);
  }

  private receive(from: NodeId, message: Message, _self: NodeId): void {
    if (message.kind !== 'reply') return;
    const reply = message as Reply;
    const pending = this.pending.get(reply.id);
    if (pending === undefined) return; // late, or a duplicate
    if (reply.status === 'redirect') {
      this.redirected(pending, reply);
      return;
    }
    const { now } = this.world.kernel;
    const outcome = OUTCOMES.get(reply.status);
    if (outcome === undefined) return; // it was corrupted on the way
    this.settle(reply.id, pending);
    this.recorder.complete(
      pending.operation,
      outcome,
      reply.value,
      now,
      this.world.nodes[from]!.name,
      reply.error,
    );
    this.routes.answered(pending.client, from);
    if (outcome === 'ok') this.learn(pending.ask, reply.value);
    if (reply.token !== undefined) this.sessions.learnToken(pending.session, reply.token);
    this.finish(pending.client, pending.session, outcome !== 'info');
  }

  private redirected(pending: Pending, { id, to, news }: Reply): void {
    const { client, target } = pending;
    if (news !== undefined) this.routes.learned(client, news);
    if (to !== undefined && this.routes.redirected(client, target, to)) {
      pending.target = to;
      this.send(id, pending);
    } else this.retryIn(id, pending, REDIRECT_PAUSE);
  }

  private timedOut(id: number): void {
    const pending = this.pending.get(id);
    if (pending === undefined) return;
    this.settle(id, pending);
    this.recorder.complete(pending.operation, 'info', null, this.world.kernel.now, undefined, 'timeout');
    this.routes.givenUp(pending.client, pending.target);
    this.finish(pending.client, pending.session, false);
  }

  private settle(id: number, pending: Pending): void {
    const { kernel } = this.world;
    this.pending.delete(id);
    kernel.cancel(pending.timeout);
    if (pending.retry !== undefined) kernel.cancel(pending.retry);
  }

  /** The operation is over. A session goes on only if it is known what came of it. */
  private finish(client: number, session: number, known: boolean): void {
    if (known) this.sessions.release(client, session);
    else this.sessions.retire(session);
    if (this.group.arrivals.kind !== 'closed') return;
    const { kernel } = this.world;
    // At least a nanosecond, so that clients without think time cannot stop virtual time.
    kernel.schedule(kernel.now + Math.max(1, this.thinkTime()), this.event.think, client, 0, undefined);
  }

  private learn(ask: Ask, value: Json): void {
    if (ask.key === undefined) return;
    if (ask.f === 'read') this.mix.saw(ask.key, value);
    else if (ask.f === 'write') this.mix.saw(ask.key, ask.value ?? null);
    else if (ask.f === 'cas') this.mix.saw(ask.key, (ask.value as readonly Json[])[1]!);
  }
}
