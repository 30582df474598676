/**
 * Distributions as text: `uniform(150ms, 300ms)`, `lognormal(p50=1ms, p99=5ms)`, or just `5ms`.
 *
 *     5ms, constant(5ms)                 uniform(low, high)
 *     exponential(mean)                  erlang(shape, mean)
 *     lognormal(p50=…, p99=…)            lognormal(mean=…, sd=…)         lognormal(mu=…, sigma=…)
 *     pareto(min, shape, max)            weibull(scale, shape)           max may be left out
 *     hyperexponential(90% 1ms, 10% 20ms)                                weights with means
 *     mixture(90% exponential(1ms), 10% uniform(1ms, 2ms))               weights with distributions
 *     75ms + pareto(5ms, 2)                                              a constant and a distribution
 *     empirical(FILE), empirical(FILE, unit=ms), empirical([1ms, 2ms])
 *
 * Arguments go by position or by name. Values are durations, or ratios where a ratio is wanted (clock
 * drift); mu and sigma are those of the natural logarithm of the value in ns (or of the ratio).
 */
import {
  checkDistribution,
  type Distribution,
  lognormalFromMoments,
  lognormalFromPercentiles,
} from '../../kernel/distribution.js';
import { type ReadFile, valuesOf } from '../data-file.js';
import { type Argument, type Expression, fail, ok, parseExpression, show } from '../expression.js';
import type { Read } from '../problem.js';
import { didYouMean, oneOf } from '../suggest.js';
import { all, andThen, type Bound, bind, type Call, numberOf, quantityOf, wholeOf } from './arguments.js';

interface DistributionContext {
  readonly of: 'duration' | 'ratio';
  readonly readFile: ReadFile;
}

/** Erlang's shape is a number of phases; more would be a constant in all but name. */
const MOST_PHASES = 1000;
/** Weights must sum to 1 within this. */
export const WEIGHT_TOLERANCE = 1e-9;

/** Reads a distribution from text. */
export const parseDistribution = (text: string, context: DistributionContext): Read<Distribution> =>
  andThen(parseExpression(text), (expression) => distributionOf(expression, context));

/** Reads a distribution from an expression. */
export function distributionOf(expression: Expression, context: DistributionContext): Read<Distribution> {
  if (expression.kind !== 'call') {
    const known = [...EXAMPLES.keys()];
    if (expression.kind === 'word' && READERS.has(expression.text))
      return fail(
        expression,
        `${expression.text} with its arguments`,
        expression.text,
        EXAMPLES.get(expression.text),
      );
    const value = quantityOf(expression, context.of);
    if (value.ok) return ok({ kind: 'constant', value: value.value });
    const { problem } = value;
    const hint =
      problem.hint ?? (expression.kind === 'word' ? didYouMean(expression.text, known) : undefined);
    return fail(expression, `${problem.expected}, or a distribution`, problem.received, hint);
  }
  const read = READERS.get(expression.name);
  if (read === undefined) {
    const known = [...EXAMPLES.keys()];
    return fail(
      expression,
      `a distribution: ${oneOf(known)}`,
      expression.name,
      didYouMean(expression.name, known),
    );
  }
  return andThen(read(expression, context), (distribution) => {
    const [issue] = checkDistribution(distribution);
    if (issue === undefined) return ok(distribution);
    return fail(
      expression,
      issue.expected,
      issue.received,
      issue.path === '' ? undefined : `see ${issue.path}`,
    );
  });
}

type Reader = (call: Call, context: DistributionContext) => Read<Distribution>;

const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ['constant', 'constant(5ms)'],
  ['uniform', 'uniform(150ms, 300ms)'],
  ['exponential', 'exponential(20ms)'],
  ['erlang', 'erlang(3, 20ms)'],
  ['lognormal', 'lognormal(p50=1ms, p99=5ms)'],
  ['pareto', 'pareto(min=1ms, shape=2)'],
  ['weibull', 'weibull(scale=10ms, shape=1.5)'],
  ['hyperexponential', 'hyperexponential(90% 1ms, 10% 20ms)'],
  ['mixture', 'mixture(90% exponential(1ms), 10% uniform(5ms, 9ms))'],
  ['empirical', 'empirical("latencies.txt")'],
]);

/** Every distribution with an example of it, for documentation. */
export const distributionExamples: ReadonlyMap<string, string> = EXAMPLES;

const exampleOf = (name: string): string => EXAMPLES.get(name) ?? name;

/** Binds, then reads each argument in the order of `readers`. */
function reader<K extends string>(
  fields: Readonly<Record<K, (expression: Expression, context: DistributionContext) => Read<number>>>,
  required: number,
  make: (values: Readonly<Record<K, number | undefined>>, call: Call) => Read<Distribution>,
): Reader {
  const names = Object.keys(fields) as K[];
  return (call, context) =>
    andThen(bind(call, names, required, exampleOf(call.name)), (bound: Bound) => {
      const given = names.filter((name) => bound.has(name));
      const values = all(given, (name) => fields[name](bound.get(name) as Expression, context));
      if (!values.ok) return values;
      const byName = Object.fromEntries(given.map((name, index) => [name, values.value[index]]));
      return make(byName as Record<K, number>, call);
    });
}

