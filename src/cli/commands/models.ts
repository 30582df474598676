/**
 * `foretell models`: what there is to build a scenario from, as text or JSON.
 */
import { builtinModels } from '../../../models/index.js';
import type { AnyModel, ParamSpec } from '../../model/index.js';
import { nearest } from '../../scenario/suggest.js';
import { UsageError } from '../exit.js';

export function models(name: string | undefined, options: { readonly json?: boolean }): void {
  if (name === undefined) {
    if (options.json) print(JSON.stringify(builtinModels.map(describe)));
    else print(list(builtinModels).join('\n'));
    return;
  }
  const model = builtinModels.find((each) => each.name === name);
  if (model === undefined) {
    const meant = nearest(
      name,
      builtinModels.map((each) => each.name),
    );
    throw new UsageError(
      `there is no model "${name}"${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    );
  }
  print(options.json ? JSON.stringify(describe(model)) : text(model));
}

/** One below the other, what they are for in a column of its own. */
function list(all: readonly AnyModel[]): readonly string[] {
  const width = Math.max(...all.map(({ name }) => name.length));
  return all.flatMap(({ name, about }) => paragraph(name.padEnd(width), about));
}

interface Described extends Pick<AnyModel, 'name' | 'about' | 'source' | 'leavesOut'> {
  readonly params: Readonly<Record<string, ParamSpec>>;
  readonly roles: readonly string[];
  /** What its monitor checks in every run. */
  readonly rules: readonly string[];
}

const describe = ({ name, about, source, leavesOut, params, selectors, monitor }: AnyModel): Described => ({
  name,
  about,
  source,
  leavesOut,
  params: params as Readonly<Record<string, ParamSpec>>,
  roles: Object.keys(selectors ?? {}),
  rules: monitor?.([0], (node) => `node ${node}`).rules ?? [],
});

function text(model: AnyModel): string {
  const { name, about, source, leavesOut, params, roles, rules } = describe(model);
  const lines = [
    name,
    '',
    ...paragraph('', about),
    ...paragraph('source      ', source),
    ...paragraph('leaves out  ', leavesOut),
  ];
  if (roles.length > 0)
    lines.push(...paragraph('roles       ', roles.map((role) => `${role}(GROUP)`).join(', ')));
  if (rules.length > 0) lines.push(...paragraph('always holds', rules.join(', ')));
  lines.push('', 'parameters');
  for (const [param, spec] of Object.entries(params)) {
    lines.push(
      `  ${param}: ${String(spec.default)}`.trimEnd(),
      ...paragraph('      ', `${spec.doc} (${kindOf(spec)})`),
    );
  }
  return lines.join('\n');
}

function kindOf(spec: ParamSpec): string {
  const orUnlimited = 'unlimited' in spec && spec.unlimited === true ? ', or unlimited' : '';
  switch (spec.kind) {
    case 'choice':
      return spec.options.join(' | ');
    case 'count': {
      const bounds = spec.min === undefined && spec.max === undefined;
      return `count${bounds ? '' : `, ${spec.min ?? 0} to ${spec.max ?? 'any'}`}${orUnlimited}`;
    }
    case 'delays':
      return 'delay, or a section of delays by operation, with other for the rest';
    case 'routes':
      return 'shares by node group';
    case 'durations':
      return 'a duration, or a list of them';
    case 'names':
      return 'words in their order';
    default:
      return `${spec.kind}${orUnlimited}`;
  }
}

/** Wrapped at 80 columns, with the label on the first line. */
function paragraph(label: string, words: string): string[] {
  const indent = label.trim() === '' ? label : `${' '.repeat(label.length)} `;
  const lines: string[] = [];
  let line = label.trim() === '' ? label : `${label} `;
  for (const word of words.split(' ')) {
    if (line.length + word.length > 79 && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

const print = (line: string) => process.stdout.write(`${line}\n`);
