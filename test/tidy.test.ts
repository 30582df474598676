/** Habits that hold the house, checked on its text: determinism, size, openings, no machine in the repository. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
const MAX_LINES = 400;

interface Source {
  readonly path: string;
  readonly text: string;
}

interface Habit {
  readonly name: string;
  readonly applies: (path: string) => boolean;
  /** What is wrong with a file, if anything. */
  readonly breach: (source: Source) => string | undefined;
  /** A file that must be caught. */
  readonly bad: Source;
}

const isCode = (path: string) => /^(src|models|reports)\/.*\.ts$/.test(path) && !path.endsWith('.d.ts');
const isPure = (path: string) =>
  isCode(path) && !/^src\/(cli|files|report|experiment\/executors|testing)\//.test(path);
const isMath = (path: string) => /^src\/kernel\/math(\.ts|\/)/.test(path);

/** The code without its comments, so that prose may name what code may not. */
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');

const forbids =
  (pattern: RegExp) =>
  ({ text }: Source) =>
    code(text).match(pattern)?.[0];

const HABITS: readonly Habit[] = [
  {
    name: 'no wall clock and no randomness but our own',
    applies: isPure,
    breach: forbids(/Date\.now|Math\.random|new Date\(|performance\.now|crypto\./),
    bad: { path: 'src/world/x.ts', text: 'const t = Date.now();' },
  },
  {
    name: 'no engine-dependent mathematics outside the deterministic math files',
    applies: (path) => isPure(path) && !isMath(path),
    breach: forbids(
      /Math\.(pow|exp|expm1|log|log2|log10|log1p|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)\b|(?<!\b2 )\*\*|\*\* (?!\d+\b)/,
    ),
    bad: { path: 'src/stats/x.ts', text: 'const y = x ** 2;' },
  },
  {
    name: 'no async in pure folders',
    applies: isPure,
    // As a word of a scenario, in quotes, it is only a word.
    breach: forbids(/(?<!')\basync\b(?!')|\bawait\b|\bPromise\b|setTimeout|queueMicrotask/),
    bad: { path: 'src/world/x.ts', text: 'export const f = async () => 1;' },
  },
  {
    name: 'no any, no enums, no default exports',
    applies: isCode,
    breach: forbids(/^\s*export default|^\s*(export )?(const )?enum /m),
    bad: { path: 'models/x/y.ts', text: 'export default 1;' },
  },
  {
    name: `no file past ${MAX_LINES} lines`,
    applies: (path) => isCode(path) || /^(test|bench)\/.*\.ts$/.test(path),
    breach: ({ text }) =>
      text.split('\n').length > MAX_LINES + 1 ? `${text.split('\n').length} lines` : undefined,
    bad: { path: 'src/world/x.ts', text: 'x\n'.repeat(MAX_LINES + 5) },
  },
  {
    name: 'a file opens by saying what it is',
    applies: isCode,
    breach: ({ text }) => (/^(#!.*\n)?\/\*\*/.test(text) ? undefined : text.slice(0, 40)),
    bad: { path: 'src/world/x.ts', text: "import { x } from './y.js';" },
  },
  {
    name: 'nothing is left for later',
    applies: (path) => isCode(path) || path.startsWith('test/'),
    breach: ({ text }) =>
      (text.match(
        new RegExp(`${'TO'}DO|${'FIX'}ME|${'XX'}X\\b|\\b(it|test|describe)\\.(only|todo|skip)\\(`),
      ) ?? [])[0],
    bad: { path: 'src/world/x.ts', text: `// ${'TO'}DO: later` },
  },
  {
    name: 'no machine in the repository: no absolute paths of it, no registry hosts',
    applies: (path) => path !== 'test/tidy.test.ts',
    breach: ({ text }) => text.match(/\/(work|root|home|tmp)\/[a-z]|"resolved": "http|registry\.npmjs/)?.[0],
    bad: { path: 'README.md', text: `cd ${'/home'}/somebody` },
  },
];

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !/\.(png|ttf|svg)$/.test(path));

const sources = files.flatMap((path): Source[] => {
  try {
    return [{ path, text: readFileSync(`${ROOT}/${path}`, 'utf8') }];
  } catch {
    return []; // deleted, but not yet from the index
  }
});

test('there are files to look at', () => {
  expect(sources.filter(({ path }) => isPure(path)).length).toBeGreaterThan(50);
});

for (const habit of HABITS) {
  test(habit.name, () => {
    const breaches = sources
      .filter(({ path }) => habit.applies(path))
      .map((source) => ({ path: source.path, found: habit.breach(source) }))
      .filter(({ found }) => found !== undefined);
    expect(breaches).toEqual([]);
    expect(habit.applies(habit.bad.path) && habit.breach(habit.bad) !== undefined).toBe(true); // the habit can be broken
  });
}
