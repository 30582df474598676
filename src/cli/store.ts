/**
 * What is kept of long work while it goes on: finished parts, one JSON line each, in the order they end.
 *
 * Each line is on its way to the disk when its part is over, so a process that is killed loses what was under
 * way, and at most tears its last line, which is noticed. Knows nothing of what the parts are.
 */
import { appendFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { writeFile } from '../files/read-write.js';
import { UsageError } from './exit.js';

export interface Store<T> {
  /** What was there when it was opened. */
  readonly kept: readonly T[];
  /** True if a line was torn or was not one of ours, and was dropped. */
  readonly dropped: boolean;
  add(part: T): void;
}

/**
 * @param resume keep what is there; else begin anew
 * @param isPart whether a value that was read is one of these parts
 */
export function openStore<T>(path: string, resume: boolean, isPart: (value: unknown) => boolean): Store<T> {
  const text = resume && existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').filter((line) => line !== '');
  const kept = lines.flatMap((line): T[] => {
    const value = parsed(line);
    return isPart(value) ? [value as T] : [];
  });
  const dropped = kept.length < lines.length || whole.length < text.length;
  // Under another name first, so that being killed here loses nothing either.
  writeFile(`${path}.new`, kept.map((part) => `${JSON.stringify(part)}\n`).join(''));
  renameSync(`${path}.new`, path);
  return {
    kept,
    dropped,
    add(part) {
      try {
        appendFileSync(path, `${JSON.stringify(part)}\n`);
      } catch (error) {
        throw new UsageError(`${path}: cannot be written: ${(error as { code?: string }).code}`);
      }
    },
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
