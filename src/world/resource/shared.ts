/**
 * Servers whose speed changes or who can be taken away: processor sharing, preemption, and any pace.
 *
 * All in service are worked on at the same rate, so one number says how far: the work that a job has attained that
 * was there all along. A job that begins with `left` to do is done when that number has grown by `left`, whatever
 * the rate was meanwhile (virtual time, as in weighted fair queueing: Demers, Keshav and Shenker, SIGCOMM 1989). So
 * an event costs O(log n), and one timer stands for the next departure.
 *
 * Rounding: a departure falls on the nearest whole ns, so a job leaves with at most half a nanosecond of its share
 * undone or overdone; the others' work is not touched by that. At full speed all numbers are whole and nothing is
 * rounded.
 */
import { invariant } from '../../kernel/invariant.js';
import { type Duration, END_OF_TIME } from '../../kernel/time.js';
import type { Discipline, Resource } from '../../model/model.js';
import type { Node } from '../node.js';
import { byPriority, byWork, Entries, type Entry, entryOf, reversed } from './entry.js';
import type { Job } from './job.js';
import type { Servers } from './servers.js';
import type { StationPort } from './station.js';

/** The attained work starts from 0 again when it is this much, so that its last bit stays below 2^-20 ns. */
const REBASE_AT = 4_294_967_296;

export class SharedServers implements Servers {
  private attained = 0;
  /** The node's time up to which that is, pauses left out. */
  private at: Duration = 0;
  /** Work per ns on each job in service. */
  private rate = 0;
  private readonly departures = new Entries(byWork);
  /** Who would give way first; absent where nobody does. */
  private readonly weakest: Entries | undefined;
  private readonly timer: number;

  constructor(
    private readonly port: StationPort,
    private readonly node: Node,
    index: number,
    private readonly spec: Resource,
    private readonly discipline: Discipline,
  ) {
    this.timer = port.kernel.timer(port.event, node.id, index);
    if (discipline === 'preemptive') this.weakest = new Entries(reversed(byPriority));
    if (discipline === 'srpt') this.weakest = new Entries(reversed(byWork));
  }

  begin(job: Job): void {
    this.progress();
    const entry = entryOf(job, this.attained + job.left);
    job.entry = entry;
    this.departures.push(entry);
    this.weakest?.push(entry);
    this.change();
  }

  weaker(job: Job): Job | undefined {
    const last = this.weakest?.peek();
    if (last === undefined) return undefined;
    this.progress();
    const left = last.work - this.attained;
    if (left <= 0) return undefined; // done, and leaves at this very instant
    const urgent = this.discipline === 'srpt' ? job.left < left : job.priority < last.priority;
    return urgent ? last.job : undefined;
  }

  stop(job: Job): void {
    this.progress();
    job.left = Math.max(0, job.entry!.work - this.attained);
    this.remove(job);
    this.change();
  }

  timerUp(): Job | undefined {
    if (this.node.mode === 'paused') return undefined;
    this.progress();
    const job = this.departures.peek()?.job;
    invariant(job !== undefined, 'the timer of the servers is set for a job in service');
    this.remove(job);
    this.change();
    return job;
  }

  thaw(): void {
    this.arm();
  }

  clear(): void {
    this.departures.clear();
    this.weakest?.clear();
    this.change();
  }

  jobs(): readonly Job[] {
    return this.departures.jobs();
  }

  /** It has no events of jobs. */
  comesUp(): boolean {
    invariant(false, 'a job in shared service has no event of its own');
  }

  catchUp(): void {
    invariant(false, 'a job in shared service has no event of its own');
  }

  private remove(job: Job): void {
    const { entry } = job;
    invariant(entry?.job === job, 'a job in service has an entry');
    entry.job = undefined;
    job.entry = undefined;
    this.departures.died();
    this.weakest?.died();
  }

  /** Brings the attained work up to date. A paused node's time stands still. */
  private progress(): void {
    const { node } = this;
    const time = (node.mode === 'paused' ? node.pausedAt : this.port.kernel.now) - node.pausedFor;
    this.attained += this.rate * (time - this.at);
    this.at = time;
    if (this.attained < REBASE_AT) return;
    this.departures.subtract(this.attained);
    this.attained = 0;
  }

  /** The number in service has changed, and so has the rate. */
  private change(): void {
    const { size } = this.departures;
    if (size === 0) this.attained = 0;
    this.rate = size === 0 ? 0 : this.share(size) * this.pace(size);
    this.arm();
  }

  private share(size: number): number {
    return this.discipline === 'processor-sharing' && size > this.spec.servers ? this.spec.servers / size : 1;
  }

  private pace(size: number): number {
    const { pace } = this.spec;
    if (pace === undefined) return 1;
    const result = this.port.asNode(this.node, () => pace(size));
    if (!(result >= 0 && result < Number.POSITIVE_INFINITY))
      throw new Error(`the pace of ${size} jobs in service is ${result}`);
    return result;
  }

  /** Sets the timer for the next departure. One beyond the end of time may still come sooner. */
  private arm(): void {
    const { kernel } = this.port;
    this.progress();
    const next: Entry | undefined = this.departures.peek();
    const left = next === undefined ? Number.POSITIVE_INFINITY : next.work - this.attained;
    const at = kernel.now + (left > 0 ? Math.round(left / this.rate) : 0);
    if (at <= END_OF_TIME) kernel.setTimer(this.timer, at);
    else kernel.cancelTimer(this.timer);
  }
}
