/** Slow and obviously right: resources simulated step by step, with plain lists and no events. */
import type { Discipline, Resource } from '../../../src/model/index.js';
import type { Fate, Job } from './drive.js';

interface Customer extends Job {
  readonly n: number;
  left: number;
  begun: boolean;
}

/**
 * Servers at full speed, ns by ns. Whole numbers; at one instant arrivals come first, then who is cancelled, then
 * who is done. The end of patience never meets anything else (see the generator of jobs).
 */
export function stepByStep(spec: Resource, jobs: readonly Job[], until: number): readonly Fate[] {
  const { servers, queueLimit, discipline = 'fifo' } = spec;
  const fates: Fate[] = jobs.map(() => ['never', Number.NaN]);
  let waiting: Customer[] = [];
  let serving: Customer[] = [];
  const urgency = urgencyOf(discipline);
  const first = (list: readonly Customer[]) =>
    list.reduce((best, each) => (urgency(each, best) < 0 ? each : best));
  const last = (list: readonly Customer[]) =>
    list.reduce((worst, each) => (urgency(each, worst) > 0 ? each : worst));
  const without = (list: readonly Customer[], gone: Customer) => list.filter((each) => each !== gone);
  const fill = () => {
    while (serving.length < servers && waiting.length > 0) {
      const next = first(waiting);
      waiting = without(waiting, next);
      serving.push(next);
      next.begun = true;
    }
  };
  for (let t = 0; t <= until; t++) {
    jobs.forEach((job, n) => {
      if (job.at !== t) return;
      if (serving.length + waiting.length >= servers + queueLimit) {
        fates[n] = ['full', t];
        return;
      }
      const customer: Customer = { ...job, n, left: job.work, begun: false };
      waiting.push(customer);
      fill();
      if (customer.begun || (discipline !== 'preemptive' && discipline !== 'srpt')) return;
      const victim = last(serving);
      const urgent =
        discipline === 'srpt' ? customer.left < victim.left : (job.priority ?? 0) < (victim.priority ?? 0);
      if (!urgent || victim.left === 0) return;
      serving = [...without(serving, victim), customer];
      waiting = [...without(waiting, customer), victim];
      customer.begun = true;
    });
    for (const customer of [...waiting, ...serving]) {
      const gives = !customer.begun && customer.patience === t - customer.at;
      if (!gives && customer.cancel !== t - customer.at) continue;
      fates[customer.n] = [gives ? 'reneged' : 'cancelled', t];
      waiting = without(waiting, customer);
      serving = without(serving, customer);
    }
    fill();
    for (let done = serving.find(({ left }) => left === 0); done !== undefined; ) {
      fates[done.n] = ['done', t];
      serving = without(serving, done);
      fill();
      done = serving.find(({ left }) => left === 0);
    }
    for (const customer of serving) customer.left--;
  }
  return fates;
}

/** Who comes first: negative if `a` does. */
function urgencyOf(discipline: Discipline): (a: Customer, b: Customer) => number {
  switch (discipline) {
    case 'lifo':
      return (a, b) => b.n - a.n;
    case 'priority':
    case 'preemptive':
      return (a, b) => (a.priority ?? 0) - (b.priority ?? 0) || a.n - b.n;
    case 'srpt':
      return (a, b) => a.left - b.left || a.n - b.n;
    default:
      return (a, b) => a.n - b.n;
  }
}

/** Service as a fluid, from one change of the number to the next: when each job is done, not rounded. */
export function fluid(spec: Resource, jobs: readonly Job[]): readonly number[] {
  const { servers, discipline, pace = () => 1 } = spec;
  const sharing = discipline === 'processor-sharing';
  const doneAt = jobs.map(() => Number.NaN);
  const left = jobs.map(({ work }) => work);
  let present: number[] = [];
  let now = 0;
  let arrived = 0;
  while (arrived < jobs.length || present.length > 0) {
    const serving = sharing ? present : present.slice(0, servers);
    const share = sharing ? Math.min(1, servers / serving.length) : 1;
    const rate = serving.length === 0 ? 0 : share * pace(serving.length);
    const soonest = Math.min(...serving.map((n) => left[n]!));
    const departure = serving.length === 0 ? Infinity : now + Math.max(0, soonest) / rate;
    const arrival = jobs[arrived]?.at ?? Infinity;
    const next = Math.min(departure, arrival);
    for (const n of serving) left[n]! -= rate * (next - now);
    now = next;
    if (arrival <= departure) present.push(arrived++);
    else {
      const gone = serving.reduce((a, b) => (left[b]! < left[a]! ? b : a));
      doneAt[gone] = now;
      present = present.filter((n) => n !== gone);
    }
  }
  return doneAt;
}
