/**
 * Graphs of dependencies between transactions, in typed arrays: a hundred thousand transactions have some
 * million of them.
 *
 * Knows kinds of dependencies as bits; knows neither histories nor anomalies.
 */

/** Kinds of dependencies, one bit each: T2 overwrote, read, or did not see what T1 did, or came later. */
export const WW = 1;
export const WR = 2;
/** T1 read a version that T2 replaced: an anti-dependency. */
export const RW = 4;
export const PROCESS = 8;
export const REALTIME = 16;
export const KINDS = [WW, WR, RW, PROCESS, REALTIME] as const;

/** Dependencies one after another, with what they rest on: a key, and the versions before and after. */
export interface Edges {
  readonly length: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly kind: Int32Array;
  readonly key: Int32Array;
  readonly before: Int32Array;
  readonly after: Int32Array;
}

export interface EdgeCollector {
  /** Ignores a dependency of a transaction on itself. */
  add(from: number, to: number, kind: number, key: number, before: number, after: number): void;
  finish(): Edges;
}

/** @param room how many edges to expect */
export function createEdgeCollector(room = 1024): EdgeCollector {
  const fields = ['from', 'to', 'kind', 'key', 'before', 'after'] as const;
  let columns = fields.map(() => new Int32Array(Math.max(1, room)));
  let length = 0;
  return {
    add(from, to, kind, key, before, after) {
      if (from === to) return;
      if (length === (columns[0] as Int32Array).length) {
        columns = columns.map((column) => {
          const larger = new Int32Array(column.length * 2);
          larger.set(column);
          return larger;
        });
      }
      const [a, b, c, d, e, f] = columns as [
        Int32Array,
        Int32Array,
        Int32Array,
        Int32Array,
        Int32Array,
        Int32Array,
      ];
      a[length] = from;
      b[length] = to;
      c[length] = kind;
      d[length] = key;
      e[length] = before;
      f[length] = after;
      length++;
    },
    finish() {
      const [from, to, kind, key, before, after] = columns as [
        Int32Array,
        Int32Array,
        Int32Array,
        Int32Array,
        Int32Array,
        Int32Array,
      ];
      return { length, from, to, kind, key, before, after };
    },
  };
}

/** Successors of node `n` are `target[first[n]]` up to `target[first[n + 1] - 1]`. */
export interface Graph {
  readonly nodes: number;
  readonly first: Int32Array;
  readonly target: Int32Array;
  /** What kinds of dependencies there are between the two. */
  readonly kinds: Uint8Array;
  /** The one by which it is explained. */
  readonly kind: Uint8Array;
  /** What this node or this edge was in the graph that this one was made from. */
  readonly node: Int32Array;
  readonly edge: Int32Array;
}

/** Fields of a graph that say of each edge how it may be used. */
export type Marks = 'kinds' | 'kind';

/** One edge between any two nodes. Of several, the one whose kind comes first in `priority` explains it. */
export function buildGraph(nodes: number, edges: Edges, priority: readonly number[]): Graph {
  const rank = new Uint8Array(32).fill(255);
  for (const [at, kind] of priority.entries()) rank[kind] = at;
  const first = new Int32Array(nodes + 1);
  for (let i = 0; i < edges.length; i++) (first[(edges.from[i] as number) + 1] as number)++;
  for (let n = 0; n < nodes; n++) first[n + 1] = (first[n + 1] as number) + (first[n] as number);
  const sorted = new Int32Array(edges.length);
  const next = first.slice();
  for (let i = 0; i < edges.length; i++) sorted[(next[edges.from[i] as number] as number)++] = i;
  const target = new Int32Array(edges.length);
  const edge = new Int32Array(edges.length);
  const kinds = new Uint8Array(edges.length);
  const kind = new Uint8Array(edges.length);
  // Where the edge from the present node to that one was put.
  const place = new Int32Array(nodes).fill(-1);
  let count = 0;
  for (let n = 0, at = 0; n < nodes; n++) {
    const end = first[n + 1] as number;
    const start = count;
    for (; at < end; at++) {
      const i = sorted[at] as number;
      const to = edges.to[i] as number;
      const bit = edges.kind[i] as number;
      const known = place[to] as number;
      if (known < start) {
        place[to] = count;
        target[count] = to;
        edge[count] = i;
        kinds[count] = bit;
        kind[count++] = bit;
        continue;
      }
      kinds[known] = (kinds[known] as number) | bit;
      if ((rank[bit] as number) < (rank[kind[known] as number] as number)) {
        kind[known] = bit;
        edge[known] = i;
      }
    }
    first[n] = start;
  }
  first[nodes] = count;
  return {
    nodes,
    first,
    target: target.slice(0, count),
    kinds: kinds.slice(0, count),
    kind: kind.slice(0, count),
    node: Int32Array.from({ length: nodes }, (_, n) => n),
    edge: edge.slice(0, count),
  };
}

/** The edges within a set of nodes. */
export function within(graph: Graph, members: Int32Array, numberOf: Int32Array): Graph {
  for (const [at, n] of members.entries()) numberOf[n] = at;
  const chosen: number[] = [];
  const first = new Int32Array(members.length + 1);
  for (const [at, n] of members.entries()) {
    for (let e = graph.first[n] as number; e < (graph.first[n + 1] as number); e++) {
      if ((numberOf[graph.target[e] as number] as number) !== -1) chosen.push(e);
    }
    first[at + 1] = chosen.length;
  }
  const part: Graph = {
    nodes: members.length,
    first,
    target: Int32Array.from(chosen, (e) => numberOf[graph.target[e] as number] as number),
    kinds: Uint8Array.from(chosen, (e) => graph.kinds[e] as number),
    kind: Uint8Array.from(chosen, (e) => graph.kind[e] as number),
    node: members,
    edge: Int32Array.from(chosen, (e) => graph.edge[e] as number),
  };
  for (const n of members) numberOf[n] = -1;
  return part;
}

/**
 * The graph in which no two anti-dependencies follow each other: each node twice, `n` as reached by another
 * kind, `n + nodes` as reached by an anti-dependency, from where no further one leads. Edges and nodes are
 * those of `graph`. A cycle of it is what snapshot isolation forbids (Cerone and Gotsman 2016).
 */
export function alternating(graph: Graph, marks: Marks, plain: number): Graph {
  const { nodes } = graph;
  const mark = graph[marks];
  const first = new Int32Array(2 * nodes + 1);
  // An edge that is of both sorts leads on from `n` twice, and once from `n + nodes`.
  const target = new Int32Array(3 * graph.target.length);
  const kinds = new Uint8Array(target.length);
  const edge = new Int32Array(target.length);
  let count = 0;
  for (let state = 0; state < 2 * nodes; state++) {
    const n = state % nodes;
    for (let e = graph.first[n] as number; e < (graph.first[n + 1] as number); e++) {
      const kind = mark[e] as number;
      const to = graph.target[e] as number;
      if ((kind & plain) !== 0) {
        target[count] = to;
        kinds[count] = kind & plain;
        edge[count++] = e;
      }
      if (state === n && (kind & RW) !== 0) {
        target[count] = to + nodes;
        kinds[count] = RW;
        edge[count++] = e;
      }
    }
    first[state + 1] = count;
  }
  const used = kinds.subarray(0, count);
  return {
    nodes: 2 * nodes,
    first,
    target: target.subarray(0, count),
    kinds: used,
    kind: used,
    node: Int32Array.from({ length: 2 * nodes }, (_, state) => state % nodes),
    edge: edge.subarray(0, count),
  };
}
