/**
 * Sweeps made by functions: figures of M/M/c from its closed forms, a little noise on top. No simulation behind them.
 */
import type { Row } from '../../src/observe/result.js';
import type { ScalabilityFit, SweepParameter, SweepPoint, SweepResult } from '../../src/observe/sweep.js';
import { round } from './fixture-parts.js';

export const QUANTILES = [0.5, 0.9, 0.99, 0.999];

/** A factor near 1, always the same for the same `n`: what a simulation of finite length adds. */
export function noise(n: number, spread: number): number {
  const unit = ((n + 1) * 48271 * 7919) % 2147483647;
  return 1 + spread * (2 * (unit / 2147483647) - 1);
}

/** Share of customers who wait in M/M/c, by Erlang's C formula. */
function erlangC(servers: number, load: number): number {
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/** Quantile of the sojourn time in M/M/c, in ms; rates per second. */
export function sojournMs(quantile: number, arrivals: number, rate: number, servers: number): number {
  const load = arrivals / rate;
  if (load >= servers) return Number.POSITIVE_INFINITY;
  const waits = erlangC(servers, load);
  const gap = servers - 1 - load;
  const beyond = (t: number): number =>
    Math.exp(-rate * t) *
    (1 + waits * (Math.abs(gap) < 1e-9 ? rate * t : (1 - Math.exp(-rate * t * gap)) / gap));
  let [low, high] = [0, 1e4 / rate];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (beyond(middle) > 1 - quantile) low = middle;
    else high = middle;
  }
  return 1000 * low;
}

export interface Figure extends Partial<Row> {
  readonly metric: string;
  readonly of: string;
  readonly unit: string;
}

/** A row with an interval of `spread` on either side; without one where there is a single run. */
export function row(figure: Figure, value: number | null, spread: number, runs: number): Row {
  const ends =
    value === null || runs < 2 || spread === 0
      ? { ciLow: null, ciHigh: null }
      : { ciLow: round(value * (1 - spread), 4), ciHigh: round(value * (1 + spread), 4) };
  return { operation: 'all', value: value === null ? null : round(value, 4), ...ends, runs, ...figure };
}

interface Station {
  readonly client: string;
  readonly station: string;
  readonly arrivals: number;
  readonly rate: number;
  readonly servers: number;
  readonly runs: number;
  readonly seed: number;
  /** Whether closed forms stand beside the figures. */
  readonly theory: boolean;
  /** Quantiles that the samples carry. */
  readonly upTo?: number;
  /** All times are so many times longer. */
  readonly slower?: number;
}

/** Every row of an experiment with one client group and one station. */
export function stationRows(it: Station): Row[] {
  const { client, station, arrivals, rate, servers, runs, seed, theory, upTo = 1, slower = 1 } = it;
  const load = arrivals / (rate * servers);
  const saturated = load >= 1;
  const spread = 0.004 + 0.05 * Math.min(1, load) ** 4;
  const said = (value: number) => (theory && !saturated ? { theory: round(value, 4) } : {});
  const time = (quantile: number) =>
    slower * (saturated ? 20_000 * quantile * (load - 0.9) : sojournMs(quantile, arrivals, rate, servers));
  const quantiles = (metric: string, of: string, withTheory: boolean) =>
    QUANTILES.map((quantile, i): Row => {
      const figure = { metric, of, unit: 'ms', quantile };
      if (quantile > upTo) return { ...row(figure, null, 0, runs), missing: 'too few' };
      const exact = time(quantile);
      const wide = spread * (1 + 2 * i);
      const seen = exact * noise(seed + 10 * i, wide / 1.5);
      return { ...row(figure, seen, wide, runs), ...(withTheory ? said(exact) : {}) };
    });
  const share = (metric: string, value: number): Row => ({
    ...row({ metric, of: station, unit: 'ratio' }, Math.min(1, value * noise(seed + 3, 0.004)), 0.003, runs),
    ...said(value),
  });
  const waits = saturated ? 1 : erlangC(servers, arrivals / rate);
  const meanWait = saturated ? time(0.5) : (1000 * slower * waits) / (rate * servers - arrivals);
  const mean = (metric: string, unit: string, value: number): Row => ({
    ...row({ metric, of: station, unit }, value * noise(seed + 4, spread), spread, runs),
    ...said(value),
  });
  const served = Math.min(arrivals, rate * servers);
  return [
    ...quantiles('latency', client, false),
    row({ metric: 'latency mean', of: client, unit: 'ms' }, meanWait + (1000 * slower) / rate, spread, runs),
    row({ metric: 'throughput', of: client, unit: '1/s' }, served * noise(seed, 0.01), 0.01, runs),
    row({ metric: 'availability', of: client, unit: 'ratio' }, 1, 0, runs),
    share('utilisation', Math.min(1, load)),
    share('wait probability', waits),
    mean('wait', 'ms', meanWait),
    mean('sojourn', 'ms', meanWait + (1000 * slower) / rate),
    ...quantiles('sojourn', station, true),
    mean('queue length', 'count', (served * meanWait) / 1000 / slower),
    mean('in system', 'count', (served * (meanWait / slower + 1000 / rate)) / 1000),
  ];
}

