/** Looks figures up in a theory, and compares to so many digits. Knows no formula. */
import { expect } from 'vitest';
import { isStable, type Steady } from '../../../src/stats/theory.js';

/** A figure in seconds, or as it is; fails if there is none. */
export function figure(
  theory: Steady,
  metric: string,
  where: { readonly quantile?: number; readonly of?: string } = {},
): number {
  if (!isStable(theory)) throw new Error(theory.unstable);
  const found = theory.predictions.filter(
    (each) => each.metric === metric && each.quantile === where.quantile && each.of === where.of,
  );
  expect(found, `${metric} of ${theory.name}`).toHaveLength(1);
  return found[0]!.unit === 'ms' ? found[0]!.value / 1000 : found[0]!.value;
}

export const relativeError = (value: number, truth: number): number =>
  value === truth ? 0 : Math.abs(value - truth) / Math.abs(truth);

export function expectClose(value: number, truth: number, tolerance = 1e-9): void {
  const error = relativeError(value, truth);
  if (!(error <= tolerance)) expect(value).toBe(truth); // shows both
}
