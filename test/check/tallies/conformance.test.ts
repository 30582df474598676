/** Labelled histories of Jepsen's and Maelstrom's checkers, read in place; skipped where the folder is absent. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkTallyHistory, type TallyHistoryOptions } from '../../../src/check/tallies/from-text.js';
import { mapWithVerdict } from '../../../src/check/tallies.js';
import { readEdnHistory, writeEdnHistory } from '../../../src/observe/edn.js';
import type { Json } from '../../../src/observe/history.js';
import { readJsonlHistory } from '../../../src/observe/jsonl.js';
import { TALLY_NAMES } from '../../../src/observe/tally-names.js';

const CASES = new URL('../../../../shared/conformance/jepsen-checkers/cases.json', import.meta.url);

interface Case {
  readonly id: string;
  readonly checker: string;
  readonly history: readonly Readonly<Record<string, Json>>[];
  readonly expect: Readonly<Record<string, Json>>;
}

const readCases = (): readonly Case[] =>
  existsSync(CASES) ? JSON.parse(readFileSync(CASES, 'utf8')).cases : [];

/** Where a case names or shows a thing in its own way. */
const OWN_WAYS: { readonly [name: string]: (map: Readonly<Record<string, Json>>) => unknown } = {
  valid: (map) => map['valid?'],
  lost_latencies_ms: (map) => map['lost-latencies'],
  stable_latencies_ms: (map) => map['stable-latencies'],
  error_values: ({ errors }) => (errors as unknown as { value: Json }[]).map(({ value }) => value),
  forks: ({ forks }) =>
    (forks as unknown as { index: number }[][]).map((pair) => pair.map(({ index }) => index)),
};

describe.skipIf(!existsSync(CASES))(
  'labelled histories of Jepsen and Maelstrom (skipped where the folder is absent)',
  () => {
    const cases = readCases();

    it('has cases for every checker', () => {
      const names = new Set(cases.map(({ checker }) => checker.split(' ')[0]));
      expect([...names].sort()).toEqual([...TALLY_NAMES].sort());
    });

    it.each(cases)('$id', ({ checker, history, expect: expected }) => {
      const name = TALLY_NAMES.find((each) => each === checker.split(' ')[0])!;
      const size = /group size (\d+)/.exec(checker)?.[1];
      const options: TallyHistoryOptions = size === undefined ? {} : { groupSize: Number(size) };
      const json = readJsonlHistory(history.map((event) => `${JSON.stringify(event)}\n`).join(''));
      for (const read of [json, readEdnHistory(writeEdnHistory(json.events))]) {
        const checked = checkTallyHistory(read, name, options);
        if (checked.kind === 'rejected') throw new Error(JSON.stringify(checked.problems));
        const map = mapWithVerdict(checked.result);
        const told = Object.keys(expected).map((key) => {
          const own = OWN_WAYS[key];
          return [key, own === undefined ? map[key.replaceAll('_', '-')] : own(map)];
        });
        // Latencies are labelled at some quantiles only.
        expect(Object.fromEntries(told)).toMatchObject(expected);
        for (const [key, value] of told)
          if (Array.isArray(value)) expect(value).toEqual(expected[key as string]);
      }
    });
  },
);
