/** What the report of a hunt says: verdict, each failure with its story, what was covered, how to hunt again. */
import { findings, huntCharts } from '../../reports/index.js';
import { formatCount } from '../observe/format.js';
import type { CaseSize, FailureGroup, HuntResult, Minimal } from '../observe/hunt.js';
import type { Drawn } from './compose.js';
import {
  conditionBlocks,
  faultBlocks,
  regressionBlocks,
  requiredBlocks,
  unknownBlocks,
} from './hunt-tables.js';
import { howOften, seedsText, shrunkText, tallyText, warningsOf } from './hunt-words.js';
import { type Block, type Cell, cell, left, type Page, right } from './page.js';
import { reproduceHunt } from './reproduce.js';

/** Failures that are told; the result has all. */
const FAILURES_MAX = 50;
const SEEDS_MAX = 200;

export function composeHunt(result: HuntResult, drawn: Drawn): Page {
  const shown = result.failures.slice(0, FAILURES_MAX);
  const more = result.failures.length - shown.length;
  const said = findings(huntCharts, result);
  return {
    title: result.scenario,
    blocks: [
      ...(result.question === '' ? [] : [{ kind: 'question', text: result.question } as const]),
      { kind: 'verdict', verdict: result.verdict, text: `${tallyText(result)}.`, reasons: result.reasons },
      ...shown.flatMap((group, i) => failure(group, i + 1, result)),
      ...(more > 0 ? [note(`${formatCount(more, 'more failure')} in result.json.`)] : []),
      ...titled('Past failures', 'past', regressionBlocks(result)),
      ...titled('Runs without a verdict', 'unknown', unknownBlocks(result)),
      { kind: 'heading', text: 'What was covered', id: 'covered' },
      ...said.map((text) => ({ kind: 'paragraph', text: `${text}.` }) as const),
      ...warningsOf(result).map((text) => note(`Warning: ${text}.`)),
      ...drawn.charts,
      ...drawn.missing.map(note),
      ...conditionBlocks(result),
      ...requiredBlocks(result),
      ...faultBlocks(result),
      ...titled('What was judged', 'claims', claims(result)),
      ...reproduceHunt(result, seedsText(result)),
    ],
  };
}

const note = (text: string): Block => ({ kind: 'note', text });

const titled = (text: string, id: string, blocks: readonly Block[]): Block[] =>
  blocks.length === 0 ? [] : [{ kind: 'heading', text, id }, ...blocks];

function failure(group: FailureGroup, ordinal: number, result: HuntResult): Block[] {
  const { signature, seeds, minimal, explanation } = group;
  const shown = seeds.slice(0, SEEDS_MAX);
  const more = seeds.length > shown.length ? ` … and ${seeds.length - shown.length} more` : '';
  const all: Block = {
    kind: 'details',
    summary: `All ${formatCount(seeds.length)} seeds that fail in this way`,
    blocks: [{ kind: 'code', text: `${shown.join(' ')}${more}` }],
  };
  return [
    { kind: 'heading', text: `Failure ${ordinal}: ${signature}`, id: `failure-${ordinal}` },
    ...(minimal === null || minimal.context === ''
      ? []
      : [{ kind: 'paragraph', text: minimal.context } as const]),
    { kind: 'paragraph', text: minimal?.explanation ?? explanation },
    note(`In ${howOften(group, result.seeds)}.`),
    ...(minimal === null ? [] : smallest(minimal, result)),
    ...(seeds.length > 1 ? [all] : []),
  ];
}

function smallest(minimal: Minimal, result: HuntResult): Block[] {
  const { faults, before, after, replay } = minimal;
  const links = ['report', 'scenario'].flatMap((what): Block[] => {
    const path = minimal.files[what];
    const text = what === 'report' ? 'Its own report, with charts' : 'Its scenario file';
    return path === undefined ? [] : [{ kind: 'link', text, path: relativeTo(result.files.report, path) }];
  });
  const row = (name: string, of: (size: CaseSize) => string): Cell[] => [
    cell(name),
    cell(of(before)),
    cell(of(after)),
  ];
  return [
    { kind: 'paragraph', text: `${sentence(shrunkText(minimal))}.` },
    {
      kind: 'table',
      columns: [left('Size'), right('as found'), right('smallest')],
      rows: [
        row('faults', (size) => formatCount(size.faults)),
        row('operations', (size) => formatCount(size.operations)),
        row('clients', (size) => formatCount(size.clients)),
        row('nodes', (size) => formatCount(size.nodes)),
        row('duration', (size) => `${Number(size.duration_s.toFixed(6))} s`),
      ],
    },
    faults.length === 0
      ? { kind: 'paragraph', text: 'It takes no fault.' }
      : { kind: 'table', columns: [left('Faults that it takes')], rows: faults.map((text) => [cell(text)]) },
    { kind: 'paragraph', text: 'See it again:' },
    { kind: 'code', text: replay },
    ...links,
  ];
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

function claims({ claims: all }: HuntResult): Block[] {
  if (all.length === 0) return [];
  const rows = all.map(({ claim, judged }): Cell[] => [
    cell(claim),
    judged === 0 ? { text: 'nothing', verdict: 'unknown' } : cell(formatCount(judged)),
  ]);
  const columns = [left('Claim'), right('Operations or checks')];
  return [{ kind: 'table', columns, rows }];
}

/** A path as the page's folder sees it; both relative to the working directory. */
export function relativeTo(page: string | undefined, path: string): string {
  const parts = (text: string) => text.replaceAll('\\', '/').split('/');
  const [from, to] = [parts(page ?? '').slice(0, -1), parts(path)];
  const differing = to.findIndex((part, i) => part !== from[i]);
  const shared = Math.min(differing < 0 ? to.length - 1 : differing, to.length - 1);
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
