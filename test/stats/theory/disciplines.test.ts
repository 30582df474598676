/** Orders of service, against chains of classes and a small simulation of its own. */
import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../../src/kernel/distribution.js';
import { createStreams } from '../../../src/kernel/random.js';
import {
  allenCunneen,
  halfinWhitt,
  halfinWhittDelay,
  infiniteServers,
  kingman,
  mdc,
  mg1,
  mmc,
  priorities,
  processorSharing,
  type Steady,
  squareRootStaffing,
  srpt,
} from '../../../src/stats/theory.js';
import { average, type Step } from './chain.js';
import { expectClose, figure, relativeError } from './figures.js';

const exponential = (mean: number): Distribution => ({ kind: 'exponential', mean });

describe('priorities', () => {
  const LONGEST = 20;
  const fast = { name: 'fast', rate: 0.2, service: exponential(0.5), priority: 1 };
  const slow = { name: 'slow', rate: 0.1, service: exponential(1.5), priority: 2 };

  test('one server, not preemptive: the chain of two classes', () => {
    // State: waiting of each class, and the class in service (0: nobody).
    const start = (a: number, b: number): readonly [number, number, number] =>
      a > 0 ? [a - 1, b, 1] : b > 0 ? [a, b - 1, 2] : [0, 0, 0];
    const step: Step<readonly [number, number, number]> = ([a, b, now]) => {
      if (now === 0)
        return [
          [[0, 0, 1], fast.rate],
          [[0, 0, 2], slow.rate],
        ];
      return [
        [[Math.min(LONGEST, a + 1), b, now], fast.rate],
        [[a, Math.min(LONGEST, b + 1), now], slow.rate],
        [start(a, b), now === 1 ? 2 : 1 / 1.5],
      ];
    };
    const theory = priorities({ classes: [fast, slow], servers: 1, preemptive: false }) as Steady;
    const waiting = (k: 0 | 1) => average([0, 0, 0], step, (state) => state[k]);
    expectClose(figure(theory, 'queue length', { of: 'fast' }), waiting(0), 1e-8);
    expectClose(figure(theory, 'queue length', { of: 'slow' }), waiting(1), 1e-8);
    // Swapped classes are found out.
    const swapped = priorities({
      classes: [{ ...fast, priority: 3 }, slow],
      servers: 1,
      preemptive: false,
    }) as Steady;
    expect(
      relativeError(figure(swapped, 'wait', { of: 'fast' }), figure(theory, 'wait', { of: 'fast' })),
    ).toBeGreaterThan(0.05);
  });

  test('one server, preemptive: the chain of two classes', () => {
    const step: Step<readonly [number, number]> = ([a, b]) => [
      [[Math.min(LONGEST, a + 1), b], fast.rate],
      [[a, Math.min(LONGEST, b + 1)], slow.rate],
      a > 0 ? [[a - 1, b], 2] : [[a, b - 1], b > 0 ? 1 / 1.5 : 0],
    ];
    const theory = priorities({ classes: [fast, slow], servers: 1, preemptive: true }) as Steady;
    expectClose(
      figure(theory, 'in system', { of: 'fast' }),
      average([0, 0], step, ([a]) => a),
      1e-8,
    );
    expectClose(
      figure(theory, 'in system', { of: 'slow' }),
      average([0, 0], step, ([, b]) => b),
      1e-8,
    );
  });

  test('several servers of one exponential service, both ways', () => {
    const classes = [
      { name: 'a', rate: 0.5, service: exponential(1), priority: 1 },
      { name: 'b', rate: 0.4, service: exponential(1), priority: 2 },
    ];
    // Not preemptive: waiting of each, and busy servers; who is in service does not matter.
    const finite: Step<readonly [number, number, number]> = ([a, b, busy]) =>
      busy < 3
        ? [
            [[0, 0, busy + 1], 0.9],
            [[0, 0, busy - 1], busy],
          ]
        : [
            [[Math.min(LONGEST, a + 1), b, 3], 0.5],
            [[a, Math.min(LONGEST, b + 1), 3], 0.4],
            [a > 0 ? [a - 1, b, 3] : b > 0 ? [a, b - 1, 3] : [0, 0, 2], 3],
          ];
    const theory = priorities({ classes, servers: 3, preemptive: false }) as Steady;
    expectClose(
      figure(theory, 'queue length', { of: 'a' }),
      average([0, 0, 0], finite, ([a]) => a),
      1e-8,
    );
    expectClose(
      figure(theory, 'queue length', { of: 'b' }),
      average([0, 0, 0], finite, ([, b]) => b),
      1e-8,
    );
    const preempts: Step<readonly [number, number]> = ([a, b]) => [
      [[Math.min(LONGEST, a + 1), b], 0.5],
      [[a, Math.min(LONGEST, b + 1)], 0.4],
      [[a - 1, b], Math.min(a, 3)],
      [[a, b - 1], Math.min(b, Math.max(0, 3 - a))],
    ];
    const preemptive = priorities({ classes, servers: 3, preemptive: true }) as Steady;
    expectClose(
      figure(preemptive, 'in system', { of: 'a' }),
      average([0, 0], preempts, ([a]) => a),
      1e-8,
    );
    expectClose(
      figure(preemptive, 'in system', { of: 'b' }),
      average([0, 0], preempts, ([, b]) => b),
      1e-8,
    );
  });

  test('one class is first come first served; classes of one number are one line', () => {
    const service: Distribution = { kind: 'uniform', low: 0, high: 2 };
    const fifo = mg1({ arrivals: 0.6, service }, []);
    const one = priorities({
      classes: [{ name: 'x', rate: 0.6, service, priority: 7 }],
      servers: 1,
      preemptive: false,
    });
    expectClose(figure(one as Steady, 'wait', { of: 'x' }), figure(fifo, 'wait'), 1e-13);
    const equal = priorities({
      classes: ['x', 'y'].map((name) => ({ name, rate: 0.3, service, priority: 1 })),
      servers: 1,
      preemptive: true,
    });
    expectClose(figure(equal as Steady, 'wait', { of: 'y' }), figure(fifo, 'wait'), 1e-13);
  });

  test('conservation: the load-weighted wait does not depend on the order (Kleinrock 1965)', () => {
    const sum = (theory: Steady) =>
      figure(theory, 'wait', { of: 'fast' }) * 0.1 + figure(theory, 'wait', { of: 'slow' }) * 0.15;
    const one = priorities({ classes: [fast, slow], servers: 1, preemptive: false }) as Steady;
    const other = priorities({
      classes: [fast, { ...slow, priority: 0 }],
      servers: 1,
      preemptive: false,
    }) as Steady;
    expectClose(sum(one), sum(other), 1e-12);
  });

  test('nothing is claimed for several servers of different services', () => {
    expect(priorities({ classes: [fast, slow], servers: 2, preemptive: false })).toBeUndefined();
  });
});