export function point(at: readonly number[], rows: readonly Row[], seeds: readonly string[]): SweepPoint {
  return { at, verdict: 'valid', reasons: [], digest: '5d1f8a90c3b2e746', seeds, lost: [], judged: [], rows };
}

export const seedsUpTo = (runs: number): string[] => Array.from({ length: runs }, (_, i) => String(i + 1));

/** Values with a number each; `unit` is appended to the text. */
export function numbers(
  path: string,
  label: string,
  unit: string,
  values: readonly number[],
): SweepParameter {
  const suffix: Readonly<Record<string, string>> = { '1/s': '/s', ms: 'ms', count: '', ratio: '' };
  const texts = values.map((number) => ({ text: `${number}${suffix[unit] ?? unit}`, number }));
  return { path, label, unit, values: texts };
}

export function words(path: string, label: string, values: readonly string[]): SweepParameter {
  return { path, label, unit: null, values: values.map((text) => ({ text, number: null })) };
}

export function sweepOf(
  scenario: string,
  question: string,
  parameters: readonly SweepParameter[],
  points: readonly SweepPoint[],
  scalability: readonly ScalabilityFit[] = [],
): SweepResult {
  const set = parameters.map(
    ({ path, values }) => ` --set ${path}=${values.map(({ text }) => text).join(',')}`,
  );
  return {
    kind: 'sweep',
    scenario,
    question,
    version: '0.2.0',
    seeds: points[0]?.seeds ?? [],
    file: 'scenarios/queueing/example.yaml',
    parameters,
    points,
    pointsAll: parameters.reduce((product, { values }) => product * values.length, 1),
    verdict: 'valid',
    digest: 'b7c09d2e41f3a865',
    scalability,
    rerun: `foretell sweep scenarios/queueing/example.yaml${set.join('')} --runs ${points[0]?.seeds.length ?? 1}`,
    files: {},
  };
}

export const HOCKEY_LOADS = [10, 20, 30, 40, 50, 60, 70, 80, 85, 90, 95];

export interface HockeyOptions {
  readonly loads?: readonly number[];
  readonly runs?: number;
  readonly theory?: boolean;
  /** The highest quantile that the samples carry, by load. */
  readonly upTo?: (load: number) => number;
}

/** M/M/1 with 10 ms of service: latency against load, one parameter. */
export function hockeyStick(options: HockeyOptions = {}): SweepResult {
  const { loads = HOCKEY_LOADS, runs = 20, theory = true, upTo = (load) => (load < 15 ? 0.99 : 1) } = options;
  const parameter = numbers('clients.users.arrivals', 'users arrivals', '1/s', loads);
  const points = loads.map((arrivals, i) => {
    const station = { client: 'users', station: 'server', arrivals, rate: 100, servers: 1 };
    return point(
      [i],
      stationRows({ ...station, runs, seed: 100 * i, theory, upTo: upTo(arrivals) }),
      seedsUpTo(runs),
    );
  });
  return sweepOf(
    'The hockey stick: one server, more and more load',
    'How busy can a server be before its users notice?',
    [parameter],
    points,
  );
}

/** Four servers behind one queue, or each with a queue of its own. */
export function pooling(): SweepResult {
  const loads = [40, 80, 120, 160, 200, 240, 280, 320, 360, 380];
  const arrivals = numbers('clients.users.arrivals', 'users arrivals', '1/s', loads);
  const queues = words('nodes.desk.params.queues', 'queues', ['one for all', 'one each']);
  const points = loads.flatMap((load, i) =>
    [0, 1].map((variant) => {
      const [servers, each] = variant === 0 ? [4, load] : [1, load / 4];
      const station = { client: 'users', station: 'desk', arrivals: each, rate: 100, servers };
      return point(
        [i, variant],
        stationRows({
          ...station,
          runs: 10,
          seed: 37 * i + 11 * variant,
          theory: true,
          upTo: load < 90 ? 0.99 : 1,
        }),
        seedsUpTo(10),
      );
    }),
  );
  return sweepOf(
    'Pooling: one queue and four servers, or four queues',
    'What is gained if all customers stand in one queue?',
    [arrivals, queues],
    points,
  );
}

