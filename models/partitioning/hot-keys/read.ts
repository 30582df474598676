/** Reads: from the owner, from all parts of a hot key, from one of its copies, together with others, or from a cache. */
import type { Process, Request } from '../../../src/model/index.js';
import { ask, copyTo, type Found, store, versionOf } from './ask.js';
import { noteRead } from './book.js';
import { dropOthers } from './cool.js';
import {
  type Ctx,
  type Heat,
  isClean,
  ownerOf,
  type Place,
  placesOf,
  processOf,
  type State,
  slotOf,
  type Waiting,
} from './state.js';

export function* read(state: State, request: Request, key: string, ctx: Ctx): Process {
  const own: Waiting = { request, since: ctx.monotonicClock() };
  const heat = state.hot.get(key);
  const mitigation = heat === undefined ? 'none' : ctx.params.mitigation;
  const slot = slotOf(processOf(request, ctx), key);
  if (mitigation === 'coalesce') yield* together(state, own, key, slot, ctx);
  else if (mitigation === 'near-cache') yield* throughCache(state, own, key, slot, ctx);
  else if (mitigation === 'split')
    answer(state, own, key, yield* fromParts(state, key, heat!, ctx), false, ctx);
  else if (mitigation === 'copy') {
    const found = yield* fromCopy(state, key, heat!, ctx);
    answer(state, own, key, found, !ctx.params.waitForCopies, ctx);
  } else answer(state, own, key, yield* fromOwner(state, key, ctx), false, ctx);
}

function* fromOwner(state: State, key: string, ctx: Ctx): Process<Found> {
  return (yield* ask(state, [ownerOf(state, key)], ctx)).newest;
}

/** Whoever comes while the same process reads the same key waits for that answer, which may be older than the question. */
function* together(state: State, own: Waiting, key: string, slot: string, ctx: Ctx): Process {
  const flight = state.flights.get(slot);
  if (flight !== undefined) {
    flight.push(own);
    return;
  }
  const waiting = [own];
  state.flights.set(slot, waiting);
  const found = yield* fromOwner(state, key, ctx);
  state.flights.delete(slot);
  for (const each of waiting) answer(state, each, key, found, true, ctx);
}

function* throughCache(state: State, own: Waiting, key: string, slot: string, ctx: Ctx): Process {
  const kept = state.cache.get(slot);
  if (kept !== undefined && kept.until > own.since) {
    answer(state, own, key, kept, true, ctx);
    return;
  }
  const found = yield* fromOwner(state, key, ctx);
  if ('cell' in found) state.cache.set(slot, { cell: found.cell, until: own.since + ctx.params.ttl });
  answer(state, own, key, found, true, ctx);
}

/**
 * The newest of all parts. Once they are being merged, what a part has and the owner has not is written there before it is
 * answered: whoever asks later may ask the owner alone, and a write that was given up may reach a part at any time.
 */
function* fromParts(state: State, key: string, heat: Heat, ctx: Ctx): Process<Found> {
  const places = placesOf(state, key, heat, ctx);
  heat.reads += 1;
  const { newest, each } = yield* ask(state, places, ctx);
  heat.reads -= 1;
  if (state.hot.get(key) !== heat) dropOthers(state, key, heat, ctx);
  if (!heat.cooling || !('cell' in newest) || versionOf(newest) === versionOf(each[0]!)) return newest;
  const error = yield* store(state, [places[0]!], newest.cell!, ctx);
  return error === undefined ? newest : { error };
}

/** From any copy, or only from one that is clean. One that has nothing yet is filled from the owner. */
function* fromCopy(state: State, key: string, heat: Heat, ctx: Ctx): Process<Found> {
  if (ctx.params.cleanReads && !isClean(state, key)) return yield* fromOwner(state, key, ctx);
  const places = placesOf(state, key, heat, ctx);
  const chosen = places[Math.floor(ctx.random() * places.length)]!;
  const { newest } = yield* ask(state, [chosen], ctx);
  if (chosen === places[0] || !('cell' in newest) || newest.cell !== undefined) return newest;
  return yield* fill(state, key, chosen, ctx);
}

/**
 * Unless a write was under way when the owner was asked: one from before the key was hot goes to the owner alone, and might
 * come behind the answer. Whatever begins later goes to the copy as well, and is newer.
 */
function* fill(state: State, key: string, place: Place, ctx: Ctx): Process<Found> {
  const clean = isClean(state, key);
  const found = yield* fromOwner(state, key, ctx);
  if (clean && 'cell' in found && found.cell !== undefined) copyTo(state, place, found.cell, ctx);
  return found;
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
  noteRead(state.book, key, versionOf(found), since, forgiving);
  ctx.ok(request, found.cell?.[1] ?? null);
}
