/**
 * Resolves selectors: from words such as `leader(db)` to the nodes they point at right now.
 *
 * Draws from the stream it is given; changes nothing.
 */
import { invariant } from '../kernel/invariant.js';
import type { Stream } from '../kernel/random.js';
import type { NodeId } from '../model/message.js';
import type { Selector } from '../scenario/scenario.js';
import type { World } from './world.js';

/** Nodes in order of their numbers, without repeats; empty if there is none. */
export function resolve(world: World, selector: Selector, draw: Stream): readonly NodeId[] {
  switch (selector.kind) {
    case 'all':
      return modelNodes(world);
    case 'group':
      return group(world, selector.group).members;
    case 'node': {
      const id = group(world, selector.group).members[selector.index - 1];
      invariant(id !== undefined, `${selector.group} has no node ${selector.index}`);
      return [id];
    }
    case 'random':
      return sample(upFirst(world, resolve(world, selector.of, draw)), selector.count, draw);
    case 'majority':
    case 'minority': {
      const of = resolve(world, selector.of, draw);
      const majority = Math.floor(of.length / 2) + 1;
      return sample(of, selector.kind === 'majority' ? majority : of.length - majority, draw);
    }
    case 'others': {
      const but = new Set(resolve(world, selector.but, draw));
      return resolve(world, selector.of, draw).filter((id) => !but.has(id));
    }
    case 'union':
      return unique(selector.of.flatMap((part) => resolve(world, part, draw)));
    case 'role':
      return role(world, selector.role, selector.group);
  }
}

/** Every node that has a model: everything but clients and administrators. */
export function modelNodes(world: World): readonly NodeId[] {
  return world.nodes.filter((node) => node.group.model !== undefined).map((node) => node.id);
}

/** `count` of the nodes, each subset equally likely, in order of their numbers. */
export function sample(nodes: readonly NodeId[], count: number, draw: Stream): readonly NodeId[] {
  return shuffled(nodes, draw)
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** The nodes in a random order, each equally likely. */
export function shuffled(nodes: readonly NodeId[], draw: Stream): NodeId[] {
  const order = nodes.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

function group(world: World, name: string) {
  const found = world.groups.get(name);
  invariant(found !== undefined, `there is no group ${name}`);
  return found;
}

function role(world: World, name: string, groupName: string): readonly NodeId[] {
  const { model, members } = group(world, groupName);
  const select = model?.selectors?.[name];
  invariant(select !== undefined, `${groupName} has no ${name}`);
  const views = members.map((id) => ({ id, state: world.nodes[id]!.state }));
  return unique(world.asNode(world.nodes[members[0]!]!, () => select(views)));
}

/** Random faults look for nodes that are up; only if none is do they take the others. */
function upFirst(world: World, nodes: readonly NodeId[]): readonly NodeId[] {
  const up = nodes.filter((id) => world.nodes[id]!.mode === 'up');
  return up.length > 0 ? up : nodes;
}

const unique = (nodes: readonly NodeId[]): readonly NodeId[] => [...new Set(nodes)].sort((a, b) => a - b);
