/**
 * Anomalies of transactions: what a history over lists or registers shows that an isolation level forbids.
 *
 * Looks for cycles of dependencies as Adya (1999) defines them, which are recovered from what reads saw as in
 * Elle (Kingsbury and Alvaro, VLDB 2020). Sound and not complete: what is reported happened, but a history
 * may hide more than it shows. Whether a cycle exists is decided in linear time; only the search for short
 * examples has a budget. Never sees nodes.
 */
import type { Json } from '../observe/history.js';
import type { Transaction } from '../observe/transaction.js';
import { forbiddenBy, implying, ruledOutBy, UNKNOWNS } from './transactions/anomalies.js';
import type { CycleStep } from './transactions/explain.js';
import { explainCycle, explainSteps } from './transactions/explain.js';
import type { Analysis, FindingCollector } from './transactions/findings.js';
import { createFindings, EXAMPLES_MAX } from './transactions/findings.js';
import type { EdgeCollector } from './transactions/graph.js';
import { buildGraph, createEdgeCollector, PROCESS, REALTIME, RW, WR, WW } from './transactions/graph.js';
import type { IsolationLevel } from './transactions/levels.js';
import { LEVELS, weakest, withWeaker } from './transactions/levels.js';
import { analyseListAppend } from './transactions/list-append.js';
import { analyseRwRegister } from './transactions/rw-register.js';
import { cyclicParts, existingCycles, searchCycles } from './transactions/search.js';
import { linkProcesses, linkRealTime } from './transactions/time.js';
import type { Assumption } from './transactions/versions.js';
import type { Verdict } from './verdict.js';

export const TRANSACTION_MODELS = ['list-append', 'rw-register'] as const;
export type TransactionModel = (typeof TRANSACTION_MODELS)[number];

export interface TransactionOptions {
  readonly model: TransactionModel;
  /** Levels that ought to hold; by default strict serializability, unless anomalies are named. */
  readonly levels?: readonly IsolationLevel[];
  /** Anomalies that must not be found, nor any that is a case of them. */
  readonly anomalies?: readonly string[];
  /** What may be assumed of registers, to know more of the order of their versions. */
  readonly assume?: readonly Assumption[];
  /** How many edges the search for examples may look at. */
  readonly steps?: number;
}

export interface Anomaly {
  /** Adya's or Elle's name of it. */
  readonly type: string;
  readonly explanation: string;
  /** Ids of the transactions that show it; of a cycle in its order, named T1, T2, … in the explanation. */
  readonly transactions: readonly number[];
  readonly cycle?: readonly CycleStep[];
  readonly key?: Json;
  readonly seen?: Json;
  readonly expected?: Json;
}

export interface TransactionResult {
  readonly verdict: Verdict;
  /** Why it is not `valid`. */
  readonly reason: string | undefined;
  readonly levels: readonly IsolationLevel[];
  /** Types that were asked for and found, and what kept the verdict from being known; sorted. */
  readonly types: readonly string[];
  /** All that was found, asked for or not: a few examples of each type. */
  readonly anomalies: readonly Anomaly[];
  /** How many of each type were found. */
  readonly counts: Readonly<Record<string, number>>;
  /** The weakest levels that cannot hold, weakest first. */
  readonly ruledOut: readonly IsolationLevel[];
  /** The stronger ones, which fall with them. */
  readonly alsoRuledOut: readonly IsolationLevel[];
  readonly judged: number;
  readonly dependencies: number;
  /** Parts of the graph with cycles. */
  readonly components: number;
  /** What the budget did not suffice to look for. */
  readonly notSearched: readonly string[];
}

const STEPS = 50_000_000;

