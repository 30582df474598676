/**
 * Parameters that are sections or lists of their own: delays by operation, routes, names, durations.
 *
 * They report where in the section something is wrong. Knows notations, not models.
 */
import { type ParamSpec, SHARE_TOLERANCE } from '../../../model/params.js';
import { expectedQuantity, parseQuantity } from '../../../model/quantity.js';
import { notation } from '../../../model/quantity-format.js';
import type { ReadFile } from '../../data-file.js';
import type { Entry, Node } from '../../document.js';
import { type Door, join, plain, quoted, received } from '../../door.js';
import { parseDistribution } from '../../expression/distribution.js';
import { NAME } from '../../expression/selector.js';
import type { IssueParams } from '../../field.js';
import { type Groups, namesOf } from '../../groups.js';
import type { ParamSetting } from '../../scenario.js';
import { didYouMean, oneOf } from '../../suggest.js';

type DelaysSetting = Extract<ParamSetting, { delays: unknown }>;

/** For the operations that a section does not name. */
const OTHER = 'other';
const NAMED = 'a name of letters, digits, - and _, a letter first';

/** Kinds that are a section or a list. */
export type SectionSpec = Extract<ParamSpec, { kind: 'delays' | 'routes' | 'names' | 'durations' }>;

export const isSection = (spec: ParamSpec): spec is SectionSpec => SECTIONS.includes(spec.kind);

const SECTIONS: readonly ParamSpec['kind'][] = ['delays', 'routes', 'names', 'durations'];

export function defaultSection(spec: SectionSpec, readFile: ReadFile): ParamSetting | undefined {
  if (spec.kind === 'routes') return { routes: [] };
  if (spec.kind === 'names') return { names: [] };
  if (spec.kind === 'durations') return { durations: [] };
  const read = parseDistribution(spec.default, { of: 'duration', readFile });
  return read.ok ? { delays: [], other: read.value } : undefined;
}

/** Reads a section or a list; `undefined` if anything in it is wrong, and then it is reported. */
export function readSection(
  door: Door,
  kind: SectionSpec['kind'],
  node: Node,
  path: string,
  groups: Groups,
): ParamSetting | undefined {
  if (kind === 'delays') return readDelays(door, node, path);
  if (kind === 'routes') return readRoutes(door, node, path, groups);
  return kind === 'names' ? readNames(door, node, path) : readDurations(door, node, path);
}

/** `5ms`, or `{ read: 1ms, write: exponential(2ms), other: 5ms }`. */
function readDelays(door: Door, node: Node, path: string): DelaysSetting | undefined {
  if (node.kind !== 'map') {
    const or = ', or a section with one for each operation';
    const other = readDelay(door, node, path, or);
    return other === undefined ? undefined : { delays: [], other };
  }
  let sound = node.entries.filter(({ key, keyOffset }) => !isName(door, key, keyOffset, path)).length === 0;
  const delays = node.entries.flatMap(({ key, value }) => {
    const distribution = readDelay(door, value, join(path, key), '');
    if (distribution === undefined) sound = false;
    return distribution === undefined ? [] : [{ operation: key, distribution }];
  });
  const other = delays.find(({ operation }) => operation === OTHER);
  if (!node.entries.some(({ key }) => key === OTHER)) {
    const expected = `${OTHER}, for the operations that are not named`;
    door.report(node, path, { expected, received: 'nothing', hint: `add ${OTHER}: exponential(5ms), say` });
  }
  return sound && other !== undefined
    ? { delays: delays.filter((each) => each !== other), other: other.distribution }
    : undefined;
}

function readDelay(door: Door, node: Node, path: string, or: string) {
  const value = plain(node);
  const expected = `${expectedQuantity('duration')}, or a distribution${or}`;
  if (typeof value !== 'string' && typeof value !== 'number') {
    door.report(node, path, { expected, received: received(node), hint: undefined });
    return undefined;
  }
  const read = parseDistribution(String(value), { of: 'duration', readFile: door.readFile });
  if (read.ok) return read.value;
  door.report(node, path, read.problem);
  return undefined;
}

