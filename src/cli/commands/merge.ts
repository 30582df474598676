/**
 * `foretell merge`: the parts of a hunt, from as many machines, put together as if one had done it all.
 *
 * The smallest cases that the parts wrote down come along. Reads, writes and prints.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { mergeHunts } from '../../experiment/hunt/merge.js';
import { quoted } from '../../experiment/seeds.js';
import { readText } from '../../files/read-write.js';
import type { FailureGroup, HuntResult } from '../../observe/hunt.js';
import { suiteOfHunt } from '../../report/ci/hunt-suite.js';
import { huntSummary } from '../../report/terminal-hunt.js';
import { type CiOptions, sourceOf, tellCi } from '../ci.js';
import { exitOf, UsageError } from '../exit.js';
import { type Contents, homeOf, slug, terminal, writeResults } from '../results.js';

export interface MergeOptions extends CiOptions {
  readonly json?: boolean;
  readonly out: string;
}

const RESULT = 'result.json';
const RESULT_BYTES_MAX = 2 ** 28;

interface Part {
  readonly path: string;
  readonly result: HuntResult;
}

/** Returns the exit code. */
export function merge(paths: readonly string[], options: MergeOptions): number {
  const parts = paths.map(readPart);
  const merged = mergeHunts(parts.map(({ result }) => result));
  if (!merged.ok) {
    const told = merged.problems.map(({ at, expected, received, hint }) => {
      const where = at === undefined ? 'merge' : parts[at]!.path;
      return `${where}: expected ${expected}, received ${received}\n  hint  ${hint}`;
    });
    throw new UsageError(told.join('\n'));
  }
  const { result } = merged;
  const { first, done } = result.seeds;
  const name = `hunt-seed-${slug(first)}-seeds-${done}-${result.digest.slice(0, 8)}-merged`;
  const home = homeOf(options.out, result.file);
  const contents: Contents = new Map();
  const failures = result.failures.map((group, i) => moved(group, parts, join(home, name), i + 1, contents));
  const written = writeResults(home, name, contents, { ...result, failures });
  tellCi([suiteOfHunt(written, sourceOf(written.file))], options);
  process.stdout.write(options.json ? `${JSON.stringify(written)}\n` : huntSummary(written, terminal()));
  return exitOf([written.verdict]);
}

function readPart(path: string): Part {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, RESULT) : path;
  const text = readText(file, RESULT_BYTES_MAX);
  let result: Partial<HuntResult> | null;
  try {
    result = JSON.parse(text);
  } catch {
    throw new UsageError(`${file}: expected the ${RESULT} of a part of a hunt, received no JSON`);
  }
  if (result?.kind !== 'hunt')
    throw new UsageError(
      `${file}: expected the ${RESULT} of a part of a hunt, as foretell hunt --shard 1/4 writes it, received another`,
    );
  return { path: file, result: result as HuntResult };
}

/** The failure with its smallest case in the new folder, if the part that has it still has the file. */
function moved(
  group: FailureGroup,
  parts: readonly Part[],
  folder: string,
  ordinal: number,
  contents: Contents,
): FailureGroup {
  const { minimal } = group;
  const part = parts.find(({ result }) => result.failures.some((each) => each.minimal === minimal));
  const before = minimal?.files.scenario;
  if (minimal === null || part === undefined || before === undefined) return group;
  const found = join(dirname(part.path), basename(before));
  if (!existsSync(found)) return group;
  const name = ordinal === 1 ? 'minimal.yaml' : `minimal-${ordinal}.yaml`;
  contents.set(name, readFileSync(found, 'utf8'));
  const path = relative('', join(folder, name));
  return {
    ...group,
    minimal: { ...minimal, replay: `foretell replay ${quoted(path)}`, files: { scenario: path } },
  };
}
