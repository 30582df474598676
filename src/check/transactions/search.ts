/**
 * Which anomalies the cycles of a dependency graph are, with a short example of each per component.
 *
 * Knows graphs and the names of cycles. Searches from the worst kind to the mildest; what is already known
 * to be there, because something worse is a case of it, is not searched for.
 */
import type { Variant } from './anomalies.js';
import { implied } from './anomalies.js';
import { components, cyclicMembers } from './components.js';
import type { Graph, Marks } from './graph.js';
import { alternating, PROCESS, REALTIME, RW, WR, WW, within } from './graph.js';
import type { IsolationLevel } from './levels.js';
import { withStronger } from './levels.js';
import type { Budget } from './shortest.js';
import { shortestCycle } from './shortest.js';

/** A dependency on the cycle, between nodes of the whole graph. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly kind: number;
  /** Which of the collected edges it is. */
  readonly edge: number;
}

export interface FoundCycle {
  readonly type: string;
  readonly links: readonly Link[];
  /** Transactions in its component. */
  readonly componentSize: number;
}

export interface SearchResult {
  readonly cycles: readonly FoundCycle[];
  /** What the budget did not suffice to look for. */
  readonly notSearched: readonly string[];
  readonly components: number;
}

const ALL = WW | WR | RW;
const ORDERS = PROCESS | REALTIME;
/** For one kind of anomaly in one component. */
const STEPS_PER_SEARCH = 5_000_000;

/** From the worst to the mildest; `plain` are the kinds beside the one edge that closes the cycle. */
const SEARCHES = [
  { name: 'G0', closing: WW, plain: WW, alternate: false },
  { name: 'G1c', closing: WR, plain: WW | WR, alternate: false },
  { name: 'G-single-item', closing: RW, plain: WW | WR, alternate: false },
  { name: 'G-nonadjacent-item', closing: RW, plain: WW | WR, alternate: true },
  { name: 'G2-item', closing: RW, plain: ALL, alternate: false },
] as const;

/** The parts of the graph in which there are cycles. */
export function cyclicParts(graph: Graph): readonly Graph[] {
  const numberOf = new Int32Array(graph.nodes).fill(-1);
  return cyclicMembers(components(graph, 'kinds', ALL | ORDERS)).map((members) =>
    within(graph, members, numberOf),
  );
}

export function searchCycles(parts: readonly Graph[], transactions: number, budget: Budget): SearchResult {
  const cycles: FoundCycle[] = [];
  const notSearched = new Set<string>();
  for (const part of parts) searchPart(part, transactions, budget, cycles, notSearched);
  return { cycles, notSearched: [...notSearched], components: parts.length };
}

function searchPart(
  part: Graph,
  transactions: number,
  budget: Budget,
  cycles: FoundCycle[],
  notSearched: Set<string>,
): void {
  const present = part.kind.reduce((kinds, kind) => kinds | kind, 0);
  let known = implied([]);
  for (const orders of (present & ORDERS) === 0 ? [0] : [0, present & ORDERS]) {
    for (const { name, closing, plain, alternate } of SEARCHES) {
      const wanted = name + variantOf(orders);
      if (known.has(wanted) || (present & closing) === 0) continue;
      const path = plain | orders;
      const graph = alternate ? alternating(part, 'kind', path) : part;
      const steps = Math.min(budget.steps, STEPS_PER_SEARCH);
      const left: Budget = { steps };
      const answer = shortestCycle(
        graph,
        {
          marks: 'kind',
          closing,
          path: alternate ? path | RW : path,
          accepts: (cycle) => {
            const links = linksOf(graph, cycle, alternate ? part : undefined);
            return isSimple(links) && !known.has(typeOf(links));
          },
        },
        left,
      );
      budget.steps -= steps - left.steps;
      if (answer.kind === 'timeout') notSearched.add(wanted);
      if (answer.kind !== 'found') continue;
      const links = merged(linksOf(graph, answer.cycle, alternate ? part : undefined), transactions);
      const type = typeOf(links);
      cycles.push({ type, links, componentSize: part.nodes });
      known = implied([...known, type]);
    }
  }
}

/** What must be free of cycles at a level: kinds of edges, and anti-dependencies if no two are adjacent. */
interface Existence {
  readonly level: IsolationLevel;
  readonly name: string;
  readonly plain: number;
  readonly alternate: boolean;
}

