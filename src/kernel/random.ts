/**
 * Named random streams: one seed, and from it one independent generator for each purpose.
 *
 * Knows nothing of distributions (`distribution.ts`), and there is no stream without a name.
 *
 * A stream's draws depend on the run's seed and on its own name alone, so that adding a component, or a draw
 * within one, never moves another component's draws. The generator is Alea (J. Baagøe, "Better random numbers
 * for javascript", 2010: a multiply-with-carry generator of period about 2^116), in seedrandom's
 * implementation: seeded by a hash of the whole string, it touches neither Math.random nor any entropy.
 */
import alea from 'seedrandom/lib/alea.js';

/** Draws a uniform variate: a multiple of 2^-53 in [0, 1). */
export type Stream = () => number;

export interface Streams {
  /**
   * The stream of this purpose, for example `net/n1->n2` or `workload/app/3`.
   * Asked again, the same stream: it goes on where it stands.
   */
  named(purpose: string): Stream;
}

/** The streams of one run. A stream comes to life when it is first named, at the cost of a microsecond or two. */
export function createStreams(seed: string): Streams {
  const byPurpose = new Map<string, Stream>();
  // The length makes the join injective: ('a', 'b/c') and ('a/b', 'c') are different streams.
  const prefix = `${seed.length}:${seed}/`;
  return {
    named(purpose) {
      const known = byPurpose.get(purpose);
      if (known !== undefined) return known;
      const stream: Stream = alea(prefix + purpose).double;
      byPurpose.set(purpose, stream);
      return stream;
    },
  };
}
