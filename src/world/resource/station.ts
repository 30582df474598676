/**
 * One resource of one node: who is admitted, who is served, who leaves and why, and that all of it is counted.
 *
 * The order of those who wait is the line's business, the work that of the servers, the numbers that of book and
 * watch. Knows the world through its port.
 */
import { invariant } from '../../kernel/invariant.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Stream } from '../../kernel/random.js';
import { type Duration, END_OF_TIME } from '../../kernel/time.js';
import type { Occupancy, ServeOptions, Ticket } from '../../model/context.js';
import type { Message } from '../../model/message.js';
import type { Resource } from '../../model/model.js';
import type { Node } from '../node.js';
import { Book, type StationAudit } from './book.js';
import { type Done, type Job, Jobs, NONE, SERVING, WAITING } from './job.js';
import { createLine, type Line } from './line.js';
import { createServers, type Servers } from './servers.js';
import type { StationWatch } from './watch.js';

export interface StationPort {
  readonly kernel: Kernel;
  /**
   * The handler of whatever comes up. With a job, and the node and its incarnation: {@link Station.comesUp}, unless
   * the node has crashed by then. With nothing, and the node and the station's number: {@link Station.timerUp}.
   */
  readonly event: number;
  /** Carries out what the job was for, now. */
  readonly done: (node: Node, done: Done) => void;
  /** The same as an event of its own, after the one at hand. */
  readonly tell: (node: Node, done: Done) => void;
  readonly stream: (purpose: string) => Stream;
  /** Runs a model's code in the name of the node. */
  readonly asNode: <T>(node: Node, run: () => T) => T;
}

export type Jobbing = ServeOptions<Message>;

export class Station {
  private readonly book: Book;
  private readonly kernel: Kernel;
  private readonly jobs = new Jobs(this);
  private readonly line: Line;
  private readonly servers: Servers;
  private readonly count: number;
  /** How many can be in service at once, and how many can be there. */
  private readonly slots: number;
  private readonly room: number;
  /** Jobs at full speed take at least as long as their work. */
  private readonly fullSpeed: boolean;
  private inService = 0;
  private present = 0;
  /** Whether it matters who came first. */
  private readonly ordered: boolean;
  private order = 0;

  constructor(
    private readonly port: StationPort,
    private readonly node: Node,
    readonly name: string,
    index: number,
    spec: Resource,
    private readonly watch: StationWatch,
  ) {
    invariant(spec.servers >= 1 && spec.queueLimit >= 0, 'a resource has servers and a queue limit');
    const discipline = spec.discipline ?? 'fifo';
    this.kernel = port.kernel;
    this.book = new Book(port.kernel);
    this.count = spec.servers;
    this.slots = discipline === 'processor-sharing' ? Number.POSITIVE_INFINITY : spec.servers;
    this.room = spec.servers + spec.queueLimit;
    this.fullSpeed = spec.pace === undefined;
    this.ordered = !['fifo', 'lifo', 'random'].includes(discipline) || spec.pace !== undefined;
    this.line = createLine(discipline, () => port.stream(`resource/${node.name}/${name}`));
    this.servers = createServers(port, node, index, spec, discipline);
    watch.join(spec.servers);
  }

  // ---- what a model asks for

  /** `started` goes before that of the options. */
  serve(
    work: Duration,
    done: Done | undefined,
    options: Jobbing | undefined,
    started?: Done,
  ): Ticket | undefined {
    if (!(work >= 0)) throw new Error(`${this.name} was given ${work} ns of work`);
    if (options !== undefined) this.check(options);
    if (this.present >= this.room) {
      this.turnAway('full');
      return undefined;
    }
    const job = this.jobs.take();
    job.done = done;
    job.started = started;
    job.arrivedAt = this.kernel.now;
    job.work = Math.round(work);
    job.left = job.work;
    job.served = 0;
    job.delayed = this.inService >= this.count;
    job.counted = this.book.measuring;
    if (job.counted) {
      this.book.arrivals++;
      this.watch.came();
    }
    if (this.ordered) job.order = this.order++;
    if (options !== undefined) this.fit(job, options);
    if (this.inService < this.slots) {
      this.begin(job);
      this.change(0, 1);
    } else {
      this.queue(job, options);
      this.change(1, 0);
    }
    job.window = this.watch.window;
    return job.ticket;
  }

  release(ticket: Ticket, how: 'finished' | 'cancelled'): boolean {
    const job = this.jobs.find(ticket);
    if (job === undefined) return false;
    const why = how === 'finished' ? undefined : how;
    if (job.phase === SERVING) {
      this.servers.stop(job);
      this.leaveServer(job, why);
    } else this.leaveLine(job, why);
    return true;
  }

  turnAway(why: string): void {
    if (!this.book.measuring) return;
    this.book.arrivals++;
    this.book.dropped++;
    this.watch.came();
    this.watch.refused(why);
  }

  occupancy(): Occupancy {
    return { waiting: this.present - this.inService, inService: this.inService };
  }

  // ---- what happens to it

  /** A job's event came up: it is done, or has waited long enough. */
  comesUp(job: Job): void {
    if (job.phase === WAITING) this.renege(job);
    else if (this.servers.comesUp(job)) this.complete(job);
  }

