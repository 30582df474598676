/** Clients, reads and snapshots, one test per rule: Raft §7, §8; dissertation §6.3, §6.4. */
import { expect, test } from 'vitest';
import { type Cluster, createCluster } from './cluster.js';

const value = (c: Cluster, node: number, key: string) => c.state(node).machine.data.get(key);
const beat = (c: Cluster, node: number) => {
  c.fire(node, 'heartbeat');
  c.settle();
};

// Raft §8: clients are sent to the leader.
test('a follower sends clients to the leader it knows, and to nobody if it knows none', () => {
  const c = createCluster(3);
  expect(c.reply(c.ask(1, 'write', 'x', 1))).toMatchObject({ status: 'redirect', to: undefined });
  c.elect(0);
  expect(c.reply(c.ask(1, 'write', 'x', 1))).toMatchObject({ status: 'redirect', to: 0 });
});

test('write, read, cas and append do what they say', () => {
  const c = createCluster(3);
  c.elect(0);
  const run = (f: string, key: string, input: number | readonly number[] | null = null) => {
    const id = c.ask(0, f, key, input);
    c.settle();
    return c.reply(id);
  };
  expect(run('read', 'x')).toMatchObject({ status: 'ok', value: null });
  expect(run('write', 'x', 1)?.status).toBe('ok');
  expect(run('cas', 'x', [1, 2])?.status).toBe('ok');
  expect(run('cas', 'x', [1, 3])).toMatchObject({ status: 'fail', error: 'cas mismatch' });
  expect(run('read', 'x')).toMatchObject({ status: 'ok', value: 2 });
  run('append', 'l', 7);
  run('append', 'l', 8);
  expect(run('read', 'l')).toMatchObject({ status: 'ok', value: [7, 8] });
  expect(run('append', 'x', 9)).toMatchObject({ status: 'fail', error: 'not a list' });
  expect(run('pop', 'x')).toMatchObject({ status: 'fail', error: 'unknown operation pop' });
  expect(c.violations).toEqual([]);
});

// Raft §8: a request that is retried is carried out once and answered the same.
test('a retried request is not carried out again, by this leader or the next', () => {
  const c = createCluster(3);
  c.elect(0);
  const first = c.ask(0, 'append', 'l', 7, 5, 1);
  const again = c.ask(0, 'append', 'l', 7, 5, 1); // while the first is under way
  c.settle();
  const later = c.ask(0, 'append', 'l', 7, 5, 1); // after it was applied
  c.settle();
  expect([first, again, later].map((id) => c.reply(id)?.status)).toEqual(['ok', 'ok', 'ok']);
  c.elect(1);
  const elsewhere = c.ask(1, 'append', 'l', 7, 5, 1);
  c.settle();
  expect(c.reply(elsewhere)?.status).toBe('ok');
  expect(value(c, 1, 'l')).toEqual([7]);
  expect(c.violations).toEqual([]);
});

// Raft §5.4, §8: whoever is deposed cannot know what becomes of its entries.
test('a deposed leader never says that an entry of its log failed', () => {
  const c = createCluster(3);
  c.elect(0);
  const id = c.ask(0, 'write', 'x', 1);
  c.drop();
  c.elect(1, [1, 2]);
  expect(c.reply(id)).toBeUndefined();
  beat(c, 1);
  expect(c.reply(id)).toMatchObject({ status: 'unknown' });
  expect(c.state(0).role).toBe('follower');
});

// Dissertation §6.4: ReadIndex needs a heartbeat round that began after the read came.
test('a read by ReadIndex is answered only after a round to a majority', () => {
  const c = createCluster(3, { reads: 'read-index' });
  c.elect(0);
  const entries = c.state(0).log.entries.length;
  const read = c.ask(0, 'read', 'x');
  expect(c.reply(read)).toBeUndefined();
  const during = c.ask(0, 'read', 'x'); // the round under way began before it
  c.deliver(({ to, from }) => from === 0 && to === 1);
  c.deliver(({ to, from }) => from === 1 && to === 0);
  expect([c.reply(read)?.status, c.reply(during)?.status]).toEqual(['ok', undefined]);
  c.settle();
  expect(c.reply(during)?.status).toBe('ok');
  expect(c.state(0).log.entries.length).toBe(entries);
});

test('a leader that was replaced without knowing it answers no read by ReadIndex', () => {
  const c = createCluster(3, { reads: 'read-index' });
  c.elect(0);
  c.elect(1, [1, 2]);
  c.ask(1, 'write', 'x', 2);
  c.settle([1, 2]);
  c.drop();
  const read = c.ask(0, 'read', 'x');
  expect([c.state(0).role, c.reply(read)]).toEqual(['leader', undefined]);
  c.settle();
  expect(c.reply(read)).toMatchObject({ status: 'redirect' });
});

// Raft §8, dissertation §6.4 step 1: no read before an entry of the leader's own term is committed.
test('a new leader answers no read before its no-op is committed', () => {
  const c = createCluster(3, { reads: 'read-index' });
  c.elect(0);
  c.ask(0, 'write', 'x', 1);
  c.settle();
  c.crash(0);
  c.pass(300);
  c.fire(1, 'election');
  c.deliver(({ message }) => message.kind.startsWith('preVote'));
  c.sync(1);
  c.deliver(({ message }) => message.kind === 'vote');
  c.sync(2);
  c.deliver(({ message }) => message.kind === 'voteReply');
  expect([c.state(1).role, c.state(1).commitIndex]).toEqual(['leader', 1]);
  const read = c.ask(1, 'read', 'x');
  expect(c.state(1).reads[0]?.index).toBe(3); // its no-op
  c.deliver(({ message }) => message.kind === 'append');
  expect(c.reply(read)).toBeUndefined();
  c.settle();
  expect(c.reply(read)).toMatchObject({ status: 'ok', value: 1 });
});

