/** Fork and join: as slow as the slowest that is needed, hedged, cancelled, refused, given up. */
import { describe, expect, test } from 'vitest';
import { average, figures, misfits, share, simulated } from './simulated.js';

const tree = (params: string, leaf: string, count: number, pause = 'exponential(1ms)') => `
  users: { model: queueing/source, params: { interarrival: ${pause}, targets: [root] } }
  root: { model: queueing/fork-join, params: { leaves: [leaf], ${params} } }
  leaf: { model: queueing/station, count: ${count}, params: { ${leaf} } }`;

const harmonic = (n: number): number =>
  Array.from({ length: n }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b, 0);
const endless = 'servers: unlimited, service: exponential(1ms)';

test('two queues: Nelson and Tantawi 1988, equation 6', () => {
  const of = figures(
    tree('', 'service: exponential(0.6ms)', 2),
    { warmUp: 0.2, duration: 10 },
    (outcome) => ({
      joinMs: average(outcome('root.join').sojourns) * 1e3,
    }),
  );
  const alone = 0.6 / (1 - 0.6);
  const truth = ((12 - 0.6) / 8) * alone;
  expect(misfits(of, { joinMs: truth })).toEqual([]);
  expect(misfits(of, { joinMs: 1.5 * alone }).length).toBe(1); // as if the queues knew nothing of each other
});

describe('leaves without queues: order statistics of exponentials', () => {
  const joinMs = (params: string, leaves: number, duration = 1) =>
    figures(tree(params, endless, leaves), { warmUp: 0.01, duration }, (outcome) => ({
      joinMs: average(outcome('root.join').sojourns) * 1e3,
    }));

  test('all of ten, three of ten, and three of five drawn from ten', () => {
    const all = joinMs('', 10);
    expect(misfits(all, { joinMs: harmonic(10) })).toEqual([]);
    expect(misfits(all, { joinMs: harmonic(9) }).length).toBe(1);
    expect(misfits(joinMs('need: 3', 10), { joinMs: harmonic(10) - harmonic(7) })).toEqual([]);
    expect(misfits(joinMs('fanOut: 5, need: 3', 10), { joinMs: harmonic(5) - harmonic(2) })).toEqual([]);
  });

  test('all of two thousand', () => {
    const wide = tree('', endless, 2000, 'exponential(20ms)');
    const of = figures(wide, { warmUp: 0.01, duration: 0.2, runs: 5 }, (outcome) => ({
      joinMs: average(outcome('root.join').sojourns) * 1e3,
    }));
    expect(misfits(of, { joinMs: harmonic(2000) })).toEqual([]);
  });

  test('leaves that are drawn are drawn evenly', () => {
    const nodes = tree('fanOut: 3', endless, 4);
    const drawn = simulated(nodes, { seed: '1', warmUp: 0, duration: 2 }, ({ stations }) => {
      const came = stations
        .audits()
        .filter(({ node }) => node.startsWith('leaf'))
        .map(({ arrivals }) => arrivals);
      const each = came.reduce((a, b) => a + b, 0) / 4;
      // Three of four, without replacement: the variance of each count is n * 3/4 * 1/4; 4.4 sigma for one in 1e5.
      for (const n of came) expect(Math.abs(n - each)).toBeLessThan(4.4 * Math.sqrt(each / 4));
    });
    expect(drawn('leaf.servers').came).toBe(3 * drawn('root.join').came);
  });
});

