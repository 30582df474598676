/** One station against Markov chains: waiting, loss, impatience, balking, retrials, batches. */
import { describe, expect, test } from 'vitest';
import { birthDeath, expectation, stationary } from './markov.js';
import { average, dropShare, type Figures, figures, misfits, share, type Tally } from './simulated.js';

/** 1 customer per ms on average; `station` and `source` are more parameters. */
const open = (station: string, source = '') => `
  source: { model: queueing/source, params: { interarrival: exponential(1ms), targets: [q] ${source} } }
  q: { model: queueing/station, params: { answer: false, ${station} } }`;

const measured = (
  nodes: string,
  duration: number,
  take: (q: Tally) => Readonly<Record<string, number>>,
): Figures => figures(nodes, { warmUp: 0.5, duration }, (outcome) => take(outcome('q.servers')));

describe('M/M/c', () => {
  /** Arrivals 1 and service mu per server, in ms; the wait of those who are served in order. */
  const truth = (servers: number, mu: number) => {
    const p = birthDeath(
      400,
      () => 1,
      (n) => Math.min(n, servers) * mu,
    );
    const queue = expectation(p, (n) => Math.max(0, n - servers));
    return {
      delayed: expectation(p, (n) => (n >= servers ? 1 : 0)),
      wait: queue / 1e3,
      present: expectation(p, (n) => n),
      busy: expectation(p, (n) => Math.min(n, servers)),
    };
  };
  const take = (q: Tally) => ({
    delayed: share(q.delayed),
    wait: average(q.waits),
    present: q.present,
    busy: q.busy,
  });

  test('one server at 70 %', () => {
    const of = measured(open('service: exponential(0.7ms)'), 20, take);
    expect(misfits(of, truth(1, 1 / 0.7))).toEqual([]);
    expect(misfits(of, truth(1, 1 / 0.75)).length).toBe(4); // it can tell
  });

  test('three servers at 80 %, and not two or four', () => {
    const of = measured(open('servers: 3, service: exponential(2.4ms)'), 20, take);
    expect(misfits(of, truth(3, 1 / 2.4))).toEqual([]);
    expect(misfits(of, truth(4, 1 / 2.4)).length).toBe(3); // as many are busy
  });
});

describe('other distributions than exponential', () => {
  const waitMs = (q: Tally) => ({ waitMs: 1e3 * average(q.waits) });
  // Of service times with mean 0.6 ms: their squared coefficients of variation.
  const variability = {
    '0.6ms': 0,
    'erlang(4, 0.6ms)': 1 / 4,
    'exponential(0.6ms)': 1,
    // Two branches: E[S^2] = 2 (0.9 * 0.09 + 0.1 * 10.89) with means 0.3 and 3.3 ms.
    'hyperexponential(90% 0.3ms, 10% 3.3ms)': (2 * (0.9 * 0.09 + 0.1 * 10.89)) / 0.36 - 1,
  };

  test.each(Object.entries(variability))('service %s: Pollaczek and Khinchine', (service, scv) => {
    const truth = (squared: number) => ({ waitMs: (0.36 * (1 + squared)) / 2 / (1 - 0.6) });
    const of = measured(open(`service: "${service}"`), 10, waitMs);
    expect(misfits(of, truth(scv))).toEqual([]);
    expect(misfits(of, truth(scv === 0 ? 0.25 : 0.5 * scv)).length).toBe(1);
  });

  test('arrivals: GI/M/1 with Erlang-3 times between them (Kleinrock, volume 1, §6.4)', () => {
    const truth = (phases: number) => {
      let sigma = 0.5;
      for (let i = 0; i < 500; i++) sigma = (phases / (phases + (1 - sigma) / 0.7)) ** phases;
      return { waitMs: (0.7 * sigma) / (1 - sigma) };
    };
    const nodes = open('service: exponential(0.7ms)').replace('exponential(1ms)', '"erlang(3, 1ms)"');
    const of = measured(nodes, 10, waitMs);
    expect(misfits(of, truth(3))).toEqual([]);
    expect(misfits(of, truth(2)).length).toBe(1);
  });
});

test('a limit on the queue: M/M/2/4 turns away as many as it should', () => {
  const truth = (room: number) => {
    const p = birthDeath(
      room + 1,
      () => 1,
      (n) => Math.min(n, 2) / 2.4,
    );
    return { full: p[room]!, present: expectation(p, (n) => n) };
  };
  const of = measured(open('servers: 2, queueLimit: 2, service: exponential(2.4ms)'), 10, (q) => ({
    full: dropShare(q, 'full'),
    present: q.present,
  }));
  expect(misfits(of, truth(4))).toEqual([]);
  expect(misfits(of, truth(5)).length).toBe(2);
});

test('as many servers as customers: nobody waits, and their number is Poisson', () => {
  const of = measured(open('servers: unlimited, service: uniform(1ms, 5ms)'), 10, (q) => ({
    present: q.present,
    delayed: q.delayed.filter(Boolean).length,
  }));
  expect(misfits(of, { present: 3 })).toEqual([]);
  expect(misfits(of, { present: 3.1 }).length).toBe(1);
  expect(of.delayed?.every((n) => n === 0)).toBe(true);
});

