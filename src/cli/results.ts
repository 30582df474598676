/** Writes what a command found out into its folder below `out/<scenario>/`, and says where. */
import { createHash } from 'node:crypto';
import { basename, join, relative } from 'node:path';
import type { Experiment } from '../experiment/experiment.js';
import { pointTo, writeFile } from '../files/read-write.js';
import { historyEdn, historyJsonl } from '../observe/record-history.js';
import type { Scenario } from '../scenario/scenario.js';

/** Contents by path within the folder. */
export type Contents = Map<string, string | Uint8Array>;

/** What files are called in `files`, by what they are; those that were written are named. */
const NAMED: readonly (readonly [string, string])[] = [
  ['report', 'report.html'],
  ['markdown', 'report.md'],
  ['rows', 'rows.csv'],
  ['judged', 'judged.csv'],
  ['history', 'history.jsonl'],
  ['edn', 'history.edn'],
  ['minimal', 'minimal.yaml'],
];

/** `out/raft` of `scenarios/raft.yaml`. */
export const homeOf = (out: string, file: string): string => join(out, nameOf(file));

/** `raft` of `scenarios/raft.yaml`. */
export const nameOf = (file: string): string => basename(file).replace(/\.ya?ml$/, '');

/** Writes the files and the result, which names them; points `latest` at the folder. Returns the result. */
export function writeResults<R extends { readonly files: Readonly<Record<string, string>> }>(
  home: string,
  name: string,
  contents: Contents,
  result: R,
): R {
  const folder = join(home, name);
  const files = Object.fromEntries(
    [...NAMED.filter(([, path]) => contents.has(path)), ['result', 'result.json'] as const].map(
      ([what, path]) => [what, relative('', join(folder, path))],
    ),
  );
  const complete: R = { ...result, files };
  for (const [path, content] of contents) writeFile(join(folder, path), content);
  writeFile(join(folder, 'result.json'), `${JSON.stringify(complete, null, 1)}\n`);
  pointTo(join(home, 'latest'), name);
  return complete;
}

/** What is kept of an experiment: the history of the run that its report shows, and the report if it is wanted. */
export async function contentsOf(
  { clients, report: charts }: Scenario,
  { report, record }: Experiment,
  options: { readonly report: boolean; readonly png?: boolean },
): Promise<Contents> {
  const contents: Contents = new Map();
  if (clients.some(({ history }) => history)) {
    contents.set('history.jsonl', historyJsonl(record));
    contents.set('history.edn', historyEdn(record));
  }
  if (options.report) {
    const { renderReport } = await import('../report/index.js');
    const rendered = await renderReport(report, {
      ...(charts.length > 0 && { charts }),
      png: options.png ?? false,
    });
    for (const [path, content] of rendered.files) contents.set(path, content);
  }
  return contents;
}

/** A name for what follows from these parts alone: 12 hex digits. */
export const hashOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);

/** A word for a folder's name. */
export const slug = (text: string): string => text.replace(/[^\w.-]+/g, '_').slice(0, 40);

/** How to write to standard output. */
export const terminal = (): { readonly width: number; readonly color: boolean } => ({
  width: 80,
  color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
});
