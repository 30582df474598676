/**
 * The order of the versions of registers, from what one is willing to assume.
 *
 * A read of a register shows one version and not its history, so the order is partial: every version comes
 * after the initial one, and the rest rests on assumptions about the store (Kingsbury and Alvaro 2020, §5.3).
 * An assumption that gives a cycle is wrong, which is an anomaly; the order does without it then.
 */
import type { Json } from '../../observe/history.js';
import type { Transaction } from '../../observe/transaction.js';
import { components, cyclicMembers } from './components.js';
import type { FindingCollector } from './findings.js';
import { show } from './findings.js';
import { buildGraph, createEdgeCollector, WW } from './graph.js';
import type { WriteIndex } from './writes.js';

/**
 * `wfr-keys`: a transaction that read a key and wrote it replaced what it had read. `sequential-keys`: each
 * process sees the versions of a key in their order. `linearizable-keys`: so does real time.
 */
export const ASSUMPTIONS = ['wfr-keys', 'sequential-keys', 'linearizable-keys'] as const;
export type Assumption = (typeof ASSUMPTIONS)[number];

/** What others can see of what a transaction did to a key, as numbers of versions; -1 is the initial one. */
export interface Access {
  readonly transaction: number;
  read: number | undefined;
  written: number | undefined;
}

/** Of each key, pairs of versions of which the first came before the second; -1 is the initial state. */
export type VersionPairs = readonly (readonly [before: number, after: number])[][];

type Pair = readonly [number, number];
type Source = (accesses: readonly Access[]) => Pair[];

/** @param accesses of each key, in the order of invocations */
export function versionPairs(
  transactions: readonly Transaction[],
  index: WriteIndex,
  accesses: readonly (readonly Access[])[],
  assumptions: readonly Assumption[],
  out: FindingCollector,
): VersionPairs {
  const of = (access: Access) => transactions[access.transaction] as Transaction;
  const sources: { name: string; source: Source }[] = [{ name: 'the initial state', source: afterInitial }];
  if (assumptions.includes('wfr-keys')) sources.push({ name: 'wfr-keys', source: replaced });
  if (assumptions.includes('sequential-keys')) {
    sources.push({ name: 'sequential-keys', source: (ofKey) => alongProcesses(ofKey, of) });
  }
  if (assumptions.includes('linearizable-keys')) {
    sources.push({ name: 'linearizable-keys', source: (ofKey) => alongTime(ofKey, of) });
  }
  if (transactions.some(({ rank }) => rank !== undefined)) {
    sources.push({ name: 'the recorded order', source: (ofKey) => alongRanks(ofKey, of) });
  }
  let pairs: VersionPairs = accesses.map(() => []);
  const used: string[] = [];
  for (const { name, source } of sources) {
    const more = accesses.map((ofKey, key) => [...(pairs[key] ?? []), ...source(ofKey)]);
    used.push(name);
    if (findCycles(more, index, accesses, used, out)) used.pop();
    else pairs = more;
  }
  return pairs;
}

const afterInitial: Source = (accesses) =>
  accesses.flatMap(({ read, written }) =>
    [read, written].flatMap((version): Pair[] =>
      version === undefined || version === -1 ? [] : [[-1, version]],
    ),
  );

const replaced: Source = (accesses) =>
  accesses.flatMap(({ read, written }): Pair[] =>
    read === undefined || read === -1 || written === undefined ? [] : [[read, written]],
  );

/** From the version that a transaction left to the one that the next met. */
function step(before: Access, after: Access): Pair[] {
  const left = before.written ?? before.read;
  const met = after.read ?? after.written;
  return left === undefined || met === undefined || left === met ? [] : [[left, met]];
}

type TransactionOf = (access: Access) => Transaction;

function alongProcesses(accesses: readonly Access[], of: TransactionOf): Pair[] {
  const last = new Map<number | string, Access>();
  const pairs: Pair[] = [];
  const byEnd = accesses.toSorted((a, b) => endOf(of(a)) - endOf(of(b)));
  for (const access of byEnd) {
    const { process, outcome } = of(access);
    const before = last.get(process);
    if (before !== undefined) pairs.push(...step(before, access));
    if (outcome === 'ok') last.set(process, access);
  }
  return pairs;
}

const endOf = ({ end, start }: Transaction): number => (end === Infinity ? start : end);

/** Direct successors in real time only: a completed transaction hides those that completed before it began. */
function alongTime(accesses: readonly Access[], of: TransactionOf): Pair[] {
  const moments = accesses.flatMap((access) => {
    const { start, end, outcome } = of(access);
    return [
      ...(start === -Infinity ? [] : [{ at: start, access, completes: false }]),
      ...(outcome === 'ok' ? [{ at: end, access, completes: true }] : []),
    ];
  });
  moments.sort((a, b) => a.at - b.at);
  const pairs: Pair[] = [];
  let recent: Access[] = [];
  for (const { access, completes } of moments) {
    if (completes) {
      const { start } = of(access);
      recent = [...recent.filter((one) => of(one).end > start), access];
    } else for (const before of recent) pairs.push(...step(before, access));
  }
  return pairs;
}

function alongRanks(accesses: readonly Access[], of: TransactionOf): Pair[] {
  const writers = accesses
    .filter((access) => access.written !== undefined && of(access).rank !== undefined)
    .toSorted((a, b) => (of(a).rank as number) - (of(b).rank as number));
  return writers
    .slice(1)
    .map((access, at): Pair => [writers[at]?.written as number, access.written as number]);
}

/** Reports cycles of versions; returns whether there are any. */
function findCycles(
  pairs: VersionPairs,
  index: WriteIndex,
  accesses: readonly (readonly Access[])[],
  used: readonly string[],
  out: FindingCollector,
): boolean {
  let any = false;
  for (const [key, ofKey] of pairs.entries()) {
    if (ofKey.length === 0) continue;
    // Versions of this key alone, numbered anew.
    const numberOf = new Map<number, number>();
    const names: number[] = [];
    const local = (version: number) => {
      const known = numberOf.get(version);
      if (known !== undefined) return known;
      numberOf.set(version, names.length);
      return names.push(version) - 1;
    };
    const edges = createEdgeCollector(ofKey.length);
    for (const [before, after] of ofKey) edges.add(local(before), local(after), WW, key, before, after);
    const graph = buildGraph(names.length, edges.finish(), [WW]);
    for (const members of cyclicMembers(components(graph, 'kind', WW))) {
      any = true;
      const versions = new Set([...members].map((each) => names[each] as number));
      out.add(() => cyclic(index, key, versions, accesses[key] ?? [], used), 'cyclic-versions');
    }
  }
  return any;
}

function cyclic(
  index: WriteIndex,
  key: number,
  versions: ReadonlySet<number>,
  accesses: readonly Access[],
  used: readonly string[],
) {
  const values = [...versions].map(
    (version): Json => (version === -1 ? null : (index.versions[version] as Json)),
  );
  const name = index.keys[key]?.key ?? null;
  const touches = ({ read, written }: Access) =>
    (read !== undefined && versions.has(read)) || (written !== undefined && versions.has(written));
  return {
    type: 'cyclic-versions',
    transactions: accesses.filter(touches).map(({ transaction }) => transaction),
    key: name,
    seen: values,
    explanation: `the versions ${values.map(show).join(', ')} of ${show(name)} would each have to come before the others, by ${used.join(' and ')}`,
  };
}
