/** Comparisons and sizings made by functions: figures of M/M/c, a little noise on top. No simulation behind them. */
import type { ComparedRow, ComparisonResult, SizingResult, SizingStep } from '../../src/observe/sweep.js';
import { round } from './fixture-parts.js';
import { noise, QUANTILES, seedsUpTo, sojournMs } from './fixture-sweeps.js';

export interface ComparisonOptions {
  readonly runs?: number;
  /** B's times are so many times those of A. */
  readonly factor?: number;
  readonly names?: readonly [string, string];
}

/** Two designs at the same load: times differ by a factor, rates do not. */
export function comparison(options: ComparisonOptions = {}): ComparisonResult {
  const { runs = 20, factor = 0.62, names = ['four queues', 'one queue'] } = options;
  const seeds = seedsUpTo(runs);
  const time = (quantile: number, i: number): ComparedRow => {
    const exact = sojournMs(quantile, 80, 100, 1);
    const pairs = seeds.map((seed, run) => {
      const a = round(exact * noise(31 * run + i, 0.08 * (i + 1)), 3);
      return { seed, a, b: round(a * factor * noise(17 * run + i, 0.04 * (i + 1)), 3) };
    });
    return compared({ metric: 'latency', of: 'users', unit: 'ms', quantile }, pairs, i === 2);
  };
  const other = (metric: string, of: string, unit: string, a: number, b: number, spread: number) =>
    compared(
      { metric, of, unit },
      seeds.map((seed, run) => ({
        seed,
        a: round(a * noise(13 * run, spread), 5),
        b: round(b * noise(13 * run + 5, spread), 5),
      })),
      false,
    );
  const side = (name: string, file: string) => ({
    name,
    file,
    settings: name === names[1] ? ['nodes.desk.params.queues=one for all'] : [],
    verdict: 'valid' as const,
    digest: '81d2f0a6c3b59e47',
  });
  return {
    kind: 'comparison',
    scenario: 'Pooling: one queue and four servers, or four queues',
    question: 'What is gained if all customers stand in one queue?',
    version: '0.2.0',
    seeds,
    a: side(names[0], 'scenarios/queueing/pooling.yaml'),
    b: side(names[1], 'scenarios/queueing/pooling.yaml'),
    rows: [
      ...QUANTILES.map(time),
      other('latency mean', 'users', 'ms', 50, 50 * factor, 0.03),
      other('throughput', 'users', '1/s', 79.9, 79.9, 0.004),
      other('availability', 'users', 'ratio', 1, 1, 0),
      other('utilisation', 'desk', 'ratio', 0.8, 0.8, 0.004),
      other('queue length', 'desk', 'count', 3.2, 3.2 * factor * factor, 0.05),
    ],
    rerun: `foretell compare scenarios/queueing/pooling.yaml scenarios/queueing/pooling.yaml --runs ${runs}`,
    files: { report: 'out/pooling/compare/report.html' },
  };
}

type Pairs = ComparedRow['pairs'];

/** The row that pairs come to, with a normal interval: fixtures need no better. */
export function compared(
  name: Pick<ComparedRow, 'metric' | 'of' | 'unit' | 'quantile'>,
  pairs: Pairs,
  keep: boolean,
): ComparedRow {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const differences = pairs.map(({ a, b }) => b - a);
  const difference = mean(differences);
  const variance = mean(differences.map((value) => (value - difference) ** 2));
  const half = pairs.length < 2 ? null : 2.1 * Math.sqrt(variance / (pairs.length - 1));
  const [ciLow, ciHigh] = half === null ? [null, null] : [difference - half, difference + half];
  const tidy = (value: number | null) => (value === null ? null : round(value, 4));
  return {
    operation: 'all',
    ...name,
    a: tidy(mean(pairs.map(({ a }) => a))),
    b: tidy(mean(pairs.map(({ b }) => b))),
    difference: tidy(difference),
    ciLow: tidy(ciLow),
    ciHigh: tidy(ciHigh),
    verdict:
      ciLow === null || ciHigh === null
        ? 'no difference shown'
        : ciHigh < 0
          ? 'lower'
          : ciLow > 0
            ? 'higher'
            : 'no difference shown',
    pairs: keep ? pairs : [],
  };
}

/** A comparison in which no figure can be told. */
export function tooFewCompared(): ComparisonResult {
  const all = comparison({ runs: 1 });
  const nothing = { a: null, b: null, difference: null, ciLow: null, ciHigh: null, pairs: [] };
  return { ...all, rows: all.rows.map((row) => ({ ...row, ...nothing, verdict: 'too few' as const })) };
}

/** How many servers for a p99 below `bound`, found by halving. */
export function sizing(bound = 90): SizingResult {
  const step = (servers: number, runs: number): SizingStep => {
    const exact = sojournMs(0.99, 250, 100, servers);
    const lost = !Number.isFinite(exact);
    const value = lost ? 9400 : round(exact * noise(servers, 0.01), 2);
    const spread = lost ? 0.2 : 0.04;
    const [ciLow, ciHigh] = [round(value * (1 - spread), 2), round(value * (1 + spread), 2)];
    const verdict = ciHigh < bound ? 'meets' : ciLow > bound ? 'fails' : 'undecided';
    return {
      text: String(servers),
      number: servers,
      verdict,
      value,
      ciLow,
      ciHigh,
      sureness: verdict === 'undecided' ? 0.81 : 0.9993,
      observed: `p99 ${value} ms`,
      runs,
    };
  };
  const steps = [step(16, 10), step(8, 10), step(4, 10), step(2, 10), step(3, 40)];
  return {
    kind: 'sizing',
    scenario: 'How many desks for 250 customers per second?',
    question: 'How many desks keep the p99 below 90 ms?',
    version: '0.2.0',
    seeds: seedsUpTo(40),
    file: 'scenarios/queueing/desks.yaml',
    parameter: { path: 'nodes.desk.params.servers', label: 'desk servers', unit: 'count' },
    slo: `p99(users) < ${bound}ms`,
    unit: 'ms',
    bound,
    confidence: 0.95,
    goal: 'smallest',
    answer: steps[2]!,
    nextCheaper: steps[4]!,
    steps,
    rerun:
      'foretell size scenarios/queueing/desks.yaml --vary nodes.desk.params.servers --slo "p99(users) < 90ms"',
    files: { report: 'out/desks/size/report.html' },
  };
}

/** None in the range meets the SLO, and one value could not be measured at all. */
export function sizingWithoutAnswer(): SizingResult {
  const found = sizing(20);
  const steps = found.steps.map(
    (step, i): SizingStep =>
      i === 3
        ? {
            ...step,
            value: null,
            ciLow: null,
            ciHigh: null,
            sureness: null,
            observed: 'too few operations',
            verdict: 'undecided',
          }
        : step,
  );
  return { ...found, steps, answer: null, nextCheaper: null };
}
