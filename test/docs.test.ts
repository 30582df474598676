/**
 * Documents that run: every block of the README, of the model tutorial and of the page on tests is executed as
 * printed.
 *
 * A block `file=NAME` writes that file, `console` runs its commands (each exit code is stated below), `yaml`
 * blocks without a name must parse as scenarios, `sh` blocks are the commands that CI itself runs. Commands in
 * comments of scenarios and in the gallery are checked, but for theory not carried out, as they take their time.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseValues } from '../src/scenario/sweep-values.js';
import { projectOutside, QUIET } from './support/outside.js';
import { files, load, type Settings } from './support/small-scenario.js';

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
      const done = spawnSync('bash', ['-c', line], { cwd, encoding: 'utf8', env: QUIET });
      return {
        command: command!,
        code: done.status,
        output: done.stdout + done.stderr,
        printed: printed.join('\n'),
      };
    });
}

function runAll(path: string, cwd: string): readonly Ran[] {
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

  test.each([2, 3, 4, 5])('the hunts find nothing wrong with it: command %d', (i) => {
    expect(ran[i]!.output).toMatch(/^valid/);
    expect(ran[i]!.code).toBe(0);
  });
});

describe('the page on property tests', () => {
  // Outside of the package, where its name leads to it through `node_modules`.
  const project = projectOutside();
  afterAll(project.remove);
  const ran = runAll('src/testing/README.md', project.folder);

  test.each(ran)('$command prints what the page shows', ({ printed, output }) => {
    expect(matchesPrinted(printed, output) ? printed : output).toBe(printed);
  });

  test('the property fails for the model with the bug, and holds for the fixed one', () => {
    expect(ran.map(({ code }) => code)).toEqual([1, 0, 0]);
  });

  test('the failing case is a scenario file that shows it again', () => {
    const [{ output }] = ran as [Ran];
    const command = output.match(/See it again: (foretell replay \S+)/)![1]!;
    writeFileSync(join(project.folder, 'register.js'), blocksOf('src/testing/README.md')[1]!.text);
    const [replayed] = runConsole(
      { language: 'console', file: undefined, text: `$ ${command}\n` },
      project.folder,
    );
    expect(replayed!.output).toMatch(/^INVALID/m);
    expect(replayed!.output).toMatch(/the same run as was written down/);
  });
});

/** Lines as printed must come out; a line `…` stands for any lines, and for the rest of a line. */
function matchesPrinted(printed: string, output: string): boolean {
  const escaped = printed
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(
    `^${escaped.map((line) => (line === '…' ? '[\\s\\S]*?' : line.replace(/…$/, '.*'))).join('\\n')}\\s*$`,
  ).test(output);
}

describe('the README', () => {
  const blocks = blocksOf('README.md');

  test('its two commands are the ones that CI runs and that people start with', () => {
    const [first] = blocks.filter(({ language }) => language === 'sh');
    const commands = first!.text.split('\n').map((line) => line.replace(/\s*#.*/, ''));
    expect(commands).toEqual(['npm install && npm start', 'npm install && npm test', '']);
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toMatch(/^npm install && npm test$/m);
    const start = spawnSync('npm', ['start'], { cwd: ROOT, encoding: 'utf8' });
    expect(start.status).toBe(0);
    expect(start.stdout).toMatch(/^valid {4}Raft loses its leader to a partition$/m);
    const report = start.stdout.match(/^report\s+(\S+)$/m)![1]!;
    expect(readFileSync(join(ROOT, report), 'utf8')).toContain('Raft loses its leader to a partition');
  });

  test('its scenario is one, and its console shows what is really printed', () => {
    const cwd = join(ROOT, 'out/docs/readme');
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd, { recursive: true });
    for (const { text } of blocks.filter(({ language }) => language === 'yaml')) {
      writeFileSync(join(cwd, 'readme.yaml'), text);
      const ran = spawnSync('node', [CLI, 'run', 'readme.yaml', '--runs', '1', '--no-report'], {
        cwd,
        encoding: 'utf8',
      });
      expect(ran.stdout).toMatch(/^INVALID/);
      expect(ran.status).toBe(1);
    }
    const ran = blocks
      .filter(({ language }) => language === 'console')
      .flatMap((block) => runConsole(block, ROOT));
    expect(ran.length).toBeGreaterThan(0);
    for (const { output, printed } of ran)
      expect(matchesPrinted(printed, output) ? printed : output).toBe(printed);
    expect(matchesPrinted('INVALID  something else\n…', ran[0]!.output)).toBe(false); // it can tell
  });

  test('its table of guarantees is what comes out', { timeout: 120_000 }, () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n');
    const modes = ['leader async', 'semi-sync without fencing', 'R+W>N LWW'];
    const ran = spawnSync('node', ['test/guarantees-table.mjs', ...modes], { cwd: ROOT, encoding: 'utf8' });
    const lines = ran.stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(' | ')[0])).toEqual(modes.map((mode) => `| ${mode}`));
    for (const line of lines) expect(readme).toContain(line);
  });
});

