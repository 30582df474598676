/**
 * `foretell theory` as a user meets it: figures, JSON rows, help, and mistakes with exit code 64.
 *
 * Runs the built `foretell`, so build first (`npm test` does).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { theory as command } from '../../src/cli/commands/theory.js';
import { UsageError } from '../../src/cli/exit.js';
import { CATALOGUE, findTheory } from '../../src/cli/theory/catalogue.js';
import { readOptions } from '../../src/cli/theory/options.js';
import { listing, theoryText } from '../../src/cli/theory/text.js';
import { isStable, type Theory } from '../../src/stats/theory.js';

const CLI = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const DIR = mkdtempSync(join(tmpdir(), 'foretell-theory-'));
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

function foretell(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [CLI, 'theory', ...args], {
    cwd: DIR,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function file(name: string, text: string): string {
  writeFileSync(join(DIR, name), text);
  return name;
}

/** As the shell splits it. */
const words = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** In this process, which is quicker than a new one. */
function compute(line: string): Theory {
  const [word = '', ...args] = words(line);
  const found = findTheory(word);
  const asked = readOptions(word, found, args);
  const result = found.definition.compute(asked.values, asked.quantiles);
  if (!isStable(result)) throw new Error(result.unstable);
  return result;
}

const value = (theory: Theory, metric: string, quantile?: number): number | undefined =>
  theory.predictions.find((each) => each.metric === metric && each.quantile === quantile && !each.of)?.value;