describe('hedging', () => {
  const AFTER = 2;
  /** P(a leaf has answered by t), ms, if after that long a second one is asked. */
  const byThen = (t: number, after: number): number =>
    1 - Math.exp(-t) * (t > after ? Math.exp(-(t - after)) : 1);
  const late = (t: number, after: number): number => 1 - byThen(t, after) ** 20;
  /** Integral of P(not yet) from 0, by Simpson's rule on both sides of the kink. */
  const meanOf = (after: number): number => {
    const simpson = (from: number, to: number) => {
      const n = 2000;
      const h = (to - from) / n;
      const weight = (i: number) => (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2);
      let sum = 0;
      for (let i = 0; i <= n; i++) sum += weight(i) * late(from + i * h, after);
      return (sum * h) / 3;
    };
    return simpson(0, after) + simpson(after, after + 60);
  };

  const of = (params: string) =>
    figures(tree(params, endless, 20), { warmUp: 0.01, duration: 1 }, (outcome) => {
      const { sojourns } = outcome('root.join');
      return { meanMs: average(sojourns) * 1e3, late: share(sojourns.map((s) => s > 6e-3)) };
    });

  test('cuts the tail by as much as it should', () => {
    const hedged = of(`hedgeAfter: ${AFTER}ms`);
    expect(misfits(hedged, { meanMs: meanOf(AFTER), late: late(6, AFTER) })).toEqual([]);
    const plain = of('');
    expect(misfits(plain, { meanMs: harmonic(20), late: late(6, 100) })).toEqual([]);
    expect(misfits(plain, { meanMs: meanOf(AFTER), late: late(6, AFTER) }).length).toBe(2);
    expect(average(hedged.late!)).toBeLessThan(average(plain.late!) / 4);
  });

  test('asks again only for those that are late', () => {
    const nodes = `
  users: { model: queueing/source, params: { interarrival: 10ms, targets: [root] } }
  root: { model: queueing/fork-join, params: { leaves: [quick, slow], hedgeAfter: 2ms } }
  quick: { model: queueing/station, count: 3, params: { service: 1ms } }
  slow: { model: queueing/station, params: { service: 5ms } }`;
    const outcome = simulated(nodes, { seed: '1', warmUp: 0, duration: 1, freeze: true }, (world) => {
      const root = world.nodes.find(({ name }) => name === 'root/1')!;
      expect([...root.counters]).toEqual([['hedges', 99]]);
    });
    expect(new Set(outcome('root.join').sojourns)).toEqual(new Set([0.003])); // by the hedge
  });

  test('asks another leaf, once, and what is not needed any more is taken back', () => {
    const nodes = (cancel: boolean) =>
      tree(`hedgeAfter: 2ms, fanOut: 1, cancelLosers: ${cancel}`, 'service: 5ms', 2, '10ms');
    const run = (cancel: boolean) => {
      const seen: Record<string, number> = {};
      const outcome = simulated(
        nodes(cancel),
        { seed: '1', warmUp: 0, duration: 1, freeze: true },
        (world) => {
          for (const { name, counters } of world.nodes)
            for (const [counter, value] of counters) seen[`${name} ${counter}`] = value;
        },
      );
      const leaf = outcome('leaf.servers');
      return [seen['root/1 hedges'], leaf.came, leaf.sojourns.length, leaf.dropped.get('cancelled') ?? 0];
    };
    // The last request is still out when the run ends.
    expect(run(false)).toEqual([99, 199, 198, 0]);
    expect(run(true)).toEqual([99, 199, 99, 99]);
  });
});

test('what is over is forgotten, by the root and by the leaves', () => {
  const nodes = tree('hedgeAfter: 2ms, cancelLosers: true, need: 2', 'service: exponential(1.5ms)', 3, '4ms');
  simulated(nodes, { seed: '1', warmUp: 0, duration: 4 }, (world) => {
    const audits = world.stations.audits();
    const root = world.nodes.find(({ name }) => name === 'root/1')!.state as { joins: Map<number, unknown> };
    expect(audits.find(({ node }) => node === 'root/1')).toMatchObject({ inSystem: root.joins.size });
    for (const { name, state } of world.nodes.filter((node) => node.group.name === 'leaf')) {
      const { inSystem, completed, dropped } = audits.find(({ node }) => node === name)!;
      expect((state as { copies: Map<string, unknown> }).copies.size).toBe(inSystem);
      expect(completed).toBeGreaterThan(600);
      expect(dropped).toBeGreaterThan(100);
    }
  });
});

describe('what goes wrong', () => {
  const run = (params: string, leaf: string, leaves: number) => {
    const nodes = tree(params, leaf, leaves, '10ms');
    const outcome = simulated(nodes, { seed: '1', warmUp: 0, duration: 1, freeze: true });
    const { sojourns, dropped } = outcome('root.join');
    return { joined: sojourns.length, lost: dropped.get('cancelled') ?? 0 };
  };

  test('leaves that refuse fail the request, unless enough others answer', () => {
    // One leaf is busy for ever after the first request, the others are not asked for more than they can do.
    const oneShot = 'service: 1h, queueLimit: 0';
    expect(run('', oneShot, 2)).toEqual({ joined: 0, lost: 99 });
    expect(run('', 'service: 1ms, queueLimit: 0', 2)).toEqual({ joined: 99, lost: 0 });
    const mixed = `
  users: { model: test/asker, params: { pause: 10ms, targets: [root] } }
  root: { model: queueing/fork-join, params: { leaves: [good, bad], need: NEED } }
  good: { model: queueing/station, count: 2, params: { service: 1ms } }
  bad: { model: queueing/station, params: { ${oneShot} } }`;
    const joined = (need: string) =>
      simulated(mixed.replace('NEED', need), { seed: '1', warmUp: 0, duration: 1, freeze: true });
    const answered = (need: string) => joined(need)('users.asked').sojourns.length;
    expect([answered('2'), answered('3')]).toEqual([99, 0]);
    // The very first request was taken by the bad leaf, and waits for ever.
    expect(joined('3')('users.asked').dropped.get('cancelled')).toBe(99);
  });

  test('leaves that do not answer in time', () => {
    expect(run('timeout: 50ms', 'service: 60ms, servers: 9', 3)).toEqual({ joined: 0, lost: 95 });
    expect(run('timeout: 70ms', 'service: 60ms, servers: 9', 3)).toEqual({ joined: 94, lost: 0 });
  });
});
