/** The summary page of a CI step: verdicts first, stories folded, every text a text, never too long. */
import { expect, test } from 'vitest';
import { stepSummaryOf } from '../../../src/report/ci/step-summary.js';
import { poisoned, suites } from './suites.js';

test('a failing hunt, as it is written', async () => {
  await expect(stepSummaryOf([suites['failing hunt']!()])).toMatchFileSnapshot(
    '../../golden/hunt-step-summary.md',
  );
});

test('the worst verdict first, then a line for each scenario, in order', () => {
  const text = stepSummaryOf(Object.values(suites).map((make) => make()));
  expect(text.startsWith('## Foretell: INVALID\n')).toBe(true);
  const rows = text.split('\n').filter((line) => /^\| \*\*(VALID|INVALID|UNKNOWN)\*\* \|/.test(line));
  expect(rows).toHaveLength(Object.keys(suites).length);
  expect(stepSummaryOf([suites['clean hunt']!()]).startsWith('## Foretell: VALID\n')).toBe(true);
  expect(stepSummaryOf([suites['part of a hunt']!()]).startsWith('## Foretell: UNKNOWN\n')).toBe(true);
});

const markup = (text: string) =>
  text.replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, '').match(/<(?!\/?(details|summary|b)\b)[a-z][^>]*>|<b a=/gi);

test('nothing in a result becomes markup, and what is folded is closed', () => {
  for (const make of Object.values(suites)) {
    const text = stepSummaryOf([poisoned(make())]);
    expect(markup(text.replace(/<details open>/g, '<details>'))).toBeNull();
    const outside = text.replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, '');
    expect(outside.match(/<details/g)?.length).toBe(outside.match(/<\/details>/g)?.length);
    expect(text).not.toContain('\u0000');
  }
});

test('control: markup would be noticed', () => {
  expect(markup('a <b a="x">')).not.toBeNull();
  expect(markup('a <script>')).not.toBeNull();
});

test('stays below what GitHub takes, and says what it left out', () => {
  const one = suites['crowded hunt']!();
  const text = stepSummaryOf(Array.from({ length: 60 }, () => one));
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(text).toMatch(/\*\d+ more parts are too long for this page\.\*\n$/);
});
