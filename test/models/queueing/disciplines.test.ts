/** Who is served next: one server under every discipline, against what is known of their waits and sojourns. */
import { describe, expect, test } from 'vitest';
import { birthDeath, expectation } from './markov.js';
import { average, figures, misfits, simulated, type Tally } from './simulated.js';

/** 1 customer per ms; as many of each operation as of any other. */
const open = (station: string, operations = '') => `
  source: { model: queueing/source, params: { interarrival: exponential(1ms), targets: [q], operations: [${operations}] } }
  q: { model: queueing/station, params: { answer: false, ${station} } }`;

const measured = (
  nodes: string,
  take: (q: Tally) => Readonly<Record<string, number>>,
  duration = 10,
  warmUp = 0.3,
) => figures(nodes, { warmUp, duration }, (outcome) => take(outcome('q.servers')));

const MS = 1e3;
const ofClass = (values: readonly number[], q: Tally, name: string): number =>
  MS * average(values.filter((_, i) => q.classes[i] === name));

describe('in order, the last first, or at random: the same mean wait, but not the same chance of a long one', () => {
  const rho = 0.6;
  const square = (2 * rho * rho * rho) / ((1 - rho) * (1 - rho));
  const truth = {
    // Takács; Kingman, Math. Proc. Camb. Phil. Soc. 58(1), 1962, for the order at random. In ms squared.
    fifo: square,
    random: square / (1 - rho / 2),
    lifo: square / (1 - rho),
  };
  const take = (q: Tally) => ({
    wait: MS * average(q.waits),
    square: MS * MS * average(q.waits.map((wait) => wait * wait)),
  });

  test.each(['fifo', 'random', 'lifo'] as const)('%s', (discipline) => {
    const of = measured(open(`service: exponential(0.6ms), discipline: ${discipline}`), take);
    expect(misfits(of, { wait: (rho * rho) / (1 - rho), square: truth[discipline] })).toEqual([]);
    const others = Object.values(truth).filter((value) => value !== truth[discipline]);
    for (const other of others) expect(misfits(of, { square: other }).length).toBe(1);
  });
});

describe('two classes, the first more urgent', () => {
  const service = '{ gold: exponential(0.5ms), other: exponential(1ms) }';
  const station = (discipline: string) =>
    open(`service: ${service}, priorities: [gold], discipline: ${discipline}`, 'plain, gold');
  const [gold, plain] = [0.25, 0.5];
  const take = (q: Tally) => ({
    goldMs: ofClass(q.sojourns, q, 'gold'),
    plainMs: ofClass(q.sojourns, q, 'plain'),
  });
  /** Work that is found in service: sum of lambda E[S^2] / 2, with S exponential. */
  const found = { gold: 0.5 * 0.25, plain: 0.5 * 1 };

  const cobham = {
    goldMs: 0.5 + (found.gold + found.plain) / (1 - gold),
    plainMs: 1 + (found.gold + found.plain) / ((1 - gold) * (1 - gold - plain)),
  };
  const preemptive = {
    goldMs: (0.5 + found.gold - 0.5 * gold) / (1 - gold),
    plainMs: 1 / (1 - gold) + (found.gold + found.plain) / ((1 - gold) * (1 - gold - plain)),
  };

  test('who is in service stays there (Cobham, Operations Research 2(1), 1954)', () => {
    const of = measured(station('priority'), take);
    expect(misfits(of, cobham)).toEqual([]);
    expect(misfits(of, preemptive).length).toBeGreaterThan(0);
  });

  test('who is more urgent takes over (Kleinrock, volume 2, §3.4)', () => {
    const of = measured(station('preemptive'), take);
    expect(misfits(of, preemptive)).toEqual([]);
    expect(misfits(of, cobham).length).toBeGreaterThan(0);
  });

  test('control: in order of arrival both wait as long', () => {
    const of = measured(station('fifo'), take);
    expect(misfits(of, { goldMs: 0.5 + 2.5, plainMs: 1 + 2.5 })).toEqual([]);
    expect(misfits(of, cobham).length).toBe(2);
  });
});