/** Command lines in comments of scenarios and in the gallery, each with the document that it stands in. */
const COMMANDS = ['reports/gallery/README.md', ...files.map((file) => `scenarios/${file}`)].flatMap(
  (document) =>
    [
      ...readFileSync(join(ROOT, document), 'utf8')
        .replace(/ \\\n#? */g, ' ')
        .matchAll(/^#? {4,}(foretell .+)$/gm),
    ].map((match) => ({ document, command: match[1]! })),
);

/** The words of a command line, without their quotes. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);

/** What is wrong with a command, as far as can be told without carrying it out; theory is quick and is. */
function breach(line: string): string | undefined {
  const words = wordsOf(line);
  const [, command, path] = words;
  if (command === 'theory') {
    const { status, stderr } = spawnSync('node', [CLI, ...words.slice(1)], { cwd: ROOT, encoding: 'utf8' });
    return status === 0 ? undefined : stderr;
  }
  const scenarios = words.filter((word) => word.endsWith('.yaml'));
  const missing = scenarios.find((file) => !existsSync(join(ROOT, file)));
  if (missing !== undefined || path === undefined) return `no file ${missing}`;
  const file = path.replace(/^scenarios\//, '');
  const given = (option: string) => words.flatMap((word, i) => (word === option ? [words[i + 1]!] : []));
  const settings = [
    ...[...given('--set'), ...given('--vary')].flatMap(valuesOf),
    ...given('--slo').map((slo) => ({ expect: JSON.stringify([slo]) })),
  ];
  const wrong = settings.map((setting) => load(file, setting)).find((parsed) => !parsed.ok);
  return wrong === undefined ? undefined : JSON.stringify(wrong);
}

/** `path=1..9` has ends, `path=1,2,3` and `path=1..9:3` values, and a path alone something that can change. */
function valuesOf(text: string): readonly Settings[] {
  const [path, values] = [text.replace(/=.*/, ''), /=(.*)/.exec(text)?.[1]];
  if (values === undefined) return [{ [path]: '2' }];
  const steps = parseValues(values.replace(/^(\d+\.\.\d+)$/, '$1:2'));
  return steps.ok ? steps.value.map((value) => ({ [path]: value })) : [{ [path]: values }];
}

test('commands in scenarios and in the gallery are ones', () => {
  expect(COMMANDS.length).toBeGreaterThan(20);
  const found = COMMANDS.map(({ document, command }) => ({ document, command, breach: breach(command) }));
  expect(found.filter((each) => each.breach !== undefined)).toEqual([]);
  const [file] = files.filter((name) => name.includes('api-servers'));
  expect(breach(`foretell sweep scenarios/${file} --set nodes.api.params.server=1,2`)).toContain('servers');
  expect(breach('foretell run scenarios/nowhere.yaml')).toBeDefined();
  expect(breach('foretell theory M/M/c --servers none')).toBeDefined();
});

test('every picture of the gallery is drawn by it', () => {
  const shown = [
    ...readFileSync(join(ROOT, 'reports/gallery/README.md'), 'utf8').matchAll(/\]\((\S+)\.svg\)/g),
  ];
  const script = readFileSync(join(ROOT, 'test/gallery.mjs'), 'utf8');
  expect(shown.length).toBeGreaterThan(10);
  expect(shown.map((match) => match[1]!).filter((name) => !script.includes(`'${name}'`))).toEqual([]);
});

test('links of the documents lead somewhere', () => {
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    'src/ARCHITECTURE.md',
    'models/examples/README.md',
    'bench/README.md',
    'src/testing/README.md',
    'reports/gallery/README.md',
  ];
  const links = documents.flatMap((document) =>
    [...readFileSync(join(ROOT, document), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) =>
      join(ROOT, dirname(document), match[1]!),
    ),
  );
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});
