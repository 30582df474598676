/**
 * Servers that work on: each job in service has an event of its own, at which it is done.
 *
 * For the disciplines that leave alone whoever is in service, at full speed. A pause of the node stops the work; an
 * event that comes up meanwhile, or that does not know of a pause yet, is put where the work is really done.
 */
import type { Kernel } from '../../kernel/kernel.js';
import type { Duration } from '../../kernel/time.js';
import type { Discipline, Resource } from '../../model/model.js';
import type { Node } from '../node.js';
import { type Job, NONE } from './job.js';
import { SharedServers } from './shared.js';
import type { StationPort } from './station.js';

export interface Servers {
  /** Work on the job begins, or goes on: `job.left` of it. */
  begin(job: Job): void;
  /** Somebody in service who gives way to a job that is more urgent. */
  weaker(job: Job): Job | undefined;
  /** Work on the job stops; `job.left` says how much is left of it. */
  stop(job: Job): void;
  /** The job's event came up. True if the job is done. */
  comesUp(job: Job): boolean;
  /** The timer of the servers came up: the job that is done, if any. */
  timerUp(): Job | undefined;
  /** A job that came up during a pause goes on. */
  catchUp(job: Job): void;
  /** The node goes on after a pause. */
  thaw(): void;
  /** The node crashed. */
  clear(): void;
  /** Everybody in service, each once; `undefined` if the servers keep no list of their own. */
  jobs(): readonly Job[] | undefined;
}

export function createServers(
  port: StationPort,
  node: Node,
  index: number,
  spec: Resource,
  discipline: Discipline,
): Servers {
  const shares = ['preemptive', 'processor-sharing', 'srpt'].includes(discipline);
  return shares || spec.pace !== undefined
    ? new SharedServers(port, node, index, spec, discipline)
    : new PlainServers(port.kernel, port.event, node);
}

class PlainServers implements Servers {
  constructor(
    private readonly kernel: Kernel,
    private readonly event: number,
    private readonly node: Node,
  ) {}

  begin(job: Job): void {
    const { kernel, node } = this;
    job.ends = kernel.now - node.pausedFor + job.left;
    if (job.left < Number.POSITIVE_INFINITY)
      job.event = kernel.schedule(kernel.now + job.left, this.event, node.id, node.incarnation, job);
  }

  stop(job: Job): void {
    if (job.event === NONE) return;
    this.kernel.cancel(job.event);
    job.event = NONE;
    job.left = this.leftOf(job);
  }

  comesUp(job: Job): boolean {
    const { node } = this;
    if (node.mode === 'paused') {
      node.frozen.push(job);
      return false;
    }
    if (job.ends <= this.kernel.now - node.pausedFor) return true;
    this.catchUp(job);
    return false;
  }

  weaker(): undefined {}

  catchUp(job: Job): void {
    const { kernel, node } = this;
    job.event = kernel.schedule(kernel.now + this.leftOf(job), this.event, node.id, node.incarnation, job);
  }

  timerUp(): undefined {}
  thaw(): void {}
  clear(): void {}
  jobs(): undefined {}

  private leftOf(job: Job): Duration {
    return job.ends - (this.kernel.now - this.node.pausedFor);
  }
}
