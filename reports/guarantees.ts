/**
 * Guarantees: which claim holds of which design under which conditions, a cell each.
 *
 * Every cell says in words what its colour says; a violated one names a seed that shows it.
 */
import type { Finding } from '../src/observe/result.js';
import type { SweepResult } from '../src/observe/sweep.js';
import type { Chart, Spec } from './chart.js';
import { frame } from './frame.js';
import {
  type Block,
  type Claim,
  counts,
  designsOf,
  findingAt,
  type JudgedGrid,
  judgedGrid,
} from './judged-grid.js';
import { INK, LABEL_SIZE, textWidth, WIDTH } from './theme.js';
import { counted, listed, short, shortNames } from './words.js';

/** Pale enough for dark text, and apart in grey as well: violated is the darkest. */
const COLORS = { holds: '#d6ecf7', violated: '#f2a27a', unknown: '#f6e9a8', 'not asked': '#f1f1f1' };
const [CELL_MAX, CELL_MIN, ROW, TEXT_SIZE, NAME_MAX] = [64, 30, 21, 10, 28];
const DESIGNS_MAX = 40;
const BLOCKS_MAX = 8;
const GAP = 18;

export const guarantees: Chart<SweepResult> = {
  name: 'guarantees',
  title: 'Guarantees',
  question: 'Which guarantee does which design keep, under which conditions?',
  howToRead: (result) => {
    const { condition, claims } = judgedGrid(result)!;
    const each = condition === '' ? '' : ` There is one such table for each ${condition}.`;
    const key = claims.map(({ initials, name }) => `${initials} ${name}`).join(', ');
    return `Each line is a design, each column a guarantee (${key}).${each} Pale blue cells hold in every run; orange ones are violated, and name a seed that shows it. That something holds means that no run broke it, which is no proof.`;
  },
  needs: 'claims in a section judge',
  applies: (result) => judgedGrid(result) !== undefined,
  finding,
  spec,
};

/** `3 of 16 designs keep all 6 guarantees in every condition: Raft, chain and CRAQ`. */
function finding(result: SweepResult): string {
  const grid = judgedGrid(result)!;
  const all = designsOf(grid);
  const full = all.filter((name) => keepsAll(grid, name, ['holds']));
  // Where nobody is asked for everything, what each is asked for is what counts.
  const keeping = full.length > 0 ? full : all.filter((name) => keepsAll(grid, name, ['holds', 'not asked']));
  const which =
    keeping.length > 0 && keeping.length <= 4 ? `: ${listed(keeping.map((name) => short(name, 40)))}` : '';
  const verb = keeping.length === 1 || all.length === 1 ? 'keeps' : 'keep';
  const [only] = grid.claims;
  const claims =
    grid.claims.length === 1
      ? only!.name
      : full.length === keeping.length
        ? `all ${grid.claims.length} guarantees`
        : 'all that is asked of them';
  const where = grid.condition === '' ? '' : ` whatever the ${grid.condition}`;
  return `${keeping.length} of ${counted(all.length, 'design')} ${verb} ${claims}${where}${which}`;
}

/** Whether nothing else was found of it, and something at each point. */
function keepsAll({ blocks, claims }: JudgedGrid, name: string, kept: readonly Finding[]): boolean {
  const points = blocks.flatMap(({ lines }) => lines.filter((line) => line.name === name));
  return points.every(({ point }) => {
    const found = claims.map((claim) => findingAt(point, claim)?.finding ?? 'not asked');
    return found.includes('holds') && found.every((each) => kept.includes(each));
  });
}

interface Tile extends Spec {
  readonly design: string;
  readonly claim: string;
  readonly finding: string;
  readonly text: string;
}