export function checkTransactions(
  transactions: readonly Transaction[],
  options: TransactionOptions,
): TransactionResult {
  const levels = options.levels ?? (options.anomalies === undefined ? ['strong-serializable' as const] : []);
  const forbidden = new Set([...forbiddenBy(levels), ...implying(options.anomalies ?? [])]);
  const findings = createFindings();
  const edgeCollector = createEdgeCollector();
  const analysis = analyse(transactions, options, edgeCollector, findings);
  const nodes = linkOrders(transactions, forbidden, edgeCollector);
  const edges = edgeCollector.finish();
  const lists = options.model === 'list-append';
  const graph = buildGraph(
    nodes,
    edges,
    lists ? [WW, WR, RW, PROCESS, REALTIME] : [WR, WW, RW, PROCESS, REALTIME],
  );
  const parts = cyclicParts(graph);
  const budget = { steps: options.steps ?? STEPS };
  const search = searchCycles(parts, transactions.length, budget);
  const named = new Set([...findings.counts.keys(), ...search.cycles.map(({ type }) => type)]);
  const existing = existingCycles(parts, transactions.length, ruledOutBy(named), budget);
  const cycles = [...search.cycles, ...existing];
  const history = { transactions, edges, index: analysis.index, lists };
  const counts = new Map(findings.counts);
  const anomalies: Anomaly[] = [...findings.findings];
  for (const cycle of cycles.toSorted((a, b) => a.links.length - b.links.length)) {
    const count = (counts.get(cycle.type) ?? 0) + 1;
    counts.set(cycle.type, count);
    if (count > EXAMPLES_MAX) continue;
    const steps = explainSteps(cycle, history);
    const ids = steps.map(({ from }) => from);
    anomalies.push({
      type: cycle.type,
      transactions: ids,
      cycle: steps,
      explanation: explainCycle(cycle, steps),
    });
  }
  const out = ruledOutBy(counts.keys());
  const first = weakest(out);
  const unknowns = whatIsUnknown(edges.length === 0, analysis, search.notSearched, levels, out);
  const bad = [...counts.keys()].filter((type) => forbidden.has(type));
  const verdict = bad.length > 0 ? 'invalid' : unknowns.length > 0 ? 'unknown' : 'valid';
  return {
    verdict,
    reason: reasonOf(verdict, bad, unknowns, levels, anomalies),
    levels,
    types: [...bad, ...unknowns].sort(),
    anomalies,
    counts: Object.fromEntries(counts),
    ruledOut: first,
    alsoRuledOut: LEVELS.filter((level) => out.has(level) && !first.includes(level)),
    judged: transactions.filter(({ outcome }) => outcome === 'ok').length,
    dependencies: edges.length,
    components: search.components,
    notSearched: search.notSearched,
  };
}

function analyse(
  transactions: readonly Transaction[],
  { model, assume = [] }: TransactionOptions,
  edges: EdgeCollector,
  findings: FindingCollector,
): Analysis {
  return model === 'list-append'
    ? analyseListAppend(transactions, edges, findings)
    : analyseRwRegister(transactions, assume, edges, findings);
}

/** The orders of real time and of processes count only where a level asks for them; returns the number of nodes. */
function linkOrders(
  transactions: readonly Transaction[],
  forbidden: ReadonlySet<string>,
  edges: EdgeCollector,
): number {
  const asksFor = (variant: string) => [...forbidden].some((each) => each.endsWith(variant));
  if (asksFor('-realtime')) return linkRealTime(transactions, edges);
  if (asksFor('-process')) linkProcesses(transactions, edges);
  return transactions.length;
}

/** A search that ended early matters only if a level that was asked for may still be broken unseen. */
function whatIsUnknown(
  isEmpty: boolean,
  { duplicateWrites, omitted }: Analysis,
  notSearched: readonly string[],
  levels: readonly IsolationLevel[],
  out: ReadonlySet<IsolationLevel>,
): string[] {
  const decided = levels.length > 0 && ![...withWeaker(levels)].some((level) => out.has(level));
  const unknowns: string[] = [];
  if (isEmpty) unknowns.push('empty-transaction-graph');
  if (duplicateWrites) unknowns.push('duplicate-writes');
  if (omitted > 0) unknowns.push('dependencies-omitted');
  if (notSearched.length > 0 && !decided) unknowns.push('cycle-search-timeout');
  return unknowns.filter((each) => UNKNOWNS.has(each));
}

const BECAUSE: Readonly<Record<string, string>> = {
  'empty-transaction-graph': 'no transaction depends on another, so nothing could be judged',
  'duplicate-writes': 'a value was written more than once to a key, so its reads tell nothing',
  'dependencies-omitted': 'there were too many anti-dependencies to keep them all',
  'cycle-search-timeout': 'the budget did not suffice to look for all kinds of cycles',
};

function reasonOf(
  verdict: Verdict,
  bad: readonly string[],
  unknowns: readonly string[],
  levels: readonly IsolationLevel[],
  anomalies: readonly Anomaly[],
): string | undefined {
  if (verdict === 'valid') return undefined;
  if (verdict === 'unknown') return unknowns.map((each) => BECAUSE[each] ?? each).join('; ');
  const worst = anomalies.find(({ type }) => bad.includes(type));
  const broken =
    levels.length === 0
      ? ''
      : `, which ${levels.join(' and ')} ${levels.length === 1 ? 'forbids' : 'forbid'}`;
  return `${worst?.type ?? bad[0]}${broken}: ${worst?.explanation ?? ''}`;
}
