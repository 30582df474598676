/** Operations for tests, in milliseconds, and random ones for properties. */
import fc from 'fast-check';
import type { Operation, Outcome } from '../../src/observe/history.js';

export const MS = 1_000_000;

export interface Brief {
  readonly f?: string;
  readonly at: number;
  readonly invokedAt?: number;
  readonly took?: number;
  readonly outcome?: Outcome;
  /** Cut off by the end of the run. */
  readonly open?: boolean;
}

/** An operation from times in ms. `at` is when it was meant to start. */
export function operation(brief: Brief, id = 0): Operation {
  const outcome = brief.open ? 'info' : (brief.outcome ?? 'ok');
  const completed = brief.open ? undefined : Math.round((brief.at + (brief.took ?? 1)) * MS);
  return {
    id,
    process: 0,
    f: brief.f ?? 'read',
    key: 'x',
    input: null,
    output: null,
    outcome,
    start: 2 * id,
    end: outcome === 'info' ? Infinity : 2 * id + 1,
    intendedAt: Math.round(brief.at * MS),
    invokedAt: Math.round((brief.invokedAt ?? brief.at) * MS),
    completedAt: completed,
  };
}

/** Many operations, their times within 0..`untilMs`. */
export const operations = (untilMs: number): fc.Arbitrary<Operation[]> =>
  fc
    .array(
      fc.record({
        f: fc.constantFrom('read', 'write'),
        at: fc.double({ min: 0, max: untilMs, noNaN: true }),
        took: fc.double({ min: 0, max: untilMs / 4, noNaN: true }),
        outcome: fc.constantFrom<Outcome>('ok', 'ok', 'ok', 'fail', 'info'),
      }),
      { maxLength: 60 },
    )
    .map((list) => list.map(operation));
