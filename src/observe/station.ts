/**
 * Stations: what is measured of every resource of every node, and kept per group of nodes so that it merges.
 *
 * Plain data (typed arrays, Maps) with functions beside it, so that it can cross threads. Knows nothing of how
 * jobs are served. Times in ns. Customers who came before the warm-up ended are in the areas, for they were
 * there, but not in the histograms and counts.
 */
import { invariant } from '../kernel/invariant.js';
import type { Duration, Instant } from '../kernel/time.js';
import { createHistogram, type Histogram, mergeHistogram } from './histogram.js';

/** How long customers were there: all who were admitted and left, served or not. */
export interface Visits {
  /** Time not in service, from arrival to departure. */
  readonly wait: Histogram;
  readonly sojourn: Histogram;
  /** Of those counted, the ones that found all servers busy. */
  delayed: number;
}

/** Time-weighted sums: customers times ns. */
export interface Areas {
  waiting: number;
  /** Servers at work. */
  busy: number;
  /** Waiting or in service. */
  present: number;
}

/** One resource of the nodes of one group, over all runs that were merged. */
export interface StationMetrics {
  readonly group: string;
  readonly resource: string;
  /** Of one run: servers of all nodes together; `Infinity` possible. */
  readonly servers: number;
  /** Nodes of the group, each a station of its own. */
  readonly nodes: number;
  /** Time measured, summed over runs but not over nodes. */
  time: Duration;
  /** Customers who came, the dropped ones included. */
  arrivals: number;
  /** Of those that were served to the end. */
  completed: number;
  /** Served to the end in the time measured, whenever they came. */
  served: number;
  /** Who was turned away or left unserved, by why: `full`, `balked`, `reneged`, `cancelled`, `crash`. */
  readonly dropped: Map<string, number>;
  readonly all: Visits;
  /** By class, where jobs name one. */
  readonly classes: Map<string, Visits>;
  readonly areas: Areas;
  /** By time window of the run, from its very start; the steps are those of the metrics over time. */
  readonly windows: StationWindow[];
}

/** Sojourns by when they began, waits likewise; areas by when they were. */
export interface StationWindow extends Areas {
  customers: number;
  waitSum: Duration;
  sojournSum: Duration;
}

/** One node's resource at the end of a run, against its own books. */
export interface StationAudit {
  readonly node: string;
  readonly resource: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly arrivals: number;
  readonly completed: number;
  readonly dropped: number;
  /** Counted among the customers themselves, not by subtraction. */
  readonly inSystem: number;
  /** L of the customers who came and left within the time measured, from the area under their number. */
  readonly numberInSystem: number;
  /** lambda times W of the same customers, from their own sojourn times. */
  readonly lambdaTimesW: number;
}

/** What a station is found by among all of a run. */
export const stationKey = (group: string, resource: string): string => `${group}.${resource}`;

/** What others are merged into: nobody came, and no time passed. */
export function emptyStation(
  of: Pick<StationMetrics, 'group' | 'resource' | 'servers' | 'nodes'>,
): StationMetrics {
  const { group, resource, servers, nodes } = of;
  return {
    group,
    resource,
    servers,
    nodes,
    time: 0,
    arrivals: 0,
    completed: 0,
    served: 0,
    dropped: new Map(),
    all: createVisits(),
    classes: new Map(),
    areas: { waiting: 0, busy: 0, present: 0 },
    windows: [],
  };
}

/**
 * Adds `source` to `target`. Counts and histograms are exact, and so are areas and sums up to 2^53, so the order of
 * merges makes no difference to them; beyond that they are rounded, by 1e-16 of their size.
 */
export function mergeStation(target: StationMetrics, source: StationMetrics): void {
  invariant(
    target.group === source.group && target.resource === source.resource,
    'only numbers of the same station are merged',
  );
  target.time += source.time;
  target.arrivals += source.arrivals;
  target.completed += source.completed;
  target.served += source.served;
  for (const [why, count] of source.dropped) target.dropped.set(why, (target.dropped.get(why) ?? 0) + count);
  mergeVisits(target.all, source.all);
  for (const [name, visits] of source.classes) {
    const known = target.classes.get(name) ?? createVisits();
    target.classes.set(name, known);
    mergeVisits(known, visits);
  }
  addAreas(target.areas, source.areas);
  source.windows.forEach((from, i) => {
    const to = windowAt(target, i);
    addAreas(to, from);
    to.customers += from.customers;
    to.waitSum += from.waitSum;
    to.sojournSum += from.sojournSum;
  });
}

/** Of nobody. */
export const createVisits = (): Visits => ({
  wait: createHistogram(),
  sojourn: createHistogram(),
  delayed: 0,
});

/** The window of that number, made along with those before it if need be. */
export function windowAt({ windows }: StationMetrics, index: number): StationWindow {
  while (windows.length <= index)
    windows.push({ waiting: 0, busy: 0, present: 0, customers: 0, waitSum: 0, sojournSum: 0 });
  return windows[index]!;
}

/** By how much L and lambda W may differ, relatively. */
const LITTLE_TOLERANCE = 1e-9;

/**
 * What is wrong with a station's books, in words; nothing if they are in order. Whatever is wrong is a bug of the
 * simulator. Source: J. D. C. Little, Operations Research 9(3), 1961, for customers who come and leave in the time.
 */
export function auditProblems(audit: StationAudit): readonly string[] {
  const { node, resource, arrivals, completed, dropped, inSystem, numberInSystem, lambdaTimesW } = audit;
  const station = `${node}'s ${resource}`;
  const problems: string[] = [];
  if (arrivals !== completed + dropped + inSystem)
    problems.push(
      `${station}: ${arrivals} came, but ${completed} were served, ${dropped} dropped and ${inSystem} are there`,
    );
  const apart = Math.abs(numberInSystem - lambdaTimesW);
  // Written so that what is not a number is caught.
  if (!(apart <= LITTLE_TOLERANCE * Math.max(Math.abs(numberInSystem), Math.abs(lambdaTimesW))))
    problems.push(`${station}: L is ${numberInSystem}, but lambda W is ${lambdaTimesW}`);
  return problems;
}

function mergeVisits(target: Visits, source: Visits): void {
  mergeHistogram(target.wait, source.wait);
  mergeHistogram(target.sojourn, source.sojourn);
  target.delayed += source.delayed;
}

function addAreas(target: Areas, source: Areas): void {
  target.waiting += source.waiting;
  target.busy += source.busy;
  target.present += source.present;
}
