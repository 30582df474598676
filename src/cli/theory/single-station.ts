/**
 * Theories of one station that a person can ask for by name.
 *
 * Data and wiring only; the formulas are in `src/stats`.
 */
import { mmc } from '../../stats/theory.js';
import { meanTime, rate, servers } from './argument.js';
import { type Definition, define } from './definition.js';

const ARRIVALS = 'customers per second (Poisson)';

export const SINGLE_STATION: readonly Definition[] = [
  define({
    name: 'M/M/c',
    aliases: ['erlang-c'],
    kendall: /^M\/M\/(?<servers>\d+|c)$/i,
    about: 'one queue, c servers, everything exponential',
    example: 'M/M/c --arrivals 1.6/s --service 1s --servers 2',
    arguments: { arrivals: rate(ARRIVALS), service: meanTime('mean service time'), servers: servers() },
    compute: (station, quantiles) => mmc(station, quantiles),
  }),
];
