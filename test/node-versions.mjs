/**
 * Golden digests on every supported Node: the same scenarios and seeds must give the same bytes on each.
 *
 *     npm run test:node-versions
 *
 * The npm package `node` brings each version. Each one runs `golden-digests.mjs` on the built package and
 * says which version it really is; its digests are compared with `golden/digests.txt`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAJORS = [20, 22, 24];
const cache = fileURLToPath(new URL('../node_modules/.cache/node-versions', import.meta.url));
const script = fileURLToPath(new URL('golden-digests.mjs', import.meta.url));
const golden = readFileSync(new URL('golden/digests.txt', import.meta.url), 'utf8');

mkdirSync(cache, { recursive: true });
writeFileSync(`${cache}/package.json`, '{ "private": true }\n');
const packages = MAJORS.map((major) => `node${major}@npm:node@${major}`);
execFileSync('npm', ['install', '--no-save', '--no-package-lock', '--prefix', cache, ...packages], {
  cwd: cache,
  stdio: ['ignore', 'ignore', 'inherit'],
});

let failed = 0;
for (const major of MAJORS) {
  const output = execFileSync(`${cache}/node_modules/node${major}/bin/node`, [script], { encoding: 'utf8' });
  const [version, ...digests] = output.split('\n');
  const right = new RegExp(`^v${major}\\.`).test(version);
  const same = digests.join('\n') === golden;
  if (!right) console.error(`asked for Node ${major}, but it says it is ${version}`);
  if (!same)
    console.error(`Node ${version} gives other digests:\n${digests.join('\n')}\nexpected:\n${golden}`);
  if (right && same)
    console.log(`Node ${version}: ${digests.filter(Boolean).length} golden digests are the same`);
  else failed++;
}
console.log(`${MAJORS.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
