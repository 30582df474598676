/** Networks, many servers and fan-out, against their chains. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  forkJoin,
  jackson,
  mmc,
  mva,
  powerOfChoices,
  redundancy,
  tailAtScale,
} from '../../../src/stats/theory.js';
import { average, type Step } from './chain.js';
import { expectClose, figure, relativeError } from './figures.js';

describe('Jackson networks', () => {
  test('one station is M/M/c; with feedback it only has more to do', () => {
    const station = { name: 'a', arrivals: 1.6, service: 1, servers: 2 };
    const markov = mmc(station, []);
    expectClose(figure(jackson([station], []), 'sojourn'), figure(markov, 'sojourn'), 1e-13);
    const again = jackson([{ ...station, arrivals: 0.8 }], [{ from: 'a', to: 'a', probability: 0.5 }]);
    expectClose(figure(again, 'wait', { of: 'a' }), figure(markov, 'wait'), 1e-13);
    expectClose(figure(again, 'sojourn'), 2 * figure(markov, 'sojourn'), 1e-13);
  });

  test('two stations with routes both ways: their chain', () => {
    const LONGEST = 24;
    const step: Step<readonly [number, number]> = ([a, b]) => [
      [[Math.min(LONGEST, a + 1), b], 0.3],
      [[a - 1, Math.min(LONGEST, b + 1)], 0.6 * Math.min(a, 2)],
      [[a - 1, b], 0.4 * Math.min(a, 2)],
      [[Math.min(LONGEST, a + 1), b - 1], b > 0 ? 0.25 : 0],
      [[a, b - 1], b > 0 ? 0.75 : 0],
    ];
    const theory = jackson(
      [
        { name: 'a', arrivals: 0.3, service: 1, servers: 2 },
        { name: 'b', arrivals: 0, service: 1, servers: 1 },
      ],
      [
        { from: 'a', to: 'b', probability: 0.6 },
        { from: 'b', to: 'a', probability: 0.25 },
      ],
    );
    expectClose(
      figure(theory, 'in system', { of: 'a' }),
      average([0, 0], step, ([a]) => a),
      1e-7,
    );
    expectClose(
      figure(theory, 'in system', { of: 'b' }),
      average([0, 0], step, ([, b]) => b),
      1e-7,
    );
    expectClose(figure(theory, 'in system'), figure(theory, 'sojourn') * 0.3, 1e-12);
  });

  test('a station that is too slow is named, and so is a circle without an end', () => {
    const stations = [
      { name: 'a', arrivals: 1, service: 0.1, servers: 1 },
      { name: 'b', arrivals: 0, service: 0.9, servers: 1 },
    ];
    const there = { from: 'a', to: 'b', probability: 1 };
    const half = jackson(stations, [there, { from: 'b', to: 'a', probability: 0.5 }]);
    expect(half).toMatchObject({ unstable: expect.stringMatching(/^at b, .*1\.8/) });
    const circle = jackson(stations, [there, { from: 'b', to: 'a', probability: 1 }]);
    expect(circle).toMatchObject({ unstable: expect.stringMatching(/never leave/) });
  });
});

describe('closed networks', () => {
  test('three stations and a delay: their chain', () => {
    const customers = 6;
    // State: how many are at cpu (2 servers), disk (1) and link (3); the others think.
    const step: Step<readonly [number, number, number]> = ([cpu, disk, link]) => [
      [[cpu + 1, disk, link], (customers - cpu - disk - link) / 2],
      [[cpu - 1, disk + 1, link], (0.7 * Math.min(cpu, 2)) / 0.4],
      [[cpu - 1, disk, link + 1], (0.3 * Math.min(cpu, 2)) / 0.4],
      [[cpu + 1, disk - 1, link], Math.min(disk, 1) / 0.5],
      [[cpu, disk, link - 1], Math.min(link, 3) / 1.5],
    ];
    // Per round: disk returns to cpu, link ends the round; cpu is visited 1 / 0.3 times, disk 0.7 / 0.3.
    const stations = [
      { name: 'cpu', service: 0.4, servers: 2, visits: 1 / 0.3 },
      { name: 'disk', service: 0.5, servers: 1, visits: 0.7 / 0.3 },
      { name: 'link', service: 1.5, servers: 3, visits: 1 },
    ];
    const theory = mva({ stations, customers, think: 2 });
    const mean = (f: (state: readonly [number, number, number]) => number) => average([0, 0, 0], step, f);
    expectClose(
      figure(theory, 'in system', { of: 'cpu' }),
      mean(([cpu]) => cpu),
    );
    expectClose(
      figure(theory, 'in system', { of: 'disk' }),
      mean(([, disk]) => disk),
    );
    expectClose(
      figure(theory, 'queue length', { of: 'cpu' }),
      mean(([cpu]) => Math.max(0, cpu - 2)),
    );
    expectClose(
      figure(theory, 'queue length', { of: 'link' }),
      mean(([, , link]) => Math.max(0, link - 3)),
    );
    expectClose(figure(theory, 'throughput'), mean(([, , link]) => Math.min(link, 3)) / 1.5);
    expectClose(
      figure(theory, 'utilisation', { of: 'disk' }),
      mean(([, disk]) => Math.min(disk, 1)),
    );
  });

  /** Reiser and Lavenberg's recursion for single servers, as textbooks have it. */
  const textbook = (demands: readonly number[], customers: number, think: number): number => {
    let queues = demands.map(() => 0);
    let throughput = 0;
    for (let n = 1; n <= customers; n++) {
      const stays = demands.map((demand, i) => demand * (1 + queues[i]!));
      throughput = n / (think + stays.reduce((a, b) => a + b, 0));
      queues = stays.map((stay) => throughput * stay);
    }
    return throughput;
  };
  const network = (demands: readonly number[]) =>
    demands.map((service, i) => ({ name: `${i}`, service, servers: 1, visits: 1 }));

  test('single servers agree with the recursion, few customers or many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 3, noNaN: true }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 500, noNaN: true }),
        (demands, customers, think) => {
          const theory = mva({ stations: network(demands), customers, think });
          expectClose(figure(theory, 'throughput'), textbook(demands, customers, think), 1e-10);
          const inStations = demands.reduce(
            (sum, _, i) => sum + figure(theory, 'in system', { of: `${i}` }),
            0,
          );
          const thinking = figure(theory, 'throughput') * think;
          expectClose(inStations + thinking, customers, 1e-10);
        },
      ),
      { numRuns: 40, seed: 4 },
    );
    expect(relativeError(textbook([1, 2], 5, 0), textbook([1, 2], 5, 1))).toBeGreaterThan(0.01); // told apart
  });

  test('published: Lazowska et al., Quantitative System Performance (1984), §6.4', () => {
    // CPU 0.605 s, disks 2.1 s and 1.35 s, think time 15 s, three users: X = 0.152, R = 4.7 s.
    const theory = mva({ stations: network([0.605, 2.1, 1.35]), customers: 3, think: 15 });
    expectClose(figure(theory, 'throughput'), textbook([0.605, 2.1, 1.35], 3, 15), 1e-12);
    expect(figure(theory, 'throughput')).toBeCloseTo(0.152, 3);
  });
});

