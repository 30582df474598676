/**
 * The section `expect`, what must hold of a run, and `judge`, what it is only told of: whether they speak of things
 * that exist.
 */

import type { Measure } from '../../model/model.js';
import { GUARANTEE_OBJECTS } from '../../observe/guarantee-names.js';
import { type ClaimedTally, TALLY_FUNCTIONS } from '../../observe/tally-names.js';
import type { Node } from '../document.js';
import { type Door, itemsOf, join, received } from '../door.js';
import { expectationExamples, parseExpectation } from '../expression/expectation.js';
import { type Group, type Groups, namesOf } from '../groups.js';
import type { Expectation, Metric, NodeGroup } from '../scenario.js';
import { didYouMean, oneOf } from '../suggest.js';
import { resourcesOf } from './params.js';

/** Of each node group that could be read, the names of its resources. */
type Stations = ReadonlyMap<string, readonly string[]>;

export function readExpectations(
  door: Door,
  node: Node | undefined,
  groups: Groups,
  nodes: readonly NodeGroup[],
  section: 'expect' | 'judge' = 'expect',
): readonly Expectation[] {
  const stations: Stations = new Map(
    nodes.flatMap(({ name, params }) => {
      const model = groups.get(name)?.model;
      const resources = model === undefined ? [] : resourcesOf(model, params);
      return resources.length === 0 ? [] : [[name, resources] as const];
    }),
  );
  const read = new Set(nodes.map(({ name }) => name));
  return itemsOf(door, node, section, '- linearizable(app)').flatMap((item, index) => {
    const path = join(section, index);
    if (item.kind !== 'scalar' || typeof item.value !== 'string') {
      const expected = `an expectation such as ${oneOf(expectationExamples.values(), 4)}`;
      door.report(item, path, { expected, received: received(item), hint: undefined });
      return [];
    }
    const parsed = parseExpectation(item.text);
    if (!parsed.ok) {
      door.report(item, path, parsed.problem);
      return [];
    }
    return [resolve(door, parsed.value, { groups, stations, read }, item, path)];
  });
}

/** What an expectation may speak of. */
interface Known {
  readonly groups: Groups;
  readonly stations: Stations;
  /** Names of node groups without a mistake of their own. */
  readonly read: ReadonlySet<string>;
}

type Report = (word: string, expected: string, hint: string | undefined) => void;

/** The expectation with its names looked up. What they do not stand for is reported. */
function resolve(
  door: Door,
  expectation: Expectation,
  { groups, stations, read }: Known,
  node: Node,
  path: string,
): Expectation {
  const text = node.kind === 'scalar' ? node.text : '';
  const open = text.indexOf('(') + 1;
  const report: Report = (word, expected, hint) =>
    door.report(node, path, {
      expected,
      received: word,
      hint,
      offset: Math.max(0, text.indexOf(word, open)),
    });
  const name = subjectOf(expectation);
  const group = groups.get(name);
  const measured = measuredOf(expectation, group, report);
  if (measured !== undefined) return measured;
  if (expectation.kind === 'bound' && (group?.kind === 'nodes' || ofStations(expectation)))
    return resolveStation(expectation, { groups, stations, read }, report);
  const wanted = 'group' in expectation ? 'nodes' : 'clients';
  if (group === undefined || group.kind !== wanted) {
    const known = expectation.kind === 'bound' ? namesOf(groups) : namesOf(groups, wanted);
    const what =
      expectation.kind === 'bound' ? 'a group' : wanted === 'nodes' ? 'a node group' : 'a client group';
    const hint = group === undefined ? didYouMean(name, known) : `${name} is the other kind of group`;
    report(name, `${what}: ${oneOf(known)}`, hint);
  } else check(expectation, group, groups, report);
  return expectation;
}

/** Whether what is asked of a group that exists can be asked of it. */
function check(expectation: Expectation, group: Group, groups: Groups, report: Report): void {
  const { kind } = expectation;
  if (kind === 'invariant') checkRule(expectation, group, report);
  else if (kind === 'converges') checkContents(group, groups, report);
  else if (kind === 'bound') checkOperation(expectation.operation, group, report);
  else if (kind === 'progress') checkOwnHistory(group, report);
  else {
    if (kind === 'session') checkObject(expectation.guarantee, group, report);
    else if (kind === 'tally') checkFunctions(expectation.checker, group, groups, report);
    else if (kind === 'staleness') checkObject(kind, group, report);
    else if (kind === 'consistency' && expectation.guarantee !== 'sequential')
      checkObject(expectation.guarantee, group, report);
    checkHistory(group, groups, report);
  }
}

