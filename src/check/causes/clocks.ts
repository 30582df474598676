/**
 * Clocks of a fixed number of counters, many of them, in a few large blocks: one array each would be slow to make.
 *
 * Knows no operations.
 */

export interface Clocks {
  /** How many numbers there are in all of them. */
  held(): number;
  /** Another clock, like that one. */
  copy(clock: number): number;
  get(clock: number, counter: number): number;
  /** Raises a counter. */
  raise(clock: number, counter: number, to: number): void;
  /** Raises every counter to that of another clock. */
  join(clock: number, other: number): void;
}

const BLOCK = 1 << 20;

/** Clock 0 is all zeros. `copiesMax`: how many more there can be. */
export function createClocks(counters: number, copiesMax: number): Clocks {
  const perBlock = Math.max(1, Math.min(Math.floor(BLOCK / Math.max(1, counters)), copiesMax + 1));
  const size = perBlock * counters;
  const blocks = [new Int32Array(size)];
  let count = 1;
  const blockOf = (clock: number) => blocks[Math.floor(clock / perBlock)]!;
  const placeOf = (clock: number) => (clock % perBlock) * counters;
  return {
    held: () => count * counters,
    copy(clock) {
      const made = count++;
      if (made % perBlock === 0) blocks.push(new Int32Array(size));
      const from = placeOf(clock);
      blockOf(made).set(blockOf(clock).subarray(from, from + counters), placeOf(made));
      return made;
    },
    get: (clock, counter) => blockOf(clock)[placeOf(clock) + counter]!,
    raise(clock, counter, to) {
      const at = placeOf(clock) + counter;
      const block = blockOf(clock);
      if (block[at]! < to) block[at] = to;
    },
    join(clock, other) {
      const [own, theirs] = [blockOf(clock), blockOf(other)];
      const [to, from] = [placeOf(clock), placeOf(other)];
      for (let i = 0; i < counters; i++)
        if (theirs[from + i]! > own[to + i]!) own[to + i] = theirs[from + i]!;
    },
  };
}
