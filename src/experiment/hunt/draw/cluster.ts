/**
 * What there is that faults can hit, and what it stands: all that drawing a plan needs to know of a scenario.
 *
 * Plain data but for the sets. Knows nothing of chance.
 */
import { type Distribution, quantile } from '../../../kernel/distribution.js';
import type { Duration, Instant } from '../../../kernel/time.js';
import type { AdminRequest, Assumptions, Mishap } from '../../../model/model.js';
import type { FaultAction, Hunting, NodeGroup, Scenario } from '../../../scenario/scenario.js';
import type { Models } from '../../simulate.js';
import { overBy } from './times.js';

/** A node group that faults may hit. */
export interface Target {
  readonly name: string;
  readonly count: number;
  /** Selectors of its model's own, such as `leader`. */
  readonly roles: readonly string[];
  readonly admin: readonly AdminRequest[];
  /** What must not befall its nodes. */
  readonly never: ReadonlySet<Mishap>;
  /** By how much its clocks may still be made to drift; `Infinity` for no limit. */
  readonly driftMax: number;
  /** How many of its nodes may be gone for good in a second phase, while it is held to make progress. */
  readonly goneMax: number;
  /** Whether a fault of its nodes may last to the end of the run, whoever it hits. */
  readonly lingers: boolean;
}

export interface Cluster {
  readonly duration: Instant;
  /** When all faults are over but those of a minority; `undefined`: whenever they are. */
  readonly healedAt: Instant | undefined;
  readonly groups: readonly Target[];
  readonly clients: readonly string[];
  /** What must not befall messages, whoever sends them. */
  readonly never: ReadonlySet<Mishap>;
  /** Whether all links keep their messages in order. */
  readonly inOrder: boolean;
  readonly kinds: readonly FaultAction['kind'][];
}

/** What does not happen unless a model says that it stands it. */
const NEVER_BY_DEFAULT: readonly Mishap[] = ['message-altered', 'record-lost'];

export function clusterOf(scenario: Scenario, models: Models, hunting: Hunting): Cluster {
  const { duration, nodes, clients, network } = scenario;
  const assumed = nodes.map(({ model, params }) => models.get(model)!.assumes?.(params) ?? {});
  // Connections that never repeat a message are what most designs count on: whether they do is the file's word.
  const foreign: readonly Mishap[] = duplicates(scenario) ? [] : ['message-duplicated'];
  const nevers = assumed.map(({ never = NEVER_BY_DEFAULT }) => new Set([...never, ...foreign]));
  const groups = nodes.flatMap((group, i): readonly Target[] => {
    const { name, count, model } = group;
    if (!hunting.targets.includes(name)) return [];
    const { selectors = {}, admin = [] } = models.get(model)!;
    const never = nevers[i]!;
    const driftMax = driftLeft(scenario, group, assumed[i]!);
    const goneMax = goneMaxOf(scenario, group, assumed[i]!);
    const lingers = assumed[i]!.goneMax === undefined || !isHeldToGoOn(scenario, name);
    return [{ name, count, roles: Object.keys(selectors), admin, never, driftMax, goneMax, lingers }];
  });
  return {
    duration,
    healedAt: hunting.progress && healingAt(scenario, hunting.progress),
    groups,
    clients: clients.map(({ name }) => name),
    never: new Set(nevers.flatMap((never) => [...never])),
    inOrder: [network, ...network.links].every(({ order }) => order === 'fifo'),
    kinds: hunting.kinds,
  };
}

const duplicates = ({ network, faults }: Scenario): boolean =>
  [network, ...network.links].some(({ duplicate }) => duplicate > 0) ||
  faults.some(({ action }) => action.kind === 'degrade' && (action.link.duplicate ?? 0) > 0);

/** The calm phase is this many times as long as the bound, so that there is something to see. */
const CALM = 1.25;

/** The end of the phase with faults: those of the file are over by then, and there is time to answer. */
function healingAt({ duration, faults }: Scenario, progress: Duration): Instant {
  const ends = faults.map((fault) => (fault.duration === undefined ? fault.at : overBy(fault)));
  return Math.min(duration, Math.max(0, Math.floor(duration - CALM * progress), ...ends));
}

/** What the assumption leaves of drift when the clocks' own is taken off, and that of the file's faults. */
function driftLeft({ faults }: Scenario, { clock }: NodeGroup, { clockDriftMax }: Assumptions): number {
  if (clockDriftMax === undefined) return Infinity;
  const ofFaults = faults.map(({ action }) => (action.kind === 'clock' ? Math.abs(action.drift) : 0));
  return Math.max(
    0,
    ofFaults.reduce((left, drift) => left - drift, clockDriftMax - largest(clock.drift)),
  );
}

/** The largest value that can be drawn. */
const largest = (d: Distribution): number => {
  if (d.kind === 'constant') return d.value;
  return d.kind === 'uniform' ? d.high : quantile(d)(1 - 1.1102230246251565e-16);
};

/** Whether the file expects that all comes right again: then whom the model cannot spare must not stay away. */
const isHeldToGoOn = ({ clients, expect }: Scenario, group: string): boolean =>
  expect.some(
    (each) =>
      (each.kind === 'converges' && each.group === group) ||
      (each.kind === 'progress' &&
        clients.some(({ name, target }) => name === each.client && target === group)),
  );

/** A minority, if the model does not say. None where clients stay with a node, or the file changes members. */
function goneMaxOf({ clients, faults }: Scenario, { name, count }: NodeGroup, assumed: Assumptions): number {
  const stuck = clients.some(({ target, route }) => target === name && route === 'pinned');
  const changes = faults.some(({ action }) => action.kind === 'ask');
  const { goneMax = count } = assumed;
  return stuck || changes ? 0 : Math.min(goneMax, count - Math.floor(count / 2) - 1);
}
