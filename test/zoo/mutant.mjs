/**
 * A copy of the sources with one rule removed, transpiled and loaded; what is not changed is the build's own.
 *
 * Knows nothing of hunting. The text to replace must occur exactly once, so that a mutant cannot silently become
 * the original.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The mutated text of its file. Throws unless `find` occurs once. */
export function mutatedText({ name, file, find, replace }) {
  const parts = readFileSync(join(ROOT, file), 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`"${name}": its text occurs ${parts.length - 1} times, not once`);
  return parts.join(replace);
}

/** Loads the mutant: its models and the parts of a hunt. `remove` clears up. */
export async function loadMutant(mutant) {
  const folder = mkdtempSync(join(tmpdir(), 'foretell-zoo-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'dist'));
    // Models import `src`, but not the other way round: the parts that a mutant of a model leaves alone are shared.
    const isModel = mutant.file.startsWith('models/');
    copy('models', folder);
    if (isModel) symlinkSync(join(ROOT, 'dist/src'), join(folder, 'dist/src'));
    else copy('src', folder);
    const path = join(folder, 'dist', mutant.file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, transpiled(mutatedText(mutant), mutant.file));
    return { ...(await loadParts(join(folder, 'dist'))), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** What nothing is removed from. */
export const loadOriginal = () => loadParts(join(ROOT, 'dist'));

const copy = (part, folder) =>
  cpSync(join(ROOT, 'dist', part), join(folder, 'dist', part), { recursive: true });

async function loadParts(folder) {
  const load = (path) => import(pathToFileURL(join(folder, path)).href);
  const { builtinModels } = await load('models/index.js');
  const { runCase } = await load('src/experiment/hunt/case.js');
  const { drawScenario } = await load('src/experiment/hunt/draw.js');
  const { shrink } = await load('src/experiment/hunt/shrink.js');
  const models = new Map(builtinModels.map((model) => [model.name, model]));
  return { models, runCase, drawScenario, shrink };
}

function transpiled(text, fileName) {
  const { outputText } = ts.transpileModule(text, {
    fileName,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  return outputText;
}
