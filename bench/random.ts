/**
 * What random draws cost: nanoseconds per call of the deterministic math beside the engine's own, per draw of
 * each distribution, and per stream created. Run as `node dist/bench/random.js`; ratios matter, not the numbers.
 */

import { describe } from '../src/kernel/distribution/describe.js';
import { type Distribution, lognormalFromPercentiles, sampler } from '../src/kernel/distribution.js';
import { exp, expm1, gammaP, log, log1p, normalQuantile, pow } from '../src/kernel/math.js';
import { createStreams } from '../src/kernel/random.js';

const POINTS = 4096;
const ROUNDS = 5;

/** Nanoseconds per call: the best of some rounds, each long enough for the clock. */
function nanoseconds(calls: number, run: (calls: number) => number): number {
  let best = Infinity;
  let sink = run(calls); // warm-up
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    sink += run(calls);
    best = Math.min(best, performance.now() - start);
  }
  if (Number.isNaN(sink)) throw new Error('a draw was not a number');
  return (best * 1e6) / calls;
}

/** A loop compiled for this function alone, so that one measurement does not slow the next. */
function loopOver(f: (x: number) => number): (calls: number) => number {
  const uniforms = Float64Array.from({ length: POINTS }, createStreams('bench').named('points'));
  const source = `let sum = 0; for (let i = 0; i < calls; i++) sum += f(1 - points[i & ${POINTS - 1}]); return sum;`;
  return new Function('f', 'points', `return (calls) => { ${source} }`)(f, uniforms);
}

function loop(draw: () => number): (calls: number) => number {
  const source = 'let sum = 0; for (let i = 0; i < calls; i++) sum += draw(); return sum;';
  return new Function('draw', `return (calls) => { ${source} }`)(draw);
}

function print(title: string, rows: readonly (readonly [string, string])[]): void {
  console.log(`\n${title}`);
  for (const [name, value] of rows) console.log(`  ${name.padEnd(66)} ${value.padStart(18)}`);
}

const CALLS = 2_000_000;

const pairs: [string, (x: number) => number, (x: number) => number][] = [
  ['log', log, Math.log],
  ['log1p', log1p, Math.log1p],
  ['exp', exp, Math.exp],
  ['expm1', expm1, Math.expm1],
  ['pow(x, -0.7)', (x) => pow(x, -0.7), (x) => x ** -0.7],
];
print(
  'mathematics, ns per call (and times the cost of the engine’s own)',
  pairs.map(([name, ours, theirs]) => {
    const a = nanoseconds(CALLS, loopOver(ours));
    const b = nanoseconds(CALLS, loopOver(theirs));
    return [name, `${a.toFixed(1)} (${(a / b).toFixed(2)}x)`] as const;
  }),
);
print('mathematics without a counterpart, ns per call', [
  ['normalQuantile', nanoseconds(CALLS, loopOver(normalQuantile)).toFixed(1)],
  [
    'gammaP(4, 8 x)',
    nanoseconds(
      CALLS,
      loopOver((x) => gammaP(4, 8 * x)),
    ).toFixed(1),
  ],
]);

const distributions: Distribution[] = [
  { kind: 'constant', value: 5 },
  { kind: 'uniform', low: 1, high: 3 },
  { kind: 'exponential', mean: 1e6 },
  lognormalFromPercentiles({ p50: 1e6, p99: 5e6 }),
  { kind: 'pareto', minimum: 1e6, shape: 2.5 },
  { kind: 'weibull', scale: 1e6, shape: 0.7 },
  { kind: 'empirical', values: Array.from({ length: 1000 }, (_, i) => i * i) },
  { kind: 'zipf', count: 20, exponent: 0.99 },
  { kind: 'zipf', count: 1_000_000, exponent: 0.99 },
  { kind: 'erlang', shape: 3, mean: 1e6 },
  { kind: 'erlang', shape: 20, mean: 1e6 },
  { kind: 'erlang', shape: 1000, mean: 1e6 },
  {
    kind: 'hyperexponential',
    branches: [
      { weight: 9, mean: 1e6 },
      { weight: 1, mean: 2e7 },
    ],
  },
  {
    kind: 'mixture',
    branches: [
      { weight: 0.38, of: { kind: 'pareto', minimum: 1.05e6, shape: 1.51 } },
      { weight: 0.62, of: { kind: 'exponential', mean: 5.46e6 } },
    ],
  },
  {
    kind: 'mixture',
    branches: [
      { weight: 0.9, of: { kind: 'constant', value: 1e6 } },
      { weight: 0.1, of: lognormalFromPercentiles({ p50: 5e6, p99: 50e6 }) },
    ],
  },
];
const bare = nanoseconds(CALLS, loop(createStreams('bench').named('bare')));
print('draws, ns each', [
  ['a uniform, of which every draw takes one', bare.toFixed(1)],
  ...distributions.map((d) => {
    const draw = sampler(d, createStreams('bench').named('draw'));
    return [describe(d, String), nanoseconds(CALLS / 4, loop(draw)).toFixed(1)] as const;
  }),
]);

const created = nanoseconds(20_000, (calls) => {
  const streams = createStreams('bench');
  let sum = 0;
  for (let i = 0; i < calls; i++) sum += streams.named(`net/n${i}->n${i + 1}`)();
  return sum;
});
print('streams', [['a stream created, named net/n1->n2, and drawn from once, ns', created.toFixed(0)]]);
