/**
 * The Pareto distribution, unbounded or truncated at a maximum.
 *
 * Knows nothing of streams or of the checking of parameters.
 */

import { expm1, log, pow } from '../math.js';
import { constantLaw } from './closed.js';
import type { Law } from './law.js';

/** `maximum` is Infinity for the unbounded distribution. */
export function paretoLaw(minimum: number, shape: number, maximum: number): Law {
  if (maximum === minimum) return constantLaw(minimum);
  const power = -1 / shape;
  const beyond = maximum === Infinity ? 0 : pow(minimum / maximum, shape);
  const within = maximum === Infinity ? 1 : -expm1(-shape * log(maximum / minimum));
  const survival = (x: number): number => (pow(minimum / x, shape) - beyond) / within;
  const first = moment(1, minimum, shape, maximum);
  const second = moment(2, minimum, shape, maximum);
  return {
    quantile:
      maximum === Infinity
        ? (u) => minimum * pow(1 - u, power)
        : (u) => Math.min(maximum, minimum * pow(1 - u * within, power)),
    below: (x) => (x <= minimum ? 0 : x >= maximum ? 1 : -expm1(shape * log(minimum / x)) / within),
    above: (x) => (x <= minimum ? 1 : x >= maximum ? 0 : survival(x)),
    mean: first,
    variance: second === Infinity ? Infinity : Math.max(0, second - first * first),
  };
}

/** E X^n: the integral of n-th powers against shape · minimum^shape · x^(-shape-1), over what the truncation keeps. */
function moment(n: number, minimum: number, shape: number, maximum: number): number {
  if (maximum === Infinity) return shape > n ? (shape * pow(minimum, n)) / (shape - n) : Infinity;
  const span = log(maximum / minimum);
  const z = (n - shape) * span;
  const ratio = z === 0 ? 1 : expm1(z) / z; // tends to 1: the logarithmic case shape = n
  return (shape * pow(minimum, n) * span * ratio) / -expm1(-shape * span);
}