function checkOwnHistory({ name, history }: Group, report: Report): void {
  if (history !== false) return;
  report(name, 'clients whose history is kept', `leave history: false out of clients ${name}`);
}

function subjectOf(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'linearizable':
    case 'session':
    case 'tally':
    case 'consistency':
    case 'staleness':
    case 'progress':
      return expectation.client;
    case 'invariant':
    case 'converges':
    case 'measured':
      return expectation.group;
    case 'bound':
      return expectation.of;
  }
}

type Bound = Extract<Expectation, { kind: 'bound' }>;
type Measured = Extract<Expectation, { kind: 'measured' }>;

const UNITS = { duration: 'a duration', share: 'a share', count: 'a number' } as const;

/** What may be asked of a group's model by a key. */
const measuresOf = (group: Group | undefined): readonly (Measure & { readonly key: string })[] =>
  (group?.model?.monitor?.([0], () => `${group.name}/1`).measures?.() ?? []).flatMap((measure) =>
    measure.key === undefined ? [] : [{ ...measure, key: measure.key }],
  );

/** A bound on what a group's model measures: how it reads is known only now, as is in what it is measured. */
function measuredOf(read: Expectation, group: Group | undefined, report: Report): Expectation | undefined {
  if (group?.kind === 'clients' && read.kind === 'measured') {
    report(
      read.measure,
      'an operation with a limit that is a duration',
      'shares and counts are of what models measure',
    );
    return read;
  }
  if (group?.kind !== 'nodes' || group.model === undefined) return undefined;
  const { name, model } = group;
  const all = measuresOf(group);
  const known = all.map(({ key }) => key);
  const wanted = read.kind === 'measured' ? read.measure : read.kind === 'bound' ? read.operation : undefined;
  const measure = all.find(({ key }) => key === wanted);
  if (measure === undefined) {
    if (read.kind !== 'measured') return undefined;
    const what = known.length === 0 ? `${model.name} has none` : oneOf(known);
    report(read.measure, `a measure of ${name}: ${what}`, didYouMean(read.measure, known));
    return read;
  }
  const { text, comparison, bound, metric } = read as Measured | Bound;
  const unit = measure.unit === 'share' ? 'ratio' : measure.unit;
  const stated = read.kind === 'measured' ? read.unit : 'duration';
  if (metric.kind !== 'mean' && metric.kind !== 'max' && metric.kind !== 'quantile')
    report(wanted!, 'the mean, the max or a percentile of a measure', `mean(${name}.${wanted})`);
  else if (measure.unit === 'share' && metric.kind !== 'mean')
    report(wanted!, 'mean(…) of a share', `mean(${name}.${wanted})`);
  else if (read.kind === 'bound' && read.during !== 'always')
    report(read.during, 'the end of it', 'measures are of the whole run');
  else if (stated !== unit && bound !== 0)
    report(text.split(comparison).at(-1)!.trim(), `${UNITS[measure.unit]}, as ${wanted} is`, undefined);
  else return { kind: 'measured', text, metric, group: name, measure: wanted!, unit, comparison, bound };
  return read;
}

const STATIONS_ALONE: readonly Metric['kind'][] = ['utilisation', 'delayed', 'queue', 'dropped'];
const CLIENTS_ALONE: readonly Metric['kind'][] = ['availability', 'errors'];
const TIMES: readonly Metric['kind'][] = ['quantile', 'mean', 'max'];
const FIGURES = ['wait', 'sojourn'] as const;

const ofStations = ({ metric }: Bound): boolean => STATIONS_ALONE.includes(metric.kind);

