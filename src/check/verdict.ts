/** Verdicts: three-valued, so that a check that could not finish never looks like one that passed. */

/** `unknown`: the check crashed, ran out of budget or had nothing to judge by. */
export type Verdict = 'valid' | 'invalid' | 'unknown';

/** The worst of several: `invalid` over `unknown` over `valid`. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('invalid')) return 'invalid';
  return verdicts.includes('unknown') ? 'unknown' : 'valid';
}
