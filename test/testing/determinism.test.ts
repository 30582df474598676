/** A model that draws on something else than its seed is found out, with the event at which it does. */
import { expect, test } from 'vitest';
import type { AnyModel, Request } from '../../src/model/index.js';
import { checkDeterminism } from '../../src/testing/index.js';
import { durable, load, messageOf } from './register.js';

/** Counts on between runs, as if the world were not made anew. */
function remembering(): AnyModel {
  let asked = 0;
  return {
    ...durable,
    name: 'remembering',
    on: {
      request: (_state: unknown, request: Request, ctx: { ok: (request: Request, value: number) => void }) =>
        ctx.ok(request, asked++),
    },
  };
}

test('a model that depends on its seed alone passes', () => {
  checkDeterminism(load('same', durable));
  checkDeterminism(load('same', durable), { seed: 9, against: ['again'] });
});

test('one that does not is told with its first event', () => {
  const message = messageOf(() => checkDeterminism(load('other', remembering()), { against: ['again'] }));
  expect(message).toMatch(/^DIFFERENT {2}A register\n {2}seed 1, /);
  expect(message).toMatch(
    /Event \d+ is the first that differs|is the same in both runs, but not what it led to/,
  );
  expect(message.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
