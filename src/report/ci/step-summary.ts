/**
 * Results as Markdown for the summary page of a CI step (`$GITHUB_STEP_SUMMARY`): verdicts first, then each failure's
 * story, folded up, then tables. Texts are escaped; the whole stays below GitHub's limit of a mebibyte.
 */
import { type Verdict, worst } from '../../check/verdict.js';
import { escapeHtml } from '../html.js';
import { escapeMarkdown, writeBlocks } from '../markdown.js';
import { cell, left } from '../page.js';
import type { Problem, Suite } from './suite.js';

/** Beyond it GitHub rejects all of it. A character takes up to three bytes, an escaped one more. */
const BYTES_MAX = 1_000_000;
const STORY_MAX = 4000;

export function stepSummaryOf(suites: readonly Suite[]): string {
  const verdict = worst(suites.map((suite) => suite.verdict));
  const parts = [
    `## Foretell: ${word(verdict)}`,
    writeBlocks([
      {
        kind: 'table',
        columns: [left('Verdict'), left('Scenario'), left('File'), left('What was done')],
        rows: suites.map((suite) => [
          { text: word(suite.verdict), verdict: suite.verdict },
          cell(suite.title),
          cell(suite.file),
          cell(suite.tally),
        ]),
      },
    ]),
    ...suites.flatMap(suiteParts),
  ];
  return `${fitting(parts).join('\n\n')}\n`;
}

const word = (verdict: Verdict): string => verdict.toUpperCase();

function suiteParts(suite: Suite): readonly string[] {
  const { title, checks, warnings, details, rerun } = suite;
  const problems = checks.flatMap((check) => check.problems);
  if (problems.length === 0 && warnings.length === 0 && details.length === 0) return [];
  return [
    `### ${escapeMarkdown(title)}`,
    ...problems.map((problem, i) => problemPart(problem, i === 0)),
    ...(warnings.length === 0
      ? []
      : [warnings.map((text) => `- Warning: ${escapeMarkdown(text)}`).join('\n')]),
    ...details.map(({ summary, blocks }) => folded(escapeHtml(summary), writeBlocks(blocks), false)),
    writeBlocks([
      { kind: 'paragraph', text: 'Do it again:' },
      { kind: 'code', text: rerun },
    ]),
  ];
}

/** The first is open. */
function problemPart({ verdict, title, message, story, replay }: Problem, open: boolean): string {
  const [first = message, ...rest] = story.map((text) => text.slice(0, STORY_MAX));
  const list = rest.map((text) =>
    text.startsWith('- ') ? `  - ${escapeMarkdown(text.slice(2))}` : `- ${escapeMarkdown(text)}`,
  );
  const body = [
    escapeMarkdown(first),
    ...(list.length === 0 ? [] : [list.join('\n')]),
    ...(replay === undefined ? [] : [writeBlocks([{ kind: 'code', text: replay }])]),
  ];
  return folded(`<b>${word(verdict)}</b> ${escapeHtml(title)}`, body.join('\n\n'), open);
}

const folded = (summary: string, body: string, open: boolean): string =>
  `<details${open ? ' open' : ''}><summary>${summary.replace(/\s+/g, ' ')}</summary>\n\n${body}\n\n</details>`;

/** The first parts of all; what is left out is said. */
function fitting(parts: readonly string[]): readonly string[] {
  let room = BYTES_MAX;
  const kept = parts.filter((part) => {
    const bytes = Buffer.byteLength(part) + 2;
    if (bytes > room) return false;
    room -= bytes;
    return true;
  });
  const dropped = parts.length - kept.length;
  return dropped === 0 ? kept : [...kept, `*${dropped} more parts are too long for this page.*`];
}
