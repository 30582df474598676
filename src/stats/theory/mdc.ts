/**
 * M/D/1 and M/D/c: Poisson arrivals, constant service, `c` servers, one queue without a limit. Exact.
 *
 * Sources: C. D. Crommelin, "Delay probability formulae when the holding times are constant", P.O. Electrical
 * Engineers Journal 25 (1932); G. J. Franx, "A simple solution for the M/D/c waiting time distribution",
 * Operations Research Letters 29 (2001), for the wait; F. Spitzer, Trans. Amer. Math. Soc. 82 (1956), for the
 * queue.
 *
 * From one service time to the next the queue changes by (Poisson arrivals - c), but never below 0. Its steady
 * state is therefore the maximum of a random walk with that step, which is compound Poisson with the masses
 * c(j) = sum over n of P(n steps lead to j) / n (Spitzer): positive terms, no complex roots. For large j they
 * are z^-j / j, z being the root above 1 of z^c = exp(a (z - 1)), and the queue's tail is geometric.
 */
import { invariant } from '../../kernel/invariant.js';
import { exp, log, log1p } from '../../kernel/math.js';
import { poissonAt } from './poisson.js';
import { count, overload, percentiles, perSecond, type Steady, share, time } from './prediction.js';
import { integrate } from './quadrature.js';
import { quantileOfTail, rootBetween } from './root.js';
import { poisson } from './weights.js';

export interface Mdc {
  readonly arrivals: number;
  /** Of every customer, s. */
  readonly service: number;
  readonly servers: number;
}

export function mdc({ arrivals, service, servers }: Mdc, quantiles: readonly number[]): Steady {
  const load = arrivals * service;
  if (load >= servers) return overload(load, servers);
  const { queue, tail } = mdcWait(servers, load);
  const wait = queue.mean / arrivals;
  const waitQuantile = (q: number) => service * quantileOfTail(tail, q, 1);
  return {
    name: `M/D/${servers}`,
    exact: true,
    source: 'Crommelin (1932); Franx, Operations Research Letters 29 (2001)',
    assumes: 'Poisson arrivals, constant service, one FIFO queue without a limit',
    predictions: [
      share('utilisation', load / servers),
      share('wait probability', tail(0)),
      time('wait', wait),
      ...percentiles('wait', quantiles, waitQuantile),
      time('sojourn', wait + service),
      ...percentiles('sojourn', quantiles, (q) => waitQuantile(q) + service),
      count('queue length', queue.mean),
      count('in system', queue.mean + load),
      perSecond('throughput', arrivals),
    ],
  };
}

/** The wait's quantile function, s, of a stable M/D/c. */
export function mdcWaitQuantile({ arrivals, service, servers }: Mdc): (q: number) => number {
  const { tail } = mdcWait(servers, arrivals * service);
  return (q) => service * quantileOfTail(tail, q, 1);
}

/** The queue of a stable M/D/c, and P(W > t) for t in service times. */
export function mdcWait(
  servers: number,
  load: number,
): { readonly queue: Queue; readonly tail: (t: number) => number } {
  const queue = queueOf(servers, load);
  return { queue, tail: waitTail(servers, load, queue) };
}

export interface Queue {
  readonly mean: number;
  /** P(more than j wait), j >= 0. */
  readonly longer: (j: number) => number;
}

/** With no less than this many masses, and never more. */
const MASSES_MIN = 4;
const MASSES_MAX = 100_000;
/** Where a mass is its geometric limit to this accuracy, so are all after it. */
const SETTLED = 1e-13;
const NEGLIGIBLE = 1e-25;

function queueOf(servers: number, load: number): Queue {
  const ratio = 1 + geometricRoot(servers, load);
  // masses[j - 1] is j c(j).
  const masses: number[] = [];
  let total = 0;
  let mean = 0;
  let limit = 1;
  let settled = 0;
  for (let j = 1; settled < MASSES_MIN; j++) {
    invariant(j < MASSES_MAX, 'masses tend to their limit');
    limit /= ratio;
    const mass = j * stepsTo(j, servers, load);
    masses.push(mass);
    total += mass / j;
    mean += mass;
    const done = Math.abs(mass - limit) <= SETTLED * limit || mass <= NEGLIGIBLE * mean;
    settled = done ? settled + 1 : 0;
  }
  // What ended by being negligible need not have come near its limit.
  const more = masses.at(-1)! > NEGLIGIBLE * mean;
  if (more) {
    mean += limit / (ratio - 1);
    // The sum of z^-j / j over all j is -ln(1 - 1/z); what is left of it after those that are known.
    total += rest(ratio, masses.length);
  }
  return { mean, longer: tailOf(exp(-total), masses, ratio) };
}

