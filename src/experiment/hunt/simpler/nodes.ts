/** Fewer nodes, clocks without faults, parameters as they are by default. Proposes; the measure decides. */
import type { AnyModel } from '../../../model/model.js';
import { formatCount } from '../../../observe/format.js';
import { defaultSettings, settingProblems } from '../../../scenario/read/params.js';
import type { NodeGroup, Scenario } from '../../../scenario/scenario.js';
import { changedParams } from './measure.js';
import { withNodes, withoutGroup } from './parts.js';
import { numbersNamed, renumbered } from './refer.js';
import type { Simpler } from './step.js';

type Models = ReadonlyMap<string, AnyModel>;

export function* fewerNodes(scenario: Scenario, models: Models): Iterable<Simpler> {
  for (const { name } of scenario.nodes) {
    const rest = withoutGroup(scenario, name);
    if (rest !== undefined) yield { scenario: rest, what: `without ${name}` };
  }
  for (const group of scenario.nodes) {
    const { name, count } = group;
    for (const fewer of new Set([1, 2, 3, Math.ceil(count / 2), count - 1])) {
      const named = fewer >= 1 && fewer < count ? inPlaceOf(numbersNamed(scenario, name), fewer) : undefined;
      if (named === undefined) continue;
      const renamed = renumbered(scenario, name, named);
      const what = `${name}: ${formatCount(fewer, 'node')}, not ${count}`;
      yield { scenario: withNodes(renamed, { ...group, count: fewer }, models), what };
    }
  }
}

/** Who stands in for nodes whose numbers are too high, as far as there is somebody of whom nobody speaks. */
function inPlaceOf(named: readonly number[], count: number): ReadonlyMap<number, number> | undefined {
  const high = named.filter((number) => number > count);
  const free = Array.from({ length: count }, (_, i) => i + 1).filter((number) => !named.includes(number));
  return high.length > free.length ? undefined : new Map(high.map((number, i) => [number, free[i]!]));
}

const ZERO = { kind: 'constant', value: 0 } as const;

export function* plainerNodes(scenario: Scenario, models: Models): Iterable<Simpler> {
  for (const group of scenario.nodes)
    for (const [plainer, what] of waysPlainer(group, models.get(group.model)))
      yield { scenario: withNodes(scenario, plainer, models), what: `${group.name}: ${what}` };
}

function* waysPlainer(group: NodeGroup, model: AnyModel | undefined): Iterable<readonly [NodeGroup, string]> {
  const { clock, params } = group;
  yield [{ ...group, clock: { offset: ZERO, drift: ZERO } }, 'clocks are right'];
  yield [{ ...group, clock: { ...clock, offset: ZERO } }, 'no clock is off'];
  yield [{ ...group, clock: { ...clock, drift: ZERO } }, 'no clock drifts'];
  if (model === undefined) return;
  const defaults = defaultSettings(model);
  const names = changedParams(group, defaults);
  const sound = (settings: NodeGroup['params']) => settingProblems(model, settings).length === 0;
  if (names.length > 1 && sound(defaults)) yield [{ ...group, params: defaults }, 'parameters as by default'];
  for (const name of names) {
    const plain = { ...params, [name]: defaults[name]! };
    if (sound(plain)) yield [{ ...group, params: plain }, `${name} as by default`];
  }
}
