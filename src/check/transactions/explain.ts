/**
 * Cycles of dependencies in words: why each transaction comes before the next, and so before itself.
 *
 * Knows edges and the history; finds nothing itself.
 */
import type { Json } from '../../observe/history.js';
import type { Transaction } from '../../observe/transaction.js';
import { show } from './findings.js';
import type { Edges } from './graph.js';
import { PROCESS, RW, WR, WW } from './graph.js';
import type { FoundCycle, Link } from './search.js';
import type { WriteIndex } from './writes.js';

/** One transaction comes before another. */
export interface CycleStep {
  /** Ids of the two. */
  readonly from: number;
  readonly to: number;
  readonly kind: 'ww' | 'wr' | 'rw' | 'process' | 'realtime';
  readonly key?: Json;
  /** In words, with the names that the cycle gives to its transactions. */
  readonly because: string;
}

export interface History {
  readonly transactions: readonly Transaction[];
  readonly edges: Edges;
  readonly index: WriteIndex;
  readonly lists: boolean;
}

export function explainSteps({ links }: FoundCycle, history: History): readonly CycleStep[] {
  const names = new Map(links.map(({ from }, at) => [from, `T${at + 1}`]));
  return links.map((link) => {
    const { key } = dependency(link, history);
    const step = { from: link.from, to: link.to, kind: kindOf(link.kind) };
    const because = why(link, names.get(link.from) as string, names.get(link.to) as string, history);
    return key === undefined ? { ...step, because } : { ...step, key, because };
  });
}

/** "T1 < T2, because …; T2 < T1, because …: each comes before the other". */
export function explainCycle(cycle: FoundCycle, steps: readonly CycleStep[]): string {
  if (steps.length === 0) {
    return `there is a cycle among ${cycle.componentSize} transactions; it was not looked for which`;
  }
  const sentences = steps.map(({ because }, at) => {
    const next = at + 1 === steps.length ? 1 : at + 2;
    return `T${at + 1} < T${next}, because ${because}`;
  });
  const skewed = cycle.type === 'G2-item' && steps.length === 2 && steps.every(({ kind }) => kind === 'rw');
  const keys = new Set(steps.map(({ key }) => JSON.stringify(key)));
  return `${sentences.join('; ')}: a cycle${skewed && keys.size === 2 ? ' (write skew)' : ''}`;
}

function kindOf(kind: number): CycleStep['kind'] {
  if (kind === WW) return 'ww';
  if (kind === WR) return 'wr';
  if (kind === RW) return 'rw';
  return kind === PROCESS ? 'process' : 'realtime';
}

function dependency({ edge }: Link, { edges, index }: History) {
  const version = (number: number): Json => (number === -1 ? null : (index.versions[number] as Json));
  return {
    key: index.keys[edges.key[edge] as number]?.key,
    before: version(edges.before[edge] as number),
    after: version(edges.after[edge] as number),
    isInitial: edges.before[edge] === -1,
  };
}

function why(link: Link, a: string, b: string, history: History): string {
  const { key, before, after, isInitial } = dependency(link, history);
  const [x, u, v] = [show(key), show(before), show(after)];
  const first = history.transactions[link.from] as Transaction;
  switch (kindOf(link.kind)) {
    case 'ww':
      return history.lists
        ? `${b} appended ${v} to ${x} after ${a} appended ${u}`
        : `${b} wrote ${x} = ${v}, a later version than ${u}, which ${a} wrote`;
    case 'wr':
      return history.lists
        ? `${b} read ${a}'s append of ${v} to ${x}`
        : `${b} read ${a}'s write of ${x} = ${v}`;
    case 'rw':
      if (isInitial)
        return `${a} read ${x} before any write, without ${b}'s ${history.lists ? 'append' : 'write'} of ${v}`;
      return history.lists
        ? `${a} read ${x} up to ${u}, without ${b}'s append of ${v}`
        : `${a} read ${x} = ${u}, which ${b} replaced by ${v}`;
    case 'process':
      return `process ${first.process} completed ${a} before it began ${b}`;
    case 'realtime':
      return `${a} had completed before ${b} was invoked`;
  }
}
