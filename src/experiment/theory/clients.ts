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
  const way = (2 * network.latency.value) / NS_PER_MS;
  for (const { name, target } of clients) {
    const station = stations.find((each) => each.name === target);
    // Who loses patience is not answered, and who goes on to the next station has not seen the end of it.
    if (station === undefined || station.patience !== undefined || station.next.length > 0) continue;
    const take = (metric: string, quantile?: number) => {
      const of = quantile === undefined ? {} : { quantile };
      const sojourn = known.get(rowKey({ metric: 'sojourn', of: target, operation: 'all', ...of }));
      if (sojourn !== undefined)
        rows.set(rowKey({ metric, of: name, operation: 'all', ...of }), sojourn + way);
    };
    const several = clients.filter((other) => other.target === target).length > 1;
    if (several && station.discipline !== 'fifo') continue;
    take('latency mean');
    for (const quantile of quantiles) take('latency', quantile);
  }
  return rows;
}
