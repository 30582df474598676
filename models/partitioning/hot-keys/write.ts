/** Writes: to the owner, to one of a hot key's parts, or to all its copies. Knows nothing of reads. */
import type { Process, Request } from '../../../src/model/index.js';
import type { Cell } from '../shard.js';
import { copyTo, store } from './ask.js';
import { noteWrite } from './book.js';
import { mergeSoon } from './cool.js';
import { type Ctx, type Heat, ownerOf, placesOf, processOf, type State, slotOf } from './state.js';

export function* write(state: State, request: Request, key: string, ctx: Ctx): Process {
  const version = Math.max(state.version + 1, ctx.wallClock());
  state.version = version;
  const cell: Cell = [version, request.value ?? null];
  state.writing.set(key, (state.writing.get(key) ?? 0) + 1);
  const error = yield* put(state, key, cell, ctx);
  const left = state.writing.get(key)! - 1;
  if (left === 0) state.writing.delete(key);
  else state.writing.set(key, left);
  const doubtful = state.doubtful.get(key) ?? 0;
  if (error !== undefined) {
    state.doubtful.set(key, Math.max(doubtful, version));
    ctx.unknown(request, error);
    return;
  }
  if (version > doubtful) state.doubtful.delete(key);
  // Only the process that wrote knows that what it keeps is old.
  state.cache.delete(slotOf(processOf(request, ctx), key));
  noteWrite(state.book, key, version, ctx.monotonicClock());
  ctx.ok(request, request.value ?? null);
}

/** Where it belongs by what is done about the key when it comes; returns what went wrong, if anything did. */
function* put(state: State, key: string, cell: Cell, ctx: Ctx): Process<string | undefined> {
  const heat = state.hot.get(key);
  const { mitigation } = ctx.params;
  if (heat !== undefined && mitigation === 'copy') return yield* toCopies(state, key, heat, cell, ctx);
  if (heat !== undefined && mitigation === 'split' && !heat.cooling)
    return yield* toPart(state, key, heat, cell, ctx);
  return yield* store(state, [ownerOf(state, key)], cell, ctx);
}

function* toPart(state: State, key: string, heat: Heat, cell: Cell, ctx: Ctx): Process<string | undefined> {
  const parts = placesOf(state, key, heat, ctx);
  heat.writes += 1;
  const error = yield* store(state, [parts[Math.floor(ctx.random() * parts.length)]!], cell, ctx);
  heat.writes -= 1;
  if (heat.cooling) mergeSoon(key, ctx);
  return error;
}

function* toCopies(state: State, key: string, heat: Heat, cell: Cell, ctx: Ctx): Process<string | undefined> {
  const { waitForCopies, cleanReads } = ctx.params;
  const places = placesOf(state, key, heat, ctx);
  const others = places.slice(1);
  if (!waitForCopies) for (const place of others) copyTo(state, place, cell, ctx);
  if (waitForCopies && !cleanReads) return yield* store(state, places, cell, ctx);
  const error = yield* store(state, [ownerOf(state, key)], cell, ctx);
  if (error !== undefined || !waitForCopies) return error;
  return yield* store(state, others, cell, ctx);
}
