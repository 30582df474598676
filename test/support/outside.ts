/** Projects of other people: folders outside of the package that have it, and their test runner, installed. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;

export interface Project {
  readonly folder: string;
  readonly remove: () => void;
}

/** An empty project in which `foretell`, `vitest` and `fast-check` can be imported by name. The package is built. */
export function projectOutside(): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'foretell-outside-')));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter((each) => !each.startsWith('.')))
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name), 'dir');
  // A copy, so that it lies in `node_modules` as it does when it was installed.
  for (const part of ['package.json', 'dist/src', 'dist/models', 'dist/reports'])
    cpSync(join(ROOT, part), join(modules, 'foretell', part), { recursive: true });
  symlinkSync(join(modules, 'vitest/vitest.mjs'), join(modules, '.bin/vitest'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The environment without what a test runner puts into it, nor colours: for processes that tests start. */
export const QUIET: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|FORCE_COLOR$|NODE_ENV$|npm_)/.test(name)),
  ),
  NO_COLOR: '1',
};
