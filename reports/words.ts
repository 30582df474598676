/** Numbers, seeds and operations as people read them. Pure text; knows nothing of charts or markup. */
import type { Json } from '../src/kernel/json.js';
import type { OperationRow } from '../src/observe/result.js';
import type { Provenance } from '../src/observe/sweep.js';

/** Three significant digits, thousands set apart: `0.0123`, `41.2`, `1,230`. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-6)) return value.toExponential(2);
  if (size >= 100) {
    const [whole = ''] = value.toFixed(0).split('.');
    return whole.replace(/\B(?=(\d{3})+$)/g, ',');
  }
  if (size < 0.01) return String(Number(value.toPrecision(3)));
  const text = value.toFixed(size < 1 ? 3 : size < 10 ? 2 : 1);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** `41.2 ms`, `99.4 %`, `197 per s`. Ratios become percent. */
export function quantity(value: number | null, unit: string): string {
  if (value === null) return '–';
  if (unit === 'ratio') return `${percent(value)} %`;
  if (unit === '1/s') return `${number(value)} per s`;
  return unit === 'count' ? number(value) : `${number(value)} ${unit}`;
}

/** `49 to 53.1 ms`: a unit that both ends share is said once. */
export function range(low: number, high: number, unit: string): string {
  const end = quantity(high, unit);
  const said = end.includes(' ') ? end.slice(end.indexOf(' ')) : '';
  const start = quantity(low, unit);
  return `${said !== '' && start.endsWith(said) ? start.slice(0, -said.length) : start} to ${end}`;
}

/** Keeps the digits that tell 99.4 from 99.99: nothing but 1 becomes 100. */
function percent(ratio: number): string {
  const value = ratio * 100;
  const digits = [2, 3, 4, 6].find((d) => ratio >= 1 || Number(value.toFixed(d)) < 100) ?? 8;
  return value.toFixed(digits).replace(/\.?0+$/, '');
}

/** `10 s`, `10.35 s`, `10.4131 s`: no more digits than it needs, at most `digits`. */
export function seconds(value: number, digits = 3): string {
  return `${Number(value.toFixed(digits))} s`;
}

/** `p50`, `p99.9`. */
export function quantileName(quantile: number): string {
  return `p${Number((quantile * 100).toFixed(6))}`;
}

/** `seed 7`, `seeds 1–20 (20 runs)`, `seeds a, b, c, … (9 runs)`. */
export function seedsText(seeds: readonly string[]): string {
  if (seeds.length === 0) return 'no runs';
  if (seeds.length === 1) return `seed ${short(seeds[0]!, 40)}`;
  const first = Number(seeds[0]);
  const inOrder = Number.isInteger(first) && seeds.every((seed, i) => seed === String(first + i));
  const shown = seeds.slice(0, 3).map((seed) => short(seed, 24));
  const list = inOrder ? `${first}–${seeds.at(-1)}` : `${shown.join(', ')}${seeds.length > 3 ? ', …' : ''}`;
  return `seeds ${list} (${seeds.length} runs)`;
}

/** Which scenario, seeds and version: stands on every chart. */
export function source({ scenario, seeds, version }: Source): string {
  return `${scenario} · ${typeof seeds === 'string' ? seeds : seedsText(seeds)} · foretell ${version}`;
}

/** Seeds one by one, or in words where they are too many. */
export type Source = Pick<Provenance, 'scenario' | 'version'> & {
  readonly seeds: readonly string[] | string;
};

/** `1 run`, `20 runs`. */
export function counted(count: number, noun: string): string {
  return `${number(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** Cuts at `length` characters. */
export function short(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Names cut in the middle to `length` characters, since they differ at the ends; whole where that made two alike. */
export function shortNames(names: readonly string[], length: number): string[] {
  const tail = Math.floor((length - 1) / 2);
  const cut = names.map((name) =>
    name.length <= length ? name : `${name.slice(0, length - 1 - tail)}…${name.slice(-tail)}`,
  );
  return cut.map((name, i) => (cut.indexOf(name) === cut.lastIndexOf(name) ? name : names[i]!));
}

/** Lines of at most `width` characters; words longer than a line are broken. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width));
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** A value as a reader would say it: strings bare, the rest as JSON. */
export function value(json: Json): string {
  return short(typeof json === 'string' ? json : JSON.stringify(json), 40);
}

/** `write 3 := 471`, `read 3 → 471`, `cas 3 [1,2] → fail`. */
export function operationText(row: OperationRow): string {
  const key = row.key === null ? '' : ` ${value(row.key)}`;
  const input = row.input === null ? '' : ` ${row.key === null ? '' : ':= '}${value(row.input)}`;
  const same = JSON.stringify(row.output) === JSON.stringify(row.input);
  const answered =
    row.output !== null && !same ? ` → ${value(row.output)}` : row.input === null ? ' → nil' : '';
  const end = row.outcome === 'ok' ? answered : ` → ${row.outcome}`;
  return `${row.operation}${key}${input}${end}`;
}

/** The client process that asked: `app#7`; `app/7` is a node. */
export function processName(row: { readonly client: string; readonly process: number }): string {
  return `${row.client}#${row.process}`;
}

/** `role`, `role and term`, `role, term and commit`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

export const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
