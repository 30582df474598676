import fc from 'fast-check';
import { expect, test } from 'vitest';
import { erlangB, erlangC, isStable, mmc } from '../../../src/stats/theory.js';
import { average, explore, steady, survival } from './chain.js';
import { expectClose, figure, relativeError } from './figures.js';

/** Long enough that the rest is below 1e-13 at the loads used here. */
const LONGEST = 400;
const step =
  (arrivals: number, rate: number, servers: number, longest = LONGEST) =>
  (n: number) => [
    [n + 1, n < longest ? arrivals : 0] as const,
    [n - 1, rate * Math.min(n, servers)] as const,
  ];

const STATIONS = [
  { arrivals: 0.5, service: 1, servers: 1 },
  { arrivals: 1.6, service: 1, servers: 2 },
  { arrivals: 30, service: 0.09, servers: 3 },
  { arrivals: 45, service: 1, servers: 50 },
  { arrivals: 0.2, service: 1, servers: 5 },
];

for (const station of STATIONS) {
  const { arrivals, service, servers } = station;
  test(`M/M/${servers} at ${arrivals}/s agrees with its Markov chain`, () => {
    const theory = mmc(station, [0.9, 0.99]);
    const chain = step(arrivals, 1 / service, servers);
    const mean = (f: (n: number) => number) => average(0, chain, f);
    expectClose(
      figure(theory, 'in system'),
      mean((n) => n),
    );
    expectClose(
      figure(theory, 'queue length'),
      mean((n) => Math.max(0, n - servers)),
    );
    expectClose(
      figure(theory, 'wait probability'),
      mean((n) => (n >= servers ? 1 : 0)),
    );
    expectClose(
      figure(theory, 'utilisation'),
      mean((n) => Math.min(n, servers) / servers),
    );
    expectClose(figure(theory, 'sojourn'), mean((n) => n) / arrivals);
  });

  test(`M/M/${servers} at ${arrivals}/s: percentiles agree with a customer followed through the chain`, () => {
    // An arrival finds n there with the steady state's probability; then it waits, is served and leaves.
    const chain = explore(0, step(arrivals, 1 / service, servers));
    const found = steady(chain);
    const starts = chain.states.map((n, i) => [Math.max(0, n - servers + 1), found[i]!] as const);
    const follow =
      (end: number) =>
      (place: number): (readonly [number, number])[] =>
        place === end || place < 0 ? [] : place > 0 ? [[place - 1, servers / service]] : [[-1, 1 / service]];
    const theory = mmc(station, [0.9, 0.99]);
    for (const quantile of [0.9, 0.99]) {
      const sojourn = figure(theory, 'sojourn', { quantile });
      expectClose(survival(starts, follow(-2), sojourn), 1 - quantile);
      const wait = figure(theory, 'wait', { quantile });
      if (wait > 0) expectClose(survival(starts, follow(0), wait), 1 - quantile);
    }
  });
}

test('the oracle tells a wrong formula from a right one', () => {
  const truth = average(0, step(1.6, 1, 2), (n) => n);
  const asIfOneFastServer = 0.8 / (1 - 0.8);
  expect(relativeError(asIfOneFastServer, truth)).toBeGreaterThan(0.05);
  expect(() => expectClose(asIfOneFastServer, truth)).toThrow();
});

test('published values: Erlang B and C', () => {
  // The recursion by hand: B(1) = 1/2, B(2) = 1/5, B(3) = 1/16; C = 3 B / (3 - 1 + B).
  expectClose(erlangB(3, 1), 1 / 16, 1e-15);
  expectClose(erlangC(3, 1), 3 / 16 / (2 + 1 / 16), 1e-15);
  // Tables of Erlang B at 1 % blocking: 4.46 erlangs on 10 trunks, 84.06 on 100.
  expectClose(erlangB(10, 4.46), 0.01, 0.005);
  expectClose(erlangB(100, 84.06), 0.01, 0.005);
  // Two servers at 80 %: C = 2 rho^2 / (1 + rho), W = rho^2 / (1 - rho^2) service times.
  const two = mmc({ arrivals: 1.6, service: 1, servers: 2 }, []);
  expectClose(figure(two, 'wait probability'), 1.28 / 1.8, 1e-14);
  expectClose(figure(two, 'wait'), 0.64 / 0.36, 1e-14);
});

test('one server: the textbook forms, and percentiles of an exponential sojourn', () => {
  const theory = mmc({ arrivals: 9, service: 0.1, servers: 1 }, [0.5, 0.99]);
  expectClose(figure(theory, 'sojourn'), 1, 1e-13);
  expectClose(figure(theory, 'sojourn', { quantile: 0.99 }), Math.log(100), 1e-13);
  expectClose(figure(theory, 'wait', { quantile: 0.99 }), Math.log(90), 1e-13);
  expectClose(figure(theory, 'queue length'), 8.1, 1e-13);
});

test('ten thousand servers at 99.99 % neither overflow nor lose Little’s law', () => {
  const station = { arrivals: 9999, service: 1, servers: 10_000 };
  const theory = mmc(station, [0.5, 0.999]);
  const wait = figure(theory, 'wait');
  expect(wait).toBeGreaterThan(0);
  expectClose(figure(theory, 'queue length'), wait * 9999, 1e-12);
  expect(figure(theory, 'sojourn', { quantile: 0.999 })).toBeGreaterThan(
    figure(theory, 'sojourn', { quantile: 0.5 }),
  );
});

test('a load that does not fit has no steady state, and says why', () => {
  const theory = mmc({ arrivals: 2, service: 1, servers: 2 }, []);
  expect(isStable(theory)).toBe(false);
  expect(theory).toMatchObject({ unstable: expect.stringMatching(/more than 2 servers/) });
});

test('properties: more servers wait less, percentiles ascend and their tail is what they say', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0.01, max: 0.999, noNaN: true }),
      fc.double({ min: 1e-4, max: 100, noNaN: true }),
      (servers, utilisation, service) => {
        const station = { arrivals: (utilisation * servers) / service, service, servers };
        const theory = mmc(station, [0.5, 0.9, 0.999]);
        const more = mmc({ ...station, servers: servers + 1 }, []);
        expect(figure(more, 'wait')).toBeLessThan(figure(theory, 'wait'));
        expectClose(figure(theory, 'in system'), figure(theory, 'sojourn') * station.arrivals, 1e-12);
        for (const metric of ['wait', 'sojourn']) {
          const [low, middle, high] = [0.5, 0.9, 0.999].map((quantile) =>
            figure(theory, metric, { quantile }),
          );
          expect(low! <= middle! && middle! <= high!).toBe(true);
        }
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});
