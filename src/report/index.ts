/**
 * Reports: from report data to files in memory. Writing them to a disk is the caller's job.
 *
 * Reads results only, and never runs a simulation again. The same data gives the same bytes. Vega and the
 * PNG renderer are loaded when the first chart is drawn, not before.
 */
import { chooseCharts } from '../../reports/index.js';
import type { ReportData } from '../observe/result.js';
import { composePage } from './compose.js';
import { rowsCsv } from './csv.js';
import { printable, writeHtml } from './html.js';
import { writeMarkdown } from './markdown.js';
import type { ChartBlock } from './page.js';

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

/** Draws and writes everything. Rejects only for a bug of a chart. */
export async function renderReport(data: ReportData, options: ReportOptions = {}): Promise<Report> {
  const clean = printableData(data);
  const choice = chooseCharts(clean, options.charts);
  const files = new Map<string, string | Uint8Array>();
  const charts: ChartBlock[] = [];
  if (choice.drawn.length > 0) {
    const { createRenderer } = await import('./render.js');
    const renderer = await createRenderer();
    for (const chart of choice.drawn) {
      const spec = chart.spec(clean);
      const svg = await renderer.svg(chart.name, spec);
      files.set(`charts/${chart.name}.vl.json`, `${JSON.stringify(spec, null, 1)}\n`);
      files.set(`charts/${chart.name}.svg`, svg);
      if (options.png) {
        const { png } = await import('./png.js');
        files.set(`charts/${chart.name}.png`, await png(svg));
      }
      const { name, title, question, howToRead } = chart;
      charts.push({ kind: 'chart', name, title, question, howToRead: howToRead(clean), svg });
    }
  }
  const missing = [
    ...choice.empty.map((chart) => `${chart.title}: not drawn, because there are no ${chart.needs}.`),
    ...choice.unknown.map((name) => `There is no chart named ${name}.`),
  ];
  const page = composePage(clean, { charts, missing });
  files.set('report.html', writeHtml(page));
  files.set(
    'report.md',
    writeMarkdown(page, (name) => `charts/${name}.svg`),
  );
  files.set('rows.csv', rowsCsv(clean.result.rows));
  return { files, unknownCharts: choice.unknown };
}

/** Neither XML nor HTML can hold control characters; names in a scenario may. */
function printableData(data: ReportData): ReportData {
  return walk(data) as ReportData;
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(walk);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printable(key), walk(inner)]));
}
