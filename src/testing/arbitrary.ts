/**
 * Arbitraries of our own for fast-check: drawn as a hunt draws, and made smaller as a hunt makes things smaller.
 *
 * fast-check brings the randomness and looks for the smallest failing value. Knows nothing of what is drawn.
 */
import * as fc from 'fast-check';
import type { Choose } from '../experiment/hunt/choose.js';

/** Ways to make a value simpler that belong together. */
export interface Pass<T> {
  readonly ways: Iterable<T>;
  /** Whether it looks on from the way that led somewhere, or begins again. */
  readonly goesOn: boolean;
}

export interface Drawing<T> {
  readonly draw: (choose: Choose) => T;
  /** Every way to make it a step simpler, in passes made afresh, the boldest of each first; following them ends. */
  readonly passes: (value: T) => readonly Pass<T>[];
  /** Whether a value that somebody wrote by hand could have been drawn. */
  readonly belongs: (value: unknown) => boolean;
  /** How fast-check prints it. */
  readonly text: (value: T) => string;
}

export const arbitraryOf = <T extends object>(drawing: Drawing<T>): fc.Arbitrary<T> => new Drawn(drawing);

class Drawn<T extends object> extends fc.Arbitrary<T> {
  constructor(private readonly drawing: Drawing<T>) {
    super();
  }

  override generate(random: fc.Random): fc.Value<T> {
    return this.told(this.drawing.draw(chooseFrom(random)));
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.drawing.belongs(value);
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return fc.stream(this.smaller(value, (context as Place | undefined) ?? { pass: 0, at: 0 }));
  }

  /**
   * A pass that made it smaller goes on where it stands, and the others follow: what failed to fail before is mostly
   * of no use in something smaller either. It comes again at the end, so that nothing is left out.
   */
  private *smaller(value: T, from: Place): IterableIterator<fc.Value<T>> {
    const { passes } = this.drawing;
    const count = passes(value).length;
    for (let i = 0; i <= count; i++) {
      const pass = (from.pass + i) % count;
      const { ways, goesOn } = passes(value)[pass]!;
      let at = -1;
      for (const simpler of ways) {
        at += 1;
        if (i === count && at >= from.at) break;
        if (i > 0 || at >= from.at) yield this.told(simpler, { pass, at: goesOn ? at : 0 });
      }
    }
  }

  private told(value: T, place?: Place): fc.Value<T> {
    return new fc.Value(described(value, this.drawing.text), place);
  }
}

/** Which of the passes led to a value, and from which of its ways on to look. */
interface Place {
  readonly pass: number;
  readonly at: number;
}

export const hasKeys = (value: unknown, ...keys: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && keys.every((key) => key in value);

/** The value, printed in its own words wherever fast-check or a template prints it; a copy of it is plain data. */
function described<T extends object>(value: T, text: (value: T) => string): T {
  const print = { value: () => text(value), enumerable: false };
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as T;
  return Object.defineProperties(copy, { toString: print, [fc.toStringMethod]: print });
}

const HIGH_BITS = 26;
const LOW_BITS = 27;

function chooseFrom(random: fc.Random): Choose {
  return {
    integer: (min, max) => random.nextInt(min, max),
    share() {
      const high = random.nextInt(0, 2 ** HIGH_BITS - 1);
      return (high * 2 ** LOW_BITS + random.nextInt(0, 2 ** LOW_BITS - 1)) / 2 ** (HIGH_BITS + LOW_BITS);
    },
  };
}