test('prints one JSON object of rows', () => {
  const { status, stdout, stderr } = foretell(
    ...words('M/M/c --arrivals 1.6/s --service 1s --servers 2 --quantiles 99% --json'),
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const { theory, exact, source, rows } = JSON.parse(stdout);
  expect({ theory, exact }).toEqual({ theory: 'M/M/2', exact: true });
  expect(source).toMatch(/Kleinrock/);
  const row = (metric: string, quantile?: number) =>
    rows.find(
      (each: { metric: string; quantile?: number }) => each.metric === metric && each.quantile === quantile,
    );
  expect(row('utilisation')).toEqual({
    metric: 'utilisation',
    of: 'M/M/2',
    operation: 'all',
    value: 0.8,
    unit: 'ratio',
    ciLow: null,
    ciHigh: null,
    runs: 0,
  });
  expect(row('wait').value).toBeCloseTo(16000 / 9, 9); // ms
  expect(row('wait', 0.99)).toMatchObject({ unit: 'ms', quantile: 0.99 });
  expect(rows.map(({ metric }: { metric: string }) => metric)).toEqual([
    'utilisation',
    'wait probability',
    'wait',
    'wait',
    'sojourn',
    'sojourn',
    'queue length',
    'in system',
    'throughput',
  ]);
});

test('prints a table of 80 columns with source and assumptions, and reads options in any order', () => {
  const { status, stdout } = foretell(...words('M/D/1 --service 100ms --arrivals 9/s'));
  expect(status).toBe(0);
  expect(stdout).toMatch(/M\/D\/1, exact/);
  expect(stdout).toMatch(/^ {2}wait +450 ms/m);
  expect(stdout).toMatch(/holds for +Poisson[\s\S]*source +Crommelin/);
});

test('alone it lists every theory with its options and an example', () => {
  const { status, stdout } = foretell();
  expect(status).toBe(0);
  expect(stdout).toBe(listing());
  for (const { name, example } of CATALOGUE) {
    expect(stdout).toContain(name);
    expect(stdout).toContain(`$ foretell theory ${example}`);
  }
  expect(foretell('--help').stdout).toBe(stdout);
  expect(foretell(...words('M/M/c --help')).stdout).toMatch(/--servers <n>/);
});

describe('every example works and fits the terminal', () => {
  const csv = `concurrency,throughput\n${[1, 2, 4, 8, 16, 32].map((n) => `${n},${(n * 100) / (1 + 0.03 * n)}`).join('\n')}\n`;
  for (const { example } of CATALOGUE)
    test(example, () => {
      const path = join(DIR, 'throughput.csv');
      writeFileSync(path, csv);
      const theory = compute(example.replace('throughput.csv', path));
      const text = theoryText(theory);
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(theory.source.length).toBeGreaterThan(10);
      for (const each of theory.predictions) expect(Number.isNaN(each.value)).toBe(false);
    });
});

test('names in Kendall’s notation, in any form', () => {
  for (const [line, name] of [
    ['M/M/3 --arrivals 1/s --service 1s', 'M/M/3'],
    ['m/m/3 --arrivals 1/s --service 1s --servers 3', 'M/M/3'],
    ['M/M/1 --arrivals 1/s --service 500ms', 'M/M/1'],
    ['M/M/2/10 --arrivals 1/s --service 1s', 'M/M/2/10'],
    ['M/M/c/K --arrivals 1/s --service 1s --servers 2 --queue-limit 3', 'M/M/2/5'],
    ['M/M/1/K --arrivals 1/s --service 1s --capacity 4', 'M/M/1/4'],
    ['M/M/4/c --arrivals 1/s --service 1s', 'M/G/4/4'],
    ['M/M/2//7 --think 1s --service 1s', 'M/M/2//7'],
    ['M/M/2+M --arrivals 3/s --service 1s --patience 1s', 'M/M/2+M'],
    ['M/M/2/9+M --arrivals 3/s --service 1s --patience 1s', 'M/M/2/9+M'],
    ['M/D/4 --arrivals 3/s --service 1s', 'M/D/4'],
    ['M/G/2 --arrivals 1/s --service 1s', 'GI/G/2 (Allen-Cunneen)'],
    ['G/M/1 --interarrival 2s --service 1s', 'GI/M/1'],
  ] as const)
    expect(compute(line).name).toBe(name);
});

test('values are read with their units', () => {
  const theory = compute('M/M/1 --arrivals 30/min --service 1.2s --quantiles p50,0.9,99.9%');
  expect(value(theory, 'utilisation')).toBeCloseTo(0.6, 12);
  expect(
    theory.predictions.flatMap(({ metric, quantile }) => (metric === 'wait' ? (quantile ?? []) : [])),
  ).toEqual([0.5, 0.9, 0.999]);
  // A rate of service is a mean that no decimal fraction of a second is.
  expect(value(compute('M/M/1 --arrivals 2/s --service 3/s'), 'sojourn')).toBeCloseTo(1000, 9);
  const known = compute('little --arrivals 50/s --in-system 10');
  expect(value(known, 'sojourn')).toBeCloseTo(200, 12);
});

test('distributions are those of scenario files, in seconds inside', () => {
  const service = (text: string) =>
    value(compute(`M/G/inf --arrivals 1/s --service '${text}' --quantiles 50%`), 'sojourn', 0.5);
  for (const [text, median] of [
    ['20ms', 20],
    ['uniform(10ms, 30ms)', 20],
    ['exponential(10ms)', 10 * Math.LN2],
    ['lognormal(p50=1ms, p99=10ms)', 1],
    ['pareto(min=1ms, shape=1, max=4ms)', 1.6],
    ['weibull(scale=10ms, shape=1)', 10 * Math.LN2],
    ['5ms + uniform(0ms, 2ms)', 6],
    ['mixture(90% 1ms, 10% 9ms)', 1],
    ['hyperexponential(50% 10ms, 50% 10ms)', 10 * Math.LN2],
    ['empirical([1ms, 3ms])', 2],
  ] as const)
    expect(service(text)).toBeCloseTo(median, 6);
  const phases = compute("M/G/1 --arrivals 40/s --service 'erlang(2, 20ms)' --quantiles 90%");
  expect(value(phases, 'wait')).toBeCloseTo((40 * 0.0006 * 1000) / (2 * 0.2), 9);
  expect(value(phases, 'wait', 0.9)).toBeGreaterThan(value(phases, 'wait')!);
});

test('what has no bound is null in JSON and said in words in the table', () => {
  const args = words("M/G/1 --arrivals 1/s --service 'pareto(min=1ms, shape=1.5)'");
  const { rows } = JSON.parse(foretell(...args, '--json').stdout);
  expect(rows.find(({ metric }: { metric: string }) => metric === 'wait').value).toBeNull();
  expect(foretell(...args).stdout).toMatch(/wait +no end/);
});

test('large and tiny figures keep their columns apart', () => {
  const text = theoryText(compute('M/M/1/1000 --arrivals 1.001/s --service 1000s'));
  expect(text).not.toMatch(/ s\d/);
  expect(theoryText(compute('M/M/9 --arrivals 1/s --service 1us'))).toMatch(/wait probability +\d\.\de-\d+/);
});

test('a fit prints its intervals as those of rows', () => {
  const path = file(
    'points.csv',
    '# load test\nconcurrency, throughput\n1,955\n2,1878\n4,3548\n8,6531\n16,10000\n32,13500\n',
  );
  const { stdout, status } = foretell('usl', '--measurements', path, '--json');
  expect(status).toBe(0);
  const { rows, warnings } = JSON.parse(stdout);
  const sigma = rows.find(({ metric }: { metric: string }) => metric === 'sigma');
  expect(sigma.ciLow).toBeLessThan(sigma.value);
  expect(sigma.ciHigh).toBeGreaterThan(sigma.value);
  expect(warnings.join()).toMatch(/beyond the highest/);
});

describe('mistakes are told, with exit code 64 and no stack', () => {
  const MISTAKES: readonly [string, RegExp][] = [
    ['M/M/d', /no theory "M\/M\/d"; did you mean M\/M\/c\?/],
    ['zzz', /`foretell theory` lists/],
    ['--json M/M/c', /comes first/],
    [
      'M/M/c --arrivals 1/s --service 1s',
      /--servers <n> is missing[\s\S]*for example: foretell theory M\/M\/c/,
    ],
    [
      'M/M/c --arrivals 1 --service 1 --servers 1.5',
      /--arrivals[\s\S]*unit[\s\S]*--service[\s\S]*unit[\s\S]*--servers/,
    ],
    ['M/M/c --arrivals 2/s --service 1s --servers 2', /more than 2 servers: 2 servers/],
    ['M/M/3 --arrivals 2/s --service 1s --servers 2', /M\/M\/3 says 3 where --servers says 2/],
    ["M/M/1 --arrivals 1/s --service 'uniform(1ms, 2ms)'", /exponential, not uniform/],
    ["M/G/1 --arrivals 1/s --service 'exponental(1ms)'", /did you mean exponential\?/],
    ["M/G/1 --arrivals 1/s --service 'empirical(nowhere.txt)'", /nowhere\.txt: there is no such file/],
    ['M/M/2/1 --arrivals 1/s --service 1s', /no room for 2/],
    ['M/M/c/K --arrivals 1/s --service 1s --servers 2', /either --capacity <n> or --queue-limit <n>/],
    ['M/M/1 --arrivals 0/s --service 1s', /above zero/],
    ['M/G/1 --arrivals 1/s --service 0s', /above zero/],
    [
      'M/M/c+M --arrivals 10000/s --service 1s --servers 50 --patience 1h',
      /some 35820000 customers would wait/,
    ],
    ['M/M/1 --arrivals 1/s --service 100ms --quantiles 100%', /between 0% and 100%/],
    ['kingman --service 1s', /either --arrivals <rate> or --interarrival/],
    ['little --arrivals 1/s', /two of/],
    ['redundancy-d --arrivals 1/s --service 1s --servers 2 --copies 3', /more than the 2 servers/],
    ['priority --class gold:1/s', /name:rate:service/],
    ['priority --class a:1/s:1ms --class a:1/s:1ms', /a is there twice/],
    ['priority --class a:1/s:1ms --servers 2', /one exponential service/],
    ['jackson --station a:1ms:1 --arrivals b:1/s', /no station "b", only a/],
    ["jackson --station a:1ms:1 --arrivals a:1/s --route 'a->a:1'", /never leave/],
    ["jackson --station a:1ms:1 --arrivals a:1/s --route 'a->a:0.6' --route 'a->a:0.6'", /sum to 1.2/],
    ['jackson --station a:1s:1 --arrivals a:2/s', /at a, .*more than 2 servers/],
    ['mva --station a:1ms --customers 3', /name:service:servers/],
    ['mva --station a:1ms:1:0 --customers 3', /above 0/],
    ['PS --arrivals 1/s --service 1s --servers 2 --size 1ms', /one server only/],
    ['staffing --arrivals 1/s --service 1s --wait-probability 0%', /between 0% and 100%/],
    ['staffing --arrivals 1000000/s --service 1s --wait-probability 1%', /load above/],
    ['usl --measurements nowhere.csv', /nowhere\.csv: there is no such file/],
    ["SRPT --arrivals 1/s --service 'mixture(50% 1ms, 50% 2ms)'", /smooth/],
    ['retrial --arrivals 0.5/s --service 1s --retry 5s --orbit first', /grows without bound unless/],
  ];
  for (const [line, says] of MISTAKES)
    test(line, () => {
      expect(() => command(words(line))).toThrow(UsageError);
      expect(() => command(words(line))).toThrow(says);
    });

  test('on the command line', () => {
    const lines: readonly [string, RegExp][] = [
      ...MISTAKES.slice(0, 2),
      MISTAKES.find(([, says]) => says.test('more than 2 servers: 2 servers'))!,
      ['M/M/c --arivals 1/s', /unknown option '--arivals'[\s\S]*--arrivals/],
      ['M/M/c --arrivals', /argument missing/],
      ['M/M/c 3', /too many arguments/],
    ];
    for (const [line, says] of lines) {
      const { status, stdout, stderr } = foretell(...words(line));
      expect(stderr).toMatch(says);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout).toBe('');
      expect(status).toBe(64);
    }
  });

  test('in a file of measurements, at its line', () => {
    for (const [text, says] of [
      ['n,x\n1,2\n', /no column "concurrency"/],
      ['concurency,throughput\n1,2\n', /did you mean concurency/],
      ['concurrency,throughput\n1,2\n2,none\n', /bad\.csv:3: expected a throughput above zero, found "none"/],
      ['concurrency,throughput\n1,2\n2,3\n', /three or more/],
    ] as const) {
      expect(() => command(['usl', '--measurements', join(DIR, file('bad.csv', text))])).toThrow(says);
    }
  });
});

