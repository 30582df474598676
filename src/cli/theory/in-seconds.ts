/**
 * A distribution of nanoseconds, as scenario files and options are read, as one of seconds, as theory counts.
 *
 * Knows distributions only.
 */
import type { Distribution } from '../../kernel/distribution.js';
import { log } from '../../kernel/math.js';

const NANOSECONDS = 1e9;

export function inSeconds(d: Distribution): Distribution {
  const s = (ns: number) => ns / NANOSECONDS;
  switch (d.kind) {
    case 'constant':
      return { ...d, value: s(d.value) };
    case 'uniform':
      return { ...d, low: s(d.low), high: s(d.high) };
    case 'exponential':
    case 'erlang':
      return { ...d, mean: s(d.mean) };
    case 'lognormal':
      return { ...d, mu: d.mu - log(NANOSECONDS) };
    case 'pareto':
      return {
        ...d,
        minimum: s(d.minimum),
        ...(d.maximum === undefined ? {} : { maximum: s(d.maximum) }),
      };
    case 'weibull':
      return { ...d, scale: s(d.scale) };
    case 'hyperexponential':
      return { ...d, branches: d.branches.map((branch) => ({ ...branch, mean: s(branch.mean) })) };
    case 'mixture':
      return { ...d, branches: d.branches.map((branch) => ({ ...branch, of: inSeconds(branch.of) })) };
    case 'empirical':
      return { ...d, values: d.values.map(s) };
    case 'shifted':
      return { ...d, by: s(d.by), of: inSeconds(d.of) };
    case 'zipf':
      return d; // of ranks; no option reads one
  }
}
