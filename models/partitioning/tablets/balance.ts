/**
 * What the master does at the end of a window: hot tablets are cut at the middle of their requests, cold neighbours merged.
 *
 * The half that is cut off goes to the server with the least to do. Knows nothing of requests under way.
 */
import type { NodeId } from '../../../src/model/index.js';
import { type Ctx, fresh, type State, type Tablet } from './types.js';

/** With fewer requests a window says nothing of how even the load is. */
const REQUESTS_MIN = 50;

export function balance(state: State, ctx: Ctx): void {
  const loads = loadsOf(state.tablets, ctx.params.servers);
  const all = [...loads.values()];
  const total = all.reduce((sum, load) => sum + load, 0);
  if (total >= REQUESTS_MIN) {
    const unevenness = (Math.max(...all) * all.length) / total;
    state.unevenness.push(unevenness);
    ctx.track('busiest over the mean', Math.round(unevenness * 10) / 10);
  }
  const cut = state.tablets.flatMap((tablet) => split(tablet, loads, ctx));
  state.tablets = merge(cut, ctx);
  for (const tablet of state.tablets) {
    tablet.requests = 0;
    tablet.sample = [];
  }
  state.counts.push(state.tablets.length);
  ctx.track('tablets', state.tablets.length);
}

function loadsOf(tablets: readonly Tablet[], servers: readonly NodeId[]): Map<NodeId, number> {
  const loads = new Map(servers.map((server) => [server, 0]));
  for (const { server, requests } of tablets) loads.set(server, loads.get(server)! + requests);
  return loads;
}

function split(tablet: Tablet, loads: Map<NodeId, number>, ctx: Ctx): readonly Tablet[] {
  const { splitAbove, handOff } = ctx.params;
  const { from, server, requests, sample } = tablet;
  const middle = sample.toSorted()[sample.length >> 1];
  // A single key cannot be cut.
  if (requests <= splitAbove || middle === undefined || middle <= from) return [tablet];
  const [idlest] = [...loads].reduce((least, each) => (each[1] < least[1] ? each : least));
  loads.set(server, loads.get(server)! - requests / 2);
  loads.set(idlest, loads.get(idlest)! + requests / 2);
  ctx.count('tablets split');
  ctx.sometimes('a tablet is split');
  const right = fresh(middle, idlest, idlest === server ? 0 : ctx.monotonicClock() + handOff);
  return [
    { ...tablet, requests: requests / 2 },
    { ...right, requests: requests / 2 },
  ];
}

function merge(tablets: readonly Tablet[], ctx: Ctx): Tablet[] {
  const { mergeBelow, handOff } = ctx.params;
  const merged: Tablet[] = [];
  for (const tablet of tablets) {
    const left = merged.at(-1);
    if (left === undefined || left.requests + tablet.requests >= mergeBelow) merged.push(tablet);
    else {
      const servedFrom = left.server === tablet.server ? left.servedFrom : ctx.monotonicClock() + handOff;
      merged[merged.length - 1] = { ...left, servedFrom, requests: left.requests + tablet.requests };
      ctx.count('tablets merged');
      ctx.sometimes('tablets are merged');
    }
  }
  return merged;
}
