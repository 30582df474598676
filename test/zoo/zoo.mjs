/**
 * The bug zoo: every mutant of the catalogue is hunted, must be found by a checker that should, and made smaller.
 *
 *     npm run zoo                          20 campaigns each, and the page README.md: most of an hour
 *     npm run zoo -- --quick               one campaign each, without the rarest: under a minute on two cores
 *     npm run zoo -- --only lease reads    only those with all of these words in their names
 *     npm run zoo -- --clean 10000         the models as they are, over so many seeds of each hunt: nobody is accused
 *     npm run zoo -- --jobs 2              in so many processes; one for each core by default
 *     npm run zoo -- --catalogue FILE      another catalogue
 *
 * Exits with 1 if a mutant is missed, or found by a checker that is not among the expected ones.
 */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openScenario } from '../../dist/src/files/scenario-file.js';
import { campaign } from './campaign.mjs';
import { problemsOf, readCatalogue } from './catalogue.mjs';
import { loadMutant, loadParts } from './mutant.mjs';
import { headText, pageText, rowText, summaryOf } from './page.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'boolean', default: false },
    clean: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    campaigns: { type: 'string' },
    catalogue: { type: 'string' },
    /** `i/n`: every n-th mutant, as lines of JSON: how processes share the work. */
    part: { type: 'string' },
  },
});

const CAMPAIGNS = Number(options.campaigns ?? (options.quick ? 1 : 20));
/** Runs that making one case smaller may take. */
const TRIES_MAX = options.quick ? 30 : 1000;
/** A quick round leaves out what may take more seeds than that. */
const SEEDS_MAX = options.quick ? 4000 : Infinity;
/** Seeds between the first ones of two campaigns. */
const STRIDE = 1_000_000;

const known = new Map();
const root = fileURLToPath(new URL('../..', import.meta.url));
const whole = options.catalogue === undefined && positionals.length === 0;
const all = readCatalogue(options.catalogue);
const problems = problemsOf(all);
if (problems.length > 0) fail(problems.join('\n'));
const chosen = all.filter(({ name }) => positionals.every((word) => name.includes(word)));
const mutants = chosen.filter(({ seeds }) => seeds <= SEEDS_MAX);
const rare = chosen.length - mutants.length;
if (mutants.length === 0) fail(`no mutant has ${positionals.join(' and ')} in its name`);

if (options.clean !== undefined) clean(Number(options.clean));
else if (options.part !== undefined) await huntPart(options.part);
else await huntAll();

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

/** The models as they are: the same hunts must find nothing. */
function clean(seeds) {
  const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
  const accused = [...new Set(mutants.map((mutant) => mutant.scenario))].filter((scenario) => {
    const args = ['hunt', scenario, '--seed', '1', '--seeds', String(seeds), '--all', '--jobs', options.jobs];
    return spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit' }).status !== 0;
  });
  if (accused.length > 0) fail(`not clean: ${accused.join(', ')}`);
}

async function huntAll() {
  const jobs = Number(options.jobs);
  const results = [];
  process.stdout.write(`${headText}\n`);
  const take = (result) => {
    results.push(result);
    process.stdout.write(`${rowText(result)}\n`);
  };
  if (jobs === 1) for (const mutant of mutants) take(await huntOne(mutant));
  else await Promise.all(Array.from({ length: jobs }, (_, i) => startPart(`${i + 1}/${jobs}`, take)));
  const inOrder = mutants.map((mutant) => results.find(({ name }) => name === mutant.name));
  const { text, bad } = summaryOf(inOrder);
  process.stdout.write(`\n${text}\n`);
  if (rare > 0) process.stdout.write(`${rare} that may take more than ${SEEDS_MAX} seeds are left out\n`);
  if (whole && !options.quick && bad === 0) {
    const path = fileURLToPath(new URL('README.md', import.meta.url));
    writeFileSync(path, pageText(mutants, inOrder, CAMPAIGNS));
  }
  process.exitCode = bad === 0 ? 0 : 1;
}

/** A process of its own for a part; resolves when it has ended. */
function startPart(part, take) {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2), '--part', part];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface(child.stdout).on('line', (line) => take(JSON.parse(line)));
  return new Promise((resolve, reject) => {
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`part ${part} ended with ${code}`)),
    );
  });
}

async function huntPart(part) {
  const [index, of] = part.split('/').map(Number);
  for (const [i, mutant] of mutants.entries())
    if (i % of === index - 1) process.stdout.write(`${JSON.stringify(await huntOne(mutant))}\n`);
}

async function huntOne(mutant) {
  const cases = await casesOf(mutant.scenario);
  const parts = await loadMutant(mutant);
  const campaigns = [];
  for (let i = 0; i < CAMPAIGNS; i++)
    campaigns.push(campaign(mutant, parts, cases, { first: 1 + i * STRIDE, triesMax: TRIES_MAX }));
  parts.remove();
  return { name: mutant.name, campaigns };
}

/** What a hunt of the file draws from, as `foretell hunt` would; read once for all mutants that it hunts. */
async function casesOf(file) {
  if (!known.has(file)) known.set(file, readCases(file, (await loadParts()).models));
  return known.get(file);
}

function readCases(file, models) {
  const source = openScenario(`${root}${file}`);
  const { hunting, scenario } = source.loadWith(models, []);
  let combined = [[]];
  for (const { path, values } of hunting.vary)
    combined = combined.flatMap((before) => values.map((value) => [...before, { path, value }]));
  const load = (settings) => (settings.length === 0 ? scenario : source.loadWith(models, settings).scenario);
  return { variants: combined.map(load), hunting };
}
