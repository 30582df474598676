/** The report of a hunt: its files, its bytes, and what it says. */
import { expect, test } from 'vitest';
import { relativeTo } from '../../src/report/hunt-page.js';
import { type Report, renderHunt } from '../../src/report/index.js';
import { cleanHunt, crowdedHunt, failingHunt, partialHunt, staleHunt } from './fixture-hunts.js';

/** The Markdown as text: what the HTML says as well. */
function said({ files }: Report): string {
  return String(files.get('report.md')).replace(/\\(.)/g, '$1').replace(/&lt;/g, '<').replace(/&gt;/g, '>');
}

/** Where each of them stands; -1 if it does not. */
const places = (text: string, parts: readonly string[]) => parts.map((part) => text.indexOf(part));

test('verdict and failures first, each with its story and the way to its own report', async () => {
  const report = await renderHunt(failingHunt());
  expect([...report.files.keys()].sort()).toEqual([
    'charts/hunt-coverage.svg',
    'charts/hunt-coverage.vl.json',
    'report.html',
    'report.md',
    'rows.csv',
  ]);
  const order = places(said(report), [
    'Does a 3-node Raft store stay linearizable under faults drawn at random?',
    '**INVALID** 1,000 seeds, 213,452 operations, 2 different failures, 1 past failure back, 1 run not judged.',
    '> - never reached: db: a torn entry is found after a crash',
    '## Failure 1: invariant(db): leader-completeness',
    'At 0.32 s db/3 had role leader and term 2.',
    'In 12 of 1,000 runs, first with seed 17.',
    '4 faults and 212 operations became 1 fault and 9 operations, in 183 runs.',
    '| duration | 10 s | 1.2 s |',
    '| crash leader(db) at 200ms for 120ms |',
    'foretell replay out/raft-hunt/hunt-seed-1/minimal.yaml',
    '[Its own report, with charts](./failure-1/report.html)',
    '[Its scenario file](./minimal.yaml)',
    '## Failure 2: linearizable(app)',
    '## Past failures',
    '## Runs without a verdict',
    '| linearizable(app): ran out of budget | 1 | 41 |',
    '## What was covered',
    '3 of 5 conditions were reached in 1,000 runs.',
    '*Warning: faults that never hit anybody: disk (only ctx.disk can fail; ctx.persist cannot).*',
    '| db: a torn entry is found after a crash (required) | **never** |',
    '| db: a leader is elected during partition | 451 runs |',
    '| disk | 140 runs | **none** |',
    '## What was judged',
    '| linearizable(app) | 213,452 |',
    '## Reproduce',
    'foretell hunt scenarios/consensus/raft-hunt.yaml --seed 1 --seeds 1000 --all --require',
    '5b1e7c90d2f4a638',
  ]);
  expect(order).not.toContain(-1);
  expect(order.toSorted((a, b) => a - b)).toEqual(order);
  const html = String(report.files.get('report.html'));
  expect(html).toContain('<a href="./failure-1/report.html">');
  expect(html).toContain("default-src 'none'");
});

test('the same hunt gives the same bytes', async () => {
  expect([...(await renderHunt(failingHunt())).files]).toEqual([...(await renderHunt(failingHunt())).files]);
});

test('a hunt that found nothing says what it ran, and what it never saw', async () => {
  const text = said(await renderHunt(cleanHunt()));
  expect(text).toContain('**VALID** 1,000 seeds, 213,452 operations, no failure.');
  expect(text).toContain('Warning: never reached: db: a torn entry is found after a crash.');
  expect(text).not.toContain('## Failure');
});

test('a part says which, and runs without a verdict are listed', async () => {
  const text = said(await renderHunt(partialHunt()));
  expect(text).toContain('**UNKNOWN** part 2 of 4: 203 of 250 seeds');
  expect(text).toContain('| stopped: 2,000,000 events before the end | 2 | 6, 10 |');
});

test('a hunt without a run has no chart, and says so', async () => {
  const report = await renderHunt(staleHunt());
  expect([...report.files.keys()].filter((path) => path.startsWith('charts/'))).toEqual([]);
  expect(said(report)).toContain('What was reached under which faults: not drawn');
});

test('of very many failures, conditions and seeds the first are told, the rest is counted', async () => {
  const text = said(await renderHunt(crowdedHunt()));
  expect(text).toContain('… and 800 more');
  expect(text).toContain('| ran out of budget | 300 | 1, 2, 3, 4,');
  expect(text).toContain('All 30 conditions were reached in 1,000 runs.');
});

test('rows: how many runs of how many', async () => {
  const lines = String((await renderHunt(failingHunt())).files.get('rows.csv')).split('\n');
  expect(lines[0]).toBe('kind,name,during,runs,of');
  expect(lines).toContain('failure,invariant(db): leader-completeness,,12,1000');
  expect(lines).toContain('condition,db: a follower is sent a snapshot,,123,1000');
  expect(lines).toContain('condition,db: a follower is sent a snapshot,crash,80,611');
  expect(lines).toContain('fault hit,disk,,0,140');
});

test('paths are seen from the page', () => {
  expect(relativeTo('out/x/hunt/report.html', 'out/x/hunt/failure-1/report.html')).toBe(
    'failure-1/report.html',
  );
  expect(relativeTo('out/x/hunt/report.html', 'out/y/minimal.yaml')).toBe('../../y/minimal.yaml');
  expect(relativeTo('report.html', 'failure-1/report.html')).toBe('failure-1/report.html');
  expect(relativeTo(undefined, 'minimal.yaml')).toBe('minimal.yaml');
});
