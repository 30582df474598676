/**
 * How often queries are slow, beside what the shards' own slowness makes of it: 1 - (1 - p)^n.
 *
 * p is measured, and n is how many a query waits for; the formula takes for granted that shards are slow independently.
 */
import type { Measure, Monitor } from '../../../src/model/index.js';
import type { State } from './types.js';

export interface Book {
  /** Of parts of queries. */
  slowParts: number;
  allParts: number;
  /** Zeros and ones: whether a query was slow. */
  readonly queries: number[];
}

export const monitor = (): Monitor<State> => {
  const books = new Set<Book>();
  return {
    rules: [],
    after(_node, { book }) {
      books.add(book);
      return undefined;
    },
    judged: () => 0,
    measures: () => measuresOf([...books]),
  };
};

export function measuresOf(books: readonly Book[]): readonly Measure[] {
  const sum = (of: (book: Book) => number) => books.reduce((total, book) => total + of(book), 0);
  const parts = sum(({ allParts }) => allParts);
  const queries = books.flatMap((book) => book.queries);
  if (parts === 0 || queries.length === 0)
    return [
      { name: 'slow queries', unit: 'share', values: [] },
      { name: 'slow answers of single shards', unit: 'share', values: [] },
    ];
  const slow = sum(({ slowParts }) => slowParts) / parts;
  return [
    {
      name: 'slow queries',
      unit: 'share',
      values: queries,
      theory: anySlow(slow, Math.round(parts / queries.length)),
    },
    { name: 'slow answers of single shards', unit: 'share', values: [slow] },
  ];
}

/** That at least one of n is slow, where each is with probability p. */
export function anySlow(p: number, n: number): number {
  let none = 1;
  for (let i = 0; i < n; i++) none *= 1 - p;
  return 1 - none;
}
