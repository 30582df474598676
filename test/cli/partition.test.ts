/**
 * `foretell partition` as a user meets it: JSON, tables of 80 columns, and mistakes with exit code 64.
 *
 * Runs the built `foretell`, so build first (`npm test` does).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { ALGORITHMS } from '../../models/partitioning/index.js';
import { partition } from '../../src/cli/commands/partition.js';
import { UsageError } from '../../src/cli/exit.js';

const CLI = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const DIR = mkdtempSync(join(tmpdir(), 'foretell-partition-'));
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

/** In this process, which is quicker than a new one. */
function output(line: string): string {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    partition(line.split(' ').filter((word) => word !== ''));
  } finally {
    spy.mockRestore();
  }
  return written.join('');
}
const json = (line: string) => JSON.parse(output(`${line} --json`));

test('the command as it is installed', () => {
  const run = (...args: readonly string[]) =>
    spawnSync('node', [CLI, 'partition', ...args], { cwd: DIR, encoding: 'utf8' });
  const good = run(...'jump --nodes 11 --keys 10863919174838991 --raw --json'.split(' '));
  expect({ status: good.status, stderr: good.stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(good.stdout).owners).toEqual([6]);
  const bad = run('rign', '--nodes', '3');
  expect({ status: bad.status, stdout: bad.stdout }).toEqual({ status: 64, stdout: '' });
  expect(bad.stderr).toBe('foretell: there is no algorithm "rign"; did you mean ring?\n');
});

describe('keys', () => {
  test('a list, one with a comma, a count, a large number, hexadecimal', () => {
    expect(json('jump --nodes 100001 --keys 2,2201,2202 --raw').owners).toEqual([80343, 22152, 15018]);
    expect(json('jump --nodes 100001 --keys 2, --raw').owners).toEqual([80343]);
    expect(json('jump --nodes 100 --keys 5 --raw').owners).toEqual([0, 55, 62, 8, 45]);
    expect(json('jump --nodes 11 --keys 2016238256797177309 --raw').owners).toEqual([3]);
    expect(json('jump --nodes 17 --keys 0xdeadbeef --raw').owners).toEqual([16]);
  });
  test('a file has one on each line', () => {
    const path = join(DIR, 'keys.txt');
    writeFileSync(path, 'foo\nbar\r\nbaz\n');
    expect(json(`ring --nodes 9 --keys ${path}`).owners).toEqual(
      json('ring --nodes 9 --keys foo,bar,baz').owners,
    );
  });
  test('empty lines, a byte order mark and the end of the file are no keys', () => {
    const path = join(DIR, 'marked.txt');
    writeFileSync(path, '\ufefffoo\r\n\r\n\nbär\n\n');
    expect(json(`ring --nodes 9 --keys ${path}`).hashes).toEqual(
      json('ring --nodes 9 --keys foo,bär').hashes,
    );
  });
  test('hashes are those of the function', () => {
    const hashes = (name: string) => json(`modulo --nodes 10 --keys a,foobar --hash ${name}`).hashes;
    // RFC 9923, appendix C; xxHash; RFC 1321, A.5.
    expect(hashes('fnv-1a-64')).toEqual(['0xaf63dc4c8601ec8c', '0x85944171f73967e8']);
    expect(hashes('fnv-1a-32')).toEqual(['0xe40c292c', '0xbf9cf968']);
    expect(hashes('xxh64')[0]).toBe('0xd24ec4f1a98c6e5b');
    expect(hashes('md5')[0]).toBe('0x0cc175b9c0f1b6a8');
    expect(json('jump --nodes 3 --keys 0xdeadbeef, --raw').hashes).toEqual(['0x00000000deadbeef']);
  });
  test('many are counted, not listed', () => {
    const { owners, keys, hashes, balance } = json('maglev --nodes 10 --keys 1000001');
    expect({ owners, keys, hashes }).toEqual({ owners: null, keys: 1_000_001, hashes: null });
    expect(balance.maxOverMean).toBeLessThan(1.1);
  });
});

test('owners, replicas in zones, and what moves', () => {
  const result = json('ring --nodes a=2@eu,b@eu,c@us --keys 1000 --replicas 2 --remove c');
  expect(
    result.nodes.map(({ id, zone, weight }: { id: string; zone: string; weight: number }) => [
      id,
      zone,
      weight,
    ]),
  ).toEqual([
    ['a', 'eu', 2],
    ['b', 'eu', 1],
    ['c', 'us', 1],
  ]);
  expect(result.replicas.every((set: readonly string[]) => set.includes('c'))).toBe(true);
  expect(result.nodes[2].copies).toBe(1000);
  expect(result.moved).toMatchObject({
    keys: 1000,
    strays: 0,
    leastRatio: expect.closeTo(0.25, 12),
    moved: result.nodes[2].keys,
  });
  expect(result.moved.flows.every(({ from }: { from: string }) => from === 'c')).toBe(true);
  expect(result.after.owners).not.toContain('c');
});

test('whatever is moved is told from whom to whom', () => {
  const { owners, after, moved, changes } = json('modulo --nodes 20 --keys 5000 --remove 19');
  const counts = new Map<string, number>();
  for (const [i, owner] of owners.entries()) {
    const flow = `${owner} ${after.owners[i]}`;
    if (owner !== after.owners[i]) counts.set(flow, (counts.get(flow) ?? 0) + 1);
  }
  expect(changes).toEqual([{ kind: 'remove', id: 19 }]);
  expect(moved.flowCount).toBe(counts.size);
  expect(new Map(moved.flows.map(({ from, to, keys }: Flow) => [`${from} ${to}`, keys]))).toEqual(counts);
  expect(moved.moved).toBe([...counts.values()].reduce((sum, keys) => sum + keys, 0));
  // All but one in twenty move, as the remainder has it.
  expect(moved.movedRatio).toBeCloseTo(0.95, 1);
});

interface Flow {
  readonly from: number;
  readonly to: number;
  readonly keys: number;
}

test('several changes come in their order', () => {
  const { changes, after } = json('rendezvous --nodes a,b --keys 10 --add c=3 --remove a --weight c=1');
  expect(changes.map(({ kind }: { kind: string }) => kind)).toEqual(['add', 'remove', 'weight']);
  expect(after.nodes.map(({ id, weight }: { id: string; weight: number }) => [id, weight])).toEqual([
    ['b', 1],
    ['c', 1],
  ]);
});

test('exact figures: limits, overlaps, entries', () => {
  const { nodes } = json('bounded --nodes 10 --keys 1000 --bound 1.1');
  expect(new Set(nodes.map(({ limit }: { limit: number }) => limit))).toEqual(new Set([110]));
  expect(Math.max(...nodes.map(({ keys }: { keys: number }) => keys))).toBeLessThanOrEqual(110);
  const { shards } = json('shuffle --nodes 8 --keys 10');
  expect(shards).toEqual({
    count: '28',
    overlaps: [15 / 28, 12 / 28, 1 / 28].map((odds, shared) => ({ shared, odds })),
  });
});

// Some points and their servers, as libketama’s own test prints them.
test('the points of ketama, in order', () => {
  const servers = [600, 300, 200, 350, 1000, 800, 950, 100].map(
    (weight, i) => `10.0.1.${i + 1}:11211=${weight}`,
  );
  const { points } = json(`ketama --nodes ${servers.join(',')} --keys 1`);
  const places = points.map(([place]: [string]) => Number(place));
  expect(places).toEqual(places.toSorted((a: number, b: number) => a - b));
  for (const known of ['2051996197 10.0.1.7', '3215619351 10.0.1.2', '1335097278 10.0.1.5']) {
    const [place, host] = known.split(' ');
    expect(points).toContainEqual([place, `${host}:11211`]);
  }
});

// More than fit into the arguments of one call.
test.each([
  'bounded --nodes 150000 --points 1',
  'maglev --nodes 150000 --table-size 200003',
  'range --nodes 150000 --add x',
])('%s', (line) => {
  expect(json(`${line} --keys 1000`).nodes).toHaveLength(150_000);
});

test('a node that leaves jump in the middle comes with a note', () => {
  expect(json('jump --nodes 10 --keys 10 --remove 9').notes).toEqual([]);
  expect(json('jump --nodes 10 --keys 10 --add 10 --remove 10 --remove 9').notes).toEqual([]);
  expect(json('jump --nodes 10 --keys 10 --remove 3').notes[0]).toMatch(/only the last, 9, can leave alone/);
});

test('what spreads badly, or cannot be, comes with a note', () => {
  const { notes, space } = json('ring --nodes 100 --points 100 --keys 10 --hash fnv-1a-64');
  expect(space.standardError).toBeGreaterThan(0.3);
  expect(notes[0]).toMatch(/^fnv-1a-64 hardly mixes names/);
  expect(json('ring --nodes 100 --points 100 --keys 10 --hash xxh64').notes).toEqual([]);
  expect(json('ring --nodes 3 --keys 10 --replicas 5').notes).toEqual([
    'each key has room on only 3 nodes, not 5',
  ]);
  expect(json('ring --nodes 3 --keys 10 --replicas 3').notes).toEqual([]);
  expect(json('cells --nodes 3 --keys 10 --replicas 2').notes).toEqual([
    'each key has room on only 1 node, not 2',
  ]);
});

test.each(ALGORITHMS.map(({ name }) => name))('%s prints no more than 80 columns', (name) => {
  const text = output(`${name} --nodes 6 --zones 2 --keys one,two,three --replicas 2 --remove 5`);
  expect(text).toMatch(new RegExp(`^${name}, 6 nodes, 3 keys`));
  expect(text).toMatch(/Moved when 5 leaves/);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('alone it lists the algorithms, and each has help', () => {
  for (const { name } of ALGORITHMS) expect(output('')).toContain(name);
  expect(output('--help')).toBe(output(''));
});

test.each([
  ['--nodes 3', 'the algorithm comes first'],
  ['ring', '--nodes is missing'],
  ['ring --nodes 0', 'from 1 to'],
  ['ring --nodes a,a', 'names a twice'],
  ['ring --nodes a=-1,b', 'a number above 0'],
  ['jump --nodes a=2,b', 'jump knows no weights, but a has 2; take directory'],
  ['jump --nodes 4 --points 3', 'jump has no --points; it is for ring, ketama or bounded'],
  ['maglev --nodes 5 --table-size 100', 'a prime, such as 101, not 100'],
  ['maglev --nodes 70000', 'too small for 70000 nodes'],
  ['ring --nodes 100000 --points 1000', 'more than 5000000'],
  ['ketama --nodes 3 --points 10', 'a multiple of 4'],
  ['bounded --nodes 3 --bound 0.9', 'takes a number from 1'],
  ['shuffle --nodes 3 --shard-size 4', 'there are 3'],
  ['ring --nodes 3 --hash murmur3-129', 'did you mean murmur3-128?'],
  ['ring --nodes 3 --hash ketama', 'there is no ketama'],
  ['ring --nodes 3.5', 'a whole number of nodes'],
  ['ring --nodes -3', 'a whole number of nodes'],
  ['ring --nodes 3 --add x=1000000', 'more than 5000000'],
  ['ring --nodes 3 --weight 0=1000000', 'more than 5000000'],
  ['maglev --nodes 3 --table-size 3 --add 3', 'too small for 4 nodes'],
  ['directory --nodes 100000 --slots 131072', 'too many to deal'],
  ['rendezvous --nodes 1000000', 'take at most 20000 keys'],
  ['ring --nodes 3 --keys 20000000', 'at most 10000000 keys'],
  ['ring --nodes 3 --keys 1e6', 'put a comma behind it: 1e6,'],
  ['ring --nodes 3 --keys a,,b', 'nothing between two commas'],
  ['ring --nodes 3 --keys 3,x --raw', 'numbers below 2^64'],
  ['ring --nodes 3 --keys 18446744073709551616 --raw', 'numbers below 2^64'],
  ['ketama --nodes 3 --keys 99999999999, --raw', 'numbers below 2^32'],
  ['ring --nodes 3 --keys nofile.txt', 'there is no such file'],
  ['ring --nodes 3 --keys ,', 'a file, keys with commas'],
  ['ring --nodes 3 --remove 7', 'there is no node 7; there are 0, 1, 2'],
  ['ring --nodes 9 --remove 9', 'there are 0, 1, 2, … 8'],
  ['ring --nodes 3 --keys 0', 'at least one key'],
  ['ring --nodes alpha,beta --remove beat', 'did you mean beta?'],
  ['ring --nodes 1 --remove 0', 'nobody would be left'],
  ['ring --nodes a,b --add a', 'there already'],
  ['ring --nodes a,b --weight a', 'such as a=2'],
  ['jump --nodes 10 --add 12', 'the next is 10'],
  ['jump --nodes 10 --weight 3=2', 'jump knows no weights'],
  ['anchor --nodes 3 --capacity 3 --add 9', 'larger --capacity'],
  ['range --nodes 3 --bounds m', '3 nodes have 2 bounds'],
  ['range --nodes 3 --bounds m,g', 'ascending'],
  ['range --nodes 3 --keys 1, --raw', 'leave out --raw'],
  ['ring --nodes 3 --zones ,', 'names, such as 3 or eu,us'],
  ['ring --nodes 3 --replicas 0', 'from 1 to 100'],
])('%s is a mistake', (line, message) => {
  expect(() => output(line)).toThrow(UsageError);
  expect(() => output(line)).toThrow(message);
});

test.each([
  ['empty.txt', '', '', 'there is no key'],
  ['latin1.txt', Buffer.from([0x62, 0xe4, 0x72, 0x0a]), '', 'texts in UTF-8'],
  ['raw.txt', '1\n\n0x2\n-3\n', '--raw', 'raw.txt:4: with --raw'],
  ['long.txt', `${'9'.repeat(100_000)}\n`, '--raw', 'long.txt:1: with --raw'],
])('a file that holds no keys: %s', (name, content, options, message) => {
  const path = join(DIR, name);
  writeFileSync(path, content);
  const run = () => output(`ring --nodes 3 --keys ${path} ${options}`);
  expect(run).toThrow(UsageError);
  expect(run).toThrow(message);
  expect(run).not.toThrow(/9{60}/);
});
