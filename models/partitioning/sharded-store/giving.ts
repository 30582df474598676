/**
 * Giving a slot away: it is copied while it is used, what is written meanwhile goes again, and only with the last of
 * it does the owner stop.
 *
 * Pre-copy as in Clark et al., "Live Migration of Virtual Machines", NSDI 2005, §3, and Das et al., "Albatross", VLDB 2011;
 * sources that stop only after the target has nearly all, and hand over the rest, as MongoDB's chunk migrations do. Whoever
 * gives writes down that it has stopped before it sends the last chunk, so that no crash brings it back as an owner; and
 * deletes only when the other has all of it on disk. One slot at a time, one chunk in flight, so many keys a second.
 */
import { type Json, SECOND } from '../../../src/model/index.js';
import type { Copy, State } from './state.js';
import { tell, write } from './storage.js';
import type { Chunk, Ctx, Item, Message } from './types.js';

/** After so many times its size the slot stops being written to, or the copy would never end (Clark et al., §3). */
const ROUNDS_MAX = 8;

/** Roughly: a number, another one, and an outcome. */
const SESSION_BYTES = 64;

/** Goes on with the move at hand, or begins the next one that is due. */
export function goOn(state: State, ctx: Ctx): void {
  state.copy ??= begin(state, ctx);
  const { copy } = state;
  if (copy === undefined || copy.inFlight !== undefined) return;
  const wait = state.mayAt - ctx.monotonicClock();
  if (wait > 0) ctx.setTimer({ kind: 'pace' }, wait);
  else sendNext(state, copy, ctx);
}

/** The next slot to move: first what is nobody's at present, then by number. */
function begin(state: State, ctx: Ctx): Copy | undefined {
  const { config, slots, id } = state;
  const isDue = (slot: number): boolean => {
    const held = slots.get(slot);
    // A configuration from before it came here says nothing about it.
    return held?.status === 'owned' && config.epoch > held.epoch && config.owners[slot] !== id;
  };
  const numbers = [...config.owners.keys()];
  const slot = numbers.find((each) => slots.get(each)?.status === 'given') ?? numbers.find(isDue);
  if (slot === undefined) return undefined;
  const held = slots.get(slot)!;
  const isGiven = held.status === 'given';
  write(state, { kind: 'copy', slot }, ctx);
  const { data, sessions } = held.machine;
  return {
    slot,
    epoch: isGiven ? held.epoch : config.epoch,
    to: isGiven ? held.to! : config.owners[slot]!,
    attempt: state.records,
    keys: new Set(data.keys()),
    sessions: new Set(sessions.keys()),
    enough: ROUNDS_MAX * (data.size + sessions.size + ctx.params.chunk),
    sent: 0,
    number: 0,
    inFlight: undefined,
    isPacked: false,
  };
}

function sendNext(state: State, copy: Copy, ctx: Ctx): void {
  const { slot, epoch, to, attempt, keys, sessions } = copy;
  const held = state.slots.get(slot)!;
  const isNearlyDone = keys.size + sessions.size <= ctx.params.chunk || copy.sent > copy.enough;
  if (held.status === 'owned' && isNearlyDone) write(state, { kind: 'given', slot, epoch, to }, ctx);
  const items = nextItems(state, copy, ctx.params.chunk);
  copy.number += 1;
  copy.sent += items.length;
  const last = held.status === 'given' && keys.size + sessions.size === 0;
  copy.inFlight = { slot, epoch, attempt, number: copy.number, items, last };
  const now = ctx.monotonicClock();
  state.mayAt = now + Math.ceil((keysIn(copy.inFlight) * SECOND) / ctx.params.moveRate);
  const work = ctx.params.moveService();
  copy.isPacked = work === 0;
  if (copy.isPacked) send(state, copy.inFlight, ctx);
  else ctx.serve('server', work, { kind: 'packed', chunk: copy.inFlight });
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

const keysIn = ({ items }: Chunk): number => items.filter(({ kind }) => kind === 'key').length;

function take<T>(from: Set<T>, count: number): readonly T[] {
  const taken = [...from].slice(0, count);
  for (const each of taken) from.delete(each);
  return taken;
}

export function onPacked(state: State, chunk: Chunk, ctx: Ctx): void {
  const { copy } = state;
  if (copy?.attempt !== chunk.attempt || copy.inFlight?.number !== chunk.number) return;
  copy.isPacked = true;
  send(state, chunk, ctx);
}

/** Sends what is not answered, perhaps again; what it says of the slot must be durable. */
function send(state: State, chunk: Chunk, ctx: Ctx): void {
  const keys = keysIn(chunk);
  const bytes = keys * ctx.params.valueSize + (chunk.items.length - keys) * SESSION_BYTES;
  state.movedBytes += bytes;
  tell(state, state.copy!.to, { kind: 'chunk', chunk, bytes }, state.slots.get(chunk.slot)!.lastRecord, ctx);
}

export function sendAgain(state: State, ctx: Ctx): void {
  const chunk = state.copy?.inFlight;
  if (chunk === undefined) goOn(state, ctx);
  else if (state.copy!.isPacked) send(state, chunk, ctx);
}

export function onTook(
  state: State,
  { slot, epoch, attempt, number, owned }: Extract<Message, { kind: 'took' }>,
  ctx: Ctx,
): void {
  const { copy } = state;
  if (copy?.slot !== slot || copy.epoch !== epoch) return;
  if (owned) {
    write(state, { kind: 'dropped', slot }, ctx);
    state.copy = undefined;
    ctx.sometimes('a slot is handed over');
  } else if (copy.attempt === attempt && copy.inFlight?.number === number) copy.inFlight = undefined;
  goOn(state, ctx);
}
