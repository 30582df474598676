/** Outages: found where there is one, from ask to answer; none where all is well, however irregular. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../src/observe/history.js';
import {
  findOutages,
  longestOutage,
  notableOutages,
  type Outages,
  outagesOf,
} from '../../src/observe/outages.js';
import { type Brief, MS, operation, operations } from './operations.js';

const END = 1000 * MS;
const found = (...briefs: Brief[]) =>
  findOutages(briefs.map(operation), END).map(({ from, to }) => [from / MS, to / MS]);
const told = (outages: Outages) => ({
  operation: outages.operation,
  longest: longestOutage(outages),
  notable: notableOutages(outages),
});
const all = (briefs: readonly Brief[], warmUp = 0) =>
  told(
    outagesOf({ clients: [{ name: 'app', operations: briefs.map(operation) }], endedAt: END }, warmUp)[0]!,
  );
const steady = (count: number, brief: (i: number) => Partial<Brief> = () => ({})): Brief[] =>
  Array.from({ length: count }, (_, i) => ({ at: (i * 1000) / count, took: 1, ...brief(i) }));

describe('an outage', () => {
  test('lasts from the first question after an answer to the next answer', () => {
    expect(found({ at: 0, took: 1 }, { at: 50, took: 250 })).toEqual([[50, 300]]);
  });

  test('lasts from the answer before it if somebody was asking already', () => {
    expect(found({ at: 0, took: 10 }, { at: 5, took: 295 })).toEqual([[10, 300]]);
  });

  test('goes on between failed attempts and timeouts, whoever makes them', () => {
    const attempts: Brief[] = [20, 60, 100].map((at) => ({ at, took: 5, outcome: 'fail' }));
    expect(
      found({ at: 0 }, ...attempts, { at: 150, took: 20, outcome: 'info' }, { at: 299, took: 1 }),
    ).toEqual([[20, 300]]);
  });

  test('lasts to the end if no answer comes', () => {
    expect(found({ at: 0 }, { at: 400, open: true })).toEqual([[400, 1000]]);
    expect(found({ at: 0 }, { at: 400, took: 100, outcome: 'info' })).toEqual([[400, 1000]]);
  });

  test('counts from when an operation was meant to start, not from when its client was free', () => {
    expect(found({ at: 0 }, { at: 40, invokedAt: 90, took: 60 })).toEqual([[40, 100]]);
  });

  test('is the whole run if nothing is ever answered; what comes before a first answer is start-up', () => {
    expect(found({ at: 30, open: true }, { at: 50, took: 5, outcome: 'fail' })).toEqual([[30, 1000]]);
    expect(found({ at: 30, took: 200 })).toEqual([]);
  });

  test('needs somebody who asks: the negative control', () => {
    expect(found({ at: 0 }, { at: 900 })).toEqual([[900, 901]]);
    expect(found()).toEqual([]);
  });

  test('is not seen by an operation that was lost alone while later ones were answered', () => {
    const lost: Brief = { at: 5, took: 900, outcome: 'info' };
    expect(found({ at: 0 }, { at: 10 }, { at: 500 }, lost)).toEqual([
      // Until it is overtaken, nobody can tell that it was alone.
      [5, 11],
      [500, 501],
    ]);
  });

  test('never overlaps another, holds no answer, and somebody asks from its beginning on', () => {
    fc.assert(
      fc.property(operations(1000), (list: Operation[]) => {
        const endedAt = 1300 * MS;
        const answers = list.filter(({ outcome }) => outcome === 'ok').map((each) => each.completedAt!);
        const outages = findOutages(list, endedAt);
        outages.forEach(({ from, to }, i) => {
          expect(from).toBeLessThan(to);
          expect(from).toBeGreaterThanOrEqual(outages[i - 1]?.to ?? 0);
          expect(answers.every((at) => at <= from || at >= to)).toBe(true);
          const asking = list.some(
            ({ intendedAt, completedAt }) => intendedAt! <= from && (completedAt ?? endedAt) >= from,
          );
          expect(asking).toBe(true);
          expect(to === endedAt || answers.includes(to)).toBe(true);
        });
      }),
    );
  });
});

describe('of a run', () => {
  test('the longest is told, and those that stand out are listed', () => {
    // Operations 200 to 251 are asked every 2 ms from 400 ms on and are all answered at 503 ms.
    const outages = all(steady(500, (i) => (i >= 200 && i <= 251 ? { took: 503 - 2 * i } : {})));
    expect(outages.longest).toBe(103 * MS);
    expect(outages.notable).toEqual([{ from: 400 * MS, to: 503 * MS }]);
  });

  test('nothing stands out when all is well: the negative control', () => {
    const outages = all(steady(500));
    expect(outages.longest).toBe(1 * MS);
    expect(outages.notable).toEqual([]);
  });

  test('of gaps as random as a Poisson process has them nothing stands out, in 95 of 100 runs at least', () => {
    // Chance per run below 1/128; that 6 or more of 100 do is less likely than 1 in 3,000. Park-Miller, fixed seed.
    let state = 20_231;
    const exponential = () => {
      state = (state * 48_271) % 2_147_483_647;
      return -Math.log(state / 2_147_483_647);
    };
    const runs = Array.from({ length: 100 }, () => {
      let at = 0;
      const briefs: Brief[] = Array.from({ length: 500 }, () => {
        at += exponential();
        return { at, took: exponential() * 0.5 };
      });
      return all(briefs).notable.length;
    });
    expect(runs.filter((count) => count > 0).length).toBeLessThan(6);
  });

  test('is cut off at the end of the warm-up, and unknown if nobody asked after it', () => {
    const briefs: Brief[] = [{ at: 0 }, { at: 100, took: 400 }];
    expect(all(briefs, 300 * MS).longest).toBe(200 * MS);
    expect(all(briefs, 600 * MS).longest).toBeUndefined();
    expect(all([]).longest).toBeUndefined();
  });

  test('is told for all operations and for each: others may be answered meanwhile', () => {
    const briefs = steady(1000, (i) => ({
      f: i % 2 === 0 ? 'read' : 'write',
      ...(i % 2 === 1 && i > 300 && i < 700 ? { outcome: 'fail' } : {}),
    }));
    const client = { name: 'app', operations: briefs.map(operation) };
    const [whole, read, write] = outagesOf({ clients: [client], endedAt: END }, 0).map(told);
    expect(whole).toMatchObject({ operation: undefined, longest: 2 * MS, notable: [] });
    expect(read).toMatchObject({ operation: 'read', longest: MS, notable: [] });
    expect(write!.notable).toEqual([{ from: 301 * MS, to: 702 * MS }]);
  });

  test('ten thousand failures in a row cost no more than ten thousand steps', () => {
    const briefs = steady(20_000, (i) =>
      i > 10 && i < 19_990 ? { outcome: 'fail', took: 0.01 } : { took: 0.01 },
    );
    expect(all(briefs).longest! / MS).toBeGreaterThan(990);
  });
});
