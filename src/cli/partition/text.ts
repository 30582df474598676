/** The answer of `foretell partition` for a terminal, and the list of algorithms. 80 columns, no colour. */
import { ALGORITHMS, type Balance } from '../../../models/partitioning/index.js';
import { formatCount, formatNumber, formatRatio } from '../../observe/format.js';
import { clip, wrap } from '../../report/terminal-text.js';
import type { ChangeRow, Moved, NodeRow, PartitionResult, Spread } from './result.js';

const WIDTH = 80;
const LABEL = 20;
const COLUMN = 12;
/** More keys, nodes or flows than these are for `--json`. */
const KEYS_MAX = 20;
const NODES_MAX = 20;
const FLOWS_MAX = 10;

export function partitionText(result: PartitionResult, keys: readonly string[]): string {
  const { algorithm, settings, moved, after, shards, notes } = result;
  const set = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return [
    `${algorithm}, ${formatCount(result.members, 'node')}, ${formatCount(result.keys, 'key')}${set.length === 0 ? '' : ` (${set.join(', ')})`}`,
    '',
    ...ownerLines(result, after, keys),
    ...nodeLines(result.nodes),
    ...balanceLines(result, after),
    ...(shards === undefined
      ? []
      : [
          `${formatCount(Number(shards.count))} different shards; of two tenants`,
          ...shards.overlaps.map(({ shared, odds }) => `  share ${shared}`.padEnd(LABEL) + percent(odds)),
          '',
        ]),
    ...(moved === undefined ? [] : movedLines(moved, result.changes)),
    ...notes.flatMap((note) => paragraph('mind', note)),
    ...paragraph('source', result.source),
    '',
  ].join('\n');
}

function ownerLines(before: Spread, after: Spread | undefined, keys: readonly string[]): readonly string[] {
  if (before.owners === null || before.owners.length > KEYS_MAX) return [];
  const rows = before.owners.map((owner, i) => {
    const set = before.replicas?.[i]?.join(', ') ?? `${owner}`;
    const later = after?.replicas?.[i]?.join(', ') ?? after?.owners?.[i];
    const moved = later === undefined || `${later}` === set ? '' : ` -> ${later}`;
    return clip(`  ${clip(keys[i]!, 36).padEnd(38)}${set}${moved}`, WIDTH);
  });
  return [`${before.replicas === undefined ? 'Owners' : 'Replicas, the owner first'}`, ...rows, ''];
}

function nodeLines(nodes: readonly NodeRow[] | null): readonly string[] {
  if (nodes === null || nodes.length > NODES_MAX) return [];
  const columns: readonly (readonly [string, (row: NodeRow) => string])[] = [
    ['keys', ({ keys }) => formatCount(keys)],
    ...(nodes.some(({ weight }) => weight !== 1)
      ? [['weight', ({ weight }: NodeRow) => formatNumber(weight)] as const]
      : []),
    ...(nodes.some(({ zone }) => zone !== undefined)
      ? [['zone', ({ zone = '' }: NodeRow) => zone] as const]
      : []),
    ...(nodes[0]!.space === undefined
      ? []
      : [['space', ({ space }: NodeRow) => formatRatio(space!)] as const]),
    ...(nodes[0]!.copies === undefined
      ? []
      : [['copies', ({ copies }: NodeRow) => formatCount(copies!)] as const]),
    ...(nodes[0]!.limit === undefined
      ? []
      : [['limit', ({ limit }: NodeRow) => formatCount(limit!)] as const]),
  ];
  const label = WIDTH - COLUMN * columns.length;
  const cells = (texts: readonly string[]) =>
    texts.map((text) => clip(text, COLUMN - 1).padStart(COLUMN)).join('');
  return [
    'Nodes'.padEnd(label) + cells(columns.map(([title]) => title)),
    ...nodes.map(
      (row) => clip(`  ${row.id}`, label).padEnd(label) + cells(columns.map(([, cell]) => cell(row))),
    ),
    '',
  ];
}

function balanceLines(before: Spread, after: Spread | undefined): readonly string[] {
  const columns: readonly (readonly [string, Balance])[] = [
    ['keys', before.balance],
    ...(before.space === null ? [] : [['space', before.space] as const]),
    ...(after === undefined ? [] : [['keys after', after.balance] as const]),
    ...(after === undefined || after.space === null ? [] : [['space after', after.space] as const]),
  ];
  const figures: readonly (readonly [string, (balance: Balance) => number])[] = [
    ['max / mean', ({ maxOverMean }) => maxOverMean],
    ['min / mean', ({ minOverMean }) => minOverMean],
    ['standard error', ({ standardError }) => standardError],
    ['99 % from', ({ low99 }) => low99],
    ['99 % to', ({ high99 }) => high99],
  ];
  const line = (label: string, texts: readonly string[]) =>
    label.padEnd(LABEL) + texts.map((text) => text.padStart(COLUMN)).join('');
  return [
    line(
      'Balance',
      columns.map(([title]) => title),
    ),
    ...figures.map(([label, figure]) =>
      line(
        `  ${label}`,
        columns.map(([, balance]) => formatNumber(figure(balance), 4)),
      ),
    ),
    '',
  ];
}

function movedLines(moved: Moved, changes: readonly ChangeRow[]): readonly string[] {
  const flows = moved.flows.slice(0, FLOWS_MAX);
  return [
    `Moved when ${changes.map(changeText).join(', and ')}`,
    `  keys`.padEnd(LABEL) +
      `${formatCount(moved.moved)} of ${formatCount(moved.keys)}, ${formatRatio(moved.movedRatio)}`,
    `${'  least possible'.padEnd(LABEL)}${formatRatio(moved.leastRatio)} for fair shares`,
    `  for nothing`.padEnd(LABEL) + formatCount(moved.strays),
    ...flows.map(
      ({ from, to, keys }) => clip(`  ${from} -> ${to}`, LABEL * 2).padEnd(LABEL * 2) + formatCount(keys),
    ),
    ...(moved.flowCount > flows.length ? ['  …'] : []),
    '',
  ];
}

function changeText({ kind, id, weight }: ChangeRow): string {
  if (kind === 'add') return `${id} comes`;
  return kind === 'remove' ? `${id} leaves` : `${id} weighs ${weight}`;
}

/** As a percentage that does not round to nothing. */
const percent = (odds: number): string =>
  odds !== 0 && odds < 1e-6 ? `${(odds * 100).toExponential(2)} %` : formatRatio(odds);

/** Every algorithm with its source. */
export const listing = (): string =>
  [
    'foretell partition ALGORITHM --nodes N --keys KEYS tells who owns which key.',
    '',
    ...ALGORITHMS.flatMap(({ name, about, source }) => [
      ...paragraph(name, about),
      ...wrap(source, WIDTH - 18).map((line) => ' '.repeat(16) + line),
    ]),
    '',
    'Example: foretell partition ring --nodes 10 --keys 100000 --remove 3',
    'All options, and what --json holds: foretell partition ring --help',
    '',
  ].join('\n');

function paragraph(label: string, text: string): readonly string[] {
  const indent = 14;
  return wrap(text, WIDTH - indent).map((line, i) => (i === 0 ? label : '').padEnd(indent) + line);
}
