/**
 * Prints this Node's version and, for a few scenarios, digests of everything that a run comes to.
 *
 *     node test/golden-digests.mjs | tail -n +2 > test/golden/digests.txt     (to accept what changed)
 *
 * Works on the built package. `node-versions.mjs` compares the output between versions and with
 * `golden/digests.txt`.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { builtinModels } from '../dist/models/index.js';
import { createExperiment } from '../dist/src/experiment/experiment.js';
import { runOne } from '../dist/src/experiment/run-one.js';
import { seedsOf } from '../dist/src/experiment/simulate.js';
import { historyJsonl } from '../dist/src/observe/record-history.js';
import { renderReport } from '../dist/src/report/index.js';
import { parseScenario } from '../dist/src/scenario/parse.js';

const SCENARIOS = [
  ['scenarios/consensus/raft-leader-partition.yaml', 2],
  ['scenarios/consensus/raft-chaos.yaml', 2],
  ['scenarios/examples/frontend.yaml', 1],
  ['scenarios/examples/distributions.yaml', 1],
  ['scenarios/queueing/call-centre.yaml', 2],
  ['scenarios/queueing/tail-at-scale.yaml', 1],
];

const models = new Map(builtinModels.map((model) => [model.name, model]));
const sha = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

console.log(process.version);
for (const [file, runs] of SCENARIOS) {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  const parsed = parseScenario(text, { file, models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  const seeds = seedsOf(parsed.scenario.seed, runs);
  const experiment = createExperiment(parsed.scenario, models, { seeds, version: 'golden', file });
  for (const seed of seeds) experiment.add(runOne(parsed.scenario, models, seed));
  const { result, report, record } = experiment.conclude();
  const { files } = await renderReport(report);
  const specs = [...files].filter(([path]) => path.endsWith('.vl.json')).map(([, content]) => content);
  const parts = {
    verdict: result.verdict,
    events: result.digest,
    history: sha(historyJsonl(record)),
    rows: sha(JSON.stringify(result.rows)),
    charts: sha(specs.join('\n')),
  };
  console.log(file);
  for (const [what, digest] of Object.entries(parts)) console.log(`  ${what.padEnd(8)} ${digest}`);
}
