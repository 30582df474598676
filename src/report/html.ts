/**
 * A page as one HTML file that needs nothing else: no script, no font, no request. Works from a disk, in a
 * mail and under a strict content policy. Every text goes through {@link escapeHtml}.
 */
import { seconds } from '../../reports/words.js';
import { STYLE } from './html-style.js';
import {
  addressOf,
  type Block,
  type Cell,
  type ChartBlock,
  type Page,
  type StoryLine,
  type Table,
} from './page.js';
import { printable } from './printable.js';

/** Nothing may be loaded or run; styles are in the file, pictures too. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export function writeHtml(page: Page): string {
  const title = escapeHtml(page.title);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<link rel="icon" href="data:,">',
    `<title>${title}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<header><h1>${title}</h1>`,
    contents(page.blocks),
    '</header>',
    '<main>',
    ...page.blocks.map(block),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** For text and for attribute values in double quotes. */
export function escapeHtml(text: string): string {
  return printable(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

function contents(blocks: readonly Block[]): string {
  const links = blocks.flatMap((item) => {
    if (item.kind === 'heading') return [`<a href="#${item.id}">${escapeHtml(item.text.split(':')[0]!)}</a>`];
    return item.kind === 'chart' ? [`<a class="sub" href="#${item.name}">${escapeHtml(item.title)}</a>`] : [];
  });
  return `<nav aria-label="Contents">${links.join(' ')}</nav>`;
}

function block(item: Block): string {
  switch (item.kind) {
    case 'heading':
      return `<h2 id="${item.id}">${escapeHtml(item.text)}</h2>`;
    case 'question':
    case 'note':
      return `<p class="${item.kind}">${escapeHtml(item.text)}</p>`;
    case 'paragraph':
      return `<p>${escapeHtml(item.text)}</p>`;
    case 'verdict': {
      const reasons = item.reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('');
      const list = reasons === '' ? '' : `<ul>${reasons}</ul>`;
      return `<section class="verdict ${item.verdict}"><p><strong>${item.verdict}</strong> ${escapeHtml(item.text)}</p>${list}</section>`;
    }
    case 'answer': {
      const [first = '', ...more] = item.texts;
      const rest = more.map((text) => `<li>${escapeHtml(text)}</li>`).join('');
      const list = rest === '' ? '' : `<ul>${rest}</ul>`;
      return `<section class="verdict answer"><p><strong>answer</strong> ${escapeHtml(first)}</p>${list}</section>`;
    }
    case 'story':
      return `<ol class="story">${item.lines.map(storyLine).join('')}</ol>`;
    case 'code':
      return `<pre><code>${escapeHtml(item.text)}</code></pre>`;
    case 'link':
      return `<p><a href="${escapeHtml(addressOf(item.path))}">${escapeHtml(item.text)}</a></p>`;
    case 'table':
      return table(item);
    case 'chart':
      return chart(item);
    case 'details':
      return `<details><summary>${escapeHtml(item.summary)}</summary>${item.blocks.map(block).join('')}</details>`;
  }
}

function storyLine(line: StoryLine): string {
  return `<li class="${line.tone}"><time>${escapeHtml(seconds(line.time_s))}</time><span>${escapeHtml(line.text)}</span></li>`;
}

function table(item: Table): string {
  const head = item.columns
    .map((column) => `<th scope="col" class="${column.align}">${escapeHtml(column.title)}</th>`)
    .join('');
  const rows = item.rows.map(
    (row) => `<tr>${row.map((it, i) => tableCell(it, item.columns[i]?.align ?? 'left')).join('')}</tr>`,
  );
  return `<div class="scroll table"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function tableCell(it: Cell, align: string): string {
  const text =
    it.verdict === undefined
      ? escapeHtml(it.text)
      : `<b class="tag ${it.verdict}">${escapeHtml(it.text)}</b>`;
  const small = it.small === undefined ? '' : ` <small>${escapeHtml(it.small)}</small>`;
  return `<td class="${align}">${text}${small}</td>`;
}

function chart(item: ChartBlock): string {
  const title = escapeHtml(item.title);
  return [
    `<figure id="${item.name}">`,
    `<h3>${title}</h3><p class="asks">${escapeHtml(item.question)}</p>`,
    `<div class="scroll picture" role="img" tabindex="0" aria-label="${title}">${item.svg}</div>`,
    `<figcaption><b>How to read it.</b> ${escapeHtml(item.howToRead)}</figcaption>`,
    '</figure>',
  ].join('\n');
}
