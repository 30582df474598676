/**
 * Files: reading what users name and writing what they asked for, with errors they can act on.
 *
 * Knows nothing of what is in the files.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './usage-error.js';

/** Reads a text file of at most `limit` bytes. */
export const readText = (path: string, limit: number): string => readBytes(path, limit).toString('utf8');

/** Reads a file of at most `limit` bytes. */
export function readBytes(path: string, limit: number): Buffer {
  let bytes: number;
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new UsageError(`${path}: this is a folder; name a file in it`);
    bytes = stat.size;
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${path}: ${reason(error)}${similar(path)}`);
  }
  if (bytes > limit) {
    throw new UsageError(`${path}: ${megabytes(bytes)} is too large; the limit is ${megabytes(limit)}`);
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path}: ${reason(error)}`);
  }
}

/** Writes a file and the folders above it. */
export function writeFile(path: string, content: string | Uint8Array): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, content);
  } catch (error) {
    throw new UsageError(`${path}: cannot be written: ${reason(error)}`);
  }
}

/** Node's own `recursive` never returns where a folder refuses names, such as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error; // another run was faster
  }
}

/** Makes `link` point at its neighbour `target`, replacing what it pointed at. */
export function pointTo(link: string, target: string): void {
  rmSync(link, { force: true, recursive: true });
  try {
    symlinkSync(target, link, 'dir');
  } catch {
    writeFileSync(link, `${target}\n`); // file systems without links
  }
}

function reason(error: unknown): string {
  const code = (error as { code?: string }).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return code ?? String(error);
}

/** Names a file of the same folder that was probably meant. */
function similar(path: string): string {
  const folder = dirname(path);
  if (!existsSync(folder)) return `, nor a folder ${folder}`;
  const wanted = basename(path).replace(/\.ya?ml$/, '');
  const found = readdirSync(folder).find(
    (name) => name.replace(/\.ya?ml$/, '') === wanted || name.startsWith(wanted),
  );
  return found === undefined ? '' : `; did you mean ${join(folder, found)}?`;
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 2 : 0)} MiB`;
