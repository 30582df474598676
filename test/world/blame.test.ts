import { describe, expect, test } from 'vitest';
import type { AnyModel, Request } from '../../src/model/index.js';
import { pause, resume } from '../../src/world/lifecycle.js';
import { type Ctx, MS, modelOf, noting, numbered, pair } from '../support/world.js';

describe('maxima and mistakes', () => {
  test('more waiting at a paused node than fits ends the run and says so', () => {
    const { world, db, when } = pair(noting([]), { freeze: false });
    when(0, () => pause(world, db));
    when(1, () => {
      for (let n = 0; n < 100_001; n++) world.send(1, 0, numbered(n));
    });
    world.run(10 * MS, 1e6);
    expect(world.stopped).toMatch(/db\/1 .* more than 100000 messages wait/);
  });

  const blamed = (model: AnyModel, trigger: Parameters<typeof pair>[1] = {}) => {
    const { world } = pair(model, trigger);
    world.send(1, 0, { kind: 'go' });
    world.run(10 * MS, 100);
    return {
      violations: world.violations.map(({ node, rule, explanation }) => [node, rule, explanation]),
      stopped: world.stopped,
    };
  };
  const boom = () => {
    throw new RangeError('boom');
  };

  test.each([
    ['a handler', modelOf({ go: boom })],
    ['init', modelOf({}, { init: boom })],
    ['resources', modelOf({}, { resources: boom })],
    [
      'a monitor',
      modelOf({ go: () => {} }, { monitor: () => ({ rules: [], after: boom, judged: () => 0 }) }),
    ],
    [
      'a process after a sleep',
      modelOf({
        *go(_s: unknown, _m: unknown, ctx: Ctx) {
          yield* ctx.sleep(MS);
          boom();
        },
      }),
    ],
    [
      'a process after a reply',
      modelOf({
        request: (_s: unknown, request: Request, ctx: Ctx) => ctx.ok(request, 1),
        *go(_s: unknown, _m: unknown, ctx: Ctx) {
          yield* ctx.call(0, { f: 'read' }, { timeout: 5 * MS });
          boom();
        },
      }),
    ],
  ])("an exception in %s is the model's, and ends the run", (_where, model) => {
    expect(blamed(model)).toEqual({
      violations: [['db/1', 'no-exception', 'db/1 threw RangeError: boom']],
      stopped: 'a model threw an exception',
    });
  });

  test('so are a message that nobody handles, a send to no node, and a resource that is none', () => {
    expect(blamed(modelOf({})).violations[0]![2]).toContain('handles no messages of kind go');
    const lost = modelOf({ go: (_s: unknown, _m: unknown, ctx: Ctx) => ctx.send(17, { kind: 'x' }) });
    expect(blamed(lost).violations[0]![2]).toContain('17, which is no node');
    const idle = modelOf({ go: (_s: unknown, _m: unknown, ctx: Ctx) => ctx.serve('gpu', 1, { kind: 'x' }) });
    expect(blamed(idle).violations[0]![2]).toContain('no resource "gpu"');
  });

  test('our own bugs outside a model are not blamed on one', () => {
    const { world, db, when } = pair(noting([]));
    when(MS, () => resume(world, db));
    expect(() => world.run(10 * MS, 100)).toThrow('only a node that is paused');
    expect(world.violations).toEqual([]);
  });

  test('going past the end of time stops the run without a violation', () => {
    const far = modelOf({ go: (_s: unknown, _m: unknown, ctx: Ctx) => ctx.setTimer({ kind: 'go' }, 1e16) });
    const { violations, stopped } = blamed(far);
    expect(violations).toEqual([]);
    expect(stopped).toMatch(/^db\/1: virtual time ends/);
  });

  test('freezing catches a model that changes what it sent or wrote', () => {
    const acts: ((ctx: Ctx, m: object) => void)[] = [
      (ctx, m) => ctx.send(1, m as never),
      (ctx, m) => ctx.send(0, m as never),
      (ctx, m) => ctx.after(MS, m as never),
      (ctx, m) => ctx.disk.write('x', m),
      (ctx, m) => ctx.disk.append('x', m),
    ];
    for (const act of acts) {
      const fresh = { kind: 'x', list: [1] };
      const model = modelOf({
        x: () => {},
        go(_s: unknown, _m: unknown, ctx: Ctx) {
          act(ctx, fresh);
          fresh.list.push(2);
        },
      });
      expect(blamed(model).violations[0]![2]).toContain('TypeError');
      const lax = { kind: 'x', list: [1] };
      const unfrozen = modelOf({
        x: () => {},
        go(_s: unknown, _m: unknown, ctx: Ctx) {
          act(ctx, lax);
          lax.list.push(2);
        },
      });
      expect(blamed(unfrozen, { freeze: false }).violations).toEqual([]); // that is what freezing is for
    }
  });
});
