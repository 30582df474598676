/**
 * The sections `nodes` and `clients` of a scenario file.
 *
 * Names first, so that parameters, clients, links and faults can refer to any group, wherever it stands.
 */
import type { AnyModel } from '../../model/model.js';
import type { Entry, Node } from '../document.js';
import { type Door, entriesOf, isNull, join, quoted, readFields, received } from '../door.js';
import { NAME } from '../expression/selector.js';
import type { AllFields } from '../fields.js';
import type { Group, Groups } from '../groups.js';
import { namesOf } from '../groups.js';
import type { ClientGroup, NodeGroup } from '../scenario.js';
import { didYouMean, oneOf } from '../suggest.js';
import { readObject, readOperations } from './operations.js';
import { readParams } from './params.js';

/** Words that mean something else in a selector. */
const TAKEN: readonly string[] = ['all'];

type NodeSection = ReturnType<typeof readFields<AllFields['node']>>;
type ClientSection = ReturnType<typeof readFields<AllFields['client']>>;

/** Groups as they stand in the file, before what refers to other groups is read. */
interface Sketch {
  readonly groups: Groups;
  readonly nodes: readonly { readonly entry: Entry; readonly section: NodeSection; readonly path: string }[];
  readonly clients: readonly {
    readonly entry: Entry;
    readonly section: ClientSection;
    readonly path: string;
    readonly operations: ClientGroup['operations'] | undefined;
  }[];
}

export function sketchGroups(
  door: Door,
  nodes: Node | undefined,
  clients: Node | undefined,
  models: ReadonlyMap<string, AnyModel>,
  at: number,
): Sketch {
  const groups = new Map<string, Group>();
  const nodeEntries = nodes === undefined ? [] : entriesOf(door, nodes, 'nodes', 'node groups by name');
  const clientEntries =
    clients === undefined ? [] : entriesOf(door, clients, 'clients', 'client groups by name');
  if (nodes === undefined || isNull(nodes) || (nodes.kind === 'map' && nodes.entries.length === 0))
    door.reportAt(nodes?.offset ?? at, 'nodes', {
      expected: 'at least one node group',
      received: 'nothing',
      hint: 'such as nodes: { db: { model: consensus/raft, count: 5 } }',
    });
  const sketchedNodes = nodeEntries.map((entry) => {
    const path = join('nodes', entry.key);
    const section = readFields(door, entry.value, path, door.fields.node, entry.keyOffset);
    const model = readModel(door, section, path, models);
    addGroup(door, groups, entry, path, {
      kind: 'nodes',
      count: section.values.count,
      model,
      operations: undefined,
      target: undefined,
      object: undefined,
      history: undefined,
    });
    return { entry, section, path };
  });
  const sketchedClients = clientEntries.map((entry) => {
    const path = join('clients', entry.key);
    const section = readFields(door, entry.value, path, door.fields.client, entry.keyOffset);
    const operations = readOperations(door, section.node('operations'), join(path, 'operations'));
    const names = operations?.map(({ f }) => f);
    addGroup(door, groups, entry, path, {
      kind: 'clients',
      count: section.values.count,
      model: undefined,
      operations: names,
      target: section.values.target,
      object: section.values.object,
      history: section.values.history,
    });
    return { entry, section, path, operations };
  });
  return { groups, nodes: sketchedNodes, clients: sketchedClients };
}

function readModel(
  door: Door,
  section: NodeSection,
  path: string,
  models: ReadonlyMap<string, AnyModel>,
): AnyModel | undefined {
  const name = section.values.model;
  const node = section.node('model');
  if (name === undefined || node === undefined) return undefined;
  const model = models.get(name);
  if (model !== undefined) return model;
  const isFile = name.startsWith('./') || name.startsWith('../');
  const hint = didYouMean(name, models.keys()) ?? byLastWord(name, models.keys());
  door.report(node, join(path, 'model'), {
    expected: isFile ? 'a file that exports a model' : `a model: ${oneOf(models.keys())}`,
    received: quoted(name),
    hint: isFile ? 'the path is relative to the scenario file' : (hint ?? 'foretell models lists them'),
  });
  return undefined;
}

/** `raft` for `consensus/raft`: the family is easily forgotten. */
function byLastWord(name: string, known: Iterable<string>): string | undefined {
  const full = [...known].find((candidate) => candidate.split('/').at(-1) === name);
  return full === undefined ? undefined : `did you mean ${full}?`;
}

function addGroup(
  door: Door,
  groups: Map<string, Group>,
  entry: Entry,
  path: string,
  group: Omit<Group, 'name'>,
): void {
  const name = entry.key;
  const report = (expected: string, hint: string | undefined): void =>
    door.reportAt(entry.keyOffset, path, { expected, received: quoted(name), hint });
  if (!NAME.test(name)) report('a name of letters, digits, - and _, a letter first', undefined);
  else if (TAKEN.includes(name)) report('another name', `${name} means every node`);
  else if (groups.has(name)) report('names that differ', `${name} is a node group already`);
  else groups.set(name, { name, ...group });
}

