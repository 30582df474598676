/** Replication and commitment, one test per rule: Raft §5.3, §5.4.2, §7, figure 2; dissertation §10.2.1. */
import { expect, test } from 'vitest';
import type { Append, Entry } from '../../../models/consensus/raft/types.js';
import { type Cluster, createCluster, type Sent } from './cluster.js';

const terms = (c: Cluster, node: number) => c.state(node).log.entries.map(({ term }) => term);
const entry = (index: number, term: number): Entry => ({ index, term, command: { kind: 'noop' } });
const append = (term: number, prevIndex: number, prevTerm: number, entries: Entry[], commit = 0): Append => ({
  kind: 'append',
  term,
  prevIndex,
  prevTerm,
  entries,
  commit,
  round: 1,
});
const toAndFrom = (a: number, b: number) => (sent: Sent) =>
  (sent.from === a && sent.to === b) || (sent.from === b && sent.to === a);

/** A follower with these terms in its log, written by leaders that are gone. */
function follower(...log: readonly number[]): Cluster {
  const c = createCluster(3);
  log.forEach((term, i) => {
    c.give(0, 1, append(term, i, log[i - 1] ?? 0, [entry(i + 1, term)]));
  });
  c.sync();
  c.sync();
  c.drop();
  return c;
}

// Raft §5.3: the consistency check; the leader and the follower agree up to prevIndex, or it is refused.
test('entries that do not follow on are refused', () => {
  const c = follower(1, 1);
  c.give(0, 1, append(2, 2, 2, [entry(3, 2)]));
  expect(terms(c, 0)).toEqual([1, 1]);
  expect(c.wire.at(-1)?.message).toMatchObject({ kind: 'appendReply', success: false, index: 2 });
});

// Raft §5.3: a conflicting entry and all that follow it go; entries that agree stay.
test('a conflicting entry is deleted with all that follow it', () => {
  const c = follower(1, 1, 2, 2);
  c.give(0, 1, append(3, 1, 1, [entry(2, 1), entry(3, 3)]));
  expect(terms(c, 0)).toEqual([1, 1, 3]);
});

test('an old message that says nothing new deletes nothing', () => {
  const c = follower(1, 1, 1);
  c.give(0, 1, append(1, 0, 0, [entry(1, 1)]));
  expect(terms(c, 0)).toEqual([1, 1, 1]);
});

// Raft §5.3: the refusal names the term in the way and the first index of that term.
test.each([
  { log: [1, 1, 1], prev: [5, 4], conflictIndex: 4, conflictTerm: 0 },
  { log: [1, 2, 2, 2], prev: [4, 4], conflictIndex: 2, conflictTerm: 2 },
  { log: [1, 1, 1], prev: [2, 4], conflictIndex: 1, conflictTerm: 1 },
])('a refusal at $prev of log $log points to index $conflictIndex', ({ log, prev, ...hint }) => {
  const c = follower(...log);
  c.give(0, 1, append(5, prev[0]!, prev[1]!, []));
  expect(c.wire.at(-1)?.message).toMatchObject({ success: false, index: prev[0], ...hint });
});

// Raft §5.3 and figure 7: whatever a follower's log holds, the leader brings it to its own.
test.each([
  { name: 'too short', log: [1, 1] },
  { name: 'entries of a term of its own', log: [1, 1, 2, 2, 2, 2, 2, 2, 2, 2] },
  { name: 'some of the same term, then others', log: [1, 1, 1, 3, 3, 3] },
])('the leader finds where the logs meet: $name', ({ log }) => {
  const c = createCluster(3);
  const lead = [1, 1, 1, 4, 4];
  lead.forEach((term, i) => {
    for (const node of [0, 1]) c.give(node, 2, append(term, i, lead[i - 1] ?? 0, [entry(i + 1, term)]));
  });
  log.forEach((term, i) => {
    c.give(2, 1, append(term, i, log[i - 1] ?? 0, [entry(i + 1, term)]));
  });
  for (let i = 0; i < 3; i++) c.sync();
  c.drop();
  c.elect(0);
  c.fire(0, 'heartbeat');
  c.settle();
  expect(terms(c, 2)).toEqual([1, 1, 1, 4, 4, 5]);
  expect(c.state(0).peers.get(2)).toMatchObject({ match: 6, next: 7, probing: false });
});

// Figure 2: what is not on disk is not acknowledged.
test('an entry that is not synced is not acknowledged', () => {
  const c = createCluster(3);
  c.elect(0);
  c.ask(0, 'write', 'x', 1);
  c.deliver(({ to }) => to === 1);
  expect(c.wire.filter(({ from }) => from === 1)).toEqual([]);
  c.sync(1);
  expect(c.wire.find(({ from }) => from === 1)?.message).toMatchObject({ success: true, index: 2 });
});

// Dissertation §10.2.1: the leader writes in parallel with its followers, and counts itself when it is done.
test('the leader counts its own entry only when it is synced', () => {
  const c = createCluster(3);
  c.elect(0);
  const id = c.ask(0, 'write', 'x', 1);
  c.deliver(toAndFrom(0, 1));
  c.sync(1);
  c.deliver(toAndFrom(0, 1));
  expect([c.state(0).peers.get(1)?.match, c.state(0).commitIndex]).toEqual([2, 1]);
  c.sync(0);
  expect(c.state(0).commitIndex).toBe(2);
  expect(c.reply(id)?.status).toBe('ok');
});

/** Elects `node` with the votes of `voters`; what it sends as leader is lost. */
function electOnly(c: Cluster, node: number, voters: readonly number[]): void {
  const among = ({ from, to, message }: Sent) =>
    [from, to].every((id) => id === node || voters.includes(id)) && /vote/i.test(message.kind);
  c.pass(300);
  c.fire(node, 'election');
  for (let i = 0; i < 3; i++) {
    c.deliver(among);
    c.sync();
  }
  c.drop();
}

