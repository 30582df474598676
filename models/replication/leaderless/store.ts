/**
 * What a node holds: copies of its own and for others. All that must survive a crash is written here.
 *
 * Nothing is shown or acknowledged before it is durable, so that a crash takes back nothing that anybody saw.
 * Tombstones are dropped when their grace is over. Knows nothing of quorums.
 */
import { type Instant, type NodeId, SECOND } from '../../../src/model/index.js';
import { replicasOf } from './ring.js';
import type { Ctx, Filing, Hint, Place, Receipt, Slot, State, Versions } from './types.js';
import { merge, mergeAll, sameVersions } from './versions.js';

/** Numbers reserved at a time: a crash costs the rest of them. */
const RESERVED = 1000;
/** A sync that takes longer than this is begun anew: on a full disk none completes. */
const SYNC_RETRY = SECOND;

const NAMES = 'names';
const NOTHING: Versions = [];

/** A copy on disk. */
interface Filed {
  readonly place: Place;
  readonly versions: Versions;
  readonly since: Instant;
}

export function start(durable: unknown, ctx: Ctx): State {
  const { reserved = 0 } = (durable ?? {}) as { readonly reserved?: number };
  const replicas = replicasOf(ctx.members.length, ctx.params.replicas);
  const state: State = {
    id: ctx.self,
    rule: ctx.params.versions,
    holdsAll: replicas === ctx.members.length,
    replicas,
    time: reserved,
    reserved,
    entries: new Map(),
    hints: new Map(),
    filed: new Set(),
    isHandoffArmed: false,
    filings: [],
    lastFiling: 0,
    syncingUpTo: 0,
    syncingSince: 0,
    operations: new Map(),
    probes: 0,
    notes: [],
  };
  for (const record of ctx.disk.log(NAMES)) {
    const name = record as string;
    state.filed.add(name);
    const filed = ctx.disk.read(name) as Filed | undefined;
    if (filed !== undefined && filed.versions.length > 0) show(state, name, filed, filed.versions, ctx);
  }
  return state;
}

/** The next number of this node's, which it never gives again. */
export function nextNumber(state: State, seen: number, ctx: Ctx): number {
  state.time = Math.max(state.time, seen) + 1;
  if (state.time > state.reserved) {
    state.reserved = state.time + RESERVED;
    ctx.persist({ reserved: state.reserved });
  }
  return state.time;
}

/** What this node would answer: its own copy, and what it keeps for others. */
export function lookUp(state: State, slot: Slot): Versions {
  const own = state.entries.get(slot) ?? NOTHING;
  if (state.hints.size === 0) return own;
  const kept = [...state.hints.values()].filter((hint) => hint.slot === slot);
  return mergeAll(state.rule, [own, ...kept.map(({ versions }) => versions)]);
}

/** Stores versions beside what is there; when that is durable they show, and the receipt goes out. */
export function keep(
  state: State,
  place: Place,
  versions: Versions,
  to: NodeId,
  receipt: Receipt | undefined,
  ctx: Ctx,
): void {
  const name = nameOf(place);
  const filed = ctx.disk.read(name) as Filed | undefined;
  const before = filed?.versions ?? NOTHING;
  const after = remembered(merge(state.rule, before, versions), ctx);
  if (!state.filed.has(name)) {
    state.filed.add(name);
    ctx.disk.append(NAMES, name);
  }
  if (!sameVersions(before, after)) {
    const since = before.length === 0 ? ctx.wallClock() : filed!.since;
    ctx.disk.write(name, { place, versions: after, since } satisfies Filed);
  }
  state.filings.push({ number: ++state.lastFiling, place, versions, to, receipt });
}

/** Starts a sync if something is not durable and none is under way: one covers all that has come meanwhile. */
export function startSync(state: State, ctx: Ctx): void {
  if (state.filings.length === 0) return;
  const now = ctx.monotonicClock();
  if (state.syncingUpTo > 0 && now - state.syncingSince < SYNC_RETRY) return;
  state.syncingUpTo = state.lastFiling;
  state.syncingSince = now;
  ctx.disk.sync({ kind: 'synced', upTo: state.lastFiling });
}

/** What a sync has made durable, oldest first. */
export function takeSynced(state: State, upTo: number): readonly Filing[] {
  if (upTo >= state.syncingUpTo) state.syncingUpTo = 0;
  const count = state.filings.filter(({ number }) => number <= upTo).length;
  return state.filings.splice(0, count);
}

/** Versions of {@link keep} are durable: from now on they show. */
export function showKept(state: State, { place, versions, receipt }: Filing, ctx: Ctx): void {
  const name = nameOf(place);
  const filed = ctx.disk.read(name) as Filed | undefined;
  const since = filed?.since ?? ctx.wallClock();
  const before =
    (place.owner === state.id ? state.entries.get(place.slot) : state.hints.get(name)?.versions) ?? NOTHING;
  const after = remembered(merge(state.rule, before, versions), ctx);
  if (!sameVersions(before, after)) show(state, name, { place, versions: after, since }, after, ctx);
  state.notes.push({ kind: 'kept', place, versions, reconciles: receipt?.kind === 'reconciled' });
}

function show(state: State, name: string, { place, since }: Filed, versions: Versions, ctx: Ctx): void {
  const { slot, owner } = place;
  if (owner === state.id) {
    if (versions.length === 0) state.entries.delete(slot);
    else state.entries.set(slot, versions);
  } else if (versions.length === 0) state.hints.delete(name);
  else {
    const serial = nextNumber(state, 0, ctx);
    state.hints.set(name, { owner, slot, versions, serial, since });
  }
}

/** The owner has what was kept for it. False, and nothing done, if more of it is on its way to the disk. */
export function forgetHint(state: State, name: string, hint: Hint, ctx: Ctx): boolean {
  const filed = ctx.disk.read(name) as Filed;
  if (!sameVersions(filed.versions, hint.versions)) return false;
  state.hints.delete(name);
  ctx.disk.write(name, { ...filed, versions: NOTHING } satisfies Filed);
  return true;
}

/** Tombstones are looked through once a grace. */
export function armPurge(ctx: Ctx): void {
  const { grace } = ctx.params;
  if (grace > 0 && grace < Infinity) ctx.setTimer({ kind: 'purge' }, grace);
}

/** Drops tombstones whose grace is over, here and on disk. */
export function onPurge(state: State, ctx: Ctx): void {
  armPurge(ctx);
  for (const [slot, versions] of state.entries) {
    const place = { slot, owner: state.id };
    const name = nameOf(place);
    const filed = ctx.disk.read(name) as Filed;
    const left = remembered(filed.versions, ctx);
    if (!sameVersions(left, filed.versions)) ctx.disk.write(name, { ...filed, versions: left });
    const shown = remembered(versions, ctx);
    if (shown.length !== versions.length) show(state, name, filed, shown, ctx);
  }
}

/** Without tombstones whose grace is over. */
export function remembered(versions: Versions, ctx: Ctx): Versions {
  const { grace } = ctx.params;
  if (grace === Infinity || !versions.some(({ deleted }) => deleted)) return versions;
  const now = ctx.wallClock();
  return versions.filter(({ deleted, at }) => !deleted || (grace > 0 && at + grace > now));
}

export const nameOf = ({ owner, slot }: Place): string => `${owner} ${slot}`;