  timerUp(): void {
    const job = this.servers.timerUp();
    if (job !== undefined) this.complete(job);
  }

  /** A job that a pause found in service goes on. */
  catchUp(job: Job): void {
    this.servers.catchUp(job);
  }

  /** The node goes on after a pause. */
  thaw(): void {
    this.servers.thaw();
  }

  /** The node crashed: everybody is dropped. */
  crash(): void {
    const there = this.everybody();
    this.line.clear();
    this.servers.clear();
    for (const job of there) {
      const serving = job.phase === SERVING;
      if (serving) this.stopStretch(job);
      this.depart(job, 'crash');
      this.change(serving ? 0 : -1, serving ? -1 : 0);
    }
    invariant(this.present === 0 && this.inService === 0, 'nobody outlives a crash');
  }

  /** The warm-up is over. */
  beginMeasuring(): void {
    this.book.begin();
  }

  audit(): StationAudit {
    return this.book.audit(this.node.name, this.name, this.everybody());
  }

  // ---- how

  private check({ priority, patience }: Jobbing): void {
    if (Number.isNaN(priority)) throw new Error(`${this.name} was given a priority that is no number`);
    if (patience !== undefined && !(patience >= 0))
      throw new Error(`${this.name} was given ${patience} ns of patience`);
  }

  private fit(job: Job, options: Jobbing): void {
    const { priority = 0, started } = options;
    job.fitted = true;
    job.priority = priority;
    job.class = options.class;
    job.gaveUp = options.gaveUp;
    if (started !== undefined && job.started === undefined) job.started = started;
  }

  /** All servers are busy: the job waits, or takes the place of one that is less urgent. */
  private queue(job: Job, options: Jobbing | undefined): void {
    const other = this.servers.weaker(job);
    if (other !== undefined) {
      this.servers.stop(other);
      this.stopStretch(other);
      other.phase = WAITING;
      this.line.push(other);
      this.begin(job);
      return;
    }
    job.phase = WAITING;
    this.line.push(job);
    const patience = options?.patience;
    if (patience === undefined) return;
    const until = this.kernel.now + Math.round(patience);
    const { id, incarnation } = this.node;
    const { event } = this.port;
    if (until <= END_OF_TIME) job.event = this.kernel.schedule(until, event, id, incarnation, job);
  }

  private begin(job: Job): void {
    invariant(this.inService < this.slots, 'no more jobs are in service than can be');
    if (job.event !== NONE) {
      this.kernel.cancel(job.event);
      job.event = NONE;
    }
    job.phase = SERVING;
    job.begunAt = this.kernel.now;
    this.inService++;
    if (job.started !== undefined) {
      this.port.tell(this.node, job.started);
      job.started = undefined;
    }
    this.servers.begin(job);
  }

  private stopStretch(job: Job): void {
    job.served += this.kernel.now - job.begunAt;
    this.inService--;
  }

  private complete(job: Job): void {
    const { done } = job;
    invariant(job.phase === SERVING, 'only who is in service is served');
    // Half a nanosecond is what sharing may round off.
    invariant(
      !this.fullSpeed || this.kernel.now - job.arrivedAt >= job.work - 1,
      'nobody is served faster than their work',
    );
    this.leaveServer(job, undefined);
    if (done !== undefined) this.port.done(this.node, done);
  }

  private renege(job: Job): void {
    const { gaveUp } = job;
    job.event = NONE;
    this.leaveLine(job, 'reneged');
    if (gaveUp !== undefined) this.port.done(this.node, gaveUp);
  }

  /** A job leaves from service, and whoever is next begins. */
  private leaveServer(job: Job, why: string | undefined): void {
    this.stopStretch(job);
    this.depart(job, why);
    const next = this.line.next();
    if (next === undefined) this.change(0, -1);
    else {
      this.begin(next);
      this.change(-1, 0);
    }
  }

  private leaveLine(job: Job, why: string | undefined): void {
    this.line.leave(job);
    if (job.event !== NONE) this.kernel.cancel(job.event);
    this.depart(job, why);
    this.change(-1, 0);
  }

  /** `why` not served to the end; `undefined` if it was. */
  private depart(job: Job, why: string | undefined): void {
    this.book.left(job, why === undefined);
    this.watch.left(job, why);
    this.jobs.give(job);
  }

  /** From now on so many more wait and are in service. */
  private change(waiting: number, serving: number): void {
    const present = waiting + serving;
    this.present += present;
    // Where more can be in service than there are servers, the last ones take up none.
    const idle = this.slots > this.count && Math.max(this.inService, this.inService - serving) > this.count;
    this.watch.shift(waiting, idle ? 0 : serving, present);
    this.book.shift(present);
  }

  /** Counted where they are: in the line and with the servers. */
  private everybody(): readonly Job[] {
    const served = this.servers.jobs() ?? this.jobs.present().filter(({ phase }) => phase === SERVING);
    invariant(served.length === this.inService, 'as many are with the servers as are in service');
    return [...this.line.jobs(), ...served];
  }
}
