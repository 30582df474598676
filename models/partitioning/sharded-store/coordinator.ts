/**
 * The coordinator: who is to own which slot, one change of members at a time.
 *
 * It decides and writes down; nodes carry out what it says, and say when they have all that is theirs. What it says is a
 * state, not a step: it may be told again and again, and whoever was down learns all there is to know. A change begins
 * when the one before is complete, so that a slot is in at most one move. It is one node with a disk, where Slicer and
 * Spanner have a replicated one; while it is down moves go on, and no new ones begin.
 */
import type { Json, NodeId, Request } from '../../../src/model/index.js';
import { layoutWith, slotOwners } from './assignment.js';
import { goOn } from './giving.js';
import { report } from './reporting.js';
import type { Lead, State } from './state.js';
import type { Config, Ctx } from './types.js';

/** An administrator asks for new members: node numbers, or names such as `store/4`; the coordinator does not count. */
export function onChangeMembership(state: State, request: Request, ctx: Ctx): void {
  const { lead, config } = state;
  if (lead === undefined) {
    ctx.redirect(request, state.coordinator);
    return;
  }
  const wanted = holdersNamed(state, request.value ?? null, ctx);
  if (wanted === undefined || wanted.length === 0)
    ctx.fail(
      request,
      'members must be a list of nodes of this group, with at least one beside the coordinator',
    );
  else if (
    isSameSet(
      wanted,
      lead.layout.members.map(({ id }) => id),
    )
  ) {
    if (config.complete) ctx.ok(request, wanted);
    else lead.request = request; // asked again
  } else if (!config.complete) {
    ctx.sometimes('a change of members waits for the one before');
    ctx.fail(request, 'another change of members is under way');
  } else change(state, lead, wanted, request, ctx);
}

function change(state: State, lead: Lead, wanted: readonly string[], request: Request, ctx: Ctx): void {
  const { epoch, owners: from } = state.config;
  lead.layout = layoutWith(lead.layout, wanted);
  lead.request = request;
  lead.ready.clear();
  const owners = slotOwners(lead.layout, ctx);
  decide(state, lead, { epoch: epoch + 1, from, owners, complete: false }, ctx);
}

/** Writes the configuration down, and then tells it. */
function decide(state: State, { layout }: Lead, config: Config, ctx: Ctx): void {
  state.config = config;
  ctx.persist({ config, layout });
  ctx.broadcast({ kind: 'config', config });
}

export function onReport(state: State, epoch: number, missing: number, ctx: Ctx): void {
  const { lead, config } = state;
  if (lead === undefined || epoch !== config.epoch || config.complete || missing > 0) return;
  lead.ready.add(ctx.from);
  if (config.owners.some((owner) => !lead.ready.has(owner))) return;
  decide(state, lead, { ...config, complete: true }, ctx);
  ctx.sometimes('a change of members is completed');
  if (lead.request !== undefined)
    ctx.ok(
      lead.request,
      lead.layout.members.map(({ id }) => id),
    );
  lead.request = undefined;
}

/** A configuration counts if it is later than what is known; what comes late is none. */
export function onConfig(state: State, config: Config, ctx: Ctx): void {
  const { epoch, complete } = state.config;
  if (config.epoch > epoch || (config.epoch === epoch && config.complete && !complete)) {
    state.config = config;
    goOn(state, ctx);
  }
  if (config.epoch === state.config.epoch && !config.complete) report(state, ctx);
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

/** The names of the nodes meant, in the group's order; `undefined` if it is no list of nodes of this group. */
function holdersNamed({ coordinator }: State, value: Json, ctx: Ctx): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const wanted: readonly Json[] = value;
  const named = ctx.members.filter((id) => wanted.includes(id) || wanted.includes(ctx.name(id)));
  if (named.length !== new Set(wanted).size) return undefined;
  return named.filter((id: NodeId) => id !== coordinator).map(ctx.name, ctx);
}
