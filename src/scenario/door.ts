/**
 * The door: reads nodes of a document against fields, and collects every problem with its position.
 *
 * Knows documents and zod issues; what the fields mean is the sections' business.
 */
import type { z } from 'zod';
import type { Json } from '../kernel/json.js';
import type { QuantityProblem } from '../model/quantity.js';
import type { ReadFile } from './data-file.js';
import type { Entry, FoundProblem, Node } from './document.js';
import type { IssueParams } from './field.js';
import { type AllFields, allFields } from './fields.js';
import { nearest, oneOf } from './suggest.js';

export interface Door {
  readonly readFile: ReadFile;
  readonly fields: AllFields;
  /** Adds a problem at a node, or at a character of it if the problem has an offset. */
  report(at: Node, path: string, problem: IssueParams): void;
  /** Adds a problem at a place in the text. */
  reportAt(offset: number, path: string, problem: QuantityProblem): void;
}

export interface PathProblem extends FoundProblem {
  readonly path: string;
}

/** `fields`: of another door with the same files, which need not be made again. */
export function openDoor(
  readFile: ReadFile,
  found: PathProblem[],
  fields: AllFields = allFields(readFile),
): Door {
  const reportAt = (offset: number, path: string, problem: QuantityProblem): void => {
    const { expected, received, hint } = problem;
    found.push({ offset, path, expected, received, hint });
  };
  return {
    readFile,
    fields,
    reportAt,
    report(at, path, problem) {
      const within = at.kind === 'scalar' && at.exact ? (problem.offset ?? 0) : 0;
      reportAt(at.offset + within, path, problem);
    },
  };
}

export type Fields = Readonly<Record<string, z.ZodType>>;

/** What was read; a field that had a problem is absent. */
export type Values<F extends Fields> = { readonly [K in keyof F]?: z.output<F[K]> };

/** One section as read: its values, and where each stands. */
export interface Section<F extends Fields> {
  readonly values: Values<F>;
  /** The node of a field, if it is in the file. */
  node(key: keyof F & string): Node | undefined;
}

/**
 * Reads a map against fields: unknown keys, missing ones, and each field's own problems. `null` counts as
 * absent, as an empty section in YAML is `null`. `at` is where a missing key is reported.
 */
export function readFields<F extends Fields>(
  door: Door,
  node: Node,
  path: string,
  fields: F,
  at: number,
): Section<F> {
  const entries = entriesOf(door, node, path, `a section with ${oneOf(Object.keys(fields))}`);
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const unknown = entries.filter((entry) => !Object.hasOwn(fields, entry.key));
  for (const entry of unknown) unknownKey(door, entry, path, Object.keys(fields));
  // A key that was misspelled is not reported again as missing.
  const meant = new Set(unknown.map((entry) => nearest(entry.key, Object.keys(fields))));
  const values: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(fields)) {
    const entry = byKey.get(key);
    const value = entry === undefined ? undefined : plain(entry.value);
    const result = schema.safeParse(value === null ? undefined : value);
    if (result.success) values[key] = result.data;
    else if (entry !== undefined || !meant.has(key))
      reportIssues(door, result.error.issues, entry?.value, join(path, key), at);
  }
  return { values: values as Values<F>, node: (key) => byKey.get(key)?.value };
}

/** The entries of a map; a problem and none if it is not one. `null` is an empty map. */
export function entriesOf(door: Door, node: Node, path: string, expected: string): readonly Entry[] {
  if (node.kind === 'map') return node.entries;
  if (!isNull(node)) door.report(node, path, { expected, received: received(node), hint: undefined });
  return [];
}

/** The items of a list; a problem and none if it is not one. `null` is an empty list. */
export function itemsOf(door: Door, node: Node | undefined, path: string, example: string): readonly Node[] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind === 'list') return node.items;
  door.report(node, path, { expected: 'a list', received: received(node), hint: `such as ${example}` });
  return [];
}

export const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null;

export function unknownKey(door: Door, entry: Entry, path: string, known: readonly string[]): void {
  const meant = nearest(entry.key, known);
  const hint = entry.key === '<<' ? 'merge keys are not supported; aliases are' : undefined;
  door.reportAt(entry.keyOffset, join(path, entry.key), {
    expected: oneOf(known, 16),
    received: `unknown key ${quoted(entry.key)}`,
    hint: hint ?? (meant === undefined ? undefined : `did you mean ${meant}?`),
  });
}

function reportIssues(
  door: Door,
  issues: readonly z.core.$ZodIssue[],
  node: Node | undefined,
  path: string,
  at: number,
): void {
  for (const issue of issues) {
    const [target, deeper] = follow(node, issue.path);
    const where = deeper.reduce((joined: string, key) => join(joined, key), path);
    if (issue.code === 'unrecognized_keys' && target?.kind === 'map') {
      reportUnrecognized(door, target, issue, where);
      continue;
    }
    const missing = deeper.length > 0 && target !== undefined && follow(node, issue.path)[2] < deeper.length;
    const params: IssueParams =
      issue.code === 'custom' && issue.params !== undefined
        ? (issue.params as unknown as IssueParams)
        : {
            expected: issue.message,
            received: target === undefined || missing ? 'nothing' : received(target),
            hint: undefined,
          };
    if (target === undefined) door.reportAt(at, where, params);
    else door.report(target, where, params);
  }
}

function reportUnrecognized(
  door: Door,
  map: Extract<Node, { kind: 'map' }>,
  issue: z.core.$ZodIssueUnrecognizedKeys,
  path: string,
): void {
  const known = issue.message.split(', ');
  for (const entry of map.entries) if (issue.keys.includes(entry.key)) unknownKey(door, entry, path, known);
}

/** The deepest node on a path that there is, the path itself, and how many steps of it exist. */
function follow(
  node: Node | undefined,
  path: readonly PropertyKey[],
): [node: Node | undefined, path: readonly (string | number)[], steps: number] {
  const keys = path.map((key) => (typeof key === 'number' ? key : String(key)));
  let steps = 0;
  for (const key of keys) {
    const inner = node === undefined ? undefined : childOf(node, key);
    if (inner === undefined) break;
    node = inner;
    steps += 1;
  }
  return [node, keys, steps];
}

function childOf(node: Node, key: string | number): Node | undefined {
  if (node.kind === 'list') return typeof key === 'number' ? node.items[key] : undefined;
  return node.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

/** A node as plain data. Keys are data properties, so that none is special; `.inf` and `.nan` are words. */
export function plain(node: Node): Json {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'number' && !Number.isFinite(node.value) ? node.text : node.value;
    case 'list':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]));
  }
}

/** Text that reads well without quotes and is not mistaken for a number or a truth value. */
const PLAIN = /^(?!true$|false$|null$|[-+.\d]*$)[^\s"']{1,60}$/;

/** How a value is called in a message. */
export function received(node: Node): string {
  if (node.kind === 'map') return 'a section';
  if (node.kind === 'list') return 'a list';
  if (node.value === null) return 'nothing';
  return typeof node.value === 'string' && !PLAIN.test(node.text) ? quoted(node.text) : node.text;
}

const LONGEST_SHOWN = 60;

export const quoted = (text: string): string =>
  text.length > LONGEST_SHOWN ? `"${text.slice(0, LONGEST_SHOWN - 1)}…"` : `"${text}"`;

/** `clients.app` + `count` -> `clients.app.count`, `faults` + 0 -> `faults[0]`. */
export function join(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
