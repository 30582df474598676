import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinearizabilityCheck } from '../../src/check/judgement.js';
import { detailOf } from '../../src/experiment/detail.js';
import { summarise } from '../../src/experiment/summary.js';
import type { RunRecord } from '../../src/observe/run-record.js';
import { type Summarised, summary } from '../../src/report/terminal.js';
import { sideBySide, wrap } from '../../src/report/terminal-text.js';
import {
  aggregated,
  bound,
  content,
  fault,
  linearizable,
  many,
  record,
  scenario,
  violation,
} from '../experiment/runs.js';
import { MS } from '../observe/operations.js';

const p99 = bound(
  'p99(app.write) < 50ms outside faults',
  { kind: 'quantile', quantile: 0.99 },
  '<',
  50 * MS,
  { operation: 'write', during: 'outside faults' },
);
const available = bound('availability(app) > 90%', { kind: 'availability' }, '>', 0.9);
const rare = bound('p99.9(app) < 1s', { kind: 'quantile', quantile: 0.999 }, '<', 1000 * MS);

const late: LinearizabilityCheck = (operations) => ({
  verdict: operations[1]!.completedAt! > 30 * MS ? 'invalid' : 'valid',
  judged: operations.length,
  explanation: 'write 15 was acknowledged, but the read that followed it did not see it',
  window: [15, 16],
});

/** What `foretell run` prints of these runs; the run at `shown` is the one to show. */
function reported(
  of: ReturnType<typeof scenario>,
  runs: readonly RunRecord[],
  shown: number,
  check?: LinearizabilityCheck,
): Summarised {
  const aggregate = aggregated(of, runs, check);
  const result = aggregate.result();
  const run = runs[shown]!;
  const { seed, why } = aggregate.runToShow();
  expect(seed).toBe(run.seed);
  const { judgements, judged } = summarise(of, run, check ?? content);
  const file = 'scenarios/consensus/raft-leader-partition.yaml';
  return aggregate.report(
    result,
    detailOf(of, run, { file, why, judgements, judged, result, window: undefined }),
  );
}

/** Three runs: an answer that came late in the second, a fault that met nothing in the third. */
function failing(): Summarised {
  const of = scenario([linearizable, p99, available, rare], {
    name: 'Raft loses its leader to a partition',
    question: 'Does a 5-node Raft store stay linearizable, and for how long can nobody write to it?',
  });
  const partition = (touched: number) =>
    fault(touched, { text: 'partition isolate(leader(db)) at 400ms for 200ms', unit: 'messages dropped' });
  const crash = (touched: number) =>
    fault(touched, { text: 'crash random(db) at 700ms for 100ms', from: 700 * MS, to: 800 * MS });
  const runs = ['1', '2', '3'].map((seed, run) =>
    record(
      seed,
      many(1500, (i) => ({
        f: i % 2 === 0 ? 'read' : 'write',
        took: 1 + (i % 97) / 10 + (i % 2) * run * 30,
        outcome: i % 30 === 7 || (i > 700 && i < 730 + 40 * run) ? 'info' : 'ok',
      })),
      {
        series: [
          { node: 'db/1', series: 'role', at: 0, value: 'leader' },
          { node: 'db/2', series: 'term', at: 0, value: 3 },
        ],
        faults: [partition(1234 + run), crash(run === 2 ? 0 : 1)],
        violations: run === 1 ? [violation()] : [],
        measures: [
          {
            group: 'db',
            name: 'time to elect a leader',
            unit: 'duration',
            values: [210 * MS, 150 * MS * run],
          },
          { group: 'db', name: 'votes split', unit: 'share', values: [run % 2, 0] },
        ],
      },
    ),
  );
  const report = reported(of, runs, 1, late);
  const files = {
    report: 'out/raft-leader-partition/1/report.html',
    rows: 'out/raft-leader-partition/1/rows.csv',
  };
  return { ...report, result: { ...report.result, files } };
}
const passing = () => reported(scenario([available]), [record('7', many(100))], 0);
const golden = (name: string) => `../golden/${name}`;

describe('terminal summary', () => {
  test('of a failure says what, why and where, in 80 columns', async () => {
    await expect(summary(failing(), { width: 80, color: false })).toMatchFileSnapshot(
      golden('summary-invalid.txt'),
    );
  });

  test('of a success is short', async () => {
    await expect(summary(passing(), { width: 80, color: false })).toMatchFileSnapshot(
      golden('summary-valid.txt'),
    );
  });

  test('says the same with colour and without', () => {
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    for (const result of [failing(), passing()]) {
      const colored = summary(result, { width: 80, color: true });
      const plain = summary(result, { width: 80, color: false });
      expect(colored).not.toBe(plain);
      expect(colored.replace(escapes, '')).toBe(plain);
      expect(plain).not.toMatch(escapes);
    }
  });

  test('keeps to the width, whatever it is told', () => {
    const results = [failing(), passing()].map((data) => ({
      ...data,
      result: { ...data.result, files: {} },
    }));
    for (let width = 40; width <= 132; width += 4)
      // A command is never broken, so that it can be copied.
      for (const result of results)
        for (const line of summary(result, { width, color: false }).split('\n'))
          if (!line.includes('See it again')) expect(line.length).toBeLessThanOrEqual(width);
  });

  test('ends no line in blanks', () => {
    expect(summary(failing(), { width: 80, color: false })).not.toMatch(/ \n/);
  });
});

describe('text', () => {
  const words = fc
    .array(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), { maxLength: 20 })
    .map((w) => w.join(' '));

  test('wrapping keeps every character in order, and the width', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 5, max: 60 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('two texts share a line if they fit', () => {
    expect(sideBySide('left', 'right', 12)).toEqual(['left   right']);
    expect(sideBySide('left', 'right', 10)).toEqual(['left', '  right']);
  });
});
