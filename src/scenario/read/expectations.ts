/** The section `expect`: what must hold of a run, and whether it speaks of things that exist. */
import type { Node } from '../document.js';
import { type Door, itemsOf, join, received } from '../door.js';
import { expectationExamples, parseExpectation } from '../expression/expectation.js';
import { type Group, type Groups, namesOf } from '../groups.js';
import type { Expectation } from '../scenario.js';
import { didYouMean, oneOf } from '../suggest.js';

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
    checkNames(door, read.value, groups, item, path);
    return [read.value];
  });
}

type Report = (word: string, expected: string, hint: string | undefined) => void;

function checkNames(door: Door, expectation: Expectation, groups: Groups, node: Node, path: string): void {
  const text = node.kind === 'scalar' ? node.text : '';
  const open = text.indexOf('(') + 1;
  const report: Report = (word, expected, hint) =>
    door.report(node, path, {
      expected,
      received: word,
      hint,
      offset: Math.max(0, text.indexOf(word, open)),
    });
  const wanted = expectation.kind === 'invariant' ? 'nodes' : 'clients';
  const name = expectation.kind === 'invariant' ? expectation.group : expectation.client;
  const group = groups.get(name);
  if (group === undefined || group.kind !== wanted) {
    const known = namesOf(groups, wanted);
    const what = wanted === 'nodes' ? 'a node group' : 'a client group';
    const hint = group === undefined ? didYouMean(name, known) : `${name} is the other kind of group`;
    report(name, `${what}: ${oneOf(known)}`, hint);
  } else if (expectation.kind === 'invariant') checkRule(expectation, group, report);
  else if (expectation.kind === 'linearizable') checkHistory(group, groups, report);
  else if (expectation.kind === 'bound') checkOperation(expectation.operation, group, report);
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
