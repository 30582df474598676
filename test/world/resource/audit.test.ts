/** The audit of every station: what it says of sound books, and that broken resources cannot hide from it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditProblems, type StationAudit } from '../../../src/observe/station.js';
import type { Book } from '../../../src/world/resource/book.js';
import type { Job } from '../../../src/world/resource/job.js';
import type { Line } from '../../../src/world/resource/line.js';
import type { Servers } from '../../../src/world/resource/servers.js';
import { drive } from './drive.js';

/** What a test may break. */
interface Parts {
  line: Line;
  servers: Servers;
  readonly book: Book;
  inService: number;
}

const JOBS = Array.from({ length: 20 }, (_, n) => ({ at: 5 * n, work: 8 }));

/** Twenty jobs at a station that was tampered with. */
const tampered = (breakIt: (parts: Parts) => void, until = 1000) =>
  drive({ servers: 1, queueLimit: Number.POSITIVE_INFINITY }, JOBS, {
    until,
    events: [[1, ({ world, db }) => breakIt(world.stations.of(db, 'cpu') as unknown as Parts)]],
  });

test('sound books are in order, whenever the run ends and whenever the warm-up did', () => {
  fc.assert(
    fc.property(
      fc.nat(40).map((n) => 5 * n + 1),
      fc.nat(200),
      (warmUp, until) => {
        const { world, metrics } = drive({ servers: 1, queueLimit: 2 }, JOBS, { warmUp, until });
        const [audit] = world.stations.audits();
        expect(audit!.arrivals).toBe(
          until < warmUp ? 0 : JOBS.filter(({ at }) => at > warmUp && at <= until).length,
        );
        expect([metrics.arrivals, metrics.completed]).toEqual([audit!.arrivals, audit!.completed]);
      },
    ),
    { numRuns: 100, seed: 7 },
  );
});

test('L and lambda W by hand: two who came and left, one who is still there, one from before', () => {
  const jobs = [
    { at: 0, work: 30 },
    { at: 20, work: 20 },
    { at: 40, work: 40 },
    { at: 60, work: 40 },
  ];
  const { world } = drive({ servers: 1, queueLimit: 9 }, jobs, { warmUp: 10, until: 110 });
  expect(world.stations.audits()).toEqual([
    {
      node: 'db/1',
      resource: 'cpu',
      from: 10,
      to: 110,
      arrivals: 3,
      completed: 2,
      dropped: 0,
      inSystem: 1,
      numberInSystem: (30 + 50) / 100,
      lambdaTimesW: (30 + 50) / 100,
    },
  ]);
});

describe('a resource that', () => {
  test('is not tampered with passes', () => {
    expect(tampered(() => {}).metrics.completed).toBe(20);
  });

  test('loses a customer is caught', () => {
    const lose = ({ line }: Parts) => {
      const next = line.next.bind(line);
      let calls = 0;
      line.next = () => {
        if (++calls === 5) next();
        return next();
      };
    };
    expect(() => tampered(lose)).toThrow('20 came, but 19 were served, 0 dropped and 0 are there');
  });

  test('forgets to note that a customer left is caught', () => {
    const forget = ({ book }: Parts) => {
      const left = book.left.bind(book);
      let calls = 0;
      book.left = (job, served) => (++calls === 5 ? undefined : left(job, served));
    };
    expect(() => tampered(forget)).toThrow(/L is .*, but lambda W is/);
  });

  test('counts a customer twice is caught', () => {
    const twice = ({ book }: Parts) => {
      const left = book.left.bind(book);
      let calls = 0;
      book.left = (job, served) => {
        left(job, served);
        if (++calls === 5) left(job, served);
      };
    };
    expect(() => tampered(twice)).toThrow('20 came, but 21 were served');
    const admit = ({ book }: Parts) => {
      book.arrivals++;
    };
    expect(() => tampered(admit)).toThrow('21 came, but 20 were served');
  });

  test('stamps a customer wrong is caught, by a single ns', () => {
    const stamp = ({ line }: Parts) => {
      const push = line.push.bind(line);
      line.push = (job: Job) => {
        if (job.arrivedAt === 35) job.arrivedAt--;
        push(job);
      };
    };
    expect(() => tampered(stamp)).toThrow(/L is .*, but lambda W is/);
  });

  test('serves too early is caught', () => {
    const hurry = ({ servers }: Parts) => {
      const begin = servers.begin.bind(servers);
      servers.begin = (job: Job) => {
        job.left = 1;
        begin(job);
      };
    };
    expect(() =>
      drive({ servers: 1, queueLimit: 9 }, [{ at: 5, work: 8 }], {
        events: [[1, ({ world, db }) => hurry(world.stations.of(db, 'cpu') as unknown as Parts)]],
      }),
    ).toThrow('nobody is served faster than their work');
  });

  test('serves more at once than it has servers is caught', () => {
    const crowd = (parts: Parts) => {
      const { servers } = parts;
      const begin = servers.begin.bind(servers);
      servers.begin = (job: Job) => {
        begin(job);
        parts.inService--;
      };
    };
    expect(() => tampered(crowd)).toThrow('as many are with the servers');
  });
});

test('problems are told in words, also of numbers that are none', () => {
  const sound: StationAudit = {
    node: 'web/1',
    resource: 'cpu',
    from: 0,
    to: 100,
    arrivals: 5,
    completed: 3,
    dropped: 1,
    inSystem: 1,
    numberInSystem: 0.7,
    lambdaTimesW: 0.7,
  };
  expect(auditProblems(sound)).toEqual([]);
  expect(auditProblems({ ...sound, lambdaTimesW: 0.7 * (1 + 5e-10) })).toEqual([]);
  expect(auditProblems({ ...sound, numberInSystem: 0, lambdaTimesW: 0 })).toEqual([]);
  expect(auditProblems({ ...sound, arrivals: 6 })).toEqual([
    "web/1's cpu: 6 came, but 3 were served, 1 dropped and 1 are there",
  ]);
  expect(auditProblems({ ...sound, lambdaTimesW: 0.7 * (1 + 2e-9) })).toHaveLength(1);
  expect(auditProblems({ ...sound, lambdaTimesW: Number.NaN })).toHaveLength(1);
});
