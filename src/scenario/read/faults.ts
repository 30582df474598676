/**
 * The section `faults`: each entry names its kind by a key, and repeats are written out.
 *
 * What a fault does is the world's business; here it only becomes data.
 */
import type { Json } from '../../kernel/json.js';
import type { Node } from '../document.js';
import { type Door, type Fields, itemsOf, join, readFields, received, type Section } from '../door.js';
import { faultText } from '../fault-text.js';
import { FAULT_KINDS, type FaultKind } from '../fields.js';
import { checkSelector, type Groups, selectorsIn } from '../groups.js';
import type { Fault, FaultAction, Link, Partition, Selector } from '../scenario.js';
import { nearest, oneOf } from '../suggest.js';

/** A plan has no more faults than this, repeats counted. */
const MOST_FAULTS = 10_000;

const EXAMPLE = '- { at: 10s, for: 10s, partition: halves(db) }';

export function readFaults(
  door: Door,
  node: Node | undefined,
  groups: Groups,
  duration: number | undefined,
): readonly Fault[] {
  const fields = door.fields.faults;
  const faults: Fault[] = [];
  for (const [index, item] of itemsOf(door, node, 'faults', EXAMPLE).entries()) {
    const path = join('faults', index);
    const kind = kindOf(door, item, path);
    if (kind === undefined) continue;
    const section: Section<Fields> = readFields(door, item, path, fields[kind], item.offset);
    const read: Reading = { door, section, groups, path, item };
    const times = readTimes(read, duration);
    const action = actionOf(read, kind);
    if (times === undefined || action === undefined) continue;
    for (const at of times.at) {
      if (faults.length >= MOST_FAULTS) {
        const expected = `at most ${MOST_FAULTS} faults, repeats counted`;
        door.report(item, path, { expected, received: 'more', hint: 'use a longer period' });
        return faults;
      }
      const fault = { at, duration: times.duration, action };
      faults.push({ text: faultText(fault), ...fault });
    }
  }
  return faults;
}

interface Reading {
  readonly door: Door;
  readonly section: Section<Fields>;
  readonly groups: Groups;
  readonly path: string;
  readonly item: Node;
}

/** The key that names the kind. `disk` beside `crash` is a property of the crash. */
function kindOf(door: Door, item: Node, path: string): FaultKind | undefined {
  const report = (expected: string, received_: string, hint: string | undefined): undefined =>
    door.report(item, path, { expected, received: received_, hint }) as undefined;
  if (item.kind !== 'map') return report('a fault', received(item), `such as ${EXAMPLE}`);
  const keys = item.entries.map((entry) => entry.key);
  const crash = keys.includes('crash');
  const kinds = FAULT_KINDS.filter((kind) => keys.includes(kind) && !(crash && kind === 'disk'));
  const [kind, second] = kinds;
  if (second !== undefined)
    return report('one fault in each entry', kinds.join(' and '), 'make them two entries');
  if (kind !== undefined) return kind;
  const known = new Set(['at', 'for', 'every', 'until']);
  const unknown = item.entries.find((entry) => !known.has(entry.key) && nearest(entry.key, FAULT_KINDS));
  const meant = unknown === undefined ? undefined : nearest(unknown.key, FAULT_KINDS);
  door.reportAt(unknown?.keyOffset ?? item.offset, unknown === undefined ? path : join(path, unknown.key), {
    expected: `a kind of fault: ${oneOf(FAULT_KINDS)}`,
    received: unknown?.key ?? oneOf(keys.filter((key) => !known.has(key))),
    hint: meant === undefined ? `such as ${EXAMPLE}` : `did you mean ${meant}?`,
  });
  return undefined;
}

interface Times {
  readonly at: readonly number[];
  readonly duration: number | undefined;
}

