/** Reads: from the owner, from all parts of a hot key, from one of its copies, together with others, or from a cache. */
import type { CallResult, NodeId, Process, Request } from '../../../src/model/index.js';
import type { Cell } from '../shard.js';
import { noteRead } from './book.js';
import { type Ctx, type Mitigation, type State, slotOf, type Waiting } from './state.js';
import { copyTo, count } from './write.js';

/** A cell, nothing there, or why it is not known. */
type Found = { readonly cell: Cell | undefined } | { readonly error: string };

export function* read(
  state: State,
  request: Request,
  key: string,
  mitigation: Mitigation,
  ctx: Ctx,
): Process {
  const own: Waiting = { request, since: ctx.monotonicClock() };
  const slot = slotOf(request, key, ctx);
  if (mitigation === 'coalesce') {
    yield* together(state, own, key, slot, ctx);
    return;
  }
  const kept = mitigation === 'cache' ? state.cache.get(slot) : undefined;
  if (kept !== undefined && kept.until > own.since) {
    answer(state, own, key, kept, true, ctx);
    return;
  }
  const found = yield* find(state, key, mitigation, ctx);
  if (mitigation === 'cache' && 'cell' in found)
    state.cache.set(slot, { cell: found.cell, until: own.since + ctx.params.ttl });
  answer(state, own, key, found, mitigation === 'cache' || asynchronous(mitigation, ctx), ctx);
}

const asynchronous = (mitigation: Mitigation, { params }: Ctx): boolean =>
  mitigation === 'copy' && !params.waitForCopies;

/** Whoever comes while the same process reads the same key waits for that answer, which may be older than the question. */
function* together(state: State, own: Waiting, key: string, slot: string, ctx: Ctx): Process {
  const flight = state.flights.get(slot);
  if (flight !== undefined) {
    flight.push(own);
    return;
  }
  const waiting = [own];
  state.flights.set(slot, waiting);
  const found = yield* find(state, key, 'none', ctx);
  state.flights.delete(slot);
  for (const each of waiting) answer(state, each, key, found, true, ctx);
}

function* find(state: State, key: string, mitigation: Mitigation, ctx: Ctx): Process<Found> {
  const { copies } = ctx.params;
  if (mitigation === 'split') return newest(yield* ask(state, state.places(key, copies), key, ctx));
  if (mitigation === 'copy') return yield* fromCopy(state, state.places(key, copies), key, ctx);
  return newest(yield* ask(state, state.places(key, 1), key, ctx));
}

/**
 * From any copy. One that has nothing yet is filled from the owner, unless a write is under way: what the owner says
 * might then be about to be replaced, by a write from before the key was hot, which the copy would not hear of.
 */
function* fromCopy(state: State, places: readonly NodeId[], key: string, ctx: Ctx): Process<Found> {
  const chosen = places[Math.floor(ctx.random() * places.length)]!;
  const found = newest(yield* ask(state, [chosen], key, ctx));
  if (chosen === places[0] || !('cell' in found) || found.cell !== undefined) return found;
  const owned = newest(yield* ask(state, [places[0]!], key, ctx));
  if ('cell' in owned && owned.cell !== undefined && !state.writing.has(key))
    copyTo(state, chosen, key, owned.cell, ctx);
  return owned;
}

function* ask(
  state: State,
  places: readonly NodeId[],
  key: string,
  ctx: Ctx,
): Process<readonly CallResult[]> {
  const { timeout } = ctx.params;
  for (const to of places) count(state, to);
  return yield* ctx.callAll(places.map((to) => ({ to, ask: { f: 'read', key }, timeout })));
}

function newest(results: readonly CallResult[]): Found {
  let best: Cell | undefined;
  for (const result of results) {
    if (!result.ok) return { error: result.error };
    const cell = (result.value as unknown as Cell | null) ?? undefined;
    if (cell !== undefined && (best === undefined || cell[0] > best[0])) best = cell;
  }
  return { cell: best };
}

function answer(
  state: State,
  { request, since }: Waiting,
  key: string,
  found: Found,
  forgiving: boolean,
  ctx: Ctx,
): void {
  if ('error' in found) {
    ctx.fail(request, found.error);
    return;
  }
  noteRead(state.book, key, found.cell?.[0] ?? 0, since, forgiving);
  ctx.ok(request, found.cell?.[1] ?? null);
}
