/**
 * Work on the nodes' resources: starts jobs, and says when one is done.
 *
 * A resource is its node's own processors, so a pause stops the work in service and it takes that much longer;
 * a crash drops it. (What goes on outside the node goes on during a pause: disks, and the clocks of timers.)
 * A slow node's servers work at their speed; what it does about a job that is done comes late.
 */
import type { Kernel } from '../kernel/kernel.js';
import type { Instant } from '../kernel/time.js';
import type { Node } from './node.js';
import type { Job, NodeResource } from './resource.js';

/** A job in service. */
export interface Serving {
  readonly resource: NodeResource;
  readonly job: Job;
  /** When it is done, but for pauses that the event does not know of yet. */
  due: Instant;
  /** The node's `pausedFor` that `due` takes into account. */
  knows: number;
}

export class Stations {
  private readonly served: number;

  /** `done` carries out what the job was for. */
  constructor(
    private readonly kernel: Kernel,
    nodes: readonly Node[],
    private readonly done: (node: Node, job: Job) => void,
  ) {
    this.served = kernel.handler((id, incarnation, serving) => {
      const node = nodes[id]!;
      if (node.incarnation === incarnation) this.comesUp(node, serving as Serving);
    });
  }

  /** Takes the job to the node's resource of that name. False if its queue is full. */
  occupy(node: Node, name: string, job: Job): boolean {
    const resource = node.resources?.get(name);
    if (resource === undefined) throw new Error(`${node.name} has no resource "${name}"`);
    const admitted = resource.arrive(job);
    if (admitted === 'started') this.start(node, resource, job);
    return admitted !== 'full';
  }

  /** The node goes on: so does the work that the pause found in service. */
  thaw(node: Node): void {
    for (const serving of node.frozen.splice(0)) this.catchUp(node, serving);
  }

  private comesUp(node: Node, serving: Serving): void {
    if (node.mode === 'paused') {
      node.frozen.push(serving);
      return;
    }
    if (node.pausedFor > serving.knows) {
      this.catchUp(node, serving);
      return;
    }
    const next = serving.resource.depart();
    if (next !== undefined) this.start(node, serving.resource, next);
    this.done(node, serving.job);
  }

  private start(node: Node, resource: NodeResource, job: Job): void {
    const due = this.kernel.now + Math.round(job.service);
    this.schedule(node, { resource, job, due, knows: node.pausedFor });
  }

  /** Adds the pauses since it was scheduled. */
  private catchUp(node: Node, serving: Serving): void {
    serving.due += node.pausedFor - serving.knows;
    serving.knows = node.pausedFor;
    this.schedule(node, serving);
  }

  private schedule(node: Node, serving: Serving): void {
    this.kernel.schedule(serving.due, this.served, node.id, node.incarnation, serving);
  }
}
