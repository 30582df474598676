/**
 * Reports: from the data of a run, a sweep, a comparison, a sizing or a hunt to files in memory. Writing them to a disk is
 * the caller's job.
 *
 * Reads results only, and never runs a simulation again. The same data gives the same bytes. Vega and the
 * PNG renderer are loaded when the first chart is drawn, not before.
 */
import {
  type Choice,
  choose,
  chooseCharts,
  comparisonCharts,
  huntCharts,
  sizingCharts,
  sweepCharts,
} from '../../reports/index.js';
import type { HuntResult } from '../observe/hunt.js';
import type { ReportData } from '../observe/result.js';
import type { ComparisonResult, SizingResult, SweepResult } from '../observe/sweep.js';
import { composePage, type Drawn } from './compose.js';
import { comparisonCsv, huntCsv, rowsCsv, sizingCsv, sweepCsv } from './csv.js';
import { composeComparison, composeSizing } from './decision-pages.js';
import { writeHtml } from './html.js';
import { composeHunt } from './hunt-page.js';
import { writeMarkdown } from './markdown.js';
import type { ChartBlock, Page } from './page.js';
import { printable } from './printable.js';
import { composeSweep } from './sweep-page.js';

export interface ReportOptions {
  /** Names of charts, as `reports/index.ts` lists them; all that the data allows if absent. Charts of a failure come with it in any case. */
  readonly charts?: readonly string[];
  /** Charts as PNG as well. */
  readonly png?: boolean;
}

export interface Report {
  /** By path relative to the report's folder: `report.html`, `report.md`, `rows.csv`, `charts/…`. */
  readonly files: Map<string, string | Uint8Array>;
  /** Names of charts that do not exist. The report says so too. */
  readonly unknownCharts: readonly string[];
}

/** Of a run. Draws and writes everything. Rejects only for a bug of a chart. */
export async function renderReport(data: ReportData, options: ReportOptions = {}): Promise<Report> {
  const clean = printableData(data);
  const choice = chooseCharts(clean, options.charts);
  return write(clean, choice, options, composePage, rowsCsv(clean.result.rows));
}

/** Of a sweep. */
export async function renderSweep(result: SweepResult, options: ReportOptions = {}): Promise<Report> {
  const clean = printableData(result);
  const choice = choose(sweepCharts, clean, options.charts);
  return write(clean, choice, options, composeSweep, sweepCsv(clean));
}

/** Of a comparison. */
export async function renderComparison(
  result: ComparisonResult,
  options: ReportOptions = {},
): Promise<Report> {
  const clean = printableData(result);
  const choice = choose(comparisonCharts, clean, options.charts);
  return write(clean, choice, options, composeComparison, comparisonCsv(clean.rows));
}

/** Of a sizing. */
export async function renderSizing(result: SizingResult, options: ReportOptions = {}): Promise<Report> {
  const clean = printableData(result);
  const choice = choose(sizingCharts, clean, options.charts);
  return write(clean, choice, options, composeSizing, sizingCsv(clean));
}

/** Of a hunt. Failures have reports of their own, which it names. */
export async function renderHunt(result: HuntResult, options: ReportOptions = {}): Promise<Report> {
  const clean = printableData(result);
  const choice = choose(huntCharts, clean, options.charts);
  return write(clean, choice, options, composeHunt, huntCsv(clean));
}

async function write<Data>(
  data: Data,
  choice: Choice<Data>,
  options: ReportOptions,
  compose: (data: Data, drawn: Drawn) => Page,
  csv: string,
): Promise<Report> {
  const files = new Map<string, string | Uint8Array>();
  const charts = await draw(data, choice, options, files);
  const missing = [
    ...choice.empty.map((chart) => `${chart.title}: not drawn, because there are no ${chart.needs}.`),
    ...choice.unknown.map((name) => `There is no chart named ${name}.`),
  ];
  const page = compose(data, { charts, missing });
  files.set('report.html', writeHtml(page));
  files.set(
    'report.md',
    writeMarkdown(page, (name) => `charts/${name}.svg`),
  );
  files.set('rows.csv', csv);
  return { files, unknownCharts: choice.unknown };
}

/** Every chart of the choice, as files and for the page. */
async function draw<Data>(
  data: Data,
  { drawn }: Choice<Data>,
  options: ReportOptions,
  files: Map<string, string | Uint8Array>,
): Promise<ChartBlock[]> {
  if (drawn.length === 0) return [];
  const { createRenderer } = await import('./render.js');
  const renderer = await createRenderer();
  const blocks: ChartBlock[] = [];
  for (const chart of drawn) {
    const spec = chart.spec(data);
    const svg = await renderer.svg(chart.name, spec);
    files.set(`charts/${chart.name}.vl.json`, `${JSON.stringify(spec, null, 1)}\n`);
    files.set(`charts/${chart.name}.svg`, svg);
    if (options.png) {
      const { png } = await import('./png.js');
      files.set(`charts/${chart.name}.png`, await png(svg));
    }
    const { name, title, question, howToRead } = chart;
    blocks.push({ kind: 'chart', name, title, question, howToRead: howToRead(data), svg });
  }
  return blocks;
}

/** Neither XML nor HTML can hold control characters; names in a scenario may. */
function printableData<Data>(data: Data): Data {
  return walk(data) as Data;
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(walk);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printable(key), walk(inner)]));
}
