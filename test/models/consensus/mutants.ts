/**
 * Raft with one rule removed at a time: the negative controls of its monitor and of the history checker.
 *
 * Each mutant is one replacement in one source file. The text must occur exactly once, so that a mutant
 * cannot silently become the original.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AnyModel } from '../../../src/model/index.js';

export interface Mutant {
  readonly name: string;
  /** Under `models/consensus/raft/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const mutant = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  file: `${file}.ts`,
  find,
  replace,
});

export const MUTANTS: readonly Mutant[] = [
  mutant(
    '§5.4.2: an old entry is committed by counting',
    'leader',
    'if (termAt(state.log, agreed) !== state.term) return;',
    '',
  ),
  mutant(
    '§5.2: the vote is not persisted',
    'election',
    'storeVote(state, ctx); // figure 2: before the answer leaves',
    '',
  ),
  mutant('§5.1: the term is not persisted', 'role', '    storeVote(state, ctx);\n', ''),
  mutant(
    '§5.2: the candidate does not persist its vote',
    'election',
    "  storeVote(state, ctx);\n  ctx.track('term'",
    "  ctx.track('term'",
  ),
  mutant(
    '§5.2: the vote is forgotten by a restart',
    'storage',
    'votedFor: hard?.votedFor ?? undefined',
    'votedFor: undefined',
  ),
  mutant(
    '§5.2: a vote leaves before it is durable',
    'election',
    'sendDurably(state, ctx.from, reply, ctx)',
    'ctx.send(ctx.from, reply)',
  ),
  mutant(
    '§5.2: two votes in one term',
    'election',
    '(state.votedFor === undefined || state.votedFor === ctx.from) &&',
    '',
  ),
  mutant(
    '§5.4.1: no check that the candidate is up to date',
    'log',
    'return candidateTerm > ownTerm || (candidateTerm === ownTerm && candidateIndex >= lastIndex(log));',
    'return candidateTerm >= 0 * ownTerm;',
  ),
  mutant(
    '§5.4.1: only lengths are compared',
    'log',
    'return candidateTerm > ownTerm || (candidateTerm === ownTerm && candidateIndex >= lastIndex(log));',
    'return candidateIndex >= lastIndex(log) + 0 * (ownTerm + candidateTerm);',
  ),
  mutant(
    '§5.3: a conflicting entry stays',
    'replication',
    'truncateFrom(state, entry.index, ctx); // §5.3: a conflicting entry and all that follow it',
    'continue;',
  ),
  mutant(
    '§5.3: no consistency check',
    'replication',
    'if (prevIndex >= log.snapshotIndex && termAt(log, prevIndex) !== prevTerm) return -1;',
    'if (prevIndex > lastIndex(log) + 0 * prevTerm) return -1;',
  ),
  mutant(
    '§5.3: back-up one too far ahead (short log)',
    'replication',
    'prevIndex, last + 1, 0',
    'prevIndex, last + 2, 0',
  ),
  mutant(
    '§5.3: back-up one too far ahead (conflict)',
    'replication',
    'shared + 1 : refusal.conflictIndex;',
    'shared + 2 : refusal.conflictIndex + 1;',
  ),
  mutant(
    '§5.1: entries of a past leader are taken',
    'follower',
    'export function onAppend(state: State, message: Append, ctx: Ctx): void {\n  if (message.term < state.term) {',
    'export function onAppend(state: State, message: Append, ctx: Ctx): void {\n  if (message.term < 0) {',
  ),
  mutant(
    'figure 2: commits beyond what is known to agree',
    'follower',
    'Math.min(message.commit, agreed)',
    'Math.max(message.commit, 0 * agreed)',
  ),
  mutant(
    'figure 2: entries are acknowledged before they are durable',
    'replication',
    'sendDurably(state, ctx.from, reply(state, true, index, 0, 0, round), ctx);',
    'ctx.send(ctx.from, reply(state, true, index, 0, 0, round));',
  ),
  mutant(
    '§10.2.1: the leader counts its entries before they are durable',
    'state',
    'return state.durableIndex;',
    'return state.log.snapshotIndex + state.log.entries.length;',
  ),
  mutant(
    '§5.3: committed by less than a majority',
    'quorum',
    'Math.floor(voters / 2) + 1',
    'Math.max(1, Math.floor(voters / 2))',
  ),
  mutant(
    '§6: commitment by the new majority alone',
    'quorum',
    'majorityReached(config.outgoing, source, reached),',
    '',
  ),
  mutant(
    '§6: elections by the new majority alone',
    'quorum',
    'const outgoing = majorityVote(config.outgoing, votes);',
    'const outgoing = incoming;',
  ),
  mutant('§6: no joint configuration', 'membership', 'outgoing: configOf(state).voters', 'outgoing: []'),
  mutant('§6: a truncated configuration stays in force', 'storage', 'state.configs.pop();', 'break;'),
  mutant(
    '§6: a leader that is not in C_new stays',
    'membership',
    'becomeFollower(state, state.term, undefined, ctx); // §6',
    '//',
  ),
  mutant('§7: a snapshot without its last term', 'apply', 'term: termAt(state.log, index),', 'term: 0,'),
  mutant(
    '§7, §8: a snapshot without the sessions',
    'apply',
    'sessions: [...state.machine.sessions],',
    'sessions: [],',
  ),
  mutant('§7, §8: sessions are not restored', 'apply', 'sessions.set(client, session);', 'void client;'),
  mutant(
    '§8: a retried request is applied twice',
    'machine',
    'operation.sequence <= session.sequence',
    'operation.sequence < 0',
  ),
  mutant('§8: no no-op', 'leader', "appendCommand(state, { kind: 'noop' }, ctx); // §8", ''),
  mutant(
    '§6.4: ReadIndex without a heartbeat round',
    'reads',
    'if (read.round > state.confirmedRound) break;',
    '',
  ),
  mutant(
    '§6.4: a read before its index is applied',
    'reads',
    'Math.max(state.commitIndex, state.noopIndex)',
    '0',
  ),
  mutant('§6.4.1: lease reads without a lease', 'reads', ' && leaseHolds(state, ctx)', ''),
  mutant(
    '§9.6: pre-votes although the leader is heard',
    'election',
    '!hearsLeader(state, ctx) && // §9.6',
    '//',
  ),
  mutant(
    '§9.6: no pre-vote',
    'election',
    "  const result = voteResult(configOf(state), state.preVotes);\n  if (result === 'won')",
    "  const result = voteResult(configOf(state), state.preVotes);\n  if (result !== 'lost')",
  ),
  mutant(
    '§4.2.3: votes although the leader is heard',
    'election',
    'if (!ask.transfer && hearsLeader(state, ctx)) return;',
    '',
  ),
  mutant(
    '§6.2: a leader goes on without a quorum',
    'rounds',
    'ctx.monotonicClock() - state.quorumAt > state.quorumTimeout',
    'ctx.monotonicClock() < 0 * state.quorumTimeout',
  ),
  mutant(
    '§6.4: a refusal of a past term is for a round',
    'replication',
    'sendDurably(state, ctx.from, reply(state, false, 0, 0, 0, 0), ctx);',
    'sendDurably(state, ctx.from, reply(state, false, 0, 0, 0, 1e9), ctx);',
  ),
  mutant(
    '§6.4: a read waits for a round that had begun before',
    'reads',
    'round: state.round + 1 });',
    'round: state.round });',
  ),
  mutant(
    '§6.4: servers without a vote answer rounds',
    'state',
    'quorumReached(configOf(state), state, roundOf);',
    'quorumReached({ voters: [state.id, ...state.peers.keys()].slice(-3), outgoing: [] }, state, roundOf);',
  ),
  mutant(
    '§5.2: a vote of an earlier term is counted',
    'election',
    "if (state.role !== 'candidate' || reply.term !== state.term) return;",
    "if (state.role !== 'candidate') return;",
  ),
  mutant(
    '§5.2: the vote is forgotten in the middle of its term',
    'role',
    '  const before = state.role;',
    '  state.votedFor = undefined;\n  const before = state.role;',
  ),
  mutant(
    '§5.1: a snapshot of a past leader is taken',
    'follower',
    'export function onInstallSnapshot(state: State, message: InstallSnapshot, ctx: Ctx): void {\n  if (message.term < state.term) {',
    'export function onInstallSnapshot(state: State, message: InstallSnapshot, ctx: Ctx): void {\n  if (message.term < 0) {',
  ),
  mutant(
    '§5.3: an acknowledgement of an earlier term is counted',
    'leader',
    "if (state.role !== 'leader' || reply.term !== state.term) return;",
    "if (state.role !== 'leader') return;",
  ),
  mutant(
    '§5.3: what replaced an entry counts as durable',
    'storage',
    'state.durableIndex = Math.min(state.durableIndex, index - 1);',
    '',
  ),
  mutant(
    'figure 13: entries stay after a snapshot that contradicts them',
    'follower',
    'if (termAt(state.log, snapshot.index) === snapshot.term) storeSnapshot',
    'if (termAt(state.log, snapshot.index) >= 0) storeSnapshot',
  ),
  mutant(
    '§6: two changes at once',
    'membership',
    'if (state.change !== undefined || config.outgoing.length > 0) {',
    'if (config.outgoing.length < 0) {',
  ),
  mutant(
    '§6: C_new before C_old,new is committed',
    'membership',
    'if (index > state.commitIndex) return;\n  if (config.outgoing',
    'if (config.outgoing',
  ),
  mutant(
    '§4.2.3: a restart forgets that a leader was heard',
    'start',
    'heardAt: ctx.monotonicClock(),',
    'heardAt: -1e15,',
  ),
];

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Makes a copy of the model with the rule removed, in a folder of its own, and loads it. */
export async function load(mutant: Mutant): Promise<{ readonly model: AnyModel; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'foretell-mutant-'));
  mkdirSync(join(folder, 'models'));
  symlinkSync(join(ROOT, 'src'), join(folder, 'src'));
  cpSync(join(ROOT, 'models/consensus'), join(folder, 'models/consensus'), { recursive: true });
  const path = join(folder, 'models/consensus/raft', mutant.file);
  writeFileSync(path, mutated(readFileSync(path, 'utf8'), mutant));
  const { raft } = (await import(pathToFileURL(join(folder, 'models/consensus/raft.ts')).href)) as {
    raft: AnyModel;
  };
  return { model: raft, remove: () => rmSync(folder, { recursive: true }) };
}

function mutated(text: string, { name, find, replace }: Mutant): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`"${name}": its line occurs ${parts.length - 1} times, not once`);
  return parts.join(replace);
}
