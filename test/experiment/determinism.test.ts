/** Determinism: what is the same is called the same, and every way not to be is named at the first event it shows. */
import { describe, expect, test } from 'vitest';
import { Comparing } from '../../src/experiment/determinism/compare.js';
import { fingerprint } from '../../src/experiment/determinism/content.js';
import { Recording } from '../../src/experiment/determinism/recording.js';
import { compareRuns } from '../../src/experiment/determinism.js';
import { createFastQueue } from '../../src/kernel/queue/fast.js';
import { createWatchedKernel, type EventWatch } from '../../src/kernel/watched.js';
import type { AnyModel } from '../../src/model/index.js';
import type { EventDifference } from '../../src/observe/determinism.js';
import { determinismText } from '../../src/report/terminal-determinism.js';
import { chaos, models as raft } from '../models/consensus/raft-scenarios.js';
import { MS, nodeGroup, S, scenario } from '../support/scenario.js';
import { type Ctx, modelOf } from '../support/world.js';

/** What no model may use, found by its name so that nobody takes this for an example. */
const chance = Reflect.get(Math, 'random') as () => number;

type Handlers = Parameters<typeof modelOf>[0];
const models = (model: AnyModel) => new Map([[model.name, model]]);
const three = scenario({ duration: S, nodes: [nodeGroup({ name: 'db', model: 'test/probe', count: 3 })] });

/** Three nodes that tick every 10 ms; from 100 ms on, node 2 does what the test says at each tick. */
function ticking(odd: (state: { ticks: number }, ctx: Ctx) => void, more: Handlers = {}): AnyModel {
  return modelOf(
    {
      tick(state: { ticks: number }, _m: unknown, ctx: Ctx) {
        state.ticks += 1;
        ctx.setTimer({ kind: 'tick' }, 10 * MS);
        ctx.broadcast({ kind: 'hello', ticks: state.ticks });
        if (ctx.self === 1 && state.ticks >= 10) odd(state, ctx);
      },
      hello: () => {},
      odd: () => {},
      other: () => {},
      ...more,
    },
    {
      init(_d: unknown, ctx: Ctx) {
        ctx.setTimer({ kind: 'tick' }, 10 * MS);
        return { ticks: 0 };
      },
    },
  );
}

/** The first event that differs between two runs of the model. */
function difference(model: AnyModel): EventDifference {
  const { same, comparisons } = compareRuns(three, models(model), '1', { against: ['again'] });
  expect(same).toBe(false);
  const found = comparisons[0]!.difference!;
  if (found.kind !== 'event') throw new Error(`not an event: ${JSON.stringify(found)}`);
  return found;
}

const tenth = { at: 100 * MS, text: 'timer tick of db/2' };

describe('runs are the same', () => {
  test('of Raft under everything at once: once more, from the other queue, and with everything frozen', () => {
    const result = compareRuns(chaos({ reads: 'lease' }), raft(), '2', {
      against: ['again', 'heap', 'freeze'],
    });
    expect(result.comparisons.map(({ difference: found }) => found)).toEqual([null, null, null]);
    expect(result.same).toBe(true);
    expect(result.events).toBeGreaterThan(50_000);
    expect(result.eventsKept).toBe(result.events);
  }, 30_000);

  test('of a model that draws from its own stream, and of one that does nothing', () => {
    const drawing = ticking((_state, ctx) => ctx.after(ctx.random() * MS, { kind: 'odd' }));
    expect(compareRuns(three, models(drawing), '1').same).toBe(true);
    expect(compareRuns(three, models(modelOf({})), '1')).toMatchObject({ same: true, events: 0 });
  });
});

