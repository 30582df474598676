/** Goodness of fit for tests: p-values of the chi-square and the Kolmogorov-Smirnov test. Knows no distribution. */
import { exp, gammaQ } from '../../src/kernel/math.js';

/** p-value of Pearson's test that `counts` fall with these probabilities; cells below 5 expected are pooled. */
export function chiSquare(counts: readonly number[], probabilities: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  let cells = 0;
  let observed = 0;
  let expected = 0;
  counts.forEach((count, i) => {
    observed += count;
    expected += total * probabilities[i]!;
    if (expected < 5 && i < counts.length - 1) return;
    if (expected > 0) statistic += (observed - expected) ** 2 / expected;
    else if (observed > 0) statistic = Infinity;
    cells++;
    observed = 0;
    expected = 0;
  });
  return gammaQ((cells - 1) / 2, statistic / 2);
}

/**
 * p-value of the Kolmogorov-Smirnov test that `sample` has this continuous distribution: the asymptotic series,
 * with the correction for finite n of M. A. Stephens (JASA 69, 1974).
 */
export function kolmogorovSmirnov(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    distance = Math.max(distance, (i + 1) / n - p, p - i / n);
  });
  const root = Math.sqrt(n);
  const t = (root + 0.12 + 0.11 / root) * distance;
  let p = 0;
  for (let j = 1; j <= 100; j++) p += (j % 2 ? 2 : -2) * exp(-2 * j * j * t * t);
  return Math.min(1, Math.max(0, p));
}