/** Load against servers, with cells that are saturated, lost, too small or not done. */
export function grid(
  loads: readonly number[] = range(40, 40, 12),
  servers: readonly number[] = [1, 2, 3, 4, 5, 6],
): SweepResult {
  const points = loads.flatMap((arrivals, i) =>
    servers.map((count, j): SweepPoint => {
      const station = { client: 'users', station: 'desk', arrivals, rate: 100, servers: count };
      const few = i === 0 && j > 3;
      const all = point(
        [i, j],
        stationRows({ ...station, runs: 5, seed: 17 * i + 5 * j, theory: false, upTo: few ? 0.5 : 1 }),
        seedsUpTo(5),
      );
      if (i === 7 && j === 4)
        return {
          ...all,
          rows: [],
          seeds: [],
          reasons: ['lost: out of memory (seed 1)'],
          lost: [{ seed: '1', why: 'out of memory' }],
        };
      return arrivals >= 100 * count
        ? {
            ...all,
            verdict: 'invalid',
            reasons: ['p99(users) < 200ms is invalid in 5 of 5 runs: seeds 1 to 5'],
          }
        : all;
    }),
  );
  const done = points.filter(({ at }) => !(at[0] === loads.length - 1 && at[1] === servers.length - 1));
  const result = sweepOf(
    'How many desks for how many customers',
    'How many desks are needed as the load grows?',
    [
      numbers('clients.users.arrivals', 'users arrivals', '1/s', loads),
      numbers('nodes.desk.params.servers', 'desk servers', 'count', servers),
    ],
    done,
  );
  return { ...result, verdict: 'invalid' };
}

export const range = (from: number, step: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + step * i);

/** Throughput of a pool of threads that share a lock, and the law fitted to it. */
export function threads(options: { readonly kappa?: number; readonly runs?: number } = {}): SweepResult {
  const { kappa = 0.0004, runs = 10 } = options;
  const [lambda_per_s, sigma] = [980, 0.031];
  const law = (n: number) => (lambda_per_s * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));
  const counts = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96];
  const parameter = numbers('clients.workers.count', 'workers', 'count', counts);
  const points = counts.map((n, i) => {
    const figure = { metric: 'throughput', of: 'workers', unit: '1/s' };
    const quantiles = [0.5, 0.99].map((quantile) =>
      row(
        { metric: 'latency', of: 'workers', unit: 'ms', quantile },
        ((1000 * n) / law(n)) * (quantile + 1),
        0.02,
        runs,
      ),
    );
    const availability = row({ metric: 'availability', of: 'workers', unit: 'ratio' }, 1, 0, runs);
    return point(
      [i],
      [row(figure, law(n) * noise(7 * i, 0.02), 0.015, runs), availability, ...quantiles],
      seedsUpTo(runs),
    );
  });
  const peak = kappa === 0 ? null : Math.floor(Math.sqrt((1 - sigma) / kappa));
  const curve = range(1, 1, 96).map((n) => ({ n, throughput_per_s: round(law(n), 2) }));
  const fit = {
    of: 'workers',
    parameter: parameter.path,
    lambda_per_s,
    sigma,
    kappa,
    rSquared: 0.997,
    peak,
    curve,
  };
  return sweepOf('Threads that share a lock', 'How many threads are worth having?', [parameter], points, [
    fit,
  ]);
}

/** Sixty variants with long names, all alike but for their pace. */
export function manyVariants(): SweepResult {
  const loads = [20, 40, 60, 80];
  const names = range(1, 1, 60).map(
    (n) => `a discipline with quite a long name, of which this is number ${n}`,
  );
  const points = loads.flatMap((arrivals, i) =>
    names.map((_, j) => {
      const station = { client: 'users', station: 'desk', arrivals, rate: 100, servers: 1 };
      return point(
        [i, j],
        stationRows({ ...station, runs: 3, seed: i + j, theory: false, slower: 1 + j / 10 }),
        seedsUpTo(3),
      );
    }),
  );
  return sweepOf(
    'Many disciplines',
    'Which discipline?',
    [
      numbers('clients.users.arrivals', 'users arrivals', '1/s', loads),
      words('nodes.desk.params.discipline', 'discipline', names),
    ],
    points,
  );
}

/** Service times of the same mean that vary more or less, at one load: variants that differ in a word alone. */
export function variability(options: { readonly runs?: number; readonly count?: number } = {}): SweepResult {
  const { runs = 20, count = 3 } = options;
  const known = ['constant(10ms)', 'exponential(10ms)', 'hyperexponential(10ms, cv=2)'];
  const names = range(0, 1, count).map(
    (i) => known[i] ?? `one of many laws with a long name, number ${i + 1}`,
  );
  const points = names.map((_, i) => {
    const it = { client: 'users', station: 'server', arrivals: 80, rate: 100, servers: 1, runs, seed: 9 * i };
    const upTo = i === 2 ? 0.99 : 1;
    return point([i], stationRows({ ...it, theory: i === 1, upTo, slower: 0.6 + 0.4 * i }), seedsUpTo(runs));
  });
  return sweepOf(
    'The same mean, more or less spread',
    'Does it matter how much service times vary?',
    [words('nodes.server.params.service', 'service', names)],
    points,
  );
}
