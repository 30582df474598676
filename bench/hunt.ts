/**
 * How fast a hunt is: cases a second on one core, and how long the smallest scenario of a failure takes to find.
 *
 *     npm run build && node dist/bench/hunt.js [seconds]
 *
 * A case is drawn, run and judged: a 3-node Raft, 100 operations, 2 faults, linearizability and all invariants.
 * What is made smaller are the first failures of 5-node clusters that are set up wrongly, with up to 12 faults
 * each. Medians over rounds of 50 seeds, and over failures. Seconds are the processor's, so that other work on the
 * machine counts for nothing.
 */
import { raft } from '../models/consensus/raft.js';
import { runCase } from '../src/experiment/hunt/case.js';
import { type Cases, drawScenario } from '../src/experiment/hunt/draw.js';
import { shrink } from '../src/experiment/hunt/shrink.js';
import type { AnyModel } from '../src/model/index.js';
import { parseScenario } from '../src/scenario/parse.js';
import type { Scenario } from '../src/scenario/scenario.js';

const SECONDS = Number(process.argv[2] ?? 5);
const ROUND = 50;
const WARM_UP = 100;
const FAILURES = 5;
const SEEDS_MAX = 5000;

const models = new Map<string, AnyModel>([[raft.name, raft]]);

function casesOf(text: string): Cases {
  const parsed = parseScenario(text, { file: 'hunt.yaml', models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { variants: [parsed.scenario], hunting: parsed.hunt };
}

/** Milliseconds of one core that this program has used. */
function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

const RAFT = casesOf(`
duration: 2s
nodes:
  db: { model: consensus/raft, count: 3 }
clients:
  app:
    count: 3
    target: db
    arrivals: constant(60/s)
    operations: { read: 50%, write: 30%, cas: 20% }
    keys: uniform(3)
    maxOperations: 100
expect: [ linearizable(app), invariant(db) ]
hunt: { faults: 2..2, network: as-is, workload: as-is }
`);

function seedsPerSecond(cases: Cases): void {
  const rates: number[] = [];
  const operations: number[] = [];
  const events: number[] = [];
  const until = usedMs() + SECONDS * 1000;
  for (let seed = 1; usedMs() < until; ) {
    const began = usedMs();
    for (let i = 0; i < ROUND; i++, seed++) {
      const outcome = runCase(drawScenario(cases, models, String(seed)), models);
      if (outcome.failures.length > 0) throw new Error(`seed ${seed}: ${outcome.failures[0]!.explanation}`);
      operations.push(outcome.operations);
      events.push(outcome.events);
    }
    if (seed > WARM_UP) rates.push((ROUND / (usedMs() - began)) * 1000);
  }
  console.log('case                                              seeds/s  operations  events');
  console.log(
    'raft, 3 nodes, 2 s, 2 faults'.padEnd(47),
    median(rates).toFixed(0).padStart(9),
    median(operations).toFixed(0).padStart(11),
    median(events).toFixed(0).padStart(7),
  );
}

/** A 5-node cluster with everything a hunt draws, set up in a way that cannot be right. */
const wrong = (params: string, clock: string, faults: string): Cases =>
  casesOf(`
duration: 20s
nodes:
  db: { model: consensus/raft, count: 5, params: ${params}, clock: ${clock} }
network: { latency: 'lognormal(p50=1ms, p99=8ms)', loss: 0.5%, duplicate: 0.5% }
clients:
  app:
    count: 8
    target: db
    arrivals: poisson(80/s)
    operations: { read: 50%, write: 30%, cas: 20% }
    keys: uniform(5)
    retryAfter: 150ms
    route: random
expect: [ linearizable(app), invariant(db) ]
hunt: { faults: ${faults}, network: as-is, workload: as-is }
`);

interface Row {
  readonly seed: number;
  readonly ms: number;
  readonly tried: number;
  readonly before: Scenario;
  readonly after: Scenario;
}

function shrinkFailures(name: string, cases: Cases): void {
  const rows: Row[] = [];
  for (let seed = 1; seed <= SEEDS_MAX && rows.length < FAILURES; seed++) {
    const before = drawScenario(cases, models, String(seed));
    const [failure] = runCase(before, models).failures;
    if (failure === undefined) continue;
    const began = usedMs();
    const fails = (candidate: Scenario) =>
      runCase(candidate, models).failures.find(({ signature }) => signature === failure.signature) ?? false;
    const { scenario, tried } = shrink({ ...before, expect: failure.expect }, fails, {
      models,
      failedAt: failure.at,
    });
    rows.push({ seed, ms: usedMs() - began, tried, before, after: scenario });
  }
  const figures = [
    rows.length,
    (rows.at(-1)?.seed ?? SEEDS_MAX) / rows.length,
    median(rows.map(({ ms }) => ms)) / 1000,
    Math.max(...rows.map(({ ms }) => ms)) / 1000,
    median(rows.map(({ tried }) => tried)),
    median(rows.map(({ before }) => before.faults.length)),
    median(rows.map(({ after }) => after.faults.length)),
    median(rows.map(({ after }) => after.duration)) / 1e9,
  ];
  const digits = [0, 0, 2, 2, 0, 0, 0, 2];
  console.log(name.padEnd(42), ...figures.map((figure, i) => figure.toFixed(digits[i]).padStart(9)));
}

seedsPerSecond(RAFT);
console.log();
console.log(
  `${'failure, 5 nodes, 20 s'.padEnd(42)}    found  seeds to  s median     s max     tried    faults        to     run s`,
);
shrinkFailures('reads: stale', wrong('{ reads: stale }', '{}', '4..12'));
shrinkFailures(
  'reads: lease, clocks up to twice as fast',
  wrong(
    "{ reads: lease, driftBound: 0%, electionTimeout: 'uniform(150ms, 160ms)' }",
    "{ drift: 'uniform(0%, 50%)' }",
    '8..12, kinds: [partition, pause]',
  ),
);
