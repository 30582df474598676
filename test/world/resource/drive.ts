/** Drives one resource by a list of jobs, to the nanosecond, past the model: what became of each, and when. */
import type { AnyModel, Resource } from '../../../src/model/index.js';
import { createStationRecorders } from '../../../src/observe/station/recorder.js';
import type { StationMetrics } from '../../../src/observe/station.js';
import { auditProblems } from '../../../src/observe/station.js';
import { type Ctx, modelOf, pair } from '../../support/world.js';

export interface Job {
  readonly at: number;
  readonly work: number;
  readonly priority?: number;
  /** After its arrival. */
  readonly patience?: number;
  /** After its arrival. */
  readonly cancel?: number;
  readonly class?: string;
}

/** How it ended and when; `never` within the run. */
export type Fate = readonly [how: 'done' | 'reneged' | 'cancelled' | 'full' | 'never', at: number];

export interface Drive {
  readonly fates: readonly Fate[];
  readonly metrics: StationMetrics;
  readonly world: ReturnType<typeof pair>['world'];
}

export type Event = readonly [at: number, run: (of: ReturnType<typeof pair>) => void];

export interface DriveOptions {
  readonly until?: number;
  readonly warmUp?: number;
  readonly seed?: string;
  readonly heap?: boolean;
  readonly shuffleTies?: boolean;
  /** Further events, which come before those of the jobs at the same instant. */
  readonly events?: readonly Event[];
}

/** All arrivals are scheduled beforehand, so at the same instant they come before departures. */
export function drive(spec: Resource, jobs: readonly Job[], options: DriveOptions = {}): Drive {
  const until = options.until ?? 1_000_000;
  const fates: Fate[] = jobs.map(() => ['never', Number.NaN]);
  const ended =
    (how: Fate[0]) =>
    (_s: unknown, { n }: { n: number }) => {
      fates[n] = [how, world.kernel.now];
    };
  const model = modelOf(
    {
      done: ended('done'),
      gaveUp: ended('reneged'),
      act: (_s: unknown, { run }: { run: (ctx: Ctx) => void }, ctx: Ctx) => run(ctx),
    },
    { resources: () => ({ cpu: spec }) },
  );
  const recorders = createStationRecorders(until);
  const { seed = '1', heap = false, shuffleTies = false } = options;
  const whole = pair(model as AnyModel, { watch: recorders.watch, seed, heap, shuffleTies });
  const { world, db, when } = whole;
  for (const [at, run] of options.events ?? []) when(at, () => run(whole));
  const station = () => world.stations.of(db, 'cpu');
  const tickets: (number | undefined)[] = [];
  jobs.forEach(({ at, work, priority, patience, cancel, class: of }, n) => {
    when(at, () => {
      if (db.mode === 'down') return;
      tickets[n] = station().serve(work, { kind: 'done', n } as never, {
        gaveUp: { kind: 'gaveUp', n } as never,
        ...(priority === undefined ? {} : { priority }),
        ...(patience === undefined ? {} : { patience }),
        ...(of === undefined ? {} : { class: of }),
      });
      if (tickets[n] === undefined) fates[n] = ['full', at];
    });
    if (cancel !== undefined)
      when(at + cancel, () => {
        const ticket = tickets[n];
        if (ticket === undefined || db.mode === 'down' || !station().release(ticket, 'cancelled')) return;
        fates[n] = ['cancelled', at + cancel];
      });
  });
  if (options.warmUp === undefined) world.beginMeasuring();
  else when(options.warmUp, () => world.beginMeasuring());
  world.run(until, 1_000_000_000);
  if (world.violations.length > 0) throw new Error(JSON.stringify(world.violations));
  for (const audit of world.stations.audits()) {
    const problems = auditProblems(audit);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }
  return { fates, metrics: recorders.finish()[0]!, world };
}
