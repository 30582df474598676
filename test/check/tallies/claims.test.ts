/** What scenarios expect of counted objects, judged by the record of a run. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/check/expectations.js';
import type { Json, Operation } from '../../../src/observe/history.js';
import { createMetrics } from '../../../src/observe/metrics.js';
import type { ClaimedTally } from '../../../src/observe/tally-names.js';
import { clientGroup, content, record, scenario } from '../../experiment/runs.js';
import { MS, operation } from '../../observe/operations.js';

type Step = readonly [f: string, input: Json, output: Json];

/** One after another; each said in words of `f`, what was asked and what was answered. */
const doing = (steps: readonly Step[], from = 0): Operation[] =>
  steps.map(([f, input, output], i) => ({
    ...operation({ f, at: from + i }, from + i),
    id: i,
    input,
    output,
  }));

function judged(
  checker: ClaimedTally,
  groups: { readonly [client: string]: readonly Operation[] },
  client = 'app',
) {
  const clients = Object.entries(groups).map(([name, operations]) => ({ name, operations }));
  const of = scenario([], { clients: clients.map(({ name }) => clientGroup(name)) });
  const { metrics } = createMetrics({ duration: 1000 * MS, warmUp: 0, faults: [] });
  const expectation = { kind: 'tally', text: `${checker}(${client})`, checker, client } as const;
  return judge(expectation, {
    scenario: of,
    record: record('1', [], { clients }),
    metrics,
    linearizable: content,
  });
}

const judgedSteps = (checker: ClaimedTally, steps: readonly Step[]) => judged(checker, { app: doing(steps) });

const CASES: readonly [ClaimedTally, readonly Step[], Step, string][] = [
  [
    'set-full',
    [
      ['add', 1, 1],
      ['read', null, [1]],
    ],
    ['read', null, []],
    '1 is lost',
  ],
  [
    'counter',
    [
      ['inc', null, null],
      ['read', null, 1],
    ],
    ['read', null, 3],
    'read 3',
  ],
  [
    'total-queue',
    [
      ['enqueue', 1, 1],
      ['dequeue', null, 1],
    ],
    ['dequeue', null, 8],
    'took 8 out',
  ],
  [
    'unique-ids',
    [
      ['generate', null, 'a'],
      ['generate', null, 'b'],
    ],
    ['generate', null, 'a'],
    'handed out',
  ],
];

describe('claims on what is counted', () => {
  test.each(CASES)('%s', (checker, right, wrong, reason) => {
    expect(judgedSteps(checker, right)).toMatchObject({ verdict: 'valid', reason: undefined });
    const broken = judgedSteps(checker, [...right, wrong]);
    expect(broken).toMatchObject({ verdict: 'invalid', reason: expect.stringContaining(reason) });
    expect(broken.window.map(({ id }) => id)).toContain(right.length);
  });

  test('nothing answered is nothing judged', () => {
    for (const [checker] of CASES)
      expect(judgedSteps(checker, []), checker).toMatchObject({ verdict: 'invalid', judged: 0 });
  });

  test('only what is read when all others are done is a last look', () => {
    const changes = doing([
      ['add', 2, 2],
      ['dec', 3, 3],
      ['read', null, 7],
    ]);
    const late = (value: number) => doing([['read', null, value]], 10);
    expect(judged('pn-counter', { app: changes, last: late(-1) }, 'last')).toMatchObject({
      verdict: 'valid',
      judged: 1,
    });
    const wrong = judged('pn-counter', { app: changes, last: late(2) }, 'last');
    expect(wrong).toMatchObject({ verdict: 'invalid', window: [{ client: 'last', id: 0 }] });
    // The early read, which is wrong as well, is nobody's last look.
    const early = judged('pn-counter', { app: [...changes.slice(2), ...doing([['add', 1, 1]], 20)] }, 'app');
    expect(early.reason).toContain('judged nothing');
  });
});