/** The sum of z^-j / j over j > from. */
function rest(z: number, from: number): number {
  let sum = -log1p(-1 / z);
  let power = 1;
  for (let j = 1; j <= from; j++) {
    power /= z;
    sum -= power / j;
  }
  return Math.max(0, sum);
}

/** The queue's probabilities from its masses: n p(n) = sum of j c(j) p(n - j), H. H. Panjer (1981). */
function tailOf(empty: number, masses: readonly number[], ratio: number): (j: number) => number {
  const p = [empty];
  const known = 3 * masses.length + 16;
  let beyond = masses.at(-1)!;
  const mass = [...masses];
  while (mass.length < known) {
    beyond /= ratio;
    mass.push(beyond);
  }
  for (let n = 1; n <= known; n++) {
    let sum = 0;
    for (let j = 1; j <= n; j++) sum += mass[j - 1]! * p[n - j]!;
    p.push(sum / n);
  }
  // Geometric from here on.
  const last = p[known]!;
  const tails = [last / (ratio - 1)];
  for (let n = known; n >= 1; n--) tails.push(tails.at(-1)! + p[n]!);
  tails.reverse();
  return (j) => {
    if (j < 0) return 1;
    if (j <= known) return tails[j]!;
    return tails[known]! * exp((known - j) * log(ratio));
  };
}

/** y > 0 with (1 + y)^c = exp(a y). */
function geometricRoot(servers: number, load: number): number {
  const f = (y: number) => (servers * log1p(y)) / y - load;
  let high = 1;
  while (f(high) > 0) high *= 2;
  let low = high;
  while (f(low) <= 0) low /= 2;
  return rootBetween(f, low, high);
}

const DIRECT = 256;

/** c(j): the sum over n >= 1 of P(n steps lead to j) / n, where a step is Poisson(load) - servers. */
function stepsTo(j: number, servers: number, load: number): number {
  const drift = servers - load;
  const at = (n: number) => poissonAt(n * servers + j, n * drift + j) / n;
  let sum = 0;
  let term = 0;
  for (let n = 1; n < DIRECT; n++) {
    const next = at(n);
    sum += next;
    if (next <= term && next <= 1e-18 * sum) return sum;
    term = next;
  }
  return sum + smoothTail(at, DIRECT, sum);
}

/** The sum of f(n) over n >= from by Euler and Maclaurin's formula; f is smooth on the scale of n itself. */
function smoothTail(f: (n: number) => number, from: number, known: number): number {
  const [a, b, c, d] = [f(from - 2), f(from - 1), f(from + 1), f(from + 2)];
  const slope = (a - 8 * b + 8 * c - d) / 12;
  const third = (d - 2 * c + 2 * b - a) / 2;
  return f(from) / 2 - slope / 12 + third / 720 + integralFrom(f, from, known);
}

const PANELS_MAX = 400;
const STRETCH = 1.5;

/** The integral of f from `from` on, in panels that grow in proportion. */
function integralFrom(f: (n: number) => number, from: number, known: number): number {
  let sum = 0;
  let low = from;
  for (let panel = 0; panel < PANELS_MAX; panel++) {
    const high = low * STRETCH;
    const part = integrate(f, low, high);
    sum += part;
    if (part < 1e-18 * (known + sum)) return sum;
    low = high;
  }
  invariant(false, 'the integral of a falling function converges');
}

/**
 * P(W > t), t in service times (Franx, theorem 1): with k the whole services begun by t and x = k - t, a
 * customer waits longer if of those who came in the last x, or waited before, there are kc or more.
 */
function waitTail(servers: number, load: number, queue: Queue): (t: number) => number {
  return (t) => {
    const services = Math.floor(t) + 1;
    const room = services * servers - 1;
    const { from, values } = poisson(load * (services - t));
    return values.reduce((sum, weight, i) => sum + weight * queue.longer(room - from - i), 0);
  };
}
