import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertHolds, loadScenario, matchers } from '../../src/testing/index.js';

expect.extend(matchers);
const msg = (f: () => unknown) => {
  try {
    return JSON.stringify(f());
  } catch (e) {
    return (e as Error).message;
  }
};
test('x', () => {
  mkdirSync('out/probe', { recursive: true });
  const text = readFileSync('models/examples/README.md', 'utf8');
  const [bad, yaml, good] = [...text.matchAll(/^```\w+ file=\S+\n([\s\S]*?)^```$/gm)].map((m) => m[1]!);
  writeFileSync('out/probe/register.js', bad!);
  writeFileSync('out/probe/register.yaml', yaml!.replace(/faults:\n.*\n/, ''));
  const loaded = loadScenario('out/probe/register.yaml', { set: { duration: '3s' } });
  console.log(msg(() => assertHolds(loaded, { out: 'out/probe' })));
  const stale = loadScenario('scenarios/consensus/raft-stale-reads.yaml', {
    set: { duration: '3s', faults: '[]' },
  });
  console.log(msg(() => assertHolds(stale, { out: 'out/probe' })));
  const ok = loadScenario('scenarios/consensus/raft-stale-reads.yaml', {
    set: { duration: '3s', faults: '[]', 'nodes.db.params.reads': 'log' },
  });
  console.log(msg(() => assertHolds(ok, { out: 'out/probe', runs: 20 })));
});
