/**
 * Multi-leader replication under faults drawn at random: what it promises holds, and mistakes planted in it are found
 * by the checker whose business they are. Seeds are fixed.
 */
import { describe, expect, test } from 'vitest';
import { crdtSet } from '../../../models/replication/multi-leader/crdts.js';
import { resolutionOf } from '../../../models/replication/multi-leader/resolution.js';
import { join } from '../../../models/replication/multi-leader/version-vector.js';
import { multiLeader, multiLeaderWith } from '../../../models/replication/multi-leader.js';
import type { AnyModel } from '../../../src/model/index.js';
import { assertHolds, loadScenario } from '../../../src/testing/index.js';
import { MS } from '../../support/scenario.js';
import { counterMergedBySum, lastWriteTiesByArrival, setRemovesUnseen } from './broken.js';

const FILE = new URL('../../../scenarios/replication/multi-leader-hunt.yaml', import.meta.url);
const CONVERGES = 'converges(db) within 4s';
const INVARIANT = 'invariant(db)';
const SESSIONS = ['read-your-writes', 'monotonic-reads', 'monotonic-writes', 'writes-follow-reads'].map(
  (guarantee) => `${guarantee}(app)`,
);

type Settings = Readonly<Record<string, string | number>>;

const params = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`nodes.db.params.${name}`, value]));

const COUNTER = {
  ...params({ object: 'counter' }),
  'clients.app.object': 'counter',
  'clients.app.operations': '{ add: 50%, dec: 20%, read: 30% }',
};
const SET = {
  ...params({ object: 'set', elements: 5 }),
  'clients.app.object': 'set',
  'clients.app.operations': '{ add: 50%, remove: 30%, read: 20% }',
};
const LIST = {
  ...params({ object: 'list-append', elements: 5 }),
  'clients.app.object': 'list-append',
  'clients.app.operations': '{ append: 40%, insert: 20%, remove: 20%, read: 20% }',
};

/** Often enough for what is rare to happen. */
const busy = { 'clients.app.arrivals': 'poisson(400/s)' };

/** Members hear of each other late and out of order, and their clients look often meanwhile. */
const late = {
  ...busy,
  'nodes.db.disk.sync': 'uniform(0.2ms, 2ms)',
  'network.latency': 'uniform(1ms, 200ms)',
  'network.links': '[{ from: app, to: db, latency: 0.2ms }]',
  'clients.app.operations': '{ read: 80%, write: 20% }',
};

interface Case {
  readonly set?: Settings;
  readonly claims: readonly string[];
  readonly model?: AnyModel;
  readonly runs?: number;
}

/** What the file expects of registers is not said of other objects. */
const hold = ({ set = {}, claims, model = multiLeader, runs = 60 }: Case) =>
  assertHolds(
    loadScenario(FILE, { set: { expect: `[${CONVERGES}]`, ...set }, models: { [model.name]: model } }),
    {
      claims,
      runs,
      workload: false,
      shrinkTries: 0,
    },
  );

describe('holds', () => {
  test.each<[string, Case]>([
    ['registers, all that the file expects', { claims: [CONVERGES, INVARIANT, ...SESSIONS], runs: 200 }],
    ['registers that hear of each other late', { set: late, claims: SESSIONS, runs: 20 }],
    ['registers as CRDTs', { set: params({ conflicts: 'crdt' }), claims: [CONVERGES, ...SESSIONS] }],
    ['registers in a ring', { set: params({ topology: 'ring' }), claims: [INVARIANT, ...SESSIONS] }],
    ['registers in a star', { set: params({ topology: 'star' }), claims: [INVARIANT, ...SESSIONS] }],
    [
      'registers without causal delivery',
      { set: params({ delivery: 'fifo' }), claims: [CONVERGES, ...SESSIONS.slice(0, 2)] },
    ],
    [
      'counters as CRDTs',
      { set: { ...COUNTER, ...params({ conflicts: 'crdt' }) }, claims: [CONVERGES, INVARIANT] },
    ],
    [
      'counters as merged siblings',
      { set: { ...COUNTER, ...params({ conflicts: 'merge' }) }, claims: [CONVERGES, INVARIANT] },
    ],
    [
      'sets as CRDTs',
      { set: { ...SET, ...params({ conflicts: 'crdt' }) }, claims: [CONVERGES, INVARIANT], runs: 100 },
    ],
    [
      'sets as merged siblings',
      {
        set: { ...SET, ...params({ conflicts: 'merge', delivery: 'fifo' }) },
        claims: [CONVERGES, INVARIANT],
      },
    ],
    [
      'lists as CRDTs',
      { set: { ...LIST, ...params({ conflicts: 'crdt' }) }, claims: [CONVERGES, INVARIANT], runs: 100 },
    ],
    [
      'lists, the last write wins',
      { set: { ...LIST, ...params({ conflicts: 'lww' }) }, claims: [CONVERGES, INVARIANT] },
    ],
  ])('%s', (_name, each) => {
    expect(hold(each).operations).toBeGreaterThan(1000);
  });

  // Then what it sees is what one node does.
  test.each([
    ['register', '{ read: 50%, write: 50% }'],
    ['counter', '{ read: 50%, add: 30%, dec: 20% }'],
    ['set', '{ read: 40%, add: 30%, remove: 20%, contains: 10% }'],
    ['list-append', '{ read: 50%, append: 50% }'],
  ])('linearizable for a single client that stays with one member: %s', (object, operations) => {
    hold({
      set: { ...alone(object, operations), ...params({ conflicts: 'crdt' }) },
      claims: ['linearizable(app)'],
      runs: 30,
    });
    hold({
      set: { ...alone(object, operations), ...params({ conflicts: 'merge' }) },
      claims: ['linearizable(app)'],
      runs: 30,
    });
  });
});

