/**
 * Settings: values put into a scenario's document by their path, before it is read.
 *
 *     --set nodes.server.params.servers=3      --set clients.users.arrivals=poisson(200/s)
 *     --set network.latency=5ms                --set faults.0.for=20s
 *     --set mode=quorum                        an alternative that the file's sweep names
 *
 * A setting becomes a part of the document that stands somewhere else, so everything that the parser checks is
 * checked of it too, and every problem points into the setting. Groups must exist; sections that may be left
 * out are made. Knows documents and the names of sections; what a value means is the parser's business.
 */
import { chosenAlternative } from './alternatives.js';
import { type Entry, type FoundProblem, type Node, readDocument } from './document.js';
import { join, quoted, received } from './door.js';
import { didYouMean, oneOf } from './suggest.js';

export interface Setting {
  /** `nodes.server.params.servers`; items of lists by number from 0: `faults.0.for`, or `faults[0].for`. */
  readonly path: string;
  /** In the notation of scenario files. */
  readonly value: string;
  /** What the user wrote, up to the path; `--set ` if left out. */
  readonly before?: string;
  /** The value is a text, whatever it looks like; and `before` stands right in front of it, without the path. */
  readonly literal?: boolean;
}

export interface SettingProblem extends FoundProblem {
  readonly path: string;
}

/** Where each setting's text lies, behind the end of the file's: offsets there are offsets into it. */
export interface Placed {
  readonly text: string;
  readonly offset: number;
}

export interface Applied {
  readonly root: Node;
  readonly problems: readonly SettingProblem[];
  readonly placed: readonly Placed[];
}

/** More settings at once are refused. */
const MOST_SETTINGS = 1000;
const SECTIONS_OF_GROUPS: readonly string[] = ['nodes', 'clients'];

/** As it was written on the command line. */
export const settingText = ({ path, value, before = '--set ', literal = false }: Setting): string =>
  literal ? `${before}${value}` : `${before}${path}=${value}`;

/** Sets the values one after the other. `length`: of the file's text, behind which the settings' texts count. */
export function applySettings(root: Node, settings: readonly Setting[], length: number): Applied {
  const problems: SettingProblem[] = [];
  const placed: Placed[] = [];
  let offset = length + 1;
  let changed = root;
  for (const setting of settings.slice(0, MOST_SETTINGS)) {
    const text = settingText(setting);
    placed.push({ text, offset });
    const valueOffset = offset + text.length - setting.value.length;
    const keyOffset = setting.literal ? valueOffset : valueOffset - 1 - setting.path.length;
    const value = setting.literal ? literal(setting.value, valueOffset) : readValue(setting, valueOffset);
    const result = Array.isArray(value) ? value : put(changed, setting.path, value, keyOffset);
    if (Array.isArray(result)) problems.push(...result);
    else changed = result;
    offset += text.length + 1;
  }
  return { root: changed, problems, placed };
}

/** The value as a document of its own, moved to where it stands; or what is wrong with it. */
function readValue({ path, value }: Setting, offset: number): Node | SettingProblem[] {
  if (value.trim() === '')
    return [{ path, offset, expected: 'a value', received: 'nothing', hint: undefined }];
  const document = readDocument(value);
  if (document.ok) return moved(document.root, offset);
  return document.problems.map((problem) => ({ ...problem, path, offset: problem.offset + offset }));
}

const literal = (text: string, offset: number): Node => ({
  kind: 'scalar',
  value: text,
  text,
  offset,
  exact: true,
});

/** The same node further down. */
export function moved(node: Node, by: number): Node {
  const offset = node.offset + by;
  switch (node.kind) {
    case 'scalar':
      return { ...node, offset };
    case 'list':
      return { ...node, offset, items: node.items.map((item) => moved(item, by)) };
    case 'map':
      return {
        ...node,
        offset,
        entries: node.entries.map(({ key, keyOffset, value }) => ({
          key,
          keyOffset: keyOffset + by,
          value: moved(value, by),
        })),
      };
  }
}

/** What stands at a path of a file, as text; `undefined` if nothing does, or no single value. */
export function textAt(text: string, path: string): string | undefined {
  const document = readDocument(text);
  if (!document.ok) return undefined;
  let node: Node | undefined = document.root;
  for (const { key } of stepsOf(path, 0)) {
    if (node?.kind === 'map') node = node.entries.find((entry) => entry.key === key)?.value;
    else node = node?.kind === 'list' ? node.items[Number(key)] : undefined;
  }
  return node?.kind === 'scalar' && node.value !== null ? node.text : undefined;
}

