/**
 * Strongly connected components (Tarjan 1972), without recursion: a chain of a hundred thousand transactions
 * must not exhaust the stack.
 */
import type { Graph, Marks } from './graph.js';

export interface Components {
  readonly count: number;
  /** Component of each node. An edge never leads to a higher number, so the order is a topological one. */
  readonly of: Int32Array;
  readonly size: Int32Array;
}

/** Components of the graph that has only the edges with one of these kinds. */
export function components(graph: Graph, marks: Marks, kinds: number): Components {
  const { nodes, first, target } = graph;
  const mark = graph[marks];
  const of = new Int32Array(nodes).fill(-1);
  const size: number[] = [];
  const order = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const nextEdge = first.slice(0, nodes);
  const path = new Int32Array(nodes);
  const open = new Int32Array(nodes);
  let visited = 0;
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== -1) continue;
    let depth = 0;
    let opened = 0;
    path[0] = root;
    open[opened++] = root;
    order[root] = low[root] = visited++;
    while (depth >= 0) {
      const n = path[depth] as number;
      const e = nextEdge[n] as number;
      if (e < (first[n + 1] as number)) {
        nextEdge[n] = e + 1;
        if (((mark[e] as number) & kinds) === 0) continue;
        const to = target[e] as number;
        if (order[to] === -1) {
          order[to] = low[to] = visited++;
          open[opened++] = to;
          path[++depth] = to;
        } else if (of[to] === -1 && (order[to] as number) < (low[n] as number)) low[n] = order[to] as number;
        continue;
      }
      if (low[n] === order[n]) {
        const before = opened;
        let member: number;
        do {
          member = open[--opened] as number;
          of[member] = size.length;
        } while (member !== n);
        size.push(before - opened);
      }
      depth--;
      if (depth >= 0) {
        const parent = path[depth] as number;
        if ((low[n] as number) < (low[parent] as number)) low[parent] = low[n] as number;
      }
    }
  }
  return { count: size.length, of, size: Int32Array.from(size) };
}

/** Members of every component of more than one node, in order of their numbers. */
export function cyclicMembers({ of, size }: Components): readonly Int32Array[] {
  const place = new Int32Array(size.length);
  const lists: Int32Array[] = [];
  const listOf = new Map<number, Int32Array>();
  for (const [n, component] of of.entries()) {
    const count = size[component] as number;
    if (count < 2) continue;
    let list = listOf.get(component);
    if (list === undefined) {
      list = new Int32Array(count);
      listOf.set(component, list);
      lists.push(list);
    }
    list[(place[component] as number)++] = n;
  }
  return lists;
}
