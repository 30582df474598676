/**
 * Membership changes against published cases (etcd-io/raft, confchange), as far as they map to ours.
 *
 * Every change of ours is joint and names the whole new set, so that `enter-joint` with voters maps to it,
 * and `leave-joint` follows by itself once the joint configuration is committed. What does not map: lasting
 * learners (ours exist only while they catch up), changes of one voter without a joint configuration, and
 * an `enter-joint` that changes nothing, which we answer at once without logging anything.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCluster } from './cluster.js';

const CASES = new URL('../../../../shared/conformance/etcd-raft/confchange/', import.meta.url);
const isThere = existsSync(CASES);
const title = (name: string) => (isThere ? name : `${name} (skipped: ../shared/conformance is not there)`);

interface Case {
  readonly command: string;
  readonly operations: readonly string[];
  readonly expected: string;
}

const casesIn = (file: string): readonly Case[] =>
  readFileSync(new URL(file, CASES), 'utf8')
    .split(/\n\s*\n/)
    .flatMap((block): Case[] => {
      const lines = block.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
      const rule = lines.indexOf('----');
      if (rule < 1) return [];
      const operations = lines.slice(1, rule).join(' ').split(' ');
      return [{ command: lines[0]!.split(' ')[0]!, operations, expected: lines[rule + 1]! }];
    });

const FILES = ['joint_autoleave.txt', 'joint_idempotency.txt', 'joint_safety.txt', 'joint_learners_next.txt'];

const numbers = (list: string) => list.split(' ').map((n) => Number(n) - 1);

test.skipIf(!isThere)(title('entering and leaving a joint configuration comes out as published'), () => {
  let mapped = 0;
  for (const { command, operations, expected } of FILES.flatMap(casesIn)) {
    const joint = /^voters=\(([\d ]+)\)&&\(1\)( autoleave)?$/.exec(expected);
    if (command !== 'enter-joint' || joint === null || !operations.some((o) => /^v/.test(o))) continue;
    const voters = numbers(joint[1]!);
    const c = createCluster(Math.max(...voters) + 1, { members: 1 });
    c.elect(0);
    const asked = c.ask(0, 'change-membership', null, voters);
    c.deliver(); // without syncs nothing is committed: the configuration stays joint
    expect(c.state(0).configs.at(-1)?.config).toEqual({ voters, outgoing: [0] });
    const again = c.ask(0, 'change-membership', null, [0]);
    expect(c.reply(again)?.status).toBe('fail'); // published as "config is already joint"
    c.settle();
    expect(c.state(0).configs.at(-1)?.config).toEqual({ voters, outgoing: [] }); // leave-joint
    expect(c.reply(asked)?.status).toBe('ok');
    expect(c.violations).toEqual([]);
    mapped += 1;
  }
  expect(mapped).toBeGreaterThan(0);
});

test.skipIf(!isThere)(title('a change that removes every voter is refused, as published'), () => {
  const removed = casesIn('simple_safety.txt').filter(({ expected }) => expected === 'removed all voters');
  expect(removed.length).toBeGreaterThan(0);
  const c = createCluster(2);
  c.elect(0);
  expect(c.reply(c.ask(0, 'change-membership', null, []))?.status).toBe('fail');
});
