/** Elections, one test per rule: Raft §5.1, §5.2, §5.4.1; dissertation §3.10, §4.2.3, §6.2, §9.6. */
import { expect, test } from 'vitest';
import { createCluster, type Sent } from './cluster.js';

const kindIs =
  (...kinds: readonly string[]) =>
  ({ message }: Sent) =>
    kinds.includes(message.kind);

// Raft §5.2: a candidate with the votes of a majority becomes leader and tells everybody.
test('a majority elects a leader, who begins its term with a no-op (§8)', () => {
  const c = createCluster(3);
  c.elect(0);
  expect(c.state(0).role).toBe('leader');
  expect(c.state(0).term).toBe(1);
  expect([1, 2].map((id) => c.state(id).leader)).toEqual([0, 0]);
  expect(c.state(1).log.entries.map(({ term, command }) => [term, command.kind])).toEqual([[1, 'noop']]);
  expect(c.state(0).commitIndex).toBe(1);
  expect(c.violations).toEqual([]);
});

// Figure 2: term and vote are on disk before the vote is asked for, and before it is given.
test('nothing of an election leaves a node before its term and vote are on disk', () => {
  const c = createCluster(3);
  c.pass(300);
  c.fire(0, 'election');
  c.deliver(kindIs('preVote', 'preVoteReply'));
  expect(c.state(0).term).toBe(1);
  expect(c.wire).toEqual([]);
  c.sync(0);
  expect(c.wire.map(({ message }) => message.kind)).toEqual(['vote', 'vote']);
  c.deliver(kindIs('vote'));
  expect(c.state(1).votedFor).toBe(0);
  expect(c.wire).toEqual([]);
  c.sync(1);
  expect(c.wire.map(({ message }) => message.kind)).toEqual(['voteReply']);
});

// Raft §5.2: at most one vote per term, first come first served, also after a crash.
test('a node that crashed after voting does not vote for another candidate in that term', () => {
  const c = createCluster(3);
  c.elect(0, [0, 1]);
  c.crash(1);
  c.restart(1);
  c.pass(300);
  expect([c.state(1).term, c.state(1).votedFor]).toEqual([1, 0]);
  c.drop();
  c.give(1, 2, { kind: 'vote', term: 1, lastIndex: 9, lastTerm: 1, transfer: false });
  c.sync(1);
  expect(c.wire.at(-1)?.message).toMatchObject({ kind: 'voteReply', term: 1, granted: false });
  expect(c.violations).toEqual([]);
});

// Raft §5.4.1: the voter denies its vote if its own log is more up to date: later last term, or longer.
test.each([
  { lastTerm: 0, lastIndex: 99, granted: false },
  { lastTerm: 1, lastIndex: 1, granted: false },
  { lastTerm: 1, lastIndex: 2, granted: true },
  { lastTerm: 2, lastIndex: 1, granted: true },
])('a candidate whose log ends at $lastIndex of term $lastTerm: granted $granted', (ask) => {
  const c = createCluster(3);
  c.elect(0);
  c.ask(0, 'write', 'x', 1);
  c.settle();
  c.pass(300);
  c.give(1, 2, { kind: 'vote', term: 7, transfer: false, ...ask });
  c.sync(1);
  expect(c.wire.at(-1)?.message).toMatchObject({ kind: 'voteReply', term: 7, granted: ask.granted });
});

// Raft §5.1: a candidate or leader that sees a later term becomes a follower.
test('a leader that sees a later term steps down', () => {
  const c = createCluster(3);
  c.elect(0);
  c.give(0, 1, { kind: 'voteReply', term: 5, granted: false });
  expect([c.state(0).role, c.state(0).term]).toEqual(['follower', 5]);
  expect([c.isArmed(0, 'heartbeat'), c.isArmed(0, 'election')]).toEqual([false, true]);
});

