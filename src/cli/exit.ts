/** Exit codes, one meaning each (DESIGN §10). */
import type { Verdict } from '../check/verdict.js';

export const EXIT = { valid: 0, invalid: 1, unknown: 2, usage: 64, bug: 70, interrupted: 130 } as const;

/** The exit code of several verdicts together. */
export function exitOf(verdicts: readonly Verdict[]): number {
  if (verdicts.includes('invalid')) return EXIT.invalid;
  return verdicts.includes('unknown') ? EXIT.unknown : EXIT.valid;
}
