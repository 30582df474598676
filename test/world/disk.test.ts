/** Disks: what survives a crash, in which order syncs complete, and what trouble does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStreams } from '../../src/kernel/random.js';
import { createDisk, type DiskTrouble, type NodeDisk } from '../../src/world/disk.js';
import { crash, start } from '../../src/world/lifecycle.js';
import { at, type Ctx, constant, createWorld, MS, modelOf } from '../support/world.js';

type Write =
  | { readonly kind: 'write'; readonly name: string; readonly value: number }
  | { readonly kind: 'append'; readonly name: string; readonly value: number }
  | { readonly kind: 'truncate' | 'discard'; readonly name: string; readonly value: number };

const name = fc.constantFrom('a', 'b');
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ kind: fc.constantFrom('write' as const, 'append' as const), name, value: fc.nat(99) }),
  fc.record({ kind: fc.constantFrom('truncate' as const, 'discard' as const), name, value: fc.nat(3) }),
);
const writes = fc.array(write, { maxLength: 20 });

function carryOut(disk: NodeDisk, { kind, name: n, value }: Write): void {
  if (kind === 'write') disk.write(n, value);
  else if (kind === 'append') disk.append(n, value);
  else if (kind === 'truncate') disk.truncate(n, value);
  else disk.discard(n, value);
}

/** What a disk holds, or what these writes amount to on plain values and arrays. */
const contentOf = (disk: NodeDisk) =>
  ['a', 'b'].map((n) => ({ value: disk.read(n), log: [...disk.log(n)] as unknown[] }));

function meaningOf(all: readonly Write[]) {
  return ['a', 'b'].map((n) => {
    let value: number | undefined;
    let log: number[] = [];
    for (const w of all.filter((each) => each.name === n)) {
      if (w.kind === 'write') value = w.value;
      else if (w.kind === 'append') log = [...log, w.value];
      else if (w.kind === 'truncate') log = log.slice(0, w.value);
      else log = log.slice(w.value);
    }
    return { value, log };
  });
}

const instantDisk = () => createDisk(() => 0);

/** Writes, syncs, writes again, crashes. */
function crashed(synced: readonly Write[], pending: readonly Write[], keep: number) {
  const disk = instantDisk();
  for (const w of synced) carryOut(disk, w);
  disk.completeSync(disk.startSync(0)!.upTo);
  for (const w of pending) carryOut(disk, w);
  expect(contentOf(disk)).toEqual(meaningOf([...synced, ...pending])); // a node sees its own writes
  const { lost } = disk.crash(keep);
  return { content: contentOf(disk), lost, disk };
}

