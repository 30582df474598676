/** Networks of stations: open with feedback, closed with think time; who asked is answered by the last one. */
import { describe, expect, test } from 'vitest';
import { chiSquare } from '../../kernel/goodness.js';
import { birthDeath, expectation, stationary } from './markov.js';
import { average, figures, LEVEL, misfits, simulated } from './simulated.js';

describe('an open network with feedback', () => {
  const nodes = `
  source: { model: queueing/source, params: { interarrival: exponential(1ms), targets: [cpu] } }
  cpu: { model: queueing/station, params: { answer: false, service: exponential(0.5ms), next: { disk: 40% } } }
  disk: { model: queueing/station, params: { answer: false, service: exponential(1.2ms), next: { cpu: 50% } } }`;

  /** Jackson, Operations Research 5(4), 1957: stations as if alone, at the rates of the traffic equations. */
  const truth = (feedback: number) => {
    const cpu = 1 / (1 - 0.4 * feedback);
    const number = (rate: number, service: number) => (rate * service) / (1 - rate * service);
    return { cpuRate: cpu, cpu: number(cpu, 0.5), disk: number(0.4 * cpu, 1.2) };
  };

  test('each station is as Jackson says', () => {
    const of = figures(nodes, { warmUp: 0.5, duration: 10 }, (outcome) => ({
      cpuRate: outcome('cpu.servers').came / 10e3,
      cpu: outcome('cpu.servers').present,
      disk: outcome('disk.servers').present,
    }));
    expect(misfits(of, truth(0.5))).toEqual([]);
    expect(misfits(of, truth(0.4)).length).toBe(3);
  });
});

describe('closed networks', () => {
  test('machines and repairmen (Gross et al., §2.7)', () => {
    const nodes = `
  machines: { model: test/asker, params: { population: 10, pause: exponential(5ms), targets: [repair] } }
  repair: { model: queueing/station, params: { servers: 2, service: exponential(2ms) } }`;
    const truth = (repairmen: number) => {
      const p = birthDeath(
        11,
        (n) => (10 - n) / 5,
        (n) => Math.min(n, repairmen) / 2,
      );
      const down = expectation(p, (n) => n);
      return { down, asked: down, waitMs: down / ((10 - down) / 5) };
    };
    const of = figures(nodes, { warmUp: 0.2, duration: 5 }, (outcome) => ({
      down: outcome('repair.servers').present,
      asked: outcome('machines.asked').present,
      waitMs: average(outcome('machines.asked').sojourns) * 1e3,
    }));
    expect(misfits(of, truth(2))).toEqual([]);
    expect(misfits(of, truth(3)).length).toBe(3);
  });

  test('a central server with think time, against the chain of all who are in it', () => {
    const N = 5;
    const nodes = `
  users: { model: test/asker, params: { population: ${N}, pause: exponential(3ms), targets: [cpu] } }
  cpu: { model: queueing/station, params: { service: exponential(1ms), next: { disk: 50% } } }
  disk: { model: queueing/station, params: { service: exponential(2ms), next: { cpu: 100% } } }`;
    const states: [cpu: number, disk: number][] = [];
    for (let cpu = 0; cpu <= N; cpu++) for (let disk = 0; cpu + disk <= N; disk++) states.push([cpu, disk]);
    const truth = (toDisk: number) => {
      const p = stationary(states.length, (from, to) => {
        const [cpu, disk] = states[from]!;
        const move = `${states[to]![0] - cpu},${states[to]![1] - disk}`;
        const rates: Readonly<Record<string, number>> = {
          '1,0': (N - cpu - disk) / 3,
          '-1,0': cpu > 0 ? 1 - toDisk : 0,
          '-1,1': cpu > 0 ? toDisk : 0,
          '1,-1': disk > 0 ? 1 / 2 : 0,
        };
        return rates[move] ?? 0;
      });
      return { cpu: expectation(p, (i) => states[i]![0]), disk: expectation(p, (i) => states[i]![1]) };
    };
    const of = figures(nodes, { warmUp: 0.2, duration: 5 }, (outcome) => ({
      cpu: outcome('cpu.servers').present,
      disk: outcome('disk.servers').present,
    }));
    expect(misfits(of, truth(0.5))).toEqual([]);
    expect(misfits(of, truth(0.4)).length).toBe(2);
  });
});

test('a request goes through all stations, and the last one answers who asked', () => {
  const nodes = `
  users: { model: test/asker, params: { pause: 10ms, targets: [a] } }
  a: { model: queueing/station, params: { service: 1ms, next: { b: 100% } } }
  b: { model: queueing/station, count: 3, params: { service: 2ms, next: { c: 100% } } }
  c: { model: queueing/station, params: { service: 3ms } }`;
  const outcome = simulated(nodes, { seed: '1', warmUp: 0, duration: 1, freeze: true });
  const { sojourns, dropped } = outcome('users.asked');
  expect(sojourns.length).toBe(99);
  expect(new Set(sojourns)).toEqual(new Set([0.006]));
  expect(dropped.size).toBe(0);
  expect(outcome('b.servers').came).toBe(99);
});

test('of those served, each group gets its share, its members alike, and the rest is answered', () => {
  const nodes = `
  source: { model: queueing/source, params: { interarrival: 0.1ms, targets: [a] } }
  a: { model: queueing/station, params: { answer: false, service: 0s, next: { b: 30%, c: 20%, d: 10% } } }
  b: { model: queueing/station, count: 2, params: { answer: false, service: 0s } }
  c: { model: queueing/station, params: { answer: false, service: 0s } }
  d: { model: queueing/station, params: { answer: false, service: 0s } }`;
  simulated(nodes, { seed: '1', warmUp: 0, duration: 1 }, (world) => {
    const came = world.stations.audits().map(({ arrivals }) => arrivals);
    const [all, first, second, c, d] = came as [number, number, number, number, number];
    const cells = [first, second, c, d, all - first - second - c - d];
    expect(chiSquare(cells, [0.15, 0.15, 0.2, 0.1, 0.4])).toBeGreaterThan(LEVEL);
    expect(chiSquare(cells, [0.15, 0.15, 0.17, 0.1, 0.43])).toBeLessThan(LEVEL);
  });
});

test('a request that is refused on the way fails for who asked', () => {
  const nodes = `
  users: { model: test/asker, params: { pause: 1ms, targets: [a] } }
  a: { model: queueing/station, params: { service: 0.1ms, next: { b: 50% } } }
  b: { model: queueing/station, params: { service: 1h, queueLimit: 0 } }`;
  const outcome = simulated(nodes, { seed: '1', warmUp: 0, duration: 1, freeze: true });
  const refused = outcome('b.servers').dropped.get('full')!;
  expect(refused).toBeGreaterThan(400);
  expect(outcome('users.asked').dropped.get('cancelled')).toBe(refused);
  expect(outcome('users.asked').sojourns.length + refused).toBeGreaterThan(990);
});
