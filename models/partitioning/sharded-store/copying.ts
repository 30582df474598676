/**
 * Copying a slot to a node that is to hold it: while it is used, in chunks, at a bounded rate; what is written
 * meanwhile goes again.
 *
 * Pre-copy as in Clark et al., "Live Migration of Virtual Machines", NSDI 2005, §3, and Das et al., "Albatross", VLDB
 * 2011. From the last chunk on nothing is committed without the newcomer (PacificA: a candidate replica has to have the
 * committed list before it is added), so that whoever decides that it is a holder is right. One slot at a time, one
 * chunk in flight, so many bytes a second. Knows nothing of who decides.
 */
import { type Json, SECOND } from '../../../src/model/index.js';
import { keyInData, type Operation } from '../../state-machines/key-value.js';
import { sendLog } from './sending.js';
import type { Copy, State } from './state.js';
import { tell } from './storage.js';
import type { Chunk, Ctx, Item, Message } from './types.js';

/** After so many times its size whatever is left goes at once, or the copy would never end (Clark et al., §3). */
const ROUNDS_MAX = 8;

/** Roughly: a number, another one, and an outcome. */
const SESSION_BYTES = 64;

/** Goes on with the copy at hand, or begins the next one that is due. */
export function goOn(state: State, ctx: Ctx): void {
  if (state.copy !== undefined && !isWanted(state, state.copy)) state.copy = undefined;
  state.copy ??= begin(state, ctx);
  const { copy } = state;
  if (copy === undefined || copy.isPacking || copy.inFlight !== undefined) return;
  const wait = state.mayAt - ctx.monotonicClock();
  const work = wait > 0 ? 0 : ctx.params.moveService();
  if (wait > 0) ctx.setTimer({ kind: 'pace' }, wait);
  else if (work === 0) sendNext(state, copy, ctx);
  else {
    copy.isPacking = true;
    ctx.serve('server', work, { kind: 'packed', attempt: copy.attempt });
  }
}

/** Until the last chunk is sent a copy may be given up. */
function isWanted({ slots, config }: State, { slot, view, to }: Copy): boolean {
  const tenure = slots.get(slot)?.tenure;
  return tenure?.view.number === view && (tenure.peers.has(to) || config.targets[slot]!.includes(to));
}

/** The next copy to make: of the slot with the fewest holders. */
function begin(state: State, ctx: Ctx): Copy | undefined {
  const { slots, config } = state;
  let next: { readonly slot: number; readonly to: number; readonly holders: number } | undefined;
  for (const [slot, { tenure, applied }] of slots) {
    // What was inherited may have been committed, and nobody knows yet: a copy without it would not be whole.
    if (tenure === undefined || applied < tenure.inherited) continue;
    const to = config.targets[slot]!.find((id) => id !== state.id && !tenure.peers.has(id));
    if (to === undefined) continue;
    const holders = tenure.view.holders.length;
    if (next === undefined || holders < next.holders) next = { slot, to, holders };
  }
  if (next === undefined) return undefined;
  const { slot, to } = next;
  const { machine, view } = slots.get(slot)!;
  const { data, sessions } = machine;
  state.attempts += 1;
  return {
    slot,
    view,
    attempt: state.attempts,
    to,
    keys: new Set(data.keys()),
    sessions: new Set(sessions.keys()),
    enough: ROUNDS_MAX * (data.size + sessions.size + ctx.params.chunk),
    sent: 0,
    number: 0,
    isPacking: false,
    inFlight: undefined,
  };
}

export function onPacked(state: State, attempt: number, ctx: Ctx): void {
  const { copy } = state;
  if (copy?.attempt !== attempt) return;
  copy.isPacking = false;
  if (isWanted(state, copy)) sendNext(state, copy, ctx);
  else goOn(state, ctx);
}

function sendNext(state: State, copy: Copy, ctx: Ctx): void {
  const { slot, view, attempt, to, keys, sessions } = copy;
  const held = state.slots.get(slot)!;
  const isLast = keys.size + sessions.size <= ctx.params.chunk || copy.sent > copy.enough;
  const items = nextItems(state, copy, isLast ? Infinity : ctx.params.chunk);
  copy.number += 1;
  copy.sent += items.length;
  const position = isLast ? held.applied : undefined;
  if (isLast) held.tenure!.peers.set(to, { acked: held.applied, round: 0, whole: false });
  copy.inFlight = { slot, view, attempt, number: copy.number, items, position };
  const wait = Math.ceil((bytesOf(copy.inFlight, ctx) * SECOND) / ctx.params.moveRate);
  state.mayAt = ctx.monotonicClock() + wait;
  send(state, copy.inFlight, ctx);
}

/** Takes the next ones out of what is to be sent, as they are now. */
function nextItems(state: State, { slot, keys, sessions }: Copy, count: number): readonly Item[] {
  const { machine } = state.slots.get(slot)!;
  const items: Item[] = [];
  for (const key of take(keys, count)) items.push({ kind: 'key', key, value: machine.data.get(key) as Json });
  for (const client of take(sessions, count - items.length))
    items.push({ kind: 'session', client, ...machine.sessions.get(client)! });
  return items;
}

function take<T>(from: Set<T>, count: number): readonly T[] {
  const taken = [...from].slice(0, count);
  for (const each of taken) from.delete(each);
  return taken;
}

function bytesOf({ items }: Chunk, { params }: Ctx): number {
  const keys = items.filter(({ kind }) => kind === 'key').length;
  return keys * params.valueSize + (items.length - keys) * SESSION_BYTES;
}

/** Sends what is not confirmed, perhaps again; nothing is said in a view before it is durable that it is taken up. */
function send(state: State, chunk: Chunk, ctx: Ctx): void {
  const bytes = bytesOf(chunk, ctx);
  state.movedBytes += bytes;
  tell(
    state,
    state.copy!.to,
    { kind: 'chunk', chunk, bytes },
    state.slots.get(chunk.slot)!.tenure!.since,
    ctx,
  );
}

export function sendCopyAgain(state: State, ctx: Ctx): void {
  goOn(state, ctx);
  const chunk = state.copy?.inFlight;
  if (chunk !== undefined) send(state, chunk, ctx);
}

/** Returns whether the copy is whole. */
export function onTook(
  state: State,
  { slot, view, attempt, number }: Extract<Message, { kind: 'took' }>,
  ctx: Ctx,
): boolean {
  const { copy } = state;
  const chunk = copy?.inFlight;
  const held = state.slots.get(slot);
  const peers = held?.tenure?.peers;
  if (chunk?.slot !== slot || chunk.view !== view || chunk.attempt !== attempt || chunk.number !== number)
    return false;
  if (held?.tenure?.view.number !== view || peers === undefined) return false;
  copy!.inFlight = undefined;
  const isWhole = chunk.position !== undefined;
  if (isWhole) {
    peers.get(ctx.from)!.whole = true;
    state.copy = undefined;
    sendLog(state, slot, held, ctx.from, ctx);
  }
  goOn(state, ctx);
  return isWhole;
}

/** What is being copied has changed: the key goes again, and the session. */
export function noteCommitted({ copy }: State, number: number, { key, client }: Operation, ctx: Ctx): void {
  if (copy?.slot !== number || copy.inFlight?.position !== undefined) return;
  if (!copy.keys.has(keyInData(key))) ctx.sometimes('a key that was copied is written again');
  copy.keys.add(keyInData(key));
  copy.sessions.add(client);
}