describe('processor sharing and infinitely many servers', () => {
  test('one server: mean of M/M/1 whatever the service; a size waits in proportion', () => {
    for (const service of [exponential(1), { kind: 'constant', value: 1 } as const]) {
      const theory = processorSharing({ arrivals: 0.8, service, servers: 1 }, [{ name: 'small', size: 0.1 }]);
      expectClose(figure(theory, 'sojourn'), 5, 1e-12);
      expectClose(figure(theory, 'sojourn', { of: 'small' }), 0.5, 1e-12);
    }
  });

  test('M/E2/2-PS: the chain of phases', () => {
    // State: customers in their first and second phase (rate 2 each); all share two servers.
    const LONGEST = 26;
    const step: Step<readonly [number, number]> = ([a, b]) => {
      const speed = a + b === 0 ? 0 : Math.min(1, 2 / (a + b));
      return [
        [[a + 1, b], a + b < LONGEST ? 0.8 : 0],
        [[a - 1, b + 1], 2 * a * speed],
        [[a, b - 1], 2 * b * speed],
      ];
    };
    const theory = processorSharing({
      arrivals: 0.8,
      service: { kind: 'erlang', shape: 2, mean: 1 },
      servers: 2,
    });
    expectClose(
      figure(theory, 'in system'),
      average([0, 0], step, ([a, b]) => a + b),
      1e-8,
    );
  });

  test('M/G/inf: a service is all there is', () => {
    const theory = infiniteServers({ arrivals: 4, service: exponential(2) }, [0.99]);
    expectClose(figure(theory, 'in system'), 8, 1e-15);
    expectClose(figure(theory, 'sojourn', { quantile: 0.99 }), 2 * Math.log(100), 1e-13);
  });
});

