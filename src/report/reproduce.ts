/** The end of every report: the command that does it again, and what must come out then. */
import { seedsText } from '../../reports/words.js';
import type { HuntResult } from '../observe/hunt.js';
import type { Provenance } from '../observe/sweep.js';
import { type Block, type Cell, cell, left } from './page.js';

const SEEDS_MAX = 2000;

const SAME: Block = {
  kind: 'note',
  text: 'The same scenario, seeds and version give the same digest on any machine. Another digest means that something else was run.',
};

export interface Reproduction {
  readonly rerun: string;
  /** By what they are of. */
  readonly digests: readonly (readonly [string, string])[];
  readonly files: Readonly<Record<string, string>>;
}

export function reproduce({ version, seeds }: Provenance, { rerun, digests, files }: Reproduction): Block[] {
  const shown = seeds.slice(0, SEEDS_MAX);
  const more = seeds.length > shown.length ? ` … and ${seeds.length - shown.length} more` : '';
  const rows: Cell[][] = [
    [cell('Version'), cell(`foretell ${version}`)],
    [cell('Seeds'), cell(seedsText(seeds))],
    ...digests.map(([what, digest]) => [cell(what), cell(digest)]),
    ...Object.entries(files).map(([what, file]) => [cell(what), cell(file)]),
  ];
  return [
    { kind: 'heading', text: 'Reproduce', id: 'reproduce' },
    { kind: 'paragraph', text: 'Run it again:' },
    { kind: 'code', text: rerun },
    { kind: 'table', columns: [left('What'), left('Value')], rows },
    ...(digests.length === 0 ? [] : [SAME]),
    ...(seeds.length > 1
      ? [
          {
            kind: 'details',
            summary: 'All seeds',
            blocks: [{ kind: 'code', text: `${shown.join(' ')}${more}` }],
          } as const,
        ]
      : []),
  ];
}

/** The same of a hunt, of which the seeds follow from the first. */
export function reproduceHunt(
  { version, seeds, digest, source, files, rerun }: HuntResult,
  seedsRun: string,
): Block[] {
  const rows: Cell[][] = [
    [cell('Version'), cell(`foretell ${version}`)],
    [cell('Seeds'), cell(`${seedsRun} from ${seeds.first} on`)],
    [cell('Digest over all runs'), cell(digest)],
    [cell('Scenario and options'), cell(source)],
    ...Object.entries(files).map(([what, file]) => [cell(what), cell(file)]),
  ];
  return [
    { kind: 'heading', text: 'Reproduce', id: 'reproduce' },
    { kind: 'paragraph', text: 'Hunt again:' },
    { kind: 'code', text: rerun },
    { kind: 'table', columns: [left('What'), left('Value')], rows },
    SAME,
  ];
}
