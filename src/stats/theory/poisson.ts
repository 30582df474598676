/**
 * The Poisson probability at one point, also where the point is not whole and mean and point are large: the
 * saddle-point form of C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
 *
 * Knows no queue.
 */
import { exp, gamma, log, log1p } from '../../kernel/math.js';

const TWO_PI = 2 * Math.PI;
const STIRLING_FROM = 16;

/** x^k e^-x / Γ(k + 1) for k >= 0, where `excess` is k - x >= 0, given so that it keeps its digits. */
export function poissonAt(k: number, excess: number): number {
  const x = k - excess;
  if (k < STIRLING_FROM) return exp(k * log(x) - x) / gamma(k + 1);
  return exp(-k * deviance(-excess / k) - stirlingError(k)) / Math.sqrt(TWO_PI * k);
}

/** m - ln(1 + m), for m in (-1, 0]: without cancellation near 0. */
function deviance(m: number): number {
  if (m < -0.3) return m - log1p(m);
  // ln(1 + m) = 2 atanh(v), and m - 2 v = m v.
  const v = m / (2 + m);
  const square = v * v;
  let sum = 0;
  let power = 1;
  for (let n = 3; n < 50; n += 2) {
    const term = power / n;
    sum += term;
    if (term < 1e-17 * sum) break;
    power *= square;
  }
  return m * v - 2 * v * square * sum;
}

/** ln Γ(k + 1) - ln(sqrt(2 pi k) (k/e)^k), Abramowitz & Stegun 6.1.41. */
function stirlingError(k: number): number {
  const z = 1 / (k * k);
  return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360)))))) / k;
}
