/**
 * The master: who is in the chain. It drops who has been silent for longer than a lease, and lets one that is
 * back join at the end (van Renesse and Schneider, §3).
 *
 * The paper's master never fails, being replicated itself; this one is a single node with a disk, and while it is
 * down the chain stays as it is. It does not drop everybody: when it hears nobody, it is cut off itself.
 */
import type { Duration } from '../../../src/model/index.js';
import type { State } from './state.js';
import type { Config, Ctx, Params, Renew } from './types.js';

/** After so long on its own clock every lease that was renewed before is over, whatever the clocks do. */
export const leaseOver = ({ lease, driftBound }: Params): Duration =>
  Math.ceil((lease * (1 + driftBound)) / (1 - driftBound));

/** Starts, perhaps again: nobody is silent yet. */
export function startMaster(state: State, ctx: Ctx): void {
  const now = ctx.monotonicClock();
  for (const node of ctx.members) if (node !== state.id) state.heardAt.set(node, now);
  ctx.persist(state.config);
}

export function onRenew(state: State, { life, sentAt, joined }: Renew, ctx: Ctx): void {
  const { config } = state;
  if (!state.isMaster || config === undefined) return;
  state.heardAt.set(ctx.from, ctx.monotonicClock());
  if (config.joining === ctx.from && joined === config.epoch) {
    ctx.sometimes('a node has joined the chain');
    change(state, { ...config, joining: undefined }, ctx);
  } else if (config.joining === undefined && !config.chain.includes(ctx.from))
    change(state, { epoch: config.epoch + 1, chain: [...config.chain, ctx.from], joining: ctx.from }, ctx);
  ctx.send(ctx.from, { kind: 'renewed', life, sentAt, config: state.config! });
}

export function dropSilent(state: State, ctx: Ctx): void {
  const { config } = state;
  if (config === undefined) return;
  const since = ctx.monotonicClock() - leaseOver(ctx.params);
  const heard = config.chain.filter((node) => state.heardAt.get(node)! > since);
  if (heard.length === config.chain.length) return;
  // Who has not caught up yet cannot count on the others any more; it answers nobody, so it may go at once.
  const chain = heard.filter((node) => node !== config.joining);
  if (chain.length === 0) return;
  ctx.sometimes('a silent node is dropped from the chain');
  change(state, { epoch: config.epoch + 1, chain, joining: undefined }, ctx);
}

function change(state: State, config: Config, ctx: Ctx): void {
  state.config = config;
  ctx.persist(config);
  ctx.track('chain', config.chain.map((node) => ctx.name(node)).join(' '));
  ctx.broadcast({ kind: 'nudge' });
}
