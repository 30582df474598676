/**
 * Who waits at a resource, and who of them is next: a queue for each discipline.
 *
 * A line knows nothing of servers and limits. Each takes constant time per job, those by urgency logarithmic,
 * and anyone can leave from anywhere in it.
 */
import { invariant } from '../../kernel/invariant.js';
import type { Stream } from '../../kernel/random.js';
import type { Discipline } from '../../model/model.js';
import { byPriority, byWork, type Compare, Entries, entryOf } from './entry.js';
import type { Job } from './job.js';

export interface Line {
  push(job: Job): void;
  /** Takes out whoever is next; `undefined` if nobody waits. */
  next(): Job | undefined;
  /** Somebody in it leaves. */
  leave(job: Job): void;
  clear(): void;
  /** Everybody in it, each once. */
  jobs(): readonly Job[];
}

/** `draw` is asked for when somebody is first chosen at random. */
export function createLine(discipline: Discipline, draw: () => Stream): Line {
  switch (discipline) {
    case 'fifo':
    case 'processor-sharing': // nobody waits
      return new List(true);
    case 'lifo':
      return new List(false);
    case 'random':
      return new Crowd(draw);
    case 'priority':
    case 'preemptive':
      return new Ranking(byPriority);
    case 'srpt':
      return new Ranking(byWork);
  }
}

/** A list through the jobs themselves, so that it allocates nothing. */
class List implements Line {
  private first: Job | undefined = undefined;
  private last: Job | undefined = undefined;

  constructor(private readonly oldestFirst: boolean) {}

  push(job: Job): void {
    const { last } = this;
    job.before = last;
    if (last === undefined) this.first = job;
    else last.behind = job;
    this.last = job;
  }

  next(): Job | undefined {
    const job = this.oldestFirst ? this.first : this.last;
    if (job !== undefined) this.leave(job);
    return job;
  }

  leave(job: Job): void {
    const { before, behind } = job;
    if (before === undefined) this.first = behind;
    else before.behind = behind;
    if (behind === undefined) this.last = before;
    else behind.before = before;
    job.before = undefined;
    job.behind = undefined;
  }

  clear(): void {
    for (const job of this.jobs()) this.leave(job);
  }

  jobs(): readonly Job[] {
    const jobs: Job[] = [];
    for (let job = this.first; job !== undefined; job = job.behind) jobs.push(job);
    return jobs;
  }
}

/** One of all, each as likely as any other. */
class Crowd implements Line {
  private readonly all: Job[] = [];
  private uniform: Stream | undefined = undefined;

  constructor(private readonly draw: () => Stream) {}

  push(job: Job): void {
    job.place = this.all.push(job) - 1;
  }

  next(): Job | undefined {
    if (this.all.length === 0) return undefined;
    this.uniform ??= this.draw();
    const job = this.all[Math.floor(this.uniform() * this.all.length)]!;
    this.leave(job);
    return job;
  }

  leave(job: Job): void {
    invariant(this.all[job.place] === job, 'who leaves a crowd is in it');
    const last = this.all.pop()!;
    if (last === job) return;
    this.all[job.place] = last;
    last.place = job.place;
  }

  clear(): void {
    this.all.length = 0;
  }

  jobs(): readonly Job[] {
    return this.all.slice();
  }
}

/** The most urgent first. */
class Ranking implements Line {
  private readonly entries: Entries;

  constructor(order: Compare) {
    this.entries = new Entries(order);
  }

  push(job: Job): void {
    job.entry = entryOf(job, job.left);
    this.entries.push(job.entry);
  }

  next(): Job | undefined {
    const job = this.entries.peek()?.job;
    if (job !== undefined) this.leave(job);
    return job;
  }

  leave(job: Job): void {
    invariant(job.entry?.job === job, 'who leaves a ranking is in it');
    job.entry.job = undefined;
    job.entry = undefined;
    this.entries.died();
  }

  clear(): void {
    this.entries.clear();
  }

  jobs(): readonly Job[] {
    return this.entries.jobs();
  }
}
