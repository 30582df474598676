/**
 * A page as Markdown (CommonMark with tables) for design documents; charts are files beside it. Every text
 * goes through {@link escapeMarkdown}, so that nothing in a scenario becomes markup.
 */
import { seconds } from '../../reports/words.js';
import { addressOf, type Block, type Cell, type Page, type Table } from './page.js';
import { printable } from './printable.js';

/** `chartFile` says where the picture of a chart lies, relative to the Markdown file. */
export function writeMarkdown(page: Page, chartFile: (name: string) => string): string {
  const parts = page.blocks.map((item) => block(item, chartFile));
  return `${[`# ${escapeMarkdown(page.title)}`, ...parts].join('\n\n')}\n`;
}

/** Blocks without a page around them; they must hold no charts, which are files of a page. */
export const writeBlocks = (blocks: readonly Block[]): string =>
  blocks.map((item) => block(item, () => '')).join('\n\n');

/** One line of plain text: everything that could begin markup or HTML is escaped. */
export function escapeMarkdown(text: string): string {
  return (
    printable(text)
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/[\\`*_{}[\]#|~$]/g, '\\$&')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/!(?=\\\[)/g, '\\!')
      .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
      .replace(/^[-+=]/, '\\$&')
      // GitHub makes links of bare addresses and of @names.
      .replace(/:\/\//g, ':&#47;&#47;')
      .replace(/@/g, '&#64;')
      .replace(/\bwww\./gi, '$&&#8203;')
  );
}

function block(item: Block, chartFile: (name: string) => string): string {
  switch (item.kind) {
    case 'heading':
      return `## ${escapeMarkdown(item.text)}`;
    case 'question':
    case 'note':
      return `*${escapeMarkdown(item.text)}*`;
    case 'paragraph':
      return escapeMarkdown(item.text);
    case 'verdict': {
      const reasons = item.reasons.map((reason) => `> - ${escapeMarkdown(reason)}`);
      return [
        `> **${item.verdict.toUpperCase()}** ${escapeMarkdown(item.text)}`,
        ...(reasons.length > 0 ? ['>', ...reasons] : []),
      ].join('\n');
    }
    case 'answer': {
      const [first = '', ...more] = item.texts;
      const rest = more.map((text) => `> - ${escapeMarkdown(text)}`);
      return [`> **ANSWER** ${escapeMarkdown(first)}`, ...(rest.length > 0 ? ['>', ...rest] : [])].join('\n');
    }
    case 'story':
      return item.lines
        .map((line) => `- **${seconds(line.time_s)}**: ${escapeMarkdown(line.text)}`)
        .join('\n');
    case 'code':
      return fenced(item.text);
    case 'link':
      return `[${escapeMarkdown(item.text)}](${addressOf(item.path)})`;
    case 'table':
      return table(item);
    case 'chart': {
      const title = escapeMarkdown(item.title);
      return [
        `### ${title}`,
        escapeMarkdown(item.question),
        `![${title}](${chartFile(item.name)})`,
        `*How to read it.* ${escapeMarkdown(item.howToRead)}`,
      ].join('\n\n');
    }
    case 'details':
      return [
        `**${escapeMarkdown(item.summary)}**`,
        ...item.blocks.map((inner) => block(inner, chartFile)),
      ].join('\n\n');
  }
}

/** The fence is longer than any run of backticks inside. */
function fenced(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((max, run) => Math.max(max, run.length), 0);
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}\n${printable(text)}\n${fence}`;
}

function table(item: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = line(item.columns.map((column) => escapeMarkdown(column.title)));
  const rule = line(item.columns.map((column) => (column.align === 'right' ? '---:' : '---')));
  return [head, rule, ...item.rows.map((row) => line(row.map(tableCell)))].join('\n');
}

function tableCell(it: Cell): string {
  const text = it.verdict === undefined ? escapeMarkdown(it.text) : `**${escapeMarkdown(it.text)}**`;
  return it.small === undefined ? text : `${text} ${escapeMarkdown(it.small)}`;
}
