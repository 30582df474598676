/** What an answer says that a session has seen comes back with the session's next request, and with no other's. */
import { expect, test } from 'vitest';
import { simulate } from '../../src/experiment/simulate.js';
import type { AnyModel, Request } from '../../src/model/index.js';
import { defineModel } from '../../src/model/index.js';
import { clientGroup, MS, nodeGroup, S, scenario } from '../support/scenario.js';

interface Asked {
  readonly session: number;
  readonly sequence: number;
  readonly token: unknown;
}

/** Answers each request with a token that names it; every fifth request gets no answer. */
function tokens(asked: Asked[], hands: boolean): AnyModel {
  return defineModel<Record<never, never>, { count: number }, Request>({
    name: 'test/tokens',
    about: 'Hands out tokens.',
    source: 'none',
    leavesOut: 'everything',
    params: {},
    init: () => ({ count: 0 }),
    on: {
      request(state, request, ctx) {
        const { session, sequence, token } = request;
        asked.push({ session, sequence, token });
        state.count += 1;
        if (state.count % 5 === 0) return;
        if (hands) ctx.ok(request, null, [session, sequence]);
        else ctx.ok(request, null);
      },
    },
  }) as AnyModel;
}

function ask(hands: boolean): readonly Asked[] {
  const asked: Asked[] = [];
  const model = tokens(asked, hands);
  const client = clientGroup({
    name: 'app',
    target: 'db',
    count: 3,
    arrivals: { kind: 'poisson', rate: 500 },
    timeout: 20 * MS,
  });
  const nodes = [nodeGroup({ name: 'db', model: model.name })];
  simulate(scenario({ duration: S, nodes, clients: [client] }), new Map([[model.name, model]]), {
    seed: '1',
  });
  return asked;
}

test('each request carries what the last answer of its session said', () => {
  const asked = ask(true);
  const later = asked.filter(({ sequence }) => sequence > 1);
  expect(later.length).toBeGreaterThan(100);
  for (const { session, sequence, token } of later) expect(token).toEqual([session, sequence - 1]);
});

test('the first of a session carries none, also after a session that got no answer', () => {
  const first = ask(true).filter(({ sequence }) => sequence === 1);
  expect(first.length).toBeGreaterThan(50);
  expect(first.filter(({ token }) => token !== undefined)).toEqual([]);
});

test('none is carried where none is handed out', () => {
  const asked = ask(false);
  expect(asked.length).toBeGreaterThan(300);
  expect(asked.filter((each) => 'token' in each && each.token !== undefined)).toEqual([]);
});