interface Step {
  readonly key: string;
  readonly offset: number;
}

/** The document with a value in its place, or with all that an alternative of this name sets; or why not. */
export function put(root: Node, path: string, value: Node, offset: number): Node | SettingProblem[] {
  const choice = chosenAlternative(root, path, value);
  if (choice === undefined) return putValue(root, path, value, offset);
  if (!choice.ok) return [{ path, ...choice.problem }];
  let changed = root;
  for (const { key, keyOffset, value: own } of choice.settings) {
    const set = putValue(changed, key, own, keyOffset);
    if (Array.isArray(set)) return set;
    changed = set;
  }
  return changed;
}

function putValue(root: Node, path: string, value: Node, offset: number): Node | SettingProblem[] {
  const steps = stepsOf(path, offset);
  const empty = steps.find(({ key }) => key === '');
  if (steps.length === 0 || empty !== undefined)
    return wrong(path, empty?.offset ?? offset, 'a path such as nodes.db.count', quoted(path));
  return putAt(root, steps, '', value);
}

const wrong = (
  path: string,
  offset: number,
  expected: string,
  received_: string,
  hint?: string,
): SettingProblem[] => [{ path, offset, expected, received: received_, hint }];

/** `faults[0].for` -> faults, 0, for; each with the place where it stands. */
function stepsOf(path: string, offset: number): readonly Step[] {
  const steps: Step[] = [];
  let from = 0;
  for (let at = 0; at <= path.length; at++) {
    if (at < path.length && !'.[]'.includes(path[at]!)) continue;
    const closed = path[from - 1] === ']' && at === from; // between `]` and the `.` behind it
    if (!closed) steps.push({ key: path.slice(from, at), offset: offset + from });
    from = at + 1;
  }
  return steps;
}

function putAt(node: Node, steps: readonly Step[], path: string, value: Node): Node | SettingProblem[] {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (node.kind === 'list') return putItem(node, step, rest, path, value);
  const here = join(path, step.key);
  if (node.kind === 'scalar' && node.value !== null) {
    const what = path === '' ? 'the file' : path;
    return wrong(
      here,
      step.offset,
      `the path of a value; ${what} is one`,
      quoted(step.key),
      `${what} is ${received(node)}`,
    );
  }
  const entries = node.kind === 'map' ? node.entries : [];
  const index = entries.findIndex(({ key }) => key === step.key);
  if (index < 0 && SECTIONS_OF_GROUPS.includes(path)) {
    const known = entries.map(({ key }) => key);
    const what = path === 'nodes' ? 'a node group' : 'a client group';
    return wrong(
      here,
      step.offset,
      `${what}: ${oneOf(known)}`,
      quoted(step.key),
      didYouMean(step.key, known),
    );
  }
  const inner = entries[index]?.value ?? nothing(step.offset);
  const set = putAt(inner, rest, here, value);
  if (Array.isArray(set)) return set;
  const old = entries[index];
  const entry: Entry = { key: step.key, keyOffset: old?.keyOffset ?? step.offset, value: set };
  const kept = old === undefined ? [...entries, entry] : entries.with(index, entry);
  return { kind: 'map', entries: kept, offset: node.offset };
}

function putItem(
  node: Extract<Node, { kind: 'list' }>,
  step: Step,
  rest: readonly Step[],
  path: string,
  value: Node,
): Node | SettingProblem[] {
  const { length } = node.items;
  const index = /^\d{1,6}$/.test(step.key) ? Number(step.key) : Number.NaN;
  // One past the end adds an item.
  const fits = index < length || (index === length && rest.length === 0);
  if (!fits) {
    const known = length === 0 ? 'nothing, as the list is empty' : `an item: ${range(length)}`;
    return wrong(join(path, step.key), step.offset, known, quoted(step.key), 'items count from 0');
  }
  const set = putAt(node.items[index] ?? nothing(step.offset), rest, join(path, index), value);
  if (Array.isArray(set)) return set;
  const items = index < length ? node.items.with(index, set) : [...node.items, set];
  return { ...node, items };
}

const range = (length: number): string => (length === 1 ? '0' : `0 to ${length - 1}`);

const nothing = (offset: number): Node => ({ kind: 'scalar', value: null, text: '', offset, exact: false });
