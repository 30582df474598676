/**
 * M/M/c+M, Erlang's model with abandonment: who has waited longer than an exponential patience leaves. Also
 * with limited room (M/M/c/K+M), where who finds none is lost.
 *
 * `wait` is over all customers who get in, those included who give up; `wait of served` is not. Sources: C. Palm,
 * "Research on telephone traffic carried by full availability groups", Tele 1 (1957); O. Garnett, A. Mandelbaum,
 * M. Reiman, "Designing a call center with impatient customers", Manufacturing & Service Operations Management 4
 * (2002); S. Zeltyn & A. Mandelbaum, "The Palm/Erlang-A queue, with applications to call centers" (2005).
 *
 * Who finds j waiting starts to be served after stages of rate c mu + i theta, i = 0 .. j, if nobody were to
 * leave but those ahead. exp(-theta times) of such a sum is Beta(c mu / theta, j + 1) distributed, whose
 * distribution is a sum of negative binomial probabilities.
 */
import { exp, expm1 } from '../../kernel/math.js';
import type { Mmc } from './mmc.js';
import { count, percentiles, perSecond, type Steady, share, time } from './prediction.js';
import { quantileOfTail } from './root.js';
import { birthDeath, meanOf, negativeBinomial, STATES_MAX, tailsOf } from './weights.js';

export interface ErlangA extends Mmc {
  /** Mean patience, s; exponential. */
  readonly patience: number;
  /** Room, servers included; may be Infinity. */
  readonly capacity: number;
}

export function erlangA(station: ErlangA, quantiles: readonly number[]): Steady {
  const { arrivals, service, servers, patience, capacity } = station;
  const waiting = Math.min((arrivals - servers / service) * patience, capacity);
  if (waiting > STATES_MAX / 4)
    return { unstable: `some ${Math.round(waiting)} customers would wait, more than this is computed for` };
  const states = birthDeath(
    () => arrivals,
    (n) => Math.min(n, servers) / service + Math.max(0, n - servers) / patience,
    capacity,
  );
  const lost = states[capacity] ?? 0;
  const entering = arrivals * (1 - lost);
  const queue = meanOf(states, (n) => Math.max(0, n - servers));
  const system = meanOf(states, (n) => n);
  const served = meanOf(states, (n) => Math.min(n, servers)) / service;
  const abandonment = queue / patience / entering;
  const waits = waitsOf(station, states);
  const servedShare = served / entering;
  return {
    name: `M/M/${servers}${capacity === Infinity ? '' : `/${capacity}`}+M`,
    exact: true,
    source: 'Palm (1957); Garnett, Mandelbaum & Reiman, MSOM 4 (2002); Zeltyn & Mandelbaum (2005)',
    assumes: 'Poisson arrivals, exponential service and patience, FIFO; waits are over all who get in',
    predictions: [
      share('utilisation', (served * service) / servers),
      share('wait probability', waits.probability),
      time('wait', queue / entering),
      ...percentiles('wait', quantiles, (q) => quantileOfTail(waits.tail, q, service)),
      time('sojourn', system / entering),
      count('queue length', queue),
      count('in system', system),
      perSecond('throughput', served),
      share('abandonment', abandonment),
      ...(capacity === Infinity ? [] : [share('loss probability', lost)]),
      time('wait of served', waits.meanOfServed / servedShare),
      ...percentiles('wait of served', quantiles, (q) =>
        quantileOfTail((t) => waits.servedTail(t) / servedShare, q, service),
      ),
    ],
  };
}

interface Waits {
  /** Of those who get in. */
  readonly probability: number;
  /** P(W > t) of those who get in. */
  readonly tail: (t: number) => number;
  /** P(served, W > t) of those who get in. */
  readonly servedTail: (t: number) => number;
  /** E[W; served] of those who get in. */
  readonly meanOfServed: number;
}

function waitsOf({ service, servers, patience, capacity }: ErlangA, states: readonly number[]): Waits {
  const enters = meanOf(states, (n) => (n < capacity ? 1 : 0));
  // behind[j]: the share of those who get in who find j waiting.
  const behind = states.slice(servers, capacity).map((p) => p / enters);
  const shape = (servers * patience) / service;
  // Who finds j waiting is served with probability c mu / (c mu + (j + 1) theta), after stages one theta faster.
  const behindServed = behind.map((p, j) => (p * shape) / (shape + j + 1));
  let untilServed = 0;
  let meanOfServed = 0;
  behindServed.forEach((p, j) => {
    untilServed += patience / (shape + j + 1);
    meanOfServed += p * untilServed;
  });
  const virtual = stagesTail(behind, shape, patience);
  return {
    probability: tailsOf(behind)[0]!,
    tail: (t) => virtual(t) * exp(-t / patience),
    servedTail: stagesTail(behindServed, shape + 1, patience),
    meanOfServed,
  };
}

/** P(stages of rate (shape + i) / patience, i = 0 .. j, take longer than t), j being as likely as `behind` says. */
function stagesTail(behind: readonly number[], shape: number, patience: number): (t: number) => number {
  const tails = tailsOf(behind);
  return (t) => {
    const gone = -expm1(-t / patience);
    const none = (shape * t) / patience; // -ln of the first probability
    if (none < UNDERFLOW) return fromFirst(exp(-none), shape, gone, tails);
    if ((shape * gone) / (1 - gone) > 2 * tails.length + FAR) return 0;
    const { from, values } = negativeBinomial(shape, gone);
    return values.reduce((sum, weight, i) => sum + weight * (tails[from + i] ?? 0), 0);
  };
}

/** Below e^-600 a first probability says nothing of the others. */
const UNDERFLOW = 600;
/** With that, and the mode so far beyond all states, no double is left of their probability. */
const FAR = 1_000_000;

function fromFirst(first: number, shape: number, y: number, tails: readonly number[]): number {
  let weight = first;
  let sum = 0;
  for (let i = 0; i < tails.length; i++) {
    sum += weight * tails[i]!;
    weight *= (y * (shape + i)) / (i + 1);
  }
  return sum;
}
