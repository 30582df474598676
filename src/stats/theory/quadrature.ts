/** Gauss-Legendre quadrature with 16 points. Knows nothing of what is integrated. */

/** Positive nodes and their weights, Abramowitz & Stegun table 25.4. */
const NODES: readonly (readonly [x: number, weight: number])[] = [
  [0.0950125098376374, 0.1894506104550685],
  [0.2816035507792589, 0.1826034150449236],
  [0.4580167776572274, 0.1691565193950025],
  [0.6178762444026438, 0.1495959888165767],
  [0.755404408355003, 0.1246289712555339],
  [0.8656312023878318, 0.0951585116824928],
  [0.9445750230732326, 0.0622535239386479],
  [0.9894009349916499, 0.0271524594117541],
];

/** Where to evaluate between `low` and `high`, ascending, and with which weight. */
export function gaussPoints(
  low: number,
  high: number,
): readonly { readonly x: number; readonly weight: number }[] {
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  const below = NODES.map(([x, weight]) => ({ x: middle - half * x, weight: half * weight }));
  const above = NODES.map(([x, weight]) => ({ x: middle + half * x, weight: half * weight }));
  return [...below.reverse(), ...above];
}

/** The integral of a smooth f. */
export function integrate(f: (x: number) => number, low: number, high: number): number {
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  let sum = 0;
  for (const [x, weight] of NODES) sum += weight * (f(middle - half * x) + f(middle + half * x));
  return half * sum;
}
