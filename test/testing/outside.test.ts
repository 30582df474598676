/** Scenario files as tests, seen from another project: the package comes from its `node_modules`. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { projectOutside, QUIET } from '../support/outside.js';
import { TEXT } from './register.js';

const project = projectOutside();
afterAll(project.remove);

const MODEL = (persist: string) => `
import { defineModel } from 'foretell/model';
export const register = defineModel({
  name: 'register', about: '', source: '', leavesOut: '', params: {},
  init: (saved) => ({ values: { ...saved?.values } }),
  on: {
    request(state, request, ctx) {
      const { f, key, value } = request;
      if (f === 'write') { state.values[key] = value; ${persist} }
      ctx.ok(request, f === 'write' ? value : (state.values[key] ?? null));
    },
  },
});
`;

const FILES: Readonly<Record<string, string>> = {
  'good.yaml': TEXT.replace('register.js', 'good.js').replace('A register', 'A good one'),
  'good.js': MODEL('ctx.persist(state);'),
  'bad.yaml': `${TEXT.replace('register.js', 'bad.js').replace('A register', 'A bad one')}  - p90(app) < 10s
faults:
  - { at: 1s, for: 100ms, crash: store/1 }
  - { at: 2s, for: 100ms, partition: isolate(store) }
`,
  'bad.js': MODEL(''),
  'files.test.ts': `
import { testScenario } from 'foretell/testing';
testScenario('good.yaml', { runs: 2 });
testScenario(new URL('bad.yaml', import.meta.url), { runs: 2, seed: 5 });
`,
  'types.ts': `
import * as fc from 'fast-check';
import { assertHolds, faultPlans, loadScenario, matchers, runScenario, type Run } from 'foretell/testing';
import { expect } from 'vitest';
expect.extend(matchers);
const run: Run = runScenario(loadScenario('good.yaml'));
expect(run).toBeLinearizable();
expect(run).not.toSatisfy('read-your-writes');
expect([run]).toMeet('p99(app) < 1s');
expect(run).toConverge({ within: '1s' });
expect(3).toSatisfy((n) => n > 2);
fc.assert(fc.property(faultPlans(loadScenario('good.yaml')), (faults) => faults.length < 9));
const held: { readonly runs: number } = assertHolds(loadScenario('good.yaml'));
// @ts-expect-error: it takes a text
expect(run).toMeet(3);
// @ts-expect-error: it needs a bound
expect(run).toConverge({});
// @ts-expect-error: neither a claim nor a predicate
expect(run).toSatisfy(3);
export { held };
`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      noEmit: true,
      module: 'NodeNext',
      target: 'ES2022',
      skipLibCheck: true,
      types: [],
    },
    files: ['types.ts'],
  }),
};
for (const [name, text] of Object.entries(FILES)) writeFileSync(join(project.folder, name), text);

const run = (...words: readonly string[]) => {
  const { stdout, stderr } = spawnSync('node', words, { cwd: project.folder, env: QUIET, encoding: 'utf8' });
  return stdout + stderr;
};

describe('scenario files as tests', () => {
  const output = run('node_modules/vitest/vitest.mjs', 'run', '--reporter=verbose');

  test('pass where each expectation holds', () => {
    expect(output).toMatch(/✓ files\.test\.ts > A good one > linearizable\(app\)/);
    expect(output).toMatch(/✓ files\.test\.ts > A good one > every rule held/);
  });

  test('fail one by one, each with its explanation', () => {
    expect(output).toMatch(/× files\.test\.ts > A bad one > linearizable\(app\)/);
    expect(output).toMatch(/✓ files\.test\.ts > A bad one > p90\(app\) < 10s/);
    expect(output).toMatch(/× files\.test\.ts > A bad one > every rule held/);
    expect(output).toMatch(/Error: linearizable\(app\) does not hold: a stale read/);
    expect(output).toMatch(
      /fault "partition isolate\(store\) at 2s for 100ms" touched nothing \(seeds 5, 6\)/,
    );
    expect(output).toMatch(/See it again: foretell run \S*bad\.yaml --seed \d --runs 1/);
  });
});

test('its types are those of a vitest project', () => {
  expect(run('node_modules/typescript/bin/tsc', '-p', '.')).toBe('');
});
