/**
 * `foretell theory`: what queueing theory says of a station or a network, as a table or JSON rows.
 */
import type { Row } from '../../observe/result.js';
import { isStable, type Prediction, type Theory } from '../../stats/theory.js';
import { UsageError } from '../exit.js';
import { findTheory } from '../theory/catalogue.js';
import { readOptions } from '../theory/options.js';
import { listing, theoryText } from '../theory/text.js';

/** `args` is everything behind `foretell theory`. Without any, lists what there is. */
export function theory(args: readonly string[]): void {
  const [word, ...rest] = args;
  if (word === undefined || word === '--help' || word === '-h') {
    process.stdout.write(listing());
    return;
  }
  if (word.startsWith('-'))
    throw new UsageError(`the name of a theory comes first, as in: foretell theory M/M/c ${args.join(' ')}`);
  const found = findTheory(word);
  const { values, quantiles, json } = readOptions(word, found, rest);
  const result = found.definition.compute(values, quantiles);
  if (!isStable(result)) throw new UsageError(`${word}: ${result.unstable}`);
  process.stdout.write(json ? `${JSON.stringify(asJson(result))}\n` : theoryText(result));
}

function asJson({ name, exact, source, assumes, warnings, predictions }: Theory) {
  return {
    theory: name,
    exact,
    source,
    assumes,
    warnings: warnings ?? [],
    rows: predictions.map((each) => asRow(each, name)),
  };
}

/** As a simulation's figures, but of no runs, and without an interval unless it was fitted. */
const asRow = ({ metric, of, quantile, value, unit, interval }: Prediction, name: string): Row => ({
  metric,
  of: of ?? name,
  operation: 'all',
  ...(quantile === undefined ? {} : { quantile }),
  value: Number.isFinite(value) ? value : null,
  unit,
  ciLow: interval?.low ?? null,
  ciHigh: interval?.high ?? null,
  runs: 0,
});
