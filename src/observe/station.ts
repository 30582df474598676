/**
 * Stations: what is measured of every resource of every node, and kept per group of nodes so that it merges.
 *
 * Plain data (typed arrays, Maps) with functions beside it, so that it can cross threads. Knows nothing of how
 * jobs are served. Times in ns. Customers who came before the warm-up ended are in the areas, for they were
 * there, but not in the histograms and counts.
 */
import type { Duration, Instant } from '../kernel/time.js';
import type { Histogram } from './histogram.js';

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
