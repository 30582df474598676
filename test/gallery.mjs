/**
 * Draws the pictures of the gallery anew, from the scenarios that they are of.
 *
 *     npm run gallery
 *     node test/gallery.mjs hockey tail      (only those whose name has one of these words)
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'foretell-gallery-'));
process.on('exit', () => rmSync(out, { recursive: true, force: true }));

/** Command, scenario, arguments, and which of its charts becomes which picture. */
const PICTURES = [
  ['run', 'consensus/raft-stale-reads', ['--runs', '1'], { 'space-time': 'stale-read' }],
  [
    'run',
    'consensus/raft-leader-partition',
    [],
    { 'latency-over-time': 'leader-partition-latency', leadership: 'leader-partition-leadership' },
  ],
  ['run', 'consensus/raft-election-time', [], { measures: 'election-time' }],
  ['run', 'consensus/raft-split-votes', [], { measures: 'split-votes' }],
  ['sweep', 'replication/guarantees', [], { guarantees: 'guarantees' }],
  ['sweep', 'replication/quorum-price', [], { 't-visibility': 'quorum-price' }],
  ['run', 'examples/station', [], { 'latency-distribution': 'station-distribution' }],
  ['run', 'examples/frontend', [], { 'stations-over-time': 'frontend-stations' }],
  ['sweep', 'queueing/hockey-stick', [], { 'latency-against-load': 'hockey-stick' }],
  ['sweep', 'queueing/variability', [], { 'latency-against-load': 'variability' }],
  [
    'compare',
    'queueing/pooling-queue-each',
    ['scenarios/queueing/pooling-one-queue.yaml'],
    { comparison: 'pooling' },
  ],
  ['sweep', 'queueing/priority', [], { 'latency-against-load': 'priority' }],
  ['sweep', 'queueing/tail-at-scale', [], { 'latency-against-load': 'tail-at-scale' }],
  ['sweep', 'queueing/thread-pool', [], { 'latency-against-load': 'thread-pool' }],
  [
    'size',
    'queueing/call-centre',
    ['--vary', 'nodes.agents.params.servers=40..60', '--slo', 'dropped(agents) < 2%'],
    { sizing: 'call-centre' },
  ],
  [
    'size',
    'capacity/api-servers',
    ['--vary', 'nodes.api.params.servers', '--slo', 'p99(users) < 100ms'],
    { sizing: 'api-servers' },
  ],
  [
    'sweep',
    'capacity/api-servers',
    ['--set', 'clients.users.arrivals=poisson(300/s..800/s:6)', '--set', 'nodes.api.params.servers=6..18:13'],
    { 'heat-map': 'api-servers-map' },
  ],
  ['sweep', 'capacity/scalability', [], { scalability: 'scalability' }],
  ['run', 'capacity/ad-serving', [], { 'latency-budget': 'ad-serving' }],
  ['sweep', 'partitioning/virtual-nodes', [], { 'measures-by-value': 'virtual-nodes' }],
  ['sweep', 'partitioning/disruption', [], { 'measures-by-value': 'disruption' }],
  ['sweep', 'partitioning/resharding', [], { moves: 'resharding' }],
  ['run', 'partitioning/node-loss', [], { leadership: 'node-loss' }],
  ['sweep', 'partitioning/lookup-cost', [], { 'measures-by-value': 'lookup-cost' }],
  [
    'sweep',
    'partitioning/celebrity-reads',
    [],
    { 'latency-by-variant': 'celebrity-latency', 'measures-by-value': 'celebrity-load' },
  ],
  ['run', 'partitioning/celebrity-changes', [], { leadership: 'celebrity-changes' }],
  ['sweep', 'partitioning/small-cache', [], { 'measures-by-value': 'small-cache' }],
  ['run', 'partitioning/hot-ranges', [], { leadership: 'hot-ranges' }],
  ['sweep', 'partitioning/shuffle-sharding', [], { 'measures-by-value': 'shuffle-sharding' }],
  ['sweep', 'partitioning/secondary-index', [], { 'measures-by-value': 'secondary-index' }],
];

const words = process.argv.slice(2);
const wanted = PICTURES.filter(
  ([, , , charts]) =>
    words.length === 0 ||
    Object.values(charts).some((picture) => words.some((word) => picture.includes(word))),
);

for (const [command, scenario, args, charts] of wanted) {
  const file = `scenarios/${scenario}.yaml`;
  try {
    execFileSync('node', ['dist/src/cli/main.js', command, file, ...args, '--out', out], {
      cwd: root,
      stdio: 'ignore',
    });
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