describe('quorums', () => {
  const LEGS = "--write 'exponential(5ms)' --ack 'exponential(1ms)' --trials 20000";

  test('rows have intervals, and quorums that meet see every write', () => {
    const theory = compute(`wars --n 3 --r 1 --w 1 ${LEGS} --at 0ms --at 10ms --visibility 99%`);
    const [seen, later] = ['0ms', '10ms'].map((at) => value(theory, `sees the write after ${at}`)!);
    expect(seen).toBeLessThan(later!);
    const t = theory.predictions.find(({ metric }) => metric === 't-visibility')!;
    expect(t).toMatchObject({ quantile: 0.99, unit: 'ms' });
    expect(t.interval!.low < t.value && t.value < t.interval!.high).toBe(true);
    const strict = compute(`wars --n 3 --r 2 --w 2 ${LEGS}`);
    expect(value(strict, 't-visibility', 0.999)).toBe(0);
    expect(strict.warnings).toHaveLength(1);
    // 1 ms there and 1 ms back for those that are elsewhere: half of three, with R = 2, wait for one of them.
    const far = compute(`wars --n 3 --r 2 --w 1 --write 0.1ms --ack 0.1ms --remote 1ms --trials 100`);
    expect(value(far, 'read latency', 0.5)).toBeCloseTo(2.2, 9);
  });

  test('k-staleness, and monotonic reads where writes are known', () => {
    const theory = compute('k-staleness --n 3 --r 1 --w 1 --k 3 --writes 2');
    expect(value(theory, 'one of the last 3')).toBeCloseTo(19 / 27, 12);
    expect(value(theory, 'monotonic read')).toBeCloseTo(19 / 27, 12);
  });

  test.each([
    ['wars --n 3 --r 4 --w 1 --write 1ms --ack 1ms', '--r 4 is more than the 3 replicas of --n'],
    [`wars --n 3 --r 1 --w 1 ${LEGS} --visibility 100%`, 'takes a share between 0% and 100%, not "100%"'],
    [`wars --n 3 --r 1 --w 1 ${LEGS} --at 10`, '--at takes'],
    ['k-staleness --n 3 --r 1 --w 0', '--w takes a whole number from 1'],
  ])('%s', (line, told) => expect(() => compute(line)).toThrow(told));
});
