/**
 * Little's law, L = lambda W, of anything in a steady state.
 *
 * Source: J. D. C. Little, "A proof for the queuing formula L = lambda W", Operations Research 9 (1961).
 */
import { invariant } from '../../kernel/invariant.js';
import { count, perSecond, type Theory, time } from './prediction.js';

export interface Little {
  readonly arrivals?: number | undefined;
  readonly inSystem?: number | undefined;
  /** s */
  readonly sojourn?: number | undefined;
}

/** The third of any two. */
export function little(known: Little): Theory {
  const { arrivals, inSystem, sojourn } = known;
  const given = [arrivals, inSystem, sojourn].filter((value) => value !== undefined);
  invariant(given.length === 2, "Little's law takes two of its three figures");
  const rate = arrivals ?? inSystem! / sojourn!;
  const number = inSystem ?? arrivals! * sojourn!;
  const stay = sojourn ?? inSystem! / arrivals!;
  return {
    name: 'Little’s law',
    exact: true,
    source: 'Little, Operations Research 9 (1961)',
    assumes: 'a steady state, and that all who come leave',
    predictions: [perSecond('throughput', rate), count('in system', number), time('sojourn', stay)],
  };
}
