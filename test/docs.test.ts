/**
 * Documents that run: every block of the README and of the model tutorial is executed as printed.
 *
 * A block `file=NAME` writes that file, `console` runs its commands (each exit code is stated below), `yaml`
 * blocks without a name must parse as scenarios, `sh` blocks are the commands that CI itself runs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
const CLI = join(ROOT, 'dist/src/cli/main.js');

interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

function blocksOf(path: string): readonly Block[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1]!,
    file: match[2],
    text: match[3]!,
  }));
}

interface Ran {
  readonly command: string;
  readonly code: number | null;
  readonly output: string;
  /** The lines that the document prints below the command. */
  readonly printed: string;
}

/** Runs the commands of a console block; `foretell` is the built one. */
function runConsole(block: Block, cwd: string): readonly Ran[] {
  return block.text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command, ...printed] = part.split('\n');
      const line = command!.replace(/\bforetell\b/, `node ${CLI}`);
      const done = spawnSync('bash', ['-c', line], { cwd, encoding: 'utf8' });
      return {
        command: command!,
        code: done.status,
        output: done.stdout + done.stderr,
        printed: printed.join('\n'),
      };
    });
}

function runAll(path: string, cwd: string): readonly Ran[] {
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd, { recursive: true });
  return blocksOf(path).flatMap((block) => {
    if (block.file !== undefined) writeFileSync(join(cwd, block.file), block.text);
    return block.language === 'console' ? runConsole(block, cwd) : [];
  });
}

describe('the model tutorial', () => {
  // Inside the package, so that `foretell/model` resolves as it does for somebody who installed it.
  const ran = runAll('models/examples/README.md', join(ROOT, 'out/docs/tutorial'));

  test('the model with the bug is invalid, and the explanation says why', () => {
    expect(ran[0]!.output).toMatch(/^INVALID/);
    expect(ran[0]!.code).toBe(1);
  });

  test('the fixed model is valid', () => {
    expect(ran[1]!.output).toMatch(/^valid/);
    expect(ran[1]!.code).toBe(0);
  });
});