describe('a crash', () => {
  test('loses exactly what was not synced', () => {
    fc.assert(
      fc.property(writes, writes, (synced, pending) => {
        const { content, lost } = crashed(synced, pending, 0);
        expect(content).toEqual(meaningOf(synced));
        expect(lost).toBe(pending.length);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('on a disk that tears keeps a prefix of what was pending, in its order', () => {
    fc.assert(
      fc.property(
        writes,
        writes,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (synced, pending, keep) => {
          const { content, lost } = crashed(synced, pending, keep);
          expect(content).toEqual(meaningOf([...synced, ...pending.slice(0, pending.length - lost)]));
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  test('tears anywhere, nothing and all included, each equally likely', () => {
    const draw = createStreams('1').named('tear');
    const pending: Write[] = Array.from({ length: 3 }, (_, i) => ({ kind: 'append', name: 'a', value: i }));
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 400; i++) counts[crashed([], pending, draw()).lost]!++;
    // Level 1e-3: each count is within 3.29 * sqrt(400 * 1/4 * 3/4) = 28.5 of 100.
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(28.5);
  });

  test('negative control: a disk that loses the oldest writes first would be found out', () => {
    const reordered = fc.property(writes, (pending) => {
      const kept = pending.slice(1); // what a tear that drops the first write leaves
      const prefixes = pending.map((_, i) => meaningOf(pending.slice(0, i)));
      expect([...prefixes, meaningOf(pending)]).toContainEqual(meaningOf(kept));
    });
    expect(fc.check(reordered, { seed: 1 }).failed).toBe(true);
  });

  test('leaves a disk that works: later writes and crashes find the right contents', () => {
    fc.assert(
      fc.property(writes, writes, writes, (first, second, third) => {
        const { disk } = crashed(first, second, 0);
        for (const w of third) carryOut(disk, w);
        disk.completeSync(disk.startSync(0)!.upTo);
        disk.crash(0);
        expect(contentOf(disk)).toEqual(meaningOf([...first, ...third]));
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('syncs', () => {
  test('are served one after the other; each covers what was written before it', () => {
    const disk = createDisk(() => 10);
    disk.append('a', 1);
    const first = disk.startSync(100)!;
    disk.append('a', 2);
    const second = disk.startSync(103)!;
    disk.append('a', 3);
    expect([first.at, second.at, second.upTo - first.upTo]).toEqual([110, 120, 1]);
    disk.completeSync(first.upTo);
    expect(disk.pendingWrites()).toBe(2);
    disk.completeSync(second.upTo);
    disk.completeSync(first.upTo); // an older one changes nothing
    expect(disk.pendingWrites()).toBe(1);
    expect(disk.startSync(500)!.at).toBe(510);
  });

  test('complete in order even where they take no time and ties are shuffled', () => {
    const world = createWorld({ shuffleTies: true });
    const completed: number[] = [];
    const model = modelOf({
      go(_s: unknown, _m: unknown, ctx: Ctx) {
        for (let n = 0; n < 30; n++) ctx.disk.sync({ kind: 'synced', n });
      },
      synced: (_s: unknown, { n }: { n: number }) => completed.push(n) > 0 && undefined,
    });
    world.addGroup({ name: 'db', count: 1, model });
    at(world, 0, () => world.send(0, 0, { kind: 'go' }));
    world.run(MS, 1000);
    expect(completed).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  test('a completion comes back as a message; what it covers survives, what came later does not', () => {
    const world = createWorld();
    const found: unknown[] = [];
    const model = modelOf(
      {
        go(_s: unknown, _m: unknown, ctx: Ctx) {
          ctx.disk.append('log', 'synced');
          ctx.disk.sync({ kind: 'synced' });
          ctx.disk.append('log', 'pending');
        },
        synced: (_s: unknown, _m: unknown, ctx: Ctx) =>
          void found.push(world.kernel.now, [...ctx.disk.log('log')]),
      },
      { init: (_d: unknown, ctx: Ctx) => ({ found: found.push([...ctx.disk.log('log')]) }) },
    );
    world.addGroup({ name: 'db', count: 1, model, disk: { sync: constant(5 * MS), onCrash: 'lose' } });
    at(world, 0, () => world.send(0, 0, { kind: 'go' }));
    at(world, 20 * MS, () => {
      crash(world, world.nodes[0]!, 0);
      start(world, world.nodes[0]!);
    });
    world.run(30 * MS, 100);
    expect(found).toEqual([[], 5 * MS, ['synced', 'pending'], ['synced']]);
  });

  test('a sync under way at a crash neither completes nor makes anything durable', () => {
    const world = createWorld();
    const synced: number[] = [];
    const model = modelOf({
      go(_s: unknown, _m: unknown, ctx: Ctx) {
        ctx.disk.write('v', 1);
        ctx.disk.sync({ kind: 'synced' });
      },
      synced: () => void synced.push(world.kernel.now),
    });
    world.addGroup({ name: 'db', count: 1, model, disk: { sync: constant(5 * MS), onCrash: 'lose' } });
    at(world, 0, () => world.send(0, 0, { kind: 'go' }));
    at(world, 3 * MS, () => {
      crash(world, world.nodes[0]!, 0);
      start(world, world.nodes[0]!);
    });
    world.run(30 * MS, 100);
    expect(synced).toEqual([]);
    expect(world.nodes[0]!.disk.read('v')).toBeUndefined();
  });
});

describe('trouble', () => {
  const draw = createStreams('1').named('trouble');
  const trouble = (what: Partial<DiskTrouble>): DiskTrouble => ({
    sync: undefined,
    full: false,
    corrupt: 0,
    draw,
    syncs: 0,
    records: 0,
    ...what,
  });

  test('a slow disk takes longer, the latest trouble decides, and each counts what it did', () => {
    const disk = createDisk(() => 10);
    const [slow, slower] = [trouble({ sync: () => 50 }), trouble({ sync: () => 70 })];
    disk.troubles.push(slow);
    expect(disk.startSync(0)!.at).toBe(50);
    disk.troubles.push(slower);
    expect(disk.startSync(1000)!.at).toBe(1070);
    disk.troubles.shift(); // the first ends, the second goes on
    expect(disk.startSync(2000)!.at).toBe(2070);
    disk.troubles.shift();
    expect(disk.startSync(3000)!.at).toBe(3010);
    expect([slow.syncs, slower.syncs]).toEqual([1, 2]);
  });

  test('a full disk completes no sync; what was pending goes with the next one', () => {
    const disk = createDisk(() => 10);
    const full = trouble({ full: true });
    disk.troubles.push(full);
    disk.append('a', 1);
    expect(disk.startSync(0)).toBeUndefined();
    expect([disk.pendingWrites(), full.syncs]).toEqual([1, 1]);
    disk.troubles.length = 0;
    disk.completeSync(disk.startSync(5)!.upTo);
    expect(disk.crash(0)).toEqual({ kept: 0, lost: 0 });
    expect(disk.log('a')).toEqual([1]);
  });

  test('corruption ends each log before its first lost record, at a restart only, and counts the loss', () => {
    const lengths: number[] = [];
    let lost = 0;
    for (let i = 0; i < 300; i++) {
      const disk = instantDisk();
      for (let n = 0; n < 10; n++) disk.append('a', n);
      disk.write('v', 1);
      disk.completeSync(disk.startSync(0)!.upTo);
      const corrupts = trouble({ corrupt: 0.1 });
      disk.troubles.push(corrupts);
      disk.crash(0);
      expect(disk.log('a')).toHaveLength(10);
      disk.restart();
      const log = disk.log('a');
      expect(log).toEqual(Array.from({ length: log.length }, (_, n) => n)); // a prefix
      expect(corrupts.records).toBe(10 - log.length);
      expect(disk.read('v')).toBe(1);
      disk.crash(0);
      expect(disk.log('a')).toEqual(log); // lost for good
      lengths.push(log.length);
      lost += corrupts.records;
    }
    // P(nothing lost) = 0.9^10 = 0.349; level 1e-3: 300 * 0.349 = 104.6, 3.29 deviations are 27.1.
    expect(Math.abs(lengths.filter((length) => length === 10).length - 104.6)).toBeLessThan(27.1);
    expect(lost).toBeGreaterThan(0);
  });
});

test('persist is synced at once, and does not wait for other writes', () => {
  const world = createWorld();
  const got: unknown[] = [];
  const model = modelOf(
    {
      go(_s: unknown, _m: unknown, ctx: Ctx) {
        ctx.disk.write('v', 1);
        ctx.persist({ n: 1 });
      },
    },
    { init: (durable: unknown, ctx: Ctx) => ({ got: got.push([durable, ctx.disk.read('v')]) }) },
  );
  world.addGroup({ name: 'db', count: 1, model, disk: { sync: constant(MS), onCrash: 'lose' } });
  at(world, 0, () => world.send(0, 0, { kind: 'go' }));
  at(world, 1, () => {
    crash(world, world.nodes[0]!, 0);
    start(world, world.nodes[0]!);
  });
  world.run(MS, 100);
  expect(got).toEqual([
    [undefined, undefined],
    [{ n: 1 }, undefined],
  ]);
});
