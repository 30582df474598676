/**
 * The three verdicts of every checker. Knows no checker.
 *
 * `unknown` is what an exhausted budget, a crash or a missing answer gives; it never counts as good.
 */
export type Verdict = 'valid' | 'invalid' | 'unknown';

/** All must hold: one `invalid` decides, then one `unknown`. Of nothing at all: `valid`. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('invalid')) return 'invalid';
  return verdicts.includes('unknown') ? 'unknown' : 'valid';
}

/** One must hold: one `valid` decides, then one `unknown`. Of nothing at all: `invalid`. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('valid')) return 'valid';
  return verdicts.includes('unknown') ? 'unknown' : 'invalid';
}
