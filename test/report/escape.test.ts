/** Names and values out of a scenario are text, in every file, whatever they look like. */
import { expect, test } from 'vitest';
import { escapeHtml } from '../../src/report/html.js';
import {
  type Report,
  renderComparison,
  renderHunt,
  renderReport,
  renderSizing,
  renderSweep,
} from '../../src/report/index.js';
import { escapeMarkdown } from '../../src/report/markdown.js';
import { addressOf } from '../../src/report/page.js';
import { printable } from '../../src/report/printable.js';
import { comparison, sizing } from './fixture-decisions.js';
import { smallRun } from './fixture-edges.js';
import { failingHunt } from './fixture-hunts.js';
import { grid, hockeyStick, threads } from './fixture-sweeps.js';

const EVIL =
  '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&amp;\u0000`*_[a](javascript:alert(3))|\n# x';

/** Words that the data may only choose among: outcomes, verdicts, units, and metrics that charts look for. */
const KEPT = new Set(
  [
    'ok fail info valid invalid unknown ms ratio 1/s count wait service rest latency sojourn throughput utilisation all',
    'lower higher meets fails undecided smallest largest sweep comparison sizing',
  ]
    .join(' ')
    .split(' ')
    .concat(['no difference shown', 'too few', 'latency mean']),
);

/** Every other string of the data is hostile. */
function poison<Data>(data: Data): Data {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return KEPT.has(value) ? value : `${EVIL}${value}`;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(data) as Data;
}

const hostile: readonly (readonly [string, number, () => Promise<Report>])[] = [
  ['run', 9, () => renderReport(poison(smallRun()), { png: true })],
  ['sweep', 1, () => renderSweep(poison(hockeyStick({ loads: [20, 80] })))],
  ['sweep of two', 2, () => renderSweep(poison(grid([80, 120], [1, 2])))],
  ['sweep with a fit', 2, () => renderSweep(poison(threads()))],
  ['comparison', 1, () => renderComparison(poison(comparison()))],
  ['sizing', 1, () => renderSizing(poison(sizing()))],
  ['hunt', 1, () => renderHunt(poison(failingHunt()))],
];

for (const [kind, charts, render] of hostile) {
  test(`a hostile ${kind} cannot put markup into any file`, async () => {
    const { files } = await render();
    expect([...files.keys()].filter((name) => name.endsWith('.svg')).length).toBeGreaterThanOrEqual(charts);
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
}

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

test('links lead to files beside the page, whatever these are called', () => {
  expect(addressOf('failure-1/report.html')).toBe('./failure-1/report.html');
  expect(addressOf('../a b/c#d?e.html')).toBe('../a%20b/c%23d%3Fe.html');
  expect(addressOf('javascript:alert(1)')).toBe('./javascript%3Aalert%281%29');
  expect(addressOf('//example.org/x')).toBe('./example.org/x');
  expect(addressOf('\\\\example.org\\x\ud800')).toBe('./%5C%5Cexample.org%5Cx%EF%BF%BD');
});