// Dissertation §9.6: a server that is cut off does not raise its term, so it deposes nobody on its return.
test('pre-vote keeps a cut-off node from disturbing its leader', () => {
  const c = createCluster(3);
  c.elect(0);
  for (let i = 1; i <= 20; i++) {
    c.pass(50);
    c.fire(0, 'heartbeat');
    c.settle([0, 1]);
    if (i % 4 === 0) c.fire(2, 'election');
    c.drop();
  }
  expect(c.state(2).term).toBe(1);
  c.fire(2, 'election');
  c.settle();
  expect([c.state(0).role, c.state(0).term, c.state(2).role]).toEqual(['leader', 1, 'follower']);
});

// Dissertation §9.6: a pre-vote changes nothing at the voter.
test('a pre-vote is granted without a vote or a new term', () => {
  const c = createCluster(3);
  c.pass(300);
  c.give(1, 2, { kind: 'preVote', term: 4, lastIndex: 0, lastTerm: 0, attempt: 1 });
  expect(c.wire.at(-1)?.message).toMatchObject({ kind: 'preVoteReply', term: 4, granted: true });
  expect([c.state(1).term, c.state(1).votedFor]).toEqual([0, undefined]);
});

// Dissertation §4.2.3: no vote within the minimum election timeout of hearing from a leader.
test('a node that hears its leader ignores a candidate, term and all, unless the leader asked for it', () => {
  const c = createCluster(3);
  c.elect(0);
  c.drop();
  c.pass(149);
  c.give(1, 2, { kind: 'vote', term: 9, lastIndex: 9, lastTerm: 9, transfer: false });
  expect([c.state(1).term, c.wire.length]).toEqual([1, 0]);
  c.give(1, 2, { kind: 'vote', term: 9, lastIndex: 9, lastTerm: 9, transfer: true });
  expect(c.state(1).votedFor).toBe(2);
});

// Dissertation §4.2.3, §6.4.1: what was heard before a crash is forgotten, so a start counts as hearing.
test('a node that has just restarted votes for nobody', () => {
  const c = createCluster(3);
  c.elect(0);
  c.crash(1);
  c.restart(1);
  c.pass(100);
  c.give(1, 2, { kind: 'vote', term: 9, lastIndex: 9, lastTerm: 9, transfer: false });
  expect(c.state(1).term).toBe(1);
});

// Dissertation §6.2: a leader steps down if an election timeout passes without a round to a majority.
test('a leader that is cut off steps down by itself', () => {
  const c = createCluster(3);
  c.elect(0);
  for (let i = 0; i < 6; i++) {
    c.pass(50);
    c.fire(0, 'heartbeat');
    c.drop();
  }
  expect([c.state(0).role, c.state(0).term]).toEqual(['follower', 1]);
  expect(c.violations).toEqual([]);
});

// Dissertation §3.10: the leader brings its target up to date, then the target campaigns at once.
test('leadership is transferred without waiting for silence', () => {
  const c = createCluster(3);
  c.elect(0);
  c.ask(0, 'write', 'x', 1);
  const transfer = c.ask(0, 'transfer', null, 'db/3');
  const write = c.ask(0, 'write', 'x', 2, 2, 1);
  expect(c.wire.some(({ message }) => message.kind === 'timeoutNow')).toBe(false); // not up to date yet
  c.settle();
  expect([c.state(2).role, c.state(2).term, c.state(0).role]).toEqual(['leader', 2, 'follower']);
  expect(c.reply(transfer)).toMatchObject({ status: 'ok', value: 2 });
  expect(c.reply(write)).toMatchObject({ status: 'redirect', to: 2 });
  expect(c.violations).toEqual([]);
});

test('a transfer whose target is gone ends, and the leader serves again', () => {
  const c = createCluster(3);
  c.elect(0);
  c.crash(2);
  c.ask(0, 'write', 'x', 1);
  const transfer = c.ask(0, 'transfer', null, 2);
  const write = c.ask(0, 'write', 'x', 2, 2, 1);
  for (let i = 0; i < 5; i++) {
    c.pass(50);
    c.fire(0, 'heartbeat');
    c.settle([0, 1]);
  }
  expect(c.reply(transfer)?.status).toBe('unknown');
  expect(c.reply(write)).toMatchObject({ status: 'redirect', to: 0 });
  expect(c.state(0).role).toBe('leader');
});
