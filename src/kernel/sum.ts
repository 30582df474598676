/**
 * Sums of whole numbers that outgrow 2^53, without rounding.
 *
 * A sum is two cells of a typed array, `high * 2^52 + low`, so that adding allocates nothing.
 */

/** Cells that one sum takes. */
export const SUM_CELLS = 2;
/** 2^52: `low` stays below it, so that adding two such parts is exact; whoever stays below may add by himself. */
export const EXACT = 4_503_599_627_370_496;
const HALF = 67_108_864; // 2^26

/** Adds a whole number, 0 <= x < 2^53, to the sum at `cell`. */
export function addTo(sums: Float64Array, cell: number, x: number): void {
  if (x >= EXACT) {
    x -= EXACT;
    sums[cell + 1]! += 1;
  }
  const sum = sums[cell]! + x;
  if (sum < EXACT) sums[cell] = sum;
  else {
    sums[cell] = sum - EXACT;
    sums[cell + 1]! += 1;
  }
}

/** Adds `count * x`, whole numbers, count < 2^26 and x < 2^53. */
export function addProduct(sums: Float64Array, cell: number, count: number, x: number): void {
  const product = count * x;
  if (product < EXACT) addTo(sums, cell, product);
  else {
    // In halves of 26 bits, of which each product is exact.
    const high = count * Math.floor(x / HALF);
    sums[cell + 1]! += Math.floor(high / HALF);
    addTo(sums, cell, (high % HALF) * HALF);
    addTo(sums, cell, count * (x % HALF));
  }
}

/** The sum at `cell` less the one at `other` of another array, rounded once. */
export function difference(sums: Float64Array, cell: number, less: Float64Array, other: number): number {
  return (sums[cell + 1]! - less[other + 1]!) * EXACT + (sums[cell]! - less[other]!);
}
