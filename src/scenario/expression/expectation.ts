/**
 * Expectations as text: `linearizable(app)`, `p99(app.write) < 50ms outside faults`, `invariant(db)`.
 *
 *     linearizable(CLIENT)
 *     read-your-writes(CLIENT), monotonic-reads(…), monotonic-writes(…), writes-follow-reads(…)
 *     set-full(CLIENT), counter(…), pn-counter(…), total-queue(…), unique-ids(…)    as Jepsen's checkers mean them
 *     sequential(CLIENT), causal(CLIENT), no-lost-updates(CLIENT)
 *     staleness(CLIENT) < DURATION, staleness(CLIENT) < 3 versions     how far any read may be behind; < or <=
 *     progress(CLIENT) within DURATION               somebody is answered so often, once faults have ended
 *     converges(GROUP) within DURATION               replicas are equal so soon after the last write
 *     invariant(GROUP), invariant(GROUP.RULE)        all rules of the group's model, or one
 *     METRIC(CLIENT) < BOUND [during faults | outside faults]
 *     METRIC(CLIENT.OPERATION) < BOUND …             < <= > >=
 *
 *     METRIC(GROUP), METRIC(GROUP.wait), METRIC(GROUP.RESOURCE.wait.CLASS)   of the stations of a node group
 *
 *     METRIC(GROUP.MEASURE) < BOUND                  of what the group's model measured: p99, mean or max
 *
 * Metrics: p50, p99, p99.9 … mean and max take a duration (of a station: sojourn times unless it says wait),
 * availability and errors a share, throughput a rate; of stations alone: utilisation, delayed and dropped take a
 * share, queue a number. Reads syntax only; whether clients, groups and rules exist is checked elsewhere.
 */
import type { QuantityKind } from '../../model/quantity.js';
import { CONSISTENCY_NAMES, GUARANTEE_NAMES, type StalenessBound } from '../../observe/guarantee-names.js';
import { CLAIMED_TALLIES } from '../../observe/tally-names.js';
import {
  type Cursor,
  cursorOver,
  describe,
  type Expression,
  fail,
  isSign,
  ok,
  readExpression,
  show,
  type Token,
  tokenize,
} from '../expression.js';
import type { Read } from '../problem.js';
import type { During, Expectation, FigureMetric, Metric } from '../scenario.js';
import { didYouMean } from '../suggest.js';
import { andThen, numberOf, quantityOf } from './arguments.js';

type Bound = Extract<Expectation, { kind: 'bound' }>;
type Measured = Extract<Expectation, { kind: 'measured' }>;

/** Every expectation with an example, for documentation. */
export const expectationExamples: ReadonlyMap<string, string> = new Map([
  ['linearizable', 'linearizable(app)'],
  ['invariant', 'invariant(db)'],
  ['p99', 'p99(app.write) < 50ms outside faults'],
  ['mean', 'mean(app) < 5ms'],
  ['max', 'max(app) < 1s'],
  ['availability', 'availability(app) > 90%'],
  ['errors', 'errors(app) < 1%'],
  ['throughput', 'throughput(app) > 150/s'],
  ['p95', 'p95(server.wait) < 10ms'],
  ['utilisation', 'utilisation(server) < 80%'],
  ['delayed', 'delayed(server) < 20%'],
  ['queue', 'queue(server) < 5'],
  ['dropped', 'dropped(server) < 0.1%'],
  ...GUARANTEE_NAMES.map((name): [string, string] => [name, `${name}(app)`]),
  ...CLAIMED_TALLIES.map((name): [string, string] => [name, `${name}(app)`]),
  ...CONSISTENCY_NAMES.map((name): [string, string] => [name, `${name}(app)`]),
  ['staleness', 'staleness(app) < 500ms'],
  ['progress', 'progress(app) within 5s'],
  ['converges', 'converges(db) within 2s'],
]);

/** What either holds or does not. */
const CLAIMS: readonly string[] = [
  'linearizable',
  ...CONSISTENCY_NAMES,
  ...GUARANTEE_NAMES,
  'staleness',
  ...CLAIMED_TALLIES,
  'invariant',
  'progress',
  'converges',
];

const COMPARISONS: readonly string[] = ['<', '<=', '>', '>='];

export function parseExpectation(text: string): Read<Expectation> {
  const tokens = tokenize(text);
  if (!tokens.ok) return tokens;
  const cursor = cursorOver(tokens.value);
  return andThen(readExpression(cursor, 0), (subject) => {
    if (subject.kind !== 'call') return unknownName(subject, show(subject));
    const about = aboutOf(subject);
    if (CLAIMS.includes(subject.name))
      return andThen(about, (of) => claimOf(cursor, subject, of, text.trim()));
    const metric = metricOf(subject.name);
    if (metric === undefined) return unknownName(subject, subject.name);
    return andThen(about, ({ name, part }) => boundOf(cursor, metric, name, part, text.trim()));
  });
}

