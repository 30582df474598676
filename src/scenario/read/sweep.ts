/**
 * The section `sweep`: what `foretell sweep` varies when the command does not say, a path with its values each.
 *
 *     sweep:
 *       clients.users.arrivals: poisson(100/s..900/s:9)
 *       nodes.server.params.servers: [1, 2, 4]
 *       queue: { short: { nodes.server.params.queue: 10 }, none: { nodes.server.params.queue: 0 } }
 *
 * The last are alternatives with names, each with what it sets.
 * `foretell run` takes no notice, but every value must be one that the file could have.
 */
import { isAlternative, settingsOf } from '../alternatives.js';
import { type Entry, type FoundProblem, type Node, readDocument } from '../document.js';
import { type Door, entriesOf, isNull, join, type PathProblem, plain, quoted, received } from '../door.js';
import { moved } from '../settings.js';
import { MOST_VALUES, parseValues } from '../sweep-values.js';

/** Sections of a file beside its fields: what their names say already. */
const SECTIONS: readonly string[] = ['nodes', 'network', 'clients', 'faults', 'expect', 'judge', 'report'];

/** A path, or a word over alternatives, and the values or names that it takes in turn, in the notation of settings. */
export interface SweptPath {
  readonly path: string;
  readonly values: readonly string[];
}

/** What is wrong with the file if it has this value there; nothing if it is sound. */
export type Check = (
  path: string,
  value: Node,
  offset: number,
) => readonly (FoundProblem & Pick<PathProblem, 'path'>)[];

/** What cannot be swept: these are the experiment's, and not the system's. */
export const NOT_SWEPT: ReadonlyMap<string, string> = new Map([
  ['seed', 'every point has the same seeds: use --seed'],
  ['runs', 'every point has as many runs: use --runs'],
  ['sweep', 'it cannot sweep itself'],
  ['hunt', 'it is what varies, and does not vary'],
]);

/** `at`: where the section stands, as `hunt.vary` is written in the same way. */
export function readSweep(
  door: Door,
  section: Node | undefined,
  check: Check,
  at = 'sweep',
): readonly SweptPath[] {
  if (section === undefined || isNull(section)) return [];
  const expected = 'paths with their values, such as nodes.db.count: [3, 5, 7]';
  return entriesOf(door, section, at, expected).flatMap((entry) => readPath(door, entry, check, at));
}

function readPath(
  door: Door,
  { key: path, keyOffset, value }: Entry,
  check: Check,
  at: string,
): readonly SweptPath[] {
  const here = join(at, path);
  if (NOT_SWEPT.has(path)) {
    door.reportAt(keyOffset, here, notSwept(path));
    return [];
  }
  const named = value.kind === 'map' && at === 'sweep';
  const nodes = named ? namesOf(door, value, path, here) : valuesOf(door, value, here);
  for (const node of nodes) {
    const [first] = check(path, node, keyOffset);
    if (first === undefined) continue;
    // A value's own problem stands at the value; what it breaks elsewhere is told there too.
    const own = first.path === '' ? here : first.path;
    const key = [keyOffset, keyOffset + path.length] as const;
    const elsewhere = !within(first.offset, key) && !within(first.offset, section(value));
    const hint = elsewhere ? `with ${path} at ${received(node)}` : first.hint;
    door.reportAt(elsewhere ? node.offset : first.offset, own, { ...first, hint });
    return [];
  }
  return nodes.length === 0 ? [] : [{ path, values: nodes.map(named ? nameOf : settingOf) }];
}

const VALUES = 'a list of values, or a range such as 100/s..900/s:9';
/** A word for alternatives must not be taken for a path. */
const WORD = /^[A-Za-z][\w -]*$/;

