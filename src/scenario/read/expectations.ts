/** The section `expect`: what must hold of a run, and whether it speaks of things that exist. */
import type { Node } from '../document.js';
import { type Door, itemsOf, join, received } from '../door.js';
import { expectationExamples, parseExpectation } from '../expression/expectation.js';
import { type Group, type Groups, namesOf } from '../groups.js';
import type { Expectation, Metric } from '../scenario.js';
import { didYouMean, oneOf } from '../suggest.js';
import { resourcesOf } from './params.js';

export function readExpectations(door: Door, node: Node | undefined, groups: Groups): readonly Expectation[] {
  return itemsOf(door, node, 'expect', '- linearizable(app)').flatMap((item, index) => {
    const path = join('expect', index);
    if (item.kind !== 'scalar' || typeof item.value !== 'string') {
      const expected = `an expectation such as ${oneOf(expectationExamples.values(), 4)}`;
      door.report(item, path, { expected, received: received(item), hint: undefined });
      return [];
    }
    const read = parseExpectation(item.text);
    if (!read.ok) {
      door.report(item, path, read.problem);
      return [];
    }
    return [resolve(door, read.value, groups, item, path)];
  });
}

type Report = (word: string, expected: string, hint: string | undefined) => void;

/** The expectation with its names looked up. What they do not stand for is reported. */
function resolve(
  door: Door,
  expectation: Expectation,
  groups: Groups,
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
  if (expectation.kind === 'bound' && (group?.kind === 'nodes' || ofStations(expectation)))
    return resolveStation(expectation, groups, report);
  const wanted = expectation.kind === 'invariant' ? 'nodes' : 'clients';
  if (group === undefined || group.kind !== wanted) {
    const known = expectation.kind === 'bound' ? namesOf(groups) : namesOf(groups, wanted);
    const what = { bound: 'a group', invariant: 'a node group', linearizable: 'a client group' };
    const hint = group === undefined ? didYouMean(name, known) : `${name} is the other kind of group`;
    report(name, `${what[expectation.kind]}: ${oneOf(known)}`, hint);
  } else if (expectation.kind === 'invariant') checkRule(expectation, group, report);
  else if (expectation.kind === 'linearizable') checkHistory(group, groups, report);
  else checkOperation(expectation.operation, group, report);
  return expectation;
}

function subjectOf(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'linearizable':
      return expectation.client;
    case 'invariant':
      return expectation.group;
    case 'bound':
      return expectation.of;
  }
}

type Bound = Extract<Expectation, { kind: 'bound' }>;

const STATIONS_ALONE: readonly Metric['kind'][] = ['utilisation', 'delayed', 'queue', 'dropped'];
const CLIENTS_ALONE: readonly Metric['kind'][] = ['availability', 'errors'];
const TIMES: readonly Metric['kind'][] = ['quantile', 'mean', 'max'];
const FIGURES = ['wait', 'sojourn'] as const;

const ofStations = ({ metric }: Bound): boolean => STATIONS_ALONE.includes(metric.kind);

/** Of `server.threads.wait.gold`, whatever there is: a resource, a figure, a class of customers. */
function resolveStation(bound: Bound, groups: Groups, report: Report): Expectation {
  const { of, operation: part, metric, during } = bound;
  const group = groups.get(of);
  const stations = [...groups.values()].filter(
    ({ model }) => model !== undefined && resourcesOf(model).length > 0,
  );
  const names = stations.map(({ name }) => name);
  if (group === undefined || !names.includes(of)) {
    const hint = group === undefined ? didYouMean(of, names) : undefined;
    const known = names.length === 0 ? 'and there are none' : oneOf(names);
    report(of, `nodes with a station: ${known}`, hint ?? 'clients have availability, errors, throughput');
    return bound;
  }
  if (CLIENTS_ALONE.includes(metric.kind))
    report(of, `clients: ${oneOf(namesOf(groups, 'clients'))}`, `stations have ${oneOf(STATIONS_ALONE)}`);
  if (during !== 'always') report(during, 'the end of it', 'stations are measured over the whole run');
  const resources = resourcesOf(group.model!);
  const words = part === undefined ? [] : part.split('.');
  const named = resources.find((name) => name === words[0]);
  if (named !== undefined) words.shift();
  const figure = FIGURES.find((name) => name === words[0]);
  if (figure !== undefined) words.shift();
  const resource = named ?? resources[0]!;
  const example = `mean(${of}.${resources.length > 1 ? `${resources[0]}.` : ''}wait)`;
  if (named === undefined && resources.length > 1)
    report(
      part ?? of,
      `one of its stations: ${resources.map((name) => `${of}.${name}`).join(', ')}`,
      example,
    );
  if (words.length > 1 || (words.length === 1 && !TIMES.includes(metric.kind)))
    report(
      words[0]!,
      `the end, or a figure as in ${example}`,
      didYouMean(words[0]!, [...FIGURES, ...resources]),
    );
  return { ...bound, operation: words[0], station: { resource, figure: figure ?? 'sojourn' } };
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

function checkOperation(operation: string | undefined, { operations, name }: Group, report: Report): void {
  if (operation === undefined || operations === undefined || operations.includes(operation)) return;
  report(operation, `an operation of ${name}: ${oneOf(operations)}`, didYouMean(operation, operations));
}
