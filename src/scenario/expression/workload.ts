/**
 * Arrivals and keys as text: `poisson(200/s)`, `closed(think=10ms)`, `zipf(20, 0.99)`.
 *
 *     constant(50/s), poisson(200/s)                 open loop, for the whole group
 *     renewal(erlang(2, 10ms))                       open loop, independent times between arrivals
 *     poisson(100/s, batch=5)                        five at once at each arrival; also constant and renewal
 *     poisson(100/s, batch=geometric(mean=3))        1, 2, 3, … at once
 *     profile(0s 100/s, 30s 500/s)                   open loop, the rate linear between the points
 *     trace(FILE), trace(FILE, unit=ms), trace([1s, 2s])      open loop, at these instants
 *     closed(think)                                  closed loop; think is any distribution, 0s if left out
 *
 *     uniform(100), zipf(20, 0.99), hot(1000, 10, 90%)        90 % of operations go to 10 of 1000 keys
 */

import { mean } from '../../kernel/distribution.js';
import { type ReadFile, valuesOf } from '../data-file.js';
import { type Expression, fail, ok, parseExpression, show } from '../expression.js';
import type { Read } from '../problem.js';
import type { Arrivals, BatchSize, Keys, SingleArrivals } from '../scenario.js';
import { didYouMean } from '../suggest.js';
import { all, andThen, type Bound, bind, type Call, numberOf, quantityOf, wholeOf } from './arguments.js';
import { distributionOf } from './distribution.js';

/** Larger batches, or larger on average, are refused. */
const LARGEST_BATCH = 1_000_000;
/** More keys than this are refused: a table is built over them. */
const MOST_KEYS = 10_000_000;

/** Every kind of arrivals with an example, for documentation. */
export const arrivalExamples: ReadonlyMap<string, string> = new Map([
  ['poisson', 'poisson(200/s)'],
  ['constant', 'constant(50/s)'],
  ['renewal', 'renewal(erlang(2, 10ms))'],
  ['closed', 'closed(think=10ms)'],
  ['profile', 'profile(0s 100/s, 30s 500/s)'],
  ['trace', 'trace("arrivals.txt")'],
]);

/** Every kind of keys with an example, for documentation. */
export const keyExamples: ReadonlyMap<string, string> = new Map([
  ['uniform', 'uniform(100)'],
  ['zipf', 'zipf(20, 0.99)'],
  ['hot', 'hot(1000, 10, 90%)'],
]);

export const parseArrivals = (text: string, readFile: ReadFile): Read<Arrivals> =>
  andThen(parseExpression(text), (expression) => {
    const call = known(expression, arrivalExamples, 'arrivals');
    return call.ok ? arrivalsOf(call.value, readFile) : call;
  });

export const parseKeys = (text: string): Read<Keys> =>
  andThen(parseExpression(text), (expression) => andThen(known(expression, keyExamples, 'keys'), keysOf));

function known(expression: Expression, examples: ReadonlyMap<string, string>, what: string): Read<Call> {
  const expected = `${what} such as ${[...examples.values()].join(', ')}`;
  const name = expression.kind === 'call' ? expression.name : show(expression);
  if (expression.kind === 'call' && examples.has(name)) return ok(expression);
  if (expression.kind !== 'call' && examples.has(name))
    return fail(expression, `${name} with its arguments`, name, examples.get(name));
  const hint = /^\d.*\/(s|min|h)$/.test(name)
    ? `did you mean poisson(${name})?`
    : didYouMean(name, examples.keys());
  return fail(expression, expected, name, hint);
}

function arrivalsOf(call: Call, readFile: ReadFile): Read<Arrivals> {
  const example = arrivalExamples.get(call.name) ?? call.name;
  switch (call.name) {
    case 'profile':
      return profileOf(call, example);
    case 'trace':
      return traceOf(call, readFile);
    case 'closed':
      return andThen(bind(call, ['think'], 0, example), (bound) => {
        const think = bound.get('think');
        if (think === undefined) return ok({ kind: 'closed', think: { kind: 'constant', value: 0 } });
        return andThen(distributionOf(think, { of: 'duration', readFile }), (value) =>
          ok({ kind: 'closed', think: value }),
        );
      });
    default:
      return andThen(bind(call, [PACE[call.name] ?? 'rate', 'batch'], 1, example), (bound) =>
        andThen(singleOf(call.name, bound, readFile), (of) => {
          const batch = bound.get('batch');
          if (batch === undefined) return ok(of);
          return andThen(batchOf(batch), (size) => ok(isOne(size) ? of : { kind: 'batches', of, size }));
        }),
      );
  }
}