/** When it begins, each time. A fault may last past the end of the run, but not begin there. */
function readTimes(
  { door, section, path, item }: Reading,
  runDuration: number | undefined,
): Times | undefined {
  const { at, for: lasts, every, until } = section.values as Partial<Record<string, number>>;
  const end = runDuration ?? Infinity;
  const report = (key: string, expected: string, hint?: string): undefined => {
    const node = section.node(key) ?? item;
    return door.report(node, join(path, key), { expected, received: received(node), hint }) as undefined;
  };
  if (at === undefined) return undefined;
  if (at >= end) return report('at', 'an instant before the run ends', 'the run ends at duration');
  if (until !== undefined && every === undefined)
    return report('until', 'every beside until', 'say for how long it lasts with for');
  if (every === undefined) return { at: [at], duration: lasts };
  if (lasts !== undefined && lasts > every)
    return report('for', 'no longer than every', 'it would overlap itself');
  if (until !== undefined && until <= at) return report('until', 'an instant after at');
  const stop = Math.min(end, until ?? end);
  if (stop === Infinity) return undefined;
  const repeats = Math.min(MOST_FAULTS + 1, Math.ceil((stop - at) / every));
  return { at: Array.from({ length: repeats }, (_, index) => at + index * every), duration: lasts };
}

/** Builds the action; `undefined` if a field of it had a problem. */
function actionOf(read: Reading, kind: FaultKind): FaultAction | undefined {
  const { section } = read;
  const values = section.values as Values;
  if (kind === 'partition' || kind === 'hold') {
    const shape = values[kind];
    if (shape === undefined) return undefined;
    for (const selector of selectorsIn(shape)) check(read, selector, kind, true);
    return { kind, shape };
  }
  const nodes = section.values[kind] as Selector | undefined;
  if (nodes === undefined) return undefined;
  check(read, nodes, kind, kind === 'degrade');
  switch (kind) {
    case 'crash':
      return { kind, nodes, disk: section.values.disk as 'lose' | 'tear' | undefined };
    case 'restart':
    case 'pause':
      return { kind, nodes };
    case 'slow':
      return values.delay === undefined ? undefined : { kind, nodes, delay: values.delay };
    case 'degrade':
      return requireOne(read, kind, LINK_KEYS) ? { kind, nodes, link: linkOf(values) } : undefined;
    case 'clock':
      return requireOne(read, kind, ['jump', 'drift'])
        ? { kind, nodes, jump: values.jump ?? 0, drift: values.drift ?? 0 }
        : undefined;
    case 'disk':
      return requireOne(read, kind, ['sync', 'full', 'corrupt'])
        ? { kind, nodes, sync: values.sync, full: values.full ?? false, corrupt: values.corrupt ?? 0 }
        : undefined;
    case 'ask':
      return askOf(read, nodes);
  }
}

/** Values of the fields of all kinds, of which each kind has some. */
interface Values extends Partial<Link> {
  readonly partition?: Partition;
  readonly hold?: Partition;
  readonly delay?: Link['latency'];
  readonly jump?: number;
  readonly drift?: number;
  readonly sync?: Link['latency'];
  readonly full?: boolean;
}

function askOf(read: Reading, node: Selector): FaultAction | undefined {
  const { f, value, nodes } = read.section.values as { f?: string; value?: Json; nodes?: Selector };
  if (nodes !== undefined) check(read, nodes, 'nodes', false);
  return f === undefined ? undefined : { kind: 'ask', node, f, value: value ?? null, nodes };
}

const LINK_KEYS = ['latency', 'loss', 'duplicate', 'corrupt', 'checksum', 'order', 'bandwidth'] as const;

const linkOf = (values: Partial<Link>): Partial<Link> =>
  Object.fromEntries(
    LINK_KEYS.filter((key) => values[key] !== undefined).map((key) => [key, values[key]]),
  ) as Partial<Link>;

function requireOne(
  { door, section, path, item }: Reading,
  kind: FaultKind,
  keys: readonly string[],
): boolean {
  if (keys.some((key) => section.node(key) !== undefined)) return true;
  door.report(section.node(kind) ?? item, join(path, kind), {
    expected: `${kind} with ${oneOf(keys)}`,
    received: 'none of them',
    hint: undefined,
  });
  return false;
}

function check(
  { door, section, groups, path, item }: Reading,
  selector: Selector,
  key: string,
  clients: boolean,
) {
  const node = section.node(key) ?? item;
  checkSelector(door, selector, groups, { clients, roles: true }, node, join(path, key));
}