describe('the first event that differs', () => {
  test('in its time: a delay by chance, and where it was drawn', () => {
    const odd = ticking((_state, ctx) => ctx.after(1 + Math.floor(chance() * 9e5), { kind: 'odd' }));
    const { differs, first, second } = difference(odd);
    expect(differs).toEqual(['time']);
    expect(first!.at).not.toBe(second!.at);
    expect(first).toMatchObject({ text: 'odd of db/2 to itself', by: tenth });
    expect(second).toMatchObject({ text: 'odd of db/2 to itself', by: tenth });
  });

  test('in its time: a timer by chance', () => {
    const odd = ticking((_state, ctx) => ctx.setTimer({ kind: 'odd' }, 1 + Math.floor(chance() * 9e5)));
    expect(difference(odd)).toMatchObject({
      differs: ['time'],
      first: { text: 'timer odd of db/2', by: tenth },
    });
  });

  test('in what its message says, although nothing comes of it', () => {
    const { differs, first, before } = difference(
      ticking((_state, ctx) => ctx.send(2, { kind: 'odd', of: { deep: [chance()] } })),
    );
    expect(differs).toEqual(['content']);
    expect(first).toMatchObject({ at: 101 * MS, text: 'delivery of odd from db/2 to db/3', by: tenth });
    expect(before!.number).toBe(first!.number - 1);
  });

  test('in what happens: a variable of the module that outlives a run', () => {
    let runs = 0;
    const model = ticking((state, ctx) => {
      if (state.ticks === 10) runs += 1;
      ctx.send(0, { kind: runs === 1 ? 'odd' : 'other' });
    });
    const found = difference(model);
    expect(found.differs).toEqual(['kind']);
    expect(found.first).toMatchObject({ text: 'delivery of odd from db/2 to db/1', by: tenth });
    expect(found.second).toMatchObject({ text: 'delivery of other from db/2 to db/1', by: tenth });
  });

  test('in whom it befalls: the order of a map that the runs share', () => {
    const recent = new Map([
      [0, 'db/1'],
      [2, 'db/3'],
    ]);
    const model = ticking((state, ctx) => {
      const [to] = [...recent.keys()];
      if (state.ticks > 10) return; // once a run
      recent.delete(to!);
      recent.set(to!, 'used last');
      ctx.send(to!, { kind: 'odd' });
    });
    const found = difference(model);
    expect(found.differs).toEqual(['node']);
    expect(found.first!.text).toBe('delivery of odd from db/2 to db/1');
    expect(found.second!.text).toBe('delivery of odd from db/2 to db/3');
  });

  test('in being there at all: an exception in one of the runs, which is told', () => {
    let runs = 0;
    const second = () =>
      ticking((state) => {
        if (state.ticks === 10 && ++runs === 2) throw new Error('twice is too often');
      });
    const { differs, first, second: none, ended } = difference(second());
    expect(differs).toEqual(['end']);
    expect(first!.text).toBe('timer tick of db/3');
    expect(none).toBeNull();
    expect(ended).toContain('twice is too often');
    runs = 1; // now the first run throws
    const other = difference(second());
    expect(other.first).toBeNull();
    expect(other.second!.text).toBe('timer tick of db/3');
    expect(other.ended).toContain('twice is too often');
  });

  test('is where the second run stops', () => {
    let handled = 0;
    const counts: number[] = [];
    const model = ticking(
      (state, ctx) => {
        if (state.ticks === 10) ctx.after(1 + Math.floor(chance() * 9e5), { kind: 'odd' });
      },
      { hello: () => void handled++ },
    );
    for (const against of [[], ['again']] as const) {
      handled = 0;
      compareRuns(three, models(model), '1', { against });
      counts.push(handled);
    }
    expect(counts[1]! - counts[0]!).toBeLessThan(counts[0]! / 5);
  });
});

describe('what events do not show', () => {
  const partOf = (odd: (state: { ticks: number }, ctx: Ctx) => void) => {
    const { same, comparisons } = compareRuns(three, models(ticking(odd)), '1');
    expect(same).toBe(false);
    return comparisons[0]!.difference;
  };

  test('is told by what the runs leave behind', () => {
    expect(partOf((_state, ctx) => ctx.count('lucky', chance()))).toMatchObject({
      kind: 'record',
      part: 'counters',
      path: '[db/2 lucky].value',
    });
    expect(partOf((_state, ctx) => ctx.track('luck', chance()))).toMatchObject({
      kind: 'record',
      part: 'series',
      path: '[db/2 luck].value',
    });
  });

  test('is an effect of the event before', () => {
    const watchRun = (watch: EventWatch, luck: number) => {
      const kernel = createWatchedKernel({ queue: createFastQueue() }, watch);
      const handler = kernel.handler((a) => {
        if (a === 7) kernel.digest.word(luck);
      });
      kernel.describe(handler, { tell: (a) => `number ${a}` });
      for (let i = 1; i <= 10; i++) kernel.post(i, handler, i, 0, undefined);
      kernel.run(100);
    };
    const recording = new Recording();
    watchRun((event, kernel) => recording.note(event, kernel), 1);
    const found = (luck: number) => {
      const comparing = new Comparing(recording);
      watchRun((event, kernel) => void comparing.note(event, kernel), luck);
      comparing.end(luck === 1);
      return comparing.difference;
    };
    expect(found(1)).toBeUndefined();
    expect(found(2)).toMatchObject({
      kind: 'event',
      number: 7,
      differs: ['effects'],
      first: { text: 'number 7' },
      before: { text: 'number 6' },
    });
  });
});

