/**
 * One station's own books, for the audit at the end of a run: customers by the door, and their time twice over.
 *
 * Once as the area under their number, from the instants of events alone; once as the sum of the sojourns, from
 * the customers' own stamps. Both are whole numbers without rounding, so that they must agree.
 */
import { invariant } from '../../kernel/invariant.js';
import { addProduct, addTo, difference, EXACT, SUM_CELLS } from '../../kernel/sum.js';
import type { Instant } from '../../kernel/time.js';
import type { RunRecord } from '../../observe/run-record.js';
import type { Job } from './job.js';
import type { Now } from './watch.js';

export type StationAudit = RunRecord['audits'][number];

/** Area under the number there, from the beginning of measuring. */
const AREA = 0;
/** Sojourns of those who came and left since. */
const SOJOURNS = SUM_CELLS;
/** When the area was last brought up to date. */
const AT = 2 * SUM_CELLS;
const CELLS = AT + 1;

export class Book {
  /** The warm-up is over. */
  measuring = false;
  arrivals = 0;
  completed = 0;
  dropped = 0;
  private from: Instant = 0;
  private present = 0;
  private readonly sums = new Float64Array(CELLS);
  /** Time since the beginning of measuring of those who came before, as they leave: part of the area alone. */
  private readonly early = new Float64Array(SUM_CELLS);

  constructor(private readonly clock: Now) {}

  begin(): void {
    invariant(!this.measuring, 'the warm-up ends once');
    this.shift(0);
    this.measuring = true;
    this.from = this.clock.now;
  }

  /** From now on so many more are there. */
  shift(by: number): void {
    const { sums } = this;
    const { now } = this.clock;
    const time = now - sums[AT]!;
    if (time > 0) {
      if (this.measuring) {
        const area = sums[AREA]! + this.present * time;
        if (area < EXACT) sums[AREA] = area;
        else addProduct(sums, AREA, this.present, time);
      }
      sums[AT] = now;
    }
    this.present += by;
  }

  /** A customer left; `served` to the end, or not. */
  left(job: Job, served: boolean): void {
    if (job.counted) {
      const sojourns = this.sums[SOJOURNS]! + (this.clock.now - job.arrivedAt);
      if (sojourns < EXACT) this.sums[SOJOURNS] = sojourns;
      else addTo(this.sums, SOJOURNS, this.clock.now - job.arrivedAt);
      if (served) this.completed++;
      else this.dropped++;
    } else if (this.measuring) addTo(this.early, 0, this.clock.now - this.from);
  }

  /** The books closed, with those who are still there. Changes nothing. */
  audit(node: string, resource: string, there: readonly Job[]): StationAudit {
    const { now } = this.clock;
    const from = this.measuring ? this.from : now;
    const time = now - from;
    const area = this.sums.slice(AREA, AREA + SUM_CELLS);
    if (this.measuring) addProduct(area, 0, this.present, now - this.sums[AT]!);
    const others = this.early.slice();
    let inSystem = 0;
    for (const job of there) {
      if (job.counted) inSystem++;
      addTo(others, 0, now - Math.max(from, job.arrivedAt));
    }
    const left = this.completed + this.dropped;
    const zero = new Float64Array(SUM_CELLS);
    const share = (sum: number) => (time === 0 ? 0 : sum / time);
    return {
      node,
      resource,
      from,
      to: now,
      arrivals: this.arrivals,
      completed: this.completed,
      dropped: this.dropped,
      inSystem,
      numberInSystem: share(difference(area, 0, others, 0)),
      lambdaTimesW: share(left === 0 ? 0 : left * (difference(this.sums, SOJOURNS, zero, 0) / left)),
    };
  }
}