/** The quantity that a metric is measured in; `undefined` for a plain number. */
function unitOf(metric: Metric): QuantityKind | undefined {
  switch (metric.kind) {
    case 'quantile':
    case 'mean':
    case 'max':
      return 'duration';
    case 'availability':
    case 'errors':
    case 'utilisation':
    case 'delayed':
    case 'dropped':
      return 'ratio';
    case 'throughput':
      return 'rate';
    case 'queue':
      return undefined;
  }
}

interface About {
  readonly name: string;
  readonly part: string | undefined;
}

/** The client or group, and the operation or rule behind the dot. */
function aboutOf(call: Extract<Expression, { kind: 'call' }>): Read<About> {
  const [argument] = call.args;
  const example = expectationExamples.get(call.name) ?? `${call.name}(app)`;
  if (argument === undefined || call.args.length > 1)
    return fail(call, `one argument, as in ${example}`, show(call));
  const { value, label, name } = argument;
  const words = value.kind === 'word' ? /^([^.]+)(?:\.(.+))?$/.exec(value.text) : null;
  if (words === null || label !== undefined || name !== undefined)
    return fail(argument, `one argument, as in ${example}`, show(call));
  return ok({ name: words[1] ?? '', part: words[2] });
}

function claimOf(
  cursor: Cursor,
  call: Extract<Expression, { kind: 'call' }>,
  { name, part }: About,
  text: string,
): Read<Expectation> {
  const claim = (): Read<Expectation> => {
    const { name: kind } = call;
    if (kind === 'invariant') return ok({ kind, text, group: name, rule: part });
    if (part !== undefined) return wholeGroup(call, `${name}.${part}`, `${kind}(${name})`);
    if (kind === 'linearizable') return ok({ kind, text, client: name });
    const guarantee = GUARANTEE_NAMES.find((each) => each === kind);
    if (guarantee !== undefined) return ok({ kind: 'session', text, guarantee, client: name });
    const checker = CLAIMED_TALLIES.find((each) => each === kind);
    if (checker !== undefined) return ok({ kind: 'tally', text, checker, client: name });
    const consistency = CONSISTENCY_NAMES.find((each) => each === kind);
    if (consistency !== undefined)
      return ok({ kind: 'consistency', text, guarantee: consistency, client: name });
    if (kind === 'staleness')
      return andThen(stalenessBoundOf(cursor), (bound) => ok({ kind, text, client: name, bound }));
    return andThen(
      withinOf(cursor, expectationExamples.get(kind) ?? ''),
      (within): Read<Expectation> =>
        kind === 'progress'
          ? ok({ kind, text, client: name, within })
          : ok({ kind: 'converges', text, group: name, within }),
    );
  };
  return andThen(claim(), (read) => andThen(endOf(cursor), () => ok(read)));
}

function wholeGroup(
  call: Extract<Expression, { kind: 'call' }>,
  received: string,
  example: string,
): Read<Expectation> {
  const at = call.args[0] ?? call;
  const hint = call.name === 'linearizable' ? 'one operation alone cannot be linearizable' : undefined;
  const what = call.name === 'converges' ? 'a node group' : 'a client group';
  return fail(at, `${what}, as in ${example}`, received, hint);
}

/** `< 500ms`, `<= 2 versions`. */
function stalenessBoundOf(cursor: Cursor): Read<StalenessBound> {
  const sign = cursor.next();
  const inclusive = sign.text === '<=';
  if (sign.kind !== 'sign' || !(inclusive || sign.text === '<'))
    return fail(
      sign,
      '< or <= and how far a read may be behind, as in staleness(app) < 500ms',
      describe(sign),
    );
  return andThen(readExpression(cursor, 0), (limit) => {
    if (!/^[\d.]+$/.test(show(limit)))
      return andThen(
        quantityOf(limit, 'duration'),
        (time): Read<StalenessBound> => ok({ unit: 'time', limit: time, inclusive }),
      );
    const word = cursor.next();
    if (word.kind !== 'word' || !VERSIONS.includes(word.text))
      return fail(word, 'a unit, as in 500ms or 3 versions', describe(word), didYouMean(word.text, VERSIONS));
    return andThen(numberOf(limit, 'a number of versions', -1), (count) =>
      ok({ unit: 'versions', limit: count, inclusive }),
    );
  });
}

const VERSIONS: readonly string[] = ['versions', 'version'];

