/** The walls of the house: imports point one way. The rules are data, in `dependency-cruiser.json`. */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
const TRESPASSER = new URL('../src/kernel/trespasser.test-only.ts', import.meta.url).pathname;

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

function cruise(...paths: readonly string[]): Cruise {
  const args = ['depcruise', '--config', 'test/dependency-cruiser.json', '--output-type', 'json', ...paths];
  const options: ExecFileSyncOptionsWithStringEncoding = {
    cwd: ROOT,
    encoding: 'utf8' as const,
    maxBuffer: 1e9,
    stdio: ['ignore', 'pipe', 'ignore'],
  };
  try {
    return JSON.parse(execFileSync('npx', args, options)) as Cruise;
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout) as Cruise; // exits with the number of violations
  }
}

const broken = ({ summary }: Cruise) =>
  summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`);

afterAll(() => rmSync(TRESPASSER, { force: true }));

test('no import crosses a wall', () => {
  const result = cruise('src', 'models', 'reports');
  expect(broken(result)).toEqual([]);
  expect(result.summary.totalCruised).toBeGreaterThan(100); // it saw the modules
});

test('an import that crosses a wall is caught', () => {
  mkdirSync(new URL('../src/kernel', import.meta.url), { recursive: true });
  writeFileSync(
    TRESPASSER,
    "/** Nobody lets it in. */\nimport { readFileSync } from 'node:fs';\nimport '../world/world.js';\nimport '../experiment/executors/executor.js';\nimport '../files/read-write.js';\nimport '../testing/index.js';\nexport { readFileSync };\n",
  );
  const rules = cruise('src/kernel').summary.violations.map(({ rule }) => rule.name);
  expect(rules).toContain('kernel-stands-alone');
  expect(rules).toContain('node-only-at-the-edge');
  expect(rules).toContain('only-the-command-line-chooses-executors');
  expect(rules).toContain('files-are-opened-at-the-edge');
  expect(rules).toContain('nobody-imports-what-tests-import');
});