/** What the first argument is called, if it is no rate. */
const PACE: Readonly<Record<string, string>> = { renewal: 'interarrival' };

function singleOf(name: string, bound: Bound, readFile: ReadFile): Read<SingleArrivals> {
  const interarrival = bound.get('interarrival');
  if (interarrival === undefined)
    return andThen(quantityOf(bound.get('rate') as Expression, 'rate', { positive: true }), (rate) =>
      ok({ kind: name === 'constant' ? 'constant' : 'poisson', rate }),
    );
  return andThen(distributionOf(interarrival, { of: 'duration', readFile }), (value) =>
    // Time would stand still.
    mean(value) > 0
      ? ok({ kind: 'renewal', interarrival: value })
      : fail(interarrival, 'times that are more than zero on average', show(interarrival)),
  );
}

/** `5`, or `geometric(mean=3)`. */
function batchOf(expression: Expression): Read<BatchSize> {
  if (expression.kind !== 'call')
    return andThen(wholeOf(expression, `a batch, such as 5 or ${GEOMETRIC}`, 1, LARGEST_BATCH), (count) =>
      ok({ kind: 'fixed', count }),
    );
  if (expression.name !== 'geometric')
    return fail(
      expression,
      `a batch, such as 5 or ${GEOMETRIC}`,
      expression.name,
      didYouMean(expression.name, ['geometric']),
    );
  return andThen(bind(expression, ['mean'], 1, GEOMETRIC), (bound) => {
    const argument = bound.get('mean') as Expression;
    return andThen<number, BatchSize>(numberOf(argument, 'a mean', 0), (value) =>
      value >= 1 && value <= LARGEST_BATCH
        ? ok({ kind: 'geometric', mean: value })
        : fail(argument, `a mean from 1 to ${LARGEST_BATCH}`, show(argument)),
    );
  });
}

const GEOMETRIC = 'geometric(mean=3)';

const isOne = (size: BatchSize): boolean => (size.kind === 'fixed' ? size.count : size.mean) === 1;

function profileOf(call: Call, example: string): Read<Arrivals> {
  let last = -1;
  const points = all(call.args, (argument) => {
    if (argument.label === undefined)
      return fail(argument, 'an instant with its rate, such as 30s 500/s', show(argument.value), example);
    const { label } = argument;
    return andThen(quantityOf(label, 'duration'), (at) => {
      if (at <= last) return fail(label, 'instants in ascending order', show(label));
      last = at;
      return andThen(quantityOf(argument.value, 'rate'), (rate) => ok({ at, rate }));
    });
  });
  if (!points.ok) return points;
  return points.value.some(({ rate }) => rate > 0)
    ? ok({ kind: 'profile', points: points.value })
    : fail(call, 'at least one point with a rate above 0', show(call), example);
}

function traceOf(call: Call, readFile: ReadFile): Read<Arrivals> {
  return andThen(valuesOf(call, 'duration', readFile), (at) => {
    const fall = at.findIndex((value, index) => index > 0 && value < (at[index - 1] ?? 0));
    return fall < 0
      ? ok({ kind: 'trace', at })
      : fail(call, 'instants in ascending order', `value ${fall + 1} is before value ${fall}`);
  });
}

function keysOf(call: Call): Read<Keys> {
  const example = keyExamples.get(call.name) ?? call.name;
  const names = { uniform: ['count'], zipf: ['count', 'exponent'] }[call.name] ?? ['count', 'hot', 'share'];
  return andThen(bind(call, names, names.length, example), (bound) => {
    const argument = (name: string): Expression => bound.get(name) as Expression;
    return andThen<number, Keys>(wholeOf(argument('count'), 'a number of keys', 1, MOST_KEYS), (count) => {
      if (call.name === 'uniform') return ok({ kind: 'uniform', count });
      if (call.name === 'zipf')
        return andThen(exponentOf(argument('exponent')), (exponent) => ok({ kind: 'zipf', count, exponent }));
      return andThen(wholeOf(argument('hot'), 'a number of hot keys', 1, count), (hot) =>
        andThen(quantityOf(argument('share'), 'ratio'), (share) => ok({ kind: 'hot', count, hot, share })),
      );
    });
  });
}

function exponentOf(expression: Expression): Read<number> {
  return show(expression) === '0' ? ok(0) : numberOf(expression, 'an exponent', 0);
}
