/**
 * A series: the runs of one scenario in the order of their seeds, until there are enough of them.
 *
 * Runs are begun ahead and end in any order; they count one by one in the order of seeds, and whether another is
 * needed is decided by those that count alone. A run that was begun before that was known is thrown away, so
 * what comes of it is the same whoever carried the runs out. Knows nothing of what is in a run.
 */
import { invariant } from '../kernel/invariant.js';
import type { Seeds } from './seeds.js';

/** What came of a run, whatever it is. */
interface Outcome {
  readonly seed: string;
}

export interface Series<O extends Outcome> {
  /** The next seed to begin; `undefined` if there is none now. */
  next(): string | undefined;
  /** Takes the outcome of a seed that was begun, each once, in any order. */
  add(outcome: O): void;
  /** No run that is still to come will count. */
  readonly over: boolean;
  /** Runs that count so far. */
  readonly counted: number;
}

/** @param take hears the outcomes that count, in the order of `seeds`, and says whether that is enough */
export function createSeries<O extends Outcome>(seeds: Seeds, take: (outcome: O) => boolean): Series<O> {
  /** Came before their turn. */
  const early = new Map<string, O>();
  const underWay = new Set<string>();
  let begun = 0;
  let counted = 0;
  let enough = seeds.length === 0;
  return {
    next() {
      if (enough || begun === seeds.length) return undefined;
      const seed = seeds.at(begun++)!;
      underWay.add(seed);
      return seed;
    },
    add(outcome) {
      invariant(underWay.delete(outcome.seed), `seed ${outcome.seed} was begun, and has not come before`);
      if (enough) return;
      early.set(outcome.seed, outcome);
      for (let next = early.get(seeds.at(counted)!); next !== undefined && !enough; ) {
        early.delete(next.seed);
        counted += 1;
        enough = take(next) || counted === seeds.length;
        next = early.get(seeds.at(counted) ?? '');
      }
      if (enough) early.clear();
    },
    get over() {
      return enough;
    },
    get counted() {
      return counted;
    },
  };
}
