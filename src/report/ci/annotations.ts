/**
 * Results as GitHub's workflow commands: lines on standard output that become annotations of a file.
 *
 * `::error file=…,line=…,title=…::message`, escaped as GitHub's own toolkit does. Of each kind GitHub shows ten a step.
 */
import { printable } from '../printable.js';
import type { Suite } from './suite.js';

const SHOWN_MAX = 10;

interface Annotation {
  readonly file: string;
  readonly line: number | undefined;
  readonly title: string;
  readonly message: string;
}

/** A line for each; each ends in a newline. Empty if there is nothing to say. */
export function annotationsOf(suites: readonly Suite[]): string {
  const errors = suites.flatMap(({ checks }) =>
    checks
      .flatMap(({ problems }) => problems)
      .map(({ file, line, title, story, replay }) => {
        const lines = replay === undefined ? story : [...story, `Replay: ${replay}`];
        return { file, line, title, message: lines.join('\n') };
      }),
  );
  const warnings = suites.flatMap(({ file, title, warnings: texts }) =>
    texts.map((message) => ({ file, line: undefined, title, message })),
  );
  return [...commands('error', errors), ...commands('warning', warnings)].map((line) => `${line}\n`).join('');
}

function commands(kind: 'error' | 'warning', all: readonly Annotation[]): readonly string[] {
  const shown = all.length > SHOWN_MAX ? all.slice(0, SHOWN_MAX - 1) : all;
  const rest = all.slice(shown.length);
  const [first] = rest;
  if (first === undefined) return shown.map((each) => command(kind, each));
  const titles = rest.map(({ title, message }) => `${title}: ${message.split('\n')[0]}`);
  const more = { ...first, line: undefined, title: `and ${rest.length} more`, message: titles.join('\n') };
  return [...shown, more].map((each) => command(kind, each));
}

function command(kind: string, { file, line, title, message }: Annotation): string {
  const properties = [
    `file=${escapeProperty(file)}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${escapeProperty(title)}`,
  ];
  return `::${kind} ${properties.join(',')}::${escapeMessage(message)}`;
}

const escapeMessage = (text: string): string =>
  printable(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const escapeProperty = (text: string): string =>
  escapeMessage(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
