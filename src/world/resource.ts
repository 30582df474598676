/**
 * A resource of a node: `c` servers and a queue with a limit, first come first served.
 *
 * Knows how to keep its place in the queue; the world tells it when time has passed and carries out what
 * is done. Counts what is needed to audit it: arrivals, departures, drops.
 */
import { invariant } from '../kernel/invariant.js';
import type { Duration } from '../kernel/time.js';
import type { Resource } from '../model/model.js';

/** Something that occupies a server for `service` ns and then is done. */
export interface Job {
  readonly service: Duration;
  /** What to do when it is done. */
  readonly done: unknown;
}

export interface NodeResource {
  /** Takes the job: `started` if a server is free, `queued`, or `full`. */
  arrive(job: Job): 'started' | 'queued' | 'full';
  /** A job is done; returns the next one, which starts now, if any waits. */
  depart(): Job | undefined;
  /** Jobs waiting, and jobs in service. */
  waiting(): number;
  busy(): number;
}

export function createResource(spec: Resource): NodeResource {
  invariant(spec.servers >= 1 && spec.queueLimit >= 0, 'a resource has servers and a queue limit');
  const queue: (Job | undefined)[] = [];
  let head = 0;
  let busy = 0;
  const waiting = () => queue.length - head;
  return {
    arrive(job) {
      if (busy < spec.servers) {
        busy++;
        return 'started';
      }
      if (waiting() >= spec.queueLimit) return 'full';
      queue.push(job);
      return 'queued';
    },
    depart() {
      invariant(busy > 0, 'a job left a resource that served none');
      if (head === queue.length) {
        busy--;
        return undefined;
      }
      const next = queue[head];
      queue[head++] = undefined;
      if (head > 1024 && head * 2 > queue.length) {
        queue.splice(0, head);
        head = 0;
      }
      return next;
    },
    waiting,
    busy: () => busy,
  };
}
