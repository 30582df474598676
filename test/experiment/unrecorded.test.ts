/** Runs without a history: the same events and the same figures as with one, and nothing kept. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { builtinModels } from '../../models/index.js';
import { linearizableObject } from '../../src/check/linearizable-object.js';
import { simulate } from '../../src/experiment/simulate.js';
import { summarise } from '../../src/experiment/summary.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type { Scenario } from '../../src/scenario/scenario.js';

const models = new Map(builtinModels.map((model) => [model.name, model]));

function load(file: string): Scenario {
  const path = new URL(`../../scenarios/${file}`, import.meta.url);
  const readFile = () => undefined;
  const parsed = parseScenario(readFileSync(path, 'utf8'), { file, models, readFile });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { ...parsed.scenario, expect: [], duration: 15e9, warmUp: 1e9 };
}

const keeping = (scenario: Scenario, history: boolean): Scenario => ({
  ...scenario,
  clients: scenario.clients.map((group) => ({ ...group, history })),
});

/** Faults included: what is during faults must not depend on when it is found out. */
test.each(['examples/frontend.yaml', 'consensus/raft-leader-partition.yaml', 'examples/station.yaml'])(
  '%s comes to the same with and without a history',
  (file) => {
    const [kept, passing] = [true, false].map((history) => {
      const scenario = keeping(load(file), history);
      const { record } = simulate(scenario, models, { seed: '3' });
      return { record, summary: summarise(scenario, record, linearizableObject) };
    });
    expect(passing!.record.digest).toBe(kept!.record.digest);
    expect(passing!.summary.metrics).toEqual(kept!.summary.metrics);
    expect(kept!.record.clients.flatMap(({ operations }) => operations).length).toBeGreaterThan(1000);
    expect(passing!.record.clients.flatMap(({ operations }) => operations)).toEqual([]);
    const during = [...passing!.summary.metrics.clients.values()]
      .flatMap((operations) => [...operations.values()])
      .reduce((sum, each) => sum + each.during.ok + each.during.info + each.during.fail, 0);
    if (file !== 'examples/station.yaml') expect(during).toBeGreaterThan(100);
  },
);
