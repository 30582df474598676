/**
 * A sweep with one thread and with as many as there are cores: the same bytes, in how much less time?
 *
 *     npm run build && node dist/bench/sweep.js [rounds]
 *
 * Through the command line, start-up and the warm-up of each thread's compiler included; the two take turns and
 * each figure is the median of its rounds.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const SCENARIO = 'scenarios/queueing/hockey-stick.yaml';
const rounds = Number(process.argv[2] ?? 3);
const cores = availableParallelism();
const out = mkdtempSync(join(tmpdir(), 'foretell-bench-'));

function sweep(jobs: number): { readonly seconds: number; readonly result: string } {
  const began = performance.now();
  const args = ['dist/src/cli/main.js', 'sweep', SCENARIO, '--no-report', '--json', '--out', out];
  const result = execFileSync('node', [...args, '--jobs', String(jobs)], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  return { seconds: (performance.now() - began) / 1000, result };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const times = { one: [] as number[], all: [] as number[] };
for (let i = 0; i < rounds; i++) {
  const [one, all] = [sweep(1), sweep(cores)];
  if (one.result !== all.result) throw new Error('the results differ');
  times.one.push(one.seconds);
  times.all.push(all.seconds);
}
rmSync(out, { recursive: true, force: true });
const [one, all] = [median(times.one), median(times.all)];
console.log(`${SCENARIO}, median of ${rounds}`);
console.log(`1 thread   ${one.toFixed(1)} s`);
console.log(`${cores} threads  ${all.toFixed(1)} s   ${(all / one).toFixed(2)} of it, the same bytes`);
