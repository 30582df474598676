/** `--set path=value` as given on the command line. */
import { NOT_SWEPT, type SweptPath } from '../scenario/read/sweep.js';
import type { Setting } from '../scenario/settings.js';
import { parseValues } from '../scenario/sweep-values.js';
import { UsageError } from './exit.js';

/** Reads `path=value`. Throws {@link UsageError}. */
export function settingOf(text: string, option = '--set'): Setting {
  const at = text.indexOf('=');
  const path = text.slice(0, at).trim();
  const value = text.slice(at + 1).trimEnd();
  if (at > 0 && path !== '' && value !== '') return { path, value };
  throw new UsageError(`${option} takes a path and a value, such as nodes.db.count=3, not "${text}"`);
}

/** Reads `path=values`, each a list or a range. Throws {@link UsageError}. */
export function sweptOf(texts: readonly string[]): readonly SweptPath[] {
  const swept: SweptPath[] = [];
  for (const text of texts) {
    const { path, value } = settingOf(text);
    const reason = NOT_SWEPT.get(path);
    if (reason !== undefined) throw new UsageError(`--set ${path}: ${reason}`);
    const twice = swept.find((other) => other.path === path);
    if (twice !== undefined) {
      const all = [...twice.values, value].join(',');
      throw new UsageError(`--set ${path} is there twice; list its values: --set ${path}=${all}`);
    }
    const values = parseValues(value);
    if (!values.ok) {
      const offset = text.indexOf('=') + 1 + values.problem.offset;
      throw new UsageError(toldInOption('--set', text, { ...values.problem, offset }));
    }
    swept.push({ path, values: values.value });
  }
  return swept;
}

interface Told {
  readonly offset: number;
  readonly expected: string;
  readonly received: string;
  readonly hint: string | undefined;
}

/** Like problems in scenario files, with the option in place of the line. `offset` counts in `text`. */
export function toldInOption(
  option: string,
  text: string,
  { offset, expected, received, hint }: Told,
): string {
  const lines = [
    `${option} cannot be read`,
    `  ${option} ${text}`,
    `  ${' '.repeat(option.length + 1 + offset)}^`,
    `  expected  ${expected}`,
    `  received  ${received}`,
    ...(hint === undefined ? [] : [`  hint      ${hint}`]),
  ];
  return lines.join('\n');
}
