/** What models see of parameters that are more than a number: delays by operation, routes, names, `unlimited`. */
import { expect, test } from 'vitest';
import { compileParams } from '../../../src/experiment/simulate/params.js';
import {
  count,
  type DrawByOperation,
  delay,
  delays,
  names,
  nodes,
  type ParamsOf,
  routes,
} from '../../../src/model/index.js';
import type { ParamSetting } from '../../../src/scenario/scenario.js';
import { MS, nodeGroup } from '../../support/scenario.js';
import { createWorld } from '../../support/world.js';

const specs = {
  room: count('unlimited', 'how many may wait', { unlimited: true }),
  patience: delay('unlimited', 'how long they wait', { unlimited: true }),
  work: delays('exponential(1ms)', 'what they take'),
  next: routes('where they go'),
  helpers: nodes('who helps'),
  urgency: names('who is first'),
};

const exponential = { kind: 'exponential', mean: MS } as const;
const byOperation = (operations: readonly string[]): ParamSetting => ({
  delays: operations.map((operation) => ({ operation, distribution: exponential })),
  other: exponential,
});

function paramsOf(work: ParamSetting, node = 'db/1') {
  const params = {
    room: Infinity,
    patience: Infinity,
    work,
    next: { routes: [{ group: 'disk', share: 0.3 }] },
    helpers: { nodes: ['disk', 'db'] },
    urgency: { names: ['gold', 'silver'] },
  };
  const numbers = new Map([
    ['db', [0]],
    ['disk', [1, 2]],
  ]);
  const group = nodeGroup({ name: 'db', model: 'x', params });
  return compileParams(createWorld(), group, specs, numbers)(0, node) as ParamsOf<typeof specs>;
}

const drawn = (work: DrawByOperation, operations: readonly string[]) => operations.map((f) => work(f));

test('values come as the model expects them', () => {
  const params = paramsOf(byOperation([]));
  expect([params.room, params.patience()]).toEqual([Infinity, Infinity]);
  expect(params.next).toEqual([{ group: 'disk', members: [1, 2], share: 0.3 }]);
  expect([params.helpers, params.urgency]).toEqual([
    [1, 2, 0],
    ['gold', 'silver'],
  ]);
});

test('an operation has a delay of its own, and any other the one for others', () => {
  const constant = (value: number) => ({ kind: 'constant', value }) as const;
  const { work } = paramsOf({
    delays: [{ operation: 'read', distribution: constant(3) }],
    other: constant(7),
  });
  expect(drawn(work, ['read', 'write', 'read', 'scan'])).toEqual([3, 7, 3, 7]);
  expect(work.operations).toEqual(['read']);
});

test('each operation draws from a stream of its own, whatever is drawn in between', () => {
  const alone = drawn(paramsOf(byOperation([])).work, ['read', 'read', 'read']);
  const mixed = drawn(paramsOf(byOperation([])).work, ['write', 'read', 'scan', 'read', 'write', 'read']);
  expect([mixed[1], mixed[3], mixed[5]]).toEqual(alone);
  expect(mixed[0]).not.toBe(mixed[1]);
  // Naming it does not move its draws; another node has its own.
  expect(drawn(paramsOf(byOperation(['read'])).work, ['read', 'read', 'read'])).toEqual(alone);
  expect(drawn(paramsOf(byOperation([]), 'db/2').work, ['read', 'read', 'read'])).not.toEqual(alone);
});