/** The names of alternatives, as values; none if one of them cannot be. */
function namesOf(door: Door, value: Node, path: string, here: string): readonly Node[] {
  const alternatives = settingsOf(value);
  if (Object.hasOwn(door.fields.top, path) || SECTIONS.includes(path) || !WORD.test(path)) {
    const hint = 'alternatives with names stand below a word of their own, such as mode';
    door.report(value, here, { expected: VALUES, received: received(value), hint });
    return [];
  }
  if (alternatives.length === 0) {
    const expected = 'alternatives with names, such as { small: { nodes.db.count: 3 }, large: … }';
    door.report(value, here, { expected, received: 'an empty section', hint: undefined });
    return [];
  }
  const sound = alternatives.filter((each) => isSound(door, each, join(here, each.key)));
  if (sound.length < alternatives.length) return [];
  return alternatives.map(({ key, keyOffset: offset }) => {
    return { kind: 'scalar', value: key, text: key, offset, exact: true };
  });
}

function isSound(door: Door, { key, keyOffset, value }: Entry, here: string): boolean {
  if (key === '') {
    door.reportAt(keyOffset, here, { expected: 'a name', received: 'nothing', hint: undefined });
    return false;
  }
  if (!isAlternative(value)) {
    const expected = 'paths with their values, such as { nodes.db.count: 5 }, or {} for the file as it is';
    door.report(value, here, { expected, received: received(value), hint: undefined });
    return false;
  }
  const wrong = settingsOf(value).find((each) => NOT_SWEPT.has(each.key));
  if (wrong !== undefined) door.reportAt(wrong.keyOffset, join(here, wrong.key), notSwept(wrong.key));
  return wrong === undefined;
}

const notSwept = (path: string) => ({
  expected: 'the path of a value of the system',
  received: quoted(path),
  hint: NOT_SWEPT.get(path),
});

const section = (node: Node): readonly [from: number, to: number] => {
  if (node.kind === 'scalar') return [node.offset, node.offset + node.text.length];
  const inner = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  return [node.offset, Math.max(node.offset, ...inner.map((one) => section(one)[1]))];
};

const within = (offset: number, [from, to]: readonly [number, number]): boolean =>
  offset >= from && offset <= to;

/** Items of a list as they stand; those of a text as it says. */
function valuesOf(door: Door, node: Node, path: string): readonly Node[] {
  if (node.kind === 'list') {
    if (node.items.length > 0 && node.items.length <= MOST_VALUES) return node.items;
    const many = node.items.length === 0 ? 'an empty list' : `${node.items.length} values`;
    door.report(node, path, { expected: `1 to ${MOST_VALUES} values`, received: many, hint: undefined });
    return [];
  }
  if (node.kind === 'map' || node.value === null) {
    door.report(node, path, { expected: VALUES, received: received(node), hint: undefined });
    return [];
  }
  const values = parseValues(node.text);
  if (!values.ok) {
    door.report(node, path, values.problem);
    return [];
  }
  return values.value.map((text) => asNode(text, node.offset));
}

/** A value as it would be read if it stood in the file. */
function asNode(text: string, offset: number): Node {
  const document = readDocument(text);
  if (document.ok && document.root.kind !== 'scalar') return moved(document.root, offset);
  const value = document.ok && document.root.kind === 'scalar' ? document.root.value : text;
  return { kind: 'scalar', value, text, offset, exact: false };
}

/** The name in the notation of settings: quoted only where it would be read as something else. */
function nameOf(node: Node): string {
  const text = node.kind === 'scalar' ? node.text : '';
  const document = readDocument(text);
  const same = document.ok && document.root.kind === 'scalar' && document.root.text === text;
  return same ? text : JSON.stringify(text);
}

/** The value in the notation of settings, which reads it back as the same. */
function settingOf(node: Node): string {
  if (node.kind !== 'scalar') return JSON.stringify(plain(node));
  const document = readDocument(node.text);
  const same = document.ok && document.root.kind === 'scalar' && document.root.value === node.value;
  return same ? node.text : JSON.stringify(node.value);
}
