/**
 * Which version must come before which, and why; and the shortest contradiction among all that.
 *
 * Nodes are numbers; an edge is two of them, a reason and the operation that gives it. Finds what contradicts
 * itself in time linear in the edges (strongly connected components: R. Tarjan, 1972). Knows no histories.
 */

/** Why one comes before the other. */
export type Reason =
  /** Nothing is before the first value. */
  | 'first'
  /** One session wrote both, one after the other. */
  | 'wrote both'
  /** A session saw the one before it wrote the other. */
  | 'saw before writing'
  /** A compare-and-set put the one in the place of the other. */
  | 'replaced'
  /** An answer lists them in this order. */
  | 'listed'
  /** The longest answer lists one and lacks the other. */
  | 'lacking'
  /** It is known from elsewhere. */
  | 'known'
  /** The guarantee that is judged wants it. */
  | 'wanted';

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly reason: Reason;
  /** The operation that gives the reason. */
  readonly by: number;
}

const REASONS: readonly Reason[] = [
  'first',
  'wrote both',
  'saw before writing',
  'replaced',
  'listed',
  'lacking',
  'known',
  'wanted',
];
const WANTED = REASONS.indexOf('wanted');

export interface Graph {
  add(from: number, to: number, reason: Reason, by: number): void;
  /**
   * A contradiction that the guarantee is part of: edges in a circle, first the one that is wanted. Of several,
   * a short one of those whose operations are the earliest. `undefined` if there is none.
   */
  contradiction(when: (operation: number) => number): readonly Edge[] | undefined;
}

/** How many of the wanted edges are tried to find the shortest circle. */
const TRIED_MAX = 16;

export function createGraph(nodes: number): Graph {
  const from: number[] = [];
  const to: number[] = [];
  const reasons: number[] = [];
  const by: number[] = [];
  const edge = (e: number): Edge => ({
    from: from[e]!,
    to: to[e]!,
    reason: REASONS[reasons[e]!]!,
    by: by[e]!,
  });
  return {
    add(a, b, reason, operation) {
      from.push(a);
      to.push(b);
      reasons.push(REASONS.indexOf(reason));
      by.push(operation);
    },
    contradiction(when) {
      const leaving = edgesByNode(nodes, from);
      const component = components(nodes, to, leaving);
      const suspects: number[] = [];
      for (let e = 0; e < from.length; e++) {
        if (reasons[e] === WANTED && component[from[e]!] === component[to[e]!]) suspects.push(e);
      }
      suspects.sort((a, b) => when(by[a]!) - when(by[b]!) || a - b);
      let best: readonly number[] | undefined;
      for (const e of suspects.slice(0, TRIED_MAX)) {
        const back = shortestPath(to[e]!, from[e]!, { from, to, component, leaving });
        if (best === undefined || back.length + 1 < best.length) best = [e, ...back];
      }
      return best?.map(edge);
    },
  };
}

/** Edges in the order of the nodes they leave. */
interface Leaving {
  readonly edges: Int32Array;
  /** Where those of each node begin; one more at the end. */
  readonly starts: Int32Array;
}

function edgesByNode(nodes: number, from: readonly number[]): Leaving {
  const starts = new Int32Array(nodes + 1);
  for (const node of from) starts[node + 1]!++;
  for (let node = 0; node < nodes; node++) starts[node + 1]! += starts[node]!;
  const next = starts.slice();
  const edges = new Int32Array(from.length);
  for (const [e, node] of from.entries()) edges[next[node]!++] = e;
  return { edges, starts };
}

/** The component of each node, numbered; recursion would overflow the stack on long chains. */
function components(nodes: number, to: readonly number[], { edges, starts }: Leaving): Int32Array {
  const component = new Int32Array(nodes).fill(-1);
  const order = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const next = starts.slice();
  const path: number[] = [];
  const open: number[] = [];
  let visited = 0;
  let found = 0;
  const enter = (node: number) => {
    order[node] = low[node] = visited++;
    path.push(node);
    open.push(node);
  };
  const leave = (node: number) => {
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
    if (low[node] !== order[node]) return;
    for (let member = open.pop()!; ; member = open.pop()!) {
      component[member] = found;
      if (member === node) break;
    }
    found++;
  };
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== -1) continue;
    enter(root);
    while (path.length > 0) {
      const node = path[path.length - 1]!;
      if (next[node]! === starts[node + 1]!) leave(node);
      else {
        const target = to[edges[next[node]!++]!]!;
        if (order[target] === -1) enter(target);
        else if (component[target] === -1) low[node] = Math.min(low[node]!, order[target]!);
      }
    }
  }
  return component;
}

interface Inside {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly component: Int32Array;
  readonly leaving: Leaving;
}

/** Edges of a shortest way between two nodes of one component. */
function shortestPath(
  source: number,
  goal: number,
  { from, to, component, leaving }: Inside,
): readonly number[] {
  /** The edge by which each node was reached. */
  const reached = new Map<number, number>();
  const queue = source === goal ? [] : [source];
  for (let at = 0; at < queue.length && !reached.has(goal); at++) {
    const node = queue[at]!;
    for (let i = leaving.starts[node]!; i < leaving.starts[node + 1]!; i++) {
      const e = leaving.edges[i]!;
      const target = to[e]!;
      if (component[target] !== component[source] || target === source || reached.has(target)) continue;
      reached.set(target, e);
      queue.push(target);
    }
  }
  const path: number[] = [];
  for (let node = goal; node !== source; node = from[path.at(-1)!]!) path.push(reached.get(node)!);
  return path.reverse();
}
