/**
 * Makes the nodes of a group: names, clocks, disks and parameters, each drawn from streams of the node's own.
 *
 * Nodes with a model begin as down; the world starts them. Knows nothing of what they do.
 */
import { type Distribution, quantile } from '../kernel/distribution.js';
import type { Stream } from '../kernel/random.js';
import type { NodeId } from '../model/message.js';
import type { AnyModel } from '../model/model.js';
import { type Clock, createClock } from './clock.js';
import { NodeContext } from './context.js';
import { createDisk } from './disk.js';
import { compileDraw } from './draw.js';
import { createInbox } from './inbox.js';
import { type Group, nodeName, type Receiver } from './node.js';
import type { World } from './world.js';

export interface GroupOptions {
  readonly name: string;
  readonly count: number;
  readonly model?: AnyModel | undefined;
  /** The parameters of one node, made when all groups have their numbers. */
  readonly params?: (node: NodeId, name: string) => unknown;
  /** What its model should sometimes see, with these parameters. */
  readonly conditions?: readonly string[];
  readonly clock?: { readonly offset: Distribution; readonly drift: Distribution };
  readonly disk?: { readonly sync: Distribution; readonly onCrash: 'lose' | 'tear' };
  /** For nodes without a model. */
  readonly receive?: Receiver;
}

/** A duration of zero for whoever states no disk. */
const NO_TIME: Distribution = { kind: 'constant', value: 0 };

/** Adds the group's nodes to the world's, in order of their numbers. */
export function addNodes(world: World, group: Group, options: GroupOptions): void {
  const sync = compileDraw(options.disk?.sync ?? NO_TIME);
  const clock = compileClock(options.clock);
  const hasModel = group.model !== undefined;
  group.members.forEach((id, i) => {
    const name = nodeName(group.name, i + 1);
    const ctx = new NodeContext(world, id, group.members);
    world.nodes.push({
      id,
      name,
      group,
      receive: options.receive,
      mode: hasModel ? 'down' : 'up',
      plain: !hasModel,
      incarnation: 0,
      state: undefined,
      ctx,
      clock: clock(() => world.stream(`clock/${name}`)),
      disk: createDisk(sync.bind(() => world.stream(`disk/${name}`))),
      processes: undefined,
      stations: undefined,
      inbox: createInbox(),
      slow: undefined,
      pausedAt: 0,
      pausedFor: 0,
      frozen: [],
      counters: new Map(),
      tracked: new Map(),
      persisted: undefined,
      taken: { calls: 0, sessions: 0 },
    });
    if (hasModel && options.params !== undefined) ctx.params = options.params(id, name);
  });
}

/** Draws one node's clock: two signs, an offset and a drift. */
function compileClock(spec: GroupOptions['clock']): (stream: () => Stream) => Clock {
  if (spec === undefined || (isZero(spec.offset) && isZero(spec.drift))) return () => createClock(0, 0);
  const offset = compileDraw(spec.offset);
  const drift = quantile(spec.drift);
  return (stream) => {
    const draw = stream();
    const sign = () => (draw() < 0.5 ? -1 : 1);
    const ahead = sign() * offset.of(draw());
    return createClock(ahead, sign() * drift(draw()));
  };
}

const isZero = (d: Distribution) => d.kind === 'constant' && d.value === 0;