describe('shortest remaining service first', () => {
  test('published: M/M/1 at 90 % stays 3.55 services, not 10', () => {
    // M. Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), §33.
    expect(figure(srpt({ arrivals: 0.9, service: exponential(1) }) as Steady, 'sojourn')).toBeCloseTo(
      3.55,
      2,
    );
  });

  test('M/M/1: the formula of Schrage and Miller by Simpson’s rule, its inner integrals in closed form', () => {
    const load = 0.7;
    const below = (x: number) => load * (1 - Math.exp(-x) * (1 + x)); // rho(x)
    const n = 40_000;
    const h = 50 / n;
    let residence = 0;
    let mean = 0;
    for (let i = 0; i <= n; i++) {
      const x = i * h;
      const weight = ((i === 0 || i === n ? 1 : i % 2 === 0 ? 2 : 4) * h) / 3;
      const m = 1 - Math.exp(-x) * (1 + x); // the integral of t e^-t
      mean += weight * Math.exp(-x) * ((load * m) / (1 - below(x)) ** 2);
      residence += (weight * Math.exp(-x)) / (1 - below(x));
    }
    expectClose(
      figure(srpt({ arrivals: load, service: exponential(1) }) as Steady, 'sojourn'),
      mean + residence,
      1e-10,
    );
  });

  test('constant services never overtake', () => {
    const theory = srpt({ arrivals: 0.9, service: { kind: 'constant', value: 1 } }) as Steady;
    expectClose(
      figure(theory, 'sojourn'),
      figure(mdc({ arrivals: 0.9, service: 1, servers: 1 }, []), 'sojourn'),
      1e-12,
    );
  });

  test('a simulation agrees (fixed seed; within 3.29 standard errors of 40 batches, level 0.001)', () => {
    const next = createStreams('srpt').named('test');
    const means: number[] = [];
    let [now, sum, done] = [0, 0, 0];
    let present: { left: number; since: number }[] = [];
    let arrival = 0;
    while (means.length < 40) {
      present = present.toSorted((a, b) => a.left - b.left);
      const first = present[0];
      if (first !== undefined && now + first.left < arrival) {
        now += first.left;
        present.shift();
        sum += now - first.since;
        done++;
        if (done === 5000) {
          means.push(sum / done);
          [sum, done] = [0, 0];
        }
      } else {
        if (first !== undefined) first.left -= arrival - now;
        now = arrival;
        present.push({ left: 2 * next(), since: now });
        arrival = now - Math.log(1 - next()) / 0.7;
      }
    }
    const mean = means.reduce((a, b) => a + b, 0) / 40;
    const error = Math.sqrt(means.reduce((a, b) => a + (b - mean) ** 2, 0) / 39 / 40);
    const uniform: Distribution = { kind: 'uniform', low: 0, high: 2 };
    const off = (theory: Steady) => Math.abs(figure(theory, 'sojourn') - mean) / error;
    expect(off(srpt({ arrivals: 0.7, service: uniform }) as Steady)).toBeLessThan(3.29);
    expect(off(srpt({ arrivals: 0.7, service: exponential(1) }) as Steady)).toBeGreaterThan(3.29); // what is wrong fails
    expect(off(mg1({ arrivals: 0.7, service: uniform }, []))).toBeGreaterThan(3.29);
  });

  test('nothing is claimed for sizes in lumps', () => {
    const two: Distribution = {
      kind: 'mixture',
      branches: [
        { weight: 0.5, of: { kind: 'constant', value: 1 } },
        { weight: 0.5, of: exponential(1) },
      ],
    };
    expect(srpt({ arrivals: 0.5, service: two })).toBeUndefined();
  });
});

describe('approximations', () => {
  test('are exact where they should be', () => {
    const station = { arrivals: 8, service: 0.1 };
    expectClose(
      figure(kingman({ ...station, arrivalScv: 1, serviceScv: 0 }), 'wait'),
      figure(mdc({ ...station, servers: 1 }, []), 'wait'),
      1e-12,
    );
    const markov = mmc({ arrivals: 18, service: 0.1, servers: 2 }, []);
    const cunneen = allenCunneen({ arrivals: 18, service: 0.1, servers: 2, arrivalScv: 1, serviceScv: 1 });
    expectClose(figure(cunneen, 'wait'), figure(markov, 'wait'), 1e-13);
  });

  test('published: Halfin and Whitt’s delay, and its limit from Erlang C', () => {
    // O. Garnett et al. (2002), fig. 2 and Halfin & Whitt's table: beta = 1 delays 22.3 %, beta = 0.5 50.4 %.
    expect(halfinWhittDelay(1)).toBeCloseTo(0.2234, 4);
    expect(halfinWhittDelay(0.5)).toBeCloseTo(0.5045, 3);
    const servers = 1_000_000;
    const station = { arrivals: servers - 1000, service: 1, servers };
    expectClose(
      figure(halfinWhitt(station, []), 'wait probability'),
      figure(mmc(station, []), 'wait probability'),
      1e-3,
    );
  });

  test('staffing is the fewest servers by Erlang C, and the square-root rule is near', () => {
    for (const arrivals of [3, 50, 980]) {
      const theory = squareRootStaffing({ arrivals, service: 1, waitProbability: 0.2 });
      const servers = figure(theory, 'servers by Erlang C');
      const waits = (c: number) => figure(mmc({ arrivals, service: 1, servers: c }, []), 'wait probability');
      expect(waits(servers)).toBeLessThanOrEqual(0.2);
      expect(waits(servers - 1)).toBeGreaterThan(0.2);
      expect(Math.abs(figure(theory, 'servers') - servers)).toBeLessThanOrEqual(1);
    }
  });
});