function spec(result: SweepResult): Spec {
  const grid = judgedGrid(result)!;
  const designs = designsOf(grid).slice(0, DESIGNS_MAX);
  const names = shortNames(designs, NAME_MAX);
  const blocks = grid.blocks.slice(0, BLOCKS_MAX);
  const labels = names.reduce((max, name) => Math.max(max, textWidth(name, LABEL_SIZE)), 0);
  const side = blocks.length > 1 ? 2 : 1;
  const room = (WIDTH + 100 - labels - (side - 1) * GAP) / side;
  const cell = Math.max(CELL_MIN, Math.min(CELL_MAX, room / grid.claims.length));
  const view = (block: Block, at: number): Spec => ({
    title:
      grid.condition === ''
        ? ''
        : { text: `${grid.condition}: ${block.title}`, anchor: 'middle', fontSize: 13, offset: 8 },
    width: Math.round(cell * grid.claims.length),
    height: ROW * designs.length,
    layer: layers(tilesOf(block, grid.claims, designs, names), {
      names,
      claims: grid.claims,
      cell,
      labelled: at % side === 0,
    }),
  });
  const rows: Spec[] = [];
  for (let at = 0; at < blocks.length; at += side)
    rows.push({ hconcat: blocks.slice(at, at + side).map((block, i) => view(block, at + i)), spacing: GAP });
  return frame(
    result,
    { title: finding(result), subtitle: remarks(grid, designs.length), key: [keyOf(grid.claims)] },
    { vconcat: rows, spacing: GAP },
  );
}

function tilesOf(
  { lines }: Block,
  claims: readonly Claim[],
  designs: readonly string[],
  names: readonly string[],
): readonly Tile[] {
  return lines
    .filter(({ name }) => designs.includes(name))
    .flatMap(({ name, point }) =>
      claims.map((claim): Tile => {
        const found = findingAt(point, claim);
        const design = names[designs.indexOf(name)]!;
        const finding = found?.finding ?? 'not asked';
        return { design, claim: claim.initials, finding, text: textOf(finding, found?.seeds[0]) };
      }),
    );
}

/** `seed 3` where it is violated: whoever runs it sees why. */
function textOf(finding: Tile['finding'], seed: string | undefined): string {
  if (finding === 'violated') return seed === undefined || seed.length > 4 ? 'no' : `seed ${seed}`;
  return finding === 'not asked' ? '–' : finding === 'unknown' ? '?' : finding;
}

interface Look {
  readonly names: readonly string[];
  readonly claims: readonly Claim[];
  readonly cell: number;
  readonly labelled: boolean;
}

function layers(tiles: readonly Tile[], { names, claims, cell, labelled }: Look): Spec[] {
  const x = {
    field: 'claim',
    type: 'nominal',
    scale: { domain: claims.map(({ initials }) => initials) },
    axis: { title: null, labelAngle: 0, orient: 'top', grid: false, ticks: false, domain: false },
  };
  const y = {
    field: 'design',
    type: 'nominal',
    scale: { domain: [...names] },
    axis: labelled ? { title: null, grid: false, ticks: false, domain: false, labelOverlap: false } : null,
  };
  const fits = tiles.every(({ text }) => textWidth(text, TEXT_SIZE) <= cell - 2);
  const shown = fits
    ? tiles
    : tiles.map((tile) => ({
        ...tile,
        text: tile.text.startsWith('seed ') ? tile.text.slice(5) : tile.text,
      }));
  const color = {
    field: 'finding',
    type: 'nominal',
    scale: { domain: Object.keys(COLORS), range: Object.values(COLORS) },
    legend: null,
  };
  return [
    {
      data: { values: [...shown] },
      mark: { type: 'rect', stroke: 'white', strokeWidth: 1.5 },
      encoding: { x, y, color },
    },
    {
      data: { values: [...shown] },
      mark: { type: 'text', fontSize: TEXT_SIZE, color: INK.text },
      encoding: { x, y, text: { field: 'text' } },
    },
  ];
}

const keyOf = (claims: readonly Claim[]): string =>
  `${claims
    .filter(({ initials, name }) => initials !== name)
    .map(({ initials, name }) => `${initials}: ${short(name, 40)}`)
    .join('; ')}.`;

function remarks(grid: JudgedGrid, designs: number): string[] {
  const found = counts(grid);
  const left = designsOf(grid).length - designs;
  const blocks = grid.blocks.length - BLOCKS_MAX;
  return [
    'Orange cells: violated, as in the run with that seed.',
    ...(found.has('unknown') ? ['Yellow, ?: nobody knows.'] : []),
    ...(found.has('not asked') ? ['Grey, –: there was nothing to judge.'] : []),
    ...(left > 0 ? [`Not drawn: ${counted(left, 'more design')}.`] : []),
    ...(blocks > 0 ? [`Not drawn: ${counted(blocks, 'more table')}.`] : []),
  ];
}