describe('load balancing', () => {
  test('the power of one choice is M/M/1, of two the steady state of its differential equations', () => {
    const one = powerOfChoices({ arrivals: 0.9, service: 1, choices: 1 }, []);
    expectClose(figure(one, 'sojourn'), 10, 1e-12);
    const load = 0.9;
    for (const d of [2, 3]) {
      // s(k)' = load (s(k-1)^d - s(k)^d) - (s(k) - s(k+1)), integrated until nothing moves.
      const s = Array.from({ length: 40 }, (_, k): number => (k === 0 ? 1 : 0));
      for (let i = 0; i < 60_000; i++)
        for (let k = 1; k < 39; k++)
          s[k] = s[k]! + 0.05 * (load * (s[k - 1]! ** d - s[k]! ** d) - (s[k]! - s[k + 1]!));
      const theory = powerOfChoices({ arrivals: load, service: 1, choices: d }, [0.01, 0.5, 0.99]);
      const system = s.slice(1).reduce((a, b) => a + b, 0);
      expectClose(figure(theory, 'in system'), system, 1e-9);
      expectClose(figure(theory, 'wait probability'), s[1]! ** d, 1e-9);
    }
  });

  test('its percentiles belong to its mean', () => {
    const grid = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
    const theory = powerOfChoices({ arrivals: 0.9, service: 1, choices: 2 }, grid);
    const mean = grid.reduce((sum, quantile) => sum + figure(theory, 'sojourn', { quantile }), 0) / 1000;
    expectClose(mean, figure(theory, 'sojourn'), 1e-3);
  });

  test('redundancy: two copies over three servers, the chain of all orders', () => {
    // State: jobs in order of arrival, each a pair of servers; a server works on the first that has it.
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ];
    const step: Step<readonly number[]> = (jobs) => {
      const comes = jobs.length < 6 ? pairs.map((_, p) => [[...jobs, p], 0.15 / 3] as const) : [];
      const busy = new Set<number>();
      const goes = jobs.map((job, i) => {
        const mine = pairs[job]!.filter((server) => !busy.has(server));
        for (const server of mine) busy.add(server);
        return [jobs.filter((_, j) => j !== i), mine.length] as const;
      });
      return [...comes, ...goes];
    };
    const theory = redundancy({ arrivals: 0.15, service: 1, servers: 3, copies: 2 });
    expectClose(
      figure(theory, 'in system'),
      average([], step, (jobs) => jobs.length),
      1e-6,
    );
  });

  test('redundancy: one copy is M/M/1 each, copies to all are one server as fast as all', () => {
    const one = redundancy({ arrivals: 6, service: 1, servers: 10, copies: 1 });
    expectClose(figure(one, 'sojourn'), 1 / 0.4, 1e-12);
    const all = redundancy({ arrivals: 6, service: 1, servers: 10, copies: 10 });
    expectClose(figure(all, 'sojourn'), 1 / 4, 1e-12);
  });
});

