/**
 * The section `sweep`: what `foretell sweep` varies when the command does not say, a path with its values each.
 *
 *     sweep:
 *       clients.users.arrivals: poisson(100/s..900/s:9)
 *       nodes.server.params.servers: [1, 2, 4]
 *
 * `foretell run` takes no notice, but every value must be one that the file could have.
 */
import { type Entry, type FoundProblem, type Node, readDocument } from '../document.js';
import { type Door, entriesOf, isNull, join, type PathProblem, plain, quoted, received } from '../door.js';
import { moved } from '../settings.js';
import { MOST_VALUES, parseValues } from '../sweep-values.js';

/** A path and the values that it takes in turn, in the notation of settings. */
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
  const reason = NOT_SWEPT.get(path);
  if (reason !== undefined) {
    const problem = { expected: 'the path of a value of the system', received: quoted(path), hint: reason };
    door.reportAt(keyOffset, here, problem);
    return [];
  }
  const nodes = valuesOf(door, value, here);
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
  return nodes.length === 0 ? [] : [{ path, values: nodes.map(settingOf) }];
}

const section = (node: Node): readonly [from: number, to: number] => {
  if (node.kind === 'scalar') return [node.offset, node.offset + node.text.length];
  const inner = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  return [node.offset, Math.max(node.offset, ...inner.map((one) => section(one)[1]))];
};

const within = (offset: number, [from, to]: readonly [number, number]): boolean =>
  offset >= from && offset <= to;

/** Items of a list as they stand; those of a text as it says. */
function valuesOf(door: Door, node: Node, path: string): readonly Node[] {
  const expected = 'a list of values, or a range such as 100/s..900/s:9';
  if (node.kind === 'list') {
    if (node.items.length > 0 && node.items.length <= MOST_VALUES) return node.items;
    const many = node.items.length === 0 ? 'an empty list' : `${node.items.length} values`;
    door.report(node, path, { expected: `1 to ${MOST_VALUES} values`, received: many, hint: undefined });
    return [];
  }
  if (node.kind === 'map' || node.value === null) {
    door.report(node, path, { expected, received: received(node), hint: undefined });
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

/** The value in the notation of settings, which reads it back as the same. */
function settingOf(node: Node): string {
  if (node.kind !== 'scalar') return JSON.stringify(plain(node));
  const document = readDocument(node.text);
  const same = document.ok && document.root.kind === 'scalar' && document.root.value === node.value;
  return same ? node.text : JSON.stringify(node.value);
}
