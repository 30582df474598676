/** Thread pools: a thread is held while its request computes and waits, and so many are needed as the rule says. */
import { describe, expect, test } from 'vitest';
import { birthDeath, expectation } from './markov.js';
import { average, type Figures, figures, misfits, simulated } from './simulated.js';

const pool = (params: string, population = 40) => `
  users: { model: test/asker, params: { population: ${population}, pause: 1us, targets: [app] } }
  app: { model: queueing/thread-pool, params: { compute: exponential(1ms), wait: exponential(4ms), ${params} } }`;

const saturated = (threads: number): Figures =>
  figures(pool(`threads: ${threads}, cores: 2`), { warmUp: 0.2, duration: 4 }, (outcome) => ({
    busy: outcome('app.cores').busy,
    present: outcome('app.cores').present,
    threads: outcome('app.threads').busy,
  }));

describe('as many requests as there are threads', () => {
  /** Machine repairmen: threads that wait (4 ms) come to two cores (1 ms). */
  const truth = (threads: number) => {
    const p = birthDeath(
      threads + 1,
      (n) => (threads - n) / 4,
      (n) => Math.min(n, 2),
    );
    const present = expectation(p, (n) => n);
    return { present, busy: expectation(p, (n) => Math.min(n, 2)) };
  };

  test('cores are as busy as the chain says', () => {
    const of = saturated(6);
    expect(misfits(of, truth(6))).toEqual([]);
    expect(misfits(of, truth(7)).length).toBe(2);
    expect(average(of.threads!)).toBeGreaterThan(5.9);
  });

  test('cores x utilisation x (1 + wait / compute) threads keep them that busy', () => {
    // Goetz's rule knows nothing of requests that wait for a core: it is a bound from above, and near for few.
    const utilisation = (threads: number) => average(saturated(threads).busy!) / 2;
    const rule = (target: number) => Math.ceil(2 * target * (1 + 4));
    expect(utilisation(rule(0.3))).toBeGreaterThan(0.27);
    expect(utilisation(rule(0.3))).toBeLessThanOrEqual(0.3);
    expect(utilisation(rule(0.3) - 1)).toBeLessThan(0.27);
  });
});

test('a request computes and waits in turns, and holds its thread all the time', () => {
  const nodes = `
  users: { model: test/asker, params: { pause: 100ms, targets: [app] } }
  app: { model: queueing/thread-pool, params: { threads: 2, cores: 1, rounds: 3, compute: 2ms, wait: 5ms } }`;
  const outcome = simulated(nodes, { seed: '1', warmUp: 0, duration: 1, freeze: true });
  expect(new Set(outcome('users.asked').sojourns)).toEqual(new Set([0.021]));
  expect(new Set(outcome('app.threads').sojourns)).toEqual(new Set([0.021]));
  expect(outcome('app.cores').sojourns).toEqual(Array.from({ length: 27 }, () => 0.002));
});

test('it may call others instead of waiting; what they refuse or do not answer fails the request', () => {
  const run = (db: string) => {
    const nodes = `
  users: { model: test/asker, params: { pause: 100ms, targets: [app] } }
  app: { model: queueing/thread-pool, params: { compute: 2ms, downstream: [db], timeout: 50ms } }
  db: { model: queueing/station, params: { ${db} } }`;
    const outcome = simulated(nodes, { seed: '1', warmUp: 0, duration: 1, freeze: true });
    const { sojourns, dropped } = outcome('users.asked');
    expect(outcome('app.threads').busy).toBeLessThan(1); // none is lost
    return [new Set(sojourns), dropped.get('cancelled')];
  };
  expect(run('service: 7ms')).toEqual([new Set([0.009]), undefined]);
  expect(run('service: 1h, queueLimit: 0')).toEqual([new Set(), 9]);
});

test('without a thread in time it is refused', () => {
  const nodes = pool('threads: 1, queueLimit: 0, cores: 1', 2);
  const outcome = simulated(nodes, { seed: '1', warmUp: 0, duration: 0.1, freeze: true });
  expect(outcome('app.threads').dropped.get('full')).toBeGreaterThan(1000);
  expect(outcome('app.threads').present).toBeLessThanOrEqual(1);
});
