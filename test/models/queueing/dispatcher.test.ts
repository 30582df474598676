/** Dispatching: by chance, in turn, by load, and redundantly; against chains and closed forms. */
import { describe, expect, test } from 'vitest';
import { firstId } from '../../../models/queueing/copies.js';
import { chiSquare } from '../../kernel/goodness.js';
import { expectation, stationary } from './markov.js';
import { average, figures, LEVEL, misfits, simulated } from './simulated.js';

/** Customers at 1 per ms ask a dispatcher with so many servers. */
const farm = (servers: number, service: string, params: string, pause = 'exponential(1ms)') => `
  users: { model: test/asker, params: { pause: ${pause}, targets: [front] } }
  front: { model: queueing/dispatcher, params: { servers: [q], ${params} } }
  q: { model: queueing/station, count: ${servers}, params: { service: ${service} } }`;

const sojourns = (nodes: string) =>
  figures(nodes, { warmUp: 0.2, duration: 4 }, (outcome) => ({
    sojournMs: average(outcome('users.asked').sojourns) * 1e3,
    present: outcome('q.servers').present,
  }));

describe('one server for each', () => {
  test('at random: as many queues as servers', () => {
    const of = sojourns(farm(2, 'exponential(1.2ms)', 'policy: random'));
    const truth = (rho: number) => ({ sojournMs: 1.2 / (1 - rho), present: (2 * rho) / (1 - rho) });
    expect(misfits(of, truth(0.6))).toEqual([]);
    expect(misfits(of, truth(0.7)).length).toBe(2);
  });

  test('in turn: arrivals at each are more even (E2/M/1; Kleinrock, volume 1, §6.4)', () => {
    const of = sojourns(farm(2, 'exponential(1.2ms)', 'policy: round-robin'));
    const truth = (phases: number) => {
      let sigma = 0.5;
      // Each server's customers come every `phases` arrivals; the wait of an arrival is geometric in sigma.
      const rate = phases / 2;
      for (let i = 0; i < 200; i++) sigma = (rate / (rate + (1 - sigma) / 1.2)) ** phases;
      const sojournMs = 1.2 / (1 - sigma);
      return { sojournMs, present: sojournMs };
    };
    expect(misfits(of, truth(2))).toEqual([]);
    expect(misfits(of, truth(1)).length).toBe(2);
  });

  test('the fewest of two: join the shorter queue', () => {
    const of = sojourns(farm(2, 'exponential(1.6ms)', 'policy: least-outstanding'));
    expect(
      misfits(
        of,
        shortest(2, 1.6, () => [0, 1]),
      ),
    ).toEqual([]);
    expect(
      misfits(
        of,
        shortest(2, 1.6, () => [0.5, 0.5]),
      ).length,
    ).toBe(2);
    // With two servers, the two that are drawn are all there are.
    const two = sojourns(farm(2, 'exponential(1.6ms)', 'policy: power-of-d, choices: 2'));
    expect(
      misfits(
        two,
        shortest(2, 1.6, () => [0, 1]),
      ),
    ).toEqual([]);
  });

  test('of servers that have as few, each as often as any other', () => {
    const nodes = farm(4, '1ms', 'policy: least-outstanding', '2ms');
    simulated(nodes, { seed: '1', warmUp: 0, duration: 8 }, (world) => {
      const audits = world.stations.audits().filter(({ node }) => node.startsWith('q/'));
      const came = audits.map(({ arrivals }) => arrivals);
      expect(chiSquare(came, [0.25, 0.25, 0.25, 0.25])).toBeGreaterThan(LEVEL);
    });
  });

  test('the fewer of two that were drawn of three', () => {
    const of = sojourns(farm(3, 'exponential(2ms)', 'policy: power-of-d, choices: 2'));
    // Longest first: the longest never, the middle one only together with the longest.
    expect(
      misfits(
        of,
        shortest(3, 2, () => [0, 1 / 3, 2 / 3]),
      ),
    ).toEqual([]);
    expect(
      misfits(
        of,
        shortest(3, 2, () => [0, 0, 1]),
      ).length,
    ).toBe(2);
    expect(
      misfits(
        of,
        shortest(3, 2, () => [1 / 3, 1 / 3, 1 / 3]),
      ).length,
    ).toBe(2);
  });
});

/** The chain of queue lengths, longest first, in which arrivals (1 per ms) join by place. */
function shortest(servers: number, serviceMs: number, join: () => readonly number[]) {
  const LONGEST = servers === 2 ? 30 : 13;
  const states: number[][] = [];
  const build = (prefix: number[]): void => {
    if (prefix.length === servers) states.push(prefix);
    else for (let n = 0; n <= (prefix.at(-1) ?? LONGEST); n++) build([...prefix, n]);
  };
  build([]);
  const index = new Map(states.map((state, i) => [state.join(), i]));
  const moved = (state: readonly number[], place: number, by: number): number | undefined =>
    index.get(
      state
        .map((n, i) => (i === place ? n + by : n))
        .toSorted((a, b) => b - a)
        .join(),
    );
  const rates = states.map((state) => {
    const to = new Map<number, number>();
    const add = (at: number | undefined, rate: number) => {
      if (at !== undefined && rate > 0) to.set(at, (to.get(at) ?? 0) + rate);
    };
    for (const [place, share] of join().entries()) add(moved(state, place, 1), share);
    for (const [place, n] of state.entries()) if (n > 0) add(moved(state, place, -1), 1 / serviceMs);
    return to;
  });
  const p = stationary(states.length, (from, to) => rates[from]!.get(to) ?? 0);
  const present = expectation(p, (i) => states[i]!.reduce((sum, n) => sum + n, 0));
  return { sojournMs: present, present };
}

