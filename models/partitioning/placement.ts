/**
 * Keys laid out over members, and what comes of it: how even, what moves when one leaves, joins or counts
 * twice, what a lookup costs.
 *
 * No time passes in it: everything is measured when it starts, with members and keys of the run's own, so that runs over
 * seeds give intervals. Whoever asks it for a key is told the owner.
 */
import {
  type Context,
  choice,
  count,
  defineModel,
  type ParamsOf,
  type Request,
  ratio,
} from '../../src/model/index.js';
import { ALGORITHMS } from './algorithms.js';
import { HASHES, type HashName } from './hash.js';
import { keyOf } from './key.js';
import { layoutOf, member, partitionerOf } from './layout.js';
import { FIGURES, measure } from './placement/measure.js';
import { monitor, type State } from './placement/monitor.js';
import type { Layout, Settings } from './types.js';

const params = {
  algorithm: choice(
    ALGORITHMS.map(({ name }) => name),
    'ring',
    'how keys find their member',
  ),
  hash: choice(Object.keys(HASHES) as HashName[], 'murmur3-128', 'hash function of keys and members'),
  members: count(10, 'how many there are, all alike', { min: 2 }),
  keys: count(10_000, 'how many keys are laid out; they differ from run to run', { min: 1 }),
  points: count(100, 'virtual nodes of each member (ring, bounded; ketama, in fours)', { min: 1 }),
  probes: count(21, 'places at which a key looks (multi-probe)', { min: 1 }),
  tableSize: count(65_537, 'entries of the table, a prime (maglev)', { min: 2 }),
  cached: count(0, 'keys that a cache in front of the members answers (figures: cache)', { min: 0 }),
  figures: choice(
    FIGURES,
    'all',
    'what is told: how even, what moves when members change, what a lookup costs; or how busy the busiest member is behind a ' +
      'cache, where each key is asked as often',
  ),
  above: ratio('25%', 'how much more than the mean a member takes at most (bounded)'),
};

type Ctx = Context<ParamsOf<typeof params>, Request>;

export const placement = defineModel<typeof params, State, Request>({
  name: 'partitioning/placement',
  about:
    'Keys laid out over members by any algorithm: balance, what a change of members moves, what a lookup costs.',
  source:
    'Karger et al., Consistent Hashing and Random Trees, STOC 1997, and what each algorithm names (foretell partition); ' +
    'a cache in front: Fan et al., Small Cache, Big Effect, SoCC 2011',
  leavesOut:
    'time, popularity of keys, zones, and weights but for one that doubles, which foretell partition knows',
  params,
  checkParams: ({ algorithm, points, tableSize, members }) => [
    ...(algorithm === 'ketama' && points < 4
      ? [{ param: 'points', problem: 'at least 4 for ketama, which has four points to a hash' }]
      : []),
    ...(algorithm === 'maglev' && (tableSize < members || !isPrime(tableSize))
      ? [{ param: 'tableSize', problem: 'a prime, and at least as many entries as members' }]
      : []),
  ],
  init(_durable, ctx: Ctx) {
    const { params } = ctx;
    const layout = draw(ctx);
    const { settings } = layout;
    const texts = Array.from({ length: params.keys }, () => textOf(ctx.random()));
    const keys = { length: texts.length, at: (i: number) => keyOf(texts[i]!, settings.hash) };
    const place = Math.floor(ctx.random() * params.members);
    return { layout, figures: measure(layout, keys, place, params.figures, params.cached) };
  },
  on: {
    request(state, request, ctx: Ctx) {
      const { layout } = state;
      const owner = partitionerOf(layout).owner(keyOf(String(request.key), layout.settings.hash));
      ctx.ok(request, layout.members[owner]!.id);
    },
  },
  monitor,
});

/** Members whose names, and so their places, are this run's own. */
function draw(ctx: Ctx): Layout {
  const { algorithm, hash, members, points, probes, tableSize, above } = ctx.params;
  const run = textOf(ctx.random());
  const settings: Partial<Settings> = { hash, points, probes, tableSize, bound: 1 + above };
  return layoutOf(
    algorithm,
    Array.from({ length: members }, (_, i) => member(`${run}-${i}`)),
    settings,
  );
}

const DIGITS = 8;
/** 36 to the power of that. */
const TEXTS = 2821109907456;

/** A text of eight digits and letters, each as likely, so that ranges of texts are as likely as they are wide. */
const textOf = (uniform: number): string =>
  Math.floor(uniform * TEXTS)
    .toString(36)
    .padStart(DIGITS, '0');

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return n > 1;
}
