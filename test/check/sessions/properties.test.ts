/**
 * The checker of session guarantees against their definitions tried out, and against histories of objects that
 * really are atomic.
 */
import { describe, expect, test } from 'vitest';
import { checkSessionGuarantee } from '../../../src/check/session-guarantees.js';
import { GUARANTEE_NAMES, type GuaranteeName } from '../../../src/observe/guarantee-names.js';
import type { Json, Operation } from '../../../src/observe/history.js';
import {
  type AtomicObject,
  atomicHistory,
  type Random,
  randomFrom,
  withOneAnswerChanged,
} from '../atomic.js';
import { atomicList } from '../atomic-objects.js';
import { oracle } from './oracle.js';
import { randomHistory } from './random.js';

const invalid = (operations: readonly Operation[], guarantee: GuaranteeName, object: string) =>
  checkSessionGuarantee(operations, guarantee, { object }).verdict === 'invalid';

/**
 * Operations on servers that promise nothing but to grow: each session has its own, writes come to the others when
 * they like, and which of two comes first was drawn when they were made.
 */
function weakHistory(random: Random, isList: boolean): Operation[] {
  const keys = 2;
  const sessions = 3;
  const writes: { readonly key: number; readonly value: number; readonly rank: number }[] = [];
  const servers = Array.from({ length: sessions }, () => new Set<(typeof writes)[number]>());
  return Array.from({ length: 10 + random(10) }, (_, id): Operation => {
    const key = random(keys);
    const process = random(sessions);
    const server = servers[process]!;
    for (const write of writes) if (random(3) === 0) server.add(write);
    const own = [...server].filter((write) => write.key === key).sort((a, b) => a.rank - b.rank);
    const times = { start: 2 * id, end: 2 * id + 1, invokedAt: id, completedAt: undefined };
    const operation = { id, process, key, input: null, output: null, outcome: 'ok', ...times } as const;
    if (random(2) === 0 || writes.length === 5)
      return {
        ...operation,
        f: 'read',
        output: isList ? own.map(({ value }) => value) : (own.at(-1)?.value ?? null),
      };
    writes.push({ key, value: id + 1, rank: random(4) === 0 ? random(1000) : 1000 + id });
    if (random(2) === 0) server.add(writes.at(-1)!);
    return { ...operation, f: isList ? 'append' : 'write', input: id + 1 };
  });
}

describe.each([
  ['registers', 'cas-register', false],
  ['lists', 'list-append', true],
] as const)('%s against the definitions', (_, object, isList) => {
  test.each(['read-your-writes', 'monotonic-reads'] as const)('%s: exactly', (guarantee) => {
    const { broken, kept } = compare(guarantee);
    expect({ missed: broken.missed, accused: kept.told }).toEqual({ missed: 0, accused: 0 });
    expect(broken.told).toBeGreaterThan(200);
    expect(kept.missed).toBeGreaterThan(200);
  });

  test.each(['monotonic-writes', 'writes-follow-reads'] as const)(
    '%s: most of it, nothing else',
    (guarantee) => {
      const { broken, kept } = compare(guarantee, weakHistory);
      expect(kept.told).toBe(0);
      expect(kept.missed).toBeGreaterThan(200);
      expect(broken.told).toBeGreaterThan(10);
      expect(broken.told).toBeGreaterThan(3 * broken.missed);
    },
  );

  function compare(guarantee: GuaranteeName, create = randomHistory) {
    const counts = {
      kept: { told: 0, missed: 0 },
      broken: { told: 0, missed: 0 },
      senseless: { told: 0, missed: 0 },
    };
    for (let seed = 0; seed < 3000; seed++) {
      const operations = create(randomFrom(seed), isList);
      const told = invalid(operations, guarantee, object);
      counts[oracle(operations, isList).verdict(guarantee)][told ? 'told' : 'missed']++;
    }
    return counts;
  }
});

/** A register whose writes are all different, and whose cas often finds what it expects. */
function atomicRegister(): AtomicObject {
  let value: Json = null;
  return {
    call(random, serial) {
      if (random(2) === 0) return { f: 'read', input: null };
      return random(3) > 0 ? { f: 'write', input: serial + 1 } : { f: 'cas', input: [value, serial + 1] };
    },
    execute(f, input) {
      if (f === 'read') return { output: value };
      if (f === 'cas' && (input as readonly Json[])[0] !== value) return undefined;
      value = f === 'cas' ? (input as readonly Json[])[1]! : input;
      return { output: input };
    },
    answer: (f, random, serial) => (f === 'read' ? (random(6) === 0 ? null : random(serial + 1)) : undefined),
  };
}

describe.each([
  ['registers', 'cas-register', atomicRegister],
  ['lists', 'list-append', atomicList],
] as const)('linearizable %s', (_, object, create) => {
  const shape = { clients: 4, operations: 60, infoPercent: 10, keys: 3 };

  test('never break any', () => {
    for (let seed = 0; seed < 400; seed++) {
      const operations = atomicHistory(shape, randomFrom(seed), create);
      for (const guarantee of GUARANTEE_NAMES)
        expect({
          seed,
          guarantee,
          ...checkSessionGuarantee(operations, guarantee, { object }),
        }).toMatchObject({
          verdict: 'valid',
        });
    }
  });

  test('with one wrong answer break some', () => {
    const broken = new Map<GuaranteeName, number>(GUARANTEE_NAMES.map((guarantee) => [guarantee, 0]));
    for (let seed = 0; seed < 200; seed++) {
      const random = randomFrom(seed);
      const operations = withOneAnswerChanged(atomicHistory(shape, random, create), random, create());
      for (const guarantee of GUARANTEE_NAMES)
        if (invalid(operations, guarantee, object)) broken.set(guarantee, broken.get(guarantee)! + 1);
    }
    expect([...broken].filter(([, count]) => count < 10)).toEqual([]);
  });
});
