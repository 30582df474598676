/** Small worlds for tests: plain nodes that note what they get, and a model whose handlers a test writes itself. */
import { createFastQueue } from '../../src/kernel/queue-fast.js';
import { createReferenceQueue } from '../../src/kernel/queue-reference.js';
import type { AnyModel, Context, Message, NodeId } from '../../src/model/index.js';
import type { Fault, FaultAction, Link, Selector } from '../../src/scenario/scenario.js';
import { compileLink } from '../../src/world/network.js';
import { World, type WorldOptions } from '../../src/world/world.js';

export const MS = 1_000_000;
export const constant = (value: number) => ({ kind: 'constant', value }) as const;

export const perfectLink: Link = {
  latency: constant(MS),
  loss: 0,
  duplicate: 0,
  corrupt: 0,
  checksum: true,
  order: 'any',
  bandwidth: Number.POSITIVE_INFINITY,
};

type Options = Partial<Omit<WorldOptions, 'link' | 'queue'>> & {
  readonly link?: Partial<Link>;
  readonly heap?: boolean;
};

export const createWorld = ({ link, heap, ...options }: Options = {}): World =>
  new World({
    seed: '1',
    freeze: true,
    queue: heap === true ? createReferenceQueue() : createFastQueue(),
    ...options,
    link: compileLink({ ...perfectLink, ...link }),
  });

export interface Arrival {
  readonly at: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Message;
}

/** Adds `count` nodes without a model that note what arrives. */
export function addListeners(world: World, count: number, name = 'n'): Arrival[] {
  const arrivals: Arrival[] = [];
  world.addGroup({
    name,
    count,
    receive: (from, message, to) => arrivals.push({ at: world.kernel.now, from, to, message }),
  });
  return arrivals;
}

export interface Numbered extends Message {
  readonly n: number;
}

export const numbered = (n: number): Numbered => ({ kind: 'numbered', n });
export const numbersOf = (arrivals: readonly Arrival[]) =>
  arrivals.map(({ message }) => (message as Numbered).n);

// biome-ignore lint/suspicious/noExplicitAny: tests write handlers for whatever messages they like
export type Ctx = Context<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyHandler = (state: any, message: any, ctx: Ctx) => unknown;

/** A model of the test's own. State is whatever `init` gives, else an empty object. */
export function modelOf(
  on: Readonly<Record<string, AnyHandler>>,
  rest: { readonly [part: string]: unknown } = {},
): AnyModel {
  return {
    name: 'test/probe',
    about: 'a probe',
    source: 'none',
    leavesOut: 'all',
    params: {},
    init: () => ({}),
    on,
    ...rest,
  } as unknown as AnyModel;
}

/** Runs something in the world at an instant, as an event of its own. */
export function at(world: World, instant: number, run: () => void): void {
  world.kernel.schedule(
    instant,
    world.kernel.handler(() => run()),
    0,
    0,
    undefined,
  );
}

export const all: Selector = { kind: 'all' };
export const node = (group: string, index: number): Selector => ({ kind: 'node', group, index });
export const ofGroup = (group: string): Selector => ({ kind: 'group', group });
export const random = (group: string, count: number): Selector => ({
  kind: 'random',
  of: ofGroup(group),
  count,
});

export const fault = (action: FaultAction, instant: number, duration?: number): Fault => ({
  text: `${action.kind} at ${instant}`,
  at: instant,
  duration,
  action,
});

/** A world with one modelled node, number 0, and a listener, number 1. */
export function pair(model: AnyModel, options = {}, group = {}) {
  const world = createWorld({ link: { latency: constant(MS) }, ...options });
  world.addGroup({ name: 'db', count: 1, model, ...group });
  const arrivals = addListeners(world, 1, 'ear');
  const db = world.nodes[0]!;
  const when = (instant: number, run: () => void) => at(world, instant, run);
  return { world, arrivals, db, when };
}

/** Notes `kind n` of whatever it gets, with the instant in ms. */
export function noting(log: string[], extra = {}): AnyModel {
  const note = (_s: unknown, message: { kind: string; n?: number }, ctx: Ctx) => {
    log.push(`${ctx.monotonicClock() / MS} ${message.kind} ${message.n ?? ''}`.trim());
  };
  return modelOf({ numbered: note, timer: note, later: note, done: note, synced: note, ...extra });
}
