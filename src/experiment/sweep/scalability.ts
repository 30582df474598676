/**
 * Scalability: the Universal Scalability Law fitted to what a sweep over a number of clients found.
 *
 * Only of clients in a closed loop, whose number is the concurrency: with arrivals that come anyway, throughput
 * says nothing of scaling. Looks at points only; the law and its fit are `stats/theory/usl.ts`.
 */
import type { ScalabilityFit, SweepParameter, SweepPoint } from '../../observe/sweep.js';
import { fitUsl, type Measurement, uslPeak, uslThroughput } from '../../stats/theory/usl.js';

/** Three coefficients need so many points. */
const POINTS_MIN = 3;
/** Points of a curve, ends included. */
const CURVE = 61;

/** @param closed client groups in a closed loop */
export function scalabilityOf(
  parameters: readonly SweepParameter[],
  points: readonly SweepPoint[],
  closed: readonly string[],
): readonly ScalabilityFit[] {
  const changing = parameters.filter(({ values }) => values.length > 1);
  const [parameter] = changing;
  // Along one axis alone is it one system that grows.
  if (parameter === undefined || changing.length > 1) return [];
  const of = /^clients\.([^.]+)\.count$/.exec(parameter.path)?.[1];
  if (of === undefined || !closed.includes(of)) return [];
  const index = parameters.indexOf(parameter);
  const measured = points.flatMap(({ at, rows }): Measurement[] => {
    const concurrency = parameter.values[at[index]!]?.number;
    const row = rows.find(
      (each) => each.metric === 'throughput' && each.of === of && each.operation === 'all',
    );
    const throughput = row?.value;
    return concurrency == null || throughput == null || throughput <= 0 ? [] : [{ concurrency, throughput }];
  });
  if (measured.length < POINTS_MIN) return [];
  const { coefficients, rSquared } = fitUsl(measured);
  const peak = uslPeak(coefficients);
  const most = measured.reduce((max, { concurrency }) => Math.max(max, concurrency), 1);
  const curve = Array.from({ length: CURVE }, (_, i) => {
    const n = 1 + ((most - 1) * i) / (CURVE - 1);
    return { n, throughput_per_s: uslThroughput(coefficients, n) };
  });
  const { lambda, sigma, kappa } = coefficients;
  const law = { lambda_per_s: lambda, sigma, kappa, rSquared };
  return [{ of, parameter: parameter.path, ...law, peak: peak === Infinity ? null : peak, curve }];
}
