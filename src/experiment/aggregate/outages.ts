/**
 * The longest outages over all runs: how long nobody was answered, on average and at worst.
 *
 * Takes what each run found ({@link Outages}); knows no histories.
 */
import type { Duration } from '../../kernel/time.js';
import type { Outages } from '../../observe/outages.js';
import type { Row } from '../../observe/result.js';
import type { Scenario } from '../../scenario/scenario.js';
import { mean, meanInterval } from '../../stats/interval.js';
import { partsOf } from './operation-names.js';

/** What is kept of a run: by client group and operation, the longest. */
export type LongestOutages = readonly (Pick<Outages, 'client' | 'operation'> & {
  /** `undefined` if nobody asked. */
  readonly longest: Duration | undefined;
})[];

const ALL = 'all';
const NS_PER_MS = 1e6;

/**
 * Two rows for each client and operation: `longest outage`, the mean over the runs of each run's longest with its
 * interval, and `worst outage`, the longest of any run, which has none. Both in ms.
 */
export function outageRows(
  { clients }: Pick<Scenario, 'clients'>,
  runs: readonly { readonly outages: LongestOutages }[],
): readonly Row[] {
  return clients.flatMap(({ name, operations }) =>
    partsOf({ operations }).flatMap((operation): Row[] => {
      const lengths = runs.flatMap(({ outages }) => {
        const own = outages.find((each) => each.client === name && each.operation === operation);
        return own?.longest === undefined ? [] : [own.longest / NS_PER_MS];
      });
      const known = lengths.length > 0;
      // Runs in which nobody asked say nothing; the others are then not a fair sample.
      const interval = lengths.length === runs.length ? meanInterval(lengths) : undefined;
      const row = (metric: string, value: number): Row => ({
        metric,
        of: name,
        operation: operation ?? ALL,
        value: known ? value : null,
        unit: 'ms',
        ciLow: null,
        ciHigh: null,
        runs: runs.length,
      });
      const ends = interval && { ciLow: Math.max(0, interval.low), ciHigh: interval.high };
      return [
        { ...row('longest outage', mean(lengths)), ...ends },
        row(
          'worst outage',
          lengths.reduce((max, each) => Math.max(max, each), 0),
        ),
      ];
    }),
  );
}
