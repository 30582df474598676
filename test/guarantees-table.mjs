/**
 * Prints the README's table of what replication promises, from the built package:
 *
 *     node test/guarantees-table.mjs                                   all of it
 *     node test/guarantees-table.mjs 'leader async' 'R+W>N LWW'        the lines of those modes
 *
 * A cell names the conditions that broke a guarantee, each with an example seed: `P1` is the partition, seed 1.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = 'scenarios/replication/guarantees.yaml';

const CONDITIONS = 'condition=healthy,partition,crash,skew';

function cellOf(claim, points, conditions) {
  const found = points.map(({ judged }) => judged.find(({ text }) => text === claim));
  if (found.every(({ finding }) => finding === 'not asked')) return '–';
  const broken = found.flatMap(({ finding, seeds }, i) =>
    finding === 'holds'
      ? []
      : [`${conditions[i][0].toUpperCase()}${finding === 'violated' ? seeds[0] : '?'}`],
  );
  return broken.length === 0 ? '✓' : broken.join(' ');
}

/** p99 of reads and writes where nothing is wrong; the share that was answered in the partition. */
function costs([healthy, partition]) {
  const value = ({ rows }, metric, operation, quantile) =>
    rows.find((row) => row.metric === metric && row.operation === operation && row.quantile === quantile)
      .value;
  const ms = (operation) => `${value(healthy, 'latency', operation, 0.99).toFixed(0)} ms`;
  return [ms('read'), ms('write'), `${(100 * value(partition, 'availability', 'all')).toFixed(0)} %`];
}

const modes = process.argv.slice(2);
const some = modes.length === 0 ? [] : ['--set', `mode=${modes.join(',')}`, '--set', CONDITIONS];
const args = [
  'dist/src/cli/main.js',
  'sweep',
  FILE,
  ...some,
  '--json',
  '--no-report',
  '--out',
  'out/guarantees',
];
const text = execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 });
const { parameters, points } = JSON.parse(text);
const [mode, condition] = ['mode', 'condition'].map((name) =>
  parameters.findIndex(({ path }) => path === name),
);
const conditions = parameters[condition].values.map((value) => value.text);
parameters[mode].values.forEach(({ text: name }, i) => {
  const own = conditions.map((_, j) => points.find(({ at }) => at[mode] === i && at[condition] === j));
  const claims = own[0].judged.map(({ text: claim }) => cellOf(claim, own, conditions));
  console.log(`| ${[name, ...claims, ...costs(own)].join(' | ')} |`);
});
