/** Asking shards: reads and writes of places, and the newest of several answers. Knows no mitigation. */
import type { CallResult, Process } from '../../../src/model/index.js';
import type { Cell } from '../shard.js';
import type { Ctx, Place, State } from './state.js';

/** A cell, nothing there, or why it is not known. */
export type Found = { readonly cell: Cell | undefined } | { readonly error: string };

export function* ask(
  state: State,
  places: readonly Place[],
  ctx: Ctx,
): Process<{ readonly newest: Found; readonly each: readonly Found[] }> {
  const { timeout } = ctx.params;
  for (const place of places) count(state, place);
  const results = yield* ctx.callAll(places.map(({ to, key }) => ({ to, ask: { f: 'read', key }, timeout })));
  const each = results.map(found);
  return { newest: newest(each), each };
}

function found(result: CallResult): Found {
  if (!result.ok) return { error: result.error };
  return { cell: (result.value as unknown as Cell | null) ?? undefined };
}

/** Unknown as soon as one of them is. */
function newest(each: readonly Found[]): Found {
  let best: Cell | undefined;
  for (const one of each) {
    if ('error' in one) return one;
    if (versionOf(one) > (best?.[0] ?? 0)) best = one.cell;
  }
  return { cell: best };
}

/** 0 where there is nothing. */
export const versionOf = (found: Found): number => ('error' in found ? 0 : (found.cell?.[0] ?? 0));

/** What went wrong, if anything did. */
export function* store(
  state: State,
  places: readonly Place[],
  cell: Cell,
  ctx: Ctx,
): Process<string | undefined> {
  const { timeout } = ctx.params;
  for (const place of places) count(state, place);
  const value = [cell[0], cell[1]];
  const results = yield* ctx.callAll(
    places.map(({ to, key }) => ({ to, ask: { f: 'write', key, value }, timeout })),
  );
  const failed = results.find((result) => !result.ok);
  return failed === undefined || failed.ok ? undefined : failed.error;
}

/** The same, and nobody waits for it. */
export function copyTo(state: State, place: Place, cell: Cell, ctx: Ctx): void {
  count(state, place);
  ctx.send(place.to, { kind: 'copy', key: place.key, cell });
}

/** One more request for that shard. */
function count({ book: { sent } }: State, { to }: Place): void {
  sent.set(to, sent.get(to)! + 1);
}