// Raft §5.4.2, figure 8: an entry of an earlier term is not committed because a majority holds it.
test('figure 8: an old entry on a majority can still be replaced, so it is not committed', () => {
  const c = createCluster(5, { maxBatch: 1 });
  // (a) S1 leads, and replicates the entry at index 2 to S2 alone.
  c.elect(0);
  c.ask(0, 'write', 'x', 1);
  c.settle([0, 1]);
  c.drop();
  c.crash(0);
  // (b) S5 leads the next term, with S3 and S4, and has another entry at index 2.
  electOnly(c, 4, [2, 3]);
  expect([c.state(4).role, c.state(4).term, terms(c, 4)]).toEqual(['leader', 2, [1, 2]]);
  c.crash(4);
  // (c) S1 is back, leads term 3, and goes on replicating index 2: now S1, S2 and S3 have it.
  c.restart(0);
  electOnly(c, 0, [1, 2, 3]); // learns of term 2
  electOnly(c, 0, [1, 2, 3]);
  expect([c.state(0).role, c.state(0).term, terms(c, 0)]).toEqual(['leader', 3, [1, 1, 3]]);
  const isOld = ({ message }: Sent) =>
    message.kind !== 'append' || !message.entries.some(({ term }) => term === 3);
  c.fire(0, 'heartbeat');
  for (let i = 0; i < 5; i++) {
    c.deliver(isOld);
    c.sync();
  }
  expect([0, 1, 2].map((id) => terms(c, id)[1])).toEqual([1, 1, 1]);
  expect([1, 2].map((id) => c.state(0).peers.get(id)?.match)).toEqual([2, 2]);
  expect(c.state(0).commitIndex).toBeLessThan(2);
  // (d) S1 crashes; S5 is elected by S3 and S4, and replaces index 2 everywhere.
  c.crash(0);
  c.drop();
  c.restart(4);
  electOnly(c, 4, [2, 3]); // learns of term 3
  c.elect(4, [1, 2, 3, 4]);
  c.fire(4, 'heartbeat');
  c.settle([1, 2, 3, 4]);
  expect([1, 2, 3, 4].map((id) => terms(c, id))).toEqual([1, 2, 3, 4].map(() => [1, 2, 4]));
  expect(c.violations).toEqual([]);
});

test('§5.4.2: a leader does not commit an old entry that a majority holds until its own one follows', () => {
  const c = createCluster(3);
  for (const node of [0, 1]) c.give(node, 2, append(1, 0, 0, [entry(1, 1), entry(2, 1)]));
  c.sync();
  c.drop();
  c.pass(300);
  c.fire(0, 'election');
  c.settle([0, 1]);
  expect([c.state(0).role, c.state(0).term]).toEqual(['leader', 2]);
  expect(terms(c, 0)).toEqual([1, 1, 2]);
  expect(c.state(0).commitIndex).toBe(3); // with its no-op
  // The same election, stopped where the old entries are known to be on a majority, but not the no-op.
  const d = createCluster(3);
  for (const node of [0, 1]) d.give(node, 2, append(1, 0, 0, [entry(1, 1), entry(2, 1)]));
  d.sync();
  d.drop();
  d.pass(300);
  d.fire(0, 'election');
  d.deliver(({ to, from }) => to !== 2 && from !== 2);
  d.sync();
  d.deliver(({ message }) => message.kind === 'vote' || message.kind === 'voteReply');
  d.sync();
  d.deliver(({ message }) => message.kind === 'vote' || message.kind === 'voteReply');
  expect(d.state(0).role).toBe('leader');
  d.sync(0);
  d.give(0, 1, {
    kind: 'appendReply',
    term: 2,
    success: true,
    index: 2,
    conflictIndex: 0,
    conflictTerm: 0,
    round: 1,
  });
  expect([d.state(0).peers.get(1)?.match, d.state(0).commitIndex]).toEqual([2, 0]);
});

// Figure 2: a follower commits no further than the last entry that is known to agree.
test('commitment stops at what the message shows to agree', () => {
  const c = follower(1, 1, 1);
  c.give(0, 1, append(2, 1, 1, [], 3));
  expect(c.state(0).commitIndex).toBe(1);
});

// Raft §5.3: the leader retries until every follower has everything; batches are bounded.
test('a follower that was away gets the log in batches', () => {
  const c = createCluster(3, { maxBatch: 2 });
  c.elect(0);
  for (let i = 0; i < 9; i++) c.ask(0, 'write', 'x', i);
  c.settle([0, 1]);
  c.drop();
  c.fire(0, 'heartbeat');
  const sizes: number[] = [];
  c.deliver((sent) => {
    if (sent.message.kind === 'append' && sent.to === 2) sizes.push(sent.message.entries.length);
    return true;
  });
  c.settle();
  expect(c.state(2).log.entries.length).toBe(10);
  expect(Math.max(...sizes)).toBe(2);
});

// Figure 2, durability: what was committed survives the crash of everybody.
test('everybody crashes; what was committed is still there', () => {
  const c = createCluster(3);
  c.elect(0);
  const id = c.ask(0, 'write', 'x', 1);
  c.settle();
  expect(c.reply(id)?.status).toBe('ok');
  for (const node of [0, 1, 2]) c.crash(node);
  for (const node of [0, 1, 2]) c.restart(node);
  c.elect(1);
  const read = c.ask(1, 'read', 'x');
  c.settle();
  expect(c.reply(read)).toMatchObject({ status: 'ok', value: 1 });
  expect(c.violations).toEqual([]);
});
