/**
 * Arbitraries of our own for fast-check: drawn as a hunt draws, and made smaller as a hunt makes things smaller.
 *
 * fast-check brings the randomness and looks for the smallest failing value. Knows nothing of what is drawn.
 */
import * as fc from 'fast-check';
import type { Choose } from '../experiment/hunt/choose.js';

export interface Drawing<T> {
  readonly draw: (choose: Choose) => T;
  /** Every way to make it a step simpler, the boldest first; following them ends. */
  readonly simpler: (value: T) => Iterable<T>;
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

  override shrink(value: T): fc.Stream<fc.Value<T>> {
    return fc.stream(this.smaller(value));
  }

  private *smaller(value: T): IterableIterator<fc.Value<T>> {
    for (const simpler of this.drawing.simpler(value)) yield this.told(simpler);
  }

  private told(value: T): fc.Value<T> {
    return new fc.Value(described(value, this.drawing.text), undefined);
  }
}

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