describe('fan-out', () => {
  const joined = (branches: number, longest: number, arrivals: number): number => {
    const step: Step<readonly number[]> = (queues) => [
      [queues.map((n) => n + 1), queues.some((n) => n >= longest) ? 0 : arrivals],
      ...queues.map((n, i) => [queues.map((m, j) => (i === j ? m - 1 : m)), n > 0 ? 1 : 0] as const),
    ];
    // A request is there until its last part is done.
    const start = Array<number>(branches).fill(0);
    return average(start, step, (queues) => Math.max(...queues)) / arrivals;
  };

  test('fork-join of two is exact', () => {
    expectClose(
      figure(forkJoin({ arrivals: 0.4, service: 1, branches: 2 }), 'sojourn'),
      joined(2, 30, 0.4),
      1e-8,
    );
  });

  test('fork-join of three is near, of one M/M/1', () => {
    const three = forkJoin({ arrivals: 0.2, service: 1, branches: 3 });
    expect(three).toMatchObject({ exact: false });
    expectClose(figure(three, 'sojourn'), joined(3, 9, 0.2), 0.02);
    expectClose(figure(forkJoin({ arrivals: 0.4, service: 1, branches: 1 }), 'sojourn'), 1 / 0.6, 1e-13);
  });

  test('the slowest of n: its percentiles, and published: 63 % of requests over 100 leaves are slow', () => {
    const theory = tailAtScale({ leaves: 100, service: { kind: 'exponential', mean: 1 } }, [0.5, 0.99]);
    expectClose(figure(theory, "slower than one leaf's p99", { of: 'all leaves' }), 1 - 0.99 ** 100, 1e-13);
    for (const quantile of [0.5, 0.99]) {
      const t = figure(theory, 'sojourn', { quantile, of: 'all leaves' });
      expectClose((1 - Math.exp(-t)) ** 100, quantile, 1e-11);
    }
    let harmonic = 0;
    for (let i = 1; i <= 100; i++) harmonic += 1 / i;
    expectClose(figure(theory, 'sojourn', { of: 'all leaves' }), harmonic, 1e-13);
  });

  test('the mean of the slowest, by the midpoint rule over its percentiles', () => {
    const n = 200_000;
    const grid = Array.from({ length: n }, (_, i) => (i + 0.5) / n);
    for (const [service, at] of [
      [{ kind: 'uniform', low: 1, high: 3 }, (u: number) => 1 + 2 * u],
      [{ kind: 'pareto', minimum: 1, shape: 4 }, (u: number) => (1 - u) ** -0.25],
    ] as const) {
      const mean = grid.reduce((sum, v) => sum + at(v ** (1 / 5)), 0) / n;
      expectClose(
        figure(tailAtScale({ leaves: 5, service }, []), 'sojourn', { of: 'all leaves' }),
        mean,
        1e-4,
      );
    }
  });
});