describe('copies for several', () => {
  const redundant = (cancel: string) => `policy: redundant, choices: 2, cancel: ${cancel}`;

  /**
   * n servers of rate mu, d copies, arrivals 1 for all together: while i servers are at work, only those whose
   * copies are all among these i are there (Gardner et al. 2017, theorem 1).
   */
  function truth(n: number, d: number, mu: number) {
    const choose = (a: number, b: number): number => (b === 0 ? 1 : (choose(a - 1, b - 1) * a) / b);
    let present = 0;
    for (let i = d; i <= n; i++) {
      const rate = choose(i, d) / choose(n, d);
      present += rate / (i * mu - rate);
    }
    return { sojournMs: present };
  }

  test('taken back when one is answered', () => {
    const of = sojourns(farm(3, 'exponential(1.5ms)', redundant('on-completion')));
    expect(misfits(of, truth(3, 2, 1 / 1.5))).toEqual([]);
    expect(misfits(of, truth(3, 3, 1 / 1.5)).length).toBe(1);
    expect(misfits(of, truth(4, 2, 1 / 1.5)).length).toBe(1);
  });

  test('of two servers, taken back when one begins: one queue for both', () => {
    const of = sojourns(farm(2, 'exponential(1.6ms)', redundant('on-start')));
    const rho = 0.8;
    expect(misfits(of, { sojournMs: 1.6 / (1 - rho * rho) })).toEqual([]); // M/M/2
    expect(misfits(of, { sojournMs: 1.6 / (1 - rho) }).length).toBe(1);
  });

  test('nothing is worked on in vain if it is taken back in time, and everything if never', () => {
    const busyMs = (cancel: string) => {
      const nodes = farm(4, '1.5ms', redundant(cancel), '1ms');
      const outcome = simulated(nodes, { seed: '1', warmUp: 0, duration: 1, freeze: true });
      expect(outcome('users.asked').dropped.size).toBe(0);
      expect(outcome('users.asked').sojourns.length).toBeGreaterThan(990);
      return outcome('q.servers').busy;
    };
    expect(busyMs('on-start')).toBeCloseTo(1.5, 1);
    expect(busyMs('never')).toBeCloseTo(3, 1);
  });
});

test('two choices instead of one: the queues of many servers nearly vanish', () => {
  const mean = (policy: string) => average(sojourns(farm(20, 'exponential(18ms)', policy)).sojournMs!);
  // In the limit of many servers sum of rho^(2^i - 1) services, 2.6 at 90 %; one server alone has ten.
  expect(mean('policy: power-of-d')).toBeLessThan(0.4 * mean('policy: random'));
});

test.each(['random', 'least-outstanding', 'redundant'])(
  'the answer may come from elsewhere: %s',
  (policy) => {
    const nodes = `
  users: { model: test/asker, params: { pause: 10ms, targets: [front] } }
  front: { model: queueing/dispatcher, params: { servers: [app], policy: ${policy} } }
  app: { model: queueing/station, count: 2, params: { service: 1ms, next: { db: 100% } } }
  db: { model: queueing/thread-pool, params: { compute: 1ms, wait: 1ms } }`;
    const outcome = simulated(nodes, { seed: '1', warmUp: 0, duration: 1, freeze: true });
    expect(new Set(outcome('users.asked').sojourns)).toEqual(new Set([0.003]));
    expect(outcome('users.asked').sojourns.length).toBe(99);
  },
);

test('a server that refuses fails the request; one that never answers is given up', () => {
  const refusing = simulated(
    farm(1, '1h', 'policy: random', '1ms').replace('service: 1h', 'service: 1h, queueLimit: 0'),
    { seed: '1', warmUp: 0, duration: 1, freeze: true },
  );
  expect(refusing('users.asked').dropped.get('cancelled')).toBeGreaterThan(990);
  const silent = simulated(farm(1, '1h', 'timeout: 100ms', '1ms'), {
    seed: '1',
    warmUp: 0,
    duration: 1,
    freeze: true,
  });
  expect(silent('users.asked').dropped.get('cancelled')).toBe(900);
});

test.each(['never', 'on-start', 'on-completion'])(
  'what is over is forgotten: copies taken back %s',
  (cancel) => {
    const nodes = farm(4, 'exponential(2.5ms)', `policy: redundant, choices: 3, cancel: ${cancel}`, '4ms');
    simulated(nodes, { seed: '1', warmUp: 0, duration: 4 }, (world) => {
      const of = (name: string) => world.nodes.filter((node) => node.group.name === name);
      const audits = world.stations.audits();
      const inSystem = (group: string) =>
        audits
          .filter(({ node }) => node.startsWith(`${group}/`))
          .reduce((sum, each) => sum + each.inSystem, 0);
      const front = of('front')[0]!.state as { open: Map<number, unknown>; outstanding: Map<number, number> };
      expect(front.open.size).toBe(inSystem('users'));
      expect([...front.outstanding.values()].reduce((a, b) => a + b, 0)).toBe(3 * front.open.size);
      const copies = of('q').reduce(
        (sum, node) => sum + (node.state as { copies: Map<string, 1> }).copies.size,
        0,
      );
      expect(copies).toBe(cancel === 'never' ? 0 : inSystem('q'));
      expect(audits.find(({ node }) => node === 'users/1')!.completed).toBeGreaterThan(900);
    });
  },
);

test('no two incarnations use the same ids', () => {
  const first = firstId(undefined);
  const second = firstId(first.keep);
  expect(first.id).toBe(1);
  expect(second.id).toBeGreaterThan(1e8);
  expect(firstId(second.keep).id).toBeGreaterThan(second.id);
});
