/** The end of the warm-up as pilot runs find it: one cut for all, which takes the empty beginning away and no more. */
import { describe, expect, test } from 'vitest';
import { runJob, runOne } from '../../src/experiment/run-one.js';
import { needsPilots, PILOTS, pilot, settleWarmUp, withWarmUp } from '../../src/experiment/warm-up.js';
import { models, parsed, queueText, results, rowIn } from './queues.js';

const SEEDS = ['1', '2', '3', '4', '5'];
const settled = (text: string) => withWarmUp(parsed(text), models, SEEDS);

describe('MSER-5', () => {
  test('cuts little of a queue that is lightly loaded, which settles at once', () => {
    const scenario = settled(queueText({ arrivals: 'poisson(300/s)', warmUp: 'mser-5' }));
    expect(scenario.warmUpBy).toEqual({ kind: 'mser-5', found: 'found' });
    expect(scenario.warmUp).toBeLessThan(0.1 * scenario.duration);
  });

  test('cuts the beginning of a closed system in which all start at once', () => {
    // 200 clients ask in the first instant; it takes seconds until their requests are spread over time.
    const text = (warmUp: string) =>
      queueText({
        station: 'servers: 4, service: exponential(20ms)',
        arrivals: 'closed(think=exponential(2s))',
        clients: ', count: 200',
        warmUp,
        duration: '60s',
      }).replace('think=exponential(2s)', 'think=uniform(1900ms, 2100ms)');
    const scenario = settled(text('mser-5'));
    expect(scenario.warmUpBy).toEqual({ kind: 'mser-5', found: 'found' });
    expect(scenario.warmUp).toBeGreaterThan(1e9);
    const found = rowIn(results(scenario, 3).result.rows, 'wait', 'server')!;
    const cold = rowIn(results(parsed(text('0s')), 3).result.rows, 'wait', 'server')!;
    expect(found.value!).toBeLessThan(0.9 * cold.value!);
  });

  test('says so where the run is over before the queue has settled', () => {
    const scenario = settled(queueText({ arrivals: 'poisson(1300/s)', warmUp: 'mser-5' }));
    expect(scenario.warmUpBy).toEqual({ kind: 'mser-5', found: 'late' });
    const { verdict, reasons } = results(scenario, 2).result;
    expect(verdict).toBe('unknown');
    expect(reasons[0]).toContain('a longer run is needed');
  });

  test('takes sojourn times where there are no clients', () => {
    const text = queueText({ warmUp: 'mser-5' }).replace(
      /clients:[\s\S]*/,
      '  source: { model: queueing/source, params: { interarrival: exponential(2ms), targets: server } }\n',
    );
    const scenario = settled(text);
    expect(scenario.warmUpBy).toEqual({ kind: 'mser-5', found: 'found' });
    expect([...pilot(parsed(text), models, '1').series.keys()]).toEqual(['server.servers']);
  });
});

describe('a number of operations', () => {
  test('ends when the slowest pilot has seen them all', () => {
    const text = queueText({ arrivals: 'poisson(500/s)', warmUp: '2000 operations' });
    const pilots = SEEDS.map((seed) => pilot(parsed(text), models, seed));
    const scenario = settleWarmUp(parsed(text), pilots);
    expect(scenario.warmUp).toBe(Math.max(...pilots.map(({ reachedAt }) => reachedAt!)));
    // 2,000 arrivals of 500 a second take 4 s, give or take 4 / sqrt(2000) * 3.29.
    for (const { reachedAt } of pilots) expect(Math.abs(reachedAt! / 1e9 - 4)).toBeLessThan(0.3);
    const { ok } = { ok: rowIn(results(scenario, 2).result.rows, 'ok', 'users')!.value! };
    expect(ok).toBeLessThan(500 * 20 - 1500);
  });

  test('that never come leaves the result unknown', () => {
    const scenario = settled(queueText({ warmUp: '1000000 operations' }));
    expect(scenario.warmUpBy).toMatchObject({ found: 'too few' });
    expect(results(scenario, 1).result.verdict).toBe('unknown');
  });
});

test('pilots come before runs: a scenario that needs them gives nothing else, and no run counts before', () => {
  const scenario = parsed(queueText({ warmUp: 'mser-5' }));
  expect(needsPilots(scenario)).toBe(true);
  expect(runJob({ scenario, models }, '1').kind).toBe('pilot');
  expect(() => runOne(scenario, models, '1')).toThrow('the warm-up is known');
  expect(runJob({ scenario: withWarmUp(scenario, models, SEEDS), models }, '1').kind).toBe('finished');
});

test('a warm-up that is given needs none, and no row says it again', () => {
  const scenario = parsed(queueText({}));
  expect(withWarmUp(scenario, models, SEEDS)).toBe(scenario);
  expect(rowIn(results(scenario, 1).result.rows, 'warm-up', 'run')).toBeUndefined();
  const found = settled(queueText({ warmUp: '100 operations' }));
  expect(rowIn(results(found, 1).result.rows, 'warm-up', 'run')!.value).toBe(found.warmUp / 1e6);
});

test('the first seeds decide, in their order, however many there are', () => {
  const scenario = parsed(queueText({ warmUp: 'mser-5' }));
  const many = withWarmUp(scenario, models, [...SEEDS, '6', '7', '8']);
  expect(many.warmUp).toBe(withWarmUp(scenario, models, SEEDS).warmUp);
  expect(SEEDS).toHaveLength(PILOTS);
});