// Dissertation §6.4.1: a lease counts from when its round was sent, and is shortened by the drift bound.
test('a lease answers at once, until lease x (1 - drift) / (1 + drift) after its round began', () => {
  const c = createCluster(3, { reads: 'lease' });
  c.elect(0);
  beat(c, 0);
  const answersAtOnce = () => c.reply(c.ask(0, 'read', 'x'))?.status === 'ok';
  c.pass(147); // 150 ms x 0.99 / 1.01 = 147.03 ms
  expect(answersAtOnce()).toBe(true);
  c.pass(1);
  expect(answersAtOnce()).toBe(false);
});

test('the time that a round takes is not added to the lease', () => {
  const c = createCluster(3, { reads: 'lease' });
  c.elect(0);
  c.pass(200);
  c.fire(0, 'heartbeat');
  c.pass(100);
  c.settle();
  c.pass(40);
  expect(c.reply(c.ask(0, 'read', 'x'))?.status).toBe('ok');
  c.drop();
  c.pass(20);
  expect(c.reply(c.ask(0, 'read', 'x'))).toBeUndefined();
});

test('after asking somebody to take over, a leader has no lease any more', () => {
  const c = createCluster(3, { reads: 'lease' });
  c.elect(0);
  beat(c, 0);
  c.ask(0, 'transfer', null, 1);
  c.drop(({ message }) => message.kind === 'timeoutNow');
  for (let i = 0; i < 5; i++) {
    c.pass(50);
    beat(c, 0);
  }
  expect([c.state(0).role, c.state(0).transfer]).toEqual(['leader', undefined]);
  expect(c.reply(c.ask(0, 'read', 'x'))).toBeUndefined();
});

test('a stale read is answered by anybody, from what it has', () => {
  const c = createCluster(3, { reads: 'stale' });
  c.elect(0);
  c.ask(0, 'write', 'x', 1);
  c.settle();
  expect(c.reply(c.ask(0, 'read', 'x'))).toMatchObject({ status: 'ok', value: 1 });
  expect(c.reply(c.ask(1, 'read', 'x'))).toMatchObject({ status: 'ok', value: null }); // not told yet
});

/** Three nodes, the third cut off from the first write on, with a snapshot on the others. */
function withSnapshot(): Cluster {
  const c = createCluster(3, { snapshotEvery: 5 });
  c.elect(0);
  for (let i = 1; i <= 7; i++) c.ask(0, 'append', 'l', i, i, 1);
  c.settle([0, 1]);
  c.drop();
  return c;
}

// Raft §7: a snapshot replaces the log it covers and keeps the last included index and term.
test('a snapshot takes the place of the entries that it covers, in memory and on disk', () => {
  const c = withSnapshot();
  const { log, snapshot } = c.state(0);
  expect(snapshot.index).toBeGreaterThanOrEqual(5);
  expect([log.snapshotIndex, log.snapshotTerm, snapshot.term]).toEqual([snapshot.index, 1, 1]);
  expect(log.entries.length).toBe(8 - snapshot.index);
  c.crash(0);
  c.restart(0);
  expect([c.state(0).lastApplied, c.state(0).log.entries.length]).toEqual([
    snapshot.index,
    8 - snapshot.index,
  ]);
});

// Raft §7: a follower that needs entries that are gone gets the snapshot, and goes on from its last term.
test('a follower that lags too far is sent the snapshot, and the log after it', () => {
  const c = withSnapshot();
  beat(c, 0);
  beat(c, 0);
  expect(value(c, 2, 'l')).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(c.state(2).snapshot.term).toBe(1);
  expect(c.state(0).peers.get(2)).toMatchObject({ match: 8, probing: false, snapshotRound: 0 });
  expect(c.violations).toEqual([]);
});

// Dissertation §6.3: the sessions are part of the state, so they are part of its snapshots.
test('a retried request is recognised by a node that knows its session from a snapshot only', () => {
  const c = withSnapshot();
  beat(c, 0);
  beat(c, 0);
  c.crash(0);
  c.elect(2);
  const again = c.ask(2, 'append', 'l', 3, 3, 1);
  c.settle();
  expect(c.reply(again)?.status).toBe('ok');
  expect(value(c, 2, 'l')).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

// Figure 13: entries after a snapshot are kept if the log agrees with its last entry, else all of it goes.
test('an installed snapshot keeps what follows it, or replaces a log that differs', () => {
  const c = withSnapshot();
  const { snapshot } = c.state(0);
  const message = { kind: 'installSnapshot', term: 9, snapshot, round: 1 } as const;
  const entry = (index: number, term: number) => ({ index, term, command: { kind: 'noop' } as const });
  const entries = Array.from({ length: 9 }, (_, i) => entry(i + 2, i < snapshot.index - 1 ? 1 : 8));
  for (const [lastTerm, left] of [
    [1, 10 - snapshot.index],
    [8, 0],
  ] as const) {
    const d = createCluster(3);
    const own = entries.map((e) => (e.index === snapshot.index ? entry(e.index, lastTerm) : e));
    d.give(2, 0, {
      kind: 'append',
      term: 8,
      prevIndex: 0,
      prevTerm: 0,
      entries: [entry(1, 1), ...own],
      commit: 0,
      round: 1,
    });
    d.give(2, 0, message);
    expect(d.state(2).log.entries.length).toBe(left);
    expect(d.state(2).lastApplied).toBe(snapshot.index);
  }
});
