/** Membership changes by joint consensus, one test per rule: Raft §6. */
import { expect, test } from 'vitest';
import { configOf } from '../../../models/consensus/raft/state.js';
import { type Cluster, createCluster } from './cluster.js';

const beat = (c: Cluster, node: number) => {
  c.pass(50);
  c.fire(node, 'heartbeat');
  c.settle();
};
const configs = (c: Cluster, node: number) =>
  c.state(node).log.entries.flatMap(({ command }) => (command.kind === 'config' ? [command.config] : []));

// Raft §6: C_old,new, then C_new; a configuration holds as soon as it is in the log.
test('members change through a joint configuration', () => {
  const c = createCluster(5, { members: 3 });
  c.elect(0);
  const id = c.ask(0, 'change-membership', null, ['db/1', 'db/4', 'db/5']);
  for (let i = 0; i < 3; i++) beat(c, 0);
  expect(configs(c, 0)).toEqual([
    { voters: [0, 3, 4], outgoing: [0, 1, 2] },
    { voters: [0, 3, 4], outgoing: [] },
  ]);
  expect(c.reply(id)).toMatchObject({ status: 'ok', value: [0, 3, 4] });
  expect([...c.state(0).peers.keys()]).toEqual([3, 4]);
  expect(c.violations).toEqual([]);
});

// Raft §6: new servers catch up without a vote before the change begins.
test('nothing is logged before the new servers have caught up', () => {
  const c = createCluster(4, { members: 3, maxBatch: 2 });
  c.elect(0);
  for (let i = 0; i < 9; i++) c.ask(0, 'write', 'x', i);
  c.settle([0, 1, 2]);
  const id = c.ask(0, 'change-membership', null, [0, 1, 2, 3]);
  c.settle([0, 1, 2]);
  expect([configs(c, 0), c.state(0).peers.has(3)]).toEqual([[], true]);
  for (let i = 0; i < 4; i++) beat(c, 0);
  expect(configOf(c.state(3))).toEqual({ voters: [0, 1, 2, 3], outgoing: [] });
  expect(c.reply(id)?.status).toBe('ok');
});

test('a change whose new servers never catch up is given up', () => {
  const c = createCluster(4, { members: 3 });
  c.elect(0);
  for (let i = 0; i < 99; i++) c.ask(0, 'write', 'x', i);
  c.settle();
  c.crash(3);
  const id = c.ask(0, 'change-membership', null, [0, 1, 2, 3]);
  for (let i = 0; i < 101; i++) beat(c, 0);
  expect(c.reply(id)).toMatchObject({ status: 'fail' });
  expect([configs(c, 0), [...c.state(0).peers.keys()]]).toEqual([[], [1, 2]]);
});

// Raft §6: while the change is under way, entries need both majorities.
test('no entry is committed with the new majority alone, or the old one alone', () => {
  for (const within of [
    [0, 3, 4],
    [0, 1, 2],
  ]) {
    const c = createCluster(5, { members: 3 });
    c.elect(0);
    c.ask(0, 'change-membership', null, [0, 3, 4]);
    c.deliver(({ from, to }) => from >= 3 || to >= 3); // the new ones catch up, and so the joint one is logged
    expect(configs(c, 0)).toEqual([{ voters: [0, 3, 4], outgoing: [0, 1, 2] }]);
    const { commitIndex } = c.state(0);
    c.settle(within);
    expect(c.state(0).commitIndex).toBe(commitIndex);
    c.settle();
    expect(c.state(0).commitIndex).toBeGreaterThan(commitIndex);
    expect(c.violations).toEqual([]);
  }
});

// Raft §6: a leader that is not in C_new leads until C_new is committed, then steps down.
test('a leader that leaves steps down when the change is committed', () => {
  const c = createCluster(3);
  c.elect(0);
  const id = c.ask(0, 'change-membership', null, [1, 2]);
  c.settle();
  expect([c.state(0).role, c.reply(id)?.status]).toEqual(['follower', 'ok']);
  expect(configOf(c.state(1))).toEqual({ voters: [1, 2], outgoing: [] });
  c.elect(1);
  expect([c.state(1).role, [...c.state(1).peers.keys()]]).toEqual(['leader', [2]]);
  c.pass(300);
  c.fire(0, 'election'); // it has no vote any more and does not campaign
  expect(c.state(0).role).toBe('follower');
  expect(c.violations).toEqual([]);
});

// Raft §6: a server uses the latest configuration in its log; if that entry goes, the one before holds again.
test('a configuration that is overwritten no longer holds', () => {
  const c = createCluster(3);
  c.elect(0);
  c.ask(0, 'change-membership', null, [0, 1]);
  c.drop();
  expect(configOf(c.state(0)).outgoing).toEqual([0, 1, 2]);
  c.elect(1, [1, 2]);
  beat(c, 1);
  expect(configOf(c.state(0))).toEqual({ voters: [0, 1, 2], outgoing: [] });
  expect(c.violations).toEqual([]);
});

// Raft §6: whoever leads next finishes a change that is in its log.
test('the next leader finishes a change that is under way', () => {
  const c = createCluster(4, { members: 3 });
  c.elect(0);
  c.ask(0, 'change-membership', null, [1, 2, 3]);
  c.deliver(({ from, to }) => from === 3 || to === 3);
  c.deliver(({ from }) => from === 0);
  c.sync();
  c.crash(0);
  c.drop();
  expect(configOf(c.state(1)).outgoing).toEqual([0, 1, 2]);
  c.elect(1);
  beat(c, 1);
  expect(configOf(c.state(1))).toEqual({ voters: [1, 2, 3], outgoing: [] });
  expect(c.violations).toEqual([]);
});

test('one change at a time; the same one asked again is one; nonsense is refused', () => {
  const c = createCluster(4, { members: 3 });
  c.elect(0);
  const first = c.ask(0, 'change-membership', null, [0, 1, 2, 3]);
  const again = c.ask(0, 'change-membership', null, [0, 1, 2, 3]);
  const other = c.ask(0, 'change-membership', null, [0, 1]);
  expect(c.reply(other)?.status).toBe('fail');
  c.settle();
  expect([c.reply(first)?.status, c.reply(again)?.status]).toEqual([undefined, 'ok']);
  for (const value of [null, [], ['db/9'], [0, 9], 'db/1']) {
    expect(c.reply(c.ask(0, 'change-membership', null, value))?.status).toBe('fail');
  }
});
