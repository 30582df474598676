/**
 * Priorities: classes of customers, of which the more urgent go first; a service begun is finished
 * (non-preemptive) or interrupted and later resumed (preemptive).
 *
 * Sources: A. Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954), for one
 * server and for c with exponential service; Kleinrock, Queueing Systems vol. 2 (1976), §3.4 (eq. 3.31) and
 * §3.5 (eq. 3.39); Gross et al., Fundamentals of Queueing Theory (4th ed.), §3.4.
 */
import type { Distribution } from '../../kernel/distribution.js';
import { erlangC } from './erlang.js';
import { momentsOf } from './mg1.js';
import { count, overload, type Prediction, perSecond, type Steady, share, time } from './prediction.js';

export interface PriorityClass {
  readonly name: string;
  /** Poisson arrivals per second. */
  readonly rate: number;
  /** s */
  readonly service: Distribution;
  /** Least goes first; classes of one number are one line, first come first served. */
  readonly priority: number;
}

export interface PriorityQueue {
  readonly classes: readonly PriorityClass[];
  /** With more than one, every class has the same exponential service. */
  readonly servers: number;
  readonly preemptive: boolean;
}

/** `undefined` where nothing exact is known: several servers and services that differ or are not exponential. */
export function priorities({ classes, servers, preemptive }: PriorityQueue): Steady | undefined {
  const lines = linesOf(classes);
  const load = lines.reduce((sum, line) => sum + line.load, 0);
  if (servers > 1 && !alikeExponential(classes)) return undefined;
  if (load >= servers) return overload(load, servers);
  const waits = preemptive ? preemptiveWaits(lines, servers) : cobham(lines, servers);
  const of = lines.flatMap((line, i) =>
    line.classes.map((each) => ({ ...each, wait: waits[i]!(each.mean) })),
  );
  // In the order in which they were given.
  const byName = classes.map((given) => of.find((each) => each.given === given)!);
  const kind = servers === 1 ? 'M/G/1' : `M/M/${servers}`;
  return {
    name: `${kind}, ${preemptive ? 'preemptive-resume' : 'non-preemptive'} priorities`,
    exact: true,
    source: preemptive
      ? 'Kleinrock, Queueing Systems vol. 2 (1976), §3.5'
      : 'Cobham, Operations Research 2 (1954); Kleinrock, Queueing Systems vol. 2 (1976), eq. 3.31',
    assumes: `Poisson arrivals by class, the least number first, FIFO within a class${preemptive ? '; wait is all time not in service' : ''}`,
    predictions: [
      ...byName.flatMap(({ given, mean, wait }): readonly Prediction[] => [
        share('utilisation', (given.rate * mean) / servers, given.name),
        time('wait', wait, given.name),
        time('sojourn', wait + mean, given.name),
        count('queue length', given.rate * wait, given.name),
        count('in system', given.rate * (wait + mean), given.name),
        perSecond('throughput', given.rate, given.name),
      ]),
      ...together(byName, servers),
    ],
  };
}

type Judged = {
  readonly given: PriorityClass;
  readonly mean: number;
  readonly wait: number;
};

function together(classes: readonly Judged[], servers: number): readonly Prediction[] {
  const sum = (f: (each: Judged) => number) => classes.reduce((total, each) => total + f(each), 0);
  const rate = sum(({ given }) => given.rate);
  const queue = sum(({ given, wait }) => given.rate * wait);
  const load = sum(({ given, mean }) => given.rate * mean);
  return [
    share('utilisation', load / servers),
    time('wait', queue / rate),
    time('sojourn', (queue + load) / rate),
    count('queue length', queue),
    count('in system', queue + load),
    perSecond('throughput', rate),
  ];
}

/** All classes of one priority. */
interface Line {
  readonly classes: readonly { readonly given: PriorityClass; readonly mean: number }[];
  readonly rate: number;
  readonly load: number;
  /** Rate times mean square of service. */
  readonly squares: number;
}

function linesOf(classes: readonly PriorityClass[]): readonly Line[] {
  const numbers = [...new Set(classes.map(({ priority }) => priority))].toSorted((a, b) => a - b);
  return numbers.map((priority) => {
    const members = classes
      .filter((each) => each.priority === priority)
      .map((given) => ({ given, ...momentsOf(given.service) }));
    return {
      classes: members,
      rate: members.reduce((sum, { given }) => sum + given.rate, 0),
      load: members.reduce((sum, { given, mean }) => sum + given.rate * mean, 0),
      squares: members.reduce((sum, { given, square }) => sum + given.rate * square, 0),
    };
  });
}

function alikeExponential(classes: readonly PriorityClass[]): boolean {
  const first = classes[0]?.service;
  return classes.every(
    ({ service }) =>
      service.kind === 'exponential' && first?.kind === 'exponential' && service.mean === first.mean,
  );
}

/** Loads of the lines before each, and with it. */
function cumulative(lines: readonly Line[]): readonly { readonly before: number; readonly upTo: number }[] {
  let sum = 0;
  return lines.map(({ load }) => {
    const before = sum;
    sum += load;
    return { before, upTo: sum };
  });
}

type Wait = (mean: number) => number;

/** W(k) = residual work / ((1 - sigma(k-1)) (1 - sigma(k))), the residual being that which an arrival finds. */
function cobham(lines: readonly Line[], servers: number): readonly Wait[] {
  const load = lines.reduce((sum, line) => sum + line.load, 0);
  const rate = lines.reduce((sum, line) => sum + line.rate, 0);
  const residual =
    servers === 1
      ? lines.reduce((sum, { squares }) => sum + squares, 0) / 2
      : (erlangC(servers, load) * (load / rate)) / servers;
  return cumulative(lines).map(({ before, upTo }) => {
    const wait = residual / ((1 - before / servers) * (1 - upTo / servers));
    return () => wait;
  });
}

/**
 * A class sees only those before it. One server: T(k) = S / (1 - sigma(k-1)) + residual(k) / ((1 - sigma(k-1))
 * (1 - sigma(k))). Several: all classes up to k are an M/M/c of their own, from which those before are taken.
 */
function preemptiveWaits(lines: readonly Line[], servers: number): readonly Wait[] {
  const loads = cumulative(lines);
  if (servers > 1) {
    const queues = loads.map(({ upTo }) => (erlangC(servers, upTo) * upTo) / (servers - upTo));
    return lines.map(
      ({ rate }, k) =>
        () =>
          (queues[k]! - (queues[k - 1] ?? 0)) / rate,
    );
  }
  let squares = 0;
  return lines.map((line, k) => {
    squares += line.squares;
    const { before, upTo } = loads[k]!;
    const wait = squares / 2 / ((1 - before) * (1 - upTo));
    return (mean) => wait + (mean * before) / (1 - before);
  });
}