/** Of `server.threads.wait.gold`, whatever there is: a resource, a figure, a class of customers. */
function resolveStation(bound: Bound, { groups, stations, read }: Known, report: Report): Expectation {
  const { of, operation: part, metric, during } = bound;
  const resources = stations.get(of);
  if (resources === undefined) {
    // A group that could not be read has been reported.
    if (groups.get(of)?.kind === 'nodes' && !read.has(of)) return bound;
    const names = [...stations.keys()];
    const known = names.length === 0 ? 'and there are none' : oneOf(names);
    const [measured] = measuresOf(groups.get(of));
    const hint =
      measured !== undefined
        ? `of what ${of} measures, as in mean(${of}.${measured.key})`
        : groups.has(of)
          ? 'clients have availability, errors, throughput'
          : didYouMean(of, names);
    report(of, `nodes with a station: ${known}`, hint);
    return bound;
  }
  if (CLIENTS_ALONE.includes(metric.kind))
    report(of, `clients: ${oneOf(namesOf(groups, 'clients'))}`, `stations have ${oneOf(STATIONS_ALONE)}`);
  if (during !== 'always') report(during, 'the end of it', 'stations are measured over the whole run');
  const words = part === undefined ? [] : part.split('.');
  const resource = resources.find((name) => name === words[0]);
  if (resource !== undefined) words.shift();
  const figure = FIGURES.find((name) => name === words[0]);
  if (figure !== undefined) words.shift();
  if (words.length > 1 || (words.length === 1 && !TIMES.includes(metric.kind))) {
    const expected = `the end, or a figure as in mean(${of}.wait)`;
    report(words[0]!, expected, didYouMean(words[0]!, [...FIGURES, ...resources]));
  }
  return {
    ...bound,
    operation: words[0],
    station: { resource: resource ?? resources[0]!, figure: figure ?? 'sojourn' },
  };
}

/** A rule must be one of those that the model's monitor watches. */
function checkRule(
  { rule }: Extract<Expectation, { kind: 'invariant' }>,
  { model, name }: Group,
  report: Report,
): void {
  if (model === undefined) return;
  const rules = model.monitor?.([0], () => `${name}/1`).rules ?? [];
  if (rules.length === 0) report(name, 'a group whose model has invariants', `${model.name} has none`);
  else if (rule !== undefined && !rules.includes(rule))
    report(rule, `a rule of ${model.name}: ${oneOf(rules)}`, didYouMean(rule, rules));
}

/** Every write on the objects must be known: of all clients with the same target. */
function checkHistory({ name, target }: Group, groups: Groups, report: Report): void {
  const without = [...groups.values()].find((each) => each.target === target && each.history === false);
  if (without === undefined) return;
  const hint = `leave history: false out of clients ${without.name}`;
  report(name, 'clients whose history is kept, as must be that of all others with their target', hint);
}

/** An operation must tell which write it saw. */
function checkObject(guarantee: string, { name, operations, object }: Group, report: Report): void {
  const known: readonly string[] = GUARANTEE_OBJECTS;
  // What is not stated follows from the operations; those of other objects are told by their names.
  const stranger = operations?.find((f) => !REGISTERS_AND_LISTS.includes(f));
  if (object === undefined ? stranger === undefined : known.includes(object)) return;
  const expected = `clients of registers or lists (${oneOf(known)}) for ${guarantee}`;
  report(name, expected, object === undefined ? `${name} does ${stranger}` : `${name} has object: ${object}`);
}

/** All that is done to the objects must be what the checker knows. */
function checkFunctions(
  checker: ClaimedTally,
  { name, target }: Group,
  groups: Groups,
  report: Report,
): void {
  const known = TALLY_FUNCTIONS[checker];
  for (const { name: other, operations = [] } of [...groups.values()].filter(
    (each) => each.target === target,
  )) {
    const stranger = operations.find((f) => !known.includes(f));
    if (stranger === undefined) continue;
    const expected = `clients whose target is asked for nothing but ${oneOf(known)} for ${checker}`;
    report(name, expected, `${other} does ${stranger}`);
    return;
  }
}

const REGISTERS_AND_LISTS: readonly string[] = ['read', 'r', 'write', 'cas', 'append'];

/** Members can be compared only if the model says what they hold, and only after a write that is known. */
function checkContents({ name, model, count }: Group, groups: Groups, report: Report): void {
  if (model !== undefined && model.contents === undefined)
    report(name, 'nodes whose model says what they hold', `${model.name} has no contents`);
  else if (count === 1)
    report(name, 'a group of at least two nodes', `${name} has one, which is always equal`);
  const without = [...groups.values()].find((each) => each.target === name && each.history === false);
  if (without !== undefined)
    report(
      name,
      'nodes of whose clients the history is kept, to know when they last wrote',
      `leave history: false out of clients ${without.name}`,
    );
}

function checkOperation(operation: string | undefined, { operations, name }: Group, report: Report): void {
  if (operation === undefined || operations === undefined || operations.includes(operation)) return;
  report(operation, `an operation of ${name}: ${oneOf(operations)}`, didYouMean(operation, operations));
}
