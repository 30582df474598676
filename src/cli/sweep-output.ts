/** How sweeps, comparisons and sizings look: on the terminal, and as files. */
import { describePoint } from '../experiment/sweep.js';
import { formatNumber, formatRatio } from '../observe/format.js';
import type { ComparisonResult, SizingResult, SizingStep, SweepResult } from '../observe/sweep.js';
import type { Contents } from './results.js';

interface Style {
  readonly width: number;
  readonly color: boolean;
}

/** The report's files. */
export async function sweepFiles(
  _result: SweepResult,
  _options: { readonly png: boolean },
): Promise<Contents> {
  return new Map();
}

const COLUMNS = [
  { title: 'ok/s', metric: 'throughput', quantile: undefined },
  { title: 'mean ms', metric: 'latency mean', quantile: undefined },
  { title: 'p50 ms', metric: 'latency', quantile: 0.5 },
  { title: 'p99 ms', metric: 'latency', quantile: 0.99 },
] as const;
const CELL = 10;

/** A line for each point and client group. */
export async function sweepText(result: SweepResult, { width }: Style): Promise<string> {
  const label = Math.max(20, width - COLUMNS.length * CELL);
  const cut = (text: string) => text.slice(0, label - 1).padEnd(label);
  const head = cut('') + COLUMNS.map(({ title }) => title.padStart(CELL)).join('');
  const lines = result.points.flatMap(({ at, rows, verdict }) => {
    const point = describePoint(result.parameters, at);
    const groups = [...new Set(rows.filter(({ metric }) => metric === 'throughput').map(({ of }) => of))];
    return groups.map((group) => {
      const cells = COLUMNS.map(({ metric, quantile }) => {
        const row = rows.find(
          (one) =>
            one.metric === metric && one.of === group && one.operation === 'all' && one.quantile === quantile,
        );
        return (row?.value == null ? '-' : formatNumber(row.value)).padStart(CELL);
      });
      const shown = verdict === 'valid' ? '' : ` ${verdict}`;
      return `${cut(`${point}, ${group}${shown}`)}${cells.join('')}`;
    });
  });
  const done = `${result.points.length} of ${result.pointsAll} points, ${result.seeds.length} seeds each`;
  return `${[result.scenario, done, '', head, ...lines].join('\n')}\n`;
}

export async function comparisonFiles(
  _result: ComparisonResult,
  _options: { readonly png: boolean },
): Promise<Contents> {
  return new Map();
}

/** A line for each figure that can be compared. */
export async function comparisonText(result: ComparisonResult, { width }: Style): Promise<string> {
  const label = Math.max(24, width - 4 * CELL - 12);
  const lines = result.rows.flatMap((row) => {
    const { metric, of, operation, quantile, unit, a, b, difference, ciLow, ciHigh, verdict } = row;
    if (a === null && b === null) return [];
    const name = `${metric}${quantile === undefined ? '' : ` p${quantile * 100}`} ${of} ${operation}, ${unit}`;
    const half = ciLow === null || ciHigh === null ? null : (ciHigh - ciLow) / 2;
    const cells = [a, b, difference, half].map((v) => (v === null ? '-' : formatNumber(v)).padStart(CELL));
    return [`${name.slice(0, label - 1).padEnd(label)}${cells.join('')} ${verdict}`];
  });
  const head = `${''.padEnd(label)}${['A', 'B', 'B - A', '±'].map((title) => title.padStart(CELL)).join('')}`;
  const sides = [`A: ${result.a.name} (${result.a.verdict})`, `B: ${result.b.name} (${result.b.verdict})`];
  return `${[...sides, `${result.seeds.length} pairs`, '', head, ...lines].join('\n')}\n`;
}

export async function sizingFiles(
  _result: SizingResult,
  _options: { readonly png: boolean },
): Promise<Contents> {
  return new Map();
}

/** The answer, why nothing cheaper will do, and everything that was tried. */
export async function sizingText(result: SizingResult): Promise<string> {
  const { parameter, slo, goal, answer, nextCheaper, steps, notes = [] } = result;
  const undecided = steps.some(({ verdict }) => verdict === 'undecided');
  const none = undecided ? 'no value is sure to meet it' : 'no value meets it';
  const found = answer === null ? `${none}` : `${goal} that meets: ${answer.text}, ${told(answer)}`;
  const cheaper = nextCheaper === null ? [] : [`next cheaper: ${nextCheaper.text}, ${told(nextCheaper)}`];
  const tried = steps.map((step) => `  ${step.text.padEnd(20)} ${told(step)}`);
  const head = [`${result.scenario}: ${parameter.label} for ${slo}`, found, ...cheaper, ...notes];
  return `${[...head, '', 'tried', ...tried].join('\n')}\n`;
}

function told({ verdict, observed, sureness, runs }: SizingStep): string {
  const sure = sureness === null ? '' : `, ${formatRatio(Math.min(sureness, 0.999))} sure`;
  return `${verdict}: ${observed} (${runs} runs${sure})`;
}
