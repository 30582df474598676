/**
 * Reads the options of one theory, all mistakes together.
 *
 * Knows no theory but the definition it is given.
 */
import { Command } from 'commander';
import { parseQuantity } from '../../model/quantity.js';
import { UsageError } from '../exit.js';
import type { Argument } from './argument.js';
import type { Found } from './catalogue.js';

export interface Asked {
  readonly values: Readonly<Record<string, unknown>>;
  readonly quantiles: readonly number[];
  readonly json: boolean;
}

const QUANTILES = '50%,90%,95%,99%,99.9%';
const QUANTILES_MAX = 100;

export function readOptions(word: string, found: Found, args: readonly string[]): Asked {
  const given = parse(word, found, args);
  const problems: string[] = [];
  const attempt = <T>(option: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(`${option} ${error.message}`);
      return undefined;
    }
  };
  const values = Object.fromEntries(
    Object.entries(found.definition.arguments).map(([name, argument]) => {
      const option = optionOf(name);
      const texts = textsOf(given[name]);
      const named = found.given.get(name);
      if (named !== undefined && texts.some((text) => text !== named))
        problems.push(`${word} says ${named} where ${option} says ${texts.join(', ')}`);
      const all = named === undefined ? texts : [named];
      if (argument.required && all.length === 0) {
        problems.push(`${option} <${argument.placeholder}> is missing: ${argument.about}`);
        return [name, undefined];
      }
      return [name, attempt(option, () => argument.read(all))];
    }),
  );
  const quantiles = attempt('--quantiles', () => readQuantiles(String(given.quantiles)));
  if (problems.length > 0) {
    const example = `for example: foretell theory ${found.definition.example}`;
    throw new UsageError([...problems, example].join('\nforetell: '));
  }
  return { values, quantiles: quantiles ?? [], json: given.json === true };
}

/** `--queue-limit` of `queueLimit`. */
export const optionOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function parse(word: string, { definition }: Found, args: readonly string[]): Record<string, unknown> {
  const command = new Command(`foretell theory ${word}`)
    .description(definition.about)
    .configureHelp({ helpWidth: 80 })
    .addHelpText('after', `\nExample:\n  foretell theory ${definition.example}`)
    .exitOverride();
  for (const [name, argument] of Object.entries(definition.arguments)) declare(command, name, argument);
  command
    .option('--quantiles <list>', 'percentiles to give where they are known', QUANTILES)
    .option('--json', 'print one JSON object');
  command.parse(args, { from: 'user' });
  return command.opts();
}

function declare(command: Command, name: string, argument: Argument<unknown>): void {
  const flags = `${optionOf(name)} <${argument.placeholder}>`;
  const about = `${argument.about}${argument.required ? '' : ' (may be left out)'}${argument.repeats ? ' (several)' : ''}`;
  command.option(flags, about, (text: string, before: string[] | undefined) => [...(before ?? []), text]);
}

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** `99%, p99.9, 0.5`: percentiles, ascending, each once. */
function readQuantiles(text: string): readonly number[] {
  const quantiles = text.split(',').map((each) => {
    const written = each.trim();
    const read = parseQuantity('ratio', /^p\d/.test(written) ? `${written.slice(1)}%` : written);
    if (read.ok && read.value > 0 && read.value < 1) return read.value;
    throw new UsageError(`takes percentiles between 0% and 100% such as ${QUANTILES}, not "${written}"`);
  });
  const ascending = [...new Set(quantiles)].toSorted((a, b) => a - b);
  if (ascending.length <= QUANTILES_MAX) return ascending;
  throw new UsageError(`takes at most ${QUANTILES_MAX} percentiles`);
}