test('patience: Erlang-A, overloaded, loses those who wait too long', () => {
  // Garnett, Mandelbaum and Reiman, M&SOM 4(3), 2002: M/M/2+M.
  const truth = (servers: number) => {
    const p = birthDeath(
      120,
      () => 1,
      (n) => Math.min(n, servers) / 2.4 + Math.max(0, n - servers) / 3,
    );
    const queue = expectation(p, (n) => Math.max(0, n - servers));
    return { reneged: queue / 3, present: expectation(p, (n) => n) };
  };
  const of = measured(
    open('servers: 2, service: exponential(2.4ms), patience: exponential(3ms)'),
    10,
    (q) => ({
      reneged: dropShare(q, 'reneged'),
      present: q.present,
    }),
  );
  expect(misfits(of, truth(2))).toEqual([]);
  expect(misfits(of, truth(3)).length).toBe(2);
});

describe('balking', () => {
  const take = (q: Tally) => ({ balked: dropShare(q, 'balked'), present: q.present });

  /** Those who find n join with this probability. */
  const truth = (join: (n: number) => number) => {
    const p = birthDeath(120, join, () => 1 / 1.5);
    return { balked: expectation(p, (n) => 1 - join(n)), present: expectation(p, (n) => n) };
  };

  test('discouraged arrivals: as many there as with endless servers (Kleinrock, volume 1, §3.3)', () => {
    const of = measured(open('balking: discouraged, service: exponential(1.5ms)'), 10, take);
    expect(
      misfits(
        of,
        truth((n) => 1 / (n + 1)),
      ),
    ).toEqual([]);
    expect(truth((n) => 1 / (n + 1)).present).toBeCloseTo(1.5, 9);
    expect(
      misfits(
        of,
        truth((n) => 1 / (n + 2)),
      ).length,
    ).toBe(2);
  });

  test('a share of those who find a long queue', () => {
    const of = measured(
      open('balking: at-length, balkLength: 3, balkShare: 60%, service: exponential(1.5ms)'),
      10,
      take,
    );
    expect(
      misfits(
        of,
        truth((n) => (n < 3 ? 1 : 0.4)),
      ),
    ).toEqual([]);
    expect(
      misfits(
        of,
        truth((n) => (n < 4 ? 1 : 0.4)),
      ).length,
    ).toBe(2);
  });
});

describe('retrials: those who find the server busy come back', () => {
  /** State: 2 x in orbit + busy. Arrivals 1, service 1/0.6, each in orbit comes back at rate 1/2, in ms. */
  const ORBIT = 120;
  const truth = (last: boolean) => {
    const [mu, nu] = [1 / 0.6, 1 / 2];
    const p = stationary(2 * ORBIT, (from, to) => {
      const [orbit, busy] = [from >> 1, from & 1];
      if (to === from + 2) return busy;
      if (busy === 0) return (to === from + 1 ? 1 : 0) + (to === from - 1 ? orbit * nu : 0);
      return (to === from - 1 ? mu : 0) + (last && to === from - 2 ? orbit * nu : 0);
    });
    const back = expectation(p, (state) => (state >> 1) * nu);
    const refused = expectation(p, (state) => (state & 1) * (1 + (state >> 1) * nu));
    const orbit = expectation(p, (state) => state >> 1);
    return { orbit, busy: expectation(p, (state) => state & 1), full: refused / (1 + back) };
  };
  const of = (retries: string) =>
    figures(
      open(`queueLimit: 0, service: exponential(0.6ms), retries: ${retries}, retryAfter: exponential(2ms)`),
      { warmUp: 0.5, duration: 10 },
      (outcome) => {
        const q = outcome('q.servers');
        return { orbit: outcome('q.orbit').present, busy: q.busy, full: dropShare(q, 'full') };
      },
    );

  test('for ever, until it is free (Falin and Templeton, Retrial Queues, §1.2)', () => {
    const rho = 0.6;
    expect(truth(false).orbit).toBeCloseTo((rho * rho) / (1 - rho) + (2 * rho) / (1 - rho), 6);
    const figuresOf = of('unlimited');
    expect(misfits(figuresOf, truth(false))).toEqual([]);
    expect(misfits(figuresOf, truth(true)).length).toBe(3);
  });

  test('once, and are then refused', () => {
    const figuresOf = of('1');
    expect(misfits(figuresOf, truth(true))).toEqual([]);
    expect(misfits(figuresOf, truth(false)).length).toBe(3);
  });
});

test('batches: three at once make longer queues than one by one', () => {
  const truth = (batch: number) => {
    const p = stationary(400, (from, to) => (to === from + batch ? 1 : to === from - 1 ? 1 / 0.2 : 0));
    return { present: expectation(p, (n) => n), busy: 1 - p[0]! };
  };
  const of = measured(open('service: exponential(0.2ms)', ', batch: 3'), 10, (q) => ({
    present: q.present,
    busy: q.busy,
  }));
  expect(misfits(of, truth(3))).toEqual([]);
  expect(misfits(of, truth(2)).length).toBe(2);
});