test('a model that changes what it has sent is deterministic, and told of when everything is frozen', () => {
  const model = ticking((state, ctx) => {
    const message = { kind: 'odd', ticks: state.ticks };
    ctx.send(0, message);
    message.ticks += 1;
  });
  const result = compareRuns(three, models(model), '1', { against: ['again', 'freeze'] });
  expect(result.comparisons.map(({ difference: found }) => found === null)).toEqual([true, false]);
  const text = determinismText(result, { width: 80, color: false });
  expect(text).toContain('With messages and records frozen\n');
  expect(text).toMatch(/second run is over before event [\s\S]*db\/2 threw TypeError/);
  expect(text).toContain('other nodes hold the same');
});

describe('beyond the events that are kept', () => {
  const luckyAt = (tick: number) =>
    ticking((state, ctx) => {
      if (state.ticks === tick) ctx.after(1 + Math.floor(chance() * 9e5), { kind: 'odd' });
    });
  const long = { ...three, duration: 10 * S };
  const run = (model: AnyModel, eventsKeptMax: number) =>
    compareRuns(long, models(model), '1', { against: ['again'], eventsKeptMax });

  test('the stretch of a thousand is told in which the runs part', () => {
    const exact = run(luckyAt(500), 100_000).comparisons[0]!.difference as EventDifference;
    expect(exact.kind).toBe('event');
    for (const kept of [0, 1, 999, 1000, 2345]) {
      const { same, eventsKept, comparisons } = run(luckyAt(500), kept);
      expect([same, eventsKept]).toEqual([false, kept]);
      const found = comparisons[0]!.difference!;
      if (found.kind !== 'stretch') throw new Error(JSON.stringify(found));
      expect(found.from).toBeLessThanOrEqual(exact.number);
      expect(found.to).toBeGreaterThanOrEqual(exact.number);
      expect(found.to - found.from).toBeLessThan(1000);
    }
  });

  test('what differs before is exact, and what does not differ is the same', () => {
    expect(run(luckyAt(50), 1000).comparisons[0]!.difference).toMatchObject({
      kind: 'event',
      differs: ['time'],
    });
    const calm = run(luckyAt(1e9), 1000);
    expect(calm).toMatchObject({ same: true, eventsKept: 1000 });
    expect(determinismText(calm, { width: 80, color: false })).toContain(
      'after the first 1,000 only digests',
    );
  });
});

test('in words, in 80 columns', () => {
  const model = ticking((state, ctx) => {
    if (state.ticks === 10) ctx.send(2, { kind: 'odd', luck: chance() });
  });
  const result = compareRuns(three, models(model), '1', { against: ['again'] });
  const text = determinismText(result, { width: 80, color: false });
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(text.replace(/digest \w+/, 'digest …')).toBe(`DIFFERENT  test
  seed 1, 895 events, digest …

Once more
  Event 89 is the first that differs, in what its message says.
  first run: event 89 at 0.101000000 s, delivery of odd from db/2 to db/3
  scheduled in: event 83 at 0.100000000 s, timer tick of db/2
  second run: event 89 at 0.101000000 s, delivery of odd from db/2 to db/3
  scheduled in: event 83 at 0.100000000 s, timer tick of db/2
  before it: event 88 at 0.101000000 s, delivery of hello from db/2 to db/3

Why
  A run depends on its scenario and its seed alone. So a model draws from
  ctx.random or from parameters that are delays, reads its node’s clocks, and
  keeps all it knows in its state and on its disk: whatever else it asks
  (Math.random, the time of day, a variable of its module, the environment)
  differs from run to run.
`);
});

test('a fingerprint tells whatever is not the same, and comes to an end', () => {
  const values = [
    undefined,
    0,
    1,
    '1',
    true,
    [],
    {},
    [1],
    [[1]],
    { a: 1 },
    { a: 2 },
    { b: 1 },
    { a: 1, b: undefined },
    new Map([[1, 2]]),
    new Set([1]),
    [1, 2],
    [2, 1],
    () => 0,
  ];
  expect(new Set(values.map(fingerprint)).size).toBe(values.length);
  for (const value of values) expect(fingerprint(value)).toBe(fingerprint(value));
  const knot: Record<string, unknown> = {};
  knot.left = knot;
  knot.right = knot;
  expect(fingerprint(knot)).toBe(fingerprint(knot));
});
