/** What tests of drawn scenarios share: models that stand more or less, scenarios with them, and what a fault does. */

import { type Cases, drawScenario } from '../../../src/experiment/hunt/draw.js';
import type { AdminRequest, AnyModel, Assumptions } from '../../../src/model/index.js';
import { defineModel } from '../../../src/model/index.js';
import type { Mishap } from '../../../src/model/model.js';
import { huntingOf } from '../../../src/scenario/read/hunt.js';
import type { Fault, Hunting, Network, Scenario, Selector } from '../../../src/scenario/scenario.js';
import { clientGroup, MS, nodeGroup, S, scenario } from '../../support/scenario.js';

const admin: readonly AdminRequest[] = [
  { f: 'transfer', of: 'leader' },
  { f: 'compact' },
  { f: 'change-membership', of: 'leader', nodesMin: 2 },
];

/** A model that does next to nothing: the first node leads, and everybody answers. */
export const modelThat = (name: string, assumes: Assumptions | undefined, asks = admin): AnyModel =>
  defineModel<Record<never, never>, { asked: number }, { readonly kind: 'request' }>({
    name,
    about: 'Answers.',
    source: 'none',
    leavesOut: 'everything',
    params: {},
    init: () => ({ asked: 0 }),
    on: {
      request(state, request, ctx) {
        state.asked += 1;
        ctx.ok(request as never, null);
      },
    },
    selectors: {
      leader: (nodes) =>
        nodes
          .filter(({ state }) => state !== undefined)
          .map(({ id }) => id)
          .slice(0, 1),
      follower: (nodes) =>
        nodes
          .filter(({ state }) => state !== undefined)
          .map(({ id }) => id)
          .slice(1),
    },
    admin: asks,
    ...(assumes && { assumes: () => assumes }),
  }) as AnyModel;

/** Stands everything, also what is left out by default. */
export const sturdy = modelThat('test/sturdy', { never: [] });
/** Says nothing of what it stands. */
export const silent = modelThat('test/silent', undefined);
/** Has clocks that may drift by a thousandth. */
export const punctual = modelThat('test/punctual', { never: ['clock-jump'], clockDriftMax: 1e-3 });
/** Stands nothing. */
export const frail = modelThat(
  'test/frail',
  {
    never: [
      'crash',
      'pause',
      'message-lost',
      'message-duplicated',
      'message-reordered',
      'message-altered',
      'clock-jump',
      'record-lost',
    ],
    clockDriftMax: 0,
  },
  [],
);

/** One for each mishap that alone it does not stand. */
const MISHAPS: readonly Mishap[] = [
  'crash',
  'pause',
  'message-lost',
  'message-duplicated',
  'message-reordered',
  'message-altered',
  'clock-jump',
  'record-lost',
];
export const without = MISHAPS.map(
  (mishap) => [mishap, modelThat(`test/without-${mishap}`, { never: [mishap] })] as const,
);

export const models: ReadonlyMap<string, AnyModel> = new Map(
  [sturdy, silent, punctual, frail, ...without.map(([, model]) => model)].map((model) => [model.name, model]),
);

/** A network of which the file says that messages may come twice. */
export const TWICE = 1e-4;
const twice: Network = { ...scenario({}).network, duplicate: TWICE };

/** Five nodes of a model, and clients that ask them. */
export const file = (model: AnyModel, parts: Partial<Scenario> = {}): Scenario =>
  scenario({
    duration: 4 * S,
    network: twice,
    nodes: [nodeGroup({ name: 'db', model: model.name, count: 5 })],
    clients: [
      clientGroup({
        name: 'app',
        target: 'db',
        count: 5,
        arrivals: { kind: 'poisson', rate: 40 },
        operations: [
          { f: 'read', weight: 0.5 },
          { f: 'write', weight: 0.3 },
          { f: 'cas', weight: 0.2 },
        ],
        keys: { kind: 'uniform', count: 5 },
        timeout: 500 * MS,
        retryAfter: 150 * MS,
        until: 4 * S,
        maxOperations: 100,
      }),
    ],
    ...parts,
  });

export const casesOf = (of: Scenario, hunting: Partial<Hunting> = {}): Cases => ({
  variants: [of],
  hunting: { ...huntingOf(of), ...hunting },
});

/** Scenarios of so many seeds. */
export const drawn = (cases: Cases, seeds: number, of = models): readonly Scenario[] =>
  Array.from({ length: seeds }, (_, i) => drawScenario(cases, of, `draw/${i}`));

/** What a fault may do to nodes or messages, told from its data alone. */
export function mishapsOf({ action }: Fault, { order, links }: Network): readonly Mishap[] {
  switch (action.kind) {
    case 'partition':
      return ['message-lost'];
    case 'crash':
    case 'restart':
      return ['crash'];
    case 'pause':
    case 'slow':
      return ['pause'];
    case 'degrade': {
      const { loss = 0, duplicate = 0, corrupt = 0, checksum = true } = action.link;
      const { latency, bandwidth, order: own } = action.link;
      const inOrder = order === 'fifo' && links.every((link) => link.order === 'fifo') && own !== 'any';
      const moves = latency !== undefined || bandwidth !== undefined || own === 'any';
      return [
        ...(loss > 0 || (corrupt > 0 && checksum) ? ['message-lost' as const] : []),
        ...(corrupt > 0 && !checksum ? ['message-altered' as const] : []),
        ...(duplicate > 0 ? ['message-duplicated' as const] : []),
        ...(moves && !inOrder ? ['message-reordered' as const] : []),
      ];
    }
    case 'clock':
      return action.jump === 0 ? [] : ['clock-jump'];
    case 'disk':
      return action.corrupt > 0 ? ['record-lost'] : [];
    default:
      return [];
  }
}

/** Every selector that a fault speaks of, those inside others included. */
export function selectorsOf({ action }: Fault): readonly Selector[] {
  const of: (Selector | undefined)[] = [];
  if (action.kind === 'partition' || action.kind === 'hold') {
    const { shape } = action;
    if (shape.kind === 'split') of.push(shape.left, shape.right);
    else if (shape.kind === 'one-way') of.push(shape.from, shape.to);
    else of.push(shape.of);
  } else if (action.kind === 'ask') of.push(action.node, action.nodes);
  else of.push(action.nodes);
  return of.flatMap((one) => (one === undefined ? [] : inside(one)));
}

function inside(selector: Selector): readonly Selector[] {
  switch (selector.kind) {
    case 'random':
    case 'majority':
    case 'minority':
      return [selector, ...inside(selector.of)];
    case 'others':
      return [selector, ...inside(selector.of), ...inside(selector.but)];
    case 'union':
      return [selector, ...selector.of.flatMap(inside)];
    default:
      return [selector];
  }
}
