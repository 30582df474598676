/**
 * A resource of a node: `c` servers and a queue with a limit, first come first served.
 *
 * Knows how to keep its place in the queue; `stations.ts` tells it when time has passed and carries out what
 * is done.
 */
import { invariant } from '../kernel/invariant.js';
import type { Duration } from '../kernel/time.js';
import type { Message } from '../model/message.js';
import type { Resource } from '../model/model.js';
import { Fifo } from './fifo.js';

/** Something that occupies a server for `service` ns and then is done. */
export interface Job {
  readonly service: Duration;
  /** A message to the node itself, or a process that goes on. */
  readonly done: Message | (() => void);
}

export interface NodeResource {
  /** Takes the job: `started` if a server is free, `queued`, or `full`. */
  arrive(job: Job): 'started' | 'queued' | 'full';
  /** A job is done; returns the next one, which starts now, if any waits. */
  depart(): Job | undefined;
  /** Jobs waiting. */
  waiting(): number;
  /** Jobs in service. */
  busy(): number;
}

export function createResource(spec: Resource): NodeResource {
  invariant(spec.servers >= 1 && spec.queueLimit >= 0, 'a resource has servers and a queue limit');
  const queue = new Fifo<Job>();
  let busy = 0;
  return {
    arrive(job) {
      if (busy < spec.servers) {
        busy++;
        return 'started';
      }
      if (queue.length >= spec.queueLimit) return 'full';
      queue.push(job);
      return 'queued';
    },
    depart() {
      invariant(busy > 0, 'a job left a resource that served none');
      const next = queue.shift();
      if (next === undefined) busy--;
      return next;
    },
    waiting: () => queue.length,
    busy: () => busy,
  };
}
