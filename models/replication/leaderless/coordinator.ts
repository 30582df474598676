/**
 * Coordinators: whoever is asked sends the question to the replicas, waits for r or w of them, and answers.
 *
 * DeCandia et al., SOSP 2007, §4.5. Each node counts once, however often it answers. What to do about replicas that
 * stay silent is in `silence.ts`. Knows nothing of disks.
 */
import type { NodeId, Request } from '../../../src/model/index.js';
import { successor } from '../../clocks/version-vector.js';
import { answer, askNodes, enter, putNodes } from './operation.js';
import { repairAnswered, spread } from './repair.js';
import { preference, replicasOf } from './ring.js';
import { lookUp, nextNumber } from './store.js';
import type { Ctx, Operation, Slot, State, Versions } from './types.js';
import { mergeAll, rankOf, sameVersions, type Version } from './versions.js';

export function onRequest(state: State, request: Request, ctx: Ctx): void {
  const { f, key = null } = request;
  const problem = problemWith(request, ctx);
  if (problem !== undefined) ctx.fail(request, problem);
  else if (f === 'read') beginRead(state, JSON.stringify(key), { request, probedAfter: undefined }, ctx);
  else {
    const operation = begin(state, JSON.stringify(key), { request, probedAfter: undefined }, ctx);
    const asksFirst = ctx.params.versions === 'version-vector' && ctx.params.context === 'quorum';
    if (asksFirst) ask(operation, 'context', ctx);
    else write(state, operation, lookUp(state, operation.slot), ctx);
  }
}

function problemWith({ f }: Request, { params, members }: Ctx): string | undefined {
  if (f === 'cas')
    return 'cas needs one order of all writes, which a leaderless store does not have; consensus/raft does';
  if (f !== 'read' && f !== 'write' && f !== 'delete')
    return `${f} is unknown here: read, write or delete a key`;
  const most = Math.max(params.r, params.w);
  const replicas = replicasOf(members.length, params.replicas);
  return most > replicas
    ? `${most} replicas must answer, and there are ${replicas}; lower r or w`
    : undefined;
}

type Asker = Pick<Operation, 'request' | 'probedAfter'>;

/** A read for a client, or of the coordinator's own (a probe). */
export function beginRead(state: State, slot: Slot, asker: Asker, ctx: Ctx): void {
  const operation = begin(state, slot, asker, ctx);
  state.notes.push({ kind: 'began', id: operation.id, slot });
  ask(operation, 'read', ctx);
}

function begin(state: State, slot: Slot, asker: Asker, ctx: Ctx): Operation {
  const { owners, others } = preference(slot, ctx.members, ctx.params.replicas);
  const operation: Operation = {
    id: nextNumber(state, 0, ctx),
    ...asker,
    slot,
    owners: ownFirst(owners, ctx.self),
    others,
    phase: 'read',
    asked: [],
    found: [],
    stored: [],
    versions: [],
    answered: false,
  };
  state.operations.set(operation.id, operation);
  ctx.after(ctx.params.timeout, { kind: 'timeout', id: operation.id });
  return operation;
}

/** Whoever needs few answers asks itself before others. */
const ownFirst = (owners: readonly NodeId[], self: NodeId): readonly NodeId[] =>
  owners.includes(self) ? [self, ...owners.filter((each) => each !== self)] : owners;

/** Whom to ask, where so many answers are needed. */
function chosen({ owners }: Operation, needed: number, ctx: Ctx): readonly NodeId[] {
  const { send } = ctx.params;
  if (send === 'all') return owners;
  if (send === 'quorum') return owners.slice(0, needed);
  const left = [...owners];
  return Array.from({ length: needed }, () => left.splice(Math.floor(ctx.random() * left.length), 1)[0]!);
}

/** Asks what the replicas hold. */
function ask(operation: Operation, phase: 'context' | 'read', ctx: Ctx): void {
  enter(operation, phase, ctx);
  askNodes(operation, chosen(operation, ctx.params.r, ctx), ctx);
}

/** Makes a version that descends from what was seen, and has it stored. */
function write(state: State, operation: Operation, seen: Versions, ctx: Ctx): void {
  const { slot, request } = operation;
  const { w, versions } = ctx.params;
  const time = nextNumber(state, Math.max(0, ...seen.map((each) => each.time)), ctx);
  const deleted = request!.f === 'delete';
  const version: Version = {
    value: deleted ? null : (request!.value ?? null),
    deleted,
    at: ctx.wallClock(),
    node: ctx.self,
    time,
    past: versions === 'lww' ? [] : successor(seen, ctx.self, time),
  };
  state.notes.push({ kind: 'issued', slot, version });
  if (!deleted) ctx.version(request!.key ?? null, version.value, rankOf(state.rule, version));
  operation.versions = [version];
  enter(operation, 'write', ctx);
  putNodes(operation, chosen(operation, w, ctx), ctx);
}

export function onFound(state: State, id: number, versions: Versions, ctx: Ctx): void {
  const operation = state.operations.get(id);
  if (operation === undefined || operation.found.some(({ node }) => node === ctx.from)) return;
  operation.found.push({ node: ctx.from, versions });
  const { phase, found } = operation;
  if (phase === 'settle' && found.length === operation.asked.length) repairAnswered(state, operation, ctx);
  if (found.length !== ctx.params.r) return;
  const seen = mergeAll(
    state.rule,
    found.map((each) => each.versions),
  );
  if (phase === 'context') write(state, operation, seen, ctx);
  else if (phase === 'read') haveRead(state, operation, seen, ctx);
}

/** r replicas have answered. */
function haveRead(state: State, operation: Operation, seen: Versions, ctx: Ctx): void {
  const { found } = operation;
  operation.versions = seen;
  if (seen.length > 1) ctx.sometimes('a read finds versions in conflict');
  const differed = found.some(({ versions }) => !sameVersions(versions, seen));
  if (differed) ctx.sometimes('a read finds replicas apart');
  state.notes.push({ kind: 'compared', differed });
  const { readRepair } = ctx.params;
  if (readRepair === 'blocking') {
    spread(state, operation, ctx);
    return;
  }
  answer(state, operation, ctx);
  if (readRepair === 'none') state.operations.delete(operation.id);
  else if (found.length === operation.asked.length) repairAnswered(state, operation, ctx);
  else operation.phase = 'settle';
}

export function onStored(state: State, id: number, ctx: Ctx): void {
  const operation = state.operations.get(id);
  if (operation === undefined || operation.stored.includes(ctx.from)) return;
  if (operation.phase !== 'write' && operation.phase !== 'repair') return;
  operation.stored.push(ctx.from);
  const { stored, owners } = operation;
  if (stored.length >= ctx.params.w && !operation.answered) answer(state, operation, ctx);
  if (operation.answered && owners.every((owner) => stored.includes(owner))) state.operations.delete(id);
}

/** The coordinator gives up: of a write that replicas were asked to store nobody knows. */
export function onTimeout(state: State, id: number, ctx: Ctx): void {
  const operation = state.operations.get(id);
  if (operation === undefined) return;
  state.operations.delete(id);
  const { request, phase, answered } = operation;
  if (answered) return;
  state.notes.push({ kind: 'gave up', id });
  ctx.sometimes('a quorum does not answer in time');
  if (request === undefined) return;
  const need = phase === 'write' || phase === 'repair' ? ctx.params.w : ctx.params.r;
  const problem = `fewer than ${need} replicas answered in time`;
  if (phase === 'write') ctx.unknown(request, problem);
  else ctx.fail(request, problem);
}
