/**
 * Short cycles through an edge of a given kind, by breadth-first search, within a budget of steps.
 *
 * Knows graphs only. A cycle is closed by one edge and else made of others: with different kinds for the
 * two, it has exactly one edge of the first kind.
 */
import { components } from './components.js';
import type { Graph, Marks } from './graph.js';

/** After the first cycle, so many further starts are tried for a shorter one. */
const FURTHER_STARTS = 64;

export interface Budget {
  /** Edges that may still be looked at. */
  steps: number;
}

export interface CycleQuery {
  readonly marks: Marks;
  /** Kinds of the edge that closes the cycle, and of all others. */
  readonly closing: number;
  readonly path: number;
  /** Whether a cycle will do. */
  readonly accepts: (cycle: readonly number[]) => boolean;
}

/** `found`: edges of the graph, each leading to the next one's node; `timeout`: there may be one. */
export type CycleAnswer =
  | { readonly kind: 'found'; readonly cycle: readonly number[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'timeout' };

export function shortestCycle(graph: Graph, query: CycleQuery, budget: Budget): CycleAnswer {
  const { marks, closing, path } = query;
  const mark = graph[marks];
  const { of } = components(graph, marks, path);
  // Where paths lead from b back to a, a stands no higher in the topological order.
  const closers = new Map<number, number[]>();
  const source = sources(graph);
  for (let e = 0; e < graph.target.length; e++) {
    const a = source[e] as number;
    const b = graph.target[e] as number;
    if (((mark[e] as number) & closing) === 0 || (of[b] as number) < (of[a] as number)) continue;
    const list = closers.get(b);
    if (list === undefined) closers.set(b, [e]);
    else list.push(e);
  }
  const seen = new Int32Array(graph.nodes).fill(-1);
  const arrived = new Int32Array(graph.nodes);
  const depth = new Int32Array(graph.nodes);
  const queue = new Int32Array(graph.nodes);
  const closer = new Int32Array(graph.nodes).fill(-1);
  let best: readonly number[] | undefined;
  let further = 0;
  for (const [b, edges] of closers) {
    if (best !== undefined && (best.length === 2 || further++ === FURTHER_STARTS)) break;
    if (budget.steps <= 0) return best === undefined ? { kind: 'timeout' } : { kind: 'found', cycle: best };
    const found = searchFrom(b, edges, best === undefined ? Infinity : best.length);
    if (found !== undefined && query.accepts(found)) best = found;
  }
  if (best !== undefined) return { kind: 'found', cycle: best };
  return { kind: budget.steps <= 0 ? 'timeout' : 'none' };

  /** The shortest path from b to the source of one of the edges, behind that edge. */
  function searchFrom(b: number, edges: readonly number[], limit: number): readonly number[] | undefined {
    let lowest = of[b] as number;
    for (const e of edges) {
      const a = source[e] as number;
      closer[a] = e;
      if ((of[a] as number) < lowest) lowest = of[a] as number;
    }
    let goal = -1;
    let head = 0;
    let tail = 0;
    queue[tail++] = b;
    seen[b] = b;
    depth[b] = 1;
    while (head < tail && goal === -1) {
      const n = queue[head++] as number;
      if (closer[n] !== -1) {
        goal = n;
        break;
      }
      if ((depth[n] as number) + 1 >= limit) continue;
      const end = graph.first[n + 1] as number;
      budget.steps -= end - (graph.first[n] as number);
      for (let e = graph.first[n] as number; e < end; e++) {
        const to = graph.target[e] as number;
        if (((mark[e] as number) & path) === 0 || seen[to] === b || (of[to] as number) < lowest) continue;
        seen[to] = b;
        arrived[to] = e;
        depth[to] = (depth[n] as number) + 1;
        queue[tail++] = to;
      }
      if (budget.steps <= 0) break;
    }
    const cycle: number[] = [];
    if (goal !== -1) {
      for (let n = goal; n !== b; n = source[arrived[n] as number] as number)
        cycle.push(arrived[n] as number);
      cycle.push(closer[goal] as number);
      cycle.reverse();
    }
    for (const e of edges) closer[source[e] as number] = -1;
    return goal === -1 ? undefined : cycle;
  }
}

/** The node that each edge leaves. */
function sources(graph: Graph): Int32Array {
  const source = new Int32Array(graph.target.length);
  for (let n = 0; n < graph.nodes; n++) {
    source.fill(n, graph.first[n] as number, graph.first[n + 1] as number);
  }
  return source;
}
