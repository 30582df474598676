/** Quorums, simple and joint (Raft §5.2, §5.3, §6), against published cases where the folder is there. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { quorumReached, voteResult } from '../../../models/consensus/raft/quorum.js';
import type { NodeId } from '../../../src/model/index.js';

const CASES = new URL('../../../../shared/conformance/etcd-raft/quorum/', import.meta.url);
const isThere = existsSync(CASES);
const title = (name: string) => (isThere ? name : `${name} (skipped: ../shared/conformance is not there)`);

interface Case {
  readonly command: string;
  readonly voters: readonly NodeId[];
  readonly outgoing: readonly NodeId[];
  readonly given: readonly string[];
  readonly expected: string;
  readonly text: string;
}

/** `command args`, `----`, lines of explanation, and the answer on the last line before the blank one. */
function casesIn(file: string): readonly Case[] {
  const blocks = readFileSync(new URL(file, CASES), 'utf8').split(/\n\s*\n/);
  return blocks.flatMap((block): Case[] => {
    const lines = block.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    const [text = ''] = lines;
    if (!/^(vote|committed)/.test(text)) return [];
    const list = (key: string) => {
      const inside = new RegExp(`\\b${key}=\\(([^)]*)\\)`).exec(text)?.[1];
      return inside === undefined ? [] : inside.split(',').map((part) => part.trim());
    };
    const voters = list('cfg').map(Number);
    const outgoing = list('cfgj').map(Number);
    const given = [...list('votes'), ...list('idx')];
    return [
      {
        command: text.split(' ')[0]!,
        voters,
        outgoing,
        given,
        expected: lines[lines.length - 1]!.trim(),
        text,
      },
    ];
  });
}

/** What each voter gave: in the order of the voters of `cfg`, then those of `cfgj` that are new. */
function byVoter({ voters, outgoing, given }: Case): ReadonlyMap<NodeId, string> {
  const order = [...new Set([...voters, ...outgoing])];
  return new Map(order.map((voter, i) => [voter, given[i] ?? '_']));
}

const VOTES = { won: 'VoteWon', lost: 'VoteLost', pending: 'VotePending' } as const;

function answerTo(one: Case): string {
  const said = byVoter(one);
  const config = { voters: one.voters, outgoing: one.outgoing };
  if (one.command === 'vote') {
    const votes = new Map<NodeId, boolean>();
    for (const [voter, vote] of said) if (vote !== '_') votes.set(voter, vote === 'y');
    return VOTES[voteResult(config, votes)];
  }
  const reached = quorumReached(config, said, (source, voter) =>
    Number(source.get(voter)?.replace('_', '0')),
  );
  return reached === Infinity ? '∞' : String(reached);
}

for (const file of ['majority_commit.txt', 'joint_commit.txt', 'majority_vote.txt', 'joint_vote.txt']) {
  test.skipIf(!isThere)(title(`${file}: every case comes out as published`), () => {
    const cases = casesIn(file);
    expect(cases.length).toBeGreaterThan(8);
    for (const one of cases) {
      const expected = one.expected.includes('∞') ? '∞' : one.expected;
      expect(`${one.text} => ${answerTo(one)}`).toBe(`${one.text} => ${expected}`);
    }
  });
}

// Raft §6: agreement needs separate majorities from both the old and the new configuration.
test('while members change, both majorities decide', () => {
  const config = { voters: [1, 2, 3], outgoing: [4, 5, 6] };
  const stored = new Map([1, 2, 3, 4].map((id) => [id, 7]));
  const reached = (source: ReadonlyMap<NodeId, number>, voter: NodeId) => source.get(voter) ?? 0;
  expect(quorumReached(config, stored, reached)).toBe(0);
  expect(quorumReached({ ...config, outgoing: [] }, stored, reached)).toBe(7);
  const votes = new Map([1, 2, 3, 4].map((id) => [id, true]));
  expect(voteResult(config, votes)).toBe('pending');
  expect(voteResult(config, new Map([...votes, [5, true]]))).toBe('won');
  expect(voteResult(config, new Map([...votes, [5, false], [6, false]]))).toBe('lost');
});