const amount = (expression: Expression, context: DistributionContext) => quantityOf(expression, context.of);
const positive = (expression: Expression, context: DistributionContext) =>
  quantityOf(expression, context.of, { positive: true });
const shape = (expression: Expression) => numberOf(expression, 'a shape', 0);
const finite = (expression: Expression) => numberOf(expression, 'a number', Number.NEGATIVE_INFINITY);

const lognormalByPercentiles = reader({ p50: positive, p99: positive }, 2, ({ p50 = 0, p99 = 0 }, call) =>
  p99 >= p50 ? ok(lognormalFromPercentiles({ p50, p99 })) : fail(call, 'p99 no less than p50', show(call)),
);
const lognormalByMoments = reader({ mean: positive, sd: positive }, 2, ({ mean = 0, sd = 0 }) =>
  ok(lognormalFromMoments({ mean, sd })),
);
const lognormalByLogarithm = reader(
  { mu: finite, sigma: (e: Expression) => numberOf(e, 'sigma', 0) },
  2,
  ({ mu = 0, sigma = 0 }) => ok({ kind: 'lognormal', mu, sigma }),
);

const lognormal: Reader = (call, context) => {
  const names = call.args.map((argument) => argument.name);
  if (names.some((name) => name === 'mean' || name === 'sd')) return lognormalByMoments(call, context);
  if (names.some((name) => name === 'mu' || name === 'sigma')) return lognormalByLogarithm(call, context);
  if (names.every((name) => name === undefined) && call.args.length > 0)
    return fail(
      call,
      'names for the arguments',
      show(call),
      `${exampleOf('lognormal')} or lognormal(mean=2ms, sd=1ms)`,
    );
  return lognormalByPercentiles(call, context);
};

const hyperexponential: Reader = (call, context) =>
  andThen(
    weighted(call, (value) => positive(value, context)),
    (branches) =>
      ok({
        kind: 'hyperexponential',
        branches: branches.map(({ weight, value }) => ({ weight, mean: value })),
      }),
  );

const shifted: Reader = (call, context) => {
  const [by, of] = call.args;
  if (by === undefined || of === undefined)
    return fail(call, 'a sum such as 75ms + exponential(5ms)', show(call));
  return andThen(quantityOf(by.value, context.of), (constant) =>
    andThen(distributionOf(of.value, context), (inner) => ok({ kind: 'shifted', by: constant, of: inner })),
  );
};

const mixture: Reader = (call, context) =>
  andThen(
    weighted(call, (value) => distributionOf(value, context)),
    (branches) =>
      ok({ kind: 'mixture', branches: branches.map(({ weight, value }) => ({ weight, of: value })) }),
  );

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['constant', reader({ value: amount }, 1, ({ value = 0 }) => ok({ kind: 'constant', value }))],
  [
    'uniform',
    reader({ low: amount, high: amount }, 2, ({ low = 0, high = 0 }, call) =>
      low <= high ? ok({ kind: 'uniform', low, high }) : fail(call, 'the lower end first', show(call)),
    ),
  ],
  ['exponential', reader({ mean: positive }, 1, ({ mean = 0 }) => ok({ kind: 'exponential', mean }))],
  [
    'erlang',
    reader(
      { shape: (e) => wholeOf(e, 'a shape', 1, MOST_PHASES), mean: positive },
      2,
      ({ shape: phases = 1, mean = 0 }) => ok({ kind: 'erlang', shape: phases, mean }),
    ),
  ],
  ['lognormal', lognormal],
  [
    'pareto',
    reader({ min: positive, shape, max: positive }, 2, ({ min = 0, shape: alpha = 0, max }, call) => {
      if (max === undefined) return ok({ kind: 'pareto', minimum: min, shape: alpha });
      return max > min
        ? ok({ kind: 'pareto', minimum: min, shape: alpha, maximum: max })
        : fail(call, 'max above min', show(call));
    }),
  ],
  [
    'weibull',
    reader({ scale: positive, shape }, 2, ({ scale = 0, shape: k = 0 }) =>
      ok({ kind: 'weibull', scale, shape: k }),
    ),
  ],
  ['hyperexponential', hyperexponential],
  ['mixture', mixture],
  ['+', shifted],
  [
    'empirical',
    (call, context) =>
      andThen(valuesOf(call, context.of, context.readFile), (values) =>
        ok({ kind: 'empirical', values: values.toSorted((a, b) => a - b) }),
      ),
  ],
]);

/** Reads `90% X, 10% Y`, where the weights sum to 100 %. */
function weighted<T>(
  call: Call,
  of: (value: Expression) => Read<T>,
): Read<readonly { readonly weight: number; readonly value: T }[]> {
  const branches = all(call.args, (argument: Argument) => {
    if (argument.label === undefined || argument.name !== undefined)
      return fail(argument, 'a weight in front, such as 90%', show(argument.value), exampleOf(call.name));
    return andThen(quantityOf(argument.label, 'ratio'), (weight) =>
      andThen(of(argument.value), (value) => ok({ weight, value })),
    );
  });
  if (!branches.ok) return branches;
  const sum = branches.value.reduce((total, { weight }) => total + weight, 0);
  if (Math.abs(sum - 1) <= WEIGHT_TOLERANCE) return branches;
  return fail(call, 'weights that sum to 100%', `${Number((sum * 100).toPrecision(6))}%`);
}