const alone = (object: string, operations: string): Settings => ({
  'nodes.db.params.object': object,
  'clients.app.object': object,
  'clients.app.operations': operations,
  'clients.app.count': 1,
  'clients.app.arrivals': 'closed(think=20ms)',
});

describe('does not hold', () => {
  test.each<[string, Case, RegExp]>([
    [
      'wall clocks that differ',
      { set: params({ stamps: 'wall' }), claims: ['read-your-writes(app)'] },
      /read-your-writes/,
    ],
    [
      'fifo delivery',
      { set: { ...late, ...params({ delivery: 'fifo' }) }, claims: ['writes-follow-reads(app)'], runs: 100 },
      /writes-follow-reads/,
    ],
    [
      'any member at any time',
      { set: { 'clients.app.route': 'random' }, claims: ['read-your-writes(app)'] },
      /read-your-writes/,
    ],
    ['many clients', { claims: ['linearizable(app)'] }, /linearizable/],
  ])('with %s', (_name, each, message) => {
    expect(() => hold(each)).toThrow(message);
  });
});

// ---- planted mistakes

const right = multiLeaderWith(resolutionOf);
const withoutMonitor = ({ monitor: _, ...model }: AnyModel): AnyModel => model;

const lwwTiesByArrival = multiLeaderWith((choice) =>
  choice.object === 'register' ? lastWriteTiesByArrival(20 * MS) : resolutionOf(choice),
);
const removesUnseen = multiLeaderWith((choice) => {
  const chosen = resolutionOf(choice);
  return chosen === crdtSet ? setRemovesUnseen : chosen;
});
const addsUp = multiLeaderWith(() => counterMergedBySum);

/** What comes again because it was not acknowledged in time counts as new. */
const appliedAgain: AnyModel = {
  ...right,
  on: {
    ...right.on,
    ops(state, message, ctx) {
      if (message.again)
        for (const { stamp } of message.ops)
          if (stamp.number === state.seen[stamp.origin])
            state.seen = state.seen.map((seen: number, origin: number) =>
              origin === stamp.origin ? seen - 1 : seen,
            );
      return right.on.ops(state, message, ctx);
    },
  },
};

/** Once it has sent something on, it takes it for received. */
const relayForgets: AnyModel = {
  ...right,
  on: {
    ...right.on,
    synced(state, message, ctx) {
      right.on.synced(state, message, ctx);
      for (const peer of state.peers.values()) peer.acked = join(peer.acked, peer.sent);
    },
  },
};

/** Answers before the disk has it. */
const answersAtOnce: AnyModel = {
  ...right,
  on: {
    ...right.on,
    request(state, message, ctx) {
      right.on.request(state, message, ctx);
      for (const { request, value } of state.held.splice(0)) ctx.ok(request, value);
    },
  },
};

describe('a planted mistake is found', () => {
  const lossy = { 'network.loss': '5%' };
  test.each<[string, Case, RegExp]>([
    [
      'last writes that tie by arrival, by their contents',
      { model: lwwTiesByArrival, claims: [INVARIANT] },
      /strong-eventual-consistency/,
    ],
    [
      'and by convergence',
      {
        model: withoutMonitor(lwwTiesByArrival),
        set: { ...busy, 'clients.app.keys': 'uniform(30)' },
        claims: [CONVERGES],
      },
      /converges/,
    ],
    [
      'an OR-set that removes what it has not seen, by its contents',
      { model: removesUnseen, set: { ...SET, ...params({ conflicts: 'crdt' }) }, claims: [INVARIANT] },
      /strong-eventual-consistency/,
    ],
    [
      'and by convergence',
      {
        model: withoutMonitor(removesUnseen),
        set: { ...SET, ...params({ conflicts: 'crdt' }) },
        claims: [CONVERGES],
      },
      /converges/,
    ],
    [
      'an operation that is applied again when it is sent again',
      { model: appliedAgain, set: lossy, claims: [INVARIANT] },
      /applied-once/,
    ],
    [
      'a ring whose relays send but once',
      {
        model: relayForgets,
        set: { ...lossy, ...params({ topology: 'ring', antiEntropy: 'unlimited' }) },
        claims: [CONVERGES],
      },
      /converges/,
    ],
    [
      'a counter merged by sum',
      {
        model: addsUp,
        set: { ...alone('counter', '{ read: 50%, add: 50% }'), ...params({ conflicts: 'crdt' }) },
        claims: ['linearizable(app)'],
      },
      /linearizable/,
    ],
    [
      'an answer before the disk has it',
      {
        model: answersAtOnce,
        set: {
          'nodes.db.disk.sync': '50ms',
          'clients.app.arrivals': 'poisson(300/s)',
          faults: '[{ at: 1s, every: 300ms, until: 3s, for: 1ms, crash: random(db), disk: lose }]',
        },
        claims: ['read-your-writes(app)'],
        runs: 100,
      },
      /read-your-writes/,
    ],
  ])('%s', (_name, each, message) => {
    expect(() => hold(each)).toThrow(message);
  });
});
