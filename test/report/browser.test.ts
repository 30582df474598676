/**
 * The page in a real browser: nothing is fetched, nothing violates its content policy, everything is seen.
 *
 * Uses a Chromium of the system: `CHROMIUM_PATH`, or one of the usual names. Without one the test fails
 * under CI and is skipped elsewhere. Screenshots go to a temporary folder.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Report,
  renderComparison,
  renderHunt,
  renderReport,
  renderSizing,
  renderSweep,
} from '../../src/report/index.js';
import { comparison, sizing } from './fixture-decisions.js';
import { severalClients } from './fixture-edges.js';
import { cleanHunt, crowdedHunt, failingHunt, staleHunt } from './fixture-hunts.js';
import { grid, hockeyStick, manyVariants } from './fixture-sweeps.js';
import { emptyRun, healthyRun, staleRead } from './fixtures.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [
    process.env.CHROMIUM_PATH ?? '',
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  return candidates.find((path) => path !== '' && existsSync(path));
}

const executablePath = findChromium();
if (executablePath === undefined) console.warn('browser test skipped: no Chromium found, set CHROMIUM_PATH');

const hostile = `<script>alert(1)</script>${'long'.repeat(60)}`;

/** By name: the report, and the words at the top of it. */
const reports: readonly (readonly [string, () => Promise<Report>, readonly string[]])[] = [
  ['healthy', () => renderReport(healthyRun()), ['valid']],
  ['failing', () => renderReport(staleRead({ sample: 20_000 })), ['invalid']],
  ['empty', () => renderReport(emptyRun()), ['unknown']],
  ['crowded', () => renderReport(severalClients()), ['valid']],
  ['hostile', () => renderReport(staleRead({ scenario: hostile })), ['invalid']],
  ['sweep', () => renderSweep(hockeyStick()), ['valid', 'answer']],
  ['sweep of two', () => renderSweep(grid()), ['invalid', 'answer']],
  ['hostile sweep', () => renderSweep({ ...manyVariants(), scenario: hostile }), ['valid', 'answer']],
  ['comparison', () => renderComparison(comparison()), ['answer']],
  ['sizing', () => renderSizing(sizing()), ['answer']],
  ['hunt', () => renderHunt(failingHunt()), ['invalid']],
  ['hunt without a failure', () => renderHunt(cleanHunt()), ['valid']],
  ['hunt without a run', () => renderHunt(staleHunt()), ['invalid']],
  ['crowded hunt', () => renderHunt({ ...crowdedHunt(), scenario: hostile }), ['invalid']],
];

test.runIf(process.env.CI)('there is a Chromium under CI', () => {
  expect(executablePath).toBeDefined();
});

describe.skipIf(executablePath === undefined)('the page in Chromium', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'foretell-report-'));
    browser = await chromium.launch({ executablePath: executablePath!, args: ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, render, words] of reports) {
    test(`the report: ${name}`, async () => {
      const { files } = await render();
      const file = write(folder, name, files.get('report.html') as string);
      for (const width of [1280, 390]) {
        const { page, complaints, requests } = await open(browser, file, width);
        expect(complaints).toEqual([]);
        expect(requests).toEqual([file]);
        expect(await page.locator('.verdict strong').allTextContents()).toEqual(words);
        expect(await page.locator('.verdict').first().isVisible()).toBe(true);
        expect(await overflowing(page)).toEqual([]);
        const pictures = await page.locator('svg').count();
        expect(pictures).toBe([...files.keys()].filter((path) => path.endsWith('.svg')).length);
        expect(await page.evaluate(EMPTY_PICTURES)).toEqual([]);
        expect(await page.evaluate(CUT_TEXTS)).toEqual([]);
        expect(await page.evaluate(OVERLAPPING_TEXTS)).toEqual([]);
        const shot = join(folder, `${name}-${width}.png`);
        await page.screenshot({ path: shot, fullPage: true });
        expect(statSync(shot).size).toBeGreaterThan(5000);
        await page.close();
      }
    });
  }

  test('a page that runs, fetches or overflows would be noticed', async () => {
    const { files } = await renderReport(emptyRun());
    const html = (files.get('report.html') as string).replace(
      '</main>',
      '<script>alert(1)</script><img src="https://example.org/x.png"><p style="white-space: nowrap; max-width: none">' +
        'long '.repeat(300) +
        '</p><svg width="100" height="60"><text x="90" y="50">cut off</text><text x="2" y="24">one</text><text x="9" y="26">two</text></svg></main>',
    );
    const { page, complaints } = await open(browser, write(folder, 'bad', html), 1280);
    expect(complaints.some((text) => /script/i.test(text) && /Content Security Policy/i.test(text))).toBe(
      true,
    );
    expect(complaints.some((text) => /image/i.test(text) && /Content Security Policy/i.test(text))).toBe(
      true,
    );
    expect(await overflowing(page)).not.toEqual([]);
    expect(await page.evaluate(CUT_TEXTS)).toEqual(['cut off']);
    expect(await page.evaluate(OVERLAPPING_TEXTS)).toEqual(['one / two']);
    await page.close();
  });
});

function write(folder: string, name: string, html: string): string {
  const path = join(folder, name, 'report.html');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, html);
  return pathToFileURL(path).href;
}

async function open(browser: Browser, url: string, width: number) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints, requests };
}

/** Elements that reach past the window, unless they are in a part that scrolls by itself. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll('body *')]
      .filter((e) => e.closest('.scroll') === null || e.matches('.scroll'))
      .filter((e) => e.getBoundingClientRect().right > width + 1)
      .map((e) => e.tagName + ' ' + (e.textContent ?? '').slice(0, 40));
    return document.documentElement.scrollWidth > width ? ['the page itself', ...wide] : wide;
  })()`);
}

const EMPTY_PICTURES = `[...document.querySelectorAll('svg')]
  .map((e) => e.getBoundingClientRect())
  .filter((box) => box.width < 100 || box.height < 100)
  .map((box) => box.width + ' x ' + box.height)`;

/** Texts of a picture that reach past its edges. */
const CUT_TEXTS = `[...document.querySelectorAll('svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')]
    .filter((e) => {
      const box = e.getBoundingClientRect();
      return box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
    })
    .map((e) => e.textContent);
})`;

/** Pairs of texts of a picture that lie on each other. A text and its white outline are one. */
const OVERLAPPING_TEXTS = `[...document.querySelectorAll('svg')].flatMap((svg) => {
  const texts = [...svg.querySelectorAll('text')]
    .map((e) => ({ text: e.textContent, box: e.getBoundingClientRect() }))
    .filter(({ text, box }) => text !== '' && box.width > 0);
  const within = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.3 * Math.min(a.height, b.height);
  return texts.flatMap((a, i) =>
    texts.slice(i + 1).filter((b) => a.text !== b.text && within(a.box, b.box)).map((b) => a.text + ' / ' + b.text),
  );
})`;
