/** Components, orders of time and shortest cycles against plain definitions; and long chains. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { components } from '../../../src/check/transactions/components.js';
import {
  buildGraph,
  createEdgeCollector,
  type Graph,
  KINDS,
  REALTIME,
  RW,
  WR,
  WW,
} from '../../../src/check/transactions/graph.js';
import { typeOf } from '../../../src/check/transactions/search.js';
import { shortestCycle } from '../../../src/check/transactions/shortest.js';
import { linkRealTime } from '../../../src/check/transactions/time.js';
import { checkTransactions } from '../../../src/check/transactions.js';
import type { Transaction } from '../../../src/observe/transaction.js';
import { numbers, runStore } from './store.js';

type Arc = readonly [from: number, to: number, kind: number];

function graphOf(nodes: number, arcs: readonly Arc[]): Graph {
  const edges = createEdgeCollector(1);
  for (const [from, to, kind] of arcs) edges.add(from, to, kind, -1, -1, -1);
  return buildGraph(nodes, edges.finish(), KINDS);
}

/** Warshall: which node reaches which over edges of these kinds. */
function reach(nodes: number, { first, target, kinds }: Graph, allowed: number): boolean[][] {
  const reached = Array.from({ length: nodes }, () => Array.from({ length: nodes }, () => false));
  for (let n = 0; n < nodes; n++) {
    for (let e = first[n] as number; e < (first[n + 1] as number); e++) {
      if (((kinds[e] as number) & allowed) !== 0) (reached[n] as boolean[])[target[e] as number] = true;
    }
  }
  for (let k = 0; k < nodes; k++) {
    for (let i = 0; i < nodes; i++) {
      for (let j = 0; j < nodes; j++) {
        if (reached[i]?.[k] === true && reached[k]?.[j] === true) (reached[i] as boolean[])[j] = true;
      }
    }
  }
  return reached;
}

const NODES = 8;
const arcs = fc.array(
  fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1), fc.constantFrom(WW, WR, RW)).filter(([a, b]) => a !== b),
  { maxLength: 20 },
);

describe('graphs', () => {
  test('components are those of mutual reachability, numbered against the edges', () => {
    fc.assert(
      fc.property(arcs, fc.constantFrom(WW, WW | WR, WW | WR | RW), (some, allowed) => {
        const graph = graphOf(NODES, some);
        const { of, count, size } = components(graph, 'kinds', allowed);
        const reached = reach(NODES, graph, allowed);
        for (let a = 0; a < NODES; a++) {
          for (let b = 0; b < NODES; b++) {
            const together = a === b || (reached[a]?.[b] === true && reached[b]?.[a] === true);
            expect(of[a] === of[b]).toBe(together);
            if (reached[a]?.[b] === true) expect(of[a] as number).toBeGreaterThanOrEqual(of[b] as number);
          }
        }
        expect(size.reduce((sum, each) => sum + each, 0)).toBe(NODES);
        expect(size).toHaveLength(count);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('a cycle with one anti-dependency is found exactly if there is one, and is a shortest one', () => {
    let some = 0;
    fc.assert(
      fc.property(arcs, (list) => {
        const graph = graphOf(NODES, list);
        const answer = shortestCycle(
          graph,
          { marks: 'kinds', closing: RW, path: WW | WR, accepts: () => true },
          { steps: 1e6 },
        );
        const reached = reach(NODES, graph, WW | WR);
        const exists = list.some(([a, b, kind]) => kind === RW && reached[b]?.[a] === true);
        expect(answer.kind).toBe(exists ? 'found' : 'none');
        if (answer.kind !== 'found') return;
        some++;
        const ends = answer.cycle.map((e) => graph.target[e] as number);
        expect(new Set(ends).size).toBe(ends.length);
      }),
      { seed: 2, numRuns: 500 },
    );
    expect(some).toBeGreaterThan(50);
  });

  test('names of cycles', () => {
    const name = (...kinds: number[]) => typeOf(kinds.map((kind) => ({ kind })));
    expect([name(WW, WW), name(WW, WR), name(WW, RW), name(RW, WW, RW, WR)]).toEqual([
      'G0',
      'G1c',
      'G-single-item',
      'G-nonadjacent-item',
    ]);
    expect([name(RW, WW, RW), name(RW, REALTIME), name(WW, REALTIME)]).toEqual([
      'G2-item',
      'G-single-item-realtime',
      'G0-realtime',
    ]);
  });

  test('order in real time is the same by successors and through instants', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const load = { transactions: 20, clients: 1 + (seed % 5), keys: 2, lists: true };
      const history = runStore({ reads: 'committed' }, load, numbers(seed));
      const ordersOf = (directMax: number) => {
        const edges = createEdgeCollector();
        const nodes = linkRealTime(history, edges, directMax);
        return reach(nodes, buildGraph(nodes, edges.finish(), KINDS), REALTIME);
      };
      const [direct, instants] = [ordersOf(1e6), ordersOf(0)];
      expect(instants.length).toBeGreaterThan(history.length);
      for (const a of history) {
        for (const b of history) {
          const ordered = a.outcome === 'ok' && b.outcome !== 'fail' && a.end < b.start;
          expect([direct[a.id]?.[b.id], instants[a.id]?.[b.id]]).toEqual([ordered, ordered]);
        }
      }
    }
  });
});

describe('large histories', () => {
  const committed = (id: number, steps: Transaction['steps'], process = id): Transaction => ({
    id,
    index: id,
    process,
    outcome: 'ok',
    start: 2 * id,
    end: 2 * id + 1,
    steps,
  });

  test('a cycle through a hundred thousand transactions neither exhausts the stack nor the budget', () => {
    const length = 100_000;
    const history = Array.from({ length }, (_, id) =>
      committed(id, [
        ['r', `k${(id + 1) % length}`, [1]],
        ['append', `k${id}`, 1],
      ]),
    );
    const result = checkTransactions(history, { model: 'list-append', levels: ['serializable'] });
    expect(result.types).toEqual(['G1c']);
    expect(result.anomalies[0]?.transactions).toHaveLength(length);
  });

  test('too many anti-dependencies are left out, and that is told', () => {
    const readers = Array.from({ length: 2500 }, (_, id) => committed(id, [['r', 'x', null]]));
    const writers = Array.from({ length: 2500 }, (_, at) => committed(2500 + at, [['append', 'x', at]]));
    const result = checkTransactions([...readers, ...writers], {
      model: 'list-append',
      levels: ['serializable'],
    });
    expect([result.verdict, result.types]).toEqual(['unknown', ['dependencies-omitted']]);
  });
});
