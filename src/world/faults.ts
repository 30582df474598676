/**
 * Faults: carries out a plan of injections against the world, and keeps count of what each one touched.
 *
 * The plan is plain data; when a fault starts its selectors are resolved, and if they point at nobody (there
 * is no leader just now) it waits for somebody, as long as it would have lasted. Draws come from a stream
 * per fault, so that removing one fault does not change the others. What a fault does is in `injections.ts`.
 */
import { createDigest } from '../kernel/digest.js';
import type { Stream } from '../kernel/random.js';
import { type Duration, type Instant, MILLISECOND, SECOND } from '../kernel/time.js';
import type { FaultRecord } from '../observe/run-record.js';
import type { Fault } from '../scenario/scenario.js';
import { type Admin, createAdmin } from './admin.js';
import { type Active, inject } from './injections.js';
import type { World } from './world.js';

interface Planned {
  readonly fault: Fault;
  readonly draw: Stream;
  active: Active | undefined;
  startedAt: Instant | undefined;
  /** Its time was up, or its effect was over before. */
  endedAt: Instant | undefined;
}

/** While nobody fits the selectors, look again this often, or less so that these many looks will do… */
const LOOK_AGAIN: Duration = 5 * MILLISECOND;
const MAX_LOOKS = 2000;
/** …and, if the fault has no duration of its own, for this long. */
const PATIENCE: Duration = 5 * SECOND;

export interface FaultPlan {
  /** What became of each fault, in the order of the plan; `end` is the end of the run. */
  records(end: Instant): readonly FaultRecord[];
  /** Whether any fault that has found its victims was active at any time from `from` to the present instant. */
  activeSince(from: Instant): boolean;
}

/** Schedules the whole plan. Adds the administrator's node, which does the asking. */
export function scheduleFaults(world: World, faults: readonly Fault[]): FaultPlan {
  const { kernel } = world;
  const admin = createAdmin(world);
  const plan = planned(world, faults);
  const end = kernel.handler((i) => {
    plan[i]!.active?.end();
    if (plan[i]!.endedAt !== undefined) return;
    ends(world, plan[i]!);
    markFault(world, plan[i]!, 'end');
  });
  const begin: number = kernel.handler((i, _, lookUntil) => {
    const { duration, at } = plan[i]!.fault;
    if (starts(world, plan[i]!, admin)) {
      for (const each of plan) if (each.endedAt === undefined && each.active?.isOver?.()) ends(world, each);
      if (duration !== undefined) kernel.schedule(kernel.now + duration, end, i, 0, undefined);
      return;
    }
    const until = lookUntil as Instant;
    const step = Math.max(LOOK_AGAIN, Math.ceil((until - at) / MAX_LOOKS));
    if (kernel.now < until) kernel.schedule(kernel.now + step, begin, i, 0, until);
  });
  kernel.describe(begin, { tell: (i) => `fault: ${plan[i]!.fault.text}` });
  kernel.describe(end, { tell: (i) => `end of fault: ${plan[i]!.fault.text}` });
  faults.forEach(({ at, duration }, i) => {
    kernel.schedule(at, begin, i, 0, at + (duration ?? PATIENCE));
  });
  return {
    records: (runEnd) => plan.map((each) => recordOf(world, each, runEnd)),
    activeSince: (from) =>
      plan.some((each) => each.startedAt !== undefined && recordOf(world, each, kernel.now).to >= from),
  };
}

/** Each fault with its stream, named by when it happens and what it does: other faults in the plan do not matter. */
function planned(world: World, faults: readonly Fault[]): Planned[] {
  const alike = new Map<string, number>();
  return faults.map((fault) => {
    const name = nameOf(fault);
    const ordinal = alike.get(name) ?? 0;
    alike.set(name, ordinal + 1);
    const draw = world.stream(`faults/${name}/${ordinal}`);
    return { fault, draw, active: undefined, startedAt: undefined, endedAt: undefined };
  });
}

function nameOf({ at, action }: Fault): string {
  const digest = createDigest();
  digest.text(JSON.stringify([at, action]));
  return digest.hex();
}

function starts(world: World, fault: Planned, admin: Admin): boolean {
  fault.active = inject(world, fault.fault.action, fault.draw, admin);
  if (fault.active === undefined) return false;
  fault.startedAt = world.kernel.now;
  world.conditions.faultBegins(fault.fault.action.kind);
  if (isInstant(fault.fault)) ends(world, fault);
  markFault(world, fault, 'begin');
  return true;
}

function ends(world: World, fault: Planned): void {
  fault.endedAt = world.kernel.now;
  world.conditions.faultEnds(fault.fault.action.kind);
}

function recordOf(world: World, planned: Planned, end: Instant): FaultRecord {
  const { fault, active, startedAt, endedAt } = planned;
  const from = Math.min(startedAt ?? fault.at, end);
  const to = active === undefined ? from : (endedAt ?? end);
  const settledAt = active?.settledAt?.() ?? 0;
  return {
    text: fault.text,
    kind: fault.action.kind,
    from,
    to,
    ...(settledAt > to && { settledAt }),
    nodes: (active?.nodes ?? []).map((id) => world.nodes[id]!.name),
    touched: active?.touched() ?? 0,
    unit: active?.unit ?? 'nothing found to hit',
  };
}

/** What has no duration lasts to the end of the run, but for what is done as soon as it is begun. */
const isInstant = ({ action, duration }: Fault): boolean =>
  duration === undefined &&
  (action.kind === 'restart' || action.kind === 'ask' || (action.kind === 'clock' && action.drift === 0));

function markFault(world: World, { fault, active }: Planned, edge: 'begin' | 'end'): void {
  if (fault.action.kind === 'crash' || fault.action.kind === 'restart') return; // marked by the node itself
  for (const id of active?.nodes ?? []) {
    world.trace?.mark(
      id,
      world.kernel.now,
      edge === 'begin' ? fault.action.kind : `${fault.action.kind} ends`,
    );
  }
}
