/** Traces: what became of each message of a window, and that watching changes nothing. */
import { describe, expect, test } from 'vitest';
import { crash, start } from '../../src/world/lifecycle.js';
import type { Rule } from '../../src/world/network.js';
import { createTrace } from '../../src/world/trace.js';
import { addListeners, at, type Ctx, createWorld, MS, modelOf, numbered } from '../support/world.js';

const noop = modelOf({ numbered: (_s: unknown, _m: unknown, ctx: Ctx) => ctx.track('heard', 'yes') });

function story(traced: boolean, link = {}) {
  const trace = traced ? createTrace(2 * MS, 20 * MS) : undefined;
  const world = createWorld({ trace, link });
  world.addGroup({ name: 'db', count: 1, model: noop });
  addListeners(world, 1, 'app');
  const rule: Rule = { action: 'drop', blocks: () => true, touched: 0, held: [] };
  const send = (instant: number) => at(world, instant, () => world.send(1, 0, numbered(1)));
  send(MS); // before the window
  send(5 * MS);
  at(world, 7 * MS, () => crash(world, world.nodes[0]!, 0));
  send(8 * MS); // to a node that is down
  at(world, 10 * MS, () => start(world, world.nodes[0]!));
  at(world, 11 * MS, () => world.network.rules.push(rule));
  send(12 * MS);
  at(world, 13 * MS, () => world.network.lift(rule));
  send(30 * MS); // after the window
  world.run(40 * MS, 1000);
  return { trace, digest: world.kernel.digest.hex() };
}

describe('a trace', () => {
  test('tells when each message of its window was received, or why it was not', () => {
    const { trace } = story(true);
    expect(trace!.messages).toEqual([
      { from: 1, to: 0, kind: 'numbered', sentAt: 5 * MS, receivedAt: 6 * MS, fate: 'delivered' },
      { from: 1, to: 0, kind: 'numbered', sentAt: 8 * MS, receivedAt: undefined, fate: 'down' },
      { from: 1, to: 0, kind: 'numbered', sentAt: 12 * MS, receivedAt: undefined, fate: 'partition' },
    ]);
    expect(trace!.marks.map(({ at: t, text }) => [t / MS, text])).toEqual([
      [2, 'yes'],
      [7, 'down'],
      [7, 'crash'],
      [10, 'restart'],
    ]);
  });

  test('tells losses and corruption', () => {
    for (const [link, fate] of [
      [{ loss: 1 }, 'loss'],
      [{ corrupt: 1 }, 'corrupt'],
    ] as const)
      expect(story(true, link).trace!.messages[0]).toMatchObject({ receivedAt: undefined, fate });
  });

  test('changes nothing', () => {
    expect(story(true).digest).toBe(story(false).digest);
    expect(story(true).digest).not.toBe(story(true, { loss: 1 }).digest);
  });

  test('keeps as many messages as it may, and counts the rest', () => {
    const trace = createTrace(0, MS);
    for (let i = 0; i < 20_010; i++) trace.message(0, 1, numbered(i), 0, 1, 'delivered');
    for (let i = 0; i < 20_003; i++) trace.mark(0, 0, 'x');
    expect([trace.messages.length, trace.marks.length, trace.left]).toEqual([20_000, 20_000, 13]);
  });
});
