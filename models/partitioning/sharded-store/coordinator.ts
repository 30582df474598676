/**
 * The coordinator: who holds which slot, and who is to.
 *
 * It alone decides on views, each decision on disk before it is told, each the next in number or none: owners propose
 * whom they have given a copy, and it takes out on its own whoever it has not heard of for long (PacificA; Vertical
 * Paxos' auxiliary master). To be wrong about who is gone costs a copy, and nothing else: the number of the view seals
 * the one before. What it says is a state, not a step: told again and again, late or twice, it does no harm. It is one
 * node with a disk, where Slicer and Spanner have a replicated one; while it is down owners serve, and no view changes.
 */
import type { Json, NodeId, Request } from '../../../src/model/index.js';
import { isAt, layoutWith, slotTargets } from './assignment.js';
import type { Lead, State } from './state.js';
import { tell } from './storage.js';
import type { Ctx, Durable, Proposal, View } from './types.js';

/** An administrator asks for new members: node numbers, or names such as `store/4`; the coordinator does not count. */
export function onChangeMembership(state: State, request: Request, ctx: Ctx): void {
  const { lead } = state;
  if (lead === undefined) {
    ctx.redirect(request, state.coordinator);
    return;
  }
  const wanted = holdersNamed(request.value ?? null, ctx);
  if (wanted === undefined || wanted.length === 0) {
    const expected =
      'members must be a list of nodes of this group, with at least one beside the coordinator';
    ctx.fail(request, expected);
    return;
  }
  const { config, wanted: before } = lead.durable;
  const isAskedAgain = isSameSet(wanted, before);
  if (!isAskedAgain && !config.complete)
    ctx.sometimes('a change of members begins before the last one is complete');
  if (!isAskedAgain && lead.request !== undefined)
    ctx.unknown(lead.request, 'other members were asked for meanwhile');
  lead.request = request;
  if (isAskedAgain) answerAdmin(lead, ctx);
  else decide(state, lead, retargeted(lead.durable, wanted, config.gone, ctx), ctx);
}

/** With other members, or other ones of them gone. Who is named and gone comes in when it is back. */
function retargeted(
  { config, layout: before }: Durable,
  wanted: readonly string[],
  gone: readonly NodeId[],
  ctx: Ctx,
): Durable {
  const there = wanted.filter((id) => !gone.some((node) => ctx.name(node) === id));
  const layout = there.length > 0 ? layoutWith(before, there, ctx) : before;
  if (layout === before) return { layout, wanted, config: { ...config, gone } };
  const targets = slotTargets(layout, ctx);
  return { layout, wanted, config: { ...config, gone, change: config.change + 1, targets } };
}

export function onReport(state: State, version: number, proposals: readonly Proposal[], ctx: Ctx): void {
  const { lead } = state;
  if (lead === undefined) return;
  lead.heardAt.set(ctx.from, ctx.monotonicClock());
  const { config } = lead.durable;
  const views = [...config.views];
  const accepted = proposals.filter(({ slot, view }) => view.number === views[slot]!.number + 1);
  if (accepted.length < proposals.length) ctx.sometimes('a view is proposed when another is decided already');
  for (const { slot, view } of accepted) {
    if (view.owner !== views[slot]!.owner) ctx.sometimes('a slot is handed over');
    views[slot] = view;
  }
  if (accepted.length > 0) decide(state, lead, { ...lead.durable, config: { ...config, views } }, ctx);
  else if (version < config.version) tell(state, ctx.from, { kind: 'config', config }, 0, ctx);
}

/** Writes what is new down, and then tells it. */
function decide(state: State, lead: Lead, { config: agreed, layout, wanted }: Durable, ctx: Ctx): void {
  const { targets, gone } = agreed;
  const views = agreed.views.map((view, slot) => withoutGone(view, targets[slot]!, gone, ctx));
  const complete = views.every((view, slot) => isAt(view, targets[slot]!));
  const before = lead.durable.config;
  const config = { ...agreed, version: before.version + 1, views, complete };
  if (complete && !before.complete) ctx.sometimes('a change of members is completed');
  lead.durable = { config, layout, wanted };
  ctx.persist(lead.durable);
  tellAll(state, lead, ctx);
  answerAdmin(lead, ctx);
}

/** Whoever is gone holds nothing, as long as somebody else does. */
function withoutGone(view: View, target: readonly NodeId[], gone: readonly NodeId[], ctx: Ctx): View {
  const holders = view.holders.filter((id) => !gone.includes(id));
  if (holders.length === 0 || holders.length === view.holders.length) return view;
  const isOwnerGone = !holders.includes(view.owner);
  ctx.sometimes(isOwnerGone ? 'an owner that is gone is replaced' : 'a holder that is gone is left out');
  const heir = target.find((id) => holders.includes(id)) ?? holders[0]!;
  return { number: view.number + 1, owner: isOwnerGone ? heir : view.owner, holders };
}

export function tellAll(state: State, { durable: { config } }: Lead, ctx: Ctx): void {
  ctx.broadcast({ kind: 'config', config });
  tell(state, state.id, { kind: 'config', config }, 0, ctx);
}

function answerAdmin(lead: Lead, ctx: Ctx): void {
  const { config, wanted } = lead.durable;
  if (lead.request === undefined || !config.complete) return;
  ctx.ok(lead.request, wanted);
  lead.request = undefined;
}

/** Who has not been heard of for long is gone, and who is heard of again is back. */
export function lookForGone(state: State, lead: Lead, ctx: Ctx): void {
  const { config, wanted } = lead.durable;
  const now = ctx.monotonicClock();
  const others = ctx.members.filter((id) => id !== state.id);
  // A pause of its own says nothing of others (Cassandra's failure detector: CASSANDRA-9183).
  const wasAway = now - lead.lookedAt > 2 * ctx.params.heartbeat;
  lead.lookedAt = now;
  for (const id of others)
    if ((wasAway || !lead.heardAt.has(id)) && !config.gone.includes(id)) lead.heardAt.set(id, now);
  const gone = others.filter((id) => now - (lead.heardAt.get(id) ?? -Infinity) > ctx.params.goneAfter);
  // Who hears nobody is cut off itself.
  if (gone.length === others.length || isSameSet(gone, config.gone)) return;
  if (config.gone.some((id) => !gone.includes(id))) ctx.sometimes('a node that was gone is back');
  decide(state, lead, retargeted(lead.durable, wanted, gone, ctx), ctx);
}

const isSameSet = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

/** The names of the nodes meant, in the group's order; `undefined` if it is no list of nodes of this group. */
function holdersNamed(value: Json, ctx: Ctx): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const wanted: readonly Json[] = value;
  const named = ctx.members.filter((id) => wanted.includes(id) || wanted.includes(ctx.name(id)));
  if (named.length !== new Set(wanted).size) return undefined;
  const [coordinator] = ctx.members;
  return named.filter((id) => id !== coordinator || ctx.members.length === 1).map(ctx.name, ctx);
}
