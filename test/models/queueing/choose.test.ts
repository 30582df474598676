/** Choosing nodes: evenly, others than oneself, and without drawing anybody twice. */
import { expect, test } from 'vitest';
import { anyOf, anyOther, shuffleFront } from '../../../models/queueing/choose.js';
import { createStreams } from '../../../src/kernel/random.js';
import { chiSquare } from '../../kernel/goodness.js';
import { LEVEL } from './simulated.js';

const DRAWS = 6000;
const uniform = createStreams('1').named('choose');
const even = (cells: number) => Array.from({ length: cells }, () => 1 / cells);

/** How often each of `cells` came up. */
function counted(cells: number, draw: () => number): number[] {
  const counts = Array.from({ length: cells }, () => 0);
  for (let i = 0; i < DRAWS; i++) counts[draw()]!++;
  return counts;
}

test('one of several is each as often as any other', () => {
  const counts = counted(5, () => anyOf([10, 11, 12, 13, 14], uniform) - 10);
  expect(chiSquare(counts, even(5))).toBeGreaterThan(LEVEL);
  expect(chiSquare(counts, [0.24, 0.19, 0.19, 0.19, 0.19])).toBeLessThan(LEVEL);
});

test('another one is never the same, unless there is no other', () => {
  const counts = counted(4, () => anyOther([0, 1, 2, 3], 2, uniform));
  expect(counts[2]).toBe(0);
  expect(chiSquare([counts[0]!, counts[1]!, counts[3]!], even(3))).toBeGreaterThan(LEVEL);
  expect(anyOther([7], 7, uniform)).toBe(7);
  expect(
    chiSquare(
      counted(3, () => anyOther([0, 1, 2], 9, uniform)),
      even(3),
    ),
  ).toBeGreaterThan(LEVEL);
});

test.each([
  ['from the same deck', () => [3, 1, 0, 2]],
  ['from the deck that the last draw left', (last: number[]) => last],
])('two of four %s: each pair in each order as often as any other', (_, deckAfter) => {
  let deck = [0, 1, 2, 3];
  const seen = new Set<number>();
  const counts = counted(16, () => {
    deck = deckAfter(deck);
    shuffleFront(deck, 2, uniform);
    const pair = deck[0]! * 4 + deck[1]!;
    seen.add(pair);
    return pair;
  });
  expect(seen.size).toBe(12); // nobody twice
  expect(deck.toSorted()).toEqual([0, 1, 2, 3]);
  expect(
    chiSquare(
      counts.filter((_, pair) => pair >> 2 !== (pair & 3)),
      even(12),
    ),
  ).toBeGreaterThan(LEVEL);
});
