/**
 * One more expectation for a scenario that has been read: what a test asks of it beside what its file expects.
 *
 * Its names are looked up as those of the file's own are. Knows nothing of judging.
 */
import type { AnyModel } from '../model/model.js';
import type { Node } from './document.js';
import { openDoor, type PathProblem } from './door.js';
import type { Group, Groups } from './groups.js';
import type { Read } from './problem.js';
import { readExpectations } from './read/expectations.js';
import type { Expectation, Scenario } from './scenario.js';

export function readExpectation(
  text: string,
  scenario: Pick<Scenario, 'nodes' | 'clients'>,
  models: ReadonlyMap<string, AnyModel>,
): Read<Expectation> {
  const found: PathProblem[] = [];
  const door = openDoor(() => undefined, found);
  const item: Node = { kind: 'scalar', value: text, text, offset: 0, exact: true };
  const list: Node = { kind: 'list', items: [item], offset: 0 };
  const [value] = readExpectations(door, list, groupsOf(scenario, models), scenario.nodes);
  const [problem] = found;
  if (problem !== undefined) return { ok: false, problem };
  return { ok: true, value: value! };
}

function groupsOf(
  { nodes, clients }: Pick<Scenario, 'nodes' | 'clients'>,
  models: ReadonlyMap<string, AnyModel>,
): Groups {
  const none = {
    model: undefined,
    operations: undefined,
    target: undefined,
    object: undefined,
    history: undefined,
  };
  return new Map<string, Group>([
    ...nodes.map(({ name, count, model }): [string, Group] => [
      name,
      { ...none, name, kind: 'nodes', count, model: models.get(model) },
    ]),
    ...clients.map(({ operations, ...group }): [string, Group] => [
      group.name,
      { ...none, ...group, kind: 'clients', operations: operations.map(({ f }) => f) },
    ]),
  ]);
}