const EXISTENCES: readonly Existence[] = [
  existence('read-uncommitted', 'PL-1', WW),
  existence('read-committed', 'PL-2', WW | WR),
  existence('snapshot-isolation', 'PL-SI', WW | WR, true),
  existence('serializable', 'PL-3', ALL),
  existence('strong-session-read-uncommitted', 'strong-session-PL-1', WW | PROCESS),
  existence('strong-session-read-committed', 'strong-session-PL-2', WW | WR | PROCESS),
  existence(
    'strong-session-snapshot-isolation',
    'strong-session-snapshot-isolation',
    WW | WR | PROCESS,
    true,
  ),
  existence('strong-session-serializable', 'strong-session-serializable', ALL | PROCESS),
  existence('strong-read-uncommitted', 'strong-PL-1', WW | REALTIME),
  existence('strong-read-committed', 'strong-PL-2', WW | WR | REALTIME),
  existence('strong-snapshot-isolation', 'strong-snapshot-isolation', WW | WR | REALTIME, true),
  existence('strong-serializable', 'PL-SS', ALL | REALTIME),
];

function existence(level: IsolationLevel, name: string, plain: number, alternate = false): Existence {
  return { level, name: `${name}-cycle-exists`, plain, alternate };
}

/**
 * For each level that is not ruled out yet, in linear time, whether there is a cycle that rules it out.
 * Two transactions may depend on each other in several ways; here each of them counts.
 */
export function existingCycles(
  parts: readonly Graph[],
  transactions: number,
  ruledOut: ReadonlySet<IsolationLevel>,
  budget: Budget,
): FoundCycle[] {
  const found: FoundCycle[] = [];
  let out = ruledOut;
  for (const { level, name, plain, alternate } of EXISTENCES) {
    if (out.has(level)) continue;
    for (const part of parts) {
      const graph = alternate ? alternating(part, 'kinds', plain) : part;
      const kinds = alternate ? plain | RW : plain;
      const { count } = components(graph, 'kinds', kinds);
      if (count === graph.nodes) continue;
      const left: Budget = { steps: Math.min(budget.steps, STEPS_PER_SEARCH) };
      const marks: Marks = 'kinds';
      const answer = shortestCycle(graph, { marks, closing: kinds, path: kinds, accepts: () => true }, left);
      const cycle = answer.kind === 'found' ? answer.cycle : [];
      const links = merged(linksOf(graph, cycle, alternate ? part : undefined, kinds), transactions);
      found.push({ type: name, links, componentSize: part.nodes });
      out = withStronger([...out, level]);
      break;
    }
  }
  return found;
}

const variantOf = (orders: number): Variant =>
  (orders & REALTIME) !== 0 ? '-realtime' : orders === 0 ? '' : '-process';

/** Adya's name for a cycle with these kinds of dependencies. */
export function typeOf(links: readonly { readonly kind: number }[]): string {
  const kinds = links.reduce((all, { kind }) => all | kind, 0);
  const antis = links.filter(({ kind }) => kind === RW).length;
  const adjacent = links.some(({ kind }, at) => kind === RW && links.at(at - 1)?.kind === RW);
  let name = (kinds & WR) !== 0 ? 'G1c' : 'G0';
  if (antis === 1) name = 'G-single-item';
  else if (antis > 1) name = adjacent ? 'G2-item' : 'G-nonadjacent-item';
  return name + variantOf(kinds & ORDERS);
}

/** A cycle of edges, as links of the whole graph. `origin` is what an alternating graph was made from. */
function linksOf(graph: Graph, cycle: readonly number[], origin?: Graph, allowed?: number): Link[] {
  return cycle.map((e, at) => {
    const from = graph.node[graph.target[cycle.at(at - 1) as number] as number] as number;
    const to = graph.node[graph.target[e] as number] as number;
    const own = graph.edge[e] as number;
    const [a, b, edge] =
      origin === undefined
        ? [from, to, own]
        : [origin.node[from] as number, origin.node[to] as number, origin.edge[own] as number];
    const kind = graph.kind[e] as number;
    const kinds = (graph.kinds[e] as number) & (allowed ?? kind);
    return { from: a, to: b, kind: lowest((kind & kinds) === 0 ? kinds : kind & kinds), edge };
  });
}

/** A link through instants that are no transactions is one in real time. */
function merged(links: readonly Link[], transactions: number): Link[] {
  const start = links.findIndex(({ from }) => from < transactions);
  const turned = [...links.slice(start), ...links.slice(0, Math.max(0, start))];
  const result: Link[] = [];
  for (const link of turned) {
    const last = result.at(-1);
    if (last !== undefined && last.to >= transactions) result[result.length - 1] = { ...last, to: link.to };
    else result.push(link);
  }
  return result;
}

const lowest = (bits: number): number => bits & -bits;

const isSimple = (links: readonly Link[]): boolean =>
  new Set(links.map(({ from }) => from)).size === links.length;
