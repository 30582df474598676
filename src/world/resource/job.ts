/**
 * Jobs at one resource: the records, and the tickets by which they are found.
 *
 * Records are used again, so that a customer costs no allocation; a ticket is a record's number together with
 * how often it was used, so that one of an earlier customer finds nothing. Knows nothing of queues or servers.
 */
import { invariant } from '../../kernel/invariant.js';
import type { Duration, Instant } from '../../kernel/time.js';
import type { Ticket } from '../../model/context.js';
import type { Message } from '../../model/message.js';
import type { Entry } from './entry.js';
import type { Station } from './station.js';

/** A message to the node itself, or a process that goes on. */
export type Done = Message | (() => void);

export const FREE = 0;
export const WAITING = 1;
export const SERVING = 2;

/** Slots are 25 bits, as many as events can be pending; 28 bits are left to count how often one was used. */
const MAX_JOBS = 2 ** 25;
const MAX_USES = 2 ** 28;

/** A class, so that its numbers stay unboxed fields. */
export class Job {
  phase = FREE;
  uses = 0;
  done: Done | undefined = undefined;
  /** What comes of the beginning of its service, if anything. */
  started: Done | undefined = undefined;
  /** It came with options, that is one of these three. */
  fitted = false;
  class: string | undefined = undefined;
  priority = 0;
  gaveUp: Message | undefined = undefined;
  /** Counts arrivals where that decides: who was first. */
  order = 0;
  arrivedAt: Instant = 0;
  /** What it came with. */
  work: Duration = 0;
  /** What is left of it, as of when its service last began or stopped. */
  left: Duration = 0;
  /** When its present stretch of service began. */
  begunAt: Instant = 0;
  /** In service, over all stretches that have ended. */
  served: Duration = 0;
  /** Its event: the end of its service or of its patience. */
  event = NONE;
  /** With an event for each job: when it is done, by the node's time with its pauses left out. */
  ends: Duration = 0;
  /** It found all servers busy. */
  delayed = false;
  /** It came when the warm-up was over. */
  counted = false;
  /** The time window that it came in. */
  window = 0;
  /** Its neighbours in a queue that is a list. */
  before: Job | undefined = undefined;
  behind: Job | undefined = undefined;
  /** Its place in a queue that is an array. */
  place = 0;
  /** Its entry in a heap. */
  entry: Entry | undefined = undefined;

  constructor(
    readonly station: Station,
    readonly slot: number,
  ) {}

  get ticket(): Ticket {
    return this.uses * MAX_JOBS + this.slot + 1;
  }
}

/** No event. */
export const NONE = -1;

export class Jobs {
  private readonly all: Job[] = [];
  private readonly free: Job[] = [];

  constructor(private readonly station: Station) {}

  take(): Job {
    return this.free.pop() ?? this.make();
  }

  private make(): Job {
    invariant(this.all.length < MAX_JOBS, 'more than 2^25 jobs at one resource');
    const job = new Job(this.station, this.all.length);
    this.all.push(job);
    return job;
  }

  /** The job is gone: its ticket is stale from now on. */
  give(job: Job): void {
    invariant(job.phase !== FREE, 'a job leaves once');
    job.phase = FREE;
    job.uses = (job.uses + 1) % MAX_USES;
    job.event = NONE;
    job.done = undefined;
    if (job.fitted) strip(job);
    this.free.push(job);
  }

  /** The job of a ticket, if it is still there. */
  find(ticket: Ticket): Job | undefined {
    const slot = (ticket - 1) % MAX_JOBS;
    const job = this.all[slot];
    return job !== undefined && job.phase !== FREE && job.ticket === ticket ? job : undefined;
  }

  /** Those there, in the order of their slots. */
  present(): readonly Job[] {
    return this.all.filter(({ phase }) => phase !== FREE);
  }
}

function strip(job: Job): void {
  job.fitted = false;
  job.class = undefined;
  job.priority = 0;
  job.gaveUp = undefined;
}
