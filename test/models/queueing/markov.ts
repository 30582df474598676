/**
 * The long run of a finite Markov chain in continuous time, from its rates alone: the tests' own truth.
 *
 * The state reduction of Grassmann, Taksar and Heyman (Operations Research 33(5), 1985), which subtracts nothing
 * and so loses no digits. Chains without end are cut where nobody ever is.
 */

/** Probabilities of states 0 .. size - 1, given the rate from one to another. */
export function stationary(size: number, rate: (from: number, to: number) => number): readonly number[] {
  const q = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (__, j) => (i === j ? 0 : rate(i, j))),
  );
  for (let n = size - 1; n > 0; n--) {
    const row = q[n]!;
    let out = 0;
    for (let j = 0; j < n; j++) out += row[j]!;
    for (let i = 0; i < n; i++) {
      const factor = q[i]![n]! / out;
      q[i]![n] = factor;
      if (factor > 0) for (let j = 0; j < n; j++) q[i]![j]! += factor * row[j]!;
    }
  }
  const weights = [1];
  for (let n = 1; n < size; n++) {
    let weight = 0;
    for (let i = 0; i < n; i++) weight += weights[i]! * q[i]![n]!;
    weights.push(weight);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** A chain that goes up and down by one. */
export const birthDeath = (
  size: number,
  birth: (n: number) => number,
  death: (n: number) => number,
): readonly number[] =>
  stationary(size, (from, to) => (to === from + 1 ? birth(from) : to === from - 1 ? death(from) : 0));

/** Mean of `value` over the states. */
export const expectation = (p: readonly number[], value: (state: number) => number): number =>
  p.reduce((sum, share, state) => sum + share * value(state), 0);
