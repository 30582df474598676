/**
 * How fast a 5-node Raft under faults is simulated: the README's scenario, history recorded, digest on.
 *
 *     npm run build && node dist/bench/raft.js [runs]
 *
 * Prints simulated seconds per second of processor time, of the runs alone and with their histories checked.
 */
import { readFileSync } from 'node:fs';
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

const seconds = () => process.cpuUsage().user / 1e6;
let simulating = 0;
let judging = 0;
let events = 0;
for (let i = 0; i < runs + WARM_UP; i++) {
  const began = seconds();
  const { record } = simulate(scenario, models, { seed: String(i) });
  const simulated = seconds();
  summarise(scenario, record, linearizableObject);
  if (i < WARM_UP) continue;
  simulating += simulated - began;
  judging += seconds() - simulated;
  events += record.events;
}
const simulatedSeconds = (runs * scenario.duration) / 1e9;
console.log(`${runs} runs of ${scenario.duration / 1e9} s, ${(events / runs).toFixed(0)} events each`);
console.log(
  `simulate           ${(simulatedSeconds / simulating).toFixed(0).padStart(6)} simulated s/s, ${(events / simulating / 1e6).toFixed(2)} million events/s`,
);
console.log(
  `simulate and judge ${(simulatedSeconds / (simulating + judging)).toFixed(0).padStart(6)} simulated s/s`,
);
