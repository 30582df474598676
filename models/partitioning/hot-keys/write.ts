/** Writes: to the owner, to one of a hot key's parts, or to all its copies. Knows nothing of reads. */
import type { NodeId, Process, Request } from '../../../src/model/index.js';
import type { Cell } from '../shard.js';
import { noteWrite } from './book.js';
import { type Ctx, type Mitigation, type State, slotOf } from './state.js';

export function* write(
  state: State,
  request: Request,
  key: string,
  mitigation: Mitigation,
  ctx: Ctx,
): Process {
  const { waitForCopies, timeout } = ctx.params;
  const version = Math.max(state.version + 1, ctx.wallClock());
  state.version = version;
  const cell: Cell = [version, request.value ?? null];
  const [first, ...others] = targets(state, key, mitigation, ctx);
  const waited = waitForCopies ? [first!, ...others] : [first!];
  if (!waitForCopies) for (const to of others) copyTo(state, to, key, cell, ctx);
  state.writing.set(key, (state.writing.get(key) ?? 0) + 1);
  const ask = { f: 'write', key, value: [cell[0], cell[1]] };
  for (const to of waited) count(state, to);
  const results = yield* ctx.callAll(waited.map((to) => ({ to, ask, timeout })));
  const left = state.writing.get(key)! - 1;
  if (left === 0) state.writing.delete(key);
  else state.writing.set(key, left);
  // Only the process that wrote knows that what it keeps is old.
  state.cache.delete(slotOf(request, key, ctx));
  const failed = results.find((result) => !result.ok);
  if (failed !== undefined && !failed.ok) {
    ctx.unknown(request, failed.error);
    return;
  }
  noteWrite(state.book, key, version, ctx.monotonicClock());
  ctx.ok(request, request.value ?? null);
}

function targets(state: State, key: string, mitigation: Mitigation, ctx: Ctx): readonly NodeId[] {
  if (mitigation !== 'split' && mitigation !== 'copy') return state.places(key, 1);
  const places = state.places(key, ctx.params.copies);
  return mitigation === 'copy' ? places : [places[Math.floor(ctx.random() * places.length)]!];
}

export function copyTo(state: State, to: NodeId, key: string, cell: Cell, ctx: Ctx): void {
  count(state, to);
  ctx.send(to, { kind: 'copy', key, cell });
}

/** One more request for that shard. */
export function count({ book: { sent } }: State, to: NodeId): void {
  sent.set(to, sent.get(to)! + 1);
}
