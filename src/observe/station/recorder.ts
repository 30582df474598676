/**
 * Records what comes to the stations of one run: one recorder for each resource of a group, shared by its nodes.
 *
 * It is told of every change of their numbers and of every customer who left, which is the busiest place of a run:
 * numbers in typed arrays, no look-ups, no closures, and areas that are brought up to date only where something
 * changes. Knows nothing of nodes, servers or disciplines.
 */
import { invariant } from '../../kernel/invariant.js';
import type { Duration, Instant } from '../../kernel/time.js';
import { recordValue } from '../histogram.js';
import {
  createVisits,
  emptyStation,
  type StationMetrics,
  type StationWindow,
  type Visits,
  windowAt,
} from '../station.js';
import { windowStep } from '../windows.js';

/** Cells of the numbers that change with every event. */
const AT = 0;
const WAITING = 1;
const BUSY = 2;
const PRESENT = 3;
/** Areas since the last border of a window. */
const AREA_WAITING = 4;
const AREA_BUSY = 5;
const AREA_PRESENT = 6;
/** Where the present window ends; the last one has no end. */
const BORDER = 7;
const CELLS = 8;

export interface StationRecorders {
  /** The recorder of a group's resource; for {@link WorldOptions.watch} of the world. */
  readonly watch: (
    clock: Now,
    group: string,
    members: readonly unknown[],
    resource: string,
  ) => StationRecorder;
  /** What it came to; the recorders are done with. */
  readonly finish: () => readonly StationMetrics[];
}

/** `duration` of the scenario; sets the time windows. */
export function createStationRecorders(duration: Instant): StationRecorders {
  const recorders: StationRecorder[] = [];
  return {
    watch(clock, group, members, resource) {
      const recorder = new StationRecorder(clock, { group, resource, nodes: members.length, duration });
      recorders.push(recorder);
      return recorder;
    },
    finish: () => recorders.map((recorder) => recorder.finish()),
  };
}

/** Tells the present instant. */
interface Now {
  readonly now: Instant;
}

/** What is seen of a customer who left. */
interface Visit {
  /** The window that he came in. */
  readonly window: number;
  /** He came when the warm-up was over. */
  readonly counted: boolean;
  /** He found all servers busy. */
  readonly delayed: boolean;
  readonly class: string | undefined;
  readonly arrivedAt: Instant;
  /** How long he was in service. */
  readonly served: Duration;
}

interface RecorderOptions {
  readonly group: string;
  readonly resource: string;
  readonly nodes: number;
  readonly duration: Instant;
}

/** A class, so that its numbers stay unboxed fields. */
export class StationRecorder {
  /** The time window of the last {@link shift}. */
  window = 0;
  private readonly cells = new Float64Array(CELLS);
  private readonly step: Duration;
  private readonly last: number;
  private readonly metrics: StationMetrics;
  private servers = 0;
  private current: StationWindow;
  private measuring = false;
  private from: Instant = 0;
  /** Of the last customer who had a class. */
  private lastClass: string | undefined = undefined;
  private lastVisits: Visits | undefined = undefined;

  constructor(
    private readonly clock: Now,
    options: RecorderOptions,
  ) {
    const { group, resource, nodes, duration } = options;
    this.step = windowStep(duration);
    this.last = Math.ceil(duration / this.step) - 1;
    this.metrics = emptyStation({ group, resource, nodes, servers: 0 });
    this.current = windowAt(this.metrics, 0);
    this.cells[BORDER] = this.last === 0 ? Number.POSITIVE_INFINITY : this.step;
  }

  join(servers: number): void {
    this.servers += servers;
  }

  begin(): void {
    invariant(!this.measuring, 'the warm-up ends once');
    this.advance();
    this.close();
    this.measuring = true;
    this.from = this.clock.now;
  }

  shift(waiting: number, busy: number, present: number): void {
    const { cells } = this;
    const { now } = this.clock;
    if (now >= cells[BORDER]!) this.advance();
    const time = now - cells[AT]!;
    if (time > 0) {
      cells[AREA_WAITING]! += time * cells[WAITING]!;
      cells[AREA_BUSY]! += time * cells[BUSY]!;
      cells[AREA_PRESENT]! += time * cells[PRESENT]!;
      cells[AT] = now;
    }
    cells[WAITING]! += waiting;
    cells[BUSY]! += busy;
    cells[PRESENT]! += present;
  }

  came(): void {
    this.metrics.arrivals++;
  }

  refused(why: string): void {
    const { dropped } = this.metrics;
    dropped.set(why, (dropped.get(why) ?? 0) + 1);
  }

  left(visit: Visit, why: string | undefined): void {
    const sojourn = this.clock.now - visit.arrivedAt;
    const wait = sojourn - visit.served;
    const began = visit.window === this.window ? this.current : this.metrics.windows[visit.window]!;
    began.customers++;
    began.waitSum += wait;
    began.sojournSum += sojourn;
    if (why === undefined && this.measuring) this.metrics.served++;
    if (!visit.counted) return;
    if (why === undefined) this.metrics.completed++;
    else this.refused(why);
    record(this.metrics.all, visit, wait, sojourn);
    if (visit.class !== undefined) record(this.visitsOf(visit.class), visit, wait, sojourn);
  }

  finish(): StationMetrics {
    this.advance();
    this.close();
    const { metrics } = this;
    windowAt(metrics, this.last);
    metrics.time = this.measuring ? this.clock.now - this.from : 0;
    return { ...metrics, servers: this.servers };
  }

  /** Adds the areas up to now, cut at the borders of windows. */
  private advance(): void {
    const { cells } = this;
    const { now } = this.clock;
    while (now >= cells[BORDER]!) {
      this.add(cells[BORDER]!);
      this.close();
      this.window++;
      this.current = windowAt(this.metrics, this.window);
      cells[BORDER] = this.window >= this.last ? Number.POSITIVE_INFINITY : (this.window + 1) * this.step;
    }
    this.add(now);
  }

  private add(now: Instant): void {
    const { cells } = this;
    const time = now - cells[AT]!;
    cells[AREA_WAITING]! += time * cells[WAITING]!;
    cells[AREA_BUSY]! += time * cells[BUSY]!;
    cells[AREA_PRESENT]! += time * cells[PRESENT]!;
    cells[AT] = now;
  }

  /** Hands the areas on: to the window, and to the whole if it is measured. */
  private close(): void {
    const { cells, metrics } = this;
    for (const target of this.measuring ? [this.current, metrics.areas] : [this.current]) {
      target.waiting += cells[AREA_WAITING]!;
      target.busy += cells[AREA_BUSY]!;
      target.present += cells[AREA_PRESENT]!;
    }
    cells.fill(0, AREA_WAITING, AREA_PRESENT + 1);
  }

  private visitsOf(of: string): Visits {
    if (of === this.lastClass) return this.lastVisits!;
    const { classes } = this.metrics;
    const visits = classes.get(of) ?? createVisits();
    classes.set(of, visits);
    this.lastClass = of;
    this.lastVisits = visits;
    return visits;
  }
}

function record(visits: Visits, { delayed }: Visit, wait: Duration, sojourn: Duration): void {
  recordValue(visits.wait, wait);
  recordValue(visits.sojourn, sojourn);
  if (delayed) visits.delayed++;
}