/** The node groups, as far as they are sound. */
export function readNodes(door: Door, sketch: Sketch): readonly NodeGroup[] {
  return sketch.nodes.flatMap(({ entry, section, path }) => {
    const at = entry.keyOffset;
    const clock = readPart(door, section, 'clock', path, door.fields.clock, at);
    const disk = readPart(door, section, 'disk', path, door.fields.disk, at);
    const model = sketch.groups.get(entry.key)?.model;
    if (model === undefined) return [];
    const params = readParams(door, section.node('params'), join(path, 'params'), model, sketch.groups, at);
    const { offset, drift } = clock.values;
    const { sync, onCrash } = disk.values;
    const { model: name, count } = section.values;
    if (params === undefined || offset === undefined || drift === undefined) return [];
    if (sync === undefined || onCrash === undefined || name === undefined || count === undefined) return [];
    return [
      { name: entry.key, model: name, count, params, clock: { offset, drift }, disk: { sync, onCrash } },
    ];
  });
}

function readPart<F extends AllFields['clock'] | AllFields['disk']>(
  door: Door,
  section: NodeSection,
  key: 'clock' | 'disk',
  path: string,
  fields: F,
  at: number,
) {
  const node = section.node(key) ?? ({ kind: 'map', entries: [], offset: at } as const);
  return readFields(door, node, join(path, key), fields, node.offset);
}

/** The client groups, as far as they are sound; the run's duration is where they stop unless they say. */
export function readClients(
  door: Door,
  sketch: Sketch,
  duration: number | undefined,
): readonly ClientGroup[] {
  return sketch.clients.flatMap(({ entry, section, path, operations }) => {
    const { values, node } = section;
    const target = node('target');
    const targets = namesOf(sketch.groups, 'nodes');
    if (target !== undefined && values.target !== undefined && !targets.includes(values.target))
      door.report(target, join(path, 'target'), {
        expected: `a node group: ${oneOf(targets)}`,
        received: received(target),
        hint: didYouMean(values.target, targets),
      });
    checkRoute(door, section, path, sketch.groups);
    const object =
      operations === undefined ? undefined : readObject(door, section, operations, path, entry.keyOffset);
    checkTimes(door, section, path, duration);
    const complete = { name: entry.key, ...values, operations, object, until: values.until ?? duration };
    return isComplete(complete) ? [asClientGroup(complete)] : [];
  });
}

/** Only some models tell clients where keys are. */
function checkRoute(door: Door, { values, node }: ClientSection, path: string, groups: Groups): void {
  const route = node('route');
  const model = groups.get(values.target ?? '')?.model;
  if (values.route !== 'by-key' || route === undefined || model === undefined) return;
  if (model.router !== undefined) return;
  door.report(route, join(path, 'route'), {
    expected: `sticky, random, round-robin or pinned, as ${model.name} tells nobody where keys are`,
    received: received(route),
    hint: 'a model has a router for that, such as partitioning/sharded-store',
  });
}

function checkTimes(
  door: Door,
  { values, node }: ClientSection,
  path: string,
  duration: number | undefined,
): void {
  const { from = 0, until } = values;
  const end = Math.min(until ?? Infinity, duration ?? Infinity);
  const late = node('from');
  const early = node('until');
  if (until !== undefined && until <= from && early !== undefined)
    door.report(early, join(path, 'until'), {
      expected: 'an instant after from',
      received: received(early),
      hint: undefined,
    });
  else if (from >= end && late !== undefined)
    door.report(late, join(path, 'from'), {
      expected: 'an instant before the run ends',
      received: received(late),
      hint: undefined,
    });
}

type Draft = Partial<Record<keyof ClientGroup, unknown>>;

const REQUIRED = [
  'count',
  'target',
  'arrivals',
  'operations',
  'keys',
  'object',
  'timeout',
  'route',
  'from',
  'until',
  'maxInFlight',
  'maxOperations',
  'history',
] as const;

/** Whatever is missing has been reported. */
function isComplete(draft: Draft): draft is ClientGroup {
  return REQUIRED.every((key) => draft[key] !== undefined);
}

/** In one order of keys, whatever the file's order. */
function asClientGroup(draft: ClientGroup): ClientGroup {
  const { name, count, target, arrivals, operations, keys, object, timeout, retryAfter, route } = draft;
  const { from, until, maxInFlight, maxOperations, history } = draft;
  return {
    name,
    count,
    target,
    arrivals,
    operations,
    keys,
    object,
    timeout,
    retryAfter,
    route,
    from,
    until,
    maxInFlight,
    maxOperations,
    history,
  };
}
