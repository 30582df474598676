/** What clients should see of a station that theory knows: its sojourn times and the way there and back. */
import type { Scenario } from '../../scenario/scenario.js';
import { rowKey } from './row-key.js';
import type { TheoryStation } from './stations.js';

const NS_PER_MS = 1e6;

export function clientRows(
  { clients, network }: Scenario,
  stations: readonly TheoryStation[],
  known: ReadonlyMap<string, number>,
  quantiles: readonly number[],
): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  if (network.latency.kind !== 'constant') return rows;
  const sojournOf = (of: string, quantile?: number) => {
    const part = quantile === undefined ? {} : { quantile };
    return known.get(rowKey({ metric: 'sojourn', of, operation: 'all', ...part }));
  };
  const way = (2 * network.latency.value) / NS_PER_MS;
  for (const { name, target, timeout } of clients) {
    const station = stations.find((each) => each.name === target);
    // Who loses patience is not answered, and who goes on to the next station has not seen the end of it.
    if (station === undefined || station.patience !== undefined || station.next.length > 0) continue;
    const take = (metric: string, quantile?: number) => {
      const of = quantile === undefined ? {} : { quantile };
      const sojourn = sojournOf(target, quantile);
      if (sojourn !== undefined)
        rows.set(rowKey({ metric, of: name, operation: 'all', ...of }), sojourn + way);
    };
    // Who is not answered in time is in no latency, so where that happens latencies are others.
    const slowest = sojournOf(
      target,
      quantiles.reduce((most, q) => Math.max(most, q), 0),
    );
    if (slowest !== undefined && (slowest + way) * NS_PER_MS > timeout) continue;
    const several = clients.filter((other) => other.target === target).length > 1;
    if (several && station.discipline !== 'fifo') continue;
    take('latency mean');
    for (const quantile of quantiles) take('latency', quantile);
  }
  return rows;
}