/** `{ disk: 30%, cpu: 20% }`. */
function readRoutes(door: Door, node: Node, path: string, groups: Groups): ParamSetting | undefined {
  const known = namesOf(groups, 'nodes');
  const refuse = (problem: IssueParams): undefined => {
    door.report(node, path, problem);
  };
  if (node.kind !== 'map') {
    const expected = 'node groups with their shares, such as { disk: 30%, cpu: 20% }';
    const word = plain(node);
    const hint =
      typeof word === 'string' && known.includes(word) ? `did you mean { ${word}: 100% }?` : undefined;
    return refuse({ expected, received: received(node), hint });
  }
  const routes = node.entries.flatMap((entry) => {
    const share = readShare(door, entry, path);
    const exists = known.includes(entry.key);
    if (!exists)
      door.reportAt(entry.keyOffset, join(path, entry.key), {
        expected: `a node group: ${oneOf(known)}`,
        received: quoted(entry.key),
        hint: didYouMean(entry.key, known),
      });
    return share === undefined || !exists ? [] : [{ group: entry.key, share }];
  });
  if (routes.length < node.entries.length) return undefined;
  const sum = routes.reduce((total, { share }) => total + share, 0);
  if (sum <= 1 + SHARE_TOLERANCE) return { routes };
  const shares = routes.map(({ share }) => notation('ratio', share)).join(' + ');
  return refuse({
    expected: 'shares of at most 100% together; the rest goes nowhere',
    received: `${shares} = ${Number((sum * 100).toPrecision(6))}%`,
    hint: undefined,
  });
}

function readShare(door: Door, { key, value }: Entry, path: string): number | undefined {
  const written = plain(value);
  const isText = typeof written === 'string' || typeof written === 'number';
  const read = isText ? parseQuantity('ratio', String(written)) : undefined;
  if (read?.ok) return read.value;
  const expected = expectedQuantity('ratio');
  const problem = read?.problem ?? { expected, received: received(value), hint: undefined };
  door.report(value, join(path, key), problem);
  return undefined;
}

/** `[gold, silver]`, or one word. */
function readNames(door: Door, node: Node, path: string): ParamSetting | undefined {
  const items = node.kind === 'list' ? node.items : [node];
  const seen = new Set<string>();
  let sound = true;
  for (const [index, item] of items.entries()) {
    const word = plain(item);
    const where = node.kind === 'list' ? join(path, index) : path;
    if (typeof word === 'string' && NAME.test(word) && !seen.has(word)) {
      seen.add(word);
      continue;
    }
    sound = false;
    const again = typeof word === 'string' && seen.has(word);
    const expected = node.kind === 'list' ? NAMED : `a list of words, such as [gold, silver]`;
    door.report(item, where, {
      expected: again ? 'words that differ' : expected,
      received: again ? `${word} a second time` : received(item),
      hint: undefined,
    });
  }
  return sound ? { names: [...seen] } : undefined;
}

/** `5ms`, or `[0ms, 5ms, 20ms]`. */
function readDurations(door: Door, node: Node, path: string): ParamSetting | undefined {
  const items = node.kind === 'list' ? node.items : [node];
  const read = new Set<number>();
  let sound = true;
  for (const [index, item] of items.entries()) {
    const given = plain(item);
    const single = typeof given === 'string' || typeof given === 'number';
    const parsed = single ? parseQuantity('duration', String(given)) : undefined;
    if (parsed?.ok && !read.has(parsed.value)) {
      read.add(parsed.value);
      continue;
    }
    sound = false;
    const expected = `${expectedQuantity('duration')}, or a list of them`;
    const problem = { expected, received: received(item), hint: undefined };
    const again = { ...problem, expected: 'durations that differ', received: `${given} a second time` };
    const wrong = parsed === undefined ? problem : parsed.ok ? again : parsed.problem;
    door.report(item, node.kind === 'list' ? join(path, index) : path, wrong);
  }
  return sound ? { durations: [...read].sort((a, b) => a - b) } : undefined;
}

function isName(door: Door, key: string, at: number, path: string): boolean {
  if (NAME.test(key)) return true;
  door.reportAt(at, join(path, key), { expected: NAMED, received: quoted(key), hint: undefined });
  return false;
}
