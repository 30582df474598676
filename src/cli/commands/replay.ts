/**
 * `foretell replay`: one run again, of a scenario file or of what a hunt left, with its report.
 *
 * If the file says what digest it had, that must come out again.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DIGEST_LINE } from '../../experiment/hunt/minimal.js';
import type { CommonOptions } from '../carry-out.js';
import { EXIT, exitOf, UsageError } from '../exit.js';
import { watchInterrupts } from '../interrupt.js';
import { runFile } from './run.js';

const MINIMAL = 'minimal.yaml';

/** Returns the exit code. */
export async function replay(path: string, options: CommonOptions): Promise<number> {
  const file = fileOf(path);
  const interrupt = watchInterrupts();
  const data = await runFile(file, { ...options, runs: 1 }, interrupt.signal, false);
  interrupt.end();
  if (data === undefined) return EXIT.interrupted;
  const { result } = data;
  const [, digest] = options.seed === undefined ? (DIGEST_LINE.exec(readFileSync(file, 'utf8')) ?? []) : [];
  if (digest !== undefined) process.stderr.write(`${comparison(digest, result.digest)}\n`);
  return exitOf([result.verdict]);
}

function fileOf(path: string): string {
  if (!existsSync(path) || !statSync(path).isDirectory()) return path;
  const file = join(path, MINIMAL);
  if (existsSync(file)) return file;
  const latest = join(path, 'latest', MINIMAL);
  if (existsSync(latest)) return latest;
  throw new UsageError(
    `${path}: there is no ${MINIMAL} in this folder; the hunt found nothing, or it is another`,
  );
}

const comparison = (then: string, now: string): string =>
  then === now
    ? `the same run as was written down: digest ${now}`
    : `another run than was written down: digest ${now} instead of ${then}; the model, the file or foretell has changed`;
