/**
 * What can be wrong with a distribution that a user wrote, as data.
 *
 * Knows only the shape of the data: whether draws overflow is found out by `distribution.ts`, which can draw.
 */
import type { Distribution } from '../distribution.js';

export interface DistributionIssue {
  /** Where, as `branches[1].weight`; empty for the distribution itself. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

export const ERLANG_SHAPE_MAX = 1_000;
export const ZIPF_COUNT_MAX = 10_000_000;
export const BRANCHES_MAX = 64;
export const NESTING_MAX = 8;

type Report = (path: string, expected: string, received: number | string) => void;

/** Everything that is wrong with the parameters of `d`, in the order they are declared. */
export function checkStructure(d: Distribution): readonly DistributionIssue[] {
  const issues: DistributionIssue[] = [];
  check(d, 0, (path, expected, received) => {
    issues.push({ path, expected, received: String(received) });
  });
  return issues;
}

function check(d: Distribution, depth: number, report: Report): void {
  switch (d.kind) {
    case 'constant':
      atLeastZero('value', d.value, report);
      return;
    case 'uniform':
      atLeastZero('low', d.low, report);
      atLeastZero('high', d.high, report);
      if (d.high < d.low) report('high', `at least low, ${d.low}`, d.high);
      return;
    case 'exponential':
      atLeastZero('mean', d.mean, report);
      return;
    case 'erlang':
      whole('shape', d.shape, ERLANG_SHAPE_MAX, report);
      positive('mean', d.mean, report);
      return;
    case 'lognormal':
      if (!Number.isFinite(d.mu)) report('mu', 'a number', d.mu);
      atLeastZero('sigma', d.sigma, report);
      return;
    case 'pareto':
      positive('minimum', d.minimum, report);
      positive('shape', d.shape, report);
      if (d.maximum === undefined) return;
      positive('maximum', d.maximum, report);
      if (d.maximum < d.minimum) report('maximum', `at least minimum, ${d.minimum}`, d.maximum);
      return;
    case 'weibull':
      positive('scale', d.scale, report);
      positive('shape', d.shape, report);
      return;
    case 'zipf':
      whole('count', d.count, ZIPF_COUNT_MAX, report);
      atLeastZero('exponent', d.exponent, report);
      return;
    case 'hyperexponential':
      checkWeights(d.branches, report);
      for (const [i, branch] of d.branches.entries()) positive(`branches[${i}].mean`, branch.mean, report);
      return;
    case 'mixture':
      checkWeights(d.branches, report);
      for (const [i, branch] of d.branches.entries()) inside(branch.of, `branches[${i}].of`, depth, report);
      return;
    case 'empirical':
      checkSamples(d.values, report);
      return;
    case 'shifted':
      atLeastZero('by', d.by, report);
      inside(d.of, 'of', depth, report);
      return;
  }
}

function inside(d: Distribution, path: string, depth: number, report: Report): void {
  if (depth + 1 > NESTING_MAX) {
    report(path, `distributions nested at most ${NESTING_MAX} deep`, 'more');
    return;
  }
  check(d, depth + 1, (inner, expected, received) =>
    report(inner === '' ? path : `${path}.${inner}`, expected, received),
  );
}

function atLeastZero(path: string, value: number, report: Report): void {
  if (!(Number.isFinite(value) && value >= 0)) report(path, 'a number that is not negative', value);
}

function positive(path: string, value: number, report: Report): void {
  if (!(Number.isFinite(value) && value > 0)) report(path, 'a number above 0', value);
}

function whole(path: string, value: number, max: number, report: Report): void {
  if (!(Number.isInteger(value) && value >= 1 && value <= max)) {
    report(path, `a whole number from 1 to ${max}`, value);
  }
}

function checkWeights(branches: readonly { readonly weight: number }[], report: Report): void {
  if (branches.length === 0 || branches.length > BRANCHES_MAX) {
    report('branches', `1 to ${BRANCHES_MAX} branches`, branches.length);
    return;
  }
  for (const [i, branch] of branches.entries()) atLeastZero(`branches[${i}].weight`, branch.weight, report);
  const total = branches.reduce((sum, branch) => sum + branch.weight, 0);
  if (!(Number.isFinite(total) && total > 0)) report('branches', 'weights whose sum is above 0', total);
}

function checkSamples(values: readonly number[], report: Report): void {
  const bad = values.findIndex((value) => !(Number.isFinite(value) && value >= 0));
  const fall = values.findIndex((value, i) => i > 0 && value < values[i - 1]!);
  if (values.length === 0) report('values', 'at least one sample', 0);
  else if (bad >= 0) report(`values[${bad}]`, 'a number that is not negative', values[bad]!);
  else if (fall >= 0)
    report(`values[${fall}]`, `at least the one before, ${values[fall - 1]}`, values[fall]!);
}
