/** Raft with all its rules, through everything at once: every property holds, over many seeds. */
import { expect, test } from 'vitest';
import { RULES } from '../../../models/consensus/raft/monitor/watch.js';
import { raft } from '../../../models/consensus/raft.js';
import { chaosRecord, chaosVerdict } from './raft-chaos.js';

const SEEDS = 51;

test(`nothing is wrong in ${SEEDS} runs of chaos: reads by ReadIndex, by lease and by log, a third each`, () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const found = chaosVerdict(raft, seed);
    if (found !== undefined) wrong.push(found);
  }
  expect(wrong).toEqual([]);
});

test('each of its rules is put to the test, and each fault hits somebody', () => {
  const judged = new Map<string, number>();
  for (const seed of [1, 2, 3]) {
    const record = chaosRecord(raft, seed);
    for (const rule of record.rules) judged.set(rule.rule, (judged.get(rule.rule) ?? 0) + rule.judged);
    expect(record.faults.filter(({ touched }) => touched === 0).map(({ text }) => text)).toEqual([]);
  }
  expect(RULES.filter((rule) => (judged.get(rule) ?? 0) === 0)).toEqual([]);
});

test('the same seed gives the same run', () => {
  expect(chaosRecord(raft, 7).digest).toBe(chaosRecord(raft, 7).digest);
  expect(chaosRecord(raft, 7).digest).not.toBe(chaosRecord(raft, 8).digest);
});
