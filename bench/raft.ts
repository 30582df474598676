/**
 * How fast a 5-node Raft under faults is simulated: the README's scenario, history recorded, digest on.
 *
 *     npm run build && node dist/bench/raft.js [runs]
 *
 * Prints simulated seconds per second, of the runs alone and with their histories checked, in one thread: the
 * median over the runs, because machines are noisy.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { raft } from '../models/consensus/raft.js';
import { linearizableObject } from '../src/check/linearizable-object.js';
import { simulate } from '../src/experiment/simulate.js';
import { summarise } from '../src/experiment/summary.js';
import type { AnyModel } from '../src/model/index.js';
import { parseScenario } from '../src/scenario/parse.js';

const FILE = 'scenarios/consensus/raft-leader-partition.yaml';
const WARM_UP = 3;

const runs = Number(process.argv[2] ?? 10);
const models = new Map<string, AnyModel>([[raft.name, raft]]);
const parsed = parseScenario(readFileSync(FILE, 'utf8'), { file: FILE, models, readFile: () => undefined });
if (!parsed.ok) throw new Error(`${FILE} has problems`);
const { scenario } = parsed;

const simulating: number[] = [];
const judged: number[] = [];
let events = 0;
for (let i = 0; i < runs + WARM_UP; i++) {
  const began = performance.now();
  const { record } = simulate(scenario, models, { seed: String(i) });
  const simulated = performance.now();
  summarise(scenario, record, linearizableObject);
  if (i < WARM_UP) continue;
  simulating.push(simulated - began);
  judged.push(performance.now() - began);
  events += record.events;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const rate = (ms: readonly number[]) => ((scenario.duration / 1e6 / median(ms)) | 0).toString().padStart(6);
console.log(`${runs} runs of ${scenario.duration / 1e9} s, ${(events / runs).toFixed(0)} events each`);
console.log(`simulate           ${rate(simulating)} simulated s/s`);
console.log(`simulate and judge ${rate(judged)} simulated s/s`);
