/**
 * How far each lane has come in an order, forwards and back. Knows no objects.
 */
import type { Lanes, Link } from '../causes/lanes.js';
import { NONE } from '../sessions/history.js';

export interface Progress {
  /** The next operations of all lanes that wait for nothing else. */
  heads(): number[];
  take(node: number): void;
  /** Takes back the last that was taken. */
  undo(node: number): void;
  /** How many that must happen have not been taken. */
  left(): number;
  /** Equal only where all lanes have come equally far. */
  key(): string;
}

export function createProgress(
  { nodes, lane, lanes, branches }: Lanes,
  links: readonly Link[],
  mustHappen: (node: number) => boolean,
): Progress {
  const next = new Int32Array(lanes.length);
  /** Per operation: how many others it waits for, beside those before it in its lane. */
  const waits = new Int32Array(nodes);
  const before = [...branches, ...links].filter(
    ({ from, to }) => from !== to && lane[from] !== NONE && lane[to] !== NONE,
  );
  const starts = new Int32Array(nodes + 1);
  for (const { from, to } of before) {
    starts[from + 1]!++;
    waits[to]!++;
  }
  for (let node = 0; node < nodes; node++) starts[node + 1]! += starts[node]!;
  const filled = starts.slice();
  const after = new Int32Array(before.length);
  for (const { from, to } of before) after[filled[from]!++] = to;
  let left = lanes.reduce((sum, own) => sum + own.filter(mustHappen).length, 0);
  const move = (node: number, by: 1 | -1) => {
    next[lane[node]!]! += by;
    if (mustHappen(node)) left -= by;
    for (let e = starts[node]!; e < starts[node + 1]!; e++) waits[after[e]!]! -= by;
  };
  return {
    heads() {
      const found: number[] = [];
      for (let l = 0; l < lanes.length; l++) {
        const node = lanes[l]![next[l]!];
        if (node !== undefined && waits[node] === 0) found.push(node);
      }
      return found;
    },
    take: (node) => move(node, 1),
    undo: (node) => move(node, -1),
    left: () => left,
    key: () => next.join(' '),
  };
}
