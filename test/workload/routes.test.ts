/** Clients that find keys themselves: by the layout they know of, and by what redirects tell them of a newer one. */
import { expect, test } from 'vitest';
import { simulate } from '../../src/experiment/simulate.js';
import { type AnyModel, defineModel, type Request, type Router } from '../../src/model/index.js';
import { clientGroup, MS, nodeGroup, scenario } from '../support/scenario.js';

const SERVERS = 4;
const MOVES_AT = 500 * MS;

interface Asked {
  readonly at: number;
  readonly key: number;
  readonly server: number;
}

/** Key by remainder, shifted by the generation of the layout. */
const router = (generation: number): Router => ({
  whom: ({ key }) => (Number(key) + generation) % SERVERS,
  learn: (news) => (Number(news) > generation ? router(Number(news)) : router(generation)),
});

interface Setting {
  readonly news: boolean;
  /** Answers nobody. */
  readonly deaf?: number;
}

/** Moves all keys on by one after half a second; whoever does not have a key sends the client away. */
function movingStore(asked: Asked[], { news, deaf }: Setting): AnyModel {
  return defineModel<Record<never, never>, Record<never, never>, Request>({
    name: 'test/moving',
    about: 'Has a part of the keys.',
    source: 'none',
    leavesOut: 'everything',
    params: {},
    router: () => router(0),
    init: () => ({}),
    on: {
      request(_, request, ctx) {
        const now = ctx.monotonicClock();
        const generation = now < MOVES_AT ? 0 : 1;
        const owner = router(generation).whom(request);
        asked.push({ at: now, key: Number(request.key), server: ctx.self });
        if (ctx.self === deaf) return;
        if (owner === ctx.self) ctx.ok(request, null);
        else if (news) ctx.redirect(request, owner, generation);
        else ctx.redirect(request, owner);
      },
    },
  }) as AnyModel;
}

function ask(setting: Setting) {
  const asked: Asked[] = [];
  const model = movingStore(asked, setting);
  const client = clientGroup({
    name: 'app',
    target: 'db',
    count: 1,
    route: 'by-key',
    arrivals: { kind: 'constant', rate: 100 },
    keys: { kind: 'uniform', count: 40 },
    retryAfter: 20 * MS,
    timeout: 50 * MS,
  });
  const nodes = [nodeGroup({ name: 'db', model: model.name, count: SERVERS })];
  const run = scenario({ duration: 1000 * MS, nodes, clients: [client] });
  const { record } = simulate(run, new Map([[model.name, model]]), { seed: '1', freeze: true });
  return { asked, operations: record.clients[0]!.operations };
}

/** How often a server was asked for a key that it did not have. */
const inVain = (asked: readonly Asked[]): number =>
  asked.filter(({ at, key, server }) => router(at < MOVES_AT ? 0 : 1).whom({ f: '', key }) !== server).length;

test('the node that has the key is asked, and one redirect teaches the whole layout', () => {
  const { asked, operations } = ask({ news: true });
  expect(operations.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(95);
  expect(new Set(asked.map(({ server }) => server)).size).toBe(SERVERS);
  expect(inVain(asked)).toBe(1);
});

test('without news each request after the move goes to the wrong node first', () => {
  const { asked } = ask({ news: false });
  expect(inVain(asked)).toBe(asked.filter(({ at }) => at >= MOVES_AT).length / 2);
  expect(inVain(asked)).toBeGreaterThan(40);
});

test('one that does not answer is passed over, and asked again the next time', () => {
  const { asked } = ask({ news: true, deaf: 1 });
  const its = asked.filter(({ at, key }) => at < MOVES_AT && router(0).whom({ f: '', key }) === 1);
  const heard = its.filter(({ server }) => server === 1);
  expect(heard.length).toBeGreaterThan(5);
  expect(its.filter(({ server }) => server === 2).length).toBeGreaterThan(5);
  expect(asked.filter(({ at, server }) => at < MOVES_AT && server === 1)).toEqual(heard);
});