/** `within 5s`. */
function withinOf(cursor: Cursor, example: string): Read<number> {
  const word = cursor.next();
  if (word.text !== 'within' || word.kind !== 'word')
    return fail(
      word,
      `within and a duration, as in ${example}`,
      describe(word),
      didYouMean(word.text, ['within']),
    );
  return andThen(readExpression(cursor, 0), (limit) => quantityOf(limit, 'duration', { positive: true }));
}

const PLAIN = [
  'mean',
  'max',
  'availability',
  'errors',
  'throughput',
  'utilisation',
  'delayed',
  'queue',
  'dropped',
] as const;

/** `p50`, `p99.9`; the quantile is the decimal fraction exactly as written: 0.999. */
function metricOf(name: string): Metric | undefined {
  const plain = PLAIN.find((kind) => kind === name);
  if (plain !== undefined) return { kind: plain };
  const percent = /^p(\d{1,2}(?:\.\d{1,6})?)$/.exec(name)?.[1];
  const quantile = percent === undefined ? 0 : Number(`${percent}e-2`);
  return quantile > 0 && quantile < 1 ? { kind: 'quantile', quantile } : undefined;
}

function boundOf(
  cursor: Cursor,
  metric: Metric,
  of: string,
  operation: string | undefined,
  text: string,
): Read<Bound | Measured> {
  const sign = cursor.next();
  if (!COMPARISONS.includes(sign.text) || sign.kind !== 'sign')
    return fail(sign, 'a comparison: <, <=, > or >=', describe(sign), `such as ${exampleFor(metric)}`);
  const limit = readExpression(cursor, 0);
  if (!limit.ok) return limit;
  const unit = unitOf(metric);
  const number = unit === undefined ? numberOf(limit.value, 'a length', -1) : quantityOf(limit.value, unit);
  const comparison = sign.text as Bound['comparison'];
  const measured = number.ok ? undefined : measuredOf(limit.value, metric, operation);
  if (measured !== undefined)
    return andThen(endOf(cursor), () => ok({ ...measured, text, group: of, comparison }));
  return andThen(number, (bound) =>
    andThen(duringOf(cursor), (during) =>
      ok({
        kind: 'bound',
        text,
        metric,
        of,
        operation,
        station: undefined,
        comparison,
        bound,
        during,
      }),
    ),
  );
}

/** What a model measured need not be a time: `mean(db.stale) < 1%`, `max(db.rpo) < 3`. */
function measuredOf(
  limit: Expression,
  metric: Metric,
  measure: string | undefined,
): Pick<Measured, 'kind' | 'metric' | 'measure' | 'unit' | 'bound'> | undefined {
  if (measure === undefined || !isOfFigures(metric)) return undefined;
  const [share, count] = [quantityOf(limit, 'ratio'), numberOf(limit, 'a number', -1)];
  const text = show(limit);
  if (text.endsWith('%') && share.ok)
    return { kind: 'measured', metric, measure, unit: 'ratio', bound: share.value };
  return count.ok ? { kind: 'measured', metric, measure, unit: 'count', bound: count.value } : undefined;
}

const isOfFigures = (metric: Metric): metric is FigureMetric =>
  metric.kind === 'quantile' || metric.kind === 'mean' || metric.kind === 'max';

const exampleFor = (metric: Metric): string =>
  expectationExamples.get(metric.kind === 'quantile' ? 'p99' : metric.kind) ?? '';

function duringOf(cursor: Cursor): Read<During> {
  const first = cursor.next();
  if (first.kind === 'end') return ok('always');
  const second = cursor.next();
  const words = `${first.text} ${second.text}`;
  const known: readonly During[] = ['outside faults', 'during faults'];
  const during = known.find((candidate) => candidate === words);
  const plain = first.kind === 'word' && second.kind === 'word';
  if (during === undefined || !plain)
    return fail(
      first,
      '"outside faults", "during faults" or the end',
      describe(first),
      didYouMean(words, known),
    );
  return andThen(endOf(cursor), () => ok(during));
}

function endOf(cursor: Cursor): Read<Token> {
  const token = cursor.next();
  if (token.kind === 'end') return ok(token);
  const hint =
    isSign(token, '<') || isSign(token, '>')
      ? 'it either holds or not; there is nothing to compare'
      : undefined;
  return fail(token, 'the end of the expectation', describe(token), hint);
}

function unknownName(at: Expression, name: string): Read<Expectation> {
  const known = [...expectationExamples.keys(), 'p50', 'p95', 'p99.9'];
  const expected = 'an expectation such as linearizable(app), p99(app.write) < 50ms, availability(app) > 90%';
  return fail(at, expected, name, expectationExamples.get(name) ?? didYouMean(name, known));
}
