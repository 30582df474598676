/**
 * What one theory is to the command line: names, words, arguments and how they become figures.
 *
 * Help, listing and parsing all read this data. Knows no particular theory.
 */
import type { Steady } from '../../stats/theory.js';
import type { Argument } from './argument.js';

/** What each argument has been read as. */
type ValuesOf<A> = { readonly [K in keyof A]: A[K] extends Argument<infer T> ? T : never };

interface Described {
  /** `M/M/c` or a word. */
  readonly name: string;
  readonly aliases: readonly string[];
  /**
   * Other ways to write it in Kendall's notation; a group that captures digits is the argument of that name
   * (`M/M/3`: servers), one that captures a letter stands for it.
   */
  readonly kendall?: RegExp;
  readonly about: string;
  /** Arguments of an example, behind `foretell theory`. */
  readonly example: string;
}

interface Spec<A> extends Described {
  readonly arguments: A;
  readonly compute: (values: ValuesOf<A>, quantiles: readonly number[]) => Steady;
}

export interface Definition extends Described {
  readonly arguments: Readonly<Record<string, Argument<unknown>>>;
  readonly compute: (values: Readonly<Record<string, unknown>>, quantiles: readonly number[]) => Steady;
}

/** Checks that `compute` takes what the arguments give, then forgets which they are. */
export function define<A extends Readonly<Record<string, Argument<unknown>>>>(spec: Spec<A>): Definition {
  return { ...spec, compute: (values, quantiles) => spec.compute(values as ValuesOf<A>, quantiles) };
}
