/**
 * The section `hunt`: what `foretell hunt` varies from seed to seed. `foretell run` takes no notice of it.
 *
 *     hunt:
 *       faults: 0..4
 *       kinds: [partition, crash]
 *       vary: { nodes.db.params.reads: [log, lease] }
 *       sometimes: ['db: a snapshot is installed during partition']
 */
import type { Duration, Instant } from '../../kernel/time.js';
import { type AnyModel, conditionsOf } from '../../model/model.js';
import { durationNotation } from '../../model/quantity-format.js';
import type { Node } from '../document.js';
import { type Door, isNull, join, readFields, received } from '../door.js';
import type { IssueParams } from '../field.js';
import { FAULT_KINDS } from '../fields.js';
import type { Fault, Hunting, Scenario } from '../scenario.js';
import { didYouMean, oneOf } from '../suggest.js';
import { type Check, readSweep } from './sweep.js';

/** What is varied where the file says nothing. */
export const huntingOf = ({ nodes }: Pick<Scenario, 'nodes'>): Hunting => ({
  faults: { min: 0, max: 4 },
  kinds: FAULT_KINDS,
  targets: nodes.map(({ name }) => name),
  network: true,
  workload: true,
  vary: [],
  progress: undefined,
  sometimes: [],
});

/** More combinations of varied values than this are refused: each becomes a scenario of its own. */
const MOST_VARIANTS = 1000;

export interface HuntSurroundings {
  readonly scenario: Scenario;
  readonly models: ReadonlyMap<string, AnyModel>;
  /** What is wrong with the file if it has a varied value; not looked at where settings make one of them. */
  readonly check: Check | undefined;
  /** Scenarios with a varied value each: what can happen in any of them may be asked for. */
  readonly variants: readonly Scenario[];
}

/** Reads the section of a file that is sound but for it. */
export function readHunt(door: Door, node: Node | undefined, around: HuntSurroundings): Hunting {
  const { scenario, check = () => [] } = around;
  const byDefault = huntingOf(scenario);
  if (node === undefined || isNull(node)) return byDefault;
  const section = readFields(door, node, 'hunt', door.fields.hunt, node.offset);
  const { faults, kinds, network, workload, progress } = section.values;
  const read: Reading = { ...around, door, at: (key) => section.node(key as 'faults') };
  const vary = readSweep(door, section.node('vary'), check, 'hunt.vary');
  checkVariants(read, vary);
  if (progress !== undefined) checkProgress(read, progress);
  return {
    faults: faults ?? byDefault.faults,
    kinds: kinds === undefined ? byDefault.kinds : FAULT_KINDS.filter((kind) => kinds.includes(kind)),
    targets: readTargets(read, section.values.targets) ?? byDefault.targets,
    network: network !== 'as-is',
    workload: workload !== 'as-is',
    vary,
    progress,
    sometimes: readSometimes(read, section.values.sometimes ?? []),
  };
}

interface Reading extends HuntSurroundings {
  readonly door: Door;
  /** Where a key of the section stands. */
  at(key: string): Node | undefined;
}

/** Adds a problem at a key of the section, or at an item of its list. */
function report({ door, at }: Reading, key: string, problem: Omit<IssueParams, 'received'>, item?: number) {
  const node = at(key);
  const inner = node?.kind === 'list' && item !== undefined ? node.items[item] : node;
  if (inner === undefined) return;
  const path = join('hunt', key);
  const told = { ...problem, received: received(inner) };
  door.report(inner, item === undefined ? path : join(path, item), told);
}

function checkVariants(read: Reading, vary: Hunting['vary']): void {
  const combinations = vary.reduce((product, { values }) => product * values.length, 1);
  if (combinations <= MOST_VARIANTS) return;
  const hint = `these have ${combinations}`;
  report(read, 'vary', { expected: `at most ${MOST_VARIANTS} combinations of values`, hint });
}

/** A phase with faults and a calm one must fit, the calm one long enough to see an answer in it. */
function checkProgress(read: Reading, progress: Duration): void {
  const { duration, faults } = read.scenario;
  if (duration < 2 * progress) {
    const hint = `faults come first, and then as long again to answer in: duration is ${durationNotation(duration)}`;
    report(read, 'progress', { expected: 'at most half the duration', hint });
    return;
  }
  const late = faults.find((fault) => endOf(fault) > duration - progress);
  if (late === undefined) return;
  const expected = 'as long as the run goes on after the last fault of the file';
  report(read, 'progress', { expected, hint: `${late.text} may end too late` });
}

/** When a fault of the file is over at the latest: it may have to wait for somebody to hit as long as it lasts. */
function endOf({ at, duration, action }: Fault): Instant {
  if (duration !== undefined) return at + 2 * duration;
  const { kind } = action;
  const instant = kind === 'ask' || kind === 'restart' || (kind === 'clock' && action.drift === 0);
  return instant ? at : Infinity;
}

function readTargets(read: Reading, targets: readonly string[] | undefined): Hunting['targets'] | undefined {
  const known = read.scenario.nodes.map(({ name }) => name);
  targets?.forEach((target, item) => {
    if (known.includes(target)) return;
    const clients = read.scenario.clients.some(({ name }) => name === target);
    const hint = clients ? 'clients are cut off together with nodes' : didYouMean(target, known);
    report(read, 'targets', { expected: `a node group: ${oneOf(known)}`, hint }, item);
  });
  return targets && known.filter((name) => targets.includes(name));
}

/** Conditions as outcomes name them. */
function readSometimes(read: Reading, texts: readonly string[]): readonly string[] {
  return texts.map((text, item) => {
    const [, group = '', rest = ''] = /^([^:]*):(.*)$/s.exec(text) ?? [];
    const name = group.trim();
    const names = read.scenario.nodes.map((each) => each.name);
    if (names.includes(name)) checkCondition(read, name, rest.trim(), item);
    else {
      const expected = `a node group and its condition, such as "${names[0]}: …", of ${oneOf(names)}`;
      report(read, 'sometimes', { expected, hint: didYouMean(name, names) }, item);
    }
    return `${name}: ${rest.trim()}`;
  });
}

/** A condition that the group's model declares, alone or with `during KIND`. */
function checkCondition(read: Reading, name: string, text: string, item: number): void {
  const declared = declaredBy(read, name);
  // With other values it may be declared.
  if (declared.includes(text) || read.check === undefined) return;
  const [, condition = text, kind] = /^(.*) during (\S+)$/.exec(text) ?? [];
  const wrong = (expected: string, hint: string | undefined): void =>
    report(read, 'sometimes', { expected, hint }, item);
  if (!declared.includes(condition)) {
    const [first = 'it declares none'] = declared;
    const hint = didYouMean(condition, declared) ?? first;
    wrong(`a condition that the model of ${name} declares`, hint);
  } else if (!FAULT_KINDS.some((known) => known === kind))
    wrong(`a kind of fault: ${oneOf(FAULT_KINDS)}`, didYouMean(kind ?? '', FAULT_KINDS));
}

/** What the group's model says can happen, with the parameters of the file or with varied ones. */
function declaredBy({ scenario, variants, models }: Reading, name: string): readonly string[] {
  const groups = [scenario, ...variants].flatMap(({ nodes }) => nodes.filter((group) => group.name === name));
  return [...new Set(groups.flatMap(({ model, params }) => conditionsOf(models.get(model)!, params)))];
}
