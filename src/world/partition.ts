/**
 * Partitions: from a shape to the pairs of nodes that cannot talk.
 *
 * As in Jepsen, clients stay connected to every node unless a shape names them; "everybody else" means
 * every node with a model.
 */
import type { Stream } from '../kernel/random.js';
import type { NodeId } from '../model/message.js';
import type { Partition } from '../scenario/scenario.js';
import { modelNodes, resolve, shuffled } from './selector.js';
import type { World } from './world.js';

export interface Cut {
  blocks(from: NodeId, to: NodeId): boolean;
  /** The nodes it is about; empty if the shape found none, and then nothing is cut. */
  readonly nodes: readonly NodeId[];
}

export function cut(world: World, shape: Partition, draw: Stream): Cut {
  switch (shape.kind) {
    case 'split': {
      const left = resolve(world, shape.left, draw);
      return between(world, left, resolve(world, shape.right, draw));
    }
    case 'isolate': {
      const inside = resolve(world, shape.of, draw);
      const cutOff = new Set(inside);
      return between(
        world,
        inside,
        inside.length === 0 ? [] : modelNodes(world).filter((id) => !cutOff.has(id)),
      );
    }
    case 'halves': {
      const order = shuffled(resolve(world, shape.of, draw), draw);
      const middle = Math.ceil(order.length / 2);
      return between(world, order.slice(0, middle), order.slice(middle));
    }
    case 'bridge': {
      const order = shuffled(resolve(world, shape.of, draw), draw);
      const side = Math.floor((order.length - 1) / 2);
      return between(world, order.slice(0, side), order.slice(side + 1));
    }
    case 'ring':
      return ring(world, shuffled(resolve(world, shape.of, draw), draw));
    case 'one-way': {
      const from = marked(world, resolve(world, shape.from, draw));
      const to = marked(world, resolve(world, shape.to, draw));
      return {
        blocks: (a, b) => from[a] === 1 && to[b] === 1,
        nodes: to.includes(1) ? ids(from) : [],
      };
    }
  }
}

function between(world: World, left: readonly NodeId[], right: readonly NodeId[]): Cut {
  const side = new Int8Array(world.nodes.length);
  for (const id of left) side[id] = 1;
  for (const id of right) side[id] = -1;
  return { blocks: (a, b) => side[a]! * side[b]! === -1, nodes: right.length === 0 ? [] : left };
}

function ring(world: World, order: readonly NodeId[]): Cut {
  const position = new Int32Array(world.nodes.length).fill(-1);
  order.forEach((id, i) => {
    position[id] = i;
  });
  return {
    blocks(a, b) {
      const from = position[a]!;
      const to = position[b]!;
      if (from < 0 || to < 0) return false;
      const apart = Math.abs(from - to);
      return apart > 1 && apart !== order.length - 1;
    },
    nodes: order,
  };
}

function marked(world: World, nodes: readonly NodeId[]): Int8Array {
  const marks = new Int8Array(world.nodes.length);
  for (const id of nodes) marks[id] = 1;
  return marks;
}

function ids(marks: Int8Array): readonly NodeId[] {
  return [...marks.keys()].filter((id) => marks[id] === 1);
}
