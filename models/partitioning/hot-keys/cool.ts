/**
 * A key that cools down becomes one like any other: its parts are merged at its owner, its copies given up.
 *
 * Copies can go at once, for the owner has every write as well. Parts cannot: from now on writes go to the owner, reads ask
 * all parts still; when the last write to a part has been answered, the newest of all parts goes to the owner, and then
 * its word is enough. If a shard does not answer, the next window tries again.
 */
import type { Process } from '../../../src/model/index.js';
import { ask, store, versionOf } from './ask.js';
import { cooled, track } from './detect.js';
import { type Ctx, type Heat, placesOf, type State, slotOf } from './state.js';

/** At the end of a window. */
export function coolDown(state: State, ctx: Ctx): void {
  for (const [key, heat] of cooled(state, ctx)) {
    if (ctx.params.mitigation === 'split') heat.cooling = true;
    else forget(state, key, heat, ctx);
  }
  for (const [key, { cooling }] of state.hot) if (cooling) mergeSoon(key, ctx);
}

export const mergeSoon = (key: string, ctx: Ctx): void => ctx.after(0, { kind: 'merge', key });

export function* merge(state: State, key: string, ctx: Ctx): Process {
  const heat = state.hot.get(key);
  if (heat === undefined || !heat.cooling || heat.merging || heat.writes > 0) return;
  heat.merging = true;
  const merged = yield* mergeParts(state, key, heat, ctx);
  heat.merging = false;
  if (!merged) return;
  forget(state, key, heat, ctx);
  ctx.sometimes('the parts of a key are merged');
}

/** Whether its owner now has the newest of all parts. */
function* mergeParts(state: State, key: string, heat: Heat, ctx: Ctx): Process<boolean> {
  const places = placesOf(state, key, heat, ctx);
  const { newest, each } = yield* ask(state, places, ctx);
  if ('error' in newest) return false;
  if (versionOf(newest) === versionOf(each[0]!)) return true;
  return (yield* store(state, [places[0]!], newest.cell!, ctx)) === undefined;
}

function forget(state: State, key: string, heat: Heat, ctx: Ctx): void {
  const { mitigation, processes } = ctx.params;
  state.hot.delete(key);
  track(state, ctx);
  if (mitigation === 'split' || mitigation === 'copy') dropOthers(state, key, heat, ctx);
  for (let process = 0; process < processes; process++) state.cache.delete(slotOf(process, key));
  state.book.cooledAfter.push(ctx.monotonicClock() - heat.hotAt);
  ctx.count('keys cooled down');
  ctx.sometimes('a key cools down');
}

/**
 * What others than the owner have of it is not asked for again, as soon as no read is under way that began earlier: it may
 * have seen the owner before the merge, and must not find a part empty after it.
 */
export function dropOthers(state: State, key: string, heat: Heat, ctx: Ctx): void {
  if (heat.reads > 0) return;
  for (const place of placesOf(state, key, heat, ctx).slice(1))
    ctx.send(place.to, { kind: 'drop', key: place.key });
}