describe('processor sharing', () => {
  const rho = 0.6;

  test('stretches each job alike, whatever their distribution (Kleinrock, volume 2, §4.4)', () => {
    const service = '{ short: 0.2ms, other: 1ms }';
    const of = measured(open(`service: ${service}, discipline: processor-sharing`, 'short, long'), (q) => ({
      short: ofClass(q.sojourns, q, 'short'),
      long: ofClass(q.sojourns, q, 'long'),
      present: q.present,
    }));
    expect(misfits(of, { short: 0.2 / (1 - rho), long: 1 / (1 - rho), present: rho / (1 - rho) })).toEqual(
      [],
    );
    // In order of arrival: Pollaczek and Khinchine.
    const wait = (0.5 * (0.04 + 1)) / 2 / (1 - rho);
    expect(misfits(of, { short: 0.2 + wait, long: 1 + wait, present: rho + wait }).length).toBe(3);
  });

  test('two servers: nobody faster than one', () => {
    const truth = (servers: number) => ({
      present: expectation(
        birthDeath(
          300,
          () => 1,
          (n) => Math.min(n, servers) / 1.5,
        ),
        (n) => n,
      ),
    });
    const of = measured(
      open('servers: 2, service: exponential(1.5ms), discipline: processor-sharing'),
      (q) => ({
        present: q.present,
      }),
    );
    expect(misfits(of, truth(2))).toEqual([]);
    expect(misfits(of, { present: 0.75 / (1 - 0.75) }).length).toBe(1); // one server twice as fast
  });
});

test('the shortest work left first: Schrage and Miller, Operations Research 14(4), 1966', () => {
  const rho = 0.7;
  const step = 0.002;
  const density = (x: number) => Math.exp(-x / rho) / rho;
  // Midpoint sums of the integrals, all in one pass over the sizes.
  let [load, second, inside, sojourn] = [0, 0, 0, 0];
  for (let x = step / 2; x < 25 * rho; x += step) {
    load += x * density(x) * step;
    second += x * x * density(x) * step;
    inside += step / (1 - load);
    const waiting = (second + x * x * Math.exp(-x / rho)) / (2 * (1 - load) * (1 - load));
    sojourn += (waiting + inside) * density(x) * step;
  }
  const of = measured(open('service: exponential(0.7ms), discipline: srpt'), (q) => ({
    sojournMs: MS * average(q.sojourns),
  }));
  expect(misfits(of, { sojournMs: sojourn })).toEqual([]);
  expect(misfits(of, { sojournMs: rho / (1 - rho) }).length).toBe(1); // any order that knows no sizes
});

describe('contention and crosstalk: each that works slows the others down', () => {
  /** Gunther's law as the speed of n in service; the chain is that of M/M/c with these speeds. */
  const truth = (servers: number, kappa: number) => {
    const pace = (n: number) => 1 / (1 + 0.05 * (n - 1) + kappa * n * (n - 1));
    const served = (n: number) => Math.min(n, servers);
    const p = birthDeath(
      200,
      () => 1,
      (n) => (served(n) * pace(served(n))) / 2,
    );
    return { present: expectation(p, (n) => n), busy: expectation(p, served) };
  };

  test('in order of arrival, eight servers', () => {
    const params = 'servers: 8, service: exponential(2ms), contention: 5%, crosstalk: 1%';
    const of = measured(open(params), (q) => ({ present: q.present, busy: q.busy }));
    expect(misfits(of, truth(8, 0.01))).toEqual([]);
    expect(misfits(of, truth(8, 0)).length).toBe(2);
  });

  test('what gets through is as the law says, as many as there are', () => {
    const throughput = (population: number) => {
      const nodes = `
  users: { model: test/asker, params: { population: ${population}, pause: 1ns, targets: [q] } }
  q: { model: queueing/station, params: { servers: unlimited, service: 10ms, contention: 5%, crosstalk: 0.5% } }`;
      const outcome = simulated(nodes, { seed: '1', warmUp: 1, duration: 20, freeze: true });
      return outcome('q.servers').sojourns.length / 20;
    };
    const law = (n: number) => (100 * n) / (1 + 0.05 * (n - 1) + 0.005 * n * (n - 1));
    for (const n of [1, 4, 14, 40]) expect(Math.abs(throughput(n) / law(n) - 1)).toBeLessThan(0.01);
    expect(throughput(14)).toBeGreaterThan(throughput(40)); // past its peak
  });
});
