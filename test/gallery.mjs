/**
 * Draws the pictures of the gallery anew, from the scenarios that they are of.
 *
 *     npm run gallery
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'foretell-gallery-'));
process.on('exit', () => rmSync(out, { recursive: true, force: true }));

/** Scenario, arguments, and which of its charts becomes which picture. */
const PICTURES = [
  ['consensus/raft-stale-reads', ['--runs', '1'], { 'space-time': 'stale-read' }],
  [
    'consensus/raft-leader-partition',
    [],
    { 'latency-over-time': 'leader-partition-latency', leadership: 'leader-partition-leadership' },
  ],
  ['consensus/raft-election-time', [], { measures: 'election-time' }],
  ['consensus/raft-split-votes', [], { measures: 'split-votes' }],
];

for (const [scenario, args, charts] of PICTURES) {
  const command = ['dist/src/cli/main.js', 'run', `scenarios/${scenario}.yaml`, '--out', out, ...args];
  try {
    execFileSync('node', command, { cwd: root, stdio: 'ignore' });
  } catch (error) {
    if (error.status !== 1) throw error; // 1: an invalid one, which some pictures are of
  }
  const name = scenario.split('/').at(-1);
  for (const [chart, picture] of Object.entries(charts)) {
    copyFileSync(
      join(out, name, 'latest/charts', `${chart}.svg`),
      join(root, `reports/gallery/${picture}.svg`),
    );
    console.log(`reports/gallery/${picture}.svg`);
  }
}
