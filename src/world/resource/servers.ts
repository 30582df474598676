/**
 * Servers that work on: each job in service has an event of its own, at which it is done.
 *
 * For the disciplines that leave alone whoever is in service, at full speed. A pause of the node stops the work; an
 * event that comes up meanwhile, or that does not know of a pause yet, is put where the work is really done.
 */
import type { Instant } from '../../kernel/time.js';
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
    : new PlainServers(port, node);
}

class PlainServers implements Servers {
  constructor(
    private readonly port: StationPort,
    private readonly node: Node,
  ) {}

  begin(job: Job): void {
    const { node, port } = this;
    job.knows = node.pausedFor;
    if (job.left === Number.POSITIVE_INFINITY) job.event = NONE;
    else {
      job.due = port.kernel.now + job.left;
      job.event = port.schedule(job.due, node, job);
    }
  }

  stop(job: Job): void {
    if (job.event === NONE) return;
    this.port.kernel.cancel(job.event);
    job.event = NONE;
    job.left = this.dueAt(job) - this.port.kernel.now;
  }

  comesUp(job: Job): boolean {
    const { node } = this;
    if (node.mode === 'paused') {
      node.frozen.push(job);
      return false;
    }
    if (node.pausedFor > job.knows) {
      this.catchUp(job);
      return false;
    }
    return true;
  }

  weaker(): undefined {}

  catchUp(job: Job): void {
    job.due = this.dueAt(job);
    job.knows = this.node.pausedFor;
    job.event = this.port.schedule(job.due, this.node, job);
  }

  timerUp(): undefined {}
  thaw(): void {}
  clear(): void {}
  jobs(): undefined {}

  private dueAt(job: Job): Instant {
    return job.due + this.node.pausedFor - job.knows;
  }
}
