/**
 * Fault plans drawn at random for a cluster: each one could stand in a scenario file as it is.
 *
 * First which kinds there are at all (swarm testing), then how many faults, when, and what each does. Knows
 * nothing of running them, nor of where randomness comes from.
 */
import { faultText } from '../../../scenario/fault-text.js';
import type { Fault, Hunting } from '../../../scenario/scenario.js';
import { type Choose, chance, oneOf, weighted } from '../choose.js';
import { canDraw, drawAction, type Kind, victimsOf } from './actions.js';
import type { Cluster, Target } from './cluster.js';
import { drawGone } from './gone.js';
import { groupOf } from './nodes.js';
import { drawBeside, drawDuration, drawInstant, type Span, toStep, WAIT } from './times.js';

export { type Cluster, clusterOf } from './cluster.js';

type Drawn = Omit<Fault, 'text'>;

/** Between `min` and `max` faults, in order of their beginning; none if the cluster stands none at all. */
export function drawFaults(
  choose: Choose,
  cluster: Cluster,
  { min, max }: Hunting['faults'],
): readonly Fault[] {
  const count = choose.integer(min, max);
  const kinds = drawKinds(choose, cluster);
  const span = drawSpan(choose, cluster);
  const plan: Drawn[] = [];
  if (count > 0) plan.push(...drawGone(choose, cluster, kinds, span));
  // Now and then there is nothing left to draw: no clock may drift any more.
  for (let tries = 0; kinds.length > 0 && plan.length < count && tries < 4 * count; tries++)
    plan.push(...drawNext(choose, cluster, span, kinds, plan, count - plan.length));
  return plan
    .slice(0, count)
    .sort((a, b) => a.at - b.at)
    .map((fault) => ({ text: faultText(fault), ...fault }));
}

/** How often each kind is drawn, if it is on at all. */
const WEIGHTS: Readonly<Record<Kind, number>> = {
  partition: 3,
  hold: 2,
  crash: 3,
  restart: 1,
  pause: 2,
  slow: 1,
  degrade: 2,
  clock: 1,
  disk: 1,
  ask: 3,
};

/** How likely a kind is on in a plan: the fewer there are, the more there is of each. */
const ON = 0.4;

/** Each kind is on in some plans only; in each plan some is. */
function drawKinds(choose: Choose, cluster: Cluster): readonly Kind[] {
  const possible = cluster.kinds.filter((kind) =>
    cluster.groups.some((group) => canDraw(kind, cluster, group)),
  );
  const on = possible.filter(() => chance(choose, ON));
  return on.length > 0 || possible.length === 0 ? on : [oneOf(choose, possible)];
}

const CALM_END = 0.85;
/** Less than this is no phase for faults. */
const SHORTEST = 4 * WAIT;

/** Most plans leave the end of the run calm, so that what comes of the faults can be seen. */
function drawSpan(choose: Choose, { duration, healedAt }: Cluster): Span {
  const calm = chance(choose, 0.85);
  if (healedAt !== undefined)
    return { beginsBefore: healedAt - SHORTEST / 2, endsBy: healedAt, strict: true };
  return {
    beginsBefore: duration * (calm ? 0.8 : 1),
    endsBy: duration * (calm ? CALM_END : 1),
    strict: false,
  };
}

/** How likely a fault that is there already happens again, and hits whom another hits at about the same time. */
const AGAIN = 0.12;
const TOGETHER = 0.4;
const ENDLESS = 0.3;

/** The next fault, or the next two where one alone would come to nothing. */
function drawNext(
  choose: Choose,
  cluster: Cluster,
  span: Span,
  kinds: readonly Kind[],
  plan: readonly Drawn[],
  room: number,
): readonly Drawn[] {
  if (span.strict && span.endsBy < SHORTEST) return [];
  const together = plan.length > 0 && chance(choose, TOGETHER) ? latest(choose, plan) : undefined;
  const at = together ? drawBeside(choose, span, together.at) : drawInstant(choose, span, plan);
  const lasts = drawDuration(choose, span, at);
  if (plan.length > 0 && chance(choose, AGAIN)) {
    const again = oneOf(choose, plan);
    if (again.duration !== undefined && again.action.kind !== 'clock')
      return [{ ...again, at, duration: lasts }];
  }
  const kind = weighted(
    choose,
    kinds.map((each) => [WEIGHTS[each], each] as const),
  );
  const able = cluster.groups.filter((each) => canDraw(kind, cluster, each));
  const victims = together && victimsOf(together.action);
  const group = able.find(({ name }) => name === victims?.group) ?? oneOf(choose, able);
  if (kind === 'restart' && room > 1 && cluster.kinds.includes('crash'))
    return drawRestart(choose, cluster, span, group, at, lasts);
  const endless =
    span.endsBy === cluster.duration && !span.strict && chance(choose, ENDLESS) && group.lingers;
  const duration = isInstant(kind) || endless ? undefined : lasts;
  const nodes = victims?.group === group.name ? victims.nodes : undefined;
  const action = drawAction(choose, kind, cluster, group, { at, duration, nodes, others: plan });
  return action === undefined ? [] : [{ at, duration: isJump(action) ? undefined : duration, action }];
}

const latest = (choose: Choose, plan: readonly Drawn[]): Drawn =>
  chance(choose, 0.5) ? plan[plan.length - 1]! : oneOf(choose, plan);

const isInstant = (kind: Kind): boolean => kind === 'ask' || kind === 'restart';

const isJump = (action: Fault['action']): boolean => action.kind === 'clock' && action.drift === 0;

/** A crash, and a restart of whoever is down at some time during it. */
function drawRestart(
  choose: Choose,
  cluster: Cluster,
  span: Span,
  group: Target,
  at: number,
  lasts: number,
): readonly Drawn[] {
  const moment = { at, duration: lasts, nodes: undefined, others: [] };
  const crash = drawAction(choose, 'crash', cluster, group, moment)!;
  const action = { kind: 'restart', nodes: groupOf(group) } as const;
  const later = at + Math.min(lasts / 2, span.beginsBefore - at);
  return [
    { at, duration: span.strict || !group.lingers ? lasts : undefined, action: crash },
    { at: toStep(later), duration: undefined, action },
  ];
}
