/** Models that cannot be loaded: the message says what is wrong, where, and what was most likely meant. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { loadModels, notLoaded } from '../../src/files/model-files.js';

const folder = mkdtempSync(join(tmpdir(), 'foretell-models-'));
afterAll(() => rmSync(folder, { recursive: true }));
const builtin = new URL('../../dist/models/index.js', import.meta.url).href;

async function problemWith(name: string, text: string): Promise<readonly string[]> {
  const path = join(folder, name);
  writeFileSync(path, text);
  const own = [{ path: `./${name}`, url: pathToFileURL(path).href }];
  return (await loadModels({ builtin, own })).problems;
}

const MODEL = `export const own = { name: 'own', params: {}, init: () => ({}), on: {} };\n`;

test('a module that throws is told with its line', async () => {
  const [problem, ...others] = await problemWith('throws.mjs', `${MODEL}nothing.here();\n`);
  expect(problem).toMatch(/^\.\/throws\.mjs: cannot be loaded: .*nothing.* \(throws\.mjs:2:\d+\)$/);
  expect(others).toEqual([]);
});

test('what is imported but not there comes with what is', () => {
  const missing = (name: string) => {
    const error = new SyntaxError(
      `The requested module 'foretell/model' does not provide an export named '${name}'`,
    );
    error.stack = `file:///models/own.js:1\nimport { ${name} } from 'foretell/model';`;
    return notLoaded(error);
  };
  expect(missing('duratoin')).toMatch(/did you mean duration\?$/);
  expect(missing('percentage')).toMatch(/; it has .*\bdefineModel\b.*\bratio\b/);
  expect(missing('duratoin')).toContain(' (own.js:1); ');
});

test('what cannot be parsed is told by Node alone', () => {
  const error = new SyntaxError('Unexpected number');
  error.stack = 'SyntaxError: Unexpected number\n    at compile (node:internal/modules/esm/utils.js:346:16)';
  expect(notLoaded(error)).toBe('cannot be loaded: Unexpected number (node --check shows where)');
});

test('a module must export one model', async () => {
  expect(await problemWith('two.mjs', MODEL + MODEL.replace('own', 'other'))).toEqual([
    './two.mjs: exports 2 models; expected exactly one, made by defineModel({ … })',
  ]);
  expect(await problemWith('one.mjs', MODEL)).toEqual([]);
});
