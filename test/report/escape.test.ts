/** Names and values out of a scenario are text, in every file, whatever they look like. */
import { expect, test } from 'vitest';
import type { ReportData } from '../../src/observe/result.js';
import { escapeHtml, printable } from '../../src/report/html.js';
import { renderReport } from '../../src/report/index.js';
import { escapeMarkdown } from '../../src/report/markdown.js';
import { smallRun } from './fixture-edges.js';

const EVIL =
  '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&amp;\u0000`*_[a](javascript:alert(3))|\n# x';

/** Every string of the data is hostile, but for those that are one of a few words. */
function poison(data: ReportData): ReportData {
  const kept = new Set(['ok', 'fail', 'info', 'valid', 'invalid', 'unknown', 'ms', 'ratio', '1/s']);
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return kept.has(value) ? value : `${EVIL}${value}`;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(data) as ReportData;
}

test('a hostile scenario cannot put markup into any file', async () => {
  const { files } = await renderReport(poison(smallRun()), { png: true });
  for (const [name, content] of files) {
    if (!/\.(html|md|svg)$/.test(name)) continue;
    // Between fences, Markdown is text.
    const text = String(content).replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, '');
    expect(/<script|<img[^>]*onerror/i.test(text), name).toBe(false);
    expect(text.includes('\u0000'), name).toBe(false);
  }
  const html = String(files.get('report.html'));
  expect(html).toContain('<h1>&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html.match(/<h1>/g)).toHaveLength(1);
});

test('the check would notice a page that escapes nothing', () => {
  expect(/<script|<img[^>]*onerror/i.test(`<h1>${EVIL}</h1>`)).toBe(true);
});

test('HTML: the five characters, and no control characters', () => {
  expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;');
  expect(printable('a\u0000b\u001bc\ud800d\uffffe😀\tf\n')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde😀\tf\n');
});

test('Markdown: nothing begins markup, a link, a table cell or a list', () => {
  expect(escapeMarkdown('a|b')).toBe('a\\|b');
  expect(escapeMarkdown('*x* _y_ `z`')).toBe('\\*x\\* \\_y\\_ \\`z\\`');
  expect(escapeMarkdown('![a](b)')).toBe('\\!\\[a\\](b)');
  expect(escapeMarkdown('<b>&lt;')).toBe('&lt;b&gt;&amp;lt;');
  expect(escapeMarkdown('- a')).toBe('\\- a');
  expect(escapeMarkdown('1. a')).toBe('1\\. a');
  expect(escapeMarkdown('1.5 ms')).toBe('1.5 ms');
  expect(escapeMarkdown('a\n# b')).toBe('a \\# b');
  expect(escapeMarkdown('see https://example.org')).not.toContain('https://');
});
