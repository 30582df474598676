/**
 * Golden digests on every supported Node: the same scenarios and seeds must give the same bytes on each.
 *
 *     npm run test:node-versions
 *
 * The npm package `node` brings each version. Each one runs `golden-digests.mjs` on the built package and
 * says which version it really is; its digests are compared with `golden/digests.txt`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAJORS = [20, 22, 24];
const INSTALL_MS = 240_000;
const script = fileURLToPath(new URL('golden-digests.mjs', import.meta.url));
const golden = readFileSync(new URL('golden/digests.txt', import.meta.url), 'utf8');

// Outside of this package, and without what `npm run` puts into the environment: the package `node` installs
// the build for this machine by an npm of its own, which must take the folder below for its project.
const folder = mkdtempSync(join(tmpdir(), 'foretell-nodes-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name)),
);
const packages = MAJORS.map((major) => `node${major}@npm:node@${major}`);
const npm = [
  'install',
  '--no-save',
  '--no-package-lock',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  ...packages,
];
execFileSync('npm', npm, { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'], timeout: INSTALL_MS });

let failed = 0;
for (const major of MAJORS) {
  const output = execFileSync(join(folder, `node_modules/node${major}/bin/node`), [script], {
    encoding: 'utf8',
  });
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
