/**
 * A copy of the sources with one rule removed, transpiled and loaded; what is not changed is the build's own.
 *
 * Knows nothing of hunting.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Loads the mutant's models and the parts of a hunt. `remove` clears up. */
export async function loadMutant(mutant) {
  const folder = mkdtempSync(join(tmpdir(), 'foretell-zoo-'));
  const dist = join(folder, 'dist');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(dist, 'models'), { recursive: true });
    // What does not import the file is shared with all other mutants.
    const [part, family] = mutant.file.split('/');
    const isWide = part === 'src' || SHARED.includes(family);
    share('src', part === 'src', dist);
    for (const entry of readdirSync(join(ROOT, 'dist/models')))
      share(join('models', entry), isWide || entry === family || entry.startsWith('index.'), dist);
    const text = readFileSync(join(ROOT, mutant.file), 'utf8').replace(mutant.find, () => mutant.replace);
    writeFileSync(join(dist, mutant.file.replace(/\.ts$/, '.js')), transpiled(text, mutant.file));
    return { ...(await loadParts(dist)), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Families of models that other families import. */
const SHARED = ['state-machines', 'clocks'];

function share(entry, isCopied, dist) {
  const from = join(ROOT, 'dist', entry);
  const to = join(dist, entry);
  if (isCopied) cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.d.ts') });
  else symlinkSync(from, to);
}

/** Everything that a hunt needs, from a build. */
export async function loadParts(dist = join(ROOT, 'dist')) {
  const load = (path) => import(pathToFileURL(join(dist, path)).href);
  const { builtinModels } = await load('models/index.js');
  const { runCase } = await load('src/experiment/hunt/case.js');
  const { drawScenario } = await load('src/experiment/hunt/draw.js');
  const { minimise } = await load('src/experiment/hunt/minimal.js');
  const models = new Map(builtinModels.map((model) => [model.name, model]));
  return { models, runCase, drawScenario, minimise };
}

const transpiled = (text, fileName) =>
  ts.transpileModule(text, {
    fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  }).outputText;
